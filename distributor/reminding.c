#include "distributor/reminding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "distributor/notifying.h"
#include "store/briefed.h"
#include "store/copies.h"
#include "store/debriefs.h"
#include "store/escalations.h"
#include "store/paperwork.h"
#include "store/person.h"
#include "store/standing.h"

/* In the language of PARCEL's person. */
static enum rc
write_notice(struct post *post, const struct copies_parcel *parcel,
    int64_t now_ms, struct message_id *message, struct error *err)
{
	enum wordbook_language language;
	struct buf body = {0};
	enum rc rc =
	    person_reads(post->desk->store, parcel->person, &language, err);

	if (rc != RC_OK)
		return rc;
	wordbook_put(&body, language, WORDBOOK_REMINDER, NULL);
	buf_text(&body, "\n");
	if ((rc = buf_check(&body, err)) == RC_OK)
		rc = post_notice(post, OUTBOX_REMINDER, parcel->id,
		    parcel->meeting, parcel->person,
		    wordbook_text(language, WORDBOOK_REMINDER_SUBJECT),
		    buf_str(&body), now_ms, message, err);
	buf_clear(&body);
	return rc;
}

/* PARCEL, unless somebody else has done it since. */
static enum rc
remind(struct post *post, struct parcel_id id, int64_t now_ms, int *count,
    struct error *err)
{
	struct copies_parcel parcel = {0};
	struct message_id message = {0};
	struct parcel_id *still = NULL;
	bool due = false;
	size_t left = 0;
	enum rc rc;

	if ((rc = store_begin(post->desk->store, err)) != RC_OK)
		return rc;
	rc = escalations_reminders(
	    post->desk->store, now_ms, &still, &left, err);
	for (size_t i = 0; rc == RC_OK && i < left; i++)
		due = due || still[i].v == id.v;
	if (rc == RC_OK && due &&
	    (rc = copies_parcel_get(post->desk->store, id, &parcel, err)) ==
		RC_OK)
		rc = write_notice(post, &parcel, now_ms, &message, err);
	if (rc == RC_OK)
		rc = store_commit(post->desk->store, err);
	store_rollback(post->desk->store);
	*count += rc == RC_OK && message.v != 0;
	free(still);
	return rc;
}

/* On paper ------------------------------------------------------------------ */

/* "Copy 3 is on paper, ..." about NUMBER of CASE. */
static enum rc
tell_one(struct post *post, const struct copies_parcel *parcel,
    struct case_id case_id, const char *what, int64_t number, bool letter,
    int64_t now_ms, struct error *err)
{
	char day[CLOCK_TEXT];
	struct buf words = {0};
	enum rc rc;

	(void)clock_format_london(parcel->expires_ms, day);
	day[strcspn(day, ",")] = '\0';
	buf_printf(&words,
	    "%s %lld is on paper and was not collected; its code is over on "
	    "%s. Speak with its reader. %sOnce the code is over, type "
	    "`copies`, "
	    "and then `letter` or `hand-over` again.",
	    what, (long long)number, day,
	    letter ? "If it never came, type `returned`, and then `letter` or "
		     "`hand-over`. "
		   : "");
	if ((rc = buf_check(&words, err)) == RC_OK)
		rc = notifying_coordinator(post, parcel->meeting, case_id,
		    buf_str(&words), now_ms, err);
	buf_clear(&words);
	return rc;
}

static enum rc
tell_copies(struct post *post, const struct copies_parcel *parcel, bool letter,
    int64_t now_ms, struct error *err)
{
	struct store *store = post->desk->store;
	struct copy_id *copies = NULL;
	struct copies_row row = {0};
	size_t count = 0;
	enum rc rc =
	    copies_uncollected(store, parcel->id, &copies, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		rc = standing_of_copy(store, copies[i], now_ms, NULL, err);
		if (rc == RC_OK &&
		    (rc = copies_get(store, copies[i], &row, err)) == RC_OK)
			rc = tell_one(post, parcel, row.case_id, "Copy",
			    copies[i].v, letter, now_ms, err);
		else if (rc == RC_NOTFOUND)
			rc = RC_OK; /* it is not theirs any more */
	}
	free(copies);
	return rc;
}

static enum rc
tell_debriefs(struct post *post, const struct copies_parcel *parcel,
    bool letter, int64_t now_ms, struct error *err)
{
	struct store *store = post->desk->store;
	struct debrief_id *debriefs = NULL;
	struct debriefs_row row = {0};
	size_t count = 0;
	enum rc rc =
	    debriefs_of_parcel(store, parcel->id, &debriefs, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		rc = briefed_debrief(store, debriefs[i], now_ms, NULL, err);
		if (rc == RC_OK &&
		    (rc = debriefs_get(store, debriefs[i], &row, err)) ==
			RC_OK &&
		    row.acknowledged_ms == 0)
			rc = tell_one(post, parcel, row.case_id, "Debrief",
			    debriefs[i].v, letter, now_ms, err);
		else if (rc == RC_NOTFOUND)
			rc = RC_OK;
	}
	free(debriefs);
	return rc;
}

/* Of what is in PARCEL, unless somebody else has told it since. */
static enum rc
tell(struct post *post, struct parcel_id id, int64_t now_ms, struct error *err)
{
	struct store *store = post->desk->store;
	struct copies_parcel parcel = {0};
	struct paperwork paper = {0};
	struct parcel_id *still = NULL;
	bool due = false, letter;
	size_t left = 0;
	enum rc rc = store_begin(store, err);

	if (rc != RC_OK)
		return rc;
	rc = escalations_uncollected(store, now_ms, &still, &left, err);
	for (size_t i = 0; rc == RC_OK && i < left; i++)
		due = due || still[i].v == id.v;
	if (rc != RC_OK || !due ||
	    (rc = paperwork_of(store, id, &paper, err)) != RC_OK ||
	    (rc = copies_parcel_get(store, id, &parcel, err)) != RC_OK)
		goto done;
	letter = paper.channel == PAPERWORK_LETTER;
	if ((rc = tell_copies(post, &parcel, letter, now_ms, err)) == RC_OK &&
	    (rc = tell_debriefs(post, &parcel, letter, now_ms, err)) == RC_OK &&
	    (rc = escalations_uncollected_told(store, id, now_ms, err)) ==
		RC_OK)
		rc = store_commit(store, err);
done:
	store_rollback(store);
	free(still);
	return rc;
}

/* RC and ERR as in post_next. */
static void
tell_all(struct post *post, int64_t now_ms, enum rc *rc, struct error *err)
{
	struct parcel_id *parcels = NULL;
	struct error why = {0};
	size_t n = 0;
	enum rc one = escalations_uncollected(
	    post->desk->store, now_ms, &parcels, &n, &why);
	bool go = one == RC_OK;

	if (!go && *rc == RC_OK) {
		*rc = one;
		*err = why;
	}
	for (size_t i = 0; go && i < n; i++) {
		one = tell(post, parcels[i], now_ms, &why);
		go = post_next("parcel", parcels[i].v, one, &why, rc, err);
	}
	free(parcels);
}

enum rc
reminding_pass(struct post *post, int64_t now_ms, int *count, struct error *err)
{
	struct parcel_id *parcels = NULL;
	size_t n = 0;
	enum rc rc =
	    escalations_reminders(post->desk->store, now_ms, &parcels, &n, err);
	bool go = rc == RC_OK;

	*count = 0;
	for (size_t i = 0; go && i < n; i++) {
		struct error why = {0};
		enum rc one = remind(post, parcels[i], now_ms, count, &why);

		go = post_next("parcel", parcels[i].v, one, &why, &rc, err);
	}
	free(parcels);
	if (go)
		tell_all(post, now_ms, &rc, err);
	return rc;
}
