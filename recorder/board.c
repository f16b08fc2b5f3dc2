#include "recorder/board.h"

#include <stdio.h>
#include <string.h>

#include "base/columns.h"
#include "control/sketch.h"

enum { CLOCK_COLUMNS = 9 };

/* ------------------------------------------------------------------- agenda */

static const char *
item_word(const struct command_reply *r, int number, int next)
{
	if (number == r->item && r->state != COMMAND_ENDED)
		return "NOW";
	if (sketch_is_heard(r, number))
		return "heard";
	return number == next ? "next" : "";
}

/* Which of the shown items is the first to be seen, so that the present one
 * is. */
static size_t
first_item(const struct command_reply *r, const struct papers *papers, int rows)
{
	size_t shown = 0, at = 0, most = rows > 0 ? (size_t)rows : 0;

	for (size_t i = 0; i < papers->nitems; i++) {
		if (papers->items[i].number == r->item)
			at = shown;
		shown += sketch_is_shown(r, &papers->items[i]);
	}
	at = at > most / 3 ? at - most / 3 : 0;
	return at + most > shown ? (shown > most ? shown - most : 0) : at;
}

static void
agenda(struct brush *b, int row, int rows, int width)
{
	const struct command_reply *r = b->in->reply;
	const struct papers *papers = b->in->papers;
	size_t shown = 0, heard = 0, from;
	char text[VIEW_TEXT];
	int next = sketch_next(r, papers), end = row + rows;

	for (size_t i = 0; papers != NULL && i < papers->nitems; i++) {
		shown += sketch_is_shown(r, &papers->items[i]);
		heard += sketch_is_heard(r, papers->items[i].number);
	}
	(void)snprintf(
	    text, sizeof(text), "Agenda: %zu of %zu heard", heard, shown);
	brush_put(b, row++, 0, width, VIEW_BOLD, text);
	if (papers == NULL)
		return;
	from = first_item(r, papers, rows - 1);
	shown = 0;
	for (size_t i = 0; i < papers->nitems && row < end; i++) {
		const struct papers_item *item = &papers->items[i];
		const char *word;

		if (!sketch_is_shown(r, item))
			continue;
		word = item_word(r, item->number, next);
		if (shown++ < from)
			continue;
		(void)snprintf(text, sizeof(text), "%3d %-5s %s", item->number,
		    word, item->label);
		brush_put(b, row++, 0, width,
		    item->number == r->item && r->state != COMMAND_ENDED
			? VIEW_BOLD
			: sketch_is_heard(r, item->number) ? VIEW_DIM
							   : VIEW_PLAIN,
		    text);
	}
}

/* ------------------------------------------------------------------- people */

static void
person_line(struct brush *b, int row, int column, int width,
    const struct papers_person *p)
{
	bool here = sketch_is_present(b->in->reply, p->ref);
	char text[VIEW_TEXT];

	(void)snprintf(text, sizeof(text), "%3d [%c] %s%s%s", p->ref,
	    here ? 'x' : ' ', p->name, p->agency[0] != '\0' ? ", " : "",
	    p->agency);
	brush_put(b, row, column, width, here ? VIEW_PLAIN : VIEW_DIM, text);
}

static void
room_heading(struct brush *b, int row, int column)
{
	char text[80];

	(void)snprintf(text, sizeof(text), "In the room: %zu%s",
	    b->in->reply->npresent,
	    b->in->reply->npresent == COMMAND_PRESENT ? " or more" : "");
	brush_put(b, row, column, VIEW_MOST_COLUMNS, VIEW_BOLD, text);
}

/* Those in the room first, then the others, as far as there is room. */
static void
room(struct brush *b, int row, int rows, int column)
{
	const struct papers *papers = b->in->papers;
	int end = row + rows, width = b->in->columns - column;
	size_t left = papers != NULL ? papers->npeople : 0;
	char text[80];

	room_heading(b, row++, column);
	for (int here = 1; here >= 0; here--) {
		for (size_t i = 0; papers != NULL && i < papers->npeople; i++) {
			const struct papers_person *p = &papers->people[i];

			if (sketch_is_present(b->in->reply, p->ref) != here)
				continue;
			if (row == end || (row == end - 1 && left > 1))
				break;
			person_line(b, row++, column, width, p);
			left--;
		}
	}
	if (left > 0 && row < end) {
		(void)snprintf(text, sizeof(text), "    and %zu more: p", left);
		brush_put(b, row, column, width, VIEW_DIM, text);
	}
}

/* --------------------------------------------------------- before the start */

static int
task(struct brush *b, int row, int width, bool done, const char *key,
    const char *words)
{
	char text[VIEW_TEXT];

	(void)snprintf(
	    text, sizeof(text), " [%c] %s  %s", done ? 'x' : ' ', key, words);
	brush_put(b, row, 0, width, done ? VIEW_PLAIN : VIEW_BOLD, text);
	return row + 1;
}

static void
before_start(struct brush *b, int row, int rows, int width)
{
	const struct command_reply *r = b->in->reply;
	int end = row + rows;
	char text[80];

	brush_put(b, row++, 0, width, VIEW_BOLD, "Before the meeting");
	if (row < end)
		row = task(b, row, width, r->level_cb > -550, " ",
		    "The microphone hears the room");
	if (row < end)
		row = task(b, row, width, r->announced, "A",
		    "The notice was read aloud");
	(void)snprintf(text, sizeof(text), "In the room: %zu", r->npresent);
	if (row < end)
		row = task(b, row, width, r->npresent > 0, "j", text);
	if (row < end)
		row = task(b, row, width, r->statement, "S",
		    "The statement, if any, was read");
	if (row < end)
		brush_put(b, row, 0, width, VIEW_BOLD,
		    r->announced && r->npresent > 0
			? " s starts the recording"
			: " then s starts the recording");
}

void
board_middle(struct brush *b, int row, int rows, bool wide)
{
	int width = wide ? b->in->columns / 2 - 1 : b->in->columns;

	if (rows <= 0)
		return;
	if (b->in->reply->state == COMMAND_READY)
		before_start(b, row, rows, width);
	else
		agenda(b, row, rows, width);
	if (wide)
		room(b, row, rows, width + 1);
	else if (b->in->reply->state != COMMAND_READY)
		room_heading(b, row, 24);
}

void
board_recent(struct brush *b, int row, int rows)
{
	const struct command_reply *r = b->in->reply;
	char text[VIEW_TEXT], what[256], clock[24];
	int at = row + rows;

	if (r == NULL || rows <= 0)
		return;
	for (size_t i = r->nrecent; i > 0 && at > row; i--) {
		const struct command_happening *h = &r->recent[i - 1];

		if (strcmp(h->kind, "undone") == 0)
			continue;
		sketch_happening(h, b->in->papers, what, sizeof(what));
		(void)snprintf(text, sizeof(text), "%*s %s%s", CLOCK_COLUMNS,
		    sketch_clock(h->sample, clock), what,
		    h->undone ? " - taken back" : "");
		brush_put(b, --at, 0, b->in->columns,
		    h->undone ? VIEW_DIM : VIEW_PLAIN, text);
	}
}

/* -------------------------------------------------------------- other pages */

/* Which lines of COUNT are seen: from *FROM, as many as fit; the last row says
 * how to go on. */
static int
part_of(struct brush *b, int count, int *from)
{
	int rows = b->in->rows - 2;
	int parts = rows > 0 ? (count + rows - 1) / rows : 1;
	int part = parts > 0 ? b->in->part % parts : 0;
	char text[VIEW_TEXT];

	*from = part * rows;
	if (parts > 1)
		(void)snprintf(text, sizeof(text),
		    "Part %d of %d: Space for the next, any other key closes",
		    part + 1, parts);
	else
		(void)snprintf(text, sizeof(text), "Any key closes");
	brush_put(b, b->in->rows - 1, 0, b->in->columns, VIEW_DIM, text);
	return count - *from < rows ? count - *from : rows;
}

void
board_people(struct brush *b)
{
	const struct papers *papers = b->in->papers;
	int from = 0, n;

	if (papers == NULL || b->in->reply == NULL) {
		brush_put(b, 1, 0, b->in->columns, VIEW_PLAIN,
		    "The papers are not there.");
		(void)part_of(b, 0, &from);
		return;
	}
	n = part_of(b, (int)papers->npeople, &from);
	for (int i = 0; i < n; i++)
		person_line(
		    b, 1 + i, 0, b->in->columns, &papers->people[from + i]);
}

void
board_help(struct brush *b)
{
	static const char *const lines[] = {
	    "a d r  mark an action, a decision, a risk, now",
	    "n      a note: type it, then Enter",
	    "w      an action in words, with its owner and day",
	    "N      the next item of the agenda",
	    "t      to an item by its number",
	    "l      late: this item began some seconds earlier",
	    "u      take back the last thing (a mark at once)",
	    "U      take back an entry by its number",
	    "o b    off the record, a break: nothing is written",
	    "s      start; or record again",
	    "c      a closed session begins; or is over",
	    "j g    somebody joins; is gone: their number",
	    "p      everybody, with their numbers",
	    "A S    the notice, the statement was read aloud",
	    "e      end the meeting and seal it; asks first",
	    "q      close this screen; the recording goes on",
	    "Esc    forget a question",
	};
	int from = 0, n = part_of(b, sizeof(lines) / sizeof(lines[0]), &from);

	for (int i = 0; i < n; i++)
		brush_put(
		    b, 1 + i, 0, b->in->columns, VIEW_PLAIN, lines[from + i]);
}
