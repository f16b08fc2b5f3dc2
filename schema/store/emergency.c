#include "store/emergency.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "store/caseload.h"
#include "store/list.h"
#include "store/stmt.h"

static const char worker_sql[] =
    "SELECT 1 FROM account WHERE id = $account AND role = 'caseworker'"
    " AND disabled_at IS NULL";

static const char tries_sql[] =
    "SELECT count(*) FROM emergency WHERE account_id = $account"
    " AND at > $since";

/* Two are as none: nobody can say whose file it is. */
static const char named_sql[] =
    "SELECT c.id FROM person p JOIN child c ON c.person_id = p.id"
    " WHERE p.id IN (SELECT n.id FROM person n"
    "   WHERE n.name_folded = $name"
    "  UNION SELECT a.person_id FROM person_alias a"
    "   WHERE a.alias_folded = $name)"
    " AND coalesce(c.born_on, c.expected_on) = $born"
    " AND ($reference = '' OR p.ref = $reference OR EXISTS (SELECT 1"
    "  FROM case_child h JOIN marac_case k ON k.id = h.case_id"
    "  WHERE h.child_id = c.id AND k.reference = $reference))"
    " LIMIT 2";

static const char may_sql[] =
    "SELECT 1 FROM account u JOIN child c ON c.id = $child"
    " WHERE u.id = $account AND NOT EXISTS (SELECT 1 FROM file_barred b"
    "  WHERE b.person_id = u.person_id AND b.child_id = c.id)"
    " AND NOT EXISTS (SELECT 1 FROM file_conflict f"
    "  WHERE f.person_id = u.person_id AND f.child_id = c.id)"
    " AND NOT EXISTS (SELECT 1 FROM file_restriction x"
    "  WHERE x.child_id = c.id AND x.lifted_at IS NULL)";

static const char add_sql[] =
    "INSERT INTO emergency (account_id, child_id, reason, at, ends_at)"
    " VALUES ($account, $child, $reason, $now, $ends)";

static enum rc
is_worker(struct store *store, struct account_id account, struct error *err)
{
	struct stmt s;
	bool yes = false;
	enum rc rc = stmt_open(&s, store, worker_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	rc = stmt_any(&s, rc, &yes, err);
	return rc == RC_OK && !yes
	    ? error_set(err, RC_DENIED,
		  "only a caseworker opens a file in an emergency")
	    : rc;
}

static enum rc
tries(struct store *store, struct account_id account, int64_t now_ms,
    int64_t *count, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, tries_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_int(&s, "$since", now_ms - EMERGENCY_WINDOW_MS);
	return stmt_value(&s, rc, count, err);
}

/* The one child that TRY names; 0: none, or not one. */
static enum rc
named(struct store *store, const struct emergency_try *try,
    struct child_id *child, struct error *err)
{
	struct child_id *found = NULL;
	size_t count = 0;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, named_sql, err);

	stmt_bind_text(&s, "$name", try->folded);
	stmt_bind_text(&s, "$born", try->born_on);
	stmt_bind_text(&s, "$reference", try->reference);
	found = list_ids(&s, &rc, &count, err);
	child->v = rc == RC_OK && count == 1 ? found[0].v : 0;
	free(found);
	return rc;
}

static enum rc
may(struct store *store, struct account_id account, struct child_id child,
    bool *yes, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, may_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_int(&s, "$child", child.v);
	return stmt_any(&s, rc, yes, err);
}

static enum rc
add(struct store *store, const struct emergency_try *try, struct child_id child,
    int64_t now_ms, struct emergency_id *id, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, add_sql, err);

	stmt_bind_int(&s, "$account", try->account.v);
	stmt_bind_ref(&s, "$child", child.v);
	stmt_bind_text(&s, "$reason", try->reason);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_ref(&s, "$ends", child.v == 0 ? 0 : now_ms + EMERGENCY_MS);
	return stmt_insert(&s, rc, &id->v, err);
}

enum rc
emergency_ask(struct store *store, const struct emergency_try *try,
    int64_t now_ms, enum emergency_answer *answer, struct emergency_id *id,
    struct child_id *child, struct error *err)
{
	struct caseload_child held = {.id = {0}};
	int64_t before = 0;
	bool yes = false;
	enum rc rc;

	assert(store_in_transaction(store));
	*answer = EMERGENCY_REFUSED;
	if ((rc = is_worker(store, try->account, err)) != RC_OK ||
	    (rc = tries(store, try->account, now_ms, &before, err)) != RC_OK)
		return rc;
	if (before >= EMERGENCY_TRIES) {
		*answer = EMERGENCY_OFTEN;
		return RC_OK;
	}
	/* All of it is asked whatever comes back, so that a child that is not
	 * there takes as long as one that is. */
	if ((rc = named(store, try, child, err)) != RC_OK ||
	    (rc = may(store, try->account, *child, &yes, err)) != RC_OK)
		return rc;
	rc = caseload_child(store, try->account,
	    child->v != 0 ? *child : (struct child_id){-1}, now_ms, &held, err);
	caseload_clear(&held);
	if (rc == RC_OK) {
		*answer = EMERGENCY_HELD;
		return RC_OK;
	}
	if (rc != RC_NOTFOUND)
		return rc;
	if (yes)
		*answer = EMERGENCY_GRANTED;
	else
		child->v = 0;
	return add(store, try, *child, now_ms, id, err);
}

static const char meeting_sql[] =
    "SELECT m.id FROM case_child h JOIN agenda_item i ON i.case_id = h.case_id"
    " JOIN meeting m ON m.id = i.meeting_id WHERE h.child_id = $child"
    " ORDER BY coalesce(m.started_at, m.planned_at) DESC, m.id DESC LIMIT 1";

enum rc
emergency_meeting(struct store *store, struct child_id child,
    struct meeting_id *meeting, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, meeting_sql, err);

	stmt_bind_int(&s, "$child", child.v);
	rc = stmt_value(&s, rc, &meeting->v, err);
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

static const char people_sql[] =
    "SELECT DISTINCT o.person_id FROM emergency e"
    " JOIN file_overseer o ON o.child_id = e.child_id"
    " WHERE e.id = $id AND o.role = $role ORDER BY o.person_id";

static enum rc
people(struct store *store, struct emergency_id id, const char *role,
    struct person_id **out, size_t *count, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, people_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	stmt_bind_text(&s, "$role", role);
	*out = list_ids(&s, &rc, count, err);
	return rc;
}

enum rc
emergency_people(struct store *store, struct emergency_id id,
    struct person_id **out, size_t *count, struct error *err)
{
	enum rc rc = people(store, id, "coordinator", out, count, err);

	if (rc == RC_OK && *count == 0) {
		free(*out);
		rc = people(store, id, "chair", out, count, err);
	}
	return rc;
}

static const char list_sql[] =
    "SELECT coalesce(e.child_id, 0), e.at, coalesce(e.ends_at, 0),"
    " coalesce(p.name, ''),"
    " w.name || CASE WHEN g.name IS NULL THEN '' ELSE ' (' || g.name || ')'"
    "  END, CASE WHEN e.child_id IS NULL THEN '' ELSE e.reason END"
    " FROM emergency e JOIN account u ON u.id = e.account_id"
    " JOIN person w ON w.id = u.person_id"
    " LEFT JOIN agency g ON g.id = w.agency_id"
    " LEFT JOIN child c ON c.id = e.child_id"
    " LEFT JOIN person p ON p.id = c.person_id"
    " WHERE e.at > $since AND (e.child_id IS NULL OR EXISTS (SELECT 1"
    "  FROM file_overseer o WHERE o.account_id = $account"
    "  AND o.child_id = e.child_id))"
    " ORDER BY e.at DESC, e.id DESC";

static void
clear(void *item)
{
	struct emergency_one *one = item;

	free(one->name);
	free(one->by);
	free(one->reason);
}

enum rc
emergency_list(struct store *store, struct account_id account, int64_t since_ms,
    struct emergency_one **out, size_t *count, struct error *err)
{
	struct emergency_one *one;
	struct list list = {.size = sizeof(*one), .clear = clear};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, list_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_int(&s, "$since", since_ms);
	while ((one = list_next(&list, &s, &rc, err)) != NULL) {
		one->child.v = stmt_int(&s, 0);
		one->at_ms = stmt_int(&s, 1);
		one->ends_ms = stmt_int(&s, 2);
		if ((rc = stmt_copy(&s, 3, &one->name, err)) != RC_OK ||
		    (rc = stmt_copy(&s, 4, &one->by, err)) != RC_OK)
			continue;
		rc = stmt_copy(&s, 5, &one->reason, err);
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

void
emergency_free(struct emergency_one *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		clear(&list[i]);
	free(list);
}
