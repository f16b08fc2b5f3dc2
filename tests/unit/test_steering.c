/* What the console's keys mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/steering.h"

static struct steering s;
static struct command c;

static struct command_reply
standing(enum command_state state)
{
	struct command_reply r = {.state = state, .undo = 9, .nrecent = 2};

	r.recent[0] = (struct command_happening){
	    .seq = 8, .kind = "closed", .sample = 48000 * 60};
	r.recent[1] = (struct command_happening){
	    .seq = 9, .kind = "decision", .item = 2, .sample = 48000 * 61};
	return r;
}

/* TEXT as typed; \n is Enter, \b Backspace, \e Escape.  The last key's
 * outcome. */
static bool
type(const struct command_reply *r, const char *text)
{
	bool send = false;

	while (*text != '\0') {
		struct steering_key key = {.kind = STEERING_TEXT};
		size_t n = 1;

		assert_false(send); /* nothing else was to be sent */
		while ((text[n] & 0xC0) == 0x80)
			n++;
		memcpy(key.text, text, n);
		if (*text == '\n')
			key.kind = STEERING_ENTER;
		else if (*text == '\b')
			key.kind = STEERING_BACK;
		else if (*text == '\x1b')
			key.kind = STEERING_ESCAPE;
		send = steering_key(&s, &key, r, NULL, &c);
		text += n;
	}
	return send;
}

static int
clear(void **state)
{
	(void)state;
	steering_clear(&s);
	memset(&c, 0, sizeof(c));
	return 0;
}

static void
one_key_is_one_command(void **state)
{
	static const struct {
		const char *key;
		enum command_verb verb;
		const char *mark;
	} keys[] = {
	    {"a", COMMAND_MARK, "action"},
	    {"d", COMMAND_MARK, "decision"},
	    {"r", COMMAND_MARK, "risk"},
	    {"N", COMMAND_NEXT, ""},
	    {"o", COMMAND_OFF_RECORD, ""},
	    {"b", COMMAND_BREAK, ""},
	    {"A", COMMAND_ANNOUNCE, ""},
	    {"S", COMMAND_STATEMENT, ""},
	};
	struct command_reply r = standing(COMMAND_RECORDING);

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		assert_true(type(&r, keys[i].key));
		assert_int_equal(c.verb, keys[i].verb);
		assert_string_equal(c.mark, keys[i].mark);
		assert_string_equal(c.words, "");
	}
	assert_false(type(&r, "x"));
	assert_false(type(&r, "\xc3\xa1"));
	assert_non_null(strstr(s.message, "does nothing"));
}

static void
start_and_closed_go_by_what_was_seen(void **state)
{
	struct command_reply r = standing(COMMAND_READY);

	(void)state;
	assert_true(type(&r, "s"));
	assert_int_equal(c.verb, COMMAND_START);
	r.state = COMMAND_ON_BREAK;
	assert_true(type(&r, "s"));
	assert_int_equal(c.verb, COMMAND_RESUME);
	r.state = COMMAND_IS_OFF_RECORD;
	assert_true(type(&r, "s"));
	assert_int_equal(c.verb, COMMAND_RESUME);
	r.state = COMMAND_RECORDING;
	assert_false(type(&r, "s"));
	assert_true(type(&r, "c"));
	assert_int_equal(c.verb, COMMAND_CLOSED);
	r.closed = true;
	assert_true(type(&r, "c"));
	assert_int_equal(c.verb, COMMAND_OPEN);
}

static void
words_are_typed(void **state)
{
	struct command_reply r = standing(COMMAND_RECORDING);

	(void)state;
	/* in a question keys are letters */
	assert_false(type(&r, "n"));
	assert_string_equal(s.ask, "Note:");
	assert_true(type(&r, "one\xc3\xa1\b\b q?\n"));
	assert_int_equal(c.verb, COMMAND_MARK);
	assert_string_equal(c.mark, "note");
	assert_string_equal(c.words, "on q?");
	assert_string_equal(s.ask, "");
	assert_string_equal(s.typed, "");
	assert_false(s.quit);

	assert_true(type(&r, "wCall the school\nPolice\n2026-12-01\n"));
	assert_string_equal(c.mark, "action");
	assert_string_equal(c.words, "Call the school");
	assert_string_equal(c.owner, "Police");
	assert_string_equal(c.due, "2026-12-01");

	/* nothing is kept of what was given up */
	assert_false(type(&r, "nsecret\x1b"));
	assert_string_equal(s.ask, "");
	for (size_t i = 0; i < sizeof(s); i++)
		assert_true(i + 6 > sizeof(s) ||
		    memcmp((const char *)&s + i, "secret", 6) != 0);
	assert_true(type(&r, "d"));
}

static void
numbers_are_checked(void **state)
{
	struct command_reply r = standing(COMMAND_RECORDING);

	(void)state;
	assert_true(type(&r, "j12\n"));
	assert_int_equal(c.verb, COMMAND_JOIN);
	assert_int_equal(c.person, 12);
	assert_true(type(&r, "g3\n"));
	assert_int_equal(c.verb, COMMAND_LEAVE);
	assert_true(type(&r, "t4\n"));
	assert_int_equal(c.verb, COMMAND_NEXT);
	assert_int_equal(c.item, 4);
	assert_true(type(&r, "l\n"));
	assert_int_equal(c.verb, COMMAND_LATE);
	assert_int_equal(c.seconds, 15);
	assert_true(type(&r, "l90\n"));
	assert_int_equal(c.seconds, 90);
	assert_true(type(&r, "U7\n"));
	assert_int_equal(c.verb, COMMAND_UNDO);
	assert_int_equal(c.seq, 7);
	assert_false(type(&r, "jErin\n"));
	assert_true(s.refused);
	assert_false(type(&r, "j0\n"));
	assert_false(type(&r, "j65536\n"));
	assert_false(type(&r, "j\n"));
}

static void
the_end_is_asked_for(void **state)
{
	struct command_reply r = standing(COMMAND_RECORDING);

	(void)state;
	assert_false(type(&r, "e"));
	assert_false(type(&r, "n"));
	assert_string_equal(s.ask, "");
	assert_false(type(&r, "e\n"));
	assert_false(type(&r, "e\x1b"));
	assert_true(type(&r, "ey"));
	assert_int_equal(c.verb, COMMAND_END);
}

static void
undo_says_what_it_takes_back(void **state)
{
	struct command_reply r = standing(COMMAND_RECORDING);

	(void)state;
	/* by its number: another console may do something meanwhile */
	assert_true(type(&r, "u"));
	assert_int_equal(c.verb, COMMAND_UNDO);
	assert_int_equal(c.seq, 9);
	r.undo = 8;
	assert_false(type(&r, "u"));
	assert_non_null(strstr(s.ask, "a closed session began (0:01:00)"));
	assert_false(type(&r, "n"));
	assert_true(type(&r, "uy"));
	assert_int_equal(c.seq, 8);
	r.undo = 0;
	assert_true(type(&r, "u"));
	assert_int_equal(c.seq, 0);
}

static void
pages_open_and_close(void **state)
{
	struct command_reply r = standing(COMMAND_RECORDING);

	(void)state;
	assert_false(type(&r, "?"));
	assert_int_equal(s.page, VIEW_HELP);
	assert_false(type(&r, " "));
	assert_int_equal(s.part, 1);
	assert_false(type(&r, "o")); /* closes the page, and nothing else */
	assert_int_equal(s.page, VIEW_MAIN);
	assert_false(type(&r, "p"));
	assert_int_equal(s.page, VIEW_PEOPLE);
	assert_false(type(&r, "x"));
	assert_false(type(NULL, "d"));
	assert_true(s.refused);
	assert_false(type(NULL, "q"));
	assert_true(s.quit);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(one_key_is_one_command, clear),
	    cmocka_unit_test_setup(start_and_closed_go_by_what_was_seen, clear),
	    cmocka_unit_test_setup(words_are_typed, clear),
	    cmocka_unit_test_setup(numbers_are_checked, clear),
	    cmocka_unit_test_setup(the_end_is_asked_for, clear),
	    cmocka_unit_test_setup(undo_says_what_it_takes_back, clear),
	    cmocka_unit_test_setup(pages_open_and_close, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
