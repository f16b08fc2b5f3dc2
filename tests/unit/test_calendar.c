/* The calendar file, read by somebody else: libical, with its restrictions of
 * RFC 5545. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <libical/ical.h>

#include "base/text.h"
#include "share/calendar.h"

/* 2026-11-26T18:30:15Z */
#define MADE ((int64_t)1795717815 * 1000)

static icalcomponent *
parsed(const char *due_on, struct buf *text)
{
	struct error err = {0};
	icalcomponent *all;

	assert_int_equal(
	    calendar_task(text, 123456789012, due_on, MADE, "Task due", &err),
	    RC_OK);
	all = icalparser_parse_string(buf_str(text));
	assert_non_null(all);
	return all;
}

static void
days(const char *due_on, const char *first, const char *behind)
{
	struct buf text = {0};
	icalcomponent *all = parsed(due_on, &text), *event, *alarm;
	struct icaltimetype at;

	assert_int_equal(icalcomponent_count_errors(all), 0);
	assert_int_equal(icalrestriction_check(all), 1);
	assert_int_equal(
	    icalcomponent_count_components(all, ICAL_VEVENT_COMPONENT), 1);
	event = icalcomponent_get_first_component(all, ICAL_VEVENT_COMPONENT);
	assert_string_equal(icalcomponent_get_uid(event), "123456789012@task");
	assert_string_equal(icalcomponent_get_summary(event), "Task due");
	at = icalcomponent_get_dtstart(event);
	assert_true(at.is_date);
	assert_string_equal(icaltime_as_ical_string(at), first);
	at = icalcomponent_get_dtend(event);
	assert_true(at.is_date);
	assert_string_equal(icaltime_as_ical_string(at), behind);
	assert_string_equal(
	    icaltime_as_ical_string(icalcomponent_get_dtstamp(event)),
	    "20261126T183015Z");
	alarm = icalcomponent_get_first_component(event, ICAL_VALARM_COMPONENT);
	assert_non_null(alarm);
	icalcomponent_free(all);
	buf_clear(&text);
}

static void
libical_reads_one_whole_day(void **state)
{
	(void)state;
	days("2026-12-04", "20261204", "20261205");
	days("2026-12-31", "20261231", "20270101");
	days("2028-02-28", "20280228", "20280229"); /* a leap year */
	days("2028-02-29", "20280229", "20280301");
	days("2027-03-28", "20270328", "20270329"); /* clocks change */
	days("2027-10-31", "20271031", "20271101");
}

/* Else the check above looked at nothing. */
static void
libical_sees_a_broken_one(void **state)
{
	struct buf text = {0};
	icalcomponent *all = parsed("2026-12-04", &text);
	icalproperty *version =
	    icalcomponent_get_first_property(all, ICAL_VERSION_PROPERTY);

	(void)state;
	icalcomponent_remove_property(all, version);
	icalproperty_free(version);
	assert_int_equal(icalrestriction_check(all), 0);
	icalcomponent_free(all);
	buf_clear(&text);
}

static void
rule_07_it_says_nothing_and_its_lines_end_as_they_must(void **state)
{
	struct buf text = {0};
	struct error err = {0};
	size_t since = 0;

	(void)state;
	assert_int_equal(
	    calendar_task(&text, 1, "2026-12-04", MADE, "Task due", &err),
	    RC_OK);
	assert_false(text_telling(buf_str(&text)));
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '\n') {
			assert_true(i > 0 && text.data[i - 1] == '\r');
			assert_true(i - since <= 76); /* 75 octets and CR */
			since = i + 1;
		}
	}
	assert_int_equal(since, text.len);
	buf_clear(&text);
}

static void
what_is_no_day_is_refused(void **state)
{
	static const char *const none[] = {"", "2026-12-4", "2026-02-30",
	    "2026-12-04T00:00Z", "2026-12-04\r\nX:1", "tomorrow"};
	struct buf text = {0};
	struct error err = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		assert_int_equal(
		    calendar_task(&text, 1, none[i], MADE, "Task due", &err),
		    RC_INVALID);
	assert_int_equal(text.len, 0);
	buf_clear(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(libical_reads_one_whole_day),
	    cmocka_unit_test(libical_sees_a_broken_one),
	    cmocka_unit_test(
		rule_07_it_says_nothing_and_its_lines_end_as_they_must),
	    cmocka_unit_test(what_is_no_day_is_refused),
	};

	return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
