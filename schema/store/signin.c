#include "store/signin.h"

#include <stdio.h>
#include <string.h>

#include "store/stmt.h"

static const char account_find_sql[] =
    "SELECT id, password_hash, totp_sealed, totp_step, locked_until"
    " FROM account WHERE login = $login AND disabled_at IS NULL"
    " AND password_hash <> ''";

enum rc
signin_account_find(struct store *store, const char *login,
    struct signin_account *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, account_find_sql, err);
	const void *sealed;

	stmt_bind_text(&s, "$login", login);
	if (rc != RC_OK || (rc = stmt_row(&s, err)) != RC_OK)
		goto done;
	out->account.v = stmt_int(&s, 0);
	(void)snprintf(
	    out->stored, sizeof(out->stored), "%s", stmt_text(&s, 1));
	sealed = stmt_blob(&s, 2, &out->totp_len);
	if (out->totp_len > sizeof(out->totp)) {
		rc = error_set(err, RC_DAMAGED,
		    "account %lld: its second factor is not one of ours",
		    (long long)out->account.v);
		goto done;
	}
	memcpy(out->totp, sealed, out->totp_len);
	out->totp_step = stmt_int(&s, 3);
	out->locked_until_ms = stmt_int(&s, 4);

done:
	return stmt_close(&s, rc);
}

static const char account_passed_sql[] =
    "UPDATE account SET failures = 0, locked_until = 0, totp_step = $step"
    " WHERE id = $account AND totp_step < $step"
    " AND locked_until <= $now AND disabled_at IS NULL";

enum rc
signin_account_passed(struct store *store, struct account_id account,
    int64_t step, int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, account_passed_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_int(&s, "$step", step);
	stmt_bind_int(&s, "$now", now_ms);
	if (rc == RC_OK)
		rc = stmt_run(&s, err);
	if (rc == RC_OK && stmt_changed(store) != 1)
		rc = error_set(err, RC_CONFLICT,
		    "account %lld: that step was used already, or the account "
		    "was locked meanwhile",
		    (long long)account.v);
	return stmt_close(&s, rc);
}

static const char account_failed_sql[] =
    "UPDATE account SET failures = CASE WHEN failures + 1 >= $tries THEN 0"
    "  ELSE failures + 1 END,"
    " locked_until = CASE WHEN failures + 1 >= $tries THEN $until"
    "  ELSE locked_until END"
    " WHERE id = $account RETURNING locked_until = $until";

enum rc
signin_account_failed(struct store *store, struct account_id account,
    int64_t now_ms, bool *locked, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, account_failed_sql, err);

	*locked = false;
	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_int(&s, "$tries", SIGNIN_TRIES);
	stmt_bind_int(&s, "$until", now_ms + SIGNIN_LOCK_MS);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		*locked = stmt_int(&s, 0) != 0;
		rc = stmt_run(&s, err);
	}
	return stmt_close(&s, rc);
}

static const char code_find_sql[] =
    "SELECT code_hash FROM access_code"
    " WHERE person_id = $person AND stopped_at IS NULL";

enum rc
signin_code_find(struct store *store, struct person_id person,
    char stored[CODE_STORED], struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, code_find_sql, err);

	stmt_bind_int(&s, "$person", person.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		(void)snprintf(stored, CODE_STORED, "%s", stmt_text(&s, 0));
	return stmt_close(&s, rc);
}

static const char code_passed_sql[] =
    "UPDATE access_code SET failures = 0"
    " WHERE person_id = $person AND code_hash = $stored"
    " AND stopped_at IS NULL";

enum rc
signin_code_passed(struct store *store, struct person_id person,
    const char *stored, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, code_passed_sql, err);

	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_text(&s, "$stored", stored);
	rc = stmt_finish(&s, rc, err);
	return rc == RC_OK && stmt_changed(store) != 1 ? RC_NOTFOUND : rc;
}

static const char code_failed_sql[] =
    "UPDATE access_code SET failures = failures + 1,"
    " stopped_at = CASE WHEN failures + 1 >= $tries THEN $now ELSE NULL END"
    " WHERE person_id = $person AND stopped_at IS NULL"
    " RETURNING stopped_at IS NOT NULL";

enum rc
signin_code_failed(struct store *store, struct person_id person, int64_t now_ms,
    bool *stopped, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, code_failed_sql, err);

	*stopped = false;
	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_int(&s, "$tries", SIGNIN_TRIES);
	stmt_bind_int(&s, "$now", now_ms);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		*stopped = stmt_int(&s, 0) != 0;
		rc = stmt_run(&s, err);
	} else if (rc == RC_NOTFOUND) {
		rc = RC_OK;
	}
	return stmt_close(&s, rc);
}
