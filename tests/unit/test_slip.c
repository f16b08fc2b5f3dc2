/* Tries of codes on paper run out: by who asks, by code, and for all codes
 * together; the first step costs one by who asks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "seal/box.h"
#include "share/reply.h"
#include "share/slip.h"

static int64_t clock_ns;
static unsigned answered;

int64_t __wrap_clock_mono_ns(void);
int64_t
__wrap_clock_mono_ns(void)
{
	return clock_ns;
}

bool __wrap_request_is_ours(const struct request *r, bool sure);
bool
__wrap_request_is_ours(const struct request *r, bool sure)
{
	(void)r;
	(void)sure;
	return true;
}

void __wrap_reply_problem(struct request *r, unsigned status);
void
__wrap_reply_problem(struct request *r, unsigned status)
{
	(void)r;
	answered = status;
}

static struct site site;

static int
begin(void **state)
{
	(void)state;
	assert_int_equal(box_init(NULL), RC_OK);
	clock_ns = 0;
	assert_int_equal(
	    throttle_open(&site.by_address, 30, 2000, NULL), RC_OK);
	assert_int_equal(throttle_open(&site.by_name, 10, 30000, NULL), RC_OK);
	assert_int_equal(throttle_open(&site.by_letter, SITE_LETTER_TRIES,
			     SITE_LETTER_REFILL_MS, NULL),
	    RC_OK);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	throttle_close(site.by_address);
	throttle_close(site.by_name);
	throttle_close(site.by_letter);
	return 0;
}

/* May ADDRESS try LETTER, with an access code or without? */
static bool
may(int address, int letter, bool with_code)
{
	struct request r = {.site = &site};
	bool yes;

	(void)snprintf(r.from, sizeof(r.from), "192.0.2.%d", address);
	buf_printf(&r.body, "letter=2222-3333-4444-%04d%s", letter,
	    with_code ? "&code=2222-2222-2222" : "");
	answered = 0;
	yes = slip_may(&r);
	assert_int_equal(answered, yes ? 0 : 429);
	buf_clear(&r.body);
	return yes;
}

static void
one_address_has_thirty_tries(void **state)
{
	(void)state;
	for (int i = 0; i < 30; i++)
		assert_true(may(1, i, true));
	assert_false(may(1, 99, true));
	assert_true(may(2, 99, true));
	/* The first step takes a place in the queue of all sign-ins. */
	assert_false(may(1, 99, false));
	assert_int_equal(answered, 429);
	assert_true(may(3, 99, false));
	clock_ns += 2000 * (int64_t)1000000;
	assert_true(may(1, 98, true));
}

/* However it is typed. */
static void
one_code_has_ten_tries(void **state)
{
	struct request r = {.site = &site, .from = "192.0.2.77"};

	(void)state;
	for (int i = 0; i < 10; i++)
		assert_true(may(i, 7, true));
	assert_false(may(20, 7, true));
	buf_text(&r.body, "letter=2222333344440oo7&code=2222-2222-2222");
	assert_false(slip_may(&r));
	buf_clear(&r.body);
	assert_true(may(21, 8, true));
}

static void
all_codes_together_have_a_limit(void **state)
{
	(void)state;
	for (int i = 0; i < SITE_LETTER_TRIES; i++)
		assert_true(may(i, i, true));
	assert_false(may(200, 200, true));
	assert_true(may(200, 200, false));
	clock_ns += SITE_LETTER_REFILL_MS * (int64_t)1000000;
	assert_true(may(201, 201, true));
	assert_false(may(202, 202, true));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		one_address_has_thirty_tries, begin, end),
	    cmocka_unit_test_setup_teardown(one_code_has_ten_tries, begin, end),
	    cmocka_unit_test_setup_teardown(
		all_codes_together_have_a_limit, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
