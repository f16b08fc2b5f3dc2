/* Passwords, access codes, TOTP. */
#include <ctype.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "seal/code.h"

static void
a_password_opens_with_itself_only(void **state)
{
	char stored[CODE_STORED], again[CODE_STORED];

	(void)state;
	assert_int_equal(
	    code_password_hash("sample horse 7", stored, NULL), RC_OK);
	assert_memory_equal(stored, "$argon2id$v=19$m=65536,t=2,p=1$", 31);
	assert_null(strstr(stored, "horse"));
	assert_true(code_password_check("sample horse 7", stored));
	assert_false(code_password_check("sample horse 8", stored));
	assert_false(code_password_check("", stored));
	assert_false(code_password_check("sample horse 7 ", stored));
	assert_int_equal(
	    code_password_hash("sample horse 7", again, NULL), RC_OK);
	assert_string_not_equal(stored, again);
}

static int64_t
spent_ns(void)
{
	struct timespec t;

	assert_int_equal(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t), 0);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Of this thread's own work, so that a busy machine does not matter. */
static int64_t
cost(const char *stored)
{
	int64_t start = spent_ns();

	assert_false(code_password_check("wrong", stored));
	return spent_ns() - start;
}

static void
an_unknown_name_costs_as_much(void **state)
{
	char stored[CODE_STORED];
	int64_t known = INT64_MAX, unknown = INT64_MAX;

	(void)state;
	assert_int_equal(code_password_hash("right", stored, NULL), RC_OK);
	for (int i = 0; i < 3; i++) { /* the least disturbed of three */
		int64_t a = cost(stored), b = cost(NULL);

		known = a < known ? a : known;
		unknown = b < unknown ? b : unknown;
	}
	assert_true(unknown > known / 2 && unknown < known * 2);
	assert_false(code_password_check("wrong", "not a hash"));
}

static void *
one_check(void *stored)
{
	(void)code_password_check("wrong", stored);
	return NULL;
}

/* The most this process ever had in memory, in KiB. */
static long
peak_kib(void)
{
	struct rusage usage;

	assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
	return usage.ru_maxrss;
}

static void
eight_at_once_cost_the_memory_of_two(void **state)
{
	char stored[CODE_STORED];
	pthread_t threads[8];
	long before;

	(void)state;
	assert_int_equal(code_password_hash("right", stored, NULL), RC_OK);
	before = peak_kib(); /* holds one, 64 MiB */
	for (int i = 0; i < 8; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, one_check, stored), 0);
	for (int i = 0; i < 8; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	assert_in_range(peak_kib() - before, 32 * 1024, 96 * 1024);
}

static void
access_codes_look_right_and_differ(void **state)
{
	char code[CODE_ACCESS], last[CODE_ACCESS] = "";

	(void)state;
	for (int i = 0; i < 1000; i++) {
		code_access_make(code);
		assert_int_equal(strlen(code), 14);
		for (int k = 0; k < 14; k++)
			if (k == 4 || k == 9)
				assert_int_equal(code[k], '-');
			else
				assert_non_null(strchr(
				    "23456789ABCDEFGHJKMNPQRSTVWXYZ", code[k]));
		assert_string_not_equal(code, last);
		memcpy(last, code, sizeof(last));
	}
}

static void
a_passphrase_has_24_characters_and_differs(void **state)
{
	char phrase[CODE_PASSPHRASE], last[CODE_PASSPHRASE] = "";

	(void)state;
	for (int i = 0; i < 1000; i++) {
		code_passphrase_make(phrase);
		assert_int_equal(strlen(phrase), 29);
		for (int k = 0; k < 29; k++)
			if (k % 5 == 4)
				assert_int_equal(phrase[k], '-');
			else
				assert_non_null(
				    strchr("23456789ABCDEFGHJKMNPQRSTVWXYZ",
					phrase[k]));
		assert_string_not_equal(phrase, last);
		memcpy(last, phrase, sizeof(last));
	}
}

static void
a_texted_code_opens_under_any_pepper_and_no_other_does(void **state)
{
	struct box_key pepper = {{1}}, zeros = {{0}};
	char code[CODE_ACCESS], other[CODE_ACCESS];
	char texted[CODE_STORED], peppered[CODE_STORED];

	(void)state;
	code_access_make(code);
	code_access_make(other);
	assert_int_equal(code_texted_hash(code, texted, NULL), RC_OK);
	assert_true(code_access_check(&pepper, code, texted));
	assert_true(code_access_check(&zeros, code, texted));
	assert_false(code_access_check(&pepper, other, texted));
	assert_int_equal(
	    code_access_hash(&pepper, code, peppered, NULL), RC_OK);
	assert_true(code_access_check(&pepper, code, peppered));
	assert_false(code_access_check(&zeros, code, peppered));
	/* Its mark makes no other kind of it, nor of a texted one without. */
	assert_false(code_access_check(&pepper, code, texted + 1));
	assert_null(strstr(texted, code));
	assert_int_equal(
	    code_texted_hash("2222-2222", texted, NULL), RC_INVALID);
}

static void
an_access_code_is_typed_as_people_do(void **state)
{
	struct box_key pepper = {{7}}, other = {{8}};
	char stored[CODE_STORED];

	(void)state;
	assert_int_equal(
	    code_access_hash(&pepper, "K7QM-2XPD-9HTA", stored, NULL), RC_OK);
	assert_null(strstr(stored, "K7QM"));
	assert_true(code_access_check(&pepper, "K7QM-2XPD-9HTA", stored));
	assert_true(code_access_check(&pepper, " k7qm 2xpd9hta ", stored));
	assert_false(code_access_check(&pepper, "K7QM-2XPD-9HTB", stored));
	assert_false(code_access_check(&pepper, "K7QM-2XPD-9HT", stored));
	assert_false(code_access_check(&pepper, "K7QM-2XPD-9HTAA", stored));
	assert_false(code_access_check(&pepper, "K7QM-2XPD-9HT1", stored));
	assert_false(code_access_check(&pepper, "", stored));
	assert_false(code_access_check(&other, "K7QM-2XPD-9HTA", stored));
	assert_false(code_access_check(&pepper, "K7QM-2XPD-9HTA", NULL));
	assert_int_equal(
	    code_access_hash(&pepper, "K7QM-2XPD", stored, NULL), RC_INVALID);
	assert_int_equal(
	    code_access_hash(&pepper, "K7QM-2XPD-9HT!", stored, NULL),
	    RC_INVALID);
}

/* RFC 6238, appendix B (SHA-1): the last six of its eight digits. */
static void
totp_is_rfc_6238(void **state)
{
	static const struct {
		int64_t time_s;
		const char *digits;
	} vector[] = {{59, "287082"}, {1111111109, "081804"},
	    {1111111111, "050471"}, {1234567890, "005924"},
	    {2000000000, "279037"}, {20000000000, "353130"}};
	static const unsigned char secret[] = "12345678901234567890";

	(void)state;
	for (size_t i = 0; i < sizeof(vector) / sizeof(vector[0]); i++) {
		int64_t ms = vector[i].time_s * 1000;
		int64_t step = vector[i].time_s / 30;

		assert_int_equal(
		    code_totp_check(secret, vector[i].digits, ms, 0), step);
		/* one step of drift, not two; a step once */
		assert_int_equal(code_totp_check(secret, vector[i].digits,
				     (step + 1) * 30000, 0),
		    step);
		assert_int_equal(code_totp_check(secret, vector[i].digits,
				     (step - 1) * 30000, 0),
		    step);
		assert_int_equal(code_totp_check(secret, vector[i].digits,
				     (step + 2) * 30000, 0),
		    0);
		assert_int_equal(
		    code_totp_check(secret, vector[i].digits, ms, step), 0);
		assert_int_equal(
		    code_totp_check(secret, vector[i].digits, ms, step - 1),
		    step);
	}
	assert_int_equal(code_totp_check(secret, "287083", 59000, 0), 0);
	assert_int_equal(code_totp_check(secret, "28708", 59000, 0), 0);
	assert_int_equal(code_totp_check(secret, "2870820", 59000, 0), 0);
	assert_int_equal(code_totp_check(secret, "", 59000, 0), 0);
}

/* Undo RFC 4648 base32 by hand. */
static void
a_new_totp_secret_is_printed_in_base32(void **state)
{
	unsigned char secret[CODE_TOTP_SECRET], back[CODE_TOTP_SECRET];
	unsigned char other[CODE_TOTP_SECRET];
	char base32[CODE_TOTP_BASE32];
	unsigned bits = 0, have = 0;
	size_t at = 0;

	(void)state;
	code_totp_make(other, base32);
	code_totp_make(secret, base32);
	assert_memory_not_equal(secret, other, sizeof(secret));
	assert_int_equal(strlen(base32), 32);
	for (const char *p = base32; *p != '\0'; p++) {
		unsigned value = isupper((unsigned char)*p)
		    ? (unsigned)(*p - 'A')
		    : (unsigned)(*p - '2') + 26;

		assert_in_range(value, 0, 31);
		bits = bits << 5 | value;
		if ((have += 5) >= 8)
			back[at++] = (unsigned char)(bits >> (have -= 8));
	}
	assert_int_equal(at, sizeof(back));
	assert_memory_equal(back, secret, sizeof(secret));
}

static int
begin(void **state)
{
	(void)state;
	return box_init(NULL) == RC_OK ? 0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(eight_at_once_cost_the_memory_of_two),
	    cmocka_unit_test(a_password_opens_with_itself_only),
	    cmocka_unit_test(an_unknown_name_costs_as_much),
	    cmocka_unit_test(access_codes_look_right_and_differ),
	    cmocka_unit_test(a_passphrase_has_24_characters_and_differs),
	    cmocka_unit_test(
		a_texted_code_opens_under_any_pepper_and_no_other_does),
	    cmocka_unit_test(an_access_code_is_typed_as_people_do),
	    cmocka_unit_test(totp_is_rfc_6238),
	    cmocka_unit_test(a_new_totp_secret_is_printed_in_base32),
	};

	return cmocka_run_group_tests(tests, begin, NULL);
}
