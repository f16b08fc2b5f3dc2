/* May this route be used at this minute? (rule 6) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "rules/contact.h"

static int64_t
at(const char *text)
{
	struct error err = {0};
	int64_t ms = 0;

	assert_int_equal(clock_parse(text, &ms, &err), RC_OK);
	return ms;
}

static const struct contact_facts safe = {
    .safe = CONTACT_YES, .from_minute = -1, .to_minute = -1, .verified = true};

static void
rule_06_only_a_plain_yes_is_safe(void **state)
{
	struct contact_facts f = safe;
	int64_t now = at("2026-11-23T12:00:00Z");

	(void)state;
	assert_int_equal(contact_now(&f, now), CONTACT_USABLE);
	f.safe = CONTACT_UNKNOWN;
	assert_int_equal(contact_now(&f, now), CONTACT_UNSAFE);
	f.safe = CONTACT_NO;
	assert_int_equal(contact_now(&f, now), CONTACT_UNSAFE);
	f.safe = (enum contact_safe)9;
	assert_int_equal(contact_now(&f, now), CONTACT_UNSAFE);
	/* Nothing was filled in at all. */
	f = (struct contact_facts){0};
	assert_int_equal(contact_now(&f, now), CONTACT_UNSAFE);
}

static void
rule_06_nothing_after_expiry_and_nothing_unverified(void **state)
{
	struct contact_facts f = safe;

	(void)state;
	f.expires_ms = at("2026-11-23T12:00:00Z");
	assert_int_equal(contact_now(&f, f.expires_ms - 1), CONTACT_USABLE);
	assert_int_equal(contact_now(&f, f.expires_ms), CONTACT_EXPIRED);
	f = safe;
	f.verified = false;
	assert_int_equal(contact_now(&f, 1), CONTACT_UNVERIFIED);
	f = safe;
	f.changed_unconfirmed = true; /* rule 9 */
	assert_int_equal(contact_now(&f, 1), CONTACT_CHANGED);
}

static void
rule_06_a_shared_device_is_never_used(void **state)
{
	static const enum contact_safe said[] = {
	    CONTACT_UNKNOWN, CONTACT_NO, CONTACT_YES};

	(void)state;
	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++) {
		struct contact_facts f = safe;

		f.shared = true;
		f.safe = said[i];
		assert_int_equal(contact_now(&f, 1), CONTACT_SHARED);
	}
	assert_string_equal(
	    contact_text(CONTACT_SHARED), "The device is shared.");
}

static void
rule_06_safe_times_are_minutes_of_the_london_day(void **state)
{
	struct contact_facts f = safe;

	(void)state;
	f.from_minute = 9 * 60;
	f.to_minute = 15 * 60;
	/* In winter London is UTC. */
	assert_int_equal(
	    contact_now(&f, at("2026-11-23T08:59:59Z")), CONTACT_LATER);
	assert_int_equal(
	    contact_now(&f, at("2026-11-23T09:00:00Z")), CONTACT_USABLE);
	assert_int_equal(
	    contact_now(&f, at("2026-11-23T14:59:59Z")), CONTACT_USABLE);
	assert_int_equal(
	    contact_now(&f, at("2026-11-23T15:00:00Z")), CONTACT_LATER);
	/* In summer it is an hour ahead. */
	assert_int_equal(
	    contact_now(&f, at("2026-07-01T07:59:59Z")), CONTACT_LATER);
	assert_int_equal(
	    contact_now(&f, at("2026-07-01T08:00:00Z")), CONTACT_USABLE);
	assert_int_equal(
	    contact_now(&f, at("2026-07-01T14:00:00Z")), CONTACT_LATER);
	/* Over midnight. */
	f.from_minute = 22 * 60;
	f.to_minute = 60;
	assert_int_equal(
	    contact_now(&f, at("2026-11-23T21:59:00Z")), CONTACT_LATER);
	assert_int_equal(
	    contact_now(&f, at("2026-11-23T23:30:00Z")), CONTACT_USABLE);
	assert_int_equal(
	    contact_now(&f, at("2026-11-24T00:59:00Z")), CONTACT_USABLE);
	assert_int_equal(
	    contact_now(&f, at("2026-11-24T01:00:00Z")), CONTACT_LATER);
}

static void
rule_06_a_window_that_makes_no_sense_is_never_open(void **state)
{
	static const int windows[][2] = {{600, 600}, {-1, 600}, {600, -1},
	    {1440, 60}, {0, 1441}, {-2, -2}, {-1, 0}};

	(void)state;
	for (size_t i = 0; i < sizeof(windows) / sizeof(*windows); i++) {
		struct contact_facts f = safe;

		f.from_minute = windows[i][0];
		f.to_minute = windows[i][1];
		for (int hour = 0; hour < 24; hour++)
			assert_int_equal(
			    contact_now(&f, hour * (int64_t)CLOCK_HOUR_MS),
			    CONTACT_UNSAFE);
		assert_true(contact_next(&f, 0) == INT64_MAX);
	}
}

static void
the_next_opening_by_hand(void **state)
{
	struct contact_facts f = safe;

	(void)state;
	f.from_minute = 9 * 60;
	f.to_minute = 15 * 60;
	assert_true(contact_next(&f, at("2026-11-23T10:00:01Z")) ==
	    at("2026-11-23T10:00:01Z"));
	assert_true(contact_next(&f, at("2026-11-23T03:00:31Z")) ==
	    at("2026-11-23T09:00:00Z"));
	assert_true(contact_next(&f, at("2026-11-23T15:00:00Z")) ==
	    at("2026-11-24T09:00:00Z"));
	/* Nine o'clock after the clocks went forward, and back. */
	assert_true(contact_next(&f, at("2026-03-28T20:00:00Z")) ==
	    at("2026-03-29T08:00:00Z"));
	assert_true(contact_next(&f, at("2026-10-24T20:00:00Z")) ==
	    at("2026-10-25T09:00:00Z"));
	/* 01:10 to 01:50 does not exist on 29 March. */
	f.from_minute = 70;
	f.to_minute = 110;
	assert_true(contact_next(&f, at("2026-03-28T20:00:00Z")) ==
	    at("2026-03-30T00:10:00Z"));
}

static void
what_is_later_opens_at_the_next_opening_and_not_before(void **state)
{
	(void)state;
	srand(5);
	for (int round = 0; round < 3000; round++) {
		struct contact_facts f = safe;
		/* Days around both clock changes of 2026. */
		int64_t now =
		    at(rand() % 2 == 0 ? "2026-03-27" : "2026-10-23") +
		    rand() % (4 * 24 * 60) * (int64_t)60000 + rand() % 60000;
		int64_t next;

		f.from_minute = rand() % 1440;
		f.to_minute = (f.from_minute + 1 + rand() % 1439) % 1440;
		next = contact_next(&f, now);
		assert_int_equal(contact_now(&f, next), CONTACT_USABLE);
		if (next > now) {
			assert_int_equal(contact_now(&f, now), CONTACT_LATER);
			assert_int_equal(
			    contact_now(&f, next - 1), CONTACT_LATER);
		}
	}
}

static void
every_answer_has_its_sentence(void **state)
{
	(void)state;
	for (int a = 0; a <= CONTACT_SHARED; a++)
		for (int b = 0; b < a; b++)
			assert_string_not_equal(
			    contact_text((enum contact_answer)a),
			    contact_text((enum contact_answer)b));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rule_06_only_a_plain_yes_is_safe),
	    cmocka_unit_test(
		rule_06_nothing_after_expiry_and_nothing_unverified),
	    cmocka_unit_test(rule_06_a_shared_device_is_never_used),
	    cmocka_unit_test(rule_06_safe_times_are_minutes_of_the_london_day),
	    cmocka_unit_test(
		rule_06_a_window_that_makes_no_sense_is_never_open),
	    cmocka_unit_test(the_next_opening_by_hand),
	    cmocka_unit_test(
		what_is_later_opens_at_the_next_opening_and_not_before),
	    cmocka_unit_test(every_answer_has_its_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
