#include "share/banner.h"

#include <stdlib.h>
#include <string.h>

void
banner_clear(struct banner *b)
{
	free(b->alerts);
	alert_free(b->v, b->count);
	*b = (struct banner){0};
}

/* One of a meeting of theirs without a case that is hidden from them, or one of
 * no meeting. */
enum rc
banner_sees(struct store *store, struct person_id person, const struct alert *a,
    int64_t now_ms, bool *yes, struct error *err)
{
	struct docket_meeting *meetings = NULL;
	struct docket_case *cases = NULL;
	size_t count = 0, ncases = 0;
	bool hidden = false;
	enum rc rc;

	*yes = *a->meeting == '\0';
	if (*yes)
		return RC_OK;
	rc = docket_meetings(store, person, &meetings, &count, err);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		if (strcmp(meetings[i].ref, a->meeting) != 0)
			continue;
		rc = docket_cases(store, person, meetings[i].id, now_ms, &cases,
		    &ncases, &hidden, err);
		free(cases);
		*yes = rc == RC_OK && !hidden;
	}
	free(meetings);
	return rc;
}

enum rc
banner_fill(struct banner *b, struct store *store, const struct office *o,
    int64_t now_ms, struct error *err)
{
	enum rc rc =
	    alert_unseen(store, (struct meeting_id){0}, &b->v, &b->count, err);

	if (rc == RC_OK &&
	    (b->alerts = calloc(b->count + 1, sizeof(*b->alerts))) == NULL)
		rc = error_nomem(err);
	for (size_t i = 0; rc == RC_OK && i < b->count; i++) {
		const struct alert *a = &b->v[i];
		struct banner_line *to = &b->alerts[b->nalerts];
		bool yes = false;

		rc = banner_sees(store, o->who.by.person, a, now_ms, &yes, err);
		if (!yes)
			continue;
		to->id = a->id;
		to->form = o->s.form;
		page_when(a->at_ms, to->at);
		to->meeting = a->meeting;
		to->text = a->text;
		b->nalerts++;
	}
	return rc;
}
