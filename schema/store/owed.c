#include "store/owed.h"

#include <stdlib.h>
#include <string.h>

#include "store/copies.h"
#include "store/list.h"
#include "store/outbox.h"
#include "store/stmt.h"

void
owed_clear(struct owed_copy *copy)
{
	free(copy->meeting_ref);
	free(copy->reference);
	free(copy->person_ref);
	free(copy->name);
	free(copy->state);
	free(copy->cause);
	free(copy->paper);
	*copy = (struct owed_copy){0};
}

static void
clear_copy(void *item)
{
	owed_clear(item);
}

const char *
owed_kind_name(enum owed_kind kind)
{
	return kind == OWED_ACTION ? "action"
	    : kind == OWED_DEBRIEF ? "debrief"
				   : "copy";
}

void
owed_free(struct owed_copy *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		clear_copy(&list[i]);
	free(list);
}

bool
owed_unread(const struct owed_copy *copy, int64_t now_ms)
{
	return copy->withdrawn_ms == 0 && copy->collected_ms == 0 &&
	    copy->ends_ms <= now_ms;
}

const char *
owed_cause(const struct owed_copy *copy)
{
	if (copy->withdrawn_ms != 0 || copy->met_ms != 0)
		return NULL;
	/* No message, and nothing printed: nobody could be written to. */
	if (*copy->state == '\0' && *copy->paper == '\0')
		return "This person has no e-mail route.";
	if (*copy->paper == '\0')
		return NULL;
	if (copy->paper_returned_ms != 0)
		return "The letter came back.";
	if (copy->paper_done_ms != 0)
		return NULL;
	return strcmp(copy->paper, "letter") == 0
	    ? "The letter is printed and not posted yet."
	    : "It waits to be handed over.";
}

static const char copies_sql[] =
    "SELECT m.state, CASE WHEN c.withdrawn_at IS NULL THEN m.cause "
    "ELSE c.withdrawn_why END, m.next_at, x.channel, x.done_at, x.returned_at, "
    "CASE WHEN m.state = 'held' AND m.ambiguous > $repeats THEN 1 ELSE 0 END, "
    "CASE WHEN x.returned_at IS NOT NULL THEN x.returned_at "
    "WHEN m.state IN ('bounced', 'failed') THEN m.next_at "
    "WHEN m.state = 'held' AND m.ambiguous > $repeats THEN m.next_at - $again "
    "ELSE m.made_at END, "
    "c.id, c.meeting_id, c.case_id, c.person_id, t.ref, k.reference, "
    "p.ref, p.name, d.due_at, d.met_at, c.withdrawn_at, c.collected_at, "
    "CASE WHEN d.channel = 'export' THEN $never "
    "WHEN q.void_at IS NULL AND l.void_at IS NULL THEN q.expires_at END "
    "FROM copy c "
    "JOIN parcel q ON q.id = c.parcel_id "
    "JOIN link_key l ON l.number = q.link_key "
    "JOIN delivery d ON d.copy_id = c.id "
    "JOIN meeting t ON t.id = c.meeting_id "
    "JOIN marac_case k ON k.id = c.case_id "
    "JOIN person p ON p.id = c.person_id "
    "LEFT JOIN message m ON m.parcel_id = c.parcel_id "
    "AND m.kind = 'parcel' "
    "LEFT JOIN paper x ON x.id = (SELECT max(y.id) FROM paper y "
    "WHERE y.parcel_id = c.parcel_id) "
    "WHERE ($meeting = 0 OR c.meeting_id = $meeting) "
    "AND c.withdrawn_why <> $replaced "
    "ORDER BY d.due_at, k.reference, p.name, c.id";

/* The first eight columns: mail and paper. */
static enum rc
read_way(struct stmt *s, struct owed_copy *copy, struct error *err)
{
	enum rc rc;

	copy->next_ms = stmt_int(s, 2);
	copy->paper_done_ms = stmt_int(s, 4);
	copy->paper_returned_ms = stmt_int(s, 5);
	copy->stuck = stmt_int(s, 6) != 0;
	copy->since_ms = stmt_int(s, 7);
	if ((rc = stmt_copy(s, 0, &copy->state, err)) != RC_OK ||
	    (rc = stmt_copy(s, 1, &copy->cause, err)) != RC_OK)
		return rc;
	return stmt_copy(s, 3, &copy->paper, err);
}

static enum rc
read_copy(struct stmt *s, struct owed_copy *copy, struct error *err)
{
	enum rc rc;

	copy->copy.v = stmt_int(s, 8);
	copy->meeting.v = stmt_int(s, 9);
	copy->case_id.v = stmt_int(s, 10);
	copy->person.v = stmt_int(s, 11);
	copy->due_ms = stmt_int(s, 16);
	copy->met_ms = stmt_int(s, 17);
	copy->withdrawn_ms = stmt_int(s, 18);
	copy->collected_ms = stmt_int(s, 19);
	copy->ends_ms = stmt_int(s, 20);
	if ((rc = read_way(s, copy, err)) != RC_OK ||
	    (rc = stmt_copy(s, 12, &copy->meeting_ref, err)) != RC_OK ||
	    (rc = stmt_copy(s, 13, &copy->reference, err)) != RC_OK ||
	    (rc = stmt_copy(s, 14, &copy->person_ref, err)) != RC_OK)
		return rc;
	return stmt_copy(s, 15, &copy->name, err);
}

static const char parcel_sql[] =
    "SELECT m.state, m.cause, m.next_at, x.channel, x.done_at, x.returned_at, "
    "CASE WHEN m.state = 'held' AND m.ambiguous > $repeats THEN 1 ELSE 0 END, "
    "CASE WHEN x.returned_at IS NOT NULL THEN x.returned_at "
    "WHEN m.state IN ('bounced', 'failed') THEN m.next_at "
    "WHEN m.state = 'held' AND m.ambiguous > $repeats THEN m.next_at - $again "
    "ELSE m.made_at END "
    "FROM parcel c LEFT JOIN message m ON m.parcel_id = c.id "
    "AND m.kind = 'parcel' "
    "LEFT JOIN paper x ON x.id = (SELECT max(y.id) FROM paper y "
    "WHERE y.parcel_id = c.id) WHERE c.id = $parcel";

enum rc
owed_parcel(struct store *store, struct parcel_id parcel, struct owed_copy *out,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, parcel_sql, err);

	stmt_bind_int(&s, "$parcel", parcel.v);
	stmt_bind_int(&s, "$repeats", OUTBOX_REPEATS);
	stmt_bind_int(&s, "$again", OUTBOX_AGAIN_MS);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		rc = read_way(&s, out, err);
	return stmt_close(&s, rc);
}

enum rc
owed_copies(struct store *store, struct meeting_id meeting,
    struct owed_copy **out, size_t *count, struct error *err)
{
	struct owed_copy *copy;
	struct list list = {.size = sizeof(*copy), .clear = clear_copy};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, copies_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_text(&s, "$replaced", COPIES_REPLACED);
	stmt_bind_int(&s, "$repeats", OUTBOX_REPEATS);
	stmt_bind_int(&s, "$again", OUTBOX_AGAIN_MS);
	stmt_bind_int(&s, "$never", INT64_MAX);
	while ((copy = list_next(&list, &s, &rc, err)) != NULL)
		rc = read_copy(&s, copy, err);
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

static void
clear_meeting(void *item)
{
	struct owed_meeting *meeting = item;

	free(meeting->ref);
}

void
owed_meetings_free(struct owed_meeting *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		clear_meeting(&list[i]);
	free(list);
}

static const char meetings_sql[] =
    "SELECT id, ref, due_at, coordinator_id FROM meeting "
    "WHERE due_at IS NOT NULL "
    "AND ($meeting = 0 OR id = $meeting) ORDER BY due_at, id";

enum rc
owed_meetings(struct store *store, struct meeting_id meeting,
    struct owed_meeting **out, size_t *count, struct error *err)
{
	struct owed_meeting *one;
	struct list list = {.size = sizeof(*one), .clear = clear_meeting};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, meetings_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	while ((one = list_next(&list, &s, &rc, err)) != NULL) {
		one->id.v = stmt_int(&s, 0);
		one->due_ms = stmt_int(&s, 2);
		one->coordinator.v = stmt_int(&s, 3);
		rc = stmt_copy(&s, 1, &one->ref, err);
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}
