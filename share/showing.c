#include "share/showing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/span.h"

enum { HUNDRED = 100 };

void
showing_sentence(const char *text, char *out, size_t room)
{
	size_t len;

	(void)snprintf(out, room, "%s", text);
	if (out[0] >= 'a' && out[0] <= 'z')
		out[0] = (char)(out[0] - 'a' + 'A');
	len = strlen(out);
	if (len > 0 && len + 1 < room && out[len - 1] != '.')
		(void)snprintf(out + len, room - len, ".");
}

/* ------------------------------------------------------------ how it stands */

static void
put_contact(struct showing *s, const struct liaison_now *now)
{
	s->bar.lost = s->bar.lost_next = "";
	if (now->contact == RELAY_FINE || s->ended)
		return;
	if (s->known || now->contact == RELAY_SLOW)
		s->bar.tone = "lost";
	if (now->contact == RELAY_SLOW) {
		s->bar.state = "The recorder does not answer";
		s->bar.lost =
		    "The recorder does not answer. It may be recording "
		    "all the same.";
		s->bar.lost_next = "Look at its machine. This page goes on by "
				   "itself.";
	} else if (s->known) {
		s->bar.state = "Recorder lost";
		s->bar.lost =
		    "The console has lost the recorder. The recording "
		    "itself goes on if the recorder runs.";
		s->bar.lost_next =
		    "If it does not come back by itself, start it again as "
		    "before: it goes on with this meeting.";
	}
}

static void
put_state(struct showing *s, const struct liaison_now *now)
{
	s->bar.tone = "calm";
	s->bar.state = "No recorder runs here";
	if (!now->known) {
		if (now->contact != RELAY_GONE)
			s->bar.state = "Asking the recorder";
		return;
	}
	switch (now->status.state) {
	case COMMAND_READY:
		s->bar.state = "Not started";
		s->ready = true;
		break;
	case COMMAND_RECORDING:
		s->bar.state = now->status.closed ? "Recording a closed session"
						  : "Recording";
		s->bar.tone = "recording";
		s->recording = true;
		break;
	case COMMAND_IS_OFF_RECORD:
		s->bar.state = "Off the record: nothing is written";
		s->paused = true;
		break;
	case COMMAND_ON_BREAK:
		s->bar.state = "Break: nothing is written";
		s->paused = true;
		break;
	case COMMAND_ENDED:
		s->bar.state = "Ended: everything is sealed";
		s->ended = true;
		break;
	}
	s->going = s->recording || s->paused;
}

/* How long the present item is on, of what is planned. */
static void
put_elapsed(struct showing *s, const struct command_reply *r, int minutes)
{
	int64_t since = r->sample - r->item_since;
	char clock[PAGE_CLOCK];

	if (!s->ready)
		(void)page_clock(r->sample > 0 ? r->sample : 0, s->bar.clock);
	if (!s->going)
		return;
	(void)page_clock(since > 0 ? since : 0, clock);
	if (minutes > 0)
		(void)snprintf(s->bar.elapsed, sizeof(s->bar.elapsed),
		    "%s of %d:00", clock, minutes);
	else
		(void)snprintf(
		    s->bar.elapsed, sizeof(s->bar.elapsed), "%s", clock);
}

static const char *
level_word(int level_cb, int peak_cb)
{
	const struct command_reply r = {
	    .level_cb = level_cb, .peak_cb = peak_cb};
	static const char *const capital[][2] = {
	    {"no sound at all", "No sound at all"},
	    {"nothing is heard", "Nothing is heard"},
	    {"very quiet", "Very quiet"},
	    {"good level", "Good level"},
	    {"too loud", "Too loud"},
	};
	const char *word = sketch_level(&r);

	for (size_t i = 0; i < sizeof(capital) / sizeof(capital[0]); i++) {
		if (strcmp(capital[i][0], word) == 0)
			return capital[i][1];
	}
	return word;
}

static void
put_microphones(struct showing *s, const struct liaison_now *now)
{
	static const char *const numbered[] = {"Microphone 1", "Microphone 2",
	    "Microphone 3", "Microphone 4", "Microphone 5", "Microphone 6"};
	const struct command_reply *r = &now->status;
	bool known = now->contact == RELAY_FINE, any = false;
	size_t n = 0, devices = 0;

	for (size_t i = 0; i < r->nmicrophones; i++) {
		devices += strcmp(r->microphones[i].kind, "device") == 0;
		any = any || !r->microphones[i].missing;
	}
	if (known && any && !s->ended) {
		s->bar.level = sketch_cells(r->level_cb, HUNDRED);
		s->bar.peak = sketch_cells(r->peak_cb, HUNDRED);
	}
	s->bar.hears = !known ? "Not known"
	    : any             ? level_word(r->level_cb, r->peak_cb)
			      : "Missing";
	for (size_t i = 0; !s->ended && i < r->nmicrophones; i++) {
		const struct command_microphone *m = &r->microphones[i];
		struct showing_microphone *to =
		    &s->bar.microphones[s->bar.nmicrophones++];

		(void)snprintf(to->name, sizeof(to->name), "%s", m->name);
		to->what = strcmp(m->kind, "standby") == 0 ? "Backup"
		    : strcmp(m->kind, "call") == 0         ? "Call"
		    : devices == 1                         ? "Microphone"
							   : numbered[n++];
		to->word = !known ? "Not known"
		    : m->missing  ? "Missing"
				  : level_word(m->level_cb, m->peak_cb);
	}
}

static void
put_space(struct showing *s, const struct command_reply *r)
{
	long long minutes = r->free_seconds / 60, hours = minutes / 60;

	if (hours >= 10)
		(void)snprintf(s->bar.space, sizeof(s->bar.space),
		    "Space for %lld hours", hours);
	else
		(void)snprintf(s->bar.space, sizeof(s->bar.space),
		    "Space for %lld hour%s %lld min", hours,
		    hours == 1 ? "" : "s", minutes % 60);
}

/* What a page has and an event has, too. */
static void
put_standing(struct showing *s, const struct liaison_now *now)
{
	const struct command_reply *r = &now->status;

	s->known = now->known;
	s->bar.hears = "";
	put_state(s, now);
	put_contact(s, now);
	/* more digits than a program in any language can hold are text */
	(void)snprintf(s->bar.version, sizeof(s->bar.version), "%lld-%d-%d",
	    (long long)r->version, (int)now->contact, (int)r->state);
	if (!now->known)
		return;
	put_elapsed(s, r, now->minutes);
	put_microphones(s, now);
	put_space(s, r);
	if (s->ended || now->contact != RELAY_FINE)
		return;
	showing_sentence(
	    r->deaf ? r->alarm : "", s->bar.alarm, sizeof(s->bar.alarm));
	showing_sentence(
	    r->deaf ? "" : r->alarm, s->bar.trouble, sizeof(s->bar.trouble));
	showing_sentence(r->notice, s->bar.notice, sizeof(s->bar.notice));
}

/* ------------------------------------------------------------------- agenda */

static void
put_item(struct showing *s, const struct command_reply *r,
    const struct papers_item *item)
{
	struct showing_item *to = &s->items[s->nitems++];
	long long spent = 0;

	for (size_t i = 0; i < r->nheard && i < r->nspent; i++) {
		if (r->heard[i] == item->number)
			spent = r->spent[i];
	}
	to->number = item->number;
	to->label = item->label;
	to->now = item->number == s->item && !s->ended;
	to->can = s->going && !to->now;
	if (to->now) {
		to->word = "Now";
		to->colour = "red";
	} else if (sketch_is_heard(r, item->number)) {
		to->word = "Done";
		to->colour = "grey";
		(void)page_clock(spent * SPAN_RATE, to->lasted);
	} else if (item->number == s->next && !s->ended) {
		to->word = "Next";
		to->colour = "blue";
	} else {
		to->word =
		    strcmp(item->kind, "spare") == 0 ? "Spare" : "Planned";
		to->colour = "grey";
	}
}

/* Those around the present one, so that the list needs no room; or all. */
static enum rc
put_agenda(struct showing *s, const struct command_reply *r,
    const struct papers *papers, bool all, struct error *err)
{
	size_t shown = 0, at = 0, from, to;

	s->items = calloc(papers->nitems + 1, sizeof(*s->items));
	if (s->items == NULL)
		return error_nomem(err);
	s->next = sketch_next(r, papers);
	s->label = sketch_item_label(papers, s->item);
	s->next_label = sketch_item_label(papers, s->next);
	for (size_t i = 0; i < papers->nitems; i++) {
		const struct papers_item *item = &papers->items[i];

		if (item->number == s->item)
			at = shown;
		shown += sketch_is_shown(r, item);
		s->left += strcmp(item->kind, "spare") != 0 &&
		    !sketch_is_heard(r, item->number);
	}
	s->nth = (int)at + 1;
	s->of = (int)shown;
	from = at > SHOWING_AROUND / 3 ? at - SHOWING_AROUND / 3 : 0;
	if (from + SHOWING_AROUND > shown)
		from = shown > SHOWING_AROUND ? shown - SHOWING_AROUND : 0;
	to = from + SHOWING_AROUND;
	shown = 0;
	for (size_t i = 0; i < papers->nitems; i++) {
		const struct papers_item *item = &papers->items[i];

		if (all)
			put_item(s, r, item);
		else if (sketch_is_shown(r, item) && shown >= from &&
		    shown < to)
			put_item(s, r, item);
		shown += sketch_is_shown(r, item);
	}
	return RC_OK;
}

/* ------------------------------------------------------------------- people */

/* When P came or went, if it was lately. */
static void
put_since(struct showing_person *p, const struct command_reply *r)
{
	char clock[SKETCH_CLOCK];

	for (size_t i = 0; i < r->nrecent; i++) {
		const struct command_happening *h = &r->recent[i];

		if (h->person != p->ref || h->undone || h->sample < 0)
			continue;
		(void)snprintf(p->since, sizeof(p->since), "%s %s",
		    strcmp(h->kind, "join") == 0 ? "joined" : "left",
		    sketch_clock(h->sample, clock));
	}
}

/* Whom the page showed as present: what is saved is what was changed. */
static void
put_was(struct showing *s, const struct command_reply *r)
{
	size_t len = 0;

	for (size_t i = 0; i < r->npresent; i++)
		len += (size_t)snprintf(s->was + len, sizeof(s->was) - len,
		    "%s%d", i > 0 ? "," : "", r->present[i]);
}

static enum rc
put_people(struct showing *s, const struct command_reply *r,
    const struct papers *papers, struct error *err)
{
	s->people = calloc(papers->npeople + 1, sizeof(*s->people));
	s->agencies = calloc(papers->npeople + 1, sizeof(*s->agencies));
	if (s->people == NULL || s->agencies == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < papers->npeople; i++) {
		const struct papers_person *from = &papers->people[i];
		struct showing_person *to = &s->people[s->npeople++];
		bool found = from->agency[0] == '\0';

		to->ref = from->ref;
		to->name = from->name;
		to->agency = from->agency;
		to->here = sketch_is_present(r, from->ref);
		put_since(to, r);
		for (size_t k = 0; k < s->nagencies; k++)
			found =
			    found || strcmp(s->agencies[k], from->agency) == 0;
		if (!found)
			s->agencies[s->nagencies++] = from->agency;
	}
	return RC_OK;
}

/* ------------------------------------------------------------------ lately */

static bool
ends_stretch(const char *kind)
{
	static const char *const kinds[] = {
	    "item", "off-record", "break", "closed", "opened"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i], kind) == 0)
			return true;
	}
	return false;
}

/* The last mark that words can still be given to. */
static void
put_draft(struct showing *s, const struct command_reply *r)
{
	s->draft.words = s->draft.owner = s->draft.due = "";
	s->draft.wrong = s->draft.mark = "";
	for (size_t i = r->nrecent; s->recording && i > 0; i--) {
		const struct command_happening *h = &r->recent[i - 1];

		if (h->undone)
			continue;
		if (ends_stretch(h->kind))
			break;
		if (!command_mark_known(h->kind))
			continue;
		s->draft.seq = h->seq;
		s->draft.mark = h->kind;
		s->draft.action = strcmp(h->kind, "action") == 0;
		(void)sketch_clock(h->sample, s->draft.clock);
		break;
	}
}

/* What "undo" would take back, so that it is seen before. */
static void
put_undo(struct showing *s, const struct command_reply *r,
    const struct papers *papers)
{
	char what[SKETCH_HAPPENING], clock[SKETCH_CLOCK];

	s->undo = r->undo;
	for (size_t i = 0; r->undo != 0 && i < r->nrecent; i++) {
		const struct command_happening *h = &r->recent[i];

		if (h->seq != r->undo)
			continue;
		s->undo_mark = command_mark_known(h->kind);
		sketch_happening(h, papers, what, sizeof(what));
		(void)snprintf(s->undo_words, sizeof(s->undo_words), "%s (%s)",
		    what, sketch_clock(h->sample, clock));
	}
}

static void
put_recent(struct showing *s, const struct command_reply *r,
    const struct papers *papers)
{
	for (size_t i = r->nrecent; i > 0 && s->nrecent < SHOWING_RECENT; i--) {
		const struct command_happening *h = &r->recent[i - 1];
		struct showing_happening *to;

		if (strcmp(h->kind, "undone") == 0)
			continue;
		to = &s->recent[s->nrecent++];
		(void)sketch_clock(h->sample, to->clock);
		sketch_happening(h, papers, to->words, sizeof(to->words));
		if (to->words[0] >= 'a' && to->words[0] <= 'z')
			to->words[0] = (char)(to->words[0] - 'a' + 'A');
		to->undone = h->undone;
	}
}

enum rc
showing_fill(struct showing *s, const struct liaison_now *now, const char *home,
    bool all, struct error *err)
{
	static const struct papers none = {.nitems = 0};
	const struct papers *papers = now->papers != NULL ? now->papers : &none;
	const struct command_reply *r = &now->status;
	enum rc rc;

	put_standing(s, now);
	s->bar.said = s->bar.fix = s->bar.fix_words = "";
	s->label = s->next_label = "";
	s->item = r->item;
	s->announced = r->announced;
	s->statement = r->statement;
	s->closed = r->closed;
	s->npresent = r->npresent;
	s->attended = r->npresent > 0;
	put_was(s, r);
	put_undo(s, r, papers);
	put_draft(s, r);
	put_recent(s, r, papers);
	if (s->ended)
		(void)snprintf(s->folder, sizeof(s->folder),
		    "%.300s/meetings/%.40s", home, r->meeting);
	if ((rc = put_agenda(s, r, papers, all, err)) == RC_OK)
		rc = put_people(s, r, papers, err);
	if (rc != RC_OK)
		showing_clear(s);
	return rc;
}

void
showing_clear(struct showing *s)
{
	free(s->items);
	free(s->people);
	free(s->agencies);
	s->items = NULL;
	s->people = NULL;
	s->agencies = NULL;
	s->nitems = s->npeople = s->nagencies = 0;
}

/* -------------------------------------------------------------------- event */

void
showing_event(const struct liaison_now *now, struct buf *out)
{
	struct showing s = {0};
	json_t *o, *microphones;
	char *text = NULL;

	put_standing(&s, now);
	microphones = json_array();
	for (size_t i = 0; i < s.bar.nmicrophones; i++)
		(void)json_array_append_new(
		    microphones, json_string(s.bar.microphones[i].word));
	o = json_pack("{ss ss ss ss ss ss ss ss ss ss ss ss si si so}",
	    "version", s.bar.version, "tone", s.bar.tone, "state", s.bar.state,
	    "elapsed", s.bar.elapsed, "clock", s.bar.clock, "lost", s.bar.lost,
	    "next", s.bar.lost_next, "alarm", s.bar.alarm, "trouble",
	    s.bar.trouble, "notice", s.bar.notice, "space", s.bar.space,
	    "hears", s.bar.hears, "level", s.bar.level, "peak", s.bar.peak,
	    "microphones", microphones);
	if (o != NULL)
		text = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	if (text == NULL) {
		out->failed = true;
		return;
	}
	buf_text(out, "data: ");
	buf_text(out, text);
	buf_text(out, "\n\n");
	free(text);
}
