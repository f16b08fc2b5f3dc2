/*
 * Codes on paper, against HMAC and SHA-256 of openssl(1): the key is RFC 4231's
 * test case 5, so that HMAC fills it with zeros.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "seal/papercode.h"

/* printf 'Test With Truncapaper' | openssl dgst -sha256 -mac HMAC
 * -macopt hexkey:0c0c... begins dacb70dbb6c318a99966; in base32 by hand, five
 * bits a character. */
static const char code_openssl[] = "VB5Q-1PXP-RCCA-K6B6";
/* printf '\xda\xcb...' | sha256sum */
static const char hash_openssl[] =
    "c6619b8c5cfcdeb358bce765bf802d860996778132fdb927c8923869bcbab7b9";

static void
make_it(char code[PAPERCODE_TEXT], unsigned char hash[BOX_HASH])
{
	struct box_key key = {0};
	unsigned char selector[LINK_SELECTOR];

	memset(key.v, 0x0c, 20);
	memcpy(selector, "Test With Trunca", LINK_SELECTOR);
	papercode_make(&key, selector, code, hash);
}

static void
the_code_is_hmac_of_the_selector(void **state)
{
	unsigned char hash[BOX_HASH], want[BOX_HASH];
	char code[PAPERCODE_TEXT];

	(void)state;
	make_it(code, hash);
	assert_string_equal(code, code_openssl);
	assert_int_equal(
	    buf_unhex(hash_openssl, want, sizeof(want), NULL), RC_OK);
	assert_memory_equal(hash, want, sizeof(want));
}

static void
key_and_selector_change_it_and_it_is_no_link(void **state)
{
	struct box_key key = {{1}}, other = {{2}};
	unsigned char selector[LINK_SELECTOR] = {3}, hash[4][BOX_HASH];
	char code[3][PAPERCODE_TEXT], token[LINK_TOKEN];

	(void)state;
	papercode_make(&key, selector, code[0], hash[0]);
	papercode_make(&other, selector, code[1], hash[1]);
	link_make(&key, selector, 1, token, hash[3]);
	selector[15] ^= 1;
	papercode_make(&key, selector, code[2], hash[2]);
	for (int a = 0; a < 4; a++)
		for (int b = a + 1; b < 4; b++)
			assert_memory_not_equal(hash[a], hash[b], BOX_HASH);
	assert_string_not_equal(code[0], code[1]);
	assert_string_not_equal(code[0], code[2]);
}

static void
what_people_type_is_understood(void **state)
{
	/* No letter of the code is a 0; its only 1 may be read as I or l. */
	static const char *const typed[] = {"VB5Q-1PXP-RCCA-K6B6",
	    "vb5q1pxprccak6b6", " vb5q 1pxp rcca k6b6 ", "VB5QLPXPRCCAK6B6",
	    "vb5qiPXPrccak6b6", "VB5Ql-PXPRC---CAK6B6",
	    "VB5Q\xe2\x80\x93"
	    "1PXP\xe2\x80\x94RCCA\xe2\x88\x92K6B6",
	    "VB5Q\xc2\xa0"
	    "1PXP\xe2\x80\x91RCCA\tK6B6"};
	unsigned char hash[BOX_HASH], want[BOX_HASH];
	char code[PAPERCODE_TEXT];

	(void)state;
	make_it(code, want);
	for (size_t i = 0; i < sizeof(typed) / sizeof(*typed); i++) {
		memset(hash, 0, sizeof(hash));
		if (papercode_parse(typed[i], hash, NULL) != RC_OK ||
		    memcmp(hash, want, sizeof(want)) != 0)
			fail_msg("\"%s\" is not understood", typed[i]);
		assert_int_equal(papercode_tidy(typed[i], code, NULL), RC_OK);
		assert_string_equal(code, code_openssl);
	}
	assert_int_equal(papercode_tidy("oOoO0000ILil1111", code, NULL), RC_OK);
	assert_string_equal(code, "0000-0000-1111-1111");
}

static void
rule_21_what_is_no_code_is_no_such_code(void **state)
{
	static const char *const bad[] = {"", "VB5Q-1PXP-RCCA-K6B",
	    "VB5Q-1PXP-RCCA-K6B66", "VB5Q-1PXP-RCCA-K6BU",
	    "VB5Q-1PXP-RCCA-K6B\xc3\xa9", "VB5Q.1PXP.RCCA.K6B6",
	    "VB5Q-1PXP-RCCA-K6B6\n", "VB5Q-1PXP-RCCA-K6B\xe2\x80"};
	unsigned char hash[BOX_HASH];
	struct error err, first = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		err = (struct error){0};
		if (papercode_parse(bad[i], hash, &err) != RC_NOTFOUND)
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
	    cmocka_unit_test(the_code_is_hmac_of_the_selector),
	    cmocka_unit_test(key_and_selector_change_it_and_it_is_no_link),
	    cmocka_unit_test(what_people_type_is_understood),
	    cmocka_unit_test(rule_21_what_is_no_code_is_no_such_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
