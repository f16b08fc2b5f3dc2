#include "store/setting.h"

#include <string.h>

#include "store/stmt.h"

static const char get_sql[] = "SELECT value FROM setting WHERE name = $name";

enum rc
setting_get(
    struct store *store, const char *name, struct buf *value, struct error *err)
{
	struct stmt s;
	const void *blob;
	size_t len;
	enum rc rc = stmt_open(&s, store, get_sql, err);

	stmt_bind_text(&s, "$name", name);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		blob = stmt_blob(&s, 0, &len);
		buf_put(value, blob, len);
		rc = buf_check(value, err);
	} else if (rc == RC_NOTFOUND)
		(void)error_set(err, rc, "the store has no '%s'", name);
	return stmt_close(&s, rc);
}

static const char put_sql[] =
    "INSERT INTO setting (name, value) VALUES ($name, $value) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value";

enum rc
setting_put(struct store *store, const char *name, const void *value,
    size_t len, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, put_sql, err);

	stmt_bind_text(&s, "$name", name);
	stmt_bind_blob(&s, "$value", value, len);
	return stmt_finish(&s, rc, err);
}

enum rc
setting_share_key(
    struct store *store, struct box_public *key, struct error *err)
{
	struct buf value = {0};
	enum rc rc = setting_get(store, "share_public_key", &value, err);

	if (rc == RC_OK && value.len != sizeof(key->v))
		rc = error_set(err, RC_DAMAGED,
		    "the store's share_public_key has %zu bytes", value.len);
	if (rc == RC_OK)
		memcpy(key->v, value.data, sizeof(key->v));
	else if (rc == RC_NOTFOUND)
		(void)error_set(err, rc,
		    "the store has no key of share's to seal copies to; "
		    "`marac-store init` makes it");
	buf_clear(&value);
	return rc;
}
