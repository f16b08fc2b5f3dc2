#include "share/casepage.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "base/moment.h"
#include "page_casepage.h"
#include "share/media.h"
#include "share/reply.h"
#include "store/exceptions.h"
#include "store/recordings.h"
#include "store/renditions.h"
#include "store/restriction.h"
#include "store/shown.h"
#include "store/verdicts.h"
#include "store/withholding.h"

enum { BEFORE = 3 * SPAN_RATE };

struct filling {
	struct casepage *page;
	struct store *store;
	const struct office *o;
};

static void
casepage_clear(struct casepage *page)
{
	for (size_t i = 0; i < page->npeople; i++) {
		free(page->people[i].name);
		free(page->people[i].role);
		free(page->people[i].decided);
	}
	for (size_t i = 0; i < page->nparts; i++) {
		free(page->parts[i].who);
		free(page->parts[i].reason);
	}
	for (size_t i = 0; i < page->nexceptions; i++) {
		free(page->exceptions[i].name);
		free(page->exceptions[i].reason);
		free(page->exceptions[i].proposed_by);
	}
	free(page->people);
	free(page->parts);
	free(page->passages);
	free(page->exceptions);
	free(page->files);
	restriction_files_free(page->theirs, page->nfiles);
	audible_clear(&page->sound);
}

/* A text of the page's own. */
__attribute__((format(printf, 2, 3))) static char *
text(enum rc *rc, const char *fmt, ...)
{
	char line[1024];
	va_list ap;
	char *out;

	va_start(ap, fmt);
	(void)vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	out = strdup(line);
	if (out == NULL)
		*rc = RC_NOMEM;
	return out;
}

/* People ------------------------------------------------------------------- */

static void
losses(const struct cuts *cuts, char out[200])
{
	const struct {
		const char *name;
		const struct span_list *spans;
	} lost[] = {
	    {"Off the record", &cuts->off_record},
	    {"Closed session", &cuts->closed},
	    {"Sent out", &cuts->excluded},
	    {"Not there", &cuts->absent},
	    {"Silent", &cuts->silent},
	};
	size_t at = 0;

	out[0] = '\0';
	for (size_t i = 0; i < sizeof(lost) / sizeof(lost[0]); i++) {
		char clock[PAGE_CLOCK];

		if (lost[i].spans->count == 0 || at >= 150)
			continue;
		at += (size_t)snprintf(out + at, 200 - at, "%s%s: %s.",
		    at == 0 ? "" : " ", lost[i].name,
		    page_clock(span_samples(lost[i].spans), clock));
	}
}

/* What is proposed or decided about P, who is family. */
static enum rc
fill_decision(struct filling *f, struct casepage_person *p, struct error *err)
{
	struct releases_decision d = {.approved = false};
	enum rc rc = releases_decision(f->store, f->o->meeting.id, f->o->c.id,
	    (struct person_id){p->id}, &d, err);

	if (rc == RC_NOTFOUND)
		return RC_OK;
	if (rc == RC_OK) {
		p->approves =
		    !d.approved && d.proposer.v != f->o->who.by.person.v;
		p->decided = text(&rc, "%s by %s: %s. Reason: %s",
		    d.approved ? "Approved; proposed" : "Proposed",
		    d.proposed_by,
		    d.verdict == VERDICT_SEND ? "send a copy" : "send none",
		    d.reason);
	}
	releases_decision_clear(&d);
	return rc;
}

static enum rc
add_person(void *to, const struct verdicts *told, struct error *err)
{
	const struct entitlement *today = told->line->today;
	struct filling *f = to;
	struct casepage *page = f->page;
	struct casepage_person *p;
	bool family = entitle_as_family(told->line->facts);
	enum rc rc = RC_OK;
	void *v =
	    realloc(page->people, (page->npeople + 1) * sizeof(*page->people));

	if (v == NULL)
		return error_nomem(err);
	page->people = v;
	p = &page->people[page->npeople++];
	*p = (struct casepage_person){
	    .meeting = page->meeting,
	    .case_id = page->case_id,
	    .id = told->line->person.v,
	    .form = page->shell.form,
	    .copy = office_outcome(today->outcome),
	    .colour = office_colour(today->outcome),
	    .why = entitle_reason_text(today->reason),
	    .listens = told->owed && told->would > 0,
	    .decides = family && today->outcome != OUTCOME_BLOCKED &&
		today->outcome != OUTCOME_NOT_SENT,
	    .excepts = today->outcome == OUTCOME_BLOCKED,
	};
	office_once(p->once_listen);
	p->name = text(&rc, "%s", told->person->name);
	p->role = text(&rc, "%s%s%s", told->person->title,
	    *told->person->title != '\0' && *told->person->agency != '\0' ? ", "
									  : "",
	    told->person->agency);
	if (told->owed) {
		char would[PAGE_CLOCK], of[PAGE_CLOCK];

		(void)snprintf(p->length, sizeof(p->length), "%s %s of %s",
		    told->heard > 0 ? "Hears" : "Would hear",
		    page_clock(told->would, would), page_clock(told->of, of));
		losses(&told->cuts, p->left_out);
	}
	p->acts = p->listens || p->decides || p->excepts;
	page->would += today->reason == REASON_NOT_RELEASED;
	if (rc == RC_OK && p->decides)
		rc = fill_decision(f, p, err);
	return rc;
}

/* Parts to leave out -------------------------------------------------------- */

static enum rc
add_part(struct filling *f, const struct withholding *w, struct error *err)
{
	struct casepage *page = f->page;
	struct casepage_part *p = &page->parts[page->nparts++];
	struct docket_account by = {.chair = false};
	struct person who = {0};
	int64_t from = audible_place(&page->sound, w->span.from);
	enum rc rc = RC_OK;

	p->meeting = page->meeting;
	p->case_id = page->case_id;
	p->id = w->id.v;
	(void)page_clock(from, p->from);
	(void)page_clock(audible_place(&page->sound, w->span.to), p->to);
	p->before = (from > BEFORE ? from - BEFORE : 0) / SPAN_RATE;
	p->approved = w->approved_by.v != 0;
	p->approves = !p->approved &&
	    docket_account(f->store, w->proposed_by, &by, err) == RC_OK &&
	    by.by.person.v != f->o->who.by.person.v;
	if (w->person.v != 0)
		rc = person_get(f->store, w->person, &who, err);
	if (rc == RC_OK)
		p->who =
		    text(&rc, "%s", w->person.v == 0 ? "everybody" : who.name);
	if (rc == RC_OK)
		p->reason = text(&rc, "%s", w->reason);
	person_clear(&who);
	return rc;
}

static enum rc
add_parts(struct filling *f, struct error *err)
{
	struct withholding *list = NULL;
	size_t count = 0;
	enum rc rc =
	    withholding_list(f->store, f->o->meeting.id, &list, &count, err);

	f->page->parts = calloc(count + 1, sizeof(*f->page->parts));
	if (rc == RC_OK && f->page->parts == NULL)
		rc = error_nomem(err);
	for (size_t i = 0; rc == RC_OK && i < count; i++)
		if (list[i].case_id.v == f->o->c.id.v)
			rc = add_part(f, &list[i], err);
	withholding_free(list, count);
	return rc;
}

/* Start and end ------------------------------------------------------------ */

static enum rc
add_passages(struct filling *f, struct error *err)
{
	struct casepage *page = f->page;
	struct span_list passage = {0};
	enum rc rc = recordings_passage(
	    f->store, f->o->meeting.id, f->o->c.id, &passage, err);

	page->passages = calloc(passage.count + 1, sizeof(*page->passages));
	if (rc == RC_OK && page->passages == NULL)
		rc = error_nomem(err);
	for (size_t i = 0; rc == RC_OK && i < passage.count; i++) {
		struct casepage_passage *p = &page->passages[page->npassages++];

		p->meeting = page->meeting;
		p->case_id = page->case_id;
		p->begins = passage.v[i].from;
		p->ends = passage.v[i].to;
		(void)moment_text(p->begins, p->from);
		(void)moment_text(p->ends, p->to);
	}
	page->recorded = page->npassages > 0;
	span_clear(&passage);
	return rc;
}

/* Exceptions ---------------------------------------------------------------- */

static enum rc
add_exceptions(struct filling *f, struct error *err)
{
	struct casepage *page = f->page;
	struct exceptions_one *list = NULL;
	size_t count = 0;
	enum rc rc = exceptions_list(
	    f->store, f->o->meeting.id, f->o->c.id, &list, &count, err);

	page->exceptions = calloc(count + 1, sizeof(*page->exceptions));
	if (rc == RC_OK && page->exceptions == NULL)
		rc = error_nomem(err);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		struct casepage_exception *x =
		    &page->exceptions[page->nexceptions++];
		int64_t me = f->o->who.by.person.v;

		x->meeting = page->meeting;
		x->case_id = page->case_id;
		x->id = list[i].id.v;
		x->complete = list[i].said[2].v != 0;
		x->approves = !x->complete && list[i].said[0].v != me &&
		    list[i].said[1].v != me && list[i].person.v != me;
		x->name = text(&rc, "%s", list[i].name);
		x->reason = text(&rc, "%s", list[i].reason);
		x->proposed_by =
		    text(&rc, "Proposed by %s%s%s%s%s.", list[i].proposed_by,
			list[i].said[1].v != 0 ? ", approved by " : "",
			list[i].first_by, x->complete ? " and " : "",
			list[i].second_by);
	}
	exceptions_free(list, count);
	return rc;
}

/* Files --------------------------------------------------------------------- */

static enum rc
add_files(struct filling *f, struct error *err)
{
	struct casepage *page = f->page;
	enum rc rc = restriction_files(f->store, f->o->s.row.account,
	    (struct child_id){0}, f->o->c.id, &page->theirs, &page->nfiles,
	    err);

	page->files = calloc(page->nfiles + 1, sizeof(*page->files));
	if (rc == RC_OK && page->files == NULL)
		rc = error_nomem(err);
	for (size_t i = 0; rc == RC_OK && i < page->nfiles; i++) {
		struct casepage_file *to = &page->files[i];

		to->child = page->theirs[i].child.v;
		to->name = page->theirs[i].name;
		to->restricted = page->theirs[i].restriction != 0;
	}
	return rc;
}

/* The page ------------------------------------------------------------------ */

static enum rc
fill(struct filling *f, struct error *err)
{
	struct casepage *page = f->page;
	struct rendition_id id = {0};
	enum rc rc =
	    renditions_file(f->store, f->o->meeting.id, f->o->c.id, &id, err);

	if (rc == RC_OK) {
		rc = audible_fill(
		    &page->sound, f->store, id, "Recording of this case", err);
		page->plays = rc == RC_OK;
	}
	if (rc == RC_NOTFOUND)
		rc = RC_OK;
	if (rc != RC_OK || (rc = add_passages(f, err)) != RC_OK ||
	    (rc = add_parts(f, err)) != RC_OK ||
	    (rc = add_exceptions(f, err)) != RC_OK ||
	    (rc = add_files(f, err)) != RC_OK)
		return rc;
	return verdicts_table(f->store, f->o->meeting.id, f->o->c.id,
	    (struct person_id){0}, clock_wall_ms(), add_person, f, err);
}

void
casepage_show(struct request *r, struct store *store)
{
	struct casepage page = {.npeople = 0};
	struct office o = {.who = {.chair = false}};
	struct filling f = {.page = &page, .store = store, .o = &o};
	struct error err = {0};
	struct buf out = {0};
	int64_t at, shown = 0;
	enum rc rc;

	if (!office_case(r, store, &o))
		return;
	page.shell = office_shell(r, &o, "Check before sending", "meetings");
	page.shell.player = page.shell.outline = true;
	page.meeting = o.meeting.id.v;
	page.case_id = o.c.id.v;
	page.ref = o.meeting.ref;
	page.reference = o.c.reference;
	page.number = o.c.number;
	page.released = o.c.released;
	office_once(page.once);
	if (o.meeting.due_ms != 0)
		office_due(o.meeting.due_ms, r->now_ms, page.due);
	/* The number first: what changes while the page is filled, is refused. */
	if ((rc = releases_may(store, o.meeting.id, o.s.row.account,
		 &page.chair, &err)) == RC_OK &&
	    (rc = shown_case(store, o.meeting.id, o.c.id, r->now_ms, &shown,
		 &err)) == RC_OK)
		rc = fill(&f, &err);
	page.shown = shown;
	if (rc == RC_OK) {
		at = office_query(r, "t");
		page.sound.start = at < page.sound.seconds ? at : 0;
		page.sound.meeting = page.meeting;
		page.sound.case_id = page.case_id;
		page_casepage(&out, &page);
		reply_page(r, MHD_HTTP_OK, &out);
	} else {
		reply_failed(r, rc == RC_NOTFOUND ? RC_IO : rc, &err);
	}
	casepage_clear(&page);
}

void
casepage_audio(struct request *r, struct store *store)
{
	struct office o = {.who = {.chair = false}};
	struct claim claim = {
	    .meeting = {r->target.first},
	    .case_id = {r->target.second},
	};
	struct error err = {0};
	enum rc rc;

	if (!office_case(r, store, &o))
		return;
	claim.session = o.s.id;
	claim.account = o.s.row.account;
	if ((rc = renditions_file(store, claim.meeting, claim.case_id,
		 &claim.rendition, &err)) == RC_OK)
		rc = claim_stands(store, &claim, &err);
	if (rc == RC_OK)
		media_answer(r, store, &o.s, &claim, PLAYABLE_OPUS, false);
	else
		reply_failed(r, rc, &err);
}
