#include "store/briefed.h"

#include <stdlib.h>
#include <string.h>

#include "rules/cuts.h"
#include "rules/legible.h"
#include "store/actions.h"
#include "store/addressees.h"
#include "store/debriefs.h"
#include "store/list.h"
#include "store/owed.h"
#include "store/person.h"
#include "store/releases.h"
#include "store/standing.h"
#include "store/stmt.h"

/* Reads of one moment, unless the caller already holds one. */
static enum rc
settle(struct store *store, bool *ours, struct error *err)
{
	*ours = !store_in_transaction(store);
	return *ours ? store_snapshot(store, err) : RC_OK;
}

static const char professional_sql[] =
    "SELECT 1 FROM person WHERE id = $person AND agency_id IS NOT NULL";

/* What both questions ask of the person and the case. */
static enum rc
facts_of(struct store *store, struct meeting_id meeting, struct case_id case_id,
    struct person_id person, int64_t now_ms, struct briefing_facts *out,
    struct error *err)
{
	struct facts facts = {0};
	struct stmt s;
	enum rc rc = standing_facts(
	    store, meeting, case_id, person, now_ms, &facts, err);

	if (rc != RC_OK)
		goto done;
	out->harm = facts.harm;
	out->conflict = facts.conflict;
	out->family = facts.family || facts.is_child;
	out->deferred = facts.deferred;
	out->released = facts.released;
	out->withholding_open = facts.withholding_open;
	out->on_hold = facts.on_hold;
	rc = stmt_open(&s, store, professional_sql, err);
	stmt_bind_int(&s, "$person", person.v);
	rc = stmt_any(&s, rc, &out->professional, err);
done:
	facts_clear(&facts);
	return rc;
}

/* Two accounts of one person are one person (rule 12). */
static const char written_sql[] =
    "SELECT a.person_id, b.person_id, d.child_safety <> '' FROM debrief d"
    " JOIN account a ON a.id = d.proposed_by"
    " LEFT JOIN account b ON b.id = d.approved_by WHERE d.id = $id";

static enum rc
written(struct store *store, struct debrief_id id, struct briefing_facts *out,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, written_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		out->written = true;
		out->proposed_by = stmt_int(&s, 0);
		out->approved_by = stmt_int(&s, 1);
		out->child_safety = stmt_int(&s, 2) != 0;
	}
	return stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
}

enum rc
briefed_ask(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, int64_t now_ms,
    struct briefing_answer *out, struct error *err)
{
	struct briefing_facts facts = {0};
	struct debrief_id live = {0};
	bool ours = false;
	enum rc rc;

	if ((rc = settle(store, &ours, err)) == RC_OK &&
	    (rc = facts_of(store, meeting, case_id, person, now_ms, &facts,
		 err)) == RC_OK &&
	    (rc = addressees_has(store, meeting, case_id, person,
		 &facts.addressee, err)) == RC_OK &&
	    (rc = debriefs_live(store, meeting, case_id, person, &live, err)) ==
		RC_OK &&
	    (rc = written(store, live, &facts, err)) == RC_OK)
		*out = briefing_debrief(&facts);
	if (ours)
		store_rollback(store);
	return rc;
}

enum rc
briefed_ask_action(struct store *store, struct action_id action,
    struct person_id person, int64_t now_ms, struct briefing_answer *out,
    struct error *err)
{
	struct briefing_facts facts = {0};
	struct actions_row row = {0};
	bool ours = false;
	enum rc rc;

	if ((rc = settle(store, &ours, err)) == RC_OK &&
	    (rc = actions_get(store, action, &row, err)) == RC_OK &&
	    (rc = facts_of(store, row.meeting, row.case_id, person, now_ms,
		 &facts, err)) == RC_OK) {
		facts.owner = person.v != 0 && row.owner.v == person.v;
		*out = briefing_action(&facts);
	}
	if (ours)
		store_rollback(store);
	actions_clear(&row);
	return rc;
}

/* Everything that must hold besides the rules. */
static const char debrief_sql[] =
    "SELECT d.meeting_id, d.case_id, d.person_id FROM debrief d"
    " JOIN parcel p ON p.id = d.parcel_id AND p.person_id = d.person_id"
    "  AND p.meeting_id = d.meeting_id"
    " JOIN link_key k ON k.number = p.link_key"
    " WHERE d.id = $id AND d.withdrawn_at IS NULL"
    " AND p.void_at IS NULL AND p.expires_at > $now AND k.void_at IS NULL";

static const char task_sql[] =
    "SELECT t.action_id, t.person_id FROM task t"
    " JOIN parcel p ON p.id = t.parcel_id AND p.person_id = t.person_id"
    " JOIN link_key k ON k.number = p.link_key"
    " WHERE t.id = $id AND p.void_at IS NULL AND p.expires_at > $now"
    " AND k.void_at IS NULL";

/* Up to three ids of SQL's row about ID. */
static enum rc
ids_of(struct store *store, const char *sql, int64_t id, int64_t now_ms,
    int count, int64_t ids[3], struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, sql, err);

	stmt_bind_int(&s, "$id", id);
	stmt_bind_int(&s, "$now", now_ms);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		for (int i = 0; i < count; i++)
			ids[i] = stmt_int(&s, i);
	return stmt_close(&s, rc);
}

/* One answer for all of them. */
static enum rc
verdict(enum rc rc, const struct briefing_answer *a, enum briefing_reason *why,
    struct error *err)
{
	if (why != NULL)
		*why = rc == RC_OK ? a->reason : 0;
	if (rc == RC_OK && a->outcome != BRIEFING_MAY)
		rc = RC_NOTFOUND;
	return rc == RC_NOTFOUND
	    ? error_set(err, rc, "there is nothing like that")
	    : rc;
}

enum rc
briefed_debrief(struct store *store, struct debrief_id debrief, int64_t now_ms,
    enum briefing_reason *why, struct error *err)
{
	struct briefing_answer a = {0};
	int64_t ids[3] = {0};
	bool ours = false;
	enum rc rc;

	if ((rc = settle(store, &ours, err)) == RC_OK &&
	    (rc = ids_of(store, debrief_sql, debrief.v, now_ms, 3, ids, err)) ==
		RC_OK)
		rc = briefed_ask(store, (struct meeting_id){ids[0]},
		    (struct case_id){ids[1]}, (struct person_id){ids[2]},
		    now_ms, &a, err);
	if (ours)
		store_rollback(store);
	return verdict(rc, &a, why, err);
}

enum rc
briefed_task(struct store *store, struct task_id task, int64_t now_ms,
    enum briefing_reason *why, struct error *err)
{
	struct briefing_answer a = {0};
	int64_t ids[3] = {0};
	bool ours = false;
	enum rc rc;

	if ((rc = settle(store, &ours, err)) == RC_OK &&
	    (rc = ids_of(store, task_sql, task.v, now_ms, 2, ids, err)) ==
		RC_OK)
		rc = briefed_ask_action(store, (struct action_id){ids[0]},
		    (struct person_id){ids[1]}, now_ms, &a, err);
	if (ours)
		store_rollback(store);
	return verdict(rc, &a, why, err);
}

/* What of the passage the words may be about: PERSON need not have been there,
 * but everything else that is cut out or silent for them is. */
static enum rc
hearable(struct facts *facts, struct span_list *out, struct error *err)
{
	struct cuts cuts = {0};
	enum rc rc;

	facts->attended = false;
	if ((rc = cuts_make(facts, &cuts, err)) == RC_OK)
		rc = span_subtract(&cuts.mine, &cuts.silent, out, err);
	cuts_clear(&cuts);
	return rc;
}

enum rc
briefed_words(struct store *store, struct action_id action,
    struct person_id person, int64_t now_ms, char **out, struct error *err)
{
	struct actions_row row = {0};
	struct facts facts = {0};
	struct span_list heard = {0};
	bool ours = false;
	enum rc rc;

	*out = NULL;
	if ((rc = settle(store, &ours, err)) != RC_OK ||
	    (rc = actions_get(store, action, &row, err)) != RC_OK ||
	    (rc = standing_facts(store, row.meeting, row.case_id, person,
		 now_ms, &facts, err)) != RC_OK ||
	    (rc = hearable(&facts, &heard, err)) != RC_OK)
		goto done;
	*out = strdup(!facts.withholding_open &&
		    legible(row.sample < 0 ? LEGIBLE_MINUTES : LEGIBLE_TYPED,
			(struct span){row.sample, row.sample}, &facts.passage,
			&heard)
		? row.text
		: "");
	if (*out == NULL)
		rc = error_nomem(err);
done:
	if (ours)
		store_rollback(store);
	span_clear(&heard);
	facts_clear(&facts);
	actions_clear(&row);
	return rc;
}

/* Receipts ---------------------------------------------------------------- */

enum rc
briefed_meet(struct store *store, struct parcel_id parcel, int64_t when_ms,
    struct error *err)
{
	struct debrief_id *debriefs = NULL;
	struct task_id *tasks = NULL;
	size_t count = 0, ntasks = 0;
	enum rc rc = debriefs_of_parcel(store, parcel, &debriefs, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++)
		rc = debriefs_given(store, debriefs[i], when_ms, err);
	if (rc == RC_OK)
		rc = actions_tasks_of_parcel(
		    store, parcel, &tasks, &ntasks, err);
	for (size_t i = 0; rc == RC_OK && i < ntasks; i++) {
		rc = briefed_task(store, tasks[i], when_ms, NULL, err);
		if (rc == RC_OK)
			rc = actions_sent(store, tasks[i], when_ms, err);
		else if (rc == RC_NOTFOUND)
			rc = RC_OK;
	}
	free(debriefs);
	free(tasks);
	return rc;
}

enum rc
briefed_unmeet(struct store *store, struct parcel_id parcel, const char *cause,
    int64_t now_ms, struct error *err)
{
	struct debrief_id *debriefs = NULL;
	struct task_id *tasks = NULL;
	size_t count = 0, ntasks = 0;
	enum rc rc = debriefs_of_parcel(store, parcel, &debriefs, &count, err);

	if (rc == RC_OK)
		rc = actions_tasks_of_parcel(
		    store, parcel, &tasks, &ntasks, err);
	for (size_t i = 0; rc == RC_OK && i < count; i++)
		rc = debriefs_bounced(store, debriefs[i], cause, now_ms, err);
	for (size_t i = 0; rc == RC_OK && i < ntasks; i++)
		rc = actions_bounced(store, tasks[i], cause, err);
	free(debriefs);
	free(tasks);
	return rc;
}

/* The table --------------------------------------------------------------- */

static void
clear_line(void *item)
{
	struct briefed_line *line = item;

	free(line->meeting_ref);
	free(line->reference);
	free(line->person_ref);
	free(line->name);
	free(line->why);
}

void
briefed_free(struct briefed_line *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		clear_line(&list[i]);
	free(list);
}

static enum rc
copy_text(char **to, const char *text, struct error *err)
{
	return (*to = strdup(text)) == NULL ? error_nomem(err) : RC_OK;
}

static enum rc
add_line(struct store *store, struct list *list,
    const struct owed_meeting *meeting, const struct releases_case *c,
    struct person_id who, const char *why, int64_t now_ms, struct error *err)
{
	struct debriefs_row row = {0};
	struct person person = {0};
	enum rc rc = RC_OK;
	struct briefed_line *line = list_add(list, &rc, err);

	if (line == NULL)
		return rc;
	line->meeting = meeting->id;
	line->case_id = c->id;
	line->person = who;
	line->due_ms = meeting->due_ms;
	if ((rc = person_get(store, who, &person, err)) == RC_OK &&
	    (rc = copy_text(&line->meeting_ref, meeting->ref, err)) == RC_OK &&
	    (rc = copy_text(&line->reference, c->reference, err)) == RC_OK &&
	    (rc = copy_text(&line->person_ref, person.ref, err)) == RC_OK &&
	    (rc = copy_text(&line->name, person.name, err)) == RC_OK &&
	    (rc = copy_text(&line->why, why, err)) == RC_OK &&
	    (rc = briefed_ask(store, meeting->id, c->id, who, now_ms,
		 &line->today, err)) == RC_OK &&
	    (rc = debriefs_live(store, meeting->id, c->id, who, &line->debrief,
		 err)) == RC_OK &&
	    line->debrief.v != 0 &&
	    (rc = debriefs_get(store, line->debrief, &row, err)) == RC_OK) {
		line->parcel = row.parcel;
		line->due_ms = row.due_ms;
		line->given_ms = row.given_ms;
		line->acknowledged_ms = row.acknowledged_ms;
	}
	person_clear(&person);
	return rc;
}

/* Who has one and is no addressee any more. */
static const char others_sql[] =
    "SELECT DISTINCT person_id FROM debrief WHERE case_id = $case"
    " AND meeting_id = $meeting AND withdrawn_at IS NULL ORDER BY 1";

static enum rc
add_others(struct store *store, struct list *list, size_t from,
    const struct owed_meeting *meeting, const struct releases_case *c,
    int64_t now_ms, struct error *err)
{
	struct person_id *people = NULL;
	size_t count = 0;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, others_sql, err);

	stmt_bind_int(&s, "$meeting", meeting->id.v);
	stmt_bind_int(&s, "$case", c->id.v);
	people = list_ids(&s, &rc, &count, err);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		const struct briefed_line *v = list->v;
		bool there = false;

		for (size_t j = from; j < list->count; j++)
			there = there || v[j].person.v == people[i].v;
		if (!there)
			rc = add_line(store, list, meeting, c, people[i], "",
			    now_ms, err);
	}
	free(people);
	return rc;
}

static enum rc
add_case(struct store *store, struct list *list,
    const struct owed_meeting *meeting, const struct releases_case *c,
    int64_t now_ms, struct error *err)
{
	struct addressees_one *owed = NULL;
	size_t count = 0, from = list->count;
	enum rc rc =
	    addressees_of(store, meeting->id, c->id, &owed, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++)
		rc = add_line(store, list, meeting, c, owed[i].person,
		    owed[i].why, now_ms, err);
	if (rc == RC_OK)
		rc = add_others(store, list, from, meeting, c, now_ms, err);
	addressees_free(owed, count);
	return rc;
}

enum rc
briefed_table(struct store *store, struct meeting_id meeting, int64_t now_ms,
    struct briefed_line **out, size_t *count, struct error *err)
{
	struct list list = {
	    .size = sizeof(struct briefed_line), .clear = clear_line};
	struct owed_meeting *meetings = NULL;
	size_t nmeetings = 0;
	bool ours = false;
	enum rc rc;

	if ((rc = settle(store, &ours, err)) == RC_OK)
		rc = owed_meetings(store, meeting, &meetings, &nmeetings, err);
	for (size_t i = 0; rc == RC_OK && i < nmeetings; i++) {
		struct releases_case *cases = NULL;
		size_t ncases = 0;

		rc =
		    releases_cases(store, meetings[i].id, &cases, &ncases, err);
		for (size_t j = 0; rc == RC_OK && j < ncases; j++)
			rc = add_case(
			    store, &list, &meetings[i], &cases[j], now_ms, err);
		free(cases);
	}
	if (ours)
		store_rollback(store);
	owed_meetings_free(meetings, nmeetings);
	*out = list_take(&list, rc, count);
	return rc;
}
