#include "share/act.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "base/moment.h"
#include "base/span.h"
#include "page_act.h"
#include "share/acting.h"
#include "share/reply.h"
#include "store/standing.h"

enum { REASON_LEAST = 3, WHAT = 24, BEFORE_S = 3 };

static const struct act_words words[ERRAND_KINDS] = {
    [ERRAND_NONE] = {"", "", "", ""},
    [ERRAND_RELEASE] = {"Release this case", "Release the case",
	"Case released",
	"Copies are being made. They are sent by themselves, each by its "
	"person's own safe way."},
    [ERRAND_SEND] = {"Decide about a copy", "Propose this", "Proposed",
	"Somebody else must approve it before anything is sent."},
    [ERRAND_KEEP] = {"Decide about a copy", "Propose this", "Proposed",
	"Somebody else must approve it."},
    [ERRAND_APPROVE] = {"Check before you approve", "Approve", "Approved",
	"If the case is released and nothing else is waited for, the copy is "
	"sent by itself."},
    [ERRAND_WITHHOLD] = {"Leave out a part", "Propose this", "Proposed",
	"Copies that would hold this part wait until somebody else approves "
	"it."},
    [ERRAND_APPROVE_PASSAGE] = {"Approve leaving out a part", "Approve",
	"Approved", "It is silence in every copy from now on."},
    [ERRAND_LIFT] = {"Put a part back", "Put it back", "Put back",
	"The case must be released again."},
    [ERRAND_EXCEPTION] = {"Propose an exception", "Propose this", "Proposed",
	"Two other people must approve it. Then the copy needs a decision."},
    [ERRAND_APPROVE_EXCEPTION] = {"Approve an exception", "Approve", "Approved",
	"Nothing is sent yet: the copy needs a decision too."},
    [ERRAND_END_EXCEPTION] = {"End an exception", "End it", "Ended",
	"Nothing goes to this person any more."},
    [ERRAND_BOUNDARY] = {"Move where it starts or ends", "Move it", "Moved",
	"Both cases must be released again, and decided for their families."},
    [ERRAND_LISTEN] = {"Listen", "Listen", "Ready", ""},
    [ERRAND_EDGES] = {"Play the cut edges", "Play", "Ready", ""},
    [ERRAND_HEARD] = {"Heard", "", "Heard", ""},
    [ERRAND_WITHDRAW] = {"Stop a copy", "Stop the copy", "Copy stopped",
	"It is gone from their page within a minute. What was collected "
	"before stays in the child's file."},
    [ERRAND_STOP_DEBRIEF] = {"Stop a debrief", "Stop the debrief",
	"Debrief stopped",
	"It answers like one that never was, and the clock runs until another "
	"is written."},
    [ERRAND_RESEND] = {"Send it again", "Send it again", "It goes again",
	"To the address that is on record now. If that is another, it is a "
	"new mail and the old link is void."},
    [ERRAND_POSTED] = {"The letter is in the post", "It is in the post",
	"Noted", "The clock of what is in it is met."},
    [ERRAND_PLAN] = {"Plan a meeting", "Save", "Saved", ""},
    [ERRAND_AGENDA] = {"Agenda", "Save", "Saved", ""},
    [ERRAND_EXPECT] = {"Who is expected", "Save", "Saved", ""},
    [ERRAND_CONFLICT] = {"Conflicts of interest", "Save", "Saved", ""},
    [ERRAND_TAKE_OFF] = {"Agenda", "Remove", "Removed", ""},
    [ERRAND_SWAP] = {"Agenda", "Move", "Moved", ""},
    [ERRAND_UNEXPECT] = {"Who is expected", "Remove", "Removed", ""},
    [ERRAND_PAPERS] = {"Papers", "Make the papers", "Made", ""},
    [ERRAND_RESTRICT] = {"Restrict a file", "Restrict the file",
	"File restricted",
	"Only the people you chose may open it, and nobody in an emergency. "
	"Every page of it says why, who set it and when it is reviewed."},
    [ERRAND_REVIEW] = {"Review a restriction", "Keep it restricted",
	"Review noted", "The file stays restricted until somebody lifts it."},
    [ERRAND_UNRESTRICT] = {"Lift a restriction", "Lift the restriction",
	"Restriction lifted", "Whoever holds the file may open it again."},
};

const struct act_words *
act_words(enum errand_kind kind)
{
	return &words[kind];
}

/* Whether a kind lets something go that cannot be called back. */
static bool
has_card(enum errand_kind kind)
{
	return kind == ERRAND_RELEASE || kind == ERRAND_APPROVE ||
	    kind == ERRAND_APPROVE_EXCEPTION;
}

static void
error(struct acting *a, const char *field, const char *said)
{
	if (a->page.nerrors < ACT_ERRORS)
		a->page.errors[a->page.nerrors++] =
		    (struct act_error){field, said};
}

/* What both methods begin with; WHAT is the errand's name. */
static bool
begin(struct request *r, struct acting *a, const char *what)
{
	struct act_page *page = &a->page;

	a->now_ms = r->now_ms;
	a->e.kind = errand_named(what);
	a->e.meeting = a->o.meeting.id;
	a->e.case_id = a->o.c.id;
	if (a->e.kind == ERRAND_NONE || a->e.kind == ERRAND_HEARD ||
	    errand_prepares(a->e.kind) || errand_files(a->e.kind))
		return false;
	page->meeting = a->e.meeting.v;
	page->case_id = a->e.case_id.v;
	page->reference = a->o.c.reference;
	page->number = a->o.c.number;
	page->person = a->e.person.v;
	page->row = a->e.number;
	page->from = a->e.from;
	page->what =
	    errand_name(a->e.kind == ERRAND_KEEP ? ERRAND_SEND : a->e.kind);
	page->keeps = a->e.kind == ERRAND_KEEP;
	page->heading = words[a->e.kind].heading;
	page->submit = words[a->e.kind].submit;
	page->asks_verdict =
	    a->e.kind == ERRAND_SEND || a->e.kind == ERRAND_KEEP;
	page->asks_span = a->e.kind == ERRAND_WITHHOLD;
	page->asks_time = a->e.kind == ERRAND_BOUNDARY;
	page->asks_reason = errand_reasoned(a->e.kind);
	page->may = true;
	page->cannot = "";
	page->begin_error = page->end_error = "";
	page->at_error = page->reason_error = "";
	return true;
}

static void
show(struct request *r, struct acting *a, unsigned status)
{
	struct act_page *page = &a->page;
	struct buf out = {0};
	char title[120];

	(void)snprintf(title, sizeof(title), "%s%s",
	    page->nerrors > 0 ? "Error: " : "", page->heading);
	page->shell = office_shell(r, &a->o, title, "meetings");
	page->shell.player = page->shell.outline = page->plays;
	office_once(page->once_edges);
	if (page->once[0] == '\0')
		office_once(page->once);
	page_act(&out, page);
	reply_page(r, status, &out);
}

void
act_show(struct request *r, struct store *store)
{
	struct acting a = {.store = store, .looks = true};
	struct error err = {0};
	char what[WHAT];
	enum rc rc;

	if (!office_case(r, store, &a.o))
		return;
	(void)request_query(r, "what", what, sizeof(what));
	a.e.person.v = office_query(r, "person");
	a.e.number = office_query(r, "number");
	a.e.from = office_query(r, "from");
	if (!begin(r, &a, what) || a.e.kind == ERRAND_LISTEN ||
	    a.e.kind == ERRAND_EDGES) {
		reply_not_found(r);
		return;
	}
	a.page.card = has_card(a.e.kind) && office_query(r, "step") < 2;
	if (a.page.asks_time)
		(void)moment_text(a.e.from, a.page.at);
	if ((rc = acting_fill(&a, &err)) == RC_OK) {
		a.page.card = a.page.card && *a.page.cannot == '\0';
		show(r, &a, MHD_HTTP_OK);
	} else {
		reply_failed(r, rc, &err);
	}
	acting_clear(&a);
}

/* What was typed, into A's errand; errors for what is wrong. */
static void
take_span(struct acting *a)
{
	struct act_page *page = &a->page;
	int64_t from = 0, to = 0;

	if (!office_time(page->begin, &from))
		page->begin_error =
		    "Type when it begins in minutes and seconds, like 1:12";
	if (!office_time(page->end, &to))
		page->end_error =
		    "Type when it ends in minutes and seconds, like 1:32";
	else if (*page->begin_error == '\0' && to <= from)
		page->end_error = "It must end after it begins";
	else if (page->plays && to > page->sound.samples + SPAN_RATE)
		page->end_error = "It ends after the recording does";
	if (*page->begin_error != '\0')
		error(a, "begin", page->begin_error);
	if (*page->end_error != '\0')
		error(a, "end", page->end_error);
	a->e.from = playable_of(page->sound.parts, page->sound.nparts, from);
	a->e.to = playable_of(page->sound.parts, page->sound.nparts, to);
}

static void
take_time(struct acting *a)
{
	if (strchr(a->page.at, ':') != strrchr(a->page.at, ':') &&
	    office_time(a->page.at, &a->e.to))
		return;
	a->page.at_error = "Type the time since the meeting began in hours, "
			   "minutes and seconds, like 0:10:30";
	error(a, "at", a->page.at_error);
}

/* A second earlier or later; which field, and by how much, is in SAID. */
static void
nudge(struct acting *a, const char *said)
{
	char *field = strncmp(said, "begin", 5) == 0 ? a->page.begin
	    : strncmp(said, "end", 3) == 0           ? a->page.end
						     : a->page.at;
	int64_t at;

	if (!office_time(field, &at))
		return;
	at += strchr(said, '-') != NULL ? -SPAN_RATE : SPAN_RATE;
	if (field == a->page.at)
		(void)moment_text(at, field);
	else
		(void)page_clock(at < 0 ? 0 : at, field);
}

/* Where the player is to stand: 3 s before what a field says. */
static void
stand(struct acting *a, const char *field)
{
	bool time = strcmp(field, "at") == 0;
	int64_t at;

	if (!office_time(time                   ? a->page.at
		    : strcmp(field, "end") == 0 ? a->page.end
						: a->page.begin,
		&at))
		return;
	at = at / SPAN_RATE + (time ? a->page.shift : 0);
	a->page.sound.start = at > BEFORE_S ? at - BEFORE_S : 0;
}

/* Does R only want the page again, with a time nudged or the player moved? */
static bool
again(struct request *r, struct acting *a)
{
	char said[16];

	if (request_field(r, "nudge", said, sizeof(said)) && *said != '\0') {
		nudge(a, said);
		return true;
	}
	if (request_field(r, "play", said, sizeof(said)) && *said != '\0') {
		stand(a, said);
		return true;
	}
	return false;
}

static void
check(struct acting *a)
{
	if (a->page.asks_span)
		take_span(a);
	if (a->page.asks_time)
		take_time(a);
	if (a->page.asks_reason && strlen(a->page.reason) < REASON_LEAST) {
		a->page.reason_error = "Say why";
		error(a, "reason", a->page.reason_error);
	}
}

/* Whom to listen as must be of the case. */
static enum rc
known(struct acting *a, struct error *err)
{
	struct person_id *people = NULL;
	size_t count = 0, at = 0;
	enum rc rc = standing_people(
	    a->store, a->e.meeting, a->e.case_id, &people, &count, err);

	while (at < count && people[at].v != a->e.person.v)
		at++;
	if (rc == RC_OK && a->e.person.v != 0 && at == count)
		rc = RC_NOTFOUND;
	free(people);
	return rc;
}

static void
done(struct request *r, struct acting *a, struct error *err)
{
	bool listens = a->e.kind == ERRAND_LISTEN || a->e.kind == ERRAND_EDGES;
	enum rc rc = listens ? known(a, err) : acting_fill(a, err);

	if (rc != RC_OK) {
		reply_failed(r, rc, err);
		return;
	}
	if (!listens && again(r, a)) {
		show(r, a, MHD_HTTP_OK);
		return;
	}
	check(a);
	if (a->page.nerrors > 0)
		show(r, a, MHD_HTTP_BAD_REQUEST);
	else if (!a->page.may)
		show(r, a, MHD_HTTP_FORBIDDEN);
	else
		office_ask(
		    r, a->store, &a->o, &a->e, a->page.reason, a->page.once);
}

void
act_do(struct request *r, struct store *store)
{
	struct acting a = {.store = store};
	struct error err = {0};
	char what[WHAT], verdict[8];

	if (!office_case(r, store, &a.o))
		return;
	if (!session_allows(r, &a.o.s)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		return;
	}
	(void)request_field(r, "what", what, sizeof(what));
	(void)request_field(r, "verdict", verdict, sizeof(verdict));
	if (strcmp(what, "send") == 0 && strcmp(verdict, "keep") == 0)
		(void)snprintf(what, sizeof(what), "keep");
	a.e.person.v = office_field(r, "person");
	a.e.number = office_field(r, "number");
	a.e.from = office_field(r, "from");
	if (!begin(r, &a, what)) {
		reply_not_found(r);
		return;
	}
	(void)request_field(r, "once", a.page.once, sizeof(a.page.once));
	(void)request_field(r, "reason", a.page.reason, sizeof(a.page.reason));
	(void)request_field(r, "begin", a.page.begin, sizeof(a.page.begin));
	(void)request_field(r, "end", a.page.end, sizeof(a.page.end));
	(void)request_field(r, "at", a.page.at, sizeof(a.page.at));
	if (a.page.asks_verdict && strcmp(verdict, "send") != 0 &&
	    strcmp(verdict, "keep") != 0)
		error(&a, "verdict", "Choose send or do not send");
	done(r, &a, &err);
	acting_clear(&a);
}
