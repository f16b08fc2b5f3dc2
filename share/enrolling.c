#include "share/enrolling.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "page_setup.h"
#include "page_setupchoose.h"
#include "page_setupdone.h"
#include "share/reply.h"
#include "share/square.h"
#include "share/token.h"
#include "store/alert.h"
#include "store/audit.h"
#include "store/enrol.h"

enum { LOGIN = 64, CODE = 40, PASSWORD = CODE_PASSWORD_MAX, DIGITS = 16 };

static const char cookie_name[] = "__Host-setup";

/* Who asks -------------------------------------------------------------------- */

struct visitor {
	struct enrol e;
	struct sessions_hash cookie;
	char form[TOKEN_FORM];
	unsigned char secret[CODE_TOTP_SECRET]; /* what they will have */
};

static enum rc
open_secret(struct request *r, const char *column, const struct enrol *e,
    const unsigned char *sealed, size_t len,
    unsigned char secret[CODE_TOTP_SECRET], struct error *err)
{
	struct buf opened = {0};
	char where[64];
	enum rc rc;

	(void)snprintf(
	    where, sizeof(where), "%s:%" PRId64, column, e->account.v);
	if ((rc = box_value_open(
		 &r->site->totp, where, sealed, len, &opened, err)) == RC_OK &&
	    opened.len != CODE_TOTP_SECRET)
		rc = error_set(err, RC_DAMAGED, "%s: not ours", where);
	if (rc == RC_OK)
		memcpy(secret, opened.data, CODE_TOTP_SECRET);
	buf_clear(&opened);
	return rc;
}

/* Whoever has shown the code.  RC_NOTFOUND. */
static enum rc
find(struct request *r, struct store *store, struct visitor *v,
    struct error *err)
{
	char cookie[TOKEN_COOKIE];
	enum rc rc;

	if (!request_cookie(r, cookie_name, cookie, sizeof(cookie)) ||
	    strlen(cookie) != TOKEN_COOKIE - 1)
		return RC_NOTFOUND;
	box_hash(cookie, strlen(cookie), v->cookie.v);
	token_form(cookie, v->form);
	box_wipe(cookie, sizeof(cookie));
	rc = enrol_by_cookie(store, &v->cookie, r->now_ms, &v->e, err);
	if (rc == RC_OK && v->e.asks != ENROL_PASSWORD)
		rc = open_secret(r, "account_setup.totp", &v->e, v->e.sealed,
		    v->e.sealed_len, v->secret, err);
	return rc;
}

/* Something was wrong that only its user knows. */
static enum rc
refused(struct request *r, struct store *store, struct account_id account,
    struct error *err)
{
	char who[40], text[160];
	bool stopped = false;
	enum rc rc;

	(void)snprintf(who, sizeof(who), "account:%" PRId64, account.v);
	(void)snprintf(text, sizeof(text),
	    "The code for setting up account %" PRId64
	    " was stopped after %d wrong tries.",
	    account.v, SIGNIN_TRIES);
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = enrol_failed(store, account, &stopped, err)) == RC_OK &&
	    (!stopped ||
		((rc = audit_add(store, who, "account.code-stopped", who, "",
		      err)) == RC_OK &&
		    (rc = alert_add(store, (struct meeting_id){0}, r->now_ms,
			 text, err)) == RC_OK)))
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

/* The first page --------------------------------------------------------------- */

static void
show_begin(struct request *r, unsigned status, const char *login, bool wrong)
{
	struct enrolling_begin page = {
	    .shell = reply_shell(r,
		wrong ? "Error: Set up your account" : "Set up your account"),
	    .login = login,
	    .wrong = wrong,
	};
	struct buf out = {0};

	page_setup(&out, &page);
	reply_page(r, status, &out);
}

void
enrolling_page(struct request *r, struct store *store)
{
	(void)store;
	show_begin(r, MHD_HTTP_OK, "", false);
}

bool
enrolling_may(struct request *r)
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
	    (r->target.page != URLS_SETUP ||
		throttle_take(r->site->by_name, login, strlen(login), now_ns)))
		return true;
	reply_problem(r, MHD_HTTP_TOO_MANY_REQUESTS);
	return false;
}

/* The code was right: a cookie, and a second factor if one is asked for. */
static enum rc
shown(struct request *r, struct store *store, const struct enrol *e,
    struct error *err)
{
	unsigned char secret[CODE_TOTP_SECRET];
	char base32[CODE_TOTP_BASE32], cookie[TOKEN_COOKIE];
	struct sessions_hash id;
	enum rc rc;

	token_make(cookie);
	box_hash(cookie, strlen(cookie), id.v);
	code_totp_make(secret, base32);
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = enrol_shown(store, e, &id, &r->site->totp,
		 e->asks == ENROL_PASSWORD ? NULL : secret, r->now_ms, err)) ==
		RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	if (rc == RC_OK)
		token_set_cookie(r, cookie_name, cookie);
	box_wipe(secret, sizeof(secret));
	box_wipe(base32, sizeof(base32));
	box_wipe(cookie, sizeof(cookie));
	return rc;
}

void
enrolling_try(struct request *r, struct store *store)
{
	char login[LOGIN], code[CODE];
	struct enrol e = {.asks = ENROL_ALL};
	struct error err = {0};
	bool found, right;
	enum rc rc;

	(void)request_field(r, "login", login, sizeof(login));
	(void)request_field(r, "code", code, sizeof(code));
	rc = enrol_by_login(store, login, r->now_ms, &e, &err);
	if (rc != RC_OK && rc != RC_NOTFOUND)
		goto done;
	found = rc == RC_OK;
	right = code_access_check(
	    &r->site->pepper, code, found ? e.code_hash : NULL);
	rc = RC_NOTFOUND;
	if (right && (rc = shown(r, store, &e, &err)) == RC_OK) {
		throttle_give(r->site->by_address, r->from, strlen(r->from));
		throttle_give(r->site->by_name, login, strlen(login));
		reply_go(r, "/setup/choose");
	} else if (!right && found) {
		rc = refused(r, store, e.account, &err);
		rc = rc == RC_OK ? RC_NOTFOUND : rc;
	}
done:
	if (rc == RC_NOTFOUND)
		show_begin(r, MHD_HTTP_FORBIDDEN, login, true);
	else if (rc != RC_OK)
		reply_failed(r, rc, &err);
	box_wipe(code, sizeof(code));
	box_wipe(&e, sizeof(e));
}

/* The second ------------------------------------------------------------------- */

static void
group(const char *base32, char out[ENROLLING_SECRET])
{
	size_t at = 0;

	for (size_t i = 0; base32[i] != '\0'; i++) {
		if (i > 0 && i % 4 == 0)
			out[at++] = ' ';
		out[at++] = base32[i];
	}
	out[at] = '\0';
}

static void
show_choose(struct request *r, const struct visitor *v, unsigned status,
    const char *password_wrong, const char *again_wrong, const char *code_wrong)
{
	struct enrolling_choose page = {
	    .shell = reply_shell(r, "Set up your account"),
	    .login = v->e.login,
	    .password = v->e.asks != ENROL_FACTOR,
	    .factor = v->e.asks != ENROL_PASSWORD,
	    .password_wrong = password_wrong,
	    .again_wrong = again_wrong,
	    .code_wrong = code_wrong,
	    .wrong = *password_wrong != '\0' || *again_wrong != '\0' ||
		*code_wrong != '\0',
	};
	char base32[CODE_TOTP_BASE32] = "";
	struct buf out = {0};

	if (page.wrong)
		page.shell.title = "Error: Set up your account";
	page.shell.form = v->form;
	if (page.factor)
		code_totp_text(v->secret, base32);
	group(base32, page.secret);
	page_setupchoose(&out, &page);
	reply_page(r, status, &out);
	box_wipe(base32, sizeof(base32));
	box_wipe(page.secret, sizeof(page.secret));
}

void
enrolling_choose(struct request *r, struct store *store)
{
	struct visitor v = {.form = ""};
	struct error err = {0};
	enum rc rc = find(r, store, &v, &err);

	if (rc == RC_OK)
		show_choose(r, &v, MHD_HTTP_OK, "", "", "");
	else if (rc == RC_NOTFOUND)
		reply_go(r, "/setup");
	else
		reply_failed(r, rc, &err);
	box_wipe(&v, sizeof(v));
}

void
enrolling_square(struct request *r, struct store *store)
{
	char base32[CODE_TOTP_BASE32];
	struct visitor v = {.form = ""};
	struct error err = {0};
	struct buf uri = {0}, svg = {0};
	enum rc rc = find(r, store, &v, &err);

	if (rc == RC_OK && v.e.asks == ENROL_PASSWORD)
		rc = RC_NOTFOUND;
	if (rc == RC_OK) {
		code_totp_text(v.secret, base32);
		code_totp_uri(r->front->brand, v.e.login, base32, &uri);
		if ((rc = buf_check(&uri, &err)) == RC_OK)
			rc = square_svg(buf_str(&uri), &svg, &err);
	}
	if (rc == RC_OK)
		reply_picture(r, buf_str(&svg));
	else
		reply_failed(r, rc, &err);
	buf_clear(&uri);
	buf_clear(&svg);
	box_wipe(base32, sizeof(base32));
	box_wipe(&v, sizeof(v));
}

/* What was typed, and what it is worth. */
struct typed {
	char password[PASSWORD], again[PASSWORD], digits[DIGITS];
	char stored[CODE_STORED]; /* of a new password */
	int64_t step;             /* that DIGITS are right for; 0: for none */
	const char *password_wrong, *again_wrong, *code_wrong;
	bool guessed; /* what only its user knows was wrong */
};

/* The six digits: of the second factor that they will have, or have. */
static enum rc
judge_digits(struct request *r, const struct visitor *v, struct typed *t,
    struct error *err)
{
	unsigned char secret[CODE_TOTP_SECRET];
	enum rc rc = RC_OK;

	if (v->e.asks != ENROL_PASSWORD) {
		t->step = code_totp_check(v->secret, t->digits, r->now_ms, 0);
	} else {
		rc = open_secret(r, "account.totp", &v->e, v->e.factor,
		    v->e.factor_len, secret, err);
		if (rc == RC_OK)
			t->step = code_totp_check(
			    secret, t->digits, r->now_ms, v->e.factor_step);
		box_wipe(secret, sizeof(secret));
	}
	if (rc == RC_OK && t->step == 0) {
		t->code_wrong = "Enter the 6 digits that your app shows now";
		t->guessed = v->e.asks == ENROL_PASSWORD;
	}
	return rc;
}

static enum rc
judge(struct request *r, const struct visitor *v, struct typed *t,
    struct error *err)
{
	t->password_wrong = t->again_wrong = t->code_wrong = "";
	if (v->e.asks == ENROL_FACTOR) {
		if (!code_password_check(t->password, v->e.password_hash)) {
			t->password_wrong = "Enter the password that you have";
			t->guessed = true;
		}
	} else if (code_password_fits(t->password, NULL) != RC_OK) {
		t->password_wrong = "Choose a password of at least 12 "
				    "characters; three words do it";
	} else if (strcmp(t->password, t->again) != 0) {
		t->again_wrong = "Type the same password again";
	}
	return judge_digits(r, v, t, err);
}

static enum rc
finish(struct request *r, struct store *store, const struct visitor *v,
    struct typed *t, struct error *err)
{
	bool password = v->e.asks != ENROL_FACTOR;
	char who[40];
	enum rc rc = RC_OK;

	(void)snprintf(who, sizeof(who), "account:%" PRId64, v->e.account.v);
	if (password)
		rc = code_password_hash(t->password, t->stored, err);
	if (rc == RC_OK && (rc = store_begin(store, err)) == RC_OK &&
	    (rc = enrol_finish(store, &v->e, &v->cookie,
		 password ? t->stored : NULL, &r->site->totp,
		 v->e.asks == ENROL_PASSWORD ? NULL : v->secret, t->step,
		 err)) == RC_OK &&
	    (rc = audit_add(store, who, "account.set-up", who,
		 v->e.asks == ENROL_ALL            ? ""
		     : v->e.asks == ENROL_PASSWORD ? "password"
						   : "second factor",
		 err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

static void
show_done(struct request *r)
{
	struct enrolling_done page = {
	    .shell = reply_shell(r, "Your account is ready"),
	};
	struct buf out = {0};

	(void)snprintf(r->cookie, sizeof(r->cookie),
	    "%s=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict",
	    cookie_name);
	page_setupdone(&out, &page);
	reply_page(r, MHD_HTTP_OK, &out);
}

void
enrolling_set(struct request *r, struct store *store)
{
	struct visitor v = {.form = ""};
	struct typed t = {.step = 0};
	struct error err = {0};
	enum rc rc = find(r, store, &v, &err);

	(void)request_field(r, "password", t.password, sizeof(t.password));
	(void)request_field(r, "again", t.again, sizeof(t.again));
	(void)request_field(r, "code", t.digits, sizeof(t.digits));
	if (rc == RC_OK && !token_holds(r, v.form)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		goto done;
	}
	if (rc != RC_OK || (rc = judge(r, &v, &t, &err)) != RC_OK)
		goto failed;
	if (t.guessed)
		rc = refused(r, store, v.e.account, &err);
	else
		throttle_give(r->site->by_address, r->from, strlen(r->from));
	if (rc != RC_OK)
		goto failed;
	if (*t.password_wrong != '\0' || *t.again_wrong != '\0' ||
	    *t.code_wrong != '\0') {
		show_choose(r, &v, MHD_HTTP_BAD_REQUEST, t.password_wrong,
		    t.again_wrong, t.code_wrong);
	} else if ((rc = finish(r, store, &v, &t, &err)) == RC_OK) {
		show_done(r);
	}
failed:
	if (rc == RC_NOTFOUND)
		reply_go(r, "/setup");
	else if (rc != RC_OK)
		reply_failed(r, rc, &err);
done:
	box_wipe(&t, sizeof(t));
	box_wipe(&v, sizeof(v));
}
