#include "store/addressees.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "store/deed.h"
#include "store/list.h"
#include "store/stmt.h"

static void
clear_one(void *item)
{
	struct addressees_one *one = item;

	free(one->why);
}

void
addressees_free(struct addressees_one *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		clear_one(&list[i]);
	free(list);
}

static const char decided_sql[] =
    "SELECT person_id, decided_by, why FROM addressee"
    " WHERE meeting_id = $meeting AND case_id = $case AND void_at IS NULL"
    " ORDER BY person_id";

/* Of each child the first conference behind this meeting; whose chair is not
 * known yet has no addressee, and no later conference stands in for it. */
static const char chairs_sql[] =
    "SELECT DISTINCT t.chair_id, 0,"
    " 'Chairs the next child protection conference.'"
    " FROM meeting m JOIN case_child k ON k.case_id = $case"
    " JOIN case_child o ON o.child_id = k.child_id"
    " JOIN agenda_item i ON i.case_id = o.case_id"
    " JOIN meeting t ON t.id = i.meeting_id"
    " WHERE m.id = $meeting AND t.id <> m.id AND t.type IN ('icpc', 'rcpc')"
    " AND t.planned_at > coalesce(m.ended_at, m.started_at, m.planned_at)"
    " AND t.chair_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM case_child p"
    "  JOIN agenda_item j ON j.case_id = p.case_id"
    "  JOIN meeting e ON e.id = j.meeting_id"
    "  WHERE p.child_id = k.child_id AND e.id <> m.id"
    "  AND e.type IN ('icpc', 'rcpc') AND e.planned_at < t.planned_at"
    "  AND e.planned_at > coalesce(m.ended_at, m.started_at, m.planned_at))"
    " ORDER BY 1";

static bool
listed(const struct list *list, int64_t person)
{
	const struct addressees_one *v = list->v;

	for (size_t i = 0; i < list->count; i++)
		if (v[i].person.v == person)
			return true;
	return false;
}

static enum rc
take(struct store *store, const char *sql, struct meeting_id meeting,
    struct case_id case_id, struct list *list, struct error *err)
{
	struct addressees_one *one;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		if (listed(list, stmt_int(&s, 0)))
			continue;
		if ((one = list_add(list, &rc, err)) == NULL)
			break;
		one->person.v = stmt_int(&s, 0);
		one->decided_by.v = stmt_int(&s, 1);
		rc = stmt_copy(&s, 2, &one->why, err);
	}
	return stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
}

enum rc
addressees_of(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct addressees_one **out, size_t *count,
    struct error *err)
{
	struct list list = {.size = sizeof(**out), .clear = clear_one};
	enum rc rc;

	if ((rc = take(store, decided_sql, meeting, case_id, &list, err)) ==
	    RC_OK)
		rc = take(store, chairs_sql, meeting, case_id, &list, err);
	*out = list_take(&list, rc, count);
	return rc;
}

enum rc
addressees_has(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, bool *yes,
    struct error *err)
{
	struct addressees_one *list = NULL;
	size_t count = 0;
	enum rc rc = addressees_of(store, meeting, case_id, &list, &count, err);

	*yes = false;
	for (size_t i = 0; i < count; i++)
		*yes = *yes || list[i].person.v == person.v;
	addressees_free(list, count);
	return rc;
}

static const char add_sql[] =
    "INSERT INTO addressee (meeting_id, case_id, person_id, why, decided_by,"
    " decided_at) VALUES ($meeting, $case, $person, $why, $by, $now)"
    " ON CONFLICT (meeting_id, case_id, person_id) WHERE void_at IS NULL"
    " DO NOTHING";

enum rc
addressees_add(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, const char *why,
    const struct releases_account *by, int64_t now_ms, struct error *err)
{
	const struct deed deed = {
	    .meeting = meeting, .case_id = case_id, .person = person};
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, add_sql, err);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_text(&s, "$why", why);
	stmt_bind_int(&s, "$by", by->id.v);
	stmt_bind_int(&s, "$now", now_ms);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK ||
	    stmt_changed(store) == 0)
		return rc;
	return deed_add(store, by, "addressee.added", &deed, why, err);
}

static const char end_sql[] =
    "UPDATE addressee SET void_at = $now WHERE meeting_id = $meeting"
    " AND case_id = $case AND person_id = $person AND void_at IS NULL";

enum rc
addressees_end(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, const char *why,
    const struct releases_account *by, int64_t now_ms, struct error *err)
{
	const struct deed deed = {
	    .meeting = meeting, .case_id = case_id, .person = person};
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, end_sql, err);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_int(&s, "$now", now_ms);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;
	if (stmt_changed(store) == 0)
		return error_set(err, RC_NOTFOUND,
		    "nobody has decided that they are owed a debrief "
		    "(`debriefs` lists who is)");
	return deed_add(store, by, "addressee.ended", &deed, why, err);
}
