/*
 * Tokens, against RFC 4231.  Its test case 5 signs "Test With Truncation" (20
 * bytes) with 20 times 0c and keeps 128 bits: a selector, a generation and a
 * secret have just these lengths, and HMAC fills a short key with zeros.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "seal/link.h"

static const char token_4231[] = "VGVzdCBXaXRoIFRydW5jYaO2FnRzEA7gbgx5bClVVSs";

static void
the_secret_is_rfc_4231(void **state)
{
	struct box_key key = {0};
	unsigned char selector[LINK_SELECTOR], hash[BOX_HASH], want[BOX_HASH];
	char token[LINK_TOKEN];

	(void)state;
	memset(key.v, 0x0c, 20);
	memcpy(selector, "Test With Trunca", LINK_SELECTOR);
	link_make(&key, selector, 0x6e6f6974, token, hash); /* "tion" */
	assert_string_equal(token, token_4231);             /* by base64(1) */
	/* by sha256sum(1) of the RFC's 16 bytes */
	assert_int_equal(buf_unhex("04eaef87732c26cdf8937388da1dec49"
				   "4a2a613448d0c3b0eda4a32ccbdb1859",
			     want, sizeof(want), NULL),
	    RC_OK);
	assert_memory_equal(hash, want, sizeof(want));

	memset(selector, 0, sizeof(selector));
	memset(hash, 0, sizeof(hash));
	assert_int_equal(link_parse(token, selector, hash, NULL), RC_OK);
	assert_memory_equal(selector, "Test With Trunca", LINK_SELECTOR);
	assert_memory_equal(hash, want, sizeof(want));
}

static void
every_part_changes_it(void **state)
{
	struct box_key key = {{1}}, other = {{2}};
	unsigned char selector[LINK_SELECTOR] = {3}, hash[4][BOX_HASH];
	char token[4][LINK_TOKEN];

	(void)state;
	link_make(&key, selector, 1, token[0], hash[0]);
	link_make(&key, selector, 2, token[1], hash[1]);
	link_make(&other, selector, 1, token[2], hash[2]);
	selector[15] ^= 1;
	link_make(&key, selector, 1, token[3], hash[3]);
	for (int a = 0; a < 4; a++)
		for (int b = a + 1; b < 4; b++) {
			assert_memory_not_equal(hash[a], hash[b], BOX_HASH);
			assert_string_not_equal(token[a], token[b]);
		}
}

static void
rule_21_what_is_no_token_is_no_such_link(void **state)
{
	static const char *const bad[] = {"", "x",
	    "VGVzdCBXaXRoIFRydW5jYaO2FnRzEA7gbgx5bClVVS",   /* 42 */
	    "VGVzdCBXaXRoIFRydW5jYaO2FnRzEA7gbgx5bClVVSsA", /* 44 */
	    "VGVzdCBXaXRoIFRydW5jYaO2FnRzEA7gbgx5bClVVSs=",
	    "VGVzdCBXaXRoIFRydW5jYaO2FnRzEA7gbgx5bClVVSt", /* low bits */
	    "VGVzdCBXaXRoIFRydW5jYaO2FnRzEA7gbgx5bClV+Ss",
	    "VGVzdCBXaXRoIFRydW5jYaO2FnRzEA7gbgx5bClV/Ss",
	    "VGVzdCBXaXRoIFRydW5jYaO2FnRzEA7gbgx5bClV%2B",
	    " GVzdCBXaXRoIFRydW5jYaO2FnRzEA7gbgx5bClVVSs",
	    "VGVzdCBXaXRoIFRydW5jYaO2FnRzEA7gbgx5bClVVS\n",
	    "VGVzdCBXaXRoIFRydW5jYaO2FnRzEA7gbgx5bClVV\xc3\xa9"};
	unsigned char selector[LINK_SELECTOR], hash[BOX_HASH];
	struct error err, first = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		err = (struct error){0};
		if (link_parse(bad[i], selector, hash, &err) != RC_NOTFOUND)
			fail_msg("accepted \"%s\"", bad[i]);
		if (i == 0)
			first = err;
		assert_string_equal(err.text, first.text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_secret_is_rfc_4231),
	    cmocka_unit_test(every_part_changes_it),
	    cmocka_unit_test(rule_21_what_is_no_token_is_no_such_link),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
