/* What of an address a window envelope shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "distributor/envelope.h"

/* The lines of VALUE, each behind a "|". */
static const char *
lines_of(const char *value)
{
	static char text[ENVELOPE_LINES * ENVELOPE_LINE];
	char lines[ENVELOPE_LINES][ENVELOPE_LINE];
	struct error err = {0};
	size_t count = 0, len = 0;

	if (envelope_lines(value, lines, &count, &err) != RC_OK)
		fail_msg("%s", err.text);
	text[0] = '\0';
	for (size_t i = 0; i < count; i++)
		len += (size_t)snprintf(
		    text + len, sizeof(text) - len, "|%s", lines[i]);
	return text;
}

static void
lines_are_kept_and_one_line_is_split(void **state)
{
	(void)state;
	assert_string_equal(lines_of("Nora Sample\n1 High Street\nNT1 1AA"),
	    "|Nora Sample|1 High Street|NT1 1AA");
	assert_string_equal(
	    lines_of("Nora Sample, 1 High Street , Northtown,NT1 1AA"),
	    "|Nora Sample|1 High Street|Northtown|NT1 1AA");
	/* Commas within lines stay; empty lines, ends and odd spaces go. */
	assert_string_equal(
	    lines_of(
		"\r\n Nora Sample,\r\n\n2 Mill Lane, Flat 3,\r\nNT1 1AA\n"),
	    "|Nora Sample|2 Mill Lane, Flat 3|NT1 1AA");
	assert_string_equal(
	    lines_of("Siân Ŵyn\nLlys-y-môr"), "|Siân Ŵyn|Llys-y-môr");
}

static void
too_many_are_joined_but_not_the_first_and_the_last(void **state)
{
	(void)state;
	assert_string_equal(
	    lines_of("A B\nC\nD\nE\nF\nNT1 1AA"), "|A B|C, D|E|F|NT1 1AA");
	/* The shortest neighbours first. */
	assert_string_equal(
	    lines_of("Nora Sample\nFlat 12\n34 Sample Street\n"
		     "Invented Village\nNorthtown\nNorthshire\nNT1 1AA"),
	    "|Nora Sample|Flat 12, 34 Sample Street|Invented Village|"
	    "Northtown, Northshire|NT1 1AA");
}

static void
what_does_not_fit_is_refused_without_repeating_it(void **state)
{
	/* Six lines, of which no two fit in one. */
	static const char many_long[] =
	    "Nora\nAbcdefghijklmnopqrstuv\nAbcdefghijklmnopqrstuv\n"
	    "Abcdefghijklmnopqrstuv\nAbcdefghijklmnopqrstuv\nNT1 1AA";
	static const char *const bad[] = {"", " \n,\n",
	    "Nora Sample\nThe Very Long Invented House Name\nNT1 1AA",
	    many_long,
	    "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17"};
	char lines[ENVELOPE_LINES][ENVELOPE_LINE];
	struct error err;
	size_t count;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		err = (struct error){0};
		if (envelope_lines(bad[i], lines, &count, &err) != RC_INVALID)
			fail_msg("accepted: %s", bad[i]);
		assert_null(strstr(err.text, "Nora"));
	}
}

/* A DL envelope's window is 90 x 35 mm, 20 mm from the left, 18 from the
 * bottom; a sheet in three folds has 10 mm to spare across and 11 down. */
static void
the_boxes_are_those_of_a_dl_envelope(void **state)
{
	const int sheet = 297 / 3, slack_down = 110 - sheet;
	const int slack_across = 220 - 210;
	const int top = 110 - 18 - 35, bottom = 110 - 18;
	const int left = 20, right = 20 + 90;

	(void)state;
	assert_int_equal(ENVELOPE_TOP, top);
	assert_int_equal(ENVELOPE_BOTTOM, bottom - slack_down);
	assert_int_equal(ENVELOPE_LEFT, left);
	assert_int_equal(ENVELOPE_RIGHT, right - slack_across);
	assert_int_equal(ENVELOPE_CLEAR_TOP, top - slack_down);
	assert_int_equal(ENVELOPE_CLEAR_BOTTOM, bottom);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_are_kept_and_one_line_is_split),
	    cmocka_unit_test(
		too_many_are_joined_but_not_the_first_and_the_last),
	    cmocka_unit_test(what_does_not_fit_is_refused_without_repeating_it),
	    cmocka_unit_test(the_boxes_are_those_of_a_dl_envelope),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
