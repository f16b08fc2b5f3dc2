#include "share/login.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "seal/code.h"
#include "share/reply.h"
#include "page_signin.h"
#include "store/alert.h"
#include "store/audit.h"
#include "store/docket.h"
#include "store/signin.h"
#include "store/staff.h"

enum { LOGIN = 64, PASSWORD = 256, DIGITS = 16 };

/* Where ACCOUNT's work is. */
static void
land(struct request *r, struct store *store, struct account_id account)
{
	struct docket_account who;
	struct staff staff;

	if (staff_find(store, account, &staff, NULL) == RC_OK &&
	    strcmp(staff.role, "administrator") == 0)
		reply_go(r, "/well");
	else
		reply_go(r,
		    docket_account(store, account, &who, NULL) == RC_OK
			? "/meetings"
			: "/children");
}

void
login_home(struct request *r, struct store *store)
{
	(void)store;
	reply_go(r, "/sign-in");
}

static void
show(struct request *r, unsigned status, const char *login, bool wrong)
{
	struct login_sign_in page = {
	    .shell = reply_shell(r, wrong ? "Error: Sign in" : "Sign in"),
	    .login = login,
	    .wrong = wrong,
	};
	struct buf out = {0};

	page_signin(&out, &page);
	reply_page(r, status, &out);
}

void
login_page(struct request *r, struct store *store)
{
	struct session s = {0};
	struct error err = {0};
	enum rc rc = session_staff(r, store, &s, &err);

	if (rc == RC_OK)
		land(r, store, s.row.account);
	else if (rc == RC_NOTFOUND)
		show(r, MHD_HTTP_OK, "", false);
	else
		reply_failed(r, rc, &err);
}

/* The step that DIGITS are right for, 0 when they are not; without an account
 * the same work for nothing. */
static int64_t
step_of(struct request *r, const struct signin_account *a, const char *digits)
{
	unsigned char secret[CODE_TOTP_SECRET] = {0};
	struct buf opened = {0};
	bool usable = false;
	char where[48];
	int64_t step;

	(void)snprintf(
	    where, sizeof(where), "account.totp:%" PRId64, a->account.v);
	if (a->account.v != 0 &&
	    box_value_open(&r->site->totp, where, a->totp, a->totp_len, &opened,
		NULL) == RC_OK &&
	    opened.len == sizeof(secret)) {
		memcpy(secret, opened.data, sizeof(secret));
		usable = true;
	}
	step = code_totp_check(secret, digits, r->now_ms, a->totp_step);
	buf_clear(&opened);
	box_wipe(secret, sizeof(secret));
	return usable ? step : 0;
}

static enum rc
refused(struct request *r, struct store *store, struct account_id account,
    struct error *err)
{
	char who[40], text[160];
	bool locked = false;
	enum rc rc;

	if (account.v == 0)
		return RC_OK;
	(void)snprintf(who, sizeof(who), "account:%" PRId64, account.v);
	(void)snprintf(text, sizeof(text),
	    "Account %" PRId64 " was locked for 15 minutes after %d wrong "
	    "tries to sign in.",
	    account.v, SIGNIN_TRIES);
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = signin_account_failed(
		 store, account, r->now_ms, &locked, err)) == RC_OK &&
	    (!locked ||
		((rc = audit_add(store, who, "account.locked", who, "", err)) ==
			RC_OK &&
		    (rc = alert_add(store, (struct meeting_id){0}, r->now_ms,
			 text, err)) == RC_OK)))
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

static enum rc
passed(struct request *r, struct store *store, struct account_id account,
    int64_t step, struct error *err)
{
	char who[40];
	enum rc rc;

	(void)snprintf(who, sizeof(who), "account:%" PRId64, account.v);
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = signin_account_passed(
		 store, account, step, r->now_ms, err)) == RC_OK &&
	    (rc = audit_add(store, who, "account.signed-in", who, "", err)) ==
		RC_OK &&
	    (rc = session_begin(r, store, account, (struct parcel_id){0},
		 r->now_ms + SITE_SESSION_MS, err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

bool
login_may(struct request *r)
{
	int64_t now_ns = clock_mono_ns();
	char login[LOGIN];

	if (!request_is_ours(r, true)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		return false;
	}
	(void)request_field(r, "login", login, sizeof(login));
	if (throttle_take(
		r->site->by_address, r->from, strlen(r->from), now_ns) &&
	    throttle_take(r->site->by_name, login, strlen(login), now_ns))
		return true;
	reply_problem(r, MHD_HTTP_TOO_MANY_REQUESTS);
	return false;
}

void
login_try(struct request *r, struct store *store)
{
	char login[LOGIN], password[PASSWORD], digits[DIGITS];
	struct signin_account a = {0};
	struct error err = {0};
	bool found, right, locked;
	int64_t step;
	enum rc rc;

	(void)request_field(r, "login", login, sizeof(login));
	(void)request_field(r, "password", password, sizeof(password));
	(void)request_field(r, "code", digits, sizeof(digits));
	rc = signin_account_find(store, login, &a, &err);
	if (rc != RC_OK && rc != RC_NOTFOUND) {
		reply_failed(r, rc, &err);
		goto done;
	}
	found = rc == RC_OK;
	locked = found && a.locked_until_ms > r->now_ms;
	right =
	    code_password_check(password, found && !locked ? a.stored : NULL);
	step = step_of(r, &a, digits);
	if (right && step != 0) {
		rc = passed(r, store, a.account, step, &err);
		if (rc == RC_OK) {
			throttle_give(
			    r->site->by_address, r->from, strlen(r->from));
			throttle_give(r->site->by_name, login, strlen(login));
			land(r, store, a.account);
			goto done;
		}
	} else {
		rc = refused(r, store,
		    locked ? (struct account_id){0} : a.account, &err);
	}
	if (rc == RC_OK || rc == RC_CONFLICT)
		show(r, MHD_HTTP_FORBIDDEN, login, true);
	else
		reply_failed(r, rc == RC_NOTFOUND ? RC_IO : rc, &err);

done:
	box_wipe(password, sizeof(password));
	box_wipe(digits, sizeof(digits));
	box_wipe(&a, sizeof(a));
}

void
login_out(struct request *r, struct store *store)
{
	struct session s = {0};
	struct error err = {0};
	enum rc rc = session_staff(r, store, &s, &err);

	if (rc == RC_OK && !session_allows(r, &s)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		return;
	}
	if (rc == RC_OK)
		rc = session_end(r, store, &err);
	if (rc == RC_OK || rc == RC_NOTFOUND)
		reply_go(r, "/sign-in");
	else
		reply_failed(r, rc, &err);
}
