/* Which microphone is meant, at first and when it has come back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/finding.h"

static const char *const cards[] = {
    "HDA Intel: ALC (hw:0,0)", NULL, "USB mic: Audio (hw:1,0)", "pulse", NULL};
static const char *const others[] = {
    "HDA Intel: ALC (hw:0,0)", "USB mic: Audio (hw:3,0)", "pulse"};
static const char *const twins[] = {"HDA Intel: ALC (hw:0,0)",
    "USB mic: Audio (hw:2,0)", "USB mic: Audio (hw:3,0)"};

static char said[512];

static ptrdiff_t
find(const char *const *names, size_t count, ptrdiff_t usual, const char *asked,
    const char *before)
{
	struct buf why = {0};
	ptrdiff_t found = finding_one(names, count, usual, asked, before, &why);

	(void)snprintf(said, sizeof(said), "%s", buf_str(&why));
	buf_clear(&why);
	return found;
}
#define FIND(names, usual, asked, before) \
	find(names, sizeof(names) / sizeof((names)[0]), usual, asked, before)

static void
begins(const char *words)
{
	if (strncmp(said, words, strlen(words)) != 0)
		fail_msg("\"%s\" does not begin \"%s\"", said, words);
}

static void
as_it_was_asked_for(void **state)
{
	(void)state;
	assert_int_equal(FIND(cards, -1, "usb MIC", ""), 2);
	assert_int_equal(FIND(cards, -1, "pulse", ""), 3);
	assert_int_equal(FIND(cards, 3, "", ""), 3);
	assert_int_equal(FIND(twins, -1, "USB mic: Audio (hw:3,0)", ""), 2);
	assert_string_equal(said, "");
	/* not yet seen, it is nobody else with nearly that name */
	assert_int_equal(FIND(others, -1, "USB mic: Audio (hw:1,0)", ""), -1);
	assert_string_equal(said,
	    "no microphone is called \"USB mic: Audio (hw:1,0)\"; there is "
	    "\"HDA Intel: ALC (hw:0,0)\", \"USB mic: Audio (hw:3,0)\", "
	    "\"pulse\"");
	assert_int_equal(FIND(twins, -1, "usb", ""), -1);
	begins("2 microphones match \"usb\"; there is ");
	assert_int_equal(FIND(cards, -1, "", ""), -1);
	begins("name the microphone with --device; ");
	assert_int_equal(find(cards, 0, -1, "x", ""), -1);
	assert_string_equal(said,
	    "no microphone is called \"x\"; there is no input device at all");
}

static void
again_by_its_whole_name_first(void **state)
{
	(void)state;
	assert_int_equal(FIND(twins, 0, "usb", "USB mic: Audio (hw:2,0)"), 1);
	assert_int_equal(FIND(twins, 0, "", "USB mic: Audio (hw:3,0)"), 2);
}

static void
again_with_another_number(void **state)
{
	static const char before[] = "USB mic: Audio (hw:1,0)";

	(void)state;
	assert_int_equal(FIND(others, -1, "usb", before), 1);
	assert_int_equal(FIND(others, -1, before, before), 1);
	assert_int_equal(FIND(others, 0, "", before), 1);
	/* another make is none that has come back */
	assert_int_equal(FIND(others, -1, "fifine", "USB mic (hw:1,0)"), -1);
	begins("no microphone is called \"fifine\"; there is ");
}

static void
again_as_it_was_asked_for(void **state)
{
	(void)state;
	assert_int_equal(FIND(others, -1, "usb", "USB Two (hw:1,0)"), 1);
	assert_int_equal(FIND(others, 2, "", "USB Two (hw:1,0)"), 2);
	assert_int_equal(FIND(others, -1, "", "USB Two (hw:1,0)"), -1);
	begins("no microphone is called \"USB Two\"; there is ");
}

static void
two_equal_ones_are_not_guessed_among(void **state)
{
	static const char before[] = "USB mic: Audio (hw:1,0)";

	(void)state;
	assert_int_equal(FIND(twins, -1, before, before), -1);
	begins("2 microphones match \"USB mic: Audio\"; there is \"HDA");
	assert_int_equal(FIND(twins, -1, "usb", before), -1);
	begins("2 microphones match \"USB mic: Audio\"; there is ");
	/* but for what was asked */
	assert_int_equal(FIND(twins, -1, "(hw:2", before), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(as_it_was_asked_for),
	    cmocka_unit_test(again_by_its_whole_name_first),
	    cmocka_unit_test(again_with_another_number),
	    cmocka_unit_test(again_as_it_was_asked_for),
	    cmocka_unit_test(two_equal_ones_are_not_guessed_among),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
