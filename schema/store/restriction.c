#include "store/restriction.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/account.h"
#include "store/audit.h"
#include "store/child.h"
#include "store/list.h"
#include "store/stmt.h"

static const char may_sql[] =
    "SELECT 1 FROM account u WHERE u.id = $account"
    " AND u.role IN ('coordinator', 'administrator')"
    " AND NOT EXISTS (SELECT 1 FROM file_barred b"
    "  WHERE b.person_id = u.person_id AND b.child_id = $child)"
    " AND NOT EXISTS (SELECT 1 FROM file_conflict f"
    "  WHERE f.person_id = u.person_id AND f.child_id = $child)";

enum rc
restriction_by(struct store *store, const char *login, struct person_id person,
    struct restriction_by *out, struct error *err)
{
	struct stmt s;
	bool yes = false;
	enum rc rc;

	if ((rc = account_find(store, login, &out->account, err)) != RC_OK ||
	    (rc = child_find(store, person, &out->child, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, may_sql, err);
	stmt_bind_int(&s, "$account", out->account.v);
	stmt_bind_int(&s, "$child", out->child.v);
	rc = stmt_any(&s, rc, &yes, err);
	return rc == RC_OK && !yes
	    ? error_set(err, RC_DENIED,
		  "%s may not restrict that file: a coordinator or an "
		  "administrator does, who has nothing to do with the family",
		  login)
	    : rc;
}

static enum rc
audit(struct store *store, const struct restriction_by *by, const char *what,
    const char *why, struct error *err)
{
	char who[40], which[40];

	(void)snprintf(who, sizeof(who), "account:%" PRId64, by->account.v);
	(void)snprintf(which, sizeof(which), "child:%" PRId64, by->child.v);
	return audit_add(store, who, what, which, why, err);
}

static const char set_sql[] =
    "INSERT INTO file_restriction (child_id, reason, set_by, set_at,"
    " review_on) VALUES ($child, $reason, $by, $now, $review)";

static const char reader_sql[] =
    "INSERT INTO file_reader (restriction_id, person_id)"
    " VALUES ($restriction, $person) ON CONFLICT DO NOTHING";

static enum rc
add_reader(struct store *store, int64_t restriction, struct person_id person,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, reader_sql, err);

	stmt_bind_int(&s, "$restriction", restriction);
	stmt_bind_int(&s, "$person", person.v);
	return stmt_finish(&s, rc, err);
}

enum rc
restriction_set(struct store *store, const struct restriction_by *by,
    const struct person_id *readers, size_t count, const char *reason,
    const char *review_on, int64_t now_ms, struct error *err)
{
	int64_t id = 0;
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, set_sql, err);
	stmt_bind_int(&s, "$child", by->child.v);
	stmt_bind_text(&s, "$reason", reason);
	stmt_bind_int(&s, "$by", by->account.v);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_text(&s, "$review", review_on);
	rc = stmt_insert(&s, rc, &id, err);
	if (rc == RC_CONFLICT)
		return error_set(err, RC_CONFLICT,
		    "the file is restricted; review or lift that first");
	for (size_t i = 0; rc == RC_OK && i < count; i++)
		rc = add_reader(store, id, readers[i], err);
	return rc == RC_OK ? audit(store, by, "file.restricted", reason, err)
			   : rc;
}

/* One of the two below has run: was there a restriction? */
static enum rc
changed(struct store *store, enum rc rc, struct error *err)
{
	return rc == RC_OK && stmt_changed(store) == 0
	    ? error_set(err, RC_NOTFOUND, "that file is not restricted")
	    : rc;
}

static const char review_sql[] =
    "UPDATE file_restriction SET review_on = $review, reviewed_by = $by,"
    " reviewed_at = $now WHERE child_id = $child AND lifted_at IS NULL";

enum rc
restriction_review(struct store *store, const struct restriction_by *by,
    const char *reason, const char *review_on, int64_t now_ms,
    struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, review_sql, err);
	stmt_bind_text(&s, "$review", review_on);
	stmt_bind_int(&s, "$by", by->account.v);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$child", by->child.v);
	rc = changed(store, stmt_finish(&s, rc, err), err);
	return rc == RC_OK
	    ? audit(store, by, "file.restriction-reviewed", reason, err)
	    : rc;
}

static const char lift_sql[] =
    "UPDATE file_restriction SET lifted_by = $by, lifted_at = $now,"
    " lifted_why = $reason WHERE child_id = $child AND lifted_at IS NULL";

enum rc
restriction_lift(struct store *store, const struct restriction_by *by,
    const char *reason, int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, lift_sql, err);
	stmt_bind_int(&s, "$by", by->account.v);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_text(&s, "$reason", reason);
	stmt_bind_int(&s, "$child", by->child.v);
	rc = changed(store, stmt_finish(&s, rc, err), err);
	return rc == RC_OK
	    ? audit(store, by, "file.restriction-lifted", reason, err)
	    : rc;
}

static const char list_sql[] =
    "SELECT c.id, p.ref, p.name, x.reason, n.name, x.set_at, x.review_on,"
    " coalesce(t.name, ''), x.id"
    " FROM file_restriction x JOIN child c ON c.id = x.child_id"
    " JOIN person p ON p.id = c.person_id"
    " JOIN account u ON u.id = x.set_by JOIN person n ON n.id = u.person_id"
    " LEFT JOIN file_reader r ON r.restriction_id = x.id"
    " LEFT JOIN person t ON t.id = r.person_id"
    " WHERE x.lifted_at IS NULL AND ($account = 0 OR EXISTS (SELECT 1"
    "  FROM file_overseer o WHERE o.account_id = $account"
    "  AND o.child_id = c.id))"
    " ORDER BY x.review_on, p.name_folded, c.id, t.name_folded, t.id";

static void
clear(void *item)
{
	struct restriction_one *one = item;

	free(one->ref);
	free(one->name);
	free(one->reason);
	free(one->by);
	free(one->review_on);
	free(one->readers);
}

static enum rc
fill(struct stmt *s, struct restriction_one *one, struct error *err)
{
	enum rc rc;

	one->child.v = stmt_int(s, 0);
	one->set_ms = stmt_int(s, 5);
	one->id = stmt_int(s, 8);
	if ((rc = stmt_copy(s, 1, &one->ref, err)) != RC_OK ||
	    (rc = stmt_copy(s, 2, &one->name, err)) != RC_OK ||
	    (rc = stmt_copy(s, 3, &one->reason, err)) != RC_OK ||
	    (rc = stmt_copy(s, 4, &one->by, err)) != RC_OK ||
	    (rc = stmt_copy(s, 6, &one->review_on, err)) != RC_OK)
		return rc;
	return stmt_copy(s, 7, &one->readers, err);
}

static enum rc
another_reader(struct stmt *s, struct restriction_one *one, struct error *err)
{
	char *both;

	if (asprintf(&both, "%s, %s", one->readers, stmt_text(s, 7)) < 0)
		return error_nomem(err);
	free(one->readers);
	one->readers = both;
	return RC_OK;
}

enum rc
restriction_list(struct store *store, struct account_id account,
    struct restriction_one **out, size_t *count, struct error *err)
{
	struct restriction_one *last = NULL;
	struct list list = {.size = sizeof(*last), .clear = clear};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, list_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		if (last != NULL && last->child.v == stmt_int(&s, 0))
			rc = another_reader(&s, last, err);
		else if ((last = list_add(&list, &rc, err)) != NULL)
			rc = fill(&s, last, err);
	}
	rc = stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
	*out = list_take(&list, rc, count);
	return rc;
}

void
restriction_free(struct restriction_one *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		clear(&list[i]);
	free(list);
}

/* At the pages --------------------------------------------------------------- */

bool
restriction_reason(const char *reason)
{
	size_t len = reason != NULL ? strlen(reason) : 0;

	return len > 0 && len <= RESTRICTION_REASON &&
	    text_valid(reason, len) && strpbrk(reason, "\r\n\t") == NULL;
}

bool
restriction_due(const char *review_on, int64_t now_ms)
{
	struct clock_civil c;
	char today[40];
	int64_t ms;

	clock_civil_london(now_ms, &c);
	(void)snprintf(
	    today, sizeof(today), "%04d-%02d-%02d", c.year, c.month, c.day);
	return review_on != NULL && strlen(review_on) == RESTRICTION_DATE - 1 &&
	    clock_parse(review_on, &ms, NULL) == RC_OK &&
	    strcmp(review_on, today) > 0;
}

void
restriction_wish_write(const struct restriction_wish *wish, struct buf *words)
{
	buf_text(words, wish->review_on);
	for (size_t i = 0; i < wish->count; i++)
		buf_printf(words, " %" PRId64, wish->readers[i].v);
	buf_printf(words, "\n%s", wish->reason);
}

void
restriction_wish_clear(struct restriction_wish *wish)
{
	free(wish->readers);
	*wish = (struct restriction_wish){.count = 0};
}

/* " 4 7" up to END. */
static bool
read_readers(const char *at, const char *end, struct restriction_wish *out)
{
	while (at < end) {
		char *next;

		if (at[0] != ' ' || at[1] < '1' || at[1] > '9')
			return false;
		out->readers[out->count++].v = strtoll(at + 1, &next, 10);
		at = next;
	}
	return at == end;
}

enum rc
restriction_wish_read(const char *words, int64_t now_ms,
    struct restriction_wish *out, struct error *err)
{
	const char *end = strchr(words, '\n');
	const char *at = words;

	if (end == NULL || !restriction_reason(end + 1))
		return error_set(err, RC_INVALID, "no reason was given");
	out->reason = end + 1;
	if (end - at >= RESTRICTION_DATE - 1) {
		(void)snprintf(
		    out->review_on, sizeof(out->review_on), "%s", at);
		at += RESTRICTION_DATE - 1;
		if (!restriction_due(out->review_on, now_ms))
			return error_set(
			    err, RC_INVALID, "the review is on no day to come");
	}
	/* A reader takes two bytes at the least. */
	out->readers =
	    calloc((size_t)(end - at) / 2 + 1, sizeof(*out->readers));
	if (out->readers == NULL)
		return error_nomem(err);
	return read_readers(at, end, out)
	    ? RC_OK
	    : error_set(err, RC_INVALID, "the readers are not numbers");
}

static const char files_sql[] =
    "SELECT c.id, p.name, p.ref, c.born_on, c.expected_on, coalesce(x.id, 0)"
    " FROM child c JOIN person p ON p.id = c.person_id"
    " JOIN account u ON u.id = $account AND u.role = 'coordinator'"
    "  AND u.disabled_at IS NULL"
    " LEFT JOIN file_restriction x"
    "  ON x.child_id = c.id AND x.lifted_at IS NULL"
    " WHERE c.id IN (SELECT $child UNION SELECT h.child_id FROM case_child h"
    "  WHERE h.case_id = $case)"
    " AND NOT EXISTS (SELECT 1 FROM file_barred b"
    "  WHERE b.person_id = u.person_id AND b.child_id = c.id)"
    " AND NOT EXISTS (SELECT 1 FROM file_conflict f"
    "  WHERE f.person_id = u.person_id AND f.child_id = c.id)"
    " AND (x.set_by = u.id OR EXISTS (SELECT 1 FROM file_overseer o"
    "   WHERE o.account_id = u.id AND o.child_id = c.id)"
    "  OR (EXISTS (SELECT 1 FROM child_assignment g"
    "    WHERE g.account_id = u.id AND g.child_id = c.id)"
    "   AND (x.id IS NULL OR EXISTS (SELECT 1 FROM file_reader t"
    "    WHERE t.restriction_id = x.id AND t.person_id = u.person_id))))"
    " ORDER BY p.name_folded, c.id";

static void
clear_file(void *item)
{
	struct restriction_file *file = item;

	free(file->name);
	free(file->ref);
	free(file->born_on);
	free(file->expected_on);
}

enum rc
restriction_files(struct store *store, struct account_id account,
    struct child_id child, struct case_id case_id,
    struct restriction_file **out, size_t *count, struct error *err)
{
	struct restriction_file *file;
	struct list list = {.size = sizeof(*file), .clear = clear_file};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, files_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_int(&s, "$child", child.v);
	stmt_bind_int(&s, "$case", case_id.v);
	while ((file = list_next(&list, &s, &rc, err)) != NULL) {
		file->child.v = stmt_int(&s, 0);
		file->restriction = stmt_int(&s, 5);
		if ((rc = stmt_copy(&s, 1, &file->name, err)) != RC_OK ||
		    (rc = stmt_copy(&s, 2, &file->ref, err)) != RC_OK ||
		    (rc = stmt_copy(&s, 3, &file->born_on, err)) != RC_OK)
			continue;
		rc = stmt_copy(&s, 4, &file->expected_on, err);
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

void
restriction_files_free(struct restriction_file *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		clear_file(&list[i]);
	free(list);
}

static const char holders_sql[] =
    "SELECT DISTINCT p.id,"
    " p.name || CASE WHEN y.name IS NULL THEN '' ELSE ' (' || y.name || ')'"
    "  END, p.name_folded FROM account u"
    " JOIN person p ON p.id = u.person_id"
    " LEFT JOIN agency y ON y.id = p.agency_id"
    " WHERE u.disabled_at IS NULL"
    " AND EXISTS (SELECT 1 FROM child_assignment g"
    "  WHERE g.account_id = u.id AND g.child_id = $child)"
    " AND NOT EXISTS (SELECT 1 FROM file_barred b"
    "  WHERE b.person_id = p.id AND b.child_id = $child)"
    " ORDER BY p.name_folded, p.id";

static void
clear_holder(void *item)
{
	free(((struct restriction_holder *)item)->name);
}

enum rc
restriction_holders(struct store *store, struct child_id child,
    struct restriction_holder **out, size_t *count, struct error *err)
{
	struct restriction_holder *holder;
	struct list list = {.size = sizeof(*holder), .clear = clear_holder};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, holders_sql, err);

	stmt_bind_int(&s, "$child", child.v);
	while ((holder = list_next(&list, &s, &rc, err)) != NULL) {
		holder->person.v = stmt_int(&s, 0);
		rc = stmt_copy(&s, 1, &holder->name, err);
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

void
restriction_holders_free(struct restriction_holder *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		clear_holder(&list[i]);
	free(list);
}
