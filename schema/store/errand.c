#include "store/errand.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/span.h"

/* No meeting goes on for 100 hours; whoever asks may say anything. */
#define LONGEST (INT64_C(100) * 3600 * SPAN_RATE)

static const struct {
	const char *name;
	bool reasoned;
} kinds[ERRAND_KINDS] = {
    [ERRAND_NONE] = {"", false},
    [ERRAND_RELEASE] = {"release", false},
    [ERRAND_SEND] = {"send", true},
    [ERRAND_KEEP] = {"keep", true},
    [ERRAND_APPROVE] = {"approve", false},
    [ERRAND_WITHHOLD] = {"withhold", true},
    [ERRAND_APPROVE_PASSAGE] = {"approve-passage", false},
    [ERRAND_LIFT] = {"lift", true},
    [ERRAND_EXCEPTION] = {"exception", true},
    [ERRAND_APPROVE_EXCEPTION] = {"approve-exception", false},
    [ERRAND_END_EXCEPTION] = {"end-exception", true},
    [ERRAND_BOUNDARY] = {"boundary", true},
    [ERRAND_LISTEN] = {"listen", false},
    [ERRAND_EDGES] = {"edges", false},
    [ERRAND_HEARD] = {"heard", false},
    [ERRAND_WITHDRAW] = {"withdraw", true},
    [ERRAND_STOP_DEBRIEF] = {"stop-debrief", true},
    [ERRAND_RESEND] = {"resend", true},
    [ERRAND_POSTED] = {"posted", false},
    [ERRAND_PLAN] = {"plan", true},
    [ERRAND_AGENDA] = {"agenda", true},
    [ERRAND_EXPECT] = {"expect", true},
    [ERRAND_CONFLICT] = {"conflict", true},
    [ERRAND_TAKE_OFF] = {"take-off", false},
    [ERRAND_SWAP] = {"swap", false},
    [ERRAND_UNEXPECT] = {"unexpect", false},
    [ERRAND_PAPERS] = {"papers", false},
    [ERRAND_RESTRICT] = {"restrict-file", true},
    [ERRAND_REVIEW] = {"review-restriction", true},
    [ERRAND_UNRESTRICT] = {"lift-restriction", true},
};

const char *
errand_name(enum errand_kind kind)
{
	return kinds[kind].name;
}

enum errand_kind
errand_named(const char *name)
{
	for (int kind = 1; kind < ERRAND_KINDS; kind++)
		if (strcmp(kinds[kind].name, name) == 0)
			return (enum errand_kind)kind;
	return ERRAND_NONE;
}

bool
errand_prepares(enum errand_kind kind)
{
	return kind >= ERRAND_PLAN && kind <= ERRAND_PAPERS;
}

bool
errand_files(enum errand_kind kind)
{
	return kind >= ERRAND_RESTRICT && kind < ERRAND_KINDS;
}

bool
errand_reasoned(enum errand_kind kind)
{
	return kinds[kind].reasoned;
}

void
errand_args(const struct errand *e, char args[ERRAND_ARGS])
{
	(void)snprintf(args, ERRAND_ARGS,
	    "%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64
	    " %" PRId64,
	    e->meeting.v, e->case_id.v, e->person.v, e->number, e->from, e->to);
}

/* Are the meeting, the case and the child there that its kind is about? */
static bool
is_placed(const struct errand *e)
{
	if (errand_files(e->kind))
		return e->meeting.v == 0 && e->case_id.v == 0 && e->number > 0;
	return (e->meeting.v != 0 || e->kind == ERRAND_PLAN) &&
	    (e->case_id.v == 0) == errand_prepares(e->kind);
}

enum rc
errand_parse(
    const char *kind, const char *args, struct errand *out, struct error *err)
{
	char end;

	*out = (struct errand){.kind = errand_named(kind)};
	if (out->kind == ERRAND_NONE)
		return error_set(
		    err, RC_INVALID, "no job is called '%s'", kind);
	if (sscanf(args,
		"%" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64
		" %" SCNd64 "%c",
		&out->meeting.v, &out->case_id.v, &out->person.v, &out->number,
		&out->from, &out->to, &end) != 6 ||
	    out->meeting.v < 0 || out->case_id.v < 0 || out->person.v < 0 ||
	    !is_placed(out) || out->number < 0 || out->from < 0 ||
	    out->to < 0 || out->from > LONGEST || out->to > LONGEST)
		return error_set(
		    err, RC_INVALID, "a job's numbers are not six of ours");
	return RC_OK;
}
