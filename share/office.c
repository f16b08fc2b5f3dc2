#include "share/office.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>
#include <sodium.h>

#include "base/moment.h"
#include "rules/due.h"
#include "seal/box.h"
#include "share/reply.h"
#include "store/jobs.h"

bool
office_enter(struct request *r, struct store *store, struct office *o)
{
	struct error err = {0};
	enum rc rc = session_staff(r, store, &o->s, &err);

	if (rc == RC_OK)
		rc = docket_account(store, o->s.row.account, &o->who, &err);
	if (rc != RC_OK)
		reply_failed(r, rc, &err);
	return rc == RC_OK;
}

bool
office_meeting(struct request *r, struct store *store, struct office *o)
{
	struct error err = {0};
	enum rc rc;

	if (!office_enter(r, store, o))
		return false;
	rc = docket_meeting(store, o->who.by.person,
	    (struct meeting_id){r->target.first}, &o->meeting, &err);
	if (rc != RC_OK)
		reply_failed(r, rc, &err);
	return rc == RC_OK;
}

bool
office_case(struct request *r, struct store *store, struct office *o)
{
	struct error err = {0};
	enum rc rc;

	if (!office_meeting(r, store, o))
		return false;
	rc = docket_case(store, o->who.by.person, o->meeting.id,
	    (struct case_id){r->target.second}, r->now_ms, &o->c, &err);
	if (rc != RC_OK)
		reply_failed(r, rc, &err);
	return rc == RC_OK;
}

bool
office_prepares(struct request *r, struct store *store, struct office *o)
{
	struct error err = {0};
	bool may = false;
	enum rc rc;

	if (!office_meeting(r, store, o))
		return false;
	rc =
	    docket_prepares(store, o->who.by.person, o->meeting.id, &may, &err);
	if (rc == RC_OK && !may)
		rc = RC_NOTFOUND;
	if (rc != RC_OK)
		reply_failed(r, rc, &err);
	return rc == RC_OK;
}

struct page_shell
office_shell(const struct request *r, const struct office *o, const char *title,
    const char *menu)
{
	struct page_shell shell = reply_shell(r, title);

	shell.form = o->s.form;
	shell.signed_in = o->s.row.name;
	shell.menu = menu;
	return shell;
}

static int64_t
number(const char *text)
{
	char end;
	long long v;

	return sscanf(text, "%18lld%c", &v, &end) == 1 && v > 0 ? v : 0;
}

int64_t
office_field(const struct request *r, const char *name)
{
	char text[24];

	return request_field(r, name, text, sizeof(text)) ? number(text) : 0;
}

int64_t
office_query(const struct request *r, const char *name)
{
	char text[24];

	return request_query(r, name, text, sizeof(text)) ? number(text) : 0;
}

static const struct {
	const char *words;
	const char *colour;
} outcomes[] = {
    [OUTCOME_SENT] = {"Will be sent", "green"},
    [OUTCOME_PART] = {"Part only", "yellow"},
    [OUTCOME_NOT_SENT] = {"Not sent", "grey"},
    [OUTCOME_DECIDE] = {"Needs a decision", "orange"},
    [OUTCOME_HELD] = {"Waiting", "blue"},
    [OUTCOME_WITHHELD] = {"Not sent", "grey"},
    [OUTCOME_BLOCKED] = {"Blocked", "red"},
};

const char *
office_outcome(enum outcome outcome)
{
	return outcomes[outcome].words;
}

const char *
office_colour(enum outcome outcome)
{
	return outcomes[outcome].colour;
}

const char *
office_type(const char *type)
{
	static const char *const types[][2] = {
	    {"marac", "MARAC"},
	    {"emergency_marac", "Emergency MARAC"},
	    {"icpc", "Initial child protection conference"},
	    {"rcpc", "Review child protection conference"},
	    {"review", "Review meeting"},
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i][0], type) == 0)
			return types[i][1];
	return type;
}

bool
office_time(const char *text, int64_t *out)
{
	const char *rest = strchr(text, ':');
	char full[2 * MOMENT_TEXT];
	char *end;
	long minutes;

	if (rest == NULL || strlen(text) >= MOMENT_TEXT)
		return false;
	if (strchr(rest + 1, ':') != NULL)
		return moment_parse(text, out, NULL) == RC_OK;
	/* minutes and seconds, as the player shows them */
	minutes = strtol(text, &end, 10);
	if (end == text || end != rest || minutes < 0 || minutes > 9999)
		return false;
	(void)snprintf(full, sizeof(full), "%ld:%02ld:%s", minutes / 60,
	    minutes % 60, rest + 1);
	return moment_parse(full, out, NULL) == RC_OK;
}

void
office_due(int64_t due_ms, int64_t now_ms, char out[OFFICE_DUE])
{
	char day[PAGE_DAY], left[DUE_TEXT];

	page_when(due_ms, day);
	(void)due_left(due_ms, now_ms, left);
	(void)snprintf(out, OFFICE_DUE, "%s (%s%s)", day, left,
	    due_ms < now_ms ? "" : " left");
}

void
office_once(char out[OFFICE_ONCE])
{
	unsigned char bytes[OFFICE_ONCE / 2];

	box_random(bytes, sizeof(bytes));
	(void)sodium_bin2hex(out, OFFICE_ONCE, bytes, sizeof(bytes));
}

void
office_ask(struct request *r, struct store *store, const struct office *o,
    const struct errand *e, const char *words, const char *once)
{
	char args[ERRAND_ARGS], made[OFFICE_ONCE], where[48];
	struct error err = {0};
	int64_t job = 0;
	enum rc rc;

	if (once == NULL) {
		office_once(made);
		once = made;
	}
	if (strlen(once) != OFFICE_ONCE - 1 ||
	    strspn(once, "0123456789abcdef") != OFFICE_ONCE - 1) {
		reply_problem(r, MHD_HTTP_BAD_REQUEST);
		return;
	}
	errand_args(e, args);
	rc = jobs_ask(store,
	    &(struct jobs_ask){
		.kind = errand_name(e->kind),
		.args = args,
		.words = words,
		.once = once,
		.account = o->s.row.account,
		.session = &o->s.id,
	    },
	    r->now_ms, &job, &err);
	if (rc == RC_CONFLICT) {
		reply_problem(r, MHD_HTTP_BAD_REQUEST);
		return;
	}
	if (rc != RC_OK) {
		reply_failed(r, rc, &err);
		return;
	}
	(void)snprintf(where, sizeof(where), "/errand/%" PRId64, job);
	reply_go(r, where);
}
