/* What the console in the browser says of a status. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "share/showing.h"

enum { S = 48000, ITEMS = 20, PEOPLE = 3 };

static char discussion[] = "discussion", spare[] = "spare";
static char police[] = "Police", health[] = "Health", none[] = "";
static char labels[ITEMS][16], names[PEOPLE][16];
static struct papers_item items[ITEMS];
static struct papers_person people[PEOPLE];
static const struct papers papers = {
    .items = items, .nitems = ITEMS, .people = people, .npeople = PEOPLE};

static int
make_papers(void **state)
{
	char *agencies[] = {police, health, none};

	(void)state;
	for (int i = 0; i < ITEMS; i++) {
		(void)snprintf(labels[i], sizeof(labels[i]), "NS-%d", 101 + i);
		items[i] = (struct papers_item){.number = i + 1,
		    .label = labels[i],
		    .kind = i < ITEMS - 2 ? discussion : spare};
	}
	for (int i = 0; i < PEOPLE; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "Erin %d", i + 1);
		people[i] = (struct papers_person){
		    .ref = i + 1, .name = names[i], .agency = agencies[i]};
	}
	return 0;
}

/* Item 7 is on for 4:12, items 1 to 7 heard, two people. */
static struct liaison_now
recording(void)
{
	struct liaison_now now = {
	    .contact = RELAY_FINE,
	    .known = true,
	    .minutes = 12,
	    .papers = &papers,
	    .status = {.state = COMMAND_RECORDING,
		.announced = true,
		.meeting = "f00d",
		.item = 7,
		.item_since = 3600LL * S,
		.sample = (3600 + 252) * (int64_t)S,
		.level_cb = -230,
		.peak_cb = -90,
		.free_seconds = 41 * 3600 + 59,
		.present = {1, 3},
		.npresent = 2,
		.heard = {1, 2, 3, 4, 5, 6, 7},
		.nheard = 7,
		.spent = {700, 600, 60, 60, 700, 542, 252},
		.nspent = 7,
		.version = 9},
	};

	now.status.microphones[0] = (struct command_microphone){
	    .name = "Room", .kind = "device", .level_cb = -230, .peak_cb = -90};
	now.status.microphones[1] = (struct command_microphone){
	    .name = "Table", .kind = "standby", .missing = true};
	now.status.nmicrophones = 2;
	return now;
}

static struct showing
filled(const struct liaison_now *now, bool all)
{
	struct showing s = {0};
	struct error err = {0};

	assert_int_equal(showing_fill(&s, now, "/h", all, &err), RC_OK);
	return s;
}

static void
it_says_what_is_on_and_what_is_next(void **state)
{
	struct liaison_now now = recording();
	struct showing s = filled(&now, false);

	(void)state;
	assert_string_equal(s.bar.state, "Recording");
	assert_string_equal(s.bar.tone, "recording");
	assert_string_equal(s.bar.elapsed, "4:12 of 12:00");
	assert_string_equal(s.bar.clock, "1:04:12");
	assert_string_equal(s.bar.space, "Space for 41 hours");
	assert_string_equal(s.label, "NS-107");
	assert_int_equal(s.next, 8);
	assert_int_equal(s.of, 18); /* spares do not count */
	assert_int_equal(s.left, 11);
	assert_string_equal(s.bar.microphones[0].what, "Microphone");
	assert_string_equal(s.bar.microphones[0].word, "Good level");
	assert_string_equal(s.bar.microphones[1].what, "Backup");
	assert_string_equal(s.bar.microphones[1].word, "Missing");
	assert_string_equal(s.was, "1,3");
	assert_int_equal(s.nagencies, 2);
	assert_true(s.people[0].here && !s.people[1].here && s.people[2].here);
	showing_clear(&s);
	now.minutes = 0;
	s = filled(&now, false);
	assert_string_equal(s.bar.elapsed, "4:12");
	showing_clear(&s);
}

static void
the_agenda_is_short_and_holds_what_is_on(void **state)
{
	struct liaison_now now = recording();

	(void)state;
	for (int on = 1; on <= 18; on++) {
		struct showing s;
		bool found = false;

		now.status.item = on;
		s = filled(&now, false);
		assert_int_equal(s.nitems, SHOWING_AROUND);
		for (size_t i = 0; i < s.nitems; i++) {
			found = found || s.items[i].now;
			assert_int_equal(
			    s.items[i].now, s.items[i].number == on);
		}
		assert_true(found);
		showing_clear(&s);
	}
	now.status.item = 7;
	{
		struct showing s = filled(&now, true);

		assert_int_equal(s.nitems, ITEMS);
		assert_string_equal(s.items[4].word, "Done");
		assert_string_equal(s.items[4].lasted, "11:40");
		assert_string_equal(s.items[6].word, "Now");
		assert_false(s.items[6].can);
		assert_string_equal(s.items[7].word, "Next");
		assert_string_equal(s.items[8].word, "Planned");
		assert_string_equal(s.items[19].word, "Spare");
		assert_true(s.items[0].can);
		showing_clear(&s);
	}
}

static void
every_state_is_a_word(void **state)
{
	static const struct {
		enum command_state state;
		bool closed;
		enum relay_contact contact;
		const char *words, *tone;
	} say[] = {
	    {COMMAND_READY, false, RELAY_FINE, "Not started", "calm"},
	    {COMMAND_RECORDING, true, RELAY_FINE, "Recording a closed session",
		"recording"},
	    {COMMAND_IS_OFF_RECORD, false, RELAY_FINE,
		"Off the record: nothing is written", "calm"},
	    {COMMAND_ON_BREAK, false, RELAY_FINE, "Break: nothing is written",
		"calm"},
	    {COMMAND_ENDED, false, RELAY_FINE, "Ended: everything is sealed",
		"calm"},
	    /* it ended, and so it is gone: no fault */
	    {COMMAND_ENDED, false, RELAY_GONE, "Ended: everything is sealed",
		"calm"},
	    {COMMAND_RECORDING, false, RELAY_GONE, "Recorder lost", "lost"},
	    {COMMAND_RECORDING, false, RELAY_SLOW,
		"The recorder does not answer", "lost"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(say) / sizeof(say[0]); i++) {
		struct liaison_now now = recording();
		struct showing s;

		now.status.state = say[i].state;
		now.status.closed = say[i].closed;
		now.contact = say[i].contact;
		s = filled(&now, false);
		assert_string_equal(s.bar.state, say[i].words);
		assert_string_equal(s.bar.tone, say[i].tone);
		assert_int_equal(
		    s.bar.lost[0] != '\0', strcmp(say[i].tone, "lost") == 0);
		showing_clear(&s);
	}
}

static void
only_a_microphone_interrupts(void **state)
{
	struct liaison_now now = recording();
	struct showing s;

	(void)state;
	(void)strcpy(now.status.alarm, "the microphone is muted");
	now.status.deaf = true;
	s = filled(&now, false);
	assert_string_equal(s.bar.alarm, "The microphone is muted.");
	assert_string_equal(s.bar.trouble, "");
	showing_clear(&s);
	(void)strcpy(now.status.alarm, "the disk has room for 1 h 59 min only");
	now.status.deaf = false;
	s = filled(&now, false);
	assert_string_equal(s.bar.alarm, "");
	assert_string_equal(
	    s.bar.trouble, "The disk has room for 1 h 59 min only.");
	showing_clear(&s);
	/* what was wrong before the recorder was lost is not said as if now */
	now.status.deaf = true;
	now.contact = RELAY_GONE;
	s = filled(&now, false);
	assert_string_equal(s.bar.alarm, "");
	assert_int_equal(s.bar.level, 0);
	assert_string_equal(s.bar.microphones[0].word, "Not known");
	showing_clear(&s);
	/* nor is a level of before a microphone was lost */
	now.contact = RELAY_FINE;
	now.status.microphones[0].missing = true;
	s = filled(&now, false);
	assert_int_equal(s.bar.level, 0);
	assert_string_equal(s.bar.hears, "Missing");
	showing_clear(&s);
}

static void
lately(struct liaison_now *now, uint32_t seq, const char *kind, bool undone)
{
	struct command_happening *h =
	    &now->status.recent[now->status.nrecent++];

	*h = (struct command_happening){
	    .seq = seq, .item = 7, .sample = 60 * S, .undone = undone};
	(void)snprintf(h->kind, sizeof(h->kind), "%s", kind);
}

static void
words_are_asked_for_the_last_mark_of_this_stretch(void **state)
{
	struct liaison_now now = recording();
	struct showing s;

	(void)state;
	lately(&now, 40, "decision", false);
	lately(&now, 41, "closed", false);
	s = filled(&now, false);
	assert_int_equal(s.draft.seq, 0);
	showing_clear(&s);
	lately(&now, 42, "action", false);
	lately(&now, 43, "risk", true);
	lately(&now, 44, "undone", false);
	lately(&now, 45, "join", false);
	now.status.undo = 42;
	s = filled(&now, false);
	assert_int_equal(s.draft.seq, 42);
	assert_true(s.draft.action);
	assert_string_equal(s.draft.mark, "action");
	assert_true(s.undo_mark);
	assert_string_equal(s.undo_words, "action, item 7 (0:01:00)");
	/* latest first, and what takes back is not told by itself */
	assert_int_equal(s.nrecent, SHOWING_RECENT);
	assert_string_equal(s.recent[1].words, "Risk, item 7");
	assert_true(s.recent[1].undone);
	showing_clear(&s);
	now.status.state = COMMAND_ON_BREAK;
	now.status.undo = 41;
	s = filled(&now, false);
	assert_int_equal(s.draft.seq, 0); /* rule 16 */
	assert_false(s.undo_mark);
	showing_clear(&s);
}

static void
an_event_is_one_line_whatever_it_holds(void **state)
{
	struct liaison_now now = recording();
	struct buf out = {0};

	(void)state;
	(void)strcpy(now.status.alarm, "a\n\ndata: {\"state\":\"x\"}\r\n");
	now.status.deaf = true;
	showing_event(&now, &out);
	assert_int_equal(buf_check(&out, NULL), RC_OK);
	assert_int_equal(strncmp(buf_str(&out), "data: {", 7), 0);
	assert_ptr_equal(
	    strchr(buf_str(&out), '\n'), buf_str(&out) + out.len - 2);
	assert_null(strchr(buf_str(&out), '\r'));
	assert_non_null(strstr(buf_str(&out), "\"state\":\"Recording\""));
	assert_non_null(strstr(
	    buf_str(&out), "\"microphones\":[\"Good level\",\"Missing\"]"));
	buf_clear(&out);
}

static void
without_a_recorder_there_is_a_page_too(void **state)
{
	struct liaison_now now = {.contact = RELAY_GONE};
	struct showing s = filled(&now, false);
	struct buf out = {0};

	(void)state;
	assert_string_equal(s.bar.state, "No recorder runs here");
	assert_false(s.going || s.ready || s.ended);
	assert_int_equal(s.nitems, 0);
	showing_clear(&s);
	showing_event(&now, &out);
	assert_int_equal(buf_check(&out, NULL), RC_OK);
	buf_clear(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_says_what_is_on_and_what_is_next),
	    cmocka_unit_test(the_agenda_is_short_and_holds_what_is_on),
	    cmocka_unit_test(every_state_is_a_word),
	    cmocka_unit_test(only_a_microphone_interrupts),
	    cmocka_unit_test(words_are_asked_for_the_last_mark_of_this_stretch),
	    cmocka_unit_test(an_event_is_one_line_whatever_it_holds),
	    cmocka_unit_test(without_a_recorder_there_is_a_page_too),
	};

	return cmocka_run_group_tests(tests, make_papers, NULL);
}
