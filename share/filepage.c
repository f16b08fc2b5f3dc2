#include "share/filepage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/span.h"
#include "base/text.h"
#include "store/playable.h"

/* "2014-03-04" as "4 March 2014"; as it is when it is no date. */
static void
civil_day(const char *date, char out[PAGE_DAY])
{
	int64_t ms;

	if (clock_parse(date, &ms, NULL) == RC_OK)
		page_day(ms, out);
	else
		(void)snprintf(out, PAGE_DAY, "%s", date);
}

void
filepage_child(struct casework_child *out, const struct childfile_child *child)
{
	bool born = child->born_on != NULL && child->born_on[0] != '\0';
	char day[PAGE_DAY];

	civil_day(born                       ? child->born_on
		: child->expected_on != NULL ? child->expected_on
					     : "",
	    day);
	*out = (struct casework_child){
	    .id = child->id.v,
	    .name = child->name,
	    .aliases = child->aliases,
	    .school = child->school,
	    .interpreter = child->interpreter,
	    .flags = child->flags,
	};
	(void)snprintf(out->born, sizeof(out->born), "%s %s",
	    born ? "Born" : "Expected", day);
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

/* The one state of a copy that matters most, and since when. */
static void
fill_copy(struct casework_copy *out, const struct childfile_copy *copy)
{
	int64_t since;

	out->to = copy->to;
	out->how = words_of(channels, copy->channel, "Not sent yet");
	page_day(copy->made_ms, out->made);
	if (copy->collected_ms != 0) {
		out->state = "Collected";
		out->colour = "green";
		since = copy->collected_ms;
	} else if (copy->withdrawn_ms != 0) {
		out->state = "Stopped";
		out->colour = "red";
		since = copy->withdrawn_ms;
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
	if (out->moments == NULL || out->actions == NULL || out->copies == NULL)
		return error_nomem(err);
	if (m->rendition.v != 0)
		rc = playable_parts(store, m->rendition, &parts, &nparts, err);
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
		to->basis = a->basis;
		civil_day(a->due_on, to->due);
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
	free(parts);
	return rc;
}

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

/* A row more, or NULL when there is no room: FILLED below has the size. */
static struct casework_hit *
hit(struct casework_file *page, const char *kind, const char *words,
    const char *date)
{
	struct casework_hit *h = &page->hits[page->nhits++];

	h->kind = kind;
	h->words = words;
	(void)snprintf(h->date, sizeof(h->date), "%s", date);
	return h;
}

static enum rc
search(struct casework_file *page, const char *q, struct error *err)
{
	size_t room = page->nnotes + 1;

	for (size_t i = 0; i < page->nmeetings; i++)
		room += page->meetings[i].nmoments + page->meetings[i].nactions;
	if ((page->hits = calloc(room, sizeof(*page->hits))) == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < page->nmeetings; i++) {
		const struct casework_meeting *m = &page->meetings[i];

		for (size_t k = 0; k < m->nactions; k++) {
			const struct casework_action *a = &m->actions[k];
			struct casework_hit *h;

			if (!holds(a->text, q) && !holds(a->owner, q))
				continue;
			h = hit(page, "Action", a->text, m->date);
			h->plays = a->plays;
			h->rendition = m->rendition;
			h->seconds = a->seconds;
			(void)snprintf(
			    h->clock, sizeof(h->clock), "%s", a->clock);
		}
		for (size_t k = 0; k < m->nmoments; k++) {
			const struct casework_moment *o = &m->moments[k];
			struct casework_hit *h;

			/* An action's mark was found as the action. */
			if (!holds(o->words, q) ||
			    strcmp(o->kind, "Action") == 0)
				continue;
			h = hit(page, o->kind, o->words, m->date);
			h->plays = o->plays;
			h->rendition = m->rendition;
			h->seconds = o->seconds;
			(void)snprintf(
			    h->clock, sizeof(h->clock), "%s", o->clock);
		}
	}
	for (size_t i = 0; i < page->nnotes; i++) {
		if (holds(page->notes[i].text, q))
			(void)hit(page, "File note", page->notes[i].text,
			    page->notes[i].date);
	}
	return RC_OK;
}

enum rc
filepage_fill(struct casework_file *page, const struct childfile *file,
    struct store *store, const char *q, int64_t play, int64_t start,
    struct error *err)
{
	enum rc rc = RC_OK;

	filepage_child(&page->child, &file->child);
	page->meetings = calloc(file->nmeetings + 1, sizeof(*page->meetings));
	page->notes = calloc(file->nnotes + 1, sizeof(*page->notes));
	if (page->meetings == NULL || page->notes == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < file->nmeetings && rc == RC_OK; i++) {
		struct casework_meeting *m = &page->meetings[page->nmeetings++];

		rc = fill_meeting(m, file, &file->meetings[i], store, err);
		if (m->rendition == play && start > 0 &&
		    start <= file->meetings[i].samples / SPAN_RATE)
			m->start = start;
	}
	for (size_t i = 0; i < file->nnotes; i++) {
		page_when(file->notes[i].at_ms, page->notes[i].date);
		page->notes[i].text = file->notes[i].text;
		page->nnotes++;
	}
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
	}
	free(page->meetings);
	free(page->notes);
	free(page->hits);
	memset(page, 0, sizeof(*page));
}
