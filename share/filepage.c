#include "share/filepage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/span.h"
#include "base/text.h"
#include "store/playable.h"

void
filepage_day(const char *date, char out[PAGE_DAY])
{
	int64_t ms;

	if (clock_parse(date, &ms, NULL) == RC_OK)
		page_day(ms, out);
	else
		(void)snprintf(out, PAGE_DAY, "%s", date);
}

bool
filepage_past(const char *date, int64_t now_ms)
{
	struct clock_civil today;
	char text[16];

	clock_civil_london(now_ms, &today);
	(void)snprintf(text, sizeof(text), "%04d-%02d-%02d", today.year,
	    today.month, today.day);
	return strcmp(date, text) < 0;
}

static const char *const apart[] = {
    [CASELOAD_APART] = "",
    [CASELOAD_BORN] = "Check the date of birth: another child has nearly the "
		      "same name.",
    [CASELOAD_REF] = "Check the reference: another child has nearly the same "
		     "name and the same date of birth.",
};

void
filepage_child(struct casework_child *out, const struct caseload_child *child,
    int64_t now_ms)
{
	bool born = child->born_on[0] != '\0';
	char day[PAGE_DAY];

	filepage_day(born ? child->born_on : child->expected_on, day);
	*out = (struct casework_child){
	    .id = child->id.v,
	    .name = child->name,
	    .ref = child->ref,
	    .aliases = child->aliases,
	    .school = child->school,
	    .interpreter = child->interpreter,
	    .flags = child->flags,
	    .near = apart[child->near],
	    .restricted = child->restricted,
	    .restricter = child->restricter,
	};
	(void)snprintf(out->born, sizeof(out->born), "%s %s",
	    born ? "Born" : "Expected", day);
	if (child->restricted[0] != '\0') {
		page_day(child->restricted_ms, out->restricted_on);
		filepage_day(child->review_on, out->review_on);
		out->overdue = filepage_past(child->review_on, now_ms);
	}
	if (child->until_ms != 0)
		page_when(child->until_ms, out->until);
}

struct word {
	const char *key, *words;
};

/* What TABLE says for KEY; without it OTHERWISE. */
static const char *
words_of(const struct word *table, const char *key, const char *otherwise)
{
	for (; table->key != NULL; table++) {
		if (strcmp(table->key, key) == 0)
			return table->words;
	}
	return otherwise;
}

static const struct word types[] = {
    {"marac", "MARAC"},
    {"emergency_marac", "Emergency MARAC"},
    {"icpc", "Initial child protection conference"},
    {"rcpc", "Review child protection conference"},
    {"review", "Review meeting"},
    {NULL, NULL},
};

static const struct word kinds[] = {
    {"action", "Action"},
    {"decision", "Decision"},
    {"risk", "Risk"},
    {"note", "Note"},
    {NULL, NULL},
};

static const struct word channels[] = {
    {"email", "By email"},
    {"letter", "By letter"},
    {"in person", "Handed over"},
    {"phone", "By phone"},
    {NULL, NULL},
};

/* When, or nothing. */
static void
day_of(int64_t ms, char out[PAGE_DAY])
{
	*out = '\0';
	if (ms != 0)
		page_when(ms, out);
}

static void
fill_report(struct casework_report *out, const struct childfile_report *report)
{
	int64_t since = report->given_ms;

	out->to = report->to;
	if (report->withdrawn_ms != 0) {
		out->state = "Stopped";
		out->colour = "red";
		since = report->withdrawn_ms;
	} else if (report->acknowledged_ms != 0) {
		out->state = "Read";
		out->colour = "green";
		since = report->acknowledged_ms;
	} else if (report->given_ms != 0) {
		out->state = "Given";
		out->colour = "blue";
	} else {
		out->state = "Waiting";
		out->colour = "yellow";
		since = report->due_ms;
	}
	day_of(since, out->since);
}

/* The one state of a copy that matters most, and since when. */
static void
fill_copy(struct casework_copy *out, const struct childfile_copy *copy)
{
	int64_t since;

	out->to = copy->to;
	out->how = words_of(channels, copy->channel, "Not sent yet");
	page_when(copy->made_ms, out->made);
	day_of(copy->met_ms, out->sent);
	day_of(copy->opened_ms, out->opened);
	day_of(copy->collected_ms, out->collected);
	day_of(copy->returned_ms, out->returned);
	if (copy->collected_ms != 0) {
		out->state = "Collected";
		out->colour = "green";
		since = copy->collected_ms;
	} else if (copy->withdrawn_ms != 0) {
		out->state = "Stopped";
		out->colour = "red";
		since = copy->withdrawn_ms;
	} else if (copy->returned_ms > copy->met_ms) {
		out->state = "Came back";
		out->colour = "red";
		since = copy->returned_ms;
	} else if (copy->opened_ms != 0) {
		out->state = "Opened";
		out->colour = "blue";
		since = copy->opened_ms;
	} else if (copy->met_ms != 0) {
		out->state = "Sent";
		out->colour = "blue";
		since = copy->met_ms;
	} else {
		out->state = "Waiting";
		out->colour = "yellow";
		since = copy->due_ms;
	}
	if (since != 0)
		page_when(since, out->since);
}

/* Where SAMPLE plays, into the three fields that say so. */
static void
place(const struct playable_part *parts, size_t nparts, int64_t sample,
    bool *plays, long long *seconds, char *clock)
{
	int64_t at = sample < 0 ? -1 : playable_at(parts, nparts, sample);

	*plays = at >= 0;
	if (at < 0)
		return;
	*seconds = at / SPAN_RATE;
	(void)page_clock(at, clock);
}

/* Phones that cannot play Ogg Opus take that first.  There is one when it was
 * made for a copy of the whole case; share has no master to make another of. */
static enum rc
has_mp3(
    struct store *store, struct rendition_id id, bool *out, struct error *err)
{
	struct playable playable = {.samples = 0};
	enum rc rc = playable_find(store, id, PLAYABLE_MP3, &playable, err);

	*out = rc == RC_OK;
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

static enum rc
fill_meeting(struct casework_meeting *out, const struct childfile *file,
    const struct childfile_meeting *m, struct store *store, struct error *err)
{
	struct playable_part *parts = NULL;
	size_t nparts = 0;
	enum rc rc = RC_OK;

	out->child = file->child.id.v;
	out->rendition = m->rendition.v;
	page_day(m->at_ms, out->date);
	out->type = words_of(types, m->type, m->type);
	out->area = m->area;
	out->reference = m->reference;
	out->deferred = strcmp(m->status, "deferred") == 0;
	(void)page_lasts(m->samples, out->lasts);
	out->moments = calloc(file->nmarks + 1, sizeof(*out->moments));
	out->actions = calloc(file->nactions + 1, sizeof(*out->actions));
	out->copies = calloc(file->ncopies + 1, sizeof(*out->copies));
	out->reports = calloc(file->nreports + 1, sizeof(*out->reports));
	if (out->moments == NULL || out->actions == NULL ||
	    out->copies == NULL || out->reports == NULL)
		return error_nomem(err);
	if (m->rendition.v != 0)
		rc = playable_parts(store, m->rendition, &parts, &nparts, err);
	if (rc == RC_OK && m->rendition.v != 0)
		rc = has_mp3(store, m->rendition, &out->mp3, err);
	for (size_t i = 0; i < file->nmarks; i++) {
		const struct childfile_mark *k = &file->marks[i];
		struct casework_moment *to = &out->moments[out->nmoments];

		if (k->meeting.v != m->meeting.v ||
		    k->case_id.v != m->case_id.v)
			continue;
		to->kind = words_of(kinds, k->kind, k->kind);
		to->words = k->words;
		place(parts, nparts, k->sample, &to->plays, &to->seconds,
		    to->clock);
		out->nmoments++;
	}
	for (size_t i = 0; i < file->nactions; i++) {
		const struct childfile_action *a = &file->actions[i];
		struct casework_action *to = &out->actions[out->nactions];

		if (a->meeting.v != m->meeting.v ||
		    a->case_id.v != m->case_id.v)
			continue;
		to->text = a->text;
		to->owner = a->owner;
		to->outcome = a->outcome;
		to->outcome_note = a->outcome_note;
		to->basis = a->basis;
		filepage_day(a->due_on, to->due);
		place(parts, nparts, a->sample, &to->plays, &to->seconds,
		    to->clock);
		out->nactions++;
	}
	for (size_t i = 0; i < file->ncopies; i++) {
		const struct childfile_copy *c = &file->copies[i];

		if (c->meeting.v == m->meeting.v &&
		    c->case_id.v == m->case_id.v)
			fill_copy(&out->copies[out->ncopies++], c);
	}
	for (size_t i = 0; i < file->nreports; i++) {
		const struct childfile_report *d = &file->reports[i];

		if (d->meeting.v == m->meeting.v &&
		    d->case_id.v == m->case_id.v)
			fill_report(&out->reports[out->nreports++], d);
	}
	free(parts);
	return rc;
}

/* The timeline -------------------------------------------------------------- */

static struct casework_event *
event(struct casework_file *page, int64_t at_ms, const char *kind,
    const char *colour, const char *words)
{
	struct casework_event *e = &page->events[page->nevents];

	e->at_ms = at_ms;
	e->place = page->nevents++;
	e->kind = kind;
	e->colour = colour;
	e->words = words;
	e->note = "";
	page_when(at_ms, e->date);
	return e;
}

static void
meeting_events(
    struct casework_file *page, const struct casework_meeting *m, int64_t at_ms)
{
	struct casework_event *e =
	    event(page, at_ms, "Meeting", "turquoise", m->type);

	(void)snprintf(e->more, sizeof(e->more), "%s, case %s%s", m->area,
	    m->reference, m->deferred ? ", deferred" : "");
	for (size_t i = 0; i < m->nmoments; i++) {
		const struct casework_moment *o = &m->moments[i];

		if (strcmp(o->kind, "Action") == 0)
			continue; /* below, with its owner */
		e = event(page, at_ms, o->kind,
		    strcmp(o->kind, "Decision") == 0 ? "purple" : "grey",
		    o->words);
		e->plays = o->plays;
		e->rendition = m->rendition;
		e->seconds = o->seconds;
		(void)snprintf(e->clock, sizeof(e->clock), "%s", o->clock);
	}
	for (size_t i = 0; i < m->nactions; i++) {
		const struct casework_action *a = &m->actions[i];
		bool over = a->outcome[0] != '\0';

		e = event(page, at_ms, "Action", "blue", a->text);
		(void)snprintf(e->more, sizeof(e->more), "%s, due %s, %s%s%s",
		    a->owner, a->due, over ? a->outcome : "open",
		    a->basis[0] != '\0' ? ", " : "", a->basis);
		e->plays = a->plays;
		e->rendition = m->rendition;
		e->seconds = a->seconds;
		(void)snprintf(e->clock, sizeof(e->clock), "%s", a->clock);
		e->note = a->outcome_note;
	}
}

static const struct word notes[] = {
    {"recording", "Recording"},
    {"decision", "Copy"},
    {"action", "Action"},
    {"emergency", "Emergency"},
    {"restriction", "Restriction"},
    {NULL, NULL},
};

static const struct word colours[] = {
    {"action", "blue"},
    {"emergency", "red"},
    {"restriction", "red"},
    {NULL, NULL},
};

static int
newest_first(const void *a, const void *b)
{
	const struct casework_event *x = a, *y = b;

	if (x->at_ms != y->at_ms)
		return x->at_ms < y->at_ms ? 1 : -1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static enum rc
fill_events(
    struct casework_file *page, const struct childfile *file, struct error *err)
{
	size_t room = file->nnotes + 1;

	for (size_t i = 0; i < page->nmeetings; i++)
		room +=
		    1 + page->meetings[i].nmoments + page->meetings[i].nactions;
	if ((page->events = calloc(room, sizeof(*page->events))) == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < page->nmeetings; i++)
		meeting_events(
		    page, &page->meetings[i], file->meetings[i].at_ms);
	for (size_t i = 0; i < file->nnotes; i++) {
		const struct childfile_note *n = &file->notes[i];

		(void)event(page, n->at_ms,
		    words_of(notes, n->kind,
			strncmp(n->kind, "debrief", 7) == 0 ? "Report"
							    : "Copy"),
		    words_of(colours, n->kind, "grey"), n->text);
	}
	qsort(page->events, page->nevents, sizeof(*page->events), newest_first);
	return RC_OK;
}

/* The search ---------------------------------------------------------------- */

/* Does folded TEXT hold Q? */
static bool
holds(const char *text, const char *q)
{
	char *folded = NULL;
	bool found = text_fold(text, &folded, NULL) == RC_OK &&
	    strstr(folded, q) != NULL;

	free(folded);
	return found;
}

/* What the timeline shows is what is searched: the same words, once each. */
static enum rc
search(struct casework_file *page, const char *q, struct error *err)
{
	page->hits = calloc(page->nevents + 1, sizeof(*page->hits));
	if (page->hits == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < page->nevents; i++) {
		const struct casework_event *e = &page->events[i];

		if (holds(e->words, q) || holds(e->more, q) ||
		    holds(e->note, q) || holds(e->kind, q))
			page->hits[page->nhits++] = *e;
	}
	return RC_OK;
}

enum rc
filepage_fill(struct casework_file *page, const struct childfile *file,
    struct store *store, const char *q, int64_t play, int64_t start,
    int64_t now_ms, struct error *err)
{
	enum rc rc = RC_OK;

	filepage_child(&page->child, &file->child, now_ms);
	page->meetings = calloc(file->nmeetings + 1, sizeof(*page->meetings));
	if (page->meetings == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < file->nmeetings && rc == RC_OK; i++) {
		struct casework_meeting *m = &page->meetings[page->nmeetings++];

		rc = fill_meeting(m, file, &file->meetings[i], store, err);
		if (m->rendition == play && start > 0 &&
		    start <= file->meetings[i].samples / SPAN_RATE)
			m->start = start;
	}
	if (rc == RC_OK)
		rc = fill_events(page, file, err);
	if (rc == RC_OK && q[0] != '\0')
		rc = search(page, q, err);
	return rc;
}

void
filepage_clear(struct casework_file *page)
{
	for (size_t i = 0; i < page->nmeetings; i++) {
		free(page->meetings[i].moments);
		free(page->meetings[i].actions);
		free(page->meetings[i].copies);
		free(page->meetings[i].reports);
	}
	free(page->meetings);
	free(page->events);
	free(page->hits);
	memset(page, 0, sizeof(*page));
}
