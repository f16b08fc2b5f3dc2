#include "share/staffing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "page_staffcode.h"
#include "page_staffnew.h"
#include "page_staffone.h"
#include "page_stafflist.h"
#include "share/admin.h"
#include "share/reply.h"

enum { LOGIN = 64, REF = 64, WORD = 16 };

static void
fill(struct staffing_line *to, const struct staff *s, int64_t now_ms)
{
	to->id = s->id.v;
	to->login = s->login;
	to->name = s->name;
	to->agency = s->agency;
	to->role = s->role;
	if (s->ended) {
		to->state = "Ended";
		to->colour = "grey";
	} else if ((!s->has_password || !s->has_factor) &&
	    s->setup_ends_ms > now_ms) {
		to->state = "Waits for its user";
		to->colour = "yellow";
	} else if (!s->has_password || !s->has_factor) {
		to->state = "Needs a new code";
		to->colour = "orange";
	} else if (s->locked_until_ms > now_ms) {
		to->state = "Locked";
		to->colour = "orange";
	} else {
		to->state = "Working";
		to->colour = "green";
	}
}

void
staffing_list(struct request *r, struct store *store)
{
	struct staffing_list page = {.nlines = 0};
	struct staff *found = NULL;
	struct admin a = {0};
	struct error err = {0};
	struct buf out = {0};
	size_t count = 0;
	enum rc rc;

	if (!admin_enter(r, store, &a))
		return;
	if ((rc = staff_list(store, &found, &count, &err)) != RC_OK)
		goto done;
	page.lines = calloc(count + 1, sizeof(*page.lines));
	if (page.lines == NULL) {
		rc = error_nomem(&err);
		goto done;
	}
	page.shell = admin_shell(r, &a, "Users");
	for (size_t i = 0; i < count; i++)
		fill(&page.lines[page.nlines++], &found[i], r->now_ms);
	page_stafflist(&out, &page);
	reply_page(r, MHD_HTTP_OK, &out);
done:
	if (rc != RC_OK)
		reply_failed(r, rc, &err);
	free(page.lines);
	free(found);
}

/* A code and what is kept of it. */
static enum rc
make_code(struct request *r, char code[CODE_ACCESS], char stored[CODE_STORED],
    struct error *err)
{
	code_access_make(code);
	return code_access_hash(&r->site->pepper, code, stored, err);
}

static void
show_code(struct request *r, const struct admin *a, const struct staff *s,
    enum enrol_asks asks, const char *code)
{
	char url[512];
	struct staffing_code page = {
	    .shell = admin_shell(r, a, "A code for its user"),
	    .id = s->id.v,
	    .login = s->login,
	    .code = code,
	    .url = url,
	    .password = asks == ENROL_PASSWORD,
	    .factor = asks == ENROL_FACTOR,
	};
	struct buf out = {0};

	(void)snprintf(url, sizeof(url), "%s/setup", r->front->base_url);
	page_when(r->now_ms + (int64_t)ENROL_DAYS * CLOCK_DAY_MS, page.until);
	page_staffcode(&out, &page);
	reply_page(r, MHD_HTTP_OK, &out);
}

/* A new one ------------------------------------------------------------------ */

static void
show_new(struct request *r, const struct admin *a, unsigned status,
    const char *login, const char *ref, const char *role, const char *wrong,
    const char *field)
{
	struct staffing_new page = {
	    .shell = admin_shell(
		r, a, *wrong != '\0' ? "Error: New user" : "New user"),
	    .login = login,
	    .ref = ref,
	    .wrong = wrong,
	    .field = field,
	    .login_wrong = strcmp(field, "login") == 0,
	    .person_wrong = strcmp(field, "person") == 0,
	    .role_wrong = strcmp(field, "role") == 0,
	    .coordinator = strcmp(role, "coordinator") == 0,
	    .chair = strcmp(role, "chair") == 0,
	    .caseworker = strcmp(role, "caseworker") == 0,
	    .administrator = strcmp(role, "administrator") == 0,
	};
	struct buf out = {0};

	page_staffnew(&out, &page);
	reply_page(r, status, &out);
}

void
staffing_new(struct request *r, struct store *store)
{
	struct admin a = {0};

	if (admin_enter(r, store, &a))
		show_new(r, &a, MHD_HTTP_OK, "", "", "", "", "");
}

/* *FIELD is the one that is wrong, if one is. */
static enum rc
make(struct request *r, struct store *store, const struct admin *a,
    const char *login, const char *ref, const char *role, const char *stored,
    struct staff *made, const char **field, struct error *err)
{
	struct person_id person = {0};
	struct account_id id = {0};
	enum rc rc = staff_professional(store, ref, &person, err);

	*field = rc == RC_NOTFOUND || person.v == a->s.row.person.v ? "person"
	    : *role == '\0'                                         ? "role"
								    : "login";
	if (rc == RC_OK && *role == '\0')
		return error_set(err, RC_INVALID, "Choose a role");
	if (rc == RC_NOTFOUND)
		return error_set(err, RC_INVALID,
		    "Nobody who works for an agency has that reference. People "
		    "come with marac-store import people");
	if (rc == RC_OK && (rc = store_begin(store, err)) == RC_OK &&
	    (rc = staff_make(store, a->s.row.account, login, person, role,
		 stored, r->now_ms, &id, err)) == RC_OK &&
	    (rc = staff_find(store, id, made, err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

void
staffing_make(struct request *r, struct store *store)
{
	char login[LOGIN], ref[REF], role[WORD];
	char code[CODE_ACCESS], stored[CODE_STORED];
	struct staff made = {.ended = false};
	struct admin a = {0};
	struct error err = {0};
	const char *wrong, *field = "";
	enum rc rc;

	if (!admin_allows(r, store, &a))
		return;
	(void)request_field(r, "login", login, sizeof(login));
	(void)request_field(r, "person", ref, sizeof(ref));
	(void)request_field(r, "role", role, sizeof(role));
	if ((rc = make_code(r, code, stored, &err)) == RC_OK)
		rc = make(r, store, &a, login, ref, role, stored, &made, &field,
		    &err);
	wrong = rc == RC_OK ? "" : admin_refusal(rc, &err);
	if (rc == RC_OK)
		show_code(r, &a, &made, ENROL_ALL, code);
	else if (*wrong != '\0')
		show_new(r, &a, MHD_HTTP_BAD_REQUEST, login, ref, role, wrong,
		    field);
	else
		reply_failed(r, rc, &err);
	box_wipe(code, sizeof(code));
}

/* One of them ---------------------------------------------------------------- */

static void
show_one(struct request *r, const struct admin *a, const struct staff *s,
    unsigned status, const char *ask, const char *wrong)
{
	bool new_code = !s->has_password && !s->has_factor;
	struct staffing_one page = {
	    .shell = admin_shell(r, a, *wrong != '\0' ? "Error: User" : "User"),
	    .wrong = wrong,
	    .working = !s->ended,
	    .own = s->person.v == a->s.row.person.v,
	    .new_code = new_code,
	    .role = strcmp(ask, "role") == 0,
	    .password = strcmp(ask, "password") == 0,
	    .factor = strcmp(ask, "factor") == 0,
	    .end = strcmp(ask, "end") == 0,
	    .coordinator = strcmp(s->role, "coordinator") == 0,
	    .chair = strcmp(s->role, "chair") == 0,
	    .caseworker = strcmp(s->role, "caseworker") == 0,
	    .administrator = strcmp(s->role, "administrator") == 0,
	};
	struct buf out = {0};

	page.role_wrong = *wrong != '\0' && page.role && !page.own;
	page.menu = page.working && !page.own && !page.role && !page.password &&
	    !page.factor && !page.end;
	if (s->setup_ends_ms > r->now_ms)
		page_when(s->setup_ends_ms, page.until);
	fill(&page.line, s, r->now_ms);
	page_staffone(&out, &page);
	reply_page(r, status, &out);
}

void
staffing_one(struct request *r, struct store *store)
{
	struct staff s = {.ended = false};
	struct admin a = {0};
	struct error err = {0};
	char ask[WORD];
	enum rc rc;

	if (!admin_enter(r, store, &a))
		return;
	(void)request_query(r, "ask", ask, sizeof(ask));
	rc = staff_find(store, (struct account_id){r->target.first}, &s, &err);
	if (rc == RC_OK)
		show_one(r, &a, &s, MHD_HTTP_OK, s.ended ? "" : ask, "");
	else
		reply_failed(r, rc, &err);
}

/* WHAT of the form, on account S, in a transaction.  *ASKS: there is a code to
 * show, for this. */
static enum rc
deed(struct request *r, struct store *store, const struct admin *a,
    const struct staff *s, const char *what, const char *stored, bool *code,
    enum enrol_asks *asks, struct error *err)
{
	struct account_id by = a->s.row.account;
	char role[WORD];

	if (strcmp(what, "role") == 0) {
		(void)request_field(r, "role", role, sizeof(role));
		return staff_give(store, by, s->id, role, r->now_ms, err);
	}
	if (strcmp(what, "end") == 0)
		return staff_end(store, by, s->id, r->now_ms, err);
	if (strcmp(what, "password") != 0 && strcmp(what, "factor") != 0)
		return error_set(err, RC_INVALID, "Choose what is to be done");
	*code = true;
	*asks = *what == 'p' ? ENROL_PASSWORD : ENROL_FACTOR;
	return staff_reset(store, by, s->id, *asks, stored, r->now_ms, err);
}

void
staffing_do(struct request *r, struct store *store)
{
	char what[WORD], code[CODE_ACCESS], stored[CODE_STORED], where[48];
	struct staff s = {.ended = false};
	enum enrol_asks asks = ENROL_ALL;
	struct admin a = {0};
	struct error err = {0};
	bool with_code = false;
	const char *wrong;
	enum rc rc;

	if (!admin_allows(r, store, &a))
		return;
	(void)request_field(r, "what", what, sizeof(what));
	if ((rc = staff_find(store, (struct account_id){r->target.first}, &s,
		 &err)) != RC_OK ||
	    (rc = make_code(r, code, stored, &err)) != RC_OK) {
		reply_failed(r, rc, &err);
		return;
	}
	if ((rc = store_begin(store, &err)) == RC_OK &&
	    (rc = deed(r, store, &a, &s, what, stored, &with_code, &asks,
		 &err)) == RC_OK)
		rc = store_commit(store, &err);
	store_rollback(store);
	wrong = rc == RC_OK ? "" : admin_refusal(rc, &err);
	(void)snprintf(where, sizeof(where), "/user/%" PRId64, s.id.v);
	if (rc == RC_OK && with_code)
		show_code(r, &a, &s,
		    !s.has_password && !s.has_factor ? ENROL_ALL : asks, code);
	else if (rc == RC_OK)
		reply_go(r, where);
	else if (*wrong != '\0')
		show_one(r, &a, &s, MHD_HTTP_BAD_REQUEST, s.ended ? "" : what,
		    wrong);
	else
		reply_failed(r, rc, &err);
	box_wipe(code, sizeof(code));
}
