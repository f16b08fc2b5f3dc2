/* When "Is all well" says which word: at each of its limits, and one before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "share/well.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define NOW INT64_C(1795000000000)

/* All is well. */
static struct vitals
fine(void)
{
	struct vitals v = {.now_ms = NOW,
	    .disk_free = INT64_C(500) * 6144 * 3600,
	    .disk_hours = 500,
	    .least_hours = 10,
	    .bounces = true,
	    .certified = true,
	    .certificate_ms = NOW + 60 * DAY,
	    .years = 7,
	    .sign_key = 1};

	v.g.link_key = 1;
	v.g.link_key_ms = NOW - DAY;
	v.g.devices = 1;
	for (int i = 0; i < LASTRUN_NAMES; i++)
		v.runs[i].at_ms = v.runs[i].well_ms = NOW;
	return v;
}

static void
is_(const struct vitals *v, const char *name, enum well_state want, int line)
{
	static const char *const words[] = {
	    "Act now", "Act soon", "Not known", "All well"};
	struct well_page page = {.said = ""};
	enum well_state before = WELL_BAD;

	well_fill(&page, v);
	assert_true(page.nlines <= WELL_LINES);
	for (size_t i = 0; i < page.nlines; i++) {
		assert_true(page.lines[i].state >= before); /* worst first */
		before = page.lines[i].state;
		assert_string_equal(page.lines[i].word, words[before]);
		if (before == WELL_BAD || before == WELL_SOON)
			assert_true(page.lines[i].todo[0] != '\0');
		if (strcmp(page.lines[i].name, name) == 0 &&
		    page.lines[i].state != want)
			fail_msg("line %d: %s: %s (%s)", line, name,
			    page.lines[i].word, page.lines[i].text);
	}
	for (size_t i = 0; i < page.nlines; i++)
		if (strcmp(page.lines[i].name, name) == 0)
			return;
	fail_msg("line %d: there is no %s", line, name);
}
#define is(v, name, want) is_(v, name, want, __LINE__)

static void
all_is_well(void **state)
{
	struct well_page page = {.said = ""};
	struct vitals v = fine();

	(void)state;
	well_fill(&page, &v);
	assert_string_equal(page.heading, "All is well");
	for (size_t i = 0; i < page.nlines; i++)
		assert_int_equal(page.lines[i].state, WELL_FINE);
}

static void
a_disk_is_low_below_twice_the_longest_meeting(void **state)
{
	struct vitals v = fine();

	(void)state;
	v.disk_hours = 20;
	is(&v, "Disk", WELL_FINE);
	v.disk_hours = 19;
	is(&v, "Disk", WELL_SOON);
	v.disk_hours = 10;
	is(&v, "Disk", WELL_SOON);
	v.disk_hours = 9;
	is(&v, "Disk", WELL_BAD);
	v.disk_hours = -1;
	is(&v, "Disk", WELL_UNKNOWN);
}

static void
aged(enum lastrun_name which, const char *name, int64_t soon, int64_t late)
{
	struct vitals v = fine();
	struct lastrun *run = &v.runs[which];

	run->at_ms = run->well_ms = NOW - soon;
	is(&v, name, WELL_FINE);
	run->at_ms = run->well_ms = NOW - soon - 1;
	is(&v, name, WELL_SOON);
	run->at_ms = run->well_ms = NOW - late;
	is(&v, name, WELL_SOON);
	run->at_ms = run->well_ms = NOW - late - 1;
	is(&v, name, WELL_BAD);
	run->at_ms = run->well_ms = 0;
	is(&v, name, WELL_BAD);
	run->at_ms = run->well_ms = NOW;
	(void)strcpy(run->words, "a pass failed");
	is(&v, name, WELL_BAD);
}

static void
what_must_run_is_missed(void **state)
{
	(void)state;
	aged(LASTRUN_DELIVER, "Sending", 3 * MINUTE, 10 * MINUTE);
	aged(
	    LASTRUN_BOUNCES, "Reading what came back", 3 * MINUTE, 10 * MINUTE);
	aged(LASTRUN_ESCALATE, "Telling who must know", 12 * MINUTE,
	    20 * MINUTE);
	aged(LASTRUN_BACKUP, "Backup", 26 * HOUR, 72 * HOUR);
	aged(LASTRUN_CHECK, "Nightly check", 36 * HOUR, 7 * DAY);
}

static void
a_chain_is_as_old_as_its_last_check(void **state)
{
	struct vitals v = fine();

	(void)state;
	v.runs[LASTRUN_AUDIT] = (struct lastrun){.at_ms = 0};
	is(&v, "Audit chain", WELL_FINE); /* the nightly check looked */
	v.runs[LASTRUN_CHECK].well_ms = NOW - 36 * HOUR - 1;
	is(&v, "Audit chain", WELL_SOON);
	v.runs[LASTRUN_AUDIT].at_ms = v.runs[LASTRUN_AUDIT].well_ms = NOW;
	is(&v, "Audit chain", WELL_FINE);
	(void)strcpy(v.runs[LASTRUN_AUDIT].words, "it was changed");
	is(&v, "Audit chain", WELL_BAD);
}

static void
a_certificate_ends(void **state)
{
	struct vitals v = fine();

	(void)state;
	v.certificate_ms = NOW + 21 * DAY;
	is(&v, "Certificate", WELL_FINE);
	v.certificate_ms = NOW + 21 * DAY - 1;
	is(&v, "Certificate", WELL_SOON);
	v.certificate_ms = NOW + 7 * DAY;
	is(&v, "Certificate", WELL_SOON);
	v.certificate_ms = NOW + 7 * DAY - 1;
	is(&v, "Certificate", WELL_BAD);
	v.certificate_ms = NOW;
	is(&v, "Certificate", WELL_BAD);
	v.certificate_ms = 0;
	is(&v, "Certificate", WELL_BAD);
	v.certified = false;
	is(&v, "Certificate", WELL_UNKNOWN);
}

static void
what_waits_and_is_owed(void **state)
{
	struct vitals v = fine();

	(void)state;
	v.g.queued = 3;
	v.g.held = 2;
	v.g.oldest_queued_ms = NOW - HOUR;
	is(&v, "Mail waiting to go", WELL_FINE);
	v.g.oldest_queued_ms = NOW - HOUR - 1;
	is(&v, "Mail waiting to go", WELL_SOON);
	v.g.bounced = 1;
	is(&v, "Mail waiting to go", WELL_BAD);
	v.g.bounced = 0;
	v.g.failed = 1;
	is(&v, "Mail waiting to go", WELL_BAD);
	is(&v, "Deadlines", WELL_FINE);
	v.g.overdue = 1;
	is(&v, "Deadlines", WELL_BAD);
}

static void
keys_are_missing_or_old(void **state)
{
	struct vitals v = fine();

	(void)state;
	v.g.link_key_ms = NOW - 365 * DAY;
	is(&v, "Keys", WELL_FINE);
	v.g.link_key_ms = NOW - 365 * DAY - 1;
	is(&v, "Keys", WELL_SOON);
	v = fine();
	v.sign_key = 0;
	is(&v, "Keys", WELL_SOON);
	v.g.link_key = 0;
	is(&v, "Keys", WELL_BAD);
	v = fine();
	v.g.devices = 0;
	is(&v, "Recording machines", WELL_SOON);
	v = fine();
	v.g.listenings = 1;
	v.g.oldest_listening_ms = NOW - 9 * HOUR - 1;
	is(&v, "What is to be erased", WELL_SOON);
}

static void
a_review_is_due(void **state)
{
	struct vitals v = fine();
	struct well_page page = {.said = "", .kept = {.nones = 1}};

	(void)state;
	is(&v, "Retention due", WELL_FINE);
	well_fill(&page, &v); /* one within 90 days */
	assert_string_equal(page.heading, "All is well");
	page = (struct well_page){.said = "", .kept = {.nones = 1, .ndue = 1}};
	well_fill(&page, &v);
	assert_string_equal(page.heading, "Something needs you soon");
	assert_string_equal(page.lines[0].name, "Retention due");
	v.years = 0;
	is(&v, "Retention due", WELL_UNKNOWN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_is_well),
	    cmocka_unit_test(a_disk_is_low_below_twice_the_longest_meeting),
	    cmocka_unit_test(what_must_run_is_missed),
	    cmocka_unit_test(a_chain_is_as_old_as_its_last_check),
	    cmocka_unit_test(a_certificate_ends),
	    cmocka_unit_test(what_waits_and_is_owed),
	    cmocka_unit_test(keys_are_missing_or_old),
	    cmocka_unit_test(a_review_is_due),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
