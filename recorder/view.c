#include "recorder/view.h"

#include <stdio.h>
#include <string.h>

#include "base/columns.h"
#include "base/span.h"
#include "control/sketch.h"
#include "recorder/board.h"
#include "recorder/brush.h"

enum {
	SMALL_ROWS = 20,
	WIDE_COLUMNS = 64,
	LEAST_ROWS = 6,
	LEAST_COLUMNS = 24,
	TOP_ROWS = 8
};

/* ------------------------------------------------------------------- banner */

static void
banner(struct brush *b)
{
	const struct command_reply *r = b->in->reply;
	enum view_style style = VIEW_CALM;
	const char *words = "";
	char text[VIEW_TEXT], clock[24];
	int width = b->in->columns, right = 0;

	if (b->in->contact == RELAY_SLOW) {
		words = "THE RECORDER DOES NOT ANSWER";
		style = VIEW_ALARM;
	} else if (r == NULL) {
		words = b->in->contact == RELAY_GONE ? "NO RECORDER RUNS HERE"
						     : "ASKING THE RECORDER";
	} else if (b->in->contact == RELAY_GONE && r->state != COMMAND_ENDED) {
		words = "THE RECORDER IS GONE: NOTHING IS RECORDED";
		style = VIEW_ALARM;
	} else {
		switch (r->state) {
		case COMMAND_READY:
			words = "NOT STARTED: nothing is recorded";
			break;
		case COMMAND_RECORDING:
			words = r->closed ? "RECORDING A CLOSED SESSION"
					  : "RECORDING";
			style = VIEW_GOOD;
			break;
		case COMMAND_IS_OFF_RECORD:
			words = "OFF THE RECORD: nothing is written";
			break;
		case COMMAND_ON_BREAK:
			words = "BREAK: nothing is written";
			break;
		case COMMAND_ENDED:
			words = "ENDED: everything is sealed";
			break;
		}
	}
	if (r != NULL && r->state != COMMAND_READY) {
		right = snprintf(text, sizeof(text), " meeting %s ",
		    sketch_clock(r->sample, clock));
		if ((int)strlen(words) + 2 + right > width)
			right = 0;
		brush_put(b, 0, width - right, right, style, text);
	}
	(void)snprintf(
	    text, sizeof(text), " %s%*s", words, VIEW_MOST_COLUMNS, "");
	brush_put(b, 0, 0, width - right, style, text);
}

/* What is wrong, for as long as it is; or what is worth knowing. */
static int
trouble(struct brush *b, int row, int rows)
{
	const struct command_reply *r = b->in->reply;
	char text[VIEW_TEXT];

	if (b->in->contact == RELAY_SLOW)
		(void)snprintf(text, sizeof(text),
		    "For %d s.  It may be recording all the same: this screen "
		    "is not the recorder.  Look at its machine.",
		    b->in->silent_s);
	else if (b->in->contact == RELAY_GONE && r == NULL)
		(void)snprintf(text, sizeof(text),
		    "Begin with \"marac-recorder run --papers FILE\".  This "
		    "screen goes on by itself.");
	else if (b->in->contact == RELAY_GONE && r->state != COMMAND_ENDED)
		(void)snprintf(text, sizeof(text),
		    "For %d s.  If it does not come back by itself, start it "
		    "as before: it goes on with this meeting.",
		    b->in->silent_s);
	else if (r != NULL && r->alarm[0] != '\0')
		(void)snprintf(text, sizeof(text), "ALARM: %s", r->alarm);
	else {
		if (r != NULL)
			(void)brush_wrap(b, row, rows, VIEW_PLAIN, r->notice);
		return row + 1;
	}
	return row + brush_wrap(b, row, rows, VIEW_ALARM, text);
}

/* --------------------------------------------------------------- what is on */

static void
item_line(struct brush *b, int row)
{
	const struct command_reply *r = b->in->reply;
	char text[VIEW_TEXT], clock[24];
	int64_t since = r->sample - r->item_since;
	int width;

	if (r->item == 0)
		return;
	width = snprintf(text, sizeof(text), "in the item %s",
	    sketch_clock(since > 0 ? since : 0, clock));
	brush_put(b, row, b->in->columns - width, width, VIEW_BOLD, text);
	(void)snprintf(text, sizeof(text), "Item %d  %s", r->item,
	    sketch_item_label(b->in->papers, r->item));
	brush_put(b, row, 0, b->in->columns - width - 1, VIEW_BOLD, text);
}

void
view_bar(int level_cb, int peak_cb, int width, char *out)
{
	int full = sketch_cells(level_cb, width),
	    peak = sketch_cells(peak_cb, width);

	memset(out, ' ', (size_t)width);
	memset(out, '#', (size_t)full);
	if (peak > full)
		out[peak - 1] = '|';
	out[width] = '\0';
}

static void
level_line(struct brush *b, int row)
{
	const struct command_reply *r = b->in->reply;
	int width = b->in->columns >= WIDE_COLUMNS ? 30 : 12;
	char bar[32], text[VIEW_TEXT];

	if (b->in->contact == RELAY_GONE) {
		brush_put(b, row, 0, b->in->columns, VIEW_DIM,
		    "What follows is what was known last.");
		return;
	}
	view_bar(r->level_cb, r->peak_cb, width, bar);
	if (r->level_cb <= -1200)
		(void)snprintf(
		    text, sizeof(text), "Level [%s]  %s", bar, sketch_level(r));
	else
		(void)snprintf(text, sizeof(text), "Level [%s] %d dB  %s", bar,
		    r->level_cb / 10, sketch_level(r));
	brush_put(b, row, 0, b->in->columns, VIEW_PLAIN, text);
}

static void
safe_line(struct brush *b, int row)
{
	const struct command_reply *r = b->in->reply;
	char text[VIEW_TEXT], clock[24];
	long long minutes = r->free_seconds / 60;
	int64_t behind = (r->sample - r->written) / SPAN_RATE;
	bool late = r->state == COMMAND_RECORDING && behind > 3;

	(void)snprintf(text, sizeof(text), "Safe until %s%s  Space for %lld h",
	    sketch_clock(r->written, clock), late ? " (LATE)" : "",
	    minutes / 60);
	if (minutes < 600)
		(void)snprintf(text + strlen(text), sizeof(text) - strlen(text),
		    " %lld min", minutes % 60);
	if (b->in->columns >= WIDE_COLUMNS)
		(void)snprintf(text + strlen(text), sizeof(text) - strlen(text),
		    "  Microphone: %s", r->device);
	brush_put(
	    b, row, 0, b->in->columns, late ? VIEW_BOLD : VIEW_PLAIN, text);
}

/* ------------------------------------------------------------------- bottom */

/* The keys that are of use in a state; help first, so that it is never
 * dropped. */
static const char *
keys_of(const struct view_input *in)
{
	const struct command_reply *r = in->reply;

	if (r == NULL || r->state == COMMAND_ENDED || in->contact == RELAY_GONE)
		return "? help\tq quit";
	switch (r->state) {
	case COMMAND_READY:
		return "? help\tA notice read\tS statement read\tj join\tg "
		       "gone\ts START\tu undo\tp people\tq quit";
	case COMMAND_RECORDING:
		return "? help\ta action\td decision\tr risk\tn note\tN "
		       "next item\to off record\tb break\tl late\tu undo\tc "
		       "closed/open\tj join\tg gone\tt item\te end\tp "
		       "people\tq quit";
	default:
		return "? help\ts RESUME\tN next item\tt item\ta d r mark\tj "
		       "join\tg gone\tu undo\te end\tp people\tq quit";
	}
}

static void
keys(struct brush *b, int row, int rows)
{
	const char *at = keys_of(b->in);
	int column = 0, end = row + rows;
	char one[64];

	while (*at != '\0' && row < end) {
		size_t len = strcspn(at, "\t");

		(void)snprintf(one, sizeof(one), "%.*s", (int)len, at);
		if (column > 0 && column + (int)len > b->in->columns) {
			column = 0;
			row++;
			continue;
		}
		brush_put(b, row, column, (int)len, VIEW_DIM, one);
		column += (int)len + 2;
		at += len + (at[len] == '\t');
	}
}

static void
question(struct brush *b, int row)
{
	int width = b->in->columns, asked = (int)columns_of(b->in->ask) + 1;
	const char *tail = b->in->typed;
	int room = width - asked - 1;

	if (room < 8) {
		asked = width > 9 ? width - 9 : 0;
		room = width - asked - 1;
	}
	/* of a long answer its end */
	while ((int)columns_of(tail) > room) {
		tail++;
		while ((*tail & 0xC0) == 0x80)
			tail++;
	}
	brush_put(b, row, 0, asked - 1, VIEW_BOLD, b->in->ask);
	brush_put(b, row, asked, room, VIEW_PLAIN, tail);
	b->out->cursor_row = row;
	b->out->cursor_column = asked + (int)columns_of(tail);
}

/* From row TOP to the last. */
static void
bottom(struct brush *b, int top, int recent, int said)
{
	int row = top, last = b->in->rows;

	board_recent(b, row, recent);
	row += recent;
	brush_wrap(b, row, said, b->in->refused ? VIEW_BOLD : VIEW_PLAIN,
	    b->in->message);
	row += said;
	if (b->in->ask[0] != '\0')
		question(b, row);
	else
		keys(b, row, last - row);
}

/* -------------------------------------------------------------------- whole */

static void
main_page(struct brush *b)
{
	const struct view_input *in = b->in;
	bool small = in->rows < SMALL_ROWS;
	bool ended = in->reply != NULL && in->reply->state == COMMAND_ENDED;
	int recent = small ? 2 : 5, said = small ? 1 : 2;
	int foot, row;

	if (ended && small) {
		/* what is to be done next matters more */
		recent = 0;
		said = 3;
	}
	foot = recent + said + (small ? 1 : 2);

	/* too small for all of it: the past goes first */
	while (in->rows - foot < TOP_ROWS && foot > 1) {
		if (recent > 0)
			recent--;
		else if (said > 0)
			said--;
		foot--;
	}
	b->limit = in->rows - foot;
	row = trouble(b, 1, 2);

	if (in->reply != NULL) {
		if (in->reply->item != 0 && !ended)
			item_line(b, row++);
		if (!ended)
			level_line(b, row++);
		safe_line(b, row++);
		board_middle(
		    b, row, in->rows - foot - row, in->columns >= WIDE_COLUMNS);
	}
	b->limit = in->rows;
	bottom(b, in->rows - foot, recent, said);
}

void
view_make(const struct view_input *in, struct view *out)
{
	struct view_input cut = *in;
	struct brush b = {.in = &cut, .out = out};

	out->count = 0;
	out->cursor_row = out->cursor_column = -1;
	if (cut.rows > VIEW_MOST_ROWS)
		cut.rows = VIEW_MOST_ROWS;
	if (cut.columns > VIEW_MOST_COLUMNS)
		cut.columns = VIEW_MOST_COLUMNS;
	b.limit = cut.rows;
	banner(&b);
	if (cut.rows < LEAST_ROWS || cut.columns < LEAST_COLUMNS) {
		brush_put(
		    &b, 1, 0, cut.columns, VIEW_PLAIN, "Enlarge this window.");
		return;
	}
	switch (cut.page) {
	case VIEW_MAIN:
		main_page(&b);
		break;
	case VIEW_HELP:
		board_help(&b);
		break;
	case VIEW_PEOPLE:
		board_people(&b);
		break;
	}
}
