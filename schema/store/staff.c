#include "store/staff.h"

#include <stdio.h>
#include <string.h>

#include "store/account.h"
#include "store/alert.h"
#include "store/audit.h"
#include "store/list.h"
#include "store/stmt.h"

/* Who did it, and to which account, as the audit has it; and the coordinators
 * are told what was done at the pages. */
static enum rc
tell(struct store *store, struct account_id by, struct account_id id,
    const char *what, const char *why, const char *told, int64_t now_ms,
    struct error *err)
{
	char who[40] = "program:store", which[40], text[160];
	enum rc rc;

	if (by.v != 0)
		(void)snprintf(
		    who, sizeof(who), "account:%lld", (long long)by.v);
	(void)snprintf(which, sizeof(which), "account:%lld", (long long)id.v);
	(void)snprintf(text, sizeof(text),
	    "An administrator (account %lld) %s account %lld%s%s.",
	    (long long)by.v, told, (long long)id.v, *why == '\0' ? "" : ": ",
	    why);
	if ((rc = audit_add(store, who, what, which, why, err)) == RC_OK &&
	    by.v != 0)
		rc =
		    alert_add(store, (struct meeting_id){0}, now_ms, text, err);
	return rc;
}

enum rc
staff_role(const char *role, struct error *err)
{
	static const char *const roles[] = {
	    "coordinator", "chair", "caseworker", "administrator"};

	for (size_t i = 0; role != NULL && i < 4; i++) {
		if (strcmp(role, roles[i]) == 0)
			return RC_OK;
	}
	return error_set(err, RC_INVALID,
	    "a role is coordinator, chair, caseworker or administrator");
}

/* Who an account is of ------------------------------------------------------ */

static const char same_sql[] =
    "SELECT 1 FROM account WHERE id = $by AND person_id = $person";

/* Nobody raises themselves: RC_DENIED when PERSON is BY's. */
static enum rc
other_person(struct store *store, struct account_id by, struct person_id person,
    struct error *err)
{
	bool any = false;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, same_sql, err);

	stmt_bind_int(&s, "$by", by.v);
	stmt_bind_int(&s, "$person", person.v);
	if ((rc = stmt_any(&s, rc, &any, err)) == RC_OK && any)
		rc = error_set(err, RC_DENIED,
		    "nobody changes an account of their own: another "
		    "administrator does");
	return rc;
}

static const char others_sql[] =
    "SELECT 1 FROM account WHERE role = 'administrator' AND id <> $id"
    " AND disabled_at IS NULL AND password_hash <> ''"
    " AND length(totp_sealed) > 0";

/* RC_DENIED when ACCOUNT is the last administrator's that works. */
static enum rc
not_last(struct store *store, const struct staff *account, struct error *err)
{
	bool any = true;
	struct stmt s;
	enum rc rc = RC_OK;

	if (strcmp(account->role, "administrator") != 0)
		return RC_OK;
	rc = stmt_open(&s, store, others_sql, err);
	stmt_bind_int(&s, "$id", account->id.v);
	if ((rc = stmt_any(&s, rc, &any, err)) == RC_OK && !any)
		rc = error_set(err, RC_DENIED,
		    "this is the last administrator: make another one first, "
		    "and have them sign in");
	return rc;
}

static const char sessions_sql[] = "DELETE FROM session WHERE account_id = $id";

static enum rc
end_sessions(struct store *store, struct account_id id, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, sessions_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	return stmt_finish(&s, rc, err);
}

/* ID, which is not ended. */
static enum rc
working(struct store *store, struct account_id id, struct staff *out,
    struct error *err)
{
	enum rc rc = staff_find(store, id, out, err);

	if (rc == RC_OK && out->ended)
		rc = error_set(err, RC_CONFLICT,
		    "account %lld was disabled before", (long long)id.v);
	return rc;
}

/* Deeds ---------------------------------------------------------------------- */

static const char make_sql[] =
    "INSERT INTO account (login, person_id, role, password_hash, totp_sealed)"
    " VALUES ($login, $person, $role, '', x'')";

enum rc
staff_make(struct store *store, struct account_id by, const char *login,
    struct person_id person, const char *role, const char *code_hash,
    int64_t now_ms, struct account_id *id, struct error *err)
{
	struct stmt s;
	enum rc rc;

	if ((rc = account_login(login, err)) != RC_OK ||
	    (rc = staff_role(role, err)) != RC_OK ||
	    (rc = account_untaken(store, login, err)) != RC_OK ||
	    (rc = other_person(store, by, person, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, make_sql, err);
	stmt_bind_text(&s, "$login", login);
	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_text(&s, "$role", role);
	if ((rc = stmt_insert(&s, rc, &id->v, err)) == RC_OK &&
	    (rc = enrol_begin(
		 store, *id, ENROL_ALL, code_hash, by, now_ms, err)) == RC_OK)
		rc = tell(
		    store, by, *id, "account.made", role, "made", now_ms, err);
	return rc;
}

static const char give_sql[] = "UPDATE account SET role = $role WHERE id = $id";

enum rc
staff_give(struct store *store, struct account_id by, struct account_id id,
    const char *role, int64_t now_ms, struct error *err)
{
	struct staff was = {.ended = false};
	char why[2 * sizeof(was.role) + 8];
	struct stmt s;
	enum rc rc;

	if ((rc = staff_role(role, err)) != RC_OK ||
	    (rc = working(store, id, &was, err)) != RC_OK ||
	    (rc = other_person(store, by, was.person, err)) != RC_OK ||
	    (rc = not_last(store, &was, err)) != RC_OK)
		return rc;
	if (strcmp(was.role, role) == 0)
		return error_set(err, RC_CONFLICT, "it has that role already");
	rc = stmt_open(&s, store, give_sql, err);
	stmt_bind_text(&s, "$role", role);
	stmt_bind_int(&s, "$id", id.v);
	(void)snprintf(why, sizeof(why), "%s to %s", was.role, role);
	if ((rc = stmt_finish(&s, rc, err)) == RC_OK &&
	    (rc = end_sessions(store, id, err)) == RC_OK)
		rc = tell(store, by, id, "account.role", why,
		    "changed the role of", now_ms, err);
	return rc;
}

static const char no_password_sql[] =
    "UPDATE account SET password_hash = '' WHERE id = $id";

static const char no_factor_sql[] =
    "UPDATE account SET totp_sealed = x'' WHERE id = $id";

static enum rc
take_away(struct store *store, struct account_id id, enum enrol_asks asks,
    struct error *err)
{
	const char *sql =
	    asks == ENROL_PASSWORD ? no_password_sql : no_factor_sql;
	struct stmt s;
	enum rc rc = RC_OK;

	if (asks != ENROL_ALL) {
		rc = stmt_open(&s, store, sql, err);
		stmt_bind_int(&s, "$id", id.v);
		rc = stmt_finish(&s, rc, err);
	}
	return rc;
}

enum rc
staff_reset(struct store *store, struct account_id by, struct account_id id,
    enum enrol_asks asks, const char *code_hash, int64_t now_ms,
    struct error *err)
{
	struct staff was = {.ended = false};
	enum rc rc;

	if ((rc = working(store, id, &was, err)) != RC_OK ||
	    (rc = other_person(store, by, was.person, err)) != RC_OK)
		return rc;
	if (!was.has_password && !was.has_factor)
		asks = ENROL_ALL;
	else if (asks == ENROL_PASSWORD ? !was.has_factor : !was.has_password)
		return error_set(err, RC_CONFLICT,
		    "the other one is being set anew, and nothing would be "
		    "left "
		    "to know them by: end this account and make another");
	if ((rc = take_away(store, id, asks, err)) == RC_OK &&
	    (rc = end_sessions(store, id, err)) == RC_OK &&
	    (rc = enrol_begin(store, id, asks, code_hash, by, now_ms, err)) ==
		RC_OK)
		rc = tell(store, by, id, "account.reset",
		    asks == ENROL_ALL            ? "another code"
			: asks == ENROL_PASSWORD ? "password"
						 : "second factor",
		    "has something set anew for", now_ms, err);
	return rc;
}

static const char end_sql[] =
    "UPDATE account SET disabled_at = $now WHERE id = $id";

enum rc
staff_end(struct store *store, struct account_id by, struct account_id id,
    int64_t now_ms, struct error *err)
{
	struct staff was = {.ended = false};
	struct stmt s;
	enum rc rc;

	if ((rc = working(store, id, &was, err)) != RC_OK ||
	    (rc = not_last(store, &was, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, end_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$id", id.v);
	if ((rc = stmt_finish(&s, rc, err)) == RC_OK &&
	    (rc = end_sessions(store, id, err)) == RC_OK &&
	    (rc = enrol_drop(store, id, err)) == RC_OK)
		rc = tell(store, by, id, "account.disabled", "", "ended",
		    now_ms, err);
	return rc;
}

/* Reading -------------------------------------------------------------------- */

static const char list_sql[] =
    "SELECT account.id, account.person_id, account.login, account.role, p.name,"
    " coalesce(g.name, ''), account.disabled_at IS NOT NULL,"
    " account.password_hash <> '', length(account.totp_sealed) > 0, e.ends_at,"
    " account.locked_until FROM account"
    " JOIN person p ON p.id = account.person_id"
    " LEFT JOIN agency g ON g.id = p.agency_id"
    " LEFT JOIN account_setup e ON e.account_id = account.id"
    " WHERE $id = 0 OR account.id = $id"
    " ORDER BY account.disabled_at IS NOT NULL, account.login";

static void
take(struct stmt *s, struct staff *to)
{
	to->id.v = stmt_int(s, 0);
	to->person.v = stmt_int(s, 1);
	(void)snprintf(to->login, sizeof(to->login), "%s", stmt_text(s, 2));
	(void)snprintf(to->role, sizeof(to->role), "%s", stmt_text(s, 3));
	(void)snprintf(to->name, sizeof(to->name), "%s", stmt_text(s, 4));
	(void)snprintf(to->agency, sizeof(to->agency), "%s", stmt_text(s, 5));
	to->ended = stmt_int(s, 6) != 0;
	to->has_password = stmt_int(s, 7) != 0;
	to->has_factor = stmt_int(s, 8) != 0;
	to->setup_ends_ms = stmt_int(s, 9);
	to->locked_until_ms = stmt_int(s, 10);
}

enum rc
staff_list(
    struct store *store, struct staff **out, size_t *count, struct error *err)
{
	struct staff *one;
	struct list list = {.size = sizeof(*one)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, list_sql, err);

	stmt_bind_int(&s, "$id", 0);
	while ((one = list_next(&list, &s, &rc, err)) != NULL)
		take(&s, one);
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

enum rc
staff_find(struct store *store, struct account_id id, struct staff *out,
    struct error *err)
{
	struct stmt s;
	enum rc rc;

	if (id.v == 0)
		return RC_NOTFOUND;
	rc = stmt_open(&s, store, list_sql, err);
	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		take(&s, out);
	return stmt_close(&s, rc);
}

static const char by_login_sql[] =
    "SELECT id FROM account WHERE login = $login";

enum rc
staff_by_login(struct store *store, const char *login, struct account_id *id,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, by_login_sql, err);

	stmt_bind_text(&s, "$login", login);
	if ((rc = stmt_value(&s, rc, &id->v, err)) == RC_NOTFOUND)
		(void)error_set(err, rc,
		    "there is no account '%s'; `marac-store user list` names "
		    "them",
		    login);
	return rc;
}

static const char professional_sql[] =
    "SELECT id FROM person WHERE ref = $ref AND agency_id IS NOT NULL";

enum rc
staff_professional(struct store *store, const char *ref,
    struct person_id *person, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, professional_sql, err);

	stmt_bind_text(&s, "$ref", ref);
	return stmt_value(&s, rc, &person->v, err);
}
