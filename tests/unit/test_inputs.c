/* Several microphones as one, with made-up ones below: who is heard when, when
 * the stream is interrupted, and what is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/text.h"
#include "recorder/finding.h"
#include "recorder/inputs.h"
#include "recorder/pace.h"

enum { MS = 1000000, STEP = 20 * MS, BLOCK = FRAME_SAMPLES };

/* A device that a capture process could open. */
struct device {
	const char *name;
	int16_t value; /* of each of its samples; +1 and -1 in turn besides */
	bool there;
	bool delivers;
	int64_t held_ms;  /* its blocks come so much later */
	int64_t opens_ms; /* it takes so long to open */
};
static struct device devices[3];

struct mic { /* what the linker puts in place of mic.c's */
	struct device *device;
	char why[256];   /* there is none */
	int64_t open_ns; /* when it will be */
	int64_t at_ns;   /* the next block begins */
	int fd;
};

static int64_t now;
static struct inputs *in;
static bool interrupted; /* the state was not running after a turn */
static int64_t last_ns;  /* up to here sound has come */
static int64_t hole_ns;  /* the largest between two blocks */
static int heard;        /* the value of the last sample */
static int opens;        /* capture processes */

enum rc
__wrap_mic_open(struct mic **, const char *, const char *, struct error *);
void __wrap_mic_close(struct mic *);
int __wrap_mic_fd(const struct mic *);
const char *__wrap_mic_device(const struct mic *);
enum rc
__wrap_mic_next(struct mic *, struct mic_block *, bool *, struct error *);

enum rc
__wrap_mic_open(
    struct mic **out, const char *asked, const char *before, struct error *err)
{
	struct mic *m = calloc(1, sizeof(*m));
	struct buf why = {0};
	const char *names[3];
	ptrdiff_t at;

	(void)err;
	assert_non_null(m);
	for (size_t i = 0; i < 3; i++)
		names[i] = devices[i].there ? devices[i].name : NULL;
	at = finding_one(names, 3, -1, asked, before, &why);
	if (at >= 0)
		m->device = &devices[at];
	(void)snprintf(m->why, sizeof(m->why), "%.250s", buf_str(&why));
	buf_clear(&why);
	m->open_ns = now;
	if (m->device != NULL)
		m->open_ns += m->device->opens_ms * MS;
	m->at_ns = m->open_ns;
	opens++;
	m->fd = eventfd(0, EFD_CLOEXEC);
	*out = m;
	return RC_OK;
}

void
__wrap_mic_close(struct mic *m)
{
	if (m != NULL)
		(void)close(m->fd);
	free(m);
}

int
__wrap_mic_fd(const struct mic *m)
{
	return m->fd;
}

const char *
__wrap_mic_device(const struct mic *m)
{
	return m->device != NULL && now >= m->open_ns ? m->device->name : "";
}

enum rc
__wrap_mic_next(
    struct mic *m, struct mic_block *b, bool *got, struct error *err)
{
	const struct device *d = m->device;

	*got = false;
	if (d == NULL)
		return error_set(err, RC_NOTFOUND, "%s", m->why);
	if (!d->there)
		return error_set(err, RC_NOTFOUND, "it is gone");
	if (now < m->open_ns)
		return RC_OK;
	if (!d->delivers)
		m->at_ns = now; /* what was said meanwhile is gone */
	if (!d->delivers || m->at_ns + STEP + d->held_ms * MS > now)
		return RC_OK;
	*b = (struct mic_block){.count = BLOCK, .captured_ns = m->at_ns};
	b->mono_ns = now;
	b->wall_ms = 1800000000000 + now / MS;
	for (int i = 0; i < BLOCK; i++)
		b->pcm[i] = d->value;
	if (d->value != 0)
		b->pcm[0]++; /* no microphone is as quiet as zero */
	m->at_ns += STEP;
	*got = true;
	return RC_OK;
}

/* One turn of who reads. */
static void
turn(void)
{
	struct mic_block b;

	while (inputs_next(in, now, &b)) {
		if (last_ns != 0 && b.captured_ns - last_ns > hole_ns)
			hole_ns = b.captured_ns - last_ns;
		/* nothing comes twice */
		assert_true(b.captured_ns >= last_ns - MS);
		last_ns = b.captured_ns + pace_ns((int64_t)b.count);
		heard = b.pcm[b.count - 1];
	}
	inputs_tick(in, now);
	if (inputs_state(in) != WATCH_RUNNING)
		interrupted = true;
}

static void
run_ms(int64_t ms)
{
	for (int64_t until = now + ms * MS; now < until;) {
		now += 10 * MS;
		turn();
	}
}

static void
fresh(void)
{
	interrupted = false;
	hole_ns = 0;
}

static int
setup(void **state)
{
	(void)state;
	now = 1000000000000;
	last_ns = 0;
	heard = 0;
	fresh();
	devices[0] = (struct device){"room", 3000, true, true, 0, 0};
	devices[1] = (struct device){"desk", 500, true, true, 0, 0};
	devices[2] = (struct device){"call", 20, true, true, 0, 0};
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	inputs_close(in);
	in = NULL;
	return 0;
}

/* Open those of KINDS ('d'evice, 'c'all, 's'tandby or '-'), wait until all
 * are there. */
static void
open_as(const char *kinds)
{
	struct inputs_plan plan = {0};
	struct error err = {0};

	for (size_t i = 0; i < 3 && kinds[i] != '\0'; i++) {
		if (kinds[i] == '-')
			continue;
		plan.v[plan.count++] =
		    (struct inputs_wanted){.name = devices[i].name,
			.kind = kinds[i] == 'd' ? INPUTS_DEVICE
			    : kinds[i] == 'c'   ? INPUTS_CALL
						: INPUTS_STANDBY};
	}
	assert_int_equal(inputs_open(&in, &plan, now, &err), RC_OK);
	run_ms(1000);
	fresh();
}

static void
says(const char *text, const char *words)
{
	if (strstr(text, words) == NULL)
		fail_msg("no \"%s\" in \"%s\"", words, text);
}

/* All that a status tells can be printed. */
static void
legible(void)
{
	struct command_reply reply = {0};
	const char *texts[] = {inputs_device(in), inputs_alarm(in),
	    inputs_notice(in), reply.microphones[0].name};

	inputs_describe(in, &reply);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (!text_valid(texts[i], strlen(texts[i])))
			fail_msg("no UTF-8: \"%s\"", texts[i]);
	}
}

static void
rule_16_a_standby_is_not_heard_while_the_other_is(void **state)
{
	(void)state;
	open_as("ds");
	for (int i = 0; i < 100; i++) {
		run_ms(100);
		assert_int_equal(heard, 3000);
	}
	assert_false(interrupted);
	assert_int_equal(hole_ns, 0);
	assert_string_equal(inputs_device(in), "room");
	assert_string_equal(inputs_alarm(in), "");
	assert_string_equal(inputs_notice(in), "");
}

static void
rule_17_a_standby_takes_over_within_a_second(void **state)
{
	(void)state;
	open_as("ds");
	devices[0].delivers = false;
	run_ms(INPUTS_SILENT_MS);
	assert_false(interrupted);
	assert_int_equal(heard, 3000);
	run_ms(100);
	assert_true(interrupted);
	assert_int_equal(heard, 500);
	assert_int_equal(inputs_state(in), WATCH_RUNNING);
	assert_in_range(hole_ns, 550 * MS, 1000 * (int64_t)MS);
	assert_string_equal(inputs_device(in), "desk");
	says(inputs_alarm(in), "\"room\" is missing: ");
	says(inputs_alarm(in), "desk records");
	/* its own watch gives up later: nothing changes */
	fresh();
	run_ms(5000);
	assert_false(interrupted);
	assert_int_equal(hole_ns, 0);
	says(inputs_alarm(in), "\"room\" is missing: ");
}

static void
it_goes_back_after_ten_good_seconds(void **state)
{
	(void)state;
	open_as("ds");
	devices[0].delivers = false;
	run_ms(3000);
	devices[0].delivers = true;
	fresh();
	run_ms(9000);
	assert_int_equal(heard, 500);
	assert_false(interrupted);
	assert_string_equal(inputs_alarm(in), "");
	says(inputs_notice(in), "\"room\" is back");
	/* a bad contact begins anew */
	devices[0].delivers = false;
	run_ms(2000);
	devices[0].delivers = true;
	run_ms(9500);
	assert_int_equal(heard, 500);
	assert_false(interrupted);
	run_ms(3000);
	assert_int_equal(heard, 3000);
	assert_true(interrupted);
	assert_in_range(hole_ns, 0, 20 * MS);
	assert_string_equal(inputs_device(in), "room");
	assert_string_equal(inputs_notice(in), "");
}

static void
an_unplugged_one_is_replaced_at_once(void **state)
{
	(void)state;
	open_as("ds");
	devices[0].there = false;
	run_ms(100);
	assert_int_equal(heard, 500);
	assert_in_range(hole_ns, 0, 60 * MS);
	assert_true(interrupted);
}

static void
a_machine_that_was_busy_changes_nothing(void **state)
{
	(void)state;
	open_as("ds");
	/* for 0.9 s nobody's blocks come; then they all do */
	for (int64_t ms = 0; ms <= 900; ms += 10) {
		devices[0].held_ms = devices[1].held_ms = ms;
		run_ms(10);
	}
	devices[0].held_ms = devices[1].held_ms = 0;
	run_ms(500);
	assert_false(interrupted);
	assert_int_equal(heard, 3000);
	assert_int_equal(hole_ns, 0);
}

static void
two_are_mixed_and_one_goes_on_alone(void **state)
{
	(void)state;
	open_as("dd");
	assert_int_equal(heard, 3500);
	assert_string_equal(inputs_device(in), "room + desk");
	devices[0].delivers = false;
	run_ms(1500);
	assert_int_equal(heard, 500);
	says(inputs_alarm(in), "\"room\" is missing: no sound comes");
	says(inputs_alarm(in), "desk records");
	/* who does not come back is tried again and again: still the same */
	run_ms(20000);
	says(inputs_alarm(in), "\"room\" is missing: ");
	assert_int_equal(inputs_state(in), WATCH_RUNNING);
	devices[0].delivers = true;
	run_ms(4000);
	assert_int_equal(heard, 3500);
	assert_string_equal(inputs_alarm(in), "");
	assert_false(interrupted);
	assert_in_range(hole_ns, 0, 2 * MS);
}

static void
a_standby_joins_those_that_are_left(void **state)
{
	(void)state;
	open_as("dsc");
	assert_int_equal(heard, 3020);
	devices[0].delivers = false;
	run_ms(800);
	assert_int_equal(heard, 520);
	assert_string_equal(inputs_device(in), "desk + call");
	devices[0].delivers = true;
	run_ms(9000);
	assert_int_equal(heard, 520);
	run_ms(5000);
	assert_int_equal(heard, 3020);
	/* the call was heard all the time: it is one stretch */
	assert_false(interrupted);
	assert_in_range(hole_ns, 0, 2 * MS);
}

static void
a_standby_that_fails_is_a_notice(void **state)
{
	(void)state;
	open_as("ds");
	devices[1].delivers = false;
	run_ms(3000);
	assert_string_equal(inputs_alarm(in), "");
	says(inputs_notice(in), "the standby \"desk\" is missing: ");
	assert_false(interrupted);
	/* and nobody is left */
	devices[0].delivers = false;
	run_ms(3000);
	assert_true(interrupted);
	assert_int_not_equal(inputs_state(in), WATCH_RUNNING);
	says(inputs_alarm(in), "\"room\" is missing: ");
	if (strstr(inputs_alarm(in), "records") != NULL)
		fail_msg("who records? %s", inputs_alarm(in));
	/* the first to come back records, without waiting */
	devices[0].delivers = true;
	run_ms(4500);
	assert_int_equal(heard, 3000);
	assert_int_equal(inputs_state(in), WATCH_RUNNING);
}

static void
one_alone_is_as_its_watch_says(void **state)
{
	(void)state;
	open_as("d");
	devices[0].delivers = false;
	run_ms(900);
	assert_false(interrupted);
	run_ms(200);
	assert_true(interrupted);
	assert_string_equal(inputs_alarm(in),
	    "no sound comes from the microphone; starting it again");
	devices[0].delivers = true;
	run_ms(4500);
	assert_int_equal(inputs_state(in), WATCH_RUNNING);
	assert_string_equal(inputs_alarm(in), "");
}

static void
muted_is_told_of_each_but_of_a_call(void **state)
{
	(void)state;
	devices[2].value = 0;
	open_as("dsc");
	run_ms(20000);
	assert_string_equal(inputs_alarm(in), "");
	devices[0].value = 0;
	run_ms(4000);
	assert_string_equal(inputs_alarm(in), "");
	run_ms(1500);
	says(inputs_alarm(in), "\"room\" is muted");
	/* a standby's is no alarm */
	devices[0].value = 3000;
	devices[1].value = 0;
	run_ms(6000);
	assert_string_equal(inputs_alarm(in), "");
	says(inputs_notice(in), "\"desk\" is muted");
}

static void
all_are_waited_for_at_first(void **state)
{
	const char *why;

	(void)state;
	devices[1].there = false;
	open_as("ds");
	assert_false(inputs_complete(in));
	assert_int_equal(inputs_fault(in, &why), RC_NOTFOUND);
	says(why, "no microphone is called \"desk\"");
	devices[1].there = true;
	run_ms(1000);
	assert_true(inputs_complete(in));
	assert_int_equal(inputs_fault(in, &why), RC_OK);
	assert_int_equal(heard, 3000);
}

static void
one_that_opens_slowly_is_waited_for(void **state)
{
	(void)state;
	/* 3 s, and half a second of rest, and 6 s */
	devices[0].opens_ms = 3400;
	open_as("d");
	run_ms(1100);
	says(inputs_alarm(in), "does not begin to deliver");
	run_ms(5000);
	assert_int_equal(heard, 3000);
	assert_string_equal(inputs_alarm(in), "");
	/* the next time as well */
	devices[0].delivers = false;
	run_ms(1100);
	says(inputs_alarm(in), "no sound comes from the microphone");
	devices[0].delivers = true;
	heard = 0;
	run_ms(6900);
	assert_int_equal(heard, 3000);
	assert_string_equal(inputs_alarm(in), "");
}

static void
twelve_seconds_are_waited_and_no_more(void **state)
{
	(void)state;
	devices[0].opens_ms = 11900;
	opens = 0;
	open_as("d");
	run_ms(9500);
	assert_int_equal(opens, 3);
	assert_int_equal(heard, 0);
	run_ms(12000);
	assert_int_equal(heard, 3000);
	/* a block came: it is 3 s again, and 6, and 12 for ever */
	devices[0].delivers = false;
	devices[0].opens_ms = 13000;
	opens = 0;
	run_ms(1100 + 3500);
	assert_int_equal(opens, 2);
	run_ms(6500);
	assert_int_equal(opens, 3);
	run_ms(12000);
	assert_int_equal(opens, 3);
	run_ms(500);
	assert_int_equal(opens, 4);
	run_ms(12600);
	assert_int_equal(opens, 5);
}

static void
rule_17_one_that_is_open_and_silent_has_three(void **state)
{
	(void)state;
	open_as("d");
	devices[0].delivers = false;
	opens = 0;
	run_ms(1100 + 10 * 3600);
	assert_in_range(opens, 10, 11);
	/* unplugged, it is looked for all the time */
	devices[0].there = false;
	opens = 0;
	run_ms(10000);
	assert_in_range(opens, 15, 20);
	devices[0].there = devices[0].delivers = true;
	run_ms(600);
	assert_int_equal(inputs_state(in), WATCH_RUNNING);
}

/* Whatever the place where a name is cut, no letter is. */
static void
letters_stay_whole(void **state)
{
	static char name[256];

	(void)state;
	for (size_t from = 40; from < 46; from++) {
		(void)setup(state);
		memset(name, 'a', from);
		for (size_t i = from; i + 2 < sizeof(name); i += 2)
			memcpy(
			    name + i, "\303\270", 3); /* an o with a stroke */
		devices[0].name = name;
		devices[0].value = 0;
		open_as("ds");
		run_ms(6000);
		says(inputs_alarm(in), "is muted");
		legible();
		devices[0].there = devices[1].there = false;
		run_ms(500);
		says(inputs_alarm(in), "is missing: ");
		says(inputs_notice(in), "is missing: ");
		legible();
		devices[0].there = true;
		run_ms(500);
		legible();
		(void)teardown(state);
		(void)setup(state);
		devices[1].name = name;
		open_as("dd");
		says(inputs_device(in), "room + aaa");
		legible();
		(void)teardown(state);
	}
}

static void
what_is_no_letter_is_asked_for_as_it_is_shown(void **state)
{
	const struct inputs_plan plan = {
	    .v = {{"R\370de", INPUTS_DEVICE}}, .count = 1};
	struct error err = {0};

	(void)state;
	devices[0].name = "R?de";
	assert_int_equal(inputs_open(&in, &plan, now, &err), RC_OK);
	legible();
	run_ms(1000);
	assert_int_equal(heard, 3000);
	legible();
}

/* Unplugged, and plugged in again: its card has another number then. */
static void
rule_17_one_with_another_number_is_found_again(void **state)
{
	const struct inputs_plan plan = {
	    .v = {{"room", INPUTS_DEVICE}, {"desk", INPUTS_STANDBY},
		{"call", INPUTS_CALL}},
	    .count = 3};
	struct error err = {0};

	(void)state;
	devices[0].name = "USB room: Audio (hw:1,0)";
	devices[1].name = "USB desk: Audio (hw:2,0)";
	devices[2].name = "USB call: Audio (hw:3,0)";
	assert_int_equal(inputs_open(&in, &plan, now, &err), RC_OK);
	run_ms(1000);
	assert_true(inputs_complete(in));
	for (size_t i = 0; i < 3; i++)
		devices[i].there = false;
	run_ms(3000);
	says(inputs_alarm(in), "no microphone is called \"room\"");
	devices[0].name = "USB room: Audio (hw:4,0)";
	devices[1].name = "USB desk: Audio (hw:1,0)";
	devices[2].name = "USB call: Audio (hw:2,0)";
	for (size_t i = 0; i < 3; i++)
		devices[i].there = true;
	run_ms(1000);
	assert_true(inputs_complete(in));
	assert_string_equal(inputs_alarm(in), "");
	run_ms(12000);
	assert_int_equal(heard, 3020);
	assert_string_equal(inputs_device(in),
	    "USB room: Audio (hw:4,0) + USB call: Audio (hw:2,0)");
}

static void
plans_that_are_none(void **state)
{
	static const struct {
		struct inputs_plan plan;
		const char *words;
	} bad[] = {
	    {{.v = {{"a", INPUTS_STANDBY}}, .count = 1}, "--device"},
	    {{.v = {{"a", INPUTS_DEVICE}, {"a", INPUTS_STANDBY}}, .count = 2},
		"\"a\" is asked for twice"},
	    {{.v = {{"a", INPUTS_DEVICE}, {"b", INPUTS_STANDBY},
		  {"c", INPUTS_STANDBY}},
		 .count = 3},
		"one standby is enough"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct error err = {0};

		assert_int_equal(
		    inputs_open(&in, &bad[i].plan, now, &err), RC_INVALID);
		assert_null(in);
		says(err.text, bad[i].words);
	}
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(rule_16_a_standby_is_not_heard_while_the_other_is),
	    TEST(rule_17_a_standby_takes_over_within_a_second),
	    TEST(it_goes_back_after_ten_good_seconds),
	    TEST(an_unplugged_one_is_replaced_at_once),
	    TEST(a_machine_that_was_busy_changes_nothing),
	    TEST(two_are_mixed_and_one_goes_on_alone),
	    TEST(a_standby_joins_those_that_are_left),
	    TEST(a_standby_that_fails_is_a_notice),
	    TEST(one_alone_is_as_its_watch_says),
	    TEST(muted_is_told_of_each_but_of_a_call),
	    TEST(all_are_waited_for_at_first),
	    TEST(one_that_opens_slowly_is_waited_for),
	    TEST(twelve_seconds_are_waited_and_no_more),
	    TEST(rule_17_one_that_is_open_and_silent_has_three),
	    TEST(letters_stay_whole),
	    TEST(what_is_no_letter_is_asked_for_as_it_is_shown),
	    TEST(rule_17_one_with_another_number_is_found_again),
	    TEST(plans_that_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
