#include "store/device.h"

#include "store/stmt.h"

static const char trust_sql[] =
    "INSERT INTO device (name, public_key, trusted_at)"
    " VALUES ($name, $key, $now)"
    " ON CONFLICT (public_key) DO UPDATE SET name = excluded.name";

static const char again_sql[] =
    "DELETE FROM device_ended WHERE device_id ="
    " (SELECT id FROM device WHERE public_key = $key)";

enum rc
device_trust(struct store *store, const char *name,
    const struct box_sign_public *key, int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, trust_sql, err);

	stmt_bind_text(&s, "$name", name);
	stmt_bind_blob(&s, "$key", key->v, sizeof(key->v));
	stmt_bind_int(&s, "$now", now_ms);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, again_sql, err);
	stmt_bind_blob(&s, "$key", key->v, sizeof(key->v));
	return stmt_finish(&s, rc, err);
}

static const char end_sql[] =
    "INSERT INTO device_ended (device_id, ended_at)"
    " SELECT id, $now FROM device WHERE public_key = $key"
    " AND id NOT IN (SELECT device_id FROM device_ended)";

enum rc
device_end(struct store *store, const struct box_sign_public *key,
    int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, end_sql, err);

	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_blob(&s, "$key", key->v, sizeof(key->v));
	rc = stmt_finish(&s, rc, err);
	if (rc == RC_OK && stmt_changed(store) != 1)
		rc = error_set(err, RC_NOTFOUND,
		    "no device with that key is trusted; `marac-store key "
		    "list` "
		    "shows them");
	return rc;
}

static const char list_sql[] =
    "SELECT name, public_key, trusted_at, ended_at FROM device"
    " LEFT JOIN device_ended ON device_id = device.id ORDER BY device.id";

enum rc
device_list(struct store *store, device_each *each, void *to, struct error *err)
{
	struct stmt s;
	struct box_sign_public key;
	enum rc rc = stmt_open(&s, store, list_sql, err);

	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		rc = stmt_bytes(&s, 1, key.v, sizeof(key.v), err);
		if (rc == RC_OK)
			rc = each(to, stmt_text(&s, 0), &key, stmt_int(&s, 2),
			    stmt_int(&s, 3), err);
	}
	return stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
}
