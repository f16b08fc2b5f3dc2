/* Text that fits its cells, whatever it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/columns.h"

static void
width_is_in_cells(void **state)
{
	(void)state;
	assert_int_equal(columns_of(""), 0);
	assert_int_equal(columns_of("Erin"), 4);
	assert_int_equal(columns_of("\xc5\xb4yn"), 3); /* Ŵyn */
	assert_int_equal(columns_of("e\xcc\x81"), 1);  /* e + ´ */
	assert_int_equal(columns_of("\xe6\xbc\xa2\xe5\xad\x97"), 4); /* 漢字 */
}

static void
what_does_not_fit_is_left_out_whole(void **state)
{
	char out[16];

	(void)state;
	assert_int_equal(columns_fit("abcdef", 4, out, sizeof(out)), 4);
	assert_string_equal(out, "abcd");
	/* half of a wide character is none of it */
	assert_int_equal(
	    columns_fit("a\xe6\xbc\xa2\xe5\xad\x97", 4, out, sizeof(out)), 3);
	assert_string_equal(out, "a\xe6\xbc\xa2");
	assert_int_equal(columns_fit("\xc5\xb4yn", 9, out, 3), 1);
	assert_string_equal(out, "\xc5\xb4");
	assert_int_equal(columns_fit("abc", 9, out, 1), 0);
	assert_string_equal(out, "");
}

static void
what_a_terminal_would_obey_is_not_passed_on(void **state)
{
	char out[32];

	(void)state;
	(void)columns_fit("a\x1b[2Jb\x7f", 20, out, sizeof(out));
	assert_string_equal(out, "a?[2Jb?");
	/* C1: one character that begins a sequence */
	(void)columns_fit("a\xc2\x9b"
			  "2J",
	    20, out, sizeof(out));
	assert_string_equal(out, "a?2J");
	(void)columns_fit("\xff\xc5", 20, out, sizeof(out));
	assert_string_equal(out, "??");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(width_is_in_cells),
	    cmocka_unit_test(what_does_not_fit_is_left_out_whole),
	    cmocka_unit_test(what_a_terminal_would_obey_is_not_passed_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
