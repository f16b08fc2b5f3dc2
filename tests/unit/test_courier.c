/* A signed request: what is signed is what courier.h says, byte for byte, and
 * nothing of it can be exchanged. */
#include <string.h>

#include "seal/courier.h"
#include "unit/scratch.h"

static struct courier
request(void)
{
	struct courier c = {
	    .method = "PUT",
	    .path = "/recorder/file/00112233445566778899aabbccddeeff/0001.seg",
	    .time_ms = 1764180000000,
	    .length = 3,
	};

	box_hash("abc", 3, c.hash);
	return c;
}

/* The text of courier.h, written here by hand; "abc" is FIPS 180's. */
static void
what_is_signed_is_this_text(void **state)
{
	static const char text[] =
	    "marac-courier 1\n"
	    "PUT /recorder/file/00112233445566778899aabbccddeeff/0001.seg\n"
	    "1764180000000\n"
	    "3\n"
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	    "\n";
	unsigned char signature[BOX_SIGNATURE];
	struct courier c = request();
	struct box_sign_secret secret;
	struct box_sign_public public;
	struct error err = {0};

	(void)state;
	box_sign_make(&public, &secret);
	assert_int_equal(courier_sign(&c, &secret, signature, &err), RC_OK);
	assert_int_equal(
	    box_verify(&public, text, sizeof(text) - 1, signature, &err),
	    RC_OK);
	assert_int_equal(courier_verify(&c, &public, signature, &err), RC_OK);
}

static void
nothing_can_be_exchanged(void **state)
{
	unsigned char signature[BOX_SIGNATURE];
	struct box_sign_secret secret, other_secret;
	struct box_sign_public public, other;
	struct courier c = request(), d;
	struct error err = {0};

	(void)state;
	box_sign_make(&public, &secret);
	box_sign_make(&other, &other_secret);
	assert_int_equal(courier_sign(&c, &secret, signature, &err), RC_OK);
	d = c;
	d.method = "POST";
	assert_int_equal(
	    courier_verify(&d, &public, signature, &err), RC_DAMAGED);
	d = c;
	d.path = "/recorder/file/00112233445566778899aabbccddeeff/0002.seg";
	assert_int_equal(
	    courier_verify(&d, &public, signature, &err), RC_DAMAGED);
	d = c;
	d.time_ms++;
	assert_int_equal(
	    courier_verify(&d, &public, signature, &err), RC_DAMAGED);
	d = c;
	d.length = 4;
	assert_int_equal(
	    courier_verify(&d, &public, signature, &err), RC_DAMAGED);
	d = c;
	d.hash[31] ^= 1;
	assert_int_equal(
	    courier_verify(&d, &public, signature, &err), RC_DAMAGED);
	assert_int_equal(
	    courier_verify(&c, &other, signature, &err), RC_DAMAGED);
}

static void
only_a_meetings_files_have_a_name(void **state)
{
	static const char *const good[] = {"papers.json", "journal", "manifest",
	    "0001.seg", "9999.seg", "10000.seg"};
	static const char *const bad[] = {"", "001.seg", "1234567890.seg",
	    "0001.seg/", "../journal", ".0001.seg", "0001.segx", "journal ",
	    "clock", "0001", "JOURNAL", "0001.SEG", "00/1.seg"};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(courier_is_file(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(courier_is_file(bad[i]));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_signed_is_this_text),
	    cmocka_unit_test(nothing_can_be_exchanged),
	    cmocka_unit_test(only_a_meetings_files_have_a_name),
	};

	if (box_init(NULL) != RC_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
