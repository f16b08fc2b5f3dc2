#include "store/sealed.h"

#include <stdio.h>

#include "store/stmt.h"

enum { WHERE_TEXT = 64 };

static const char *
where_text(const char *column, int64_t id, char text[WHERE_TEXT])
{
	(void)snprintf(text, WHERE_TEXT, "%s:%lld", column, (long long)id);
	return text;
}

enum rc
sealed_make(const struct box_key *key, const char *column, int64_t id,
    const void *value, size_t len, struct buf *out, struct error *err)
{
	char where[WHERE_TEXT];

	return box_value_seal(
	    key, where_text(column, id, where), value, len, out, err);
}

enum rc
sealed_put(struct store *store, const char *sql, const struct box_key *key,
    const char *column, int64_t id, const void *value, size_t len,
    struct error *err)
{
	struct buf sealed = {0};
	struct stmt s;
	enum rc rc;

	rc = sealed_make(key, column, id, value, len, &sealed, err);
	if (rc == RC_OK) {
		rc = stmt_open(&s, store, sql, err);
		stmt_bind_int(&s, "$id", id);
		stmt_bind_blob(&s, "$sealed", sealed.data, sealed.len);
		rc = stmt_finish(&s, rc, err);
	}
	buf_clear(&sealed);
	return rc;
}

enum rc
sealed_get(struct store *store, const char *sql, const struct box_key *key,
    const char *column, int64_t id, struct buf *out, struct error *err)
{
	char where[WHERE_TEXT];
	const void *sealed;
	size_t len = 0;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, sql, err);

	stmt_bind_int(&s, "$id", id);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		sealed = stmt_blob(&s, 0, &len);
		rc = box_value_open(
		    key, where_text(column, id, where), sealed, len, out, err);
	}
	return stmt_close(&s, rc);
}
