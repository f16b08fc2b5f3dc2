/* The address that bounces come back to: what is made is read again, whatever a
 * relay did to its case, and nothing else holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "distributor/mail.h"
#include "distributor/verp.h"

static const char bounces[] = "bounces@service.example";
static const char name[] = "0123456789abcdef0123456789abcdef@service.example";
static struct box_key key;

static int
begin(void **state)
{
	const struct box_key column = {{7}};

	(void)state;
	verp_key(&column, &key);
	return 0;
}

static void
what_is_made_is_read_again(void **state)
{
	char address[VERP_ADDRESS], mac[VERP_MAC];
	struct message_id id = {0};

	(void)state;
	verp_make(&key, bounces, (struct message_id){57}, name, address);
	assert_memory_equal(address, "bounces+57.", 11);
	assert_string_equal(address + 31, "@service.example");
	assert_int_equal(strspn(address + 11, "0123456789abcdef"), 20);
	assert_true(mail_address(address));
	assert_true(verp_read(address, bounces, &id, mac));
	assert_int_equal(id.v, 57);
	assert_true(verp_holds(&key, id, name, mac));

	for (char *p = address; *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 32);
	assert_true(verp_read(address, bounces, &id, mac));
	assert_true(verp_holds(&key, id, name, mac));
}

static void
nothing_else_holds(void **state)
{
	char address[VERP_ADDRESS], mac[VERP_MAC];
	const struct box_key column = {{8}};
	struct message_id id = {0};
	struct box_key other;

	(void)state;
	verp_make(&key, bounces, (struct message_id){57}, name, address);
	assert_true(verp_read(address, bounces, &id, mac));
	/* another message, another number, another store's key */
	assert_false(verp_holds(&key, (struct message_id){58}, name, mac));
	assert_false(verp_holds(&key, id, "x@service.example", mac));
	verp_key(&column, &other);
	assert_false(verp_holds(&other, id, name, mac));
	/* the key of columns itself is not the one */
	assert_false(verp_holds(&(struct box_key){{7}}, id, name, mac));
	/* any digit of the hash */
	for (size_t i = 0; i < VERP_MAC - 1; i++) {
		char was = mac[i];

		mac[i] = was == '0' ? '1' : '0';
		assert_false(verp_holds(&key, id, name, mac));
		mac[i] = was;
	}
}

static void
other_addresses_claim_nothing(void **state)
{
	static const char *const bad[] = {"", "bounces@service.example",
	    "bounces+57@service.example",
	    "bounces+57.0123456789abcdef012@service.example",
	    "bounces+57.0123456789abcdef01234@service.example",
	    "bounces+57.0123456789abcdef012g@service.example",
	    "bounces+.0123456789abcdef0123@service.example",
	    "bounces+-7.0123456789abcdef0123@service.example",
	    "bounces+1234567890123456789.0123456789abcdef0123@service.example",
	    "bounces+57.0123456789abcdef0123@service.example.example",
	    "bounces+57.0123456789abcdef0123@other.example",
	    "bounces+57.0123456789abcdef0123",
	    "bounce+57.0123456789abcdef0123@service.example",
	    "xbounces+57.0123456789abcdef0123@service.example"};
	char mac[VERP_MAC];
	struct message_id id;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (verp_read(bad[i], bounces, &id, mac))
			fail_msg("'%s' was taken", bad[i]);
	/* Nothing is ours while no address is set. */
	assert_false(verp_read("+57.0123456789abcdef0123", "", &id, mac));
}

/* RFC 5321, section 4.5.3.1.1: 64 characters before the @. */
static void
the_longest_fits(void **state)
{
	char address[VERP_ADDRESS], mac[VERP_MAC];
	struct message_id id;

	(void)state;
	verp_make(&key, "a23456789012345678901234@service.example",
	    (struct message_id){999999999999999999}, name, address);
	assert_int_equal(strcspn(address, "@"), 64);
	assert_true(verp_read(
	    address, "a23456789012345678901234@service.example", &id, mac));
	assert_true(id.v == 999999999999999999);
	verp_make(&key, "", (struct message_id){57}, name, address);
	assert_string_equal(address, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_made_is_read_again),
	    cmocka_unit_test(nothing_else_holds),
	    cmocka_unit_test(other_addresses_claim_nothing),
	    cmocka_unit_test(the_longest_fits),
	};

	return box_init(NULL) != RC_OK
	    ? 1
	    : cmocka_run_group_tests_name("verp", tests, begin, NULL);
}
