/* What people type as times, on the pages of chairs and coordinators, and where
 * that is in the meeting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/span.h"
#include "share/office.h"
#include "store/playable.h"

enum { S = SPAN_RATE };

static void
times_are_minutes_and_seconds_or_hours_too(void **state)
{
	static const struct {
		const char *text;
		int64_t at; /* -1: no time */
	} table[] = {
	    {"0:00", 0},
	    {"1:12", 72 * S},
	    {"01:12", 72 * S},
	    {"75:10", 4510 * S},
	    {"0:12.5", 12 * S + S / 2},
	    {"1:02:03", 3723 * S},
	    {"0:00:01", S},
	    {"", -1},
	    {"12", -1},
	    {":12", -1},
	    {"1:2", -1},
	    {"1:60", -1},
	    {"1:-5", -1},
	    {"-1:05", -1},
	    {"1:05x", -1},
	    {"x1:05", -1},
	    {"1:2:03", -1},
	    {"1:02:03:04", -1},
	    {"99999:00", -1},
	    {"0000000000000000000000000000000001:05", -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		int64_t at = -7;
		bool is = office_time(table[i].text, &at);

		if (is != (table[i].at >= 0) || (is && at != table[i].at))
			fail_msg(
			    "'%s': %d, %lld", table[i].text, is, (long long)at);
	}
}

static void
a_place_in_the_recording_is_one_in_the_meeting(void **state)
{
	/* 10..20 s, then half a second of joint, then 50..60 s */
	static const struct playable_part parts[] = {
	    {10 * S, 20 * S, 0, false},
	    {50 * S, 60 * S, 10 * S + S / 2, false},
	};

	(void)state;
	assert_int_equal(playable_of(parts, 2, 0), 10 * S);
	assert_int_equal(playable_of(parts, 2, 10 * S - 1), 20 * S - 1);
	assert_int_equal(playable_of(parts, 2, 10 * S), 50 * S);
	assert_int_equal(playable_of(parts, 2, 10 * S + S / 2), 50 * S);
	assert_int_equal(playable_of(parts, 2, 12 * S + S / 2), 52 * S);
	assert_int_equal(playable_of(parts, 2, 20 * S + S / 2), 60 * S);
	assert_int_equal(playable_of(parts, 2, 99 * S), 60 * S);
	assert_int_equal(playable_of(NULL, 0, 5), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(times_are_minutes_and_seconds_or_hours_too),
	    cmocka_unit_test(a_place_in_the_recording_is_one_in_the_meeting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
