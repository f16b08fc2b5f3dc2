#include "store/actions.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "store/audit.h"
#include "store/list.h"
#include "store/note.h"
#include "store/person.h"
#include "store/stmt.h"

enum { WHICH_TEXT = 40 };

void
actions_clear(struct actions_row *row)
{
	free(row->meeting_ref);
	free(row->reference);
	free(row->text);
	free(row->agency);
	free(row->name);
	free(row->due_on);
	free(row->outcome);
	free(row->note);
	free(row->basis);
	free(row->person_ref);
	*row = (struct actions_row){0};
}

static void
clear_row(void *item)
{
	actions_clear(item);
}

void
actions_free(struct actions_row *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		actions_clear(&list[i]);
	free(list);
}

static enum rc
read_row(struct stmt *s, struct actions_row *row, struct error *err)
{
	char **const texts[] = {&row->meeting_ref, &row->reference, &row->text,
	    &row->agency, &row->name, &row->due_on, &row->outcome, &row->note,
	    &row->basis, &row->person_ref};
	int ntexts = sizeof(texts) / sizeof(*texts);
	enum rc rc = RC_OK;

	row->id.v = stmt_int(s, 0);
	row->meeting.v = stmt_int(s, 1);
	row->case_id.v = stmt_int(s, 2);
	row->owner.v = stmt_int(s, 3);
	row->sample = stmt_int(s, 4);
	row->sent_ms = stmt_int(s, 5);
	for (int i = 0; rc == RC_OK && i < ntexts; i++)
		rc = stmt_copy(s, 6 + i, texts[i], err);
	row->task.v = stmt_int(s, 6 + ntexts);
	row->parcel.v = stmt_int(s, 7 + ntexts);
	return rc;
}

static const char list_sql[] =
    "SELECT a.id, a.meeting_id, a.case_id, p.id, coalesce(k.sample, -1),"
    " t.sent_at, m.ref, c.reference, a.text, g.name, coalesce(p.name, ''),"
    " a.due_on, a.outcome, a.outcome_note, a.basis, coalesce(p.ref, ''),"
    " t.id, t.parcel_id"
    " FROM action a JOIN agency g ON g.id = a.owner_agency_id"
    " JOIN meeting m ON m.id = a.meeting_id"
    " JOIN marac_case c ON c.id = a.case_id"
    " LEFT JOIN person p ON p.id = coalesce(a.owner_person_id, g.contact_id)"
    " LEFT JOIN mark k ON k.id = a.mark_id"
    " LEFT JOIN task t ON t.action_id = a.id AND t.person_id = p.id"
    " WHERE ($meeting = 0 OR a.meeting_id = $meeting)"
    " AND ($owner = 0 OR p.id = $owner) ORDER BY a.due_on, a.id";

enum rc
actions_list(struct store *store, struct meeting_id meeting,
    struct person_id owner, struct actions_row **out, size_t *count,
    struct error *err)
{
	struct actions_row *row;
	struct list list = {.size = sizeof(*row), .clear = clear_row};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, list_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$owner", owner.v);
	while ((row = list_next(&list, &s, &rc, err)) != NULL)
		rc = read_row(&s, row, err);
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

static const char get_sql[] =
    "SELECT a.id, a.meeting_id, a.case_id, p.id, coalesce(k.sample, -1),"
    " t.sent_at, m.ref, c.reference, a.text, g.name, coalesce(p.name, ''),"
    " a.due_on, a.outcome, a.outcome_note, a.basis, coalesce(p.ref, ''),"
    " t.id, t.parcel_id"
    " FROM action a JOIN agency g ON g.id = a.owner_agency_id"
    " JOIN meeting m ON m.id = a.meeting_id"
    " JOIN marac_case c ON c.id = a.case_id"
    " LEFT JOIN person p ON p.id = coalesce(a.owner_person_id, g.contact_id)"
    " LEFT JOIN mark k ON k.id = a.mark_id"
    " LEFT JOIN task t ON t.action_id = a.id AND t.person_id = p.id"
    " WHERE a.id = $id";

enum rc
actions_get(struct store *store, struct action_id id, struct actions_row *out,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, get_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		rc = read_row(&s, out, err);
	else if (rc == RC_NOTFOUND)
		rc = error_set(err, rc,
		    "there is no action %lld (`actions` lists them)",
		    (long long)id.v);
	return stmt_close(&s, rc);
}

const char *
actions_outcome_text(const char *outcome)
{
	static const char *const words[][2] = {
	    {"complete", "complete"},
	    {"not possible", "not possible: circumstances changed"},
	    {"not undertaken", "not undertaken"},
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(words[i][0], outcome) == 0)
			return words[i][1];
	return "";
}

static enum rc
audit(struct store *store, const char *who, const char *what, const char *table,
    int64_t id, const char *why, struct error *err)
{
	char which[WHICH_TEXT];

	(void)snprintf(which, sizeof(which), "%s:%lld", table, (long long)id);
	return audit_add(store, who, what, which, why, err);
}

static const char conclude_sql[] =
    "UPDATE action SET outcome = $outcome, basis = $basis,"
    " outcome_note = $note WHERE id = $id AND (outcome <> $outcome"
    " OR basis <> $basis OR outcome_note <> $note)";

/* The files keep what was said before, too: a note each time. */
static enum rc
note_conclusion(struct store *store, const struct actions_row *row,
    const char *outcome, const char *basis, const char *note, int64_t now_ms,
    struct error *err)
{
	struct buf text = {0};
	enum rc rc;

	buf_printf(&text, "An action of %s due %s is %s (%s)", row->agency,
	    row->due_on, actions_outcome_text(outcome), basis);
	if (*note != '\0')
		buf_printf(&text, ": %s", note);
	else
		buf_text(&text, ".");
	if ((rc = buf_check(&text, err)) == RC_OK)
		rc = note_add(store, NOTE_ACTION, row->case_id, row->meeting,
		    (struct copy_id){0}, now_ms, buf_str(&text), err);
	buf_clear(&text);
	return rc;
}

enum rc
actions_conclude(struct store *store, struct action_id id, const char *who,
    const char *outcome, const char *basis, const char *note, int64_t now_ms,
    struct error *err)
{
	struct actions_row row = {0};
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if (*actions_outcome_text(outcome) == '\0')
		return error_set(err, RC_INVALID,
		    "'%s' is no outcome: complete, \"not possible\" (because "
		    "circumstances changed) or \"not undertaken\"",
		    outcome);
	if (strcmp(basis, "observed") != 0 && strcmp(basis, "reported") != 0)
		return error_set(err, RC_INVALID,
		    "'%s' is no basis: observed or reported", basis);
	if ((rc = actions_get(store, id, &row, err)) != RC_OK)
		goto done;
	rc = stmt_open(&s, store, conclude_sql, err);
	stmt_bind_text(&s, "$outcome", outcome);
	stmt_bind_text(&s, "$basis", basis);
	stmt_bind_text(&s, "$note", note);
	stmt_bind_int(&s, "$id", id.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK ||
	    stmt_changed(store) == 0 ||
	    (rc = note_conclusion(
		 store, &row, outcome, basis, note, now_ms, err)) != RC_OK)
		goto done;
	rc =
	    audit(store, who, "action.concluded", "action", id.v, outcome, err);
done:
	actions_clear(&row);
	return rc;
}

static void
read_task(struct stmt *s, struct actions_task *task)
{
	task->id.v = stmt_int(s, 0);
	task->action.v = stmt_int(s, 1);
	task->person.v = stmt_int(s, 2);
	task->meeting.v = stmt_int(s, 3);
	task->case_id.v = stmt_int(s, 4);
	task->parcel.v = stmt_int(s, 5);
	task->sent_ms = stmt_int(s, 6);
	(void)snprintf(
	    task->due_on, sizeof(task->due_on), "%s", stmt_text(s, 7));
	task->open = *stmt_text(s, 8) == '\0';
	task->made_ms = stmt_int(s, 9);
}

static const char task_sql[] =
    "SELECT t.id, t.action_id, t.person_id, a.meeting_id, a.case_id,"
    " t.parcel_id, t.sent_at, a.due_on, a.outcome, t.made_at FROM task t"
    " JOIN action a ON a.id = t.action_id WHERE t.id = $id";

enum rc
actions_task(struct store *store, struct task_id id, struct actions_task *out,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, task_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		read_task(&s, out);
	return stmt_close(&s, rc);
}

static const char tasks_sql[] =
    "SELECT t.id, t.action_id, t.person_id, a.meeting_id, a.case_id,"
    " t.parcel_id, t.sent_at, a.due_on, a.outcome, t.made_at FROM task t"
    " JOIN action a ON a.id = t.action_id WHERE t.person_id = $person"
    " AND a.meeting_id = $meeting ORDER BY a.due_on, t.id";

static enum rc
read_tasks(struct stmt *s, enum rc rc, struct actions_task **out, size_t *count,
    struct error *err)
{
	struct actions_task *task;
	struct list list = {.size = sizeof(*task)};

	while ((task = list_next(&list, s, &rc, err)) != NULL)
		read_task(s, task);
	rc = stmt_close(s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

enum rc
actions_tasks(struct store *store, struct meeting_id meeting,
    struct person_id person, struct actions_task **out, size_t *count,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, tasks_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$person", person.v);
	return read_tasks(&s, rc, out, count, err);
}

static const char nearing_sql[] =
    "SELECT t.id, t.action_id, t.person_id, a.meeting_id, a.case_id,"
    " t.parcel_id, t.sent_at, a.due_on, a.outcome, t.made_at FROM action a"
    " JOIN task t ON t.action_id = a.id"
    " WHERE a.outcome = '' AND a.due_on <= $until"
    " AND NOT EXISTS (SELECT 1 FROM task_reminder r WHERE r.task_id = t.id"
    "  AND r.stage = 'day after') ORDER BY a.due_on, t.id";

enum rc
actions_nearing(struct store *store, const char *until_on,
    struct actions_task **out, size_t *count, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, nearing_sql, err);

	stmt_bind_text(&s, "$until", until_on);
	return read_tasks(&s, rc, out, count, err);
}

static const char of_parcel_sql[] =
    "SELECT id FROM task WHERE parcel_id = $parcel ORDER BY id";

enum rc
actions_tasks_of_parcel(struct store *store, struct parcel_id parcel,
    struct task_id **out, size_t *count, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, of_parcel_sql, err);

	stmt_bind_int(&s, "$parcel", parcel.v);
	*out = list_ids(&s, &rc, count, err);
	return rc;
}

static const char put_sql[] =
    "INSERT INTO task (action_id, person_id, parcel_id, made_at) VALUES"
    " ($action, $person, $parcel, $now) ON CONFLICT (action_id, person_id)"
    " DO UPDATE SET parcel_id = excluded.parcel_id RETURNING id";

enum rc
actions_put(struct store *store, struct action_id action,
    struct person_id person, struct parcel_id parcel, int64_t now_ms,
    struct task_id *id, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, put_sql, err);
	stmt_bind_int(&s, "$action", action.v);
	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_int(&s, "$parcel", parcel.v);
	stmt_bind_int(&s, "$now", now_ms);
	if ((rc = stmt_value(&s, rc, &id->v, err)) != RC_OK)
		return rc;
	return audit(
	    store, "program:distributor", "task.made", "task", id->v, "", err);
}

static const char reachable_sql[] =
    "SELECT 1 FROM task t JOIN parcel p ON p.id = t.parcel_id"
    " JOIN link_key k ON k.number = p.link_key WHERE t.id = $id"
    " AND p.void_at IS NULL AND p.expires_at > $now AND k.void_at IS NULL";

enum rc
actions_reachable(struct store *store, struct task_id id, int64_t now_ms,
    bool *yes, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, reachable_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	stmt_bind_int(&s, "$now", now_ms);
	return stmt_any(&s, rc, yes, err);
}

static const char sent_sql[] =
    "UPDATE task SET sent_at = $now WHERE id = $id AND sent_at IS NULL";

static enum rc
note_sent(struct store *store, const struct actions_task *task, int64_t now_ms,
    struct error *err)
{
	struct person person = {0};
	struct buf text = {0};
	enum rc rc = person_get(store, task->person, &person, err);

	if (rc == RC_OK) {
		buf_printf(&text, "An action due %s was sent to %s.",
		    task->due_on, person.name);
		rc = buf_check(&text, err);
	}
	if (rc == RC_OK)
		rc = note_add(store, NOTE_ACTION, task->case_id, task->meeting,
		    (struct copy_id){0}, now_ms, buf_str(&text), err);
	person_clear(&person);
	buf_clear(&text);
	return rc;
}

enum rc
actions_sent(
    struct store *store, struct task_id id, int64_t now_ms, struct error *err)
{
	struct actions_task task = {0};
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if ((rc = actions_task(store, id, &task, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, sent_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$id", id.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK ||
	    stmt_changed(store) == 0 ||
	    (rc = note_sent(store, &task, now_ms, err)) != RC_OK)
		return rc;
	return audit(
	    store, "program:distributor", "task.sent", "task", id.v, "", err);
}

static const char bounced_sql[] =
    "UPDATE task SET sent_at = NULL WHERE id = $id";

enum rc
actions_bounced(struct store *store, struct task_id id, const char *cause,
    struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, bounced_sql, err);
	stmt_bind_int(&s, "$id", id.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;
	return audit(store, "program:distributor", "task.bounced", "task", id.v,
	    cause, err);
}

static const char *
stage_name(enum actions_stage stage)
{
	return stage == ACTIONS_WEEK_BEFORE ? "week before"
	    : stage == ACTIONS_DAY_BEFORE   ? "day before"
					    : "day after";
}

static const char reminded_sql[] =
    "SELECT 1 FROM task_reminder WHERE task_id = $id AND stage = $stage";

enum rc
actions_reminded(struct store *store, struct task_id id,
    enum actions_stage stage, bool *yes, struct error *err)
{
	enum rc rc = RC_OK;

	*yes = false;
	for (int at = (int)stage;
	     rc == RC_OK && !*yes && at <= ACTIONS_DAY_AFTER; at++) {
		struct stmt s;

		rc = stmt_open(&s, store, reminded_sql, err);
		stmt_bind_int(&s, "$id", id.v);
		stmt_bind_text(
		    &s, "$stage", stage_name((enum actions_stage)at));
		rc = stmt_any(&s, rc, yes, err);
	}
	return rc;
}

static const char reminder_of_sql[] =
    "SELECT task_id FROM task_reminder WHERE message_id = $message";

enum rc
actions_reminder_of(struct store *store, struct message_id message,
    struct task_id *id, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, reminder_of_sql, err);

	stmt_bind_int(&s, "$message", message.v);
	return stmt_value(&s, rc, &id->v, err);
}

static const char remind_sql[] =
    "INSERT INTO task_reminder (task_id, stage, at, message_id) VALUES"
    " ($id, $stage, $now, $message)";

enum rc
actions_remind(struct store *store, struct task_id id, enum actions_stage stage,
    struct message_id message, int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, remind_sql, err);
	stmt_bind_int(&s, "$id", id.v);
	stmt_bind_text(&s, "$stage", stage_name(stage));
	stmt_bind_ref(&s, "$message", message.v);
	stmt_bind_int(&s, "$now", now_ms);
	return stmt_finish(&s, rc, err);
}
