#include "control/sketch.h"

#include <stdio.h>
#include <string.h>

#include "base/span.h"

static bool
holds(const int *v, size_t count, int n)
{
	for (size_t i = 0; i < count; i++) {
		if (v[i] == n)
			return true;
	}
	return false;
}

bool
sketch_is_heard(const struct command_reply *r, int number)
{
	return holds(r->heard, r->nheard, number);
}

bool
sketch_is_present(const struct command_reply *r, int ref)
{
	return holds(r->present, r->npresent, ref);
}

bool
sketch_is_shown(const struct command_reply *r, const struct papers_item *item)
{
	return strcmp(item->kind, "spare") != 0 ||
	    sketch_is_heard(r, item->number);
}

int
sketch_next(const struct command_reply *r, const struct papers *papers)
{
	size_t n = papers != NULL ? papers->nitems : 0, at = n - 1;

	for (size_t i = 0; i < n; i++) {
		if (papers->items[i].number == r->item)
			at = i;
	}
	for (size_t i = 1; i <= n; i++) {
		const struct papers_item *item = &papers->items[(at + i) % n];

		if (!sketch_is_heard(r, item->number) &&
		    item->number != r->item && strcmp(item->kind, "spare") != 0)
			return item->number;
	}
	return 0;
}

const char *
sketch_item_label(const struct papers *papers, int number)
{
	for (size_t i = 0; papers != NULL && i < papers->nitems; i++) {
		if (papers->items[i].number == number)
			return papers->items[i].label;
	}
	return "";
}

const char *
sketch_person_name(const struct papers *papers, int ref)
{
	for (size_t i = 0; papers != NULL && i < papers->npeople; i++) {
		if (papers->people[i].ref == ref)
			return papers->people[i].name;
	}
	return "";
}

const char *
sketch_clock(int64_t sample, char *out)
{
	long long s = sample / SPAN_RATE;

	if (sample < 0)
		(void)snprintf(out, SKETCH_CLOCK, "before");
	else
		(void)snprintf(out, SKETCH_CLOCK, "%lld:%02lld:%02lld",
		    s / 3600, s / 60 % 60, s % 60);
	return out;
}

static void
someone(char *out, size_t room, int ref, const struct papers *papers,
    const char *did)
{
	const char *name = sketch_person_name(papers, ref);

	if (name[0] != '\0')
		(void)snprintf(out, room, "%.120s %s", name, did);
	else
		(void)snprintf(out, room, "person %d %s", ref, did);
}

void
sketch_happening(const struct command_happening *h, const struct papers *papers,
    char *out, size_t room)
{
	static const struct {
		const char *kind, *words;
	} plain[] = {
	    {"announced", "the notice was read aloud"},
	    {"statement", "the confidentiality statement was read"},
	    {"started", "recording began"},
	    {"off-record", "off the record"},
	    {"break", "a break"},
	    {"resumed", "recording again"},
	    {"closed", "a closed session began"},
	    {"opened", "the closed session was over"},
	    {"gap", "a gap: something was not recorded"},
	    {"ended", "the meeting ended"},
	};

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		if (strcmp(plain[i].kind, h->kind) == 0) {
			(void)snprintf(out, room, "%s", plain[i].words);
			return;
		}
	}
	if (strcmp(h->kind, "join") == 0)
		someone(out, room, h->person, papers, "joined");
	else if (strcmp(h->kind, "leave") == 0)
		someone(out, room, h->person, papers, "left");
	else if (strcmp(h->kind, "item") == 0)
		(void)snprintf(out, room, "item %d began, %.120s", h->item,
		    sketch_item_label(papers, h->item));
	else if (strcmp(h->kind, "edge") == 0)
		(void)snprintf(
		    out, room, "item %d began earlier, here", h->item);
	else
		(void)snprintf(out, room, "%s, item %d", h->kind, h->item);
}

const char *
sketch_level(const struct command_reply *r)
{
	if (r->level_cb <= -1200)
		return "no sound at all";
	if (r->peak_cb >= -10)
		return "too loud";
	if (r->level_cb < -550)
		return "nothing is heard";
	if (r->level_cb < -450)
		return "very quiet";
	return "good level";
}

int
sketch_cells(int cb, int width)
{
	int n = (cb + 600) * width / 600;

	return n < 0 ? 0 : n > width ? width : n;
}
