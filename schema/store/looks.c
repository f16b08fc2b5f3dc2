#include "store/looks.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/list.h"
#include "store/stmt.h"

static const char *const kinds[] = {
    [LOOKS_OPENED] = "opened",
    [LOOKS_EMERGENCY] = "emergency",
    [LOOKS_HEARD] = "heard",
};

static const char add_sql[] =
    "INSERT INTO file_look (child_id, account_id, kind, why, at)"
    " VALUES ($child, $account, $kind, $why, $now)";

enum rc
looks_add(struct store *store, enum looks_kind kind, struct child_id child,
    struct account_id account, const char *why, int64_t now_ms,
    struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, add_sql, err);
	stmt_bind_int(&s, "$child", child.v);
	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_text(&s, "$kind", kinds[kind]);
	stmt_bind_text(&s, "$why", why);
	stmt_bind_int(&s, "$now", now_ms);
	return stmt_finish(&s, rc, err);
}

static const char heard_sql[] =
    "INSERT INTO file_look (child_id, account_id, kind, case_id, why, at)"
    " SELECT h.child_id, $account, 'heard', h.case_id,"
    "  coalesce((SELECT o.reason FROM file_opening o"
    "   WHERE o.session_hash = $session AND o.child_id = h.child_id), ''),"
    "  $now FROM rendition r JOIN case_child h ON h.case_id = r.case_id"
    " WHERE r.id = $rendition AND ($child = 0 OR h.child_id = $child)";

enum rc
looks_heard(struct store *store, struct rendition_id rendition,
    struct child_id child, struct account_id account,
    const struct sessions_hash *session, int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, heard_sql, err);
	stmt_bind_int(&s, "$rendition", rendition.v);
	stmt_bind_int(&s, "$child", child.v);
	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_blob(&s, "$session", session->v, sizeof(session->v));
	stmt_bind_int(&s, "$now", now_ms);
	return stmt_finish(&s, rc, err);
}

static const char list_sql[] =
    "SELECT l.kind, l.at,"
    " p.name || CASE WHEN g.name IS NULL THEN '' ELSE ' (' || g.name || ')'"
    "  END, u.login, coalesce(k.reference, ''), l.why"
    " FROM file_look l JOIN account u ON u.id = l.account_id"
    " JOIN person p ON p.id = u.person_id"
    " LEFT JOIN agency g ON g.id = p.agency_id"
    " LEFT JOIN marac_case k ON k.id = l.case_id"
    " WHERE l.child_id = $child AND NOT EXISTS (SELECT 1 FROM account r"
    "  JOIN conflict f ON f.person_id = r.person_id"
    "   AND f.case_id = l.case_id AND f.meeting_id IN (SELECT x.meeting_id"
    "    FROM agenda_item x WHERE x.case_id = l.case_id)"
    "  WHERE r.id = $reader)"
    " ORDER BY l.at DESC, l.id DESC";

static enum looks_kind
kind_of(const char *word)
{
	for (enum looks_kind k = LOOKS_OPENED; k < LOOKS_HEARD; k++)
		if (strcmp(kinds[k], word) == 0)
			return k;
	return LOOKS_HEARD;
}

static void
clear(void *item)
{
	struct looks_one *one = item;

	free(one->name);
	free(one->login);
	free(one->reference);
	free(one->why);
}

enum rc
looks_list(struct store *store, struct child_id child, struct account_id reader,
    struct looks_one **out, size_t *count, struct error *err)
{
	struct looks_one *one;
	struct list list = {.size = sizeof(*one), .clear = clear};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, list_sql, err);

	stmt_bind_int(&s, "$child", child.v);
	stmt_bind_int(&s, "$reader", reader.v);
	while ((one = list_next(&list, &s, &rc, err)) != NULL) {
		one->kind = kind_of(stmt_text(&s, 0));
		one->at_ms = stmt_int(&s, 1);
		if ((rc = stmt_copy(&s, 2, &one->name, err)) != RC_OK ||
		    (rc = stmt_copy(&s, 3, &one->login, err)) != RC_OK ||
		    (rc = stmt_copy(&s, 4, &one->reference, err)) != RC_OK)
			continue;
		rc = stmt_copy(&s, 5, &one->why, err);
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

void
looks_free(struct looks_one *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		clear(&list[i]);
	free(list);
}

static const char oversees_sql[] =
    "SELECT p.name FROM file_overseer o JOIN child c ON c.id = o.child_id"
    " JOIN person p ON p.id = c.person_id"
    " WHERE o.account_id = $account AND o.child_id = $child";

enum rc
looks_oversees(struct store *store, struct account_id account,
    struct child_id child, char *name, size_t room, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, oversees_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_int(&s, "$child", child.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		(void)snprintf(name, room, "%s", stmt_text(&s, 0));
	return stmt_close(&s, rc);
}
