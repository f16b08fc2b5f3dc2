/* What a coordinator sees, at every size, in every state. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/columns.h"
#include "recorder/view.h"

enum { S = 48000, ITEMS = 25, PEOPLE = 30 };

static char discussion[] = "discussion", spare[] = "spare";
static char labels[ITEMS][24], names[PEOPLE][64], agency[] = "Police";
static struct papers_item items[ITEMS];
static struct papers_person people[PEOPLE];
static const struct papers papers = {
    .items = items, .nitems = ITEMS, .people = people, .npeople = PEOPLE};

static struct view view;
static char screen[8192]; /* what was drawn, a line a row */

static int
make_papers(void **state)
{
	(void)state;
	for (int i = 0; i < ITEMS; i++) {
		(void)snprintf(labels[i], sizeof(labels[i]), "NS-%d", 101 + i);
		items[i] = (struct papers_item){.number = i + 1,
		    .label = labels[i],
		    .kind = i < ITEMS - 2 ? discussion : spare};
	}
	for (int i = 0; i < PEOPLE; i++) {
		(void)snprintf(names[i], sizeof(names[i]),
		    i % 2 == 0 ? "\xc5\xb4yn Ex\xc3\xa1mple %d"
			       : "\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad"
				 "\x97 Sample-Invented-Longname %d",
		    i + 1);
		people[i] = (struct papers_person){
		    .ref = i + 1, .name = names[i], .agency = agency};
	}
	return 0;
}

/* Item 7 of 25, item 1 to 7 heard, three people. */
static struct command_reply
recording(void)
{
	struct command_reply r = {
	    .state = COMMAND_RECORDING,
	    .announced = true,
	    .item = 7,
	    .item_since = 100 * (int64_t)S,
	    .sample = (3600 + 23) * (int64_t)S,
	    .written = (3600 + 22) * (int64_t)S,
	    .device = "Room microphone",
	    .level_cb = -230,
	    .peak_cb = -90,
	    .free_seconds = 41 * 3600,
	    .present = {1, 2, 9},
	    .npresent = 3,
	    .heard = {1, 2, 3, 4, 5, 6, 7},
	    .nheard = 7,
	};

	r.recent[0] = (struct command_happening){
	    .seq = 40, .kind = "decision", .item = 7, .sample = 60 * S};
	r.recent[1] = (struct command_happening){
	    .seq = 41, .kind = "risk", .item = 7, .sample = 61 * S};
	r.recent[1].undone = true;
	r.recent[2] = (struct command_happening){.seq = 42, .kind = "undone"};
	r.nrecent = 3;
	return r;
}

/* Draw IN; every piece lies on the screen, and none over another. */
static void
draw(const struct view_input *in)
{
	static char taken[VIEW_MOST_ROWS][VIEW_MOST_COLUMNS];
	size_t len = 0;

	memset(taken, 0, sizeof(taken));
	view_make(in, &view);
	for (int row = 0; row < in->rows; row++) {
		int column = 0;

		for (;;) {
			const struct view_piece *next = NULL;

			for (size_t i = 0; i < view.count; i++) {
				const struct view_piece *p = &view.v[i];

				if (p->row == row && p->column >= column &&
				    (next == NULL || p->column < next->column))
					next = p;
			}
			if (next == NULL)
				break;
			len +=
			    (size_t)snprintf(screen + len, sizeof(screen) - len,
				"%*s%s", next->column - column, "", next->text);
			column = next->column + (int)columns_of(next->text);
		}
		len +=
		    (size_t)snprintf(screen + len, sizeof(screen) - len, "\n");
	}
	for (size_t i = 0; i < view.count; i++) {
		const struct view_piece *p = &view.v[i];
		int width = (int)columns_of(p->text);

		assert_in_range(p->row, 0, in->rows - 1);
		if (p->column + width > in->columns)
			fail_msg("over the edge: %s", p->text);
		for (int c = p->column; c < p->column + width; c++) {
			if (taken[p->row][c]++ != 0)
				fail_msg("over another at %d,%d: %s", p->row, c,
				    p->text);
		}
	}
	assert_true(view.cursor_column < in->columns);
	assert_true(view.cursor_row < in->rows);
}

static void
shows(const char *what)
{
	if (strstr(screen, what) == NULL)
		fail_msg("no \"%s\" in:\n%s", what, screen);
}

static void
hides(const char *what)
{
	if (strstr(screen, what) != NULL)
		fail_msg("\"%s\" in:\n%s", what, screen);
}

static struct view_input
input(const struct command_reply *r, int rows, int columns)
{
	return (struct view_input){.rows = rows,
	    .columns = columns,
	    .reply = r,
	    .papers = &papers,
	    .message = "",
	    .ask = "",
	    .typed = ""};
}

static void
every_state_is_said_in_words(void **state)
{
	static const struct {
		enum command_state state;
		bool closed;
		const char *words;
	} say[] = {
	    {COMMAND_READY, false, "NOT STARTED: nothing is recorded"},
	    {COMMAND_RECORDING, false, "RECORDING"},
	    {COMMAND_RECORDING, true, "RECORDING A CLOSED SESSION"},
	    {COMMAND_IS_OFF_RECORD, false, "OFF THE RECORD: nothing is"},
	    {COMMAND_ON_BREAK, false, "BREAK: nothing is written"},
	    {COMMAND_ENDED, false, "ENDED: everything is sealed"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(say) / sizeof(say[0]); i++) {
		struct command_reply r = recording();
		struct view_input in = input(&r, 24, 80);

		r.state = say[i].state;
		r.closed = say[i].closed;
		draw(&in);
		if (strncmp(screen + 1, say[i].words, strlen(say[i].words)) !=
		    0)
			fail_msg("%s: %s", say[i].words, screen);
	}
}

static void
nothing_lies_over_anything_at_any_size(void **state)
{
	struct command_reply r = recording();

	(void)state;
	for (int s = COMMAND_READY; s <= COMMAND_ENDED; s++) {
		r.state = (enum command_state)s;
		for (int rows = 1; rows <= 60; rows += rows < 30 ? 1 : 10) {
			for (int columns = 1; columns <= 200;
			     columns += columns < 90 ? 1 : 37) {
				struct view_input in = input(&r, rows, columns);

				in.message = "Item 7, NS-107, and a message "
					     "that is long enough to be broken";
				draw(&in);
				in.page = VIEW_PEOPLE;
				draw(&in);
				in.page = VIEW_HELP;
				draw(&in);
				in.page = VIEW_MAIN;
				in.contact = RELAY_GONE;
				in.ask = "Note:";
				in.typed = names[1];
				draw(&in);
			}
		}
	}
}

static void
what_matters_is_there_at_80_by_24(void **state)
{
	struct command_reply r = recording();
	struct view_input in = input(&r, 24, 80);

	(void)state;
	draw(&in);
	shows("meeting 1:00:23");
	shows("Item 7  NS-107");
	shows("in the item 0:58:43");
	shows("-23 dB  good level");
	shows("Safe until 1:00:22");
	shows("Space for 41 h");
	shows("Room microphone");
	shows("Agenda: 7 of 23 heard"); /* spares do not count */
	shows("  6 heard NS-106");
	shows("  7 NOW   NS-107");
	shows("  8 next  NS-108");
	shows("In the room: 3");
	shows("  1 [x] \xc5\xb4yn Ex\xc3\xa1mple 1, Police");
	shows("  9 [x]");
	shows("0:01:00 decision, item 7");
	shows("0:01:01 risk, item 7 - taken back");
	shows("o off record");
	hides("undone");
	hides("ALARM");
}

static void
a_small_one_still_says_it(void **state)
{
	struct command_reply r = recording();
	struct view_input in = input(&r, 15, 40);

	(void)state;
	(void)strcpy(
	    r.alarm, "no sound comes from the microphone; starting it again");
	draw(&in);
	shows("RECORDING");
	shows("ALARM: no sound comes from the");
	shows("starting it again");
	shows("Item 7  NS-107");
	shows("in the item 0:58:43");
	shows("Safe until 1:00:22");
	shows("  7 NOW   NS-107");
	shows("In the room: 3");
	shows("? help");
	/* of what happened the last */
	shows("risk, item 7");
}

static void
the_alarm_stays_and_is_a_word(void **state)
{
	struct command_reply r = recording();
	struct view_input in = input(&r, 24, 80);
	bool found = false;

	(void)state;
	(void)strcpy(r.alarm, "the microphone is muted");
	draw(&in);
	shows("ALARM: the microphone is muted");
	for (size_t i = 0; i < view.count; i++)
		found = found || view.v[i].style == VIEW_ALARM;
	assert_true(found);
	r.alarm[0] = '\0';
	(void)strcpy(r.notice, "the room is quiet");
	draw(&in);
	shows("the room is quiet");
	hides("ALARM");
}

static void
a_recorder_that_is_gone_is_not_recording(void **state)
{
	struct command_reply r = recording();
	struct view_input in = input(&r, 24, 80);

	(void)state;
	in.contact = RELAY_GONE;
	in.silent_s = 12;
	draw(&in);
	shows("THE RECORDER IS GONE: NOTHING IS RECORDED");
	shows("For 12 s");
	hides("good level");
	hides("o off record");
	in.contact = RELAY_SLOW;
	draw(&in);
	shows("THE RECORDER DOES NOT ANSWER");
	/* it ended, and so it is gone: no fault */
	r.state = COMMAND_ENDED;
	in.contact = RELAY_GONE;
	draw(&in);
	shows("ENDED");
	hides("GONE");
	hides("What follows");
	hides("NOW");
	shows("  7 heard NS-107");
	in.reply = NULL;
	draw(&in);
	shows("NO RECORDER RUNS HERE");
	shows("marac-recorder run");
}

static void
the_present_item_is_always_in_sight(void **state)
{
	struct command_reply r = recording();
	char now[32];

	(void)state;
	for (int rows = 12; rows <= 30; rows++) {
		for (int i = 1; i <= ITEMS; i++) {
			struct view_input in = input(&r, rows, 80);

			r.item = i;
			r.heard[6] = i;
			draw(&in);
			(void)snprintf(now, sizeof(now), "%3d NOW ", i);
			shows(now);
		}
	}
}

static void
before_the_start_it_says_what_is_to_be_done(void **state)
{
	struct command_reply r = recording();
	struct view_input in = input(&r, 24, 80);

	(void)state;
	r.state = COMMAND_READY;
	r.announced = false;
	r.item = 0;
	r.npresent = 0;
	draw(&in);
	shows("[x]    The microphone hears the room");
	shows("[ ] A  The notice was read aloud");
	shows("[ ] j  In the room: 0");
	r.announced = true;
	r.npresent = 2;
	r.level_cb = -1200;
	draw(&in);
	shows("[ ]    The microphone hears the room");
	shows("no sound at all");
	shows("[x] A");
	shows("[x] j  In the room: 2");
	shows("s starts the recording");
}

static void
a_question_has_the_cursor(void **state)
{
	struct command_reply r = recording();
	struct view_input in = input(&r, 24, 80);
	char typed[400];

	(void)state;
	memset(typed, 'x', sizeof(typed));
	(void)strcpy(typed + sizeof(typed) - 4, "end");
	in.ask = "Note:";
	in.typed = typed;
	draw(&in);
	shows("Note: xxx");
	shows("xend");
	assert_int_equal(view.cursor_row, 22);
	assert_int_equal(view.cursor_column, 79);
	in.typed = "\xe6\xbc\xa2";
	draw(&in);
	assert_int_equal(view.cursor_column, 8);
}

static void
names_cannot_steer_the_terminal(void **state)
{
	struct command_reply r = recording();
	struct view_input in = input(&r, 24, 80);

	(void)state;
	(void)snprintf(names[0], sizeof(names[0]), "Erin\x1b[2J Example");
	draw(&in);
	assert_null(strchr(screen, '\x1b'));
	shows("Erin?[2J Example");
	(void)make_papers(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_state_is_said_in_words),
	    cmocka_unit_test(nothing_lies_over_anything_at_any_size),
	    cmocka_unit_test(what_matters_is_there_at_80_by_24),
	    cmocka_unit_test(a_small_one_still_says_it),
	    cmocka_unit_test(the_alarm_stays_and_is_a_word),
	    cmocka_unit_test(a_recorder_that_is_gone_is_not_recording),
	    cmocka_unit_test(the_present_item_is_always_in_sight),
	    cmocka_unit_test(before_the_start_it_says_what_is_to_be_done),
	    cmocka_unit_test(a_question_has_the_cursor),
	    cmocka_unit_test(names_cannot_steer_the_terminal),
	};

	return cmocka_run_group_tests(tests, make_papers, NULL);
}
