#include "store/account.h"

#include <stdio.h>
#include <string.h>

#include "store/sealed.h"
#include "store/stmt.h"

enum { LOGIN_MIN = 2, LOGIN_MAX = 32 };

enum rc
account_login(const char *login, struct error *err)
{
	size_t len = strlen(login);

	if (len < LOGIN_MIN || len > LOGIN_MAX || login[0] < 'a' ||
	    login[0] > 'z' ||
	    strspn(login, "abcdefghijklmnopqrstuvwxyz0123456789.-_") != len)
		return error_set(err, RC_INVALID,
		    "a login is %d to %d of a-z, 0-9, '.', '-' and '_', with a "
		    "letter first",
		    LOGIN_MIN, LOGIN_MAX);
	return RC_OK;
}

static const char taken_sql[] = "SELECT id FROM account WHERE login = $login";

enum rc
account_untaken(struct store *store, const char *login, struct error *err)
{
	bool any = false;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, taken_sql, err);

	stmt_bind_text(&s, "$login", login);
	if ((rc = stmt_any(&s, rc, &any, err)) == RC_OK && any)
		rc = error_set(err, RC_CONFLICT,
		    "there is an account '%s' already; a disabled login is not "
		    "given out again",
		    login);
	return rc;
}

static const char add_sql[] =
    "INSERT INTO account (login, person_id, role, password_hash, totp_sealed)"
    " VALUES ($login, $person, $role, $hash, x'')";

static const char seal_sql[] =
    "UPDATE account SET totp_sealed = $sealed WHERE id = $id";

enum rc
account_add(struct store *store, const struct box_key *totp_key,
    const struct account_row *row, struct account_id *id, struct error *err)
{
	struct stmt s;
	enum rc rc;

	if ((rc = account_login(row->login, err)) != RC_OK ||
	    (rc = account_untaken(store, row->login, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, add_sql, err);
	stmt_bind_text(&s, "$login", row->login);
	stmt_bind_int(&s, "$person", row->person.v);
	stmt_bind_text(&s, "$role", row->role);
	stmt_bind_text(&s, "$hash", row->password_hash);
	rc = stmt_insert(&s, rc, &id->v, err);
	return rc != RC_OK
	    ? rc
	    : sealed_put(store, seal_sql, totp_key, "account.totp", id->v,
		  row->totp, CODE_TOTP_SECRET, err);
}

static const char find_sql[] =
    "SELECT id, disabled_at IS NOT NULL,"
    " password_hash = '' AND totp_sealed = x'' FROM account"
    " WHERE login = $login";

enum rc
account_find(struct store *store, const char *login, struct account_id *id,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, find_sql, err);

	stmt_bind_text(&s, "$login", login);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		id->v = stmt_int(&s, 0);
		if (stmt_int(&s, 1) != 0)
			rc = error_set(err, RC_DENIED,
			    "the account '%s' is disabled", login);
		else if (stmt_int(&s, 2) != 0)
			rc = error_set(err, RC_DENIED,
			    "the account '%s' is not set up: its user has not "
			    "chosen a password",
			    login);
	} else if (rc == RC_NOTFOUND)
		(void)error_set(err, rc,
		    "there is no account '%s'; `marac-store user list` names "
		    "them",
		    login);
	return stmt_close(&s, rc);
}

static const char role_sql[] = "SELECT role FROM account WHERE id = $id";

enum rc
account_role(struct store *store, struct account_id id, char role[ACCOUNT_ROLE],
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, role_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		(void)snprintf(role, ACCOUNT_ROLE, "%s", stmt_text(&s, 0));
	return stmt_close(&s, rc);
}

static const char person_sql[] = "SELECT person_id FROM account WHERE id = $id";

enum rc
account_person(struct store *store, struct account_id id,
    struct person_id *person, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, person_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	return stmt_value(&s, rc, &person->v, err);
}

static const char assign_sql[] =
    "INSERT INTO child_assignment (account_id, child_id)"
    " VALUES ($account, $child) ON CONFLICT (account_id, child_id) DO NOTHING";

enum rc
account_assign(struct store *store, struct account_id id, struct child_id child,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, assign_sql, err);

	stmt_bind_int(&s, "$account", id.v);
	stmt_bind_int(&s, "$child", child.v);
	return stmt_finish(&s, rc, err);
}

static const char list_sql[] =
    "SELECT account.login, account.role, person.ref,"
    " (SELECT COUNT(*) FROM child_assignment"
    "  WHERE child_assignment.account_id = account.id),"
    " account.disabled_at IS NOT NULL FROM account"
    " JOIN person ON person.id = account.person_id ORDER BY account.login";

enum rc
account_list(
    struct store *store, account_each *each, void *to, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, list_sql, err);

	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		rc = each(to, stmt_text(&s, 0), stmt_text(&s, 1),
		    stmt_text(&s, 2), stmt_int(&s, 3), stmt_int(&s, 4) != 0,
		    err);
	return stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
}

/* A new code means that the old one may be in other hands. */
static const char out_sql[] =
    "UPDATE session SET ends_at = $now WHERE ends_at > $now AND parcel_id IN"
    " (SELECT id FROM parcel WHERE person_id = $person)";

static const char code_sql[] =
    "INSERT INTO access_code (person_id, code_hash, issued_by, issued_at)"
    " VALUES ($person, $hash, $by, $now)"
    " ON CONFLICT (person_id) DO UPDATE SET code_hash = excluded.code_hash,"
    " issued_by = excluded.issued_by, issued_at = excluded.issued_at,"
    " failures = 0, stopped_at = NULL";

enum rc
account_issue_code(struct store *store, struct person_id person,
    const char *stored, struct account_id by, int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, code_sql, err);

	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_text(&s, "$hash", stored);
	stmt_bind_int(&s, "$by", by.v);
	stmt_bind_int(&s, "$now", now_ms);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, out_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$person", person.v);
	return stmt_finish(&s, rc, err);
}
