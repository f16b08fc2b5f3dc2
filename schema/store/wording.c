#include "store/wording.h"

#include <stdlib.h>
#include <string.h>

#include "rules/legible.h"
#include "store/recordings.h"
#include "store/stmt.h"

/* Of the case and the meeting of one struct childfile_meeting. */
struct wording {
	struct span_list passage;
	struct span_list heard;
};

static const char heard_sql[] =
    "SELECT from_sample, to_sample FROM rendition_part"
    " WHERE rendition_id = $id AND silent = 0";

static enum rc
read_one(struct store *store, const struct childfile_meeting *m,
    struct wording *w, struct error *err)
{
	struct stmt s;
	enum rc rc =
	    recordings_passage(store, m->meeting, m->case_id, &w->passage, err);

	if (rc != RC_OK)
		return rc;
	rc = stmt_open(&s, store, heard_sql, err);
	stmt_bind_int(&s, "$id", m->rendition.v);
	return stmt_spans(&s, rc, &w->heard, err);
}

/* ALL is of FILE's meetings, in their order.  SAMPLE: of the mark; -1: none,
 * the words can be about all of the case. */
static bool
shown(const struct childfile *file, const struct wording *all,
    struct meeting_id meeting, struct case_id case_id, int64_t sample)
{
	for (size_t i = 0; i < file->nmeetings; i++) {
		const struct childfile_meeting *m = &file->meetings[i];

		if (m->meeting.v == meeting.v && m->case_id.v == case_id.v)
			return legible(
			    sample < 0 ? LEGIBLE_MINUTES : LEGIBLE_TYPED,
			    (struct span){sample, sample}, &all[i].passage,
			    &all[i].heard);
	}
	return false;
}

static void
keep_marks(struct childfile *file, const struct wording *all)
{
	size_t kept = 0;

	for (size_t i = 0; i < file->nmarks; i++) {
		struct childfile_mark *m = &file->marks[i];

		if (shown(file, all, m->meeting, m->case_id, m->sample)) {
			file->marks[kept++] = *m;
			continue;
		}
		free(m->kind);
		free(m->words);
	}
	file->nmarks = kept;
}

static enum rc
blank_actions(
    struct childfile *file, const struct wording *all, struct error *err)
{
	for (size_t i = 0; i < file->nactions; i++) {
		struct childfile_action *a = &file->actions[i];
		char *neutral;

		if (shown(file, all, a->meeting, a->case_id, a->sample))
			continue;
		if ((neutral = strdup("Words are withheld")) == NULL)
			return error_nomem(err);
		free(a->text);
		a->text = neutral;
		a->outcome_note[0] = '\0'; /* says what was to be done */
		a->sample = -1;
	}
	return RC_OK;
}

enum rc
wording_withhold(struct store *store, struct childfile *file, struct error *err)
{
	struct wording *all = calloc(file->nmeetings + 1, sizeof(*all));
	enum rc rc = all == NULL ? error_nomem(err) : RC_OK;

	for (size_t i = 0; i < file->nmeetings && rc == RC_OK; i++)
		rc = read_one(store, &file->meetings[i], &all[i], err);
	if (rc == RC_OK) {
		keep_marks(file, all);
		rc = blank_actions(file, all, err);
	}
	for (size_t i = 0; all != NULL && i < file->nmeetings; i++) {
		span_clear(&all[i].passage);
		span_clear(&all[i].heard);
	}
	free(all);
	return rc;
}
