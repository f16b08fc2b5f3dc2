#include "store/caseload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/resemble.h"
#include "store/list.h"
#include "store/stmt.h"

enum { WORD = 128 };

/* Column COLUMN into *TO, while *RC is well. */
static void
take(struct stmt *s, int column, char **to, enum rc *rc, struct error *err)
{
	if (*rc == RC_OK)
		*rc = stmt_copy(s, column, to, err);
}

void
caseload_clear(struct caseload_child *child)
{
	free(child->name);
	free(child->ref);
	free(child->aliases);
	free(child->born_on);
	free(child->expected_on);
	free(child->school);
	free(child->interpreter);
	free(child->flags);
	free(child->names);
	free(child->restricted);
	free(child->restricter);
	free(child->review_on);
	memset(child, 0, sizeof(*child));
}

static void
clear(void *item)
{
	caseload_clear(item);
}

void
caseload_free(struct caseload_child *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		caseload_clear(&list[i]);
	free(list);
}

/* *TEXT and MORE behind it. */
static enum rc
append(char **text, const char *between, const char *more, struct error *err)
{
	char *both;

	if (asprintf(&both, "%s%s%s", *text, between, more) < 0)
		return error_nomem(err);
	free(*text);
	*text = both;
	return RC_OK;
}

static const char list_sql[] =
    "SELECT c.id, p.name, p.ref, coalesce(a.alias, ''), c.born_on,"
    " c.expected_on, c.school, c.interpreter, c.flags, p.name_folded,"
    " coalesce(a.alias_folded, ''), coalesce(x.reason, ''),"
    " coalesce(n.name, ''), coalesce(x.set_at, 0),"
    " coalesce(x.review_on, ''), CASE WHEN g.child_id IS NULL THEN"
    "  (SELECT max(e.ends_at) FROM emergency e"
    "   WHERE e.account_id = $account AND e.child_id = c.id) ELSE 0 END"
    " FROM child c JOIN person p ON p.id = c.person_id"
    " JOIN account u ON u.id = $account AND u.disabled_at IS NULL"
    " LEFT JOIN child_assignment g"
    "  ON g.account_id = $account AND g.child_id = c.id"
    " LEFT JOIN file_restriction x"
    "  ON x.child_id = c.id AND x.lifted_at IS NULL"
    " LEFT JOIN account s ON s.id = x.set_by"
    " LEFT JOIN person n ON n.id = s.person_id"
    " LEFT JOIN person_alias a ON a.person_id = p.id"
    " WHERE c.id IN (SELECT d.child_id FROM child_assignment d"
    "   WHERE d.account_id = $account"
    "   AND ($child = 0 OR d.child_id = $child)"
    "  UNION SELECT e.child_id FROM emergency e"
    "   WHERE e.account_id = $account AND e.ends_at > $now"
    "   AND ($child = 0 OR e.child_id = $child))"
    " AND c.id NOT IN (SELECT b.child_id FROM file_barred b"
    "  WHERE b.person_id = (SELECT w.person_id FROM account w"
    "   WHERE w.id = $account))"
    " AND (g.child_id IS NOT NULL OR (x.id IS NULL"
    "  AND NOT EXISTS (SELECT 1 FROM file_conflict f"
    "   WHERE f.person_id = u.person_id AND f.child_id = c.id)))"
    " AND (x.id IS NULL OR EXISTS (SELECT 1 FROM file_reader t"
    "  WHERE t.restriction_id = x.id AND t.person_id = u.person_id))"
    " ORDER BY p.name_folded, coalesce(c.born_on, c.expected_on), c.id,"
    "  a.alias";

static enum rc
take_child(struct stmt *s, struct caseload_child *c, struct error *err)
{
	enum rc rc = RC_OK;

	c->id.v = stmt_int(s, 0);
	take(s, 1, &c->name, &rc, err);
	take(s, 2, &c->ref, &rc, err);
	take(s, 3, &c->aliases, &rc, err);
	take(s, 4, &c->born_on, &rc, err);
	take(s, 5, &c->expected_on, &rc, err);
	take(s, 6, &c->school, &rc, err);
	take(s, 7, &c->interpreter, &rc, err);
	take(s, 8, &c->flags, &rc, err);
	take(s, 9, &c->names, &rc, err);
	if (rc == RC_OK && *stmt_text(s, 10) != '\0')
		rc = append(&c->names, "\n", stmt_text(s, 10), err);
	take(s, 11, &c->restricted, &rc, err);
	take(s, 12, &c->restricter, &rc, err);
	c->restricted_ms = stmt_int(s, 13);
	take(s, 14, &c->review_on, &rc, err);
	c->until_ms = stmt_int(s, 15);
	return rc;
}

/* A row more of the same child: another alias. */
static enum rc
add_alias(struct stmt *s, struct caseload_child *c, struct error *err)
{
	enum rc rc = append(&c->aliases, ", ", stmt_text(s, 3), err);

	return rc == RC_OK ? append(&c->names, "\n", stmt_text(s, 10), err)
			   : rc;
}

static enum rc
read_all(struct store *store, struct account_id account, struct child_id child,
    int64_t now_ms, struct list *list, struct error *err)
{
	struct caseload_child *last = NULL;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, list_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_int(&s, "$child", child.v);
	stmt_bind_int(&s, "$now", now_ms);
	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		if (last != NULL && last->id.v == stmt_int(&s, 0))
			rc = add_alias(&s, last, err);
		else if ((last = list_add(list, &rc, err)) != NULL)
			rc = take_child(&s, last, err);
	}
	return stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
}

/* The search ----------------------------------------------------------------- */

static const char cases_sql[] =
    "SELECT h.child_id FROM marac_case k"
    " JOIN case_child h ON h.case_id = k.id"
    " WHERE k.reference IN ($reference, upper($reference))"
    " AND NOT EXISTS (SELECT 1 FROM account u"
    "  JOIN conflict f ON f.person_id = u.person_id AND f.case_id = k.id"
    "   AND f.meeting_id IN (SELECT x.meeting_id"
    "    FROM agenda_item x WHERE x.case_id = k.id)"
    "  WHERE u.id = $account)";

/* The children of the case that is called REFERENCE. */
static enum rc
of_case(struct store *store, struct account_id account, const char *reference,
    struct child_id **out, size_t *count, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, cases_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_text(&s, "$reference", reference);
	*out = list_ids(&s, &rc, count, err);
	return rc;
}

/* Is every word of FOLDED in one of NAMES? */
static bool
named(const char *names, const char *folded)
{
	while (*folded != '\0') {
		size_t len = strcspn(folded, " ");
		char word[WORD];

		(void)snprintf(word, sizeof(word), "%.*s", (int)len, folded);
		if (strstr(names, word) == NULL)
			return false;
		folded += len;
		folded += strspn(folded, " ");
	}
	return true;
}

static bool
fits(const struct caseload_child *c, const struct caseload_query *q,
    const struct child_id *cases, size_t ncases)
{
	bool called =
	    *q->reference == '\0' || strcasecmp(c->ref, q->reference) == 0;

	for (size_t i = 0; !called && i < ncases; i++)
		called = cases[i].v == c->id.v;
	return called && named(c->names, q->folded) &&
	    (*q->born_on == '\0' || strcmp(c->born_on, q->born_on) == 0 ||
		(*c->born_on == '\0' &&
		    strcmp(c->expected_on, q->born_on) == 0));
}

/* One name of one child. */
struct called {
	size_t child; /* in the list */
	struct resemble name;
};

/* Every name of the COUNT children ALL, in their order; malloc'd. */
static struct called *
call_all(const struct caseload_child *all, size_t count, size_t *out)
{
	struct called *list;
	size_t n = count;

	for (size_t i = 0; i < count; i++)
		for (const char *c = all[i].names; *c != '\0'; c++)
			n += *c == '\n';
	*out = 0;
	if ((list = calloc(n + 1, sizeof(*list))) == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		for (const char *at = all[i].names; *at != '\0';) {
			size_t len = strcspn(at, "\n");

			list[(*out)++] =
			    (struct called){i, resemble_of(at, len)};
			at += len + (at[len] == '\n');
		}
	}
	return list;
}

/* If a name of A can be taken for one of B: what must be looked at then? */
static enum caseload_near
told_by(const struct caseload_child *a, const struct caseload_child *b)
{
	return strcmp(a->born_on, b->born_on) == 0 &&
		strcmp(a->expected_on, b->expected_on) == 0
	    ? CASELOAD_REF
	    : CASELOAD_BORN;
}

/* Are they names of two children, and could these be taken for one another?  Not
 * asked when the answer would change nothing of what is said of either. */
static void
tell_apart(
    struct caseload_child *all, const struct called *x, const struct called *y)
{
	struct caseload_child *a = &all[x->child], *b = &all[y->child];
	enum caseload_near near;

	if (a == b || (a->near == CASELOAD_REF && b->near == CASELOAD_REF))
		return;
	near = told_by(a, b);
	if ((a->near >= near && b->near >= near) ||
	    !resemble_each(&x->name, &y->name))
		return;
	if (a->near < near)
		a->near = near;
	if (b->near < near)
		b->near = near;
}

/* Only what fits stays; what goes is among those that are told apart. */
static enum rc
keep(struct list *list, const struct caseload_query *q,
    const struct child_id *cases, size_t ncases, struct error *err)
{
	struct caseload_child *all = list->v;
	size_t kept = 0, count = 0;
	struct called *names = call_all(all, list->count, &count);
	bool *stays = calloc(list->count + 1, sizeof(*stays));
	enum rc rc = names == NULL || stays == NULL ? error_nomem(err) : RC_OK;

	for (size_t i = 0; rc == RC_OK && i < list->count; i++)
		stays[i] = fits(&all[i], q, cases, ncases);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		for (size_t k = i + 1; k < count; k++) {
			if (stays[names[i].child] || stays[names[k].child])
				tell_apart(all, &names[i], &names[k]);
		}
	}
	for (size_t i = 0; rc == RC_OK && i < list->count; i++) {
		struct caseload_child c = all[i];

		if (stays[i])
			all[kept++] = c;
		else
			caseload_clear(&c);
	}
	if (rc == RC_OK)
		list->count = kept;
	free(names);
	free(stays);
	return rc;
}

enum rc
caseload_list(struct store *store, struct account_id account,
    const struct caseload_query *query, int64_t now_ms,
    struct caseload_child **out, size_t *count, struct error *err)
{
	static const struct caseload_query every = {"", "", ""};
	struct list list = {
	    .size = sizeof(struct caseload_child), .clear = clear};
	struct child_id *cases = NULL;
	size_t ncases = 0;
	enum rc rc;

	if (query == NULL)
		query = &every;
	rc = read_all(store, account, (struct child_id){0}, now_ms, &list, err);
	if (rc == RC_OK && *query->reference != '\0')
		rc = of_case(
		    store, account, query->reference, &cases, &ncases, err);
	if (rc == RC_OK)
		rc = keep(&list, query, cases, ncases, err);
	free(cases);
	*out = list_take(&list, rc, count);
	return rc;
}

enum rc
caseload_child(struct store *store, struct account_id account,
    struct child_id child, int64_t now_ms, struct caseload_child *out,
    struct error *err)
{
	struct list list = {.size = sizeof(*out), .clear = clear};
	struct caseload_child *all;
	size_t count = 0;
	enum rc rc = child.v == 0 /* would be all */
	    ? RC_NOTFOUND
	    : read_all(store, account, child, now_ms, &list, err);

	if (rc == RC_OK && list.count == 0)
		rc = RC_NOTFOUND;
	all = list_take(&list, rc, &count);
	if (rc == RC_OK) {
		*out = all[0];
		memset(&all[0], 0, sizeof(all[0]));
	}
	caseload_free(all, count);
	return rc;
}
