#include "store/releases.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "store/approver.h"
#include "store/deed.h"
#include "store/list.h"
#include "store/note.h"
#include "store/stmt.h"

static const char meeting_sql[] = "SELECT id, ended_at, due_at FROM meeting "
				  "WHERE ref = $ref OR public_id = $ref";

enum rc
releases_meeting(struct store *store, const char *ref,
    struct releases_meeting *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, meeting_sql, err);

	stmt_bind_text(&s, "$ref", ref);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		out->id.v = stmt_int(&s, 0);
		out->ended_ms = stmt_int(&s, 1);
		out->due_ms = stmt_int(&s, 2);
	} else if (rc == RC_NOTFOUND)
		rc = error_set(err, rc, "no meeting is called '%s'", ref);
	return stmt_close(&s, rc);
}

static const char account_sql[] =
    "SELECT id, person_id, role, disabled_at FROM account "
    "WHERE login = $login";

enum rc
releases_account(struct store *store, const char *login,
    struct releases_account *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, account_sql, err);

	stmt_bind_text(&s, "$login", login);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		out->id.v = stmt_int(&s, 0);
		out->person.v = stmt_int(&s, 1);
		if (!stmt_is_null(&s, 3))
			rc = error_set(err, RC_DENIED,
			    "the account '%s' is disabled", login);
		else if (strcmp(stmt_text(&s, 2), "chair") != 0 &&
		    strcmp(stmt_text(&s, 2), "coordinator") != 0)
			rc = error_set(err, RC_DENIED,
			    "'%s' is a %s: only a chair or a coordinator "
			    "decides about copies",
			    login, stmt_text(&s, 2));
	} else if (rc == RC_NOTFOUND)
		rc = error_set(err, rc,
		    "no account is called '%s' (`marac-store user list` shows "
		    "them)",
		    login);
	return stmt_close(&s, rc);
}

static const char cases_sql[] =
    "SELECT c.id, c.reference FROM marac_case c "
    "JOIN agenda_item i ON i.case_id = c.id WHERE i.meeting_id = $meeting "
    "GROUP BY c.id, c.reference ORDER BY min(i.number)";

enum rc
releases_cases(struct store *store, struct meeting_id meeting,
    struct releases_case **out, size_t *count, struct error *err)
{
	struct releases_case *one;
	struct list list = {.size = sizeof(*one)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, cases_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	while ((one = list_next(&list, &s, &rc, err)) != NULL) {
		one->id.v = stmt_int(&s, 0);
		(void)snprintf(one->reference, sizeof(one->reference), "%s",
		    stmt_text(&s, 1));
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

static const char may_sql[] =
    "SELECT 1 FROM account a JOIN meeting m ON m.id = $meeting"
    " WHERE a.id = $by AND a.role = 'chair' AND a.disabled_at IS NULL"
    " AND (m.chair_id = a.person_id OR m.coordinator_id = a.person_id)";

enum rc
releases_may(struct store *store, struct meeting_id meeting,
    struct account_id by, bool *yes, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, may_sql, err);

	stmt_bind_int(&s, "$by", by.v);
	stmt_bind_int(&s, "$meeting", meeting.v);
	return stmt_any(&s, rc, yes, err);
}

/* Rule 5: what else people may decide, this is the chair's alone. */
static enum rc
ask_chair(struct store *store, struct meeting_id meeting, struct account_id by,
    struct error *err)
{
	bool chair = false;
	enum rc rc = releases_may(store, meeting, by, &chair, err);

	if (rc == RC_OK && !chair)
		rc = error_set(err, RC_DENIED,
		    "only the chair of this very meeting releases its cases: "
		    "run this with --by their login (`import meetings` says "
		    "who chairs)");
	return rc;
}

static const char void_release_sql[] =
    "UPDATE case_release SET void_at = $now WHERE meeting_id = $meeting "
    "AND case_id = $case AND void_at IS NULL";

static const char release_sql[] =
    "INSERT INTO case_release (meeting_id, case_id, released_by, "
    "released_at) VALUES ($meeting, $case, $by, $now)";

enum rc
releases_release(struct store *store, struct meeting_id meeting,
    struct case_id case_id, const struct releases_account *by, int64_t now_ms,
    struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if ((rc = ask_chair(store, meeting, by->id, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, void_release_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;

	rc = stmt_open(&s, store, release_sql, err);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$by", by->id.v);
	stmt_bind_int(&s, "$now", now_ms);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;
	return deed_add(store, by, "case.released",
	    &(struct deed){.meeting = meeting, .case_id = case_id}, "", err);
}

static const char void_decision_sql[] =
    "UPDATE decision SET void_at = $now WHERE meeting_id = $meeting "
    "AND case_id = $case AND person_id = $person AND void_at IS NULL";

static const char propose_sql[] =
    "INSERT INTO decision (meeting_id, case_id, person_id, verdict, reason, "
    "proposed_by, proposed_at) VALUES ($meeting, $case, $person, $verdict, "
    "$reason, $by, $now)";

enum rc
releases_propose(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, enum verdict verdict,
    const char *reason, const struct releases_account *by, int64_t now_ms,
    struct error *err)
{
	const char *name = verdict == VERDICT_SEND ? "send" : "withhold";
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	assert(verdict != VERDICT_NONE);
	rc = stmt_open(&s, store, void_decision_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$person", person.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;

	rc = stmt_open(&s, store, propose_sql, err);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_text(&s, "$verdict", name);
	stmt_bind_text(&s, "$reason", reason);
	stmt_bind_int(&s, "$by", by->id.v);
	stmt_bind_int(&s, "$now", now_ms);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;
	return deed_add(store, by,
	    verdict == VERDICT_SEND ? "decision.proposed.send"
				    : "decision.proposed.withhold",
	    &(struct deed){meeting, case_id, person, 0}, reason, err);
}

static const char proposed_sql[] =
    "SELECT d.id, d.proposed_by, a.person_id, d.approved_by, d.verdict, "
    "d.reason, p.name, q.name FROM decision d "
    "JOIN account a ON a.id = d.proposed_by "
    "JOIN person p ON p.id = d.person_id "
    "JOIN person q ON q.id = a.person_id "
    "WHERE d.meeting_id = $meeting AND d.case_id = $case "
    "AND d.person_id = $person AND d.void_at IS NULL "
    "ORDER BY d.id DESC LIMIT 1";

static const char approver_sql[] = "SELECT name FROM person WHERE id = $id";

static const char approve_sql[] =
    "UPDATE decision SET approved_by = $by, approved_at = $now "
    "WHERE id = $id";

/* What the children's files say of it. */
static enum rc
note_text(struct store *store, const struct releases_account *by,
    struct stmt *found, struct buf *text, struct error *err)
{
	bool send = strcmp(stmt_text(found, 4), "send") == 0;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, approver_sql, err);

	stmt_bind_int(&s, "$id", by->person.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		buf_printf(text,
		    "Decided: %s a copy %s %s. Proposed by %s, approved by "
		    "%s. Reason: %s",
		    send ? "send" : "withhold", send ? "to" : "from",
		    stmt_text(found, 6), stmt_text(found, 7), stmt_text(&s, 0),
		    stmt_text(found, 5));
		rc = buf_check(text, err);
	}
	return stmt_close(&s, rc);
}

enum rc
releases_approve(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person,
    const struct releases_account *by, int64_t now_ms, enum verdict *verdict,
    struct error *err)
{
	struct buf text = {0};
	struct stmt s;
	int64_t id = 0;
	enum rc rc;

	assert(store_in_transaction(store));
	if (by->person.v == person.v)
		return error_set(err, RC_DENIED,
		    "nobody approves a decision about a copy of their own: "
		    "somebody else must");
	rc = stmt_open(&s, store, proposed_sql, err);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$person", person.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		id = stmt_int(&s, 0);
		*verdict = strcmp(stmt_text(&s, 4), "send") == 0
		    ? VERDICT_SEND
		    : VERDICT_WITHHOLD;
		if (!stmt_is_null(&s, 3))
			rc = error_set(err, RC_CONFLICT,
			    "this decision is approved already");
		/* One person with two accounts is still one person. */
		else if (stmt_int(&s, 1) == by->id.v ||
		    stmt_int(&s, 2) == by->person.v)
			rc = error_set(err, RC_DENIED,
			    "whoever proposed a decision cannot approve it: "
			    "somebody else must");
		else
			rc = note_text(store, by, &s, &text, err);
	} else if (rc == RC_NOTFOUND)
		rc = error_set(err, rc,
		    "nothing is proposed for this person and case: `decide` "
		    "comes first");
	if ((rc = stmt_close(&s, rc)) != RC_OK)
		goto done;
	if (*verdict == VERDICT_SEND &&
	    (rc = approver_of_copy(
		 store, meeting, case_id, person, by, now_ms, err)) != RC_OK)
		goto done;

	rc = stmt_open(&s, store, approve_sql, err);
	stmt_bind_int(&s, "$by", by->id.v);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$id", id);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		goto done;
	if ((rc = note_add(store, NOTE_DECISION, case_id, meeting,
		 (struct copy_id){0}, now_ms, buf_str(&text), err)) == RC_OK)
		rc = deed_add(store, by, "decision.approved",
		    &(struct deed){meeting, case_id, person, 0}, "", err);
done:
	buf_clear(&text);
	return rc;
}

void
releases_decision_clear(struct releases_decision *d)
{
	free(d->reason);
	free(d->proposed_by);
	*d = (struct releases_decision){0};
}

enum rc
releases_decision(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person,
    struct releases_decision *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, proposed_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$person", person.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		out->id = stmt_int(&s, 0);
		out->proposer.v = stmt_int(&s, 2);
		out->approved = !stmt_is_null(&s, 3);
		out->verdict = strcmp(stmt_text(&s, 4), "send") == 0
		    ? VERDICT_SEND
		    : VERDICT_WITHHOLD;
		if ((rc = stmt_copy(&s, 5, &out->reason, err)) == RC_OK)
			rc = stmt_copy(&s, 7, &out->proposed_by, err);
	}
	return stmt_close(&s, rc);
}

static const char last_sql[] =
    "SELECT coalesce(max(at), 0) FROM ("
    "SELECT released_at AS at FROM case_release WHERE meeting_id = $meeting "
    "AND case_id = $case AND void_at IS NULL UNION ALL "
    "SELECT approved_at AS at FROM decision WHERE meeting_id = $meeting "
    "AND case_id = $case AND person_id = $person AND void_at IS NULL "
    "AND verdict = 'send' AND approved_at IS NOT NULL) AS said";

enum rc
releases_last(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, int64_t *at_ms,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, last_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$person", person.v);
	return stmt_value(&s, rc, at_ms, err);
}
