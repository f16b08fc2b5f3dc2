#include "store/withholding.h"

#include <assert.h>
#include <stdlib.h>

#include "store/deed.h"
#include "store/approver.h"
#include "store/list.h"
#include "store/stmt.h"
#include "store/voiding.h"

void
withholding_clear(struct withholding *w)
{
	free(w->reason);
	*w = (struct withholding){0};
}

void
withholding_free(struct withholding *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		withholding_clear(&list[i]);
	free(list);
}

static void
clear_one(void *item)
{
	withholding_clear(item);
}

static enum rc
audit(struct store *store, const struct releases_account *by, const char *what,
    const struct withholding *w, const char *why, struct error *err)
{
	return deed_add(store, by, what,
	    &(struct deed){w->meeting, w->case_id, w->person, w->id.v}, why,
	    err);
}

/* Proposing --------------------------------------------------------------- */

static const char recorded_sql[] =
    "SELECT 1 FROM agenda_item i JOIN passage p ON p.item_id = i.id"
    " WHERE i.case_id = $case AND i.meeting_id = $meeting"
    " AND p.from_sample < $to AND p.to_sample > $from LIMIT 1";

static const char same_sql[] =
    "SELECT 1 FROM withheld_passage WHERE meeting_id = $meeting"
    " AND case_id = $case AND coalesce(person_id, 0) = $person"
    " AND from_sample = $from AND to_sample = $to AND void_at IS NULL LIMIT 1";

static enum rc
check(struct store *store, const struct withholding *new, struct error *err)
{
	bool recorded = false, same = false;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, recorded_sql, err);

	stmt_bind_int(&s, "$meeting", new->meeting.v);
	stmt_bind_int(&s, "$case", new->case_id.v);
	stmt_bind_int(&s, "$from", new->span.from);
	stmt_bind_int(&s, "$to", new->span.to);
	if ((rc = stmt_any(&s, rc, &recorded, err)) != RC_OK)
		return rc;
	if (new->span.from < 0 || new->span.from >= new->span.to || !recorded)
		return error_set(err, RC_INVALID,
		    "nothing of this case was recorded between these times");

	rc = stmt_open(&s, store, same_sql, err);
	stmt_bind_int(&s, "$meeting", new->meeting.v);
	stmt_bind_int(&s, "$case", new->case_id.v);
	stmt_bind_int(&s, "$person", new->person.v);
	stmt_bind_int(&s, "$from", new->span.from);
	stmt_bind_int(&s, "$to", new->span.to);
	if ((rc = stmt_any(&s, rc, &same, err)) == RC_OK && same)
		rc = error_set(err, RC_CONFLICT,
		    "this passage is withheld, or proposed, already");
	return rc;
}

static const char propose_sql[] =
    "INSERT INTO withheld_passage (meeting_id, case_id, person_id,"
    " from_sample, to_sample, reason, proposed_by, proposed_at) VALUES"
    " ($meeting, $case, $person, $from, $to, $reason, $by, $now)";

enum rc
withholding_propose(struct store *store, const struct withholding *new,
    const struct releases_account *by, int64_t now_ms, struct withheld_id *id,
    struct error *err)
{
	struct withholding made = *new;
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if ((rc = check(store, new, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, propose_sql, err);
	stmt_bind_int(&s, "$meeting", new->meeting.v);
	stmt_bind_int(&s, "$case", new->case_id.v);
	stmt_bind_ref(&s, "$person", new->person.v);
	stmt_bind_int(&s, "$from", new->span.from);
	stmt_bind_int(&s, "$to", new->span.to);
	stmt_bind_text(&s, "$reason", new->reason);
	stmt_bind_int(&s, "$by", by->id.v);
	stmt_bind_int(&s, "$now", now_ms);
	if ((rc = stmt_insert(&s, rc, &made.id.v, err)) != RC_OK)
		return rc;
	*id = made.id;
	return audit(store, by, "passage.proposed", &made, new->reason, err);
}

/* Looking ----------------------------------------------------------------- */

static enum rc
take(struct stmt *s, struct withholding *w, struct error *err)
{
	w->id.v = stmt_int(s, 0);
	w->meeting.v = stmt_int(s, 1);
	w->case_id.v = stmt_int(s, 2);
	w->person.v = stmt_int(s, 3);
	w->span = (struct span){stmt_int(s, 4), stmt_int(s, 5)};
	w->proposed_by.v = stmt_int(s, 6);
	w->approved_by.v = stmt_int(s, 7);
	return stmt_copy(s, 8, &w->reason, err);
}

static const char get_sql[] =
    "SELECT id, meeting_id, case_id, person_id, from_sample, to_sample,"
    " proposed_by, approved_by, reason FROM withheld_passage"
    " WHERE id = $id AND void_at IS NULL";

enum rc
withholding_get(struct store *store, struct withheld_id id,
    struct withholding *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, get_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		rc = take(&s, out, err);
	else if (rc == RC_NOTFOUND)
		rc = error_set(err, rc,
		    "there is no withheld passage %lld, or it was lifted",
		    (long long)id.v);
	return stmt_close(&s, rc);
}

static const char list_sql[] =
    "SELECT id, meeting_id, case_id, person_id, from_sample, to_sample,"
    " proposed_by, approved_by, reason FROM withheld_passage"
    " WHERE meeting_id = $meeting AND void_at IS NULL"
    " ORDER BY case_id, from_sample, id";

enum rc
withholding_list(struct store *store, struct meeting_id meeting,
    struct withholding **out, size_t *count, struct error *err)
{
	struct withholding *one;
	struct list list = {.size = sizeof(*one), .clear = clear_one};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, list_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	while ((one = list_next(&list, &s, &rc, err)) != NULL)
		rc = take(&s, one, err);
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

static const char approved_sql[] =
    "SELECT from_sample, to_sample FROM withheld_passage"
    " WHERE meeting_id = $meeting AND case_id = $case AND void_at IS NULL"
    " AND approved_by IS NOT NULL"
    " AND (person_id IS NULL OR person_id = $person)";

static const char would_sql[] =
    "SELECT from_sample, to_sample FROM withheld_passage"
    " WHERE meeting_id = $meeting AND case_id = $case AND void_at IS NULL"
    " AND (person_id IS NULL OR person_id = $person)";

static const char open_sql[] =
    "SELECT 1 FROM withheld_passage"
    " WHERE meeting_id = $meeting AND case_id = $case AND void_at IS NULL"
    " AND approved_by IS NULL"
    " AND (person_id IS NULL OR person_id = $person) LIMIT 1";

static const char named_sql[] =
    "SELECT coalesce(max(approved_at), 0) FROM withheld_passage"
    " WHERE meeting_id = $meeting AND case_id = $case AND void_at IS NULL"
    " AND person_id = $person";

static enum rc
ask(struct stmt *s, struct store *store, const char *sql,
    struct meeting_id meeting, struct case_id case_id, struct person_id person,
    struct error *err)
{
	enum rc rc = stmt_open(s, store, sql, err);

	stmt_bind_int(s, "$meeting", meeting.v);
	stmt_bind_int(s, "$case", case_id.v);
	stmt_bind_int(s, "$person", person.v);
	return rc;
}

enum rc
withholding_would(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, struct span_list *out,
    struct error *err)
{
	struct stmt s;
	enum rc rc = ask(&s, store, would_sql, meeting, case_id, person, err);

	return stmt_spans(&s, rc, out, err);
}

enum rc
withholding_read(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, struct span_list *approved,
    bool *open, int64_t *named_approved_ms, struct error *err)
{
	struct stmt s;
	enum rc rc =
	    ask(&s, store, approved_sql, meeting, case_id, person, err);

	if ((rc = stmt_spans(&s, rc, approved, err)) != RC_OK)
		return rc;
	rc = ask(&s, store, open_sql, meeting, case_id, person, err);
	if ((rc = stmt_any(&s, rc, open, err)) != RC_OK)
		return rc;
	rc = ask(&s, store, named_sql, meeting, case_id, person, err);
	return stmt_value(&s, rc, named_approved_ms, err);
}

/* Approving, lifting ------------------------------------------------------ */

static const char person_sql[] =
    "SELECT 1 FROM account WHERE id = $id AND person_id = $person";

static const char approve_sql[] =
    "UPDATE withheld_passage SET approved_by = $by, approved_at = $now"
    " WHERE id = $id";

/* Rule 12; one person with two accounts is still one person. */
static enum rc
may_approve(struct store *store, const struct withholding *w,
    const struct releases_account *by, struct error *err)
{
	bool same = false;
	struct stmt s;
	enum rc rc;

	if (w->approved_by.v != 0)
		return error_set(
		    err, RC_CONFLICT, "this passage is approved already");
	if (w->person.v != 0 && w->person.v == by->person.v)
		return error_set(err, RC_DENIED,
		    "nobody approves what is withheld from themselves: "
		    "somebody else must");
	rc = stmt_open(&s, store, person_sql, err);
	stmt_bind_int(&s, "$id", w->proposed_by.v);
	stmt_bind_int(&s, "$person", by->person.v);
	if ((rc = stmt_any(&s, rc, &same, err)) == RC_OK &&
	    (same || w->proposed_by.v == by->id.v))
		rc = error_set(err, RC_DENIED,
		    "whoever proposed a passage cannot approve it: somebody "
		    "else must");
	return rc;
}

enum rc
withholding_approve(struct store *store, struct withheld_id id,
    const struct releases_account *by, int64_t now_ms, struct error *err)
{
	struct withholding w = {0};
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if ((rc = withholding_get(store, id, &w, err)) != RC_OK ||
	    (rc = may_approve(store, &w, by, err)) != RC_OK ||
	    (rc = approver_of_passage(store, &w, by, now_ms, err)) != RC_OK)
		goto done;
	rc = stmt_open(&s, store, approve_sql, err);
	stmt_bind_int(&s, "$by", by->id.v);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$id", id.v);
	if ((rc = stmt_finish(&s, rc, err)) == RC_OK &&
	    (rc = voiding_of_sound(
		 store, w.meeting, w.case_id, w.person, err)) == RC_OK)
		rc = audit(store, by, "passage.approved", &w, "", err);
done:
	withholding_clear(&w);
	return rc;
}

static const char lift_sql[] =
    "UPDATE withheld_passage SET void_at = $now WHERE id = $id";

enum rc
withholding_lift(struct store *store, struct withheld_id id,
    const struct releases_account *by, const char *reason, int64_t now_ms,
    struct error *err)
{
	struct withholding w = {0};
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if ((rc = withholding_get(store, id, &w, err)) != RC_OK)
		goto done;
	rc = stmt_open(&s, store, lift_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$id", id.v);
	if ((rc = stmt_finish(&s, rc, err)) == RC_OK &&
	    (rc = voiding_of_sound(
		 store, w.meeting, w.case_id, w.person, err)) == RC_OK &&
	    (rc = voiding_of_release(store, w.meeting, w.case_id, err)) ==
		RC_OK)
		rc = audit(store, by, "passage.lifted", &w, reason, err);
done:
	withholding_clear(&w);
	return rc;
}

/* Edits beside it --------------------------------------------------------- */

static const char anew_sql[] =
    "INSERT INTO withheld_passage (meeting_id, case_id, person_id,"
    " from_sample, to_sample, reason, proposed_by, proposed_at)"
    " SELECT meeting_id, case_id, person_id, from_sample, to_sample, reason,"
    " proposed_by, $now FROM withheld_passage"
    " WHERE meeting_id = $meeting AND case_id = $case AND void_at IS NULL"
    " AND approved_by IS NOT NULL";

static const char old_sql[] =
    "UPDATE withheld_passage SET void_at = $now"
    " WHERE meeting_id = $meeting AND case_id = $case AND void_at IS NULL"
    " AND approved_by IS NOT NULL";

enum rc
withholding_reopen(struct store *store, struct meeting_id meeting,
    struct case_id case_id, int64_t now_ms, struct error *err)
{
	static const char *const steps[] = {anew_sql, old_sql};
	enum rc rc = RC_OK;

	for (size_t i = 0; i < 2 && rc == RC_OK; i++) {
		struct stmt s;

		rc = stmt_open(&s, store, steps[i], err);
		stmt_bind_int(&s, "$now", now_ms);
		stmt_bind_int(&s, "$meeting", meeting.v);
		stmt_bind_int(&s, "$case", case_id.v);
		rc = stmt_finish(&s, rc, err);
	}
	return rc;
}

static const char carry_sql[] =
    "INSERT INTO withheld_passage (meeting_id, case_id, person_id,"
    " from_sample, to_sample, reason, proposed_by, proposed_at)"
    " SELECT w.meeting_id, $to_case, w.person_id, w.from_sample, w.to_sample,"
    " w.reason, w.proposed_by, $now FROM withheld_passage w"
    " WHERE w.meeting_id = $meeting AND w.case_id = $from_case"
    " AND w.void_at IS NULL AND w.from_sample < $to AND w.to_sample > $from"
    " AND NOT EXISTS (SELECT 1 FROM withheld_passage o"
    "  WHERE o.meeting_id = w.meeting_id AND o.case_id = $to_case"
    "  AND coalesce(o.person_id, 0) = coalesce(w.person_id, 0)"
    "  AND o.from_sample = w.from_sample AND o.to_sample = w.to_sample"
    "  AND o.void_at IS NULL)";

enum rc
withholding_carry(struct store *store, struct meeting_id meeting,
    struct case_id from, struct case_id to, struct span span, int64_t now_ms,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, carry_sql, err);

	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$from_case", from.v);
	stmt_bind_int(&s, "$to_case", to.v);
	stmt_bind_int(&s, "$from", span.from);
	stmt_bind_int(&s, "$to", span.to);
	return stmt_finish(&s, rc, err);
}
