/* What both consoles say of a status: which item is next, names, levels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "control/sketch.h"

static char heard[] = "discussion", spare[] = "spare", erin[] = "Erin Example",
	    label[] = "NS-1";
static struct papers_item items[] = {
    {.number = 1, .kind = heard, .label = label},
    {.number = 2, .kind = heard, .label = label},
    {.number = 3, .kind = heard, .label = label},
    {.number = 4, .kind = spare, .label = label},
};
static struct papers_person people[] = {{.ref = 7, .name = erin}};
static const struct papers papers = {
    .items = items, .nitems = 4, .people = people, .npeople = 1};

static void
next_is(int item, const char *were_on, int expected)
{
	struct command_reply r = {.item = item};

	for (const char *c = were_on; *c != '\0'; c++)
		r.heard[r.nheard++] = *c - '0';
	if (sketch_next(&r, &papers) != expected)
		fail_msg("item %d, heard %s: next %d", item, were_on,
		    sketch_next(&r, &papers));
}

static void
next_is_behind_the_present_one_and_then_from_the_beginning(void **state)
{
	struct command_reply nothing = {0};

	(void)state;
	next_is(0, "", 1);
	next_is(1, "1", 2);
	next_is(2, "12", 3);
	next_is(3, "13", 2); /* the one that was passed over */
	next_is(1, "123", 0);
	next_is(4, "14", 2);
	next_is(4, "1234", 0); /* a spare is never next */
	assert_int_equal(sketch_next(&nothing, NULL), 0);
}

static void
what_happened_in_words(void **state)
{
	static const struct {
		struct command_happening h;
		const char *words, *without;
	} say[] = {
	    {{.kind = "join", .person = 7}, "Erin Example joined",
		"person 7 joined"},
	    {{.kind = "leave", .person = 8}, "person 8 left", "person 8 left"},
	    {{.kind = "item", .item = 2}, "item 2 began, NS-1",
		"item 2 began, "},
	    {{.kind = "edge", .item = 2}, "item 2 began earlier, here",
		"item 2 began earlier, here"},
	    {{.kind = "action", .item = 3}, "action, item 3", "action, item 3"},
	    {{.kind = "break"}, "a break", "a break"},
	};
	char out[SKETCH_HAPPENING];

	(void)state;
	for (size_t i = 0; i < sizeof(say) / sizeof(say[0]); i++) {
		sketch_happening(&say[i].h, &papers, out, sizeof(out));
		assert_string_equal(out, say[i].words);
		sketch_happening(&say[i].h, NULL, out, sizeof(out));
		assert_string_equal(out, say[i].without);
	}
}

static void
a_level_is_a_word(void **state)
{
	static const struct {
		int level, peak;
		const char *word;
	} say[] = {
	    {-1200, -1200, "no sound at all"},
	    {-560, -400, "nothing is heard"},
	    {-460, -300, "very quiet"},
	    {-230, -90, "good level"},
	    {-100, -5, "too loud"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(say) / sizeof(say[0]); i++) {
		struct command_reply r = {
		    .level_cb = say[i].level, .peak_cb = say[i].peak};

		assert_string_equal(sketch_level(&r), say[i].word);
	}
	assert_int_equal(sketch_cells(-600, 30), 0);
	assert_int_equal(sketch_cells(-300, 30), 15);
	assert_int_equal(sketch_cells(0, 30), 30);
	assert_int_equal(sketch_cells(-1200, 30), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		next_is_behind_the_present_one_and_then_from_the_beginning),
	    cmocka_unit_test(what_happened_in_words),
	    cmocka_unit_test(a_level_is_a_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
