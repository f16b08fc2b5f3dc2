/* moment: times of a meeting as people type and read them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/moment.h"

static void
reads_what_people_type(void **state)
{
	static const struct {
		const char *text;
		int64_t sample;
	} good[] = {{"0:00:00", 0}, {"0:00:01", 48000}, {"0:01:00", 2880000},
	    {"1:02:03", 178704000}, {"12:00:00", INT64_C(2073600000)},
	    {"0:00:00.5", 24000}, {"0:00:00.25", 12000}, {"0:00:00.001", 48}};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		int64_t sample = -1;

		assert_int_equal(
		    moment_parse(good[i].text, &sample, NULL), RC_OK);
		assert_int_equal(sample, good[i].sample);
	}
}

static void
refuses_what_is_no_time(void **state)
{
	static const char *const bad[] = {"", "12", "1:2:3", "0:60:00",
	    "0:00:60", "-0:00:01", "0:00:01.", "0:00:01.1234", "0:00:01 ",
	    "1000:00:00", "0:00", " 0:00:01", "0:00:0x", "0:00:01.5s"};
	struct error err = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		int64_t sample = -7;

		assert_int_equal(
		    moment_parse(bad[i], &sample, &err), RC_INVALID);
		assert_int_equal(sample, -7);
	}
}

static void
writes_whole_seconds(void **state)
{
	char text[MOMENT_TEXT];

	(void)state;
	assert_string_equal(moment_text(-1, text), "0:00:00");
	assert_string_equal(moment_text(47999, text), "0:00:00");
	assert_string_equal(moment_text(178704000, text), "1:02:03");
	assert_string_equal(moment_text(INT64_C(2073600000), text), "12:00:00");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_what_people_type),
	    cmocka_unit_test(refuses_what_is_no_time),
	    cmocka_unit_test(writes_whole_seconds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
