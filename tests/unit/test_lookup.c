/* What somebody typed who looks for a child: names, references, dates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "share/lookup.h"

static void
is(const char *text, const char *folded, const char *reference,
    const char *born_on)
{
	struct lookup l = {.folded = NULL};

	assert_int_equal(lookup_read(text, &l, NULL), RC_OK);
	assert_string_equal(l.folded, folded);
	assert_string_equal(l.reference, reference);
	assert_string_equal(l.born_on, born_on);
	lookup_clear(&l);
}

static void
what_is_typed(void **state)
{
	(void)state;
	is("", "", "", "");
	is("   ", "", "", "");
	is("Ann Éxample", "ann example", "", "");
	is(" NS-2026-0147 ", "", "NS-2026-0147", "");
	is("4 March 2014", "", "", "2014-03-04");
	is("Ann Example 4 March 2014", "ann example", "", "2014-03-04");
	is("Ann Example 2014-03-04", "ann example", "", "2014-03-04");
	is("P12 4/3/2014", "", "P12", "2014-03-04");
	is("4 March", "", "4 March", ""); /* half a date is found nowhere */
}

static void
dates(void **state)
{
	static const char *const fourth[] = {"2014-03-04", "4 March 2014",
	    "4 mar 2014", "04 MARCH 2014", "4/3/2014", "04/03/2014", "4.3.2014",
	    "04-03-2014"};
	static const char *const none[] = {"", "2014", "March 2014",
	    "30 February 2014", "31/4/2014", "4/13/2014", "4/3-2014",
	    "4 Ma 2014", "4 Marches 2014", "2014-03-04x", "4/3/14", "0/3/2014",
	    "4/3/1899", "4 3 2014"};
	char out[LOOKUP_DATE];

	(void)state;
	for (size_t i = 0; i < sizeof(fourth) / sizeof(*fourth); i++) {
		if (!lookup_date(fourth[i], out))
			fail_msg("%s", fourth[i]);
		assert_string_equal(out, "2014-03-04");
	}
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		if (lookup_date(none[i], out))
			fail_msg("%s", none[i]);
		assert_string_equal(out, "");
	}
	assert_true(lookup_date("29 February 2016", out));
	assert_false(lookup_date("29 February 2015", out));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_typed),
	    cmocka_unit_test(dates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
