#include "store/escalations.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "store/audit.h"
#include "store/list.h"
#include "store/standing.h"
#include "store/stmt.h"

#define REMINDER_MS ((int64_t)5 * CLOCK_DAY_MS)
/* A link lives ninety days at the longest: what can be due in a half of that. */
#define REMINDER_MOST_MS ((int64_t)46 * CLOCK_DAY_MS)

enum { WHICH_TEXT = 128 };

static const char told_sql[] =
    "SELECT step, cause, told_at FROM escalation WHERE meeting_id = $meeting"
    " AND case_id = $case AND person_id = $person AND kind = $kind"
    " AND number = $number";

enum rc
escalations_told(struct store *store, const struct escalations_of *of,
    struct escalate_told **out, size_t *count, struct error *err)
{
	struct escalate_told *told;
	struct list list = {.size = sizeof(*told)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, told_sql, err);

	stmt_bind_int(&s, "$meeting", of->meeting.v);
	stmt_bind_int(&s, "$case", of->case_id.v);
	stmt_bind_int(&s, "$person", of->person.v);
	stmt_bind_text(&s, "$kind", owed_kind_name(of->kind));
	stmt_bind_int(&s, "$number", of->action.v);
	while ((told = list_next(&list, &s, &rc, err)) != NULL) {
		told->step = escalate_step_of(stmt_text(&s, 0));
		told->cause = escalate_cause_of(stmt_text(&s, 1));
		told->at_ms = stmt_int(&s, 2);
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

static const char add_sql[] =
    "INSERT INTO escalation (meeting_id, case_id, person_id, kind, number,"
    " copy_id, step, cause, advice, told_at, coordinator_notice, chair_notice)"
    " VALUES ($meeting, $case, $person, $kind, $number, $copy, $step, $cause,"
    " $advice, $now, $coordinator, $chair)"
    " ON CONFLICT (meeting_id, case_id, person_id, kind, number, step, cause)"
    " DO UPDATE SET copy_id = $copy, advice = $advice, told_at = $now,"
    " coordinator_notice = $coordinator, chair_notice = $chair";

enum rc
escalations_add(struct store *store, const struct escalations_new *new,
    int64_t now_ms, struct error *err)
{
	char which[WHICH_TEXT];
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, add_sql, err);
	stmt_bind_int(&s, "$meeting", new->of.meeting.v);
	stmt_bind_int(&s, "$case", new->of.case_id.v);
	stmt_bind_int(&s, "$person", new->of.person.v);
	stmt_bind_text(&s, "$kind", owed_kind_name(new->of.kind));
	stmt_bind_int(&s, "$number", new->of.action.v);
	stmt_bind_ref(&s, "$copy", new->copy.v);
	stmt_bind_text(&s, "$step", escalate_step_name(new->step));
	stmt_bind_text(&s, "$cause", escalate_cause_name(new->cause));
	stmt_bind_text(&s, "$advice", new->advice);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_ref(&s, "$coordinator", new->coordinator.v);
	stmt_bind_ref(&s, "$chair", new->chair.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;
	(void)snprintf(which, sizeof(which),
	    "meeting:%lld case:%lld person:%lld step:%s",
	    (long long)new->of.meeting.v, (long long)new->of.case_id.v,
	    (long long)new->of.person.v, escalate_step_name(new->step));
	return audit_add(store, "program:distributor", "escalated", which,
	    escalate_cause_name(new->cause), err);
}

static const char coordinator_sql[] =
    "SELECT coordinator_id FROM meeting WHERE id = $meeting"
    " AND coordinator_id IS NOT NULL"
    " UNION SELECT account.person_id FROM account, meeting m"
    " WHERE m.id = $meeting AND m.coordinator_id IS NULL"
    " AND account.role = 'coordinator' AND account.disabled_at IS NULL";

static const char chair_sql[] =
    "SELECT chair_id FROM meeting WHERE id = $meeting"
    " AND chair_id IS NOT NULL"
    " UNION SELECT account.person_id FROM account, meeting m"
    " WHERE m.id = $meeting AND m.chair_id IS NULL"
    " AND account.role = 'chair' AND account.disabled_at IS NULL";

static const char office_sql[] =
    "SELECT DISTINCT person_id FROM account WHERE disabled_at IS NULL"
    " AND role IN ('coordinator', 'chair') AND $meeting > 0 ORDER BY 1";

static const char administrators_sql[] =
    "SELECT DISTINCT person_id FROM account WHERE disabled_at IS NULL"
    " AND role = 'administrator' AND $meeting > 0 ORDER BY 1";

/* Those of SQL who may know of the case. */
static enum rc
unbarred(struct store *store, const char *sql, struct meeting_id meeting,
    struct case_id case_id, int64_t now_ms, struct person_id **out,
    size_t *count, struct error *err)
{
	struct stmt s;
	size_t n = 0;
	enum rc rc = stmt_open(&s, store, sql, err);

	*count = 0;
	stmt_bind_int(&s, "$meeting", meeting.v);
	*out = list_ids(&s, &rc, &n, err);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		struct facts facts = {0};

		rc = standing_facts(
		    store, meeting, case_id, (*out)[i], now_ms, &facts, err);
		if (rc == RC_OK && !facts_barred(&facts))
			(*out)[(*count)++] = (*out)[i];
		facts_clear(&facts);
	}
	return rc;
}

enum rc
escalations_people(struct store *store, struct meeting_id meeting,
    struct case_id case_id, bool chair, int64_t now_ms, struct person_id **out,
    size_t *count, struct error *err)
{
	const char *const in_turn[] = {
	    chair ? chair_sql : coordinator_sql,
	    chair ? coordinator_sql : chair_sql,
	    office_sql,
	    administrators_sql,
	};
	enum rc rc = RC_OK;

	*out = NULL;
	*count = 0;
	for (size_t i = 0; rc == RC_OK && *count == 0 &&
	     i < sizeof(in_turn) / sizeof(*in_turn);
	     i++) {
		free(*out);
		rc = unbarred(store, in_turn[i], meeting, case_id, now_ms, out,
		    count, err);
	}
	return rc;
}

static const char notice_sql[] =
    "INSERT INTO escalation_notice (meeting_id, person_id, message_id,"
    " made_at, text_next_at) VALUES ($meeting, $person, $message, $now,"
    " $text)";

enum rc
escalations_notice(struct store *store, struct meeting_id meeting,
    struct person_id person, struct message_id message, int64_t text_ms,
    int64_t now_ms, struct notice_id *id, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, notice_sql, err);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_ref(&s, "$message", message.v);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$text", text_ms);
	return stmt_insert(&s, rc, &id->v, err);
}

static const char texts_sql[] =
    "SELECT n.id, n.person_id, n.made_at,"
    " CASE WHEN m.state = 'accepted' THEN 1 ELSE 0 END"
    " FROM escalation_notice n LEFT JOIN message m ON m.id = n.message_id"
    " WHERE n.text_next_at <= $now ORDER BY n.person_id, n.id";

enum rc
escalations_texts(struct store *store, int64_t now_ms,
    struct escalations_text **out, size_t *count, struct error *err)
{
	struct escalations_text *text;
	struct list list = {.size = sizeof(*text)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, texts_sql, err);

	stmt_bind_int(&s, "$now", now_ms);
	while ((text = list_next(&list, &s, &rc, err)) != NULL) {
		text->id.v = stmt_int(&s, 0);
		text->person.v = stmt_int(&s, 1);
		text->made_ms = stmt_int(&s, 2);
		text->accepted = stmt_int(&s, 3) != 0;
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

static const char try_sql[] =
    "UPDATE escalation_notice SET text_tries = text_tries + 1,"
    " text_next_at = $next WHERE id = $id";

enum rc
escalations_text_try(struct store *store, struct notice_id id, int64_t next_ms,
    struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, try_sql, err);
	stmt_bind_int(&s, "$next", next_ms);
	stmt_bind_int(&s, "$id", id.v);
	return stmt_finish(&s, rc, err);
}

static const char end_sql[] =
    "UPDATE escalation_notice SET text_next_at = NULL, texted_at = $sent"
    " WHERE id = $id";

enum rc
escalations_text_end(struct store *store, struct notice_id id, int64_t sent_ms,
    struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, end_sql, err);
	stmt_bind_ref(&s, "$sent", sent_ms);
	stmt_bind_int(&s, "$id", id.v);
	return stmt_finish(&s, rc, err);
}

/* Parcels of SQL whose end is near enough to be told of at NOW. */
static enum rc
expiring(struct store *store, const char *sql, int64_t now_ms,
    struct parcel_id **out, size_t *count, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, sql, err);

	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$most", REMINDER_MOST_MS);
	stmt_bind_int(&s, "$before", REMINDER_MS);
	*out = list_ids(&s, &rc, count, err);
	return rc;
}

static const char reminders_sql[] =
    "SELECT p.id FROM parcel p JOIN link_key k ON k.number = p.link_key"
    " JOIN message m ON m.parcel_id = p.id AND m.kind = 'parcel'"
    " WHERE p.expires_at > $now AND p.expires_at <= $now + $most"
    " AND p.void_at IS NULL AND k.void_at IS NULL AND m.state = 'accepted'"
    " AND p.expires_at - CASE WHEN p.expires_at - p.made_at < 2 * $before"
    " THEN (p.expires_at - p.made_at) / 2 ELSE $before END <= $now"
    " AND (EXISTS (SELECT 1 FROM copy c WHERE c.parcel_id = p.id"
    " AND c.withdrawn_at IS NULL AND c.collected_at IS NULL)"
    " OR EXISTS (SELECT 1 FROM debrief d WHERE d.parcel_id = p.id"
    " AND d.withdrawn_at IS NULL AND d.acknowledged_at IS NULL))"
    " AND NOT EXISTS (SELECT 1 FROM message r WHERE r.parcel_id = p.id"
    " AND r.kind = 'reminder' AND NOT EXISTS (SELECT 1 FROM task_reminder t"
    " WHERE t.message_id = r.id)) ORDER BY p.id";

enum rc
escalations_reminders(struct store *store, int64_t now_ms,
    struct parcel_id **out, size_t *count, struct error *err)
{
	return expiring(store, reminders_sql, now_ms, out, count, err);
}

static const char uncollected_sql[] =
    "SELECT p.id FROM parcel p JOIN paper x ON x.parcel_id = p.id"
    " JOIN link_key k ON k.number = x.link_key"
    " WHERE p.expires_at > $now AND p.expires_at <= $now + $most"
    " AND p.void_at IS NULL AND k.void_at IS NULL AND x.void_at IS NULL"
    " AND x.done_at IS NOT NULL AND x.code_hash IS NOT NULL"
    " AND x.told_at IS NULL"
    " AND p.expires_at - CASE WHEN p.expires_at - p.made_at < 2 * $before"
    " THEN (p.expires_at - p.made_at) / 2 ELSE $before END <= $now"
    " AND (EXISTS (SELECT 1 FROM copy c WHERE c.parcel_id = p.id"
    " AND c.withdrawn_at IS NULL AND c.collected_at IS NULL)"
    " OR EXISTS (SELECT 1 FROM debrief d WHERE d.parcel_id = p.id"
    " AND d.withdrawn_at IS NULL AND d.acknowledged_at IS NULL))"
    " ORDER BY p.id";

enum rc
escalations_uncollected(struct store *store, int64_t now_ms,
    struct parcel_id **out, size_t *count, struct error *err)
{
	return expiring(store, uncollected_sql, now_ms, out, count, err);
}

static const char uncollected_told_sql[] =
    "UPDATE paper SET told_at = $now WHERE parcel_id = $parcel"
    " AND void_at IS NULL";

enum rc
escalations_uncollected_told(struct store *store, struct parcel_id parcel,
    int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, uncollected_told_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$parcel", parcel.v);
	return stmt_finish(&s, rc, err);
}
