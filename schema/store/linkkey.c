#include "store/linkkey.h"

#include "store/stmt.h"

static const char last_sql[] = "SELECT COALESCE(MAX(number), 0) FROM link_key";

enum rc
linkkey_last(struct store *store, int64_t *number, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, last_sql, err);

	return stmt_value(&s, rc, number, err);
}

static const char void_sql[] =
    "UPDATE link_key SET void_at = $now WHERE void_at IS NULL";

static const char begin_sql[] =
    "INSERT INTO link_key (number, made_at) VALUES ($number, $now)";

enum rc
linkkey_begin(
    struct store *store, int64_t number, int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, void_sql, err);

	stmt_bind_int(&s, "$now", now_ms);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, begin_sql, err);
	stmt_bind_int(&s, "$number", number);
	stmt_bind_int(&s, "$now", now_ms);
	return stmt_finish(&s, rc, err);
}

static const char list_sql[] =
    "SELECT number, made_at, COALESCE(void_at, 0) FROM link_key"
    " ORDER BY number";

enum rc
linkkey_list(
    struct store *store, linkkey_each *each, void *to, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, list_sql, err);

	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		rc = each(
		    to, stmt_int(&s, 0), stmt_int(&s, 1), stmt_int(&s, 2), err);
	return stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
}
