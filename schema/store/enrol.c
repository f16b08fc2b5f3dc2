#include "store/enrol.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "store/sealed.h"
#include "store/stmt.h"

static const char *const asked[] = {
    [ENROL_ALL] = "all",
    [ENROL_PASSWORD] = "password",
    [ENROL_FACTOR] = "factor",
};

static const char begin_sql[] =
    "INSERT INTO account_setup (account_id, asks, code_hash, made_by, made_at,"
    " ends_at) VALUES ($account, $asks, $hash, $by, $now, $ends)"
    " ON CONFLICT (account_id) DO UPDATE SET asks = excluded.asks,"
    " code_hash = excluded.code_hash, failures = 0, made_by = excluded.made_by,"
    " made_at = excluded.made_at, ends_at = excluded.ends_at,"
    " cookie_hash = NULL, cookie_ends_at = NULL, totp_sealed = NULL";

enum rc
enrol_begin(struct store *store, struct account_id account,
    enum enrol_asks asks, const char *code_hash, struct account_id by,
    int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, begin_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_text(&s, "$asks", asked[asks]);
	stmt_bind_text(&s, "$hash", code_hash);
	stmt_bind_ref(&s, "$by", by.v);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$ends", now_ms + (int64_t)ENROL_DAYS * CLOCK_DAY_MS);
	return stmt_finish(&s, rc, err);
}

static const char drop_sql[] =
    "DELETE FROM account_setup WHERE account_id = $account";

enum rc
enrol_drop(struct store *store, struct account_id account, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, drop_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	return stmt_finish(&s, rc, err);
}

static enum rc
blob(struct stmt *s, int column, unsigned char *out, size_t *len,
    struct error *err)
{
	const void *from = stmt_blob(s, column, len);

	if (*len > SIGNIN_SEALED)
		return error_set(err, RC_DAMAGED,
		    "account %lld: its second factor is not one of ours",
		    (long long)stmt_int(s, 0));
	if (*len > 0)
		memcpy(out, from, *len);
	return RC_OK;
}

static enum rc
take(struct stmt *s, struct enrol *out, struct error *err)
{
	enum rc rc;

	out->account.v = stmt_int(s, 0);
	(void)snprintf(out->login, sizeof(out->login), "%s", stmt_text(s, 1));
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		if (strcmp(stmt_text(s, 2), asked[i]) == 0)
			out->asks = (enum enrol_asks)i;
	(void)snprintf(
	    out->code_hash, sizeof(out->code_hash), "%s", stmt_text(s, 3));
	(void)snprintf(out->password_hash, sizeof(out->password_hash), "%s",
	    stmt_text(s, 5));
	out->factor_step = stmt_int(s, 7);
	if ((rc = blob(s, 4, out->sealed, &out->sealed_len, err)) == RC_OK)
		rc = blob(s, 6, out->factor, &out->factor_len, err);
	return rc;
}

static const char by_login_sql[] =
    "SELECT a.id, a.login, e.asks, e.code_hash, e.totp_sealed,"
    " a.password_hash, a.totp_sealed, a.totp_step FROM account a"
    " JOIN account_setup e ON e.account_id = a.id"
    " WHERE a.login = $login AND a.disabled_at IS NULL AND e.ends_at > $now";

enum rc
enrol_by_login(struct store *store, const char *login, int64_t now_ms,
    struct enrol *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, by_login_sql, err);

	stmt_bind_text(&s, "$login", login);
	stmt_bind_int(&s, "$now", now_ms);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		rc = take(&s, out, err);
	return stmt_close(&s, rc);
}

static const char by_cookie_sql[] =
    "SELECT a.id, a.login, asks, code_hash, account_setup.totp_sealed,"
    " a.password_hash, a.totp_sealed, a.totp_step FROM account_setup"
    " JOIN account a ON a.id = account_setup.account_id"
    " WHERE cookie_hash = $cookie AND cookie_ends_at > $now"
    " AND ends_at > $now AND a.disabled_at IS NULL";

enum rc
enrol_by_cookie(struct store *store, const struct sessions_hash *cookie,
    int64_t now_ms, struct enrol *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, by_cookie_sql, err);

	stmt_bind_blob(&s, "$cookie", cookie->v, sizeof(cookie->v));
	stmt_bind_int(&s, "$now", now_ms);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		rc = take(&s, out, err);
	return stmt_close(&s, rc);
}

static const char shown_sql[] =
    "UPDATE account_setup SET cookie_hash = $cookie, cookie_ends_at = $ends,"
    " totp_sealed = NULL WHERE account_id = $account AND code_hash = $hash"
    " AND ends_at > $now";

static const char secret_sql[] =
    "UPDATE account_setup SET totp_sealed = $sealed WHERE account_id = $id";

enum rc
enrol_shown(struct store *store, const struct enrol *e,
    const struct sessions_hash *cookie, const struct box_key *key,
    const unsigned char *secret, int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, shown_sql, err);

	stmt_bind_blob(&s, "$cookie", cookie->v, sizeof(cookie->v));
	stmt_bind_int(&s, "$ends", now_ms + ENROL_COOKIE_MS);
	stmt_bind_int(&s, "$account", e->account.v);
	stmt_bind_text(&s, "$hash", e->code_hash);
	stmt_bind_int(&s, "$now", now_ms);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;
	if (stmt_changed(store) != 1)
		return RC_NOTFOUND;
	return secret == NULL
	    ? RC_OK
	    : sealed_put(store, secret_sql, key, "account_setup.totp",
		  e->account.v, secret, CODE_TOTP_SECRET, err);
}

static const char failed_sql[] =
    "UPDATE account_setup SET failures = failures + 1"
    " WHERE account_id = $account RETURNING failures >= $tries";

enum rc
enrol_failed(struct store *store, struct account_id account, bool *stopped,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, failed_sql, err);

	*stopped = false;
	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_int(&s, "$tries", SIGNIN_TRIES);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		*stopped = stmt_int(&s, 0) != 0;
		rc = stmt_run(&s, err);
	} else if (rc == RC_NOTFOUND) {
		rc = RC_OK;
	}
	if ((rc = stmt_close(&s, rc)) == RC_OK && *stopped)
		rc = enrol_drop(store, account, err);
	return rc;
}

static const char done_sql[] =
    "DELETE FROM account_setup WHERE account_id = $account"
    " AND cookie_hash = $cookie";

static const char password_sql[] =
    "UPDATE account SET password_hash = $hash WHERE id = $id";

static const char factor_sql[] =
    "UPDATE account SET totp_sealed = $sealed WHERE id = $id";

static const char step_sql[] =
    "UPDATE account SET totp_step = $step, failures = 0, locked_until = 0"
    " WHERE id = $id AND disabled_at IS NULL";

static const char sessions_sql[] = "DELETE FROM session WHERE account_id = $id";

static enum rc
set_step(
    struct store *store, struct account_id id, int64_t step, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, step_sql, err);

	stmt_bind_int(&s, "$step", step);
	stmt_bind_int(&s, "$id", id.v);
	rc = stmt_finish(&s, rc, err);
	return rc == RC_OK && stmt_changed(store) != 1 ? RC_NOTFOUND : rc;
}

static enum rc
set_password(struct store *store, struct account_id id, const char *hash,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, password_sql, err);

	stmt_bind_text(&s, "$hash", hash);
	stmt_bind_int(&s, "$id", id.v);
	return stmt_finish(&s, rc, err);
}

enum rc
enrol_finish(struct store *store, const struct enrol *e,
    const struct sessions_hash *cookie, const char *password_hash,
    const struct box_key *key, const unsigned char *secret, int64_t step,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, done_sql, err);

	stmt_bind_int(&s, "$account", e->account.v);
	stmt_bind_blob(&s, "$cookie", cookie->v, sizeof(cookie->v));
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;
	if (stmt_changed(store) != 1)
		return RC_NOTFOUND;
	if ((rc = set_step(store, e->account, step, err)) == RC_OK &&
	    password_hash != NULL)
		rc = set_password(store, e->account, password_hash, err);
	if (rc == RC_OK && secret != NULL)
		rc = sealed_put(store, factor_sql, key, "account.totp",
		    e->account.v, secret, CODE_TOTP_SECRET, err);
	if (rc != RC_OK)
		return rc;
	rc = stmt_open(&s, store, sessions_sql, err);
	stmt_bind_int(&s, "$id", e->account.v);
	return stmt_finish(&s, rc, err);
}
