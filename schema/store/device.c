#include "store/device.h"

#include "store/stmt.h"

static const char trust_sql[] =
    "INSERT INTO device (name, public_key, trusted_at)"
    " VALUES ($name, $key, $now)"
    " ON CONFLICT (public_key) DO UPDATE SET name = excluded.name";

enum rc
device_trust(struct store *store, const char *name,
    const struct box_sign_public *key, int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, trust_sql, err);

	stmt_bind_text(&s, "$name", name);
	stmt_bind_blob(&s, "$key", key->v, sizeof(key->v));
	stmt_bind_int(&s, "$now", now_ms);
	return stmt_finish(&s, rc, err);
}

static const char list_sql[] =
    "SELECT name, public_key, trusted_at FROM device ORDER BY id";

enum rc
device_list(struct store *store, device_each *each, void *to, struct error *err)
{
	struct stmt s;
	struct box_sign_public key;
	enum rc rc = stmt_open(&s, store, list_sql, err);

	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		rc = stmt_bytes(&s, 1, key.v, sizeof(key.v), err);
		if (rc == RC_OK)
			rc = each(
			    to, stmt_text(&s, 0), &key, stmt_int(&s, 2), err);
	}
	return stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
}
