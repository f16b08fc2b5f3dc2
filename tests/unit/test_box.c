/* The cryptography against published vectors, and every way it must refuse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "seal/box.h"

static void
hex(const char *digits, void *out, size_t len)
{
	assert_int_equal(buf_unhex(digits, out, len, NULL), RC_OK);
}

static void
is_hex(const void *got, size_t len, const char *want)
{
	struct buf b = {0};

	buf_hex(&b, got, len);
	assert_string_equal(buf_str(&b), want);
	buf_clear(&b);
}

/* 00 01 .. 1f */
static struct box_key
counting_key(void)
{
	struct box_key key;

	for (size_t i = 0; i < sizeof(key.v); i++)
		key.v[i] = (unsigned char)i;
	return key;
}

static void
sha256_is_fips_180(void **state)
{
	struct box_hash h;
	unsigned char got[BOX_HASH];

	(void)state;
	box_hash("abc", 3, got);
	is_hex(got, sizeof(got),
	    "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad");
	box_hash_begin(&h);
	box_hash_more(&h, "a", 1);
	box_hash_more(&h, "", 0);
	box_hash_more(&h, "bc", 2);
	box_hash_end(&h, got);
	is_hex(got, sizeof(got),
	    "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad");
}

/* openssl dgst -sha256; openssl mac -macopt size:32 BLAKE2BMAC */
static void
commitment_and_mac_are_what_openssl_says(void **state)
{
	struct box_key key = counting_key();
	unsigned char got[BOX_HASH];

	(void)state;
	box_commit(&key, got);
	is_hex(got, sizeof(got),
	    "4b08af18225de64aa3492c43f48051aa"
	    "f4706cd199943fb39400da8cc134cac3");
	box_mac(&key, "abc", 3, got);
	is_hex(got, sizeof(got),
	    "d63a32d3e44738d7907f964316c241ad"
	    "aba0abfeabc32349677578a15a203f7f");
}

/* RFC 8032, section 7.1, test 1 */
static void
signatures_are_rfc_8032(void **state)
{
	struct box_sign_secret sec;
	struct box_sign_public pub;
	unsigned char sig[BOX_SIGNATURE];

	(void)state;
	hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
	    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
	    sec.v, sizeof(sec.v));
	box_sign_public_of(&sec, &pub);
	is_hex(pub.v, sizeof(pub.v),
	    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
	box_sign(&sec, "", 0, sig);
	is_hex(sig, sizeof(sig),
	    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
	    "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
	assert_int_equal(box_verify(&pub, "", 0, sig, NULL), RC_OK);
	assert_int_equal(box_verify(&pub, "x", 1, sig, NULL), RC_DAMAGED);
	for (size_t i = 0; i < sizeof(sig); i++) {
		sig[i] ^= 1;
		assert_int_equal(
		    box_verify(&pub, "", 0, sig, NULL), RC_DAMAGED);
		sig[i] ^= 1;
	}
}

/* RFC 7748, section 6.1 */
static void
public_halves_are_rfc_7748(void **state)
{
	struct box_secret sec;
	struct box_public pub;

	(void)state;
	hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
	    sec.v, sizeof(sec.v));
	box_public_of(&sec, &pub);
	is_hex(pub.v, sizeof(pub.v),
	    "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
}

/* draft-irtf-cfrg-xchacha-03, appendix A.3.1 */
static void
records_are_the_xchacha_draft(void **state)
{
	static const char plain[] =
	    "Ladies and Gentlemen of the class of '99: If I could offer you "
	    "only one tip for the future, sunscreen would be it.";
	enum { LEN = sizeof(plain) - 1 };
	unsigned char nonce[BOX_NONCE], ad[12], back[LEN];
	unsigned char sealed[LEN + BOX_TAG];
	struct box_key key;

	(void)state;
	hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
	    key.v, sizeof(key.v));
	hex("404142434445464748494a4b4c4d4e4f5051525354555657", nonce,
	    sizeof(nonce));
	hex("50515253c0c1c2c3c4c5c6c7", ad, sizeof(ad));
	box_record_seal(&key, nonce, ad, sizeof(ad), plain, LEN, sealed);
	is_hex(sealed, sizeof(sealed),
	    "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
	    "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
	    "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
	    "21f9664c97637da9768812f615c68b13b52e"
	    "c0875924c1c7987947deafd8780acf49");
	assert_int_equal(box_record_open(&key, nonce, ad, sizeof(ad), sealed,
			     sizeof(sealed), back, NULL),
	    RC_OK);
	assert_memory_equal(back, plain, LEN);

	for (size_t i = 0; i < sizeof(sealed); i++) {
		sealed[i] ^= 0x80;
		assert_int_equal(box_record_open(&key, nonce, ad, sizeof(ad),
				     sealed, sizeof(sealed), back, NULL),
		    RC_DAMAGED);
		sealed[i] ^= 0x80;
	}
	for (size_t len = 0; len < sizeof(sealed); len++)
		assert_int_equal(box_record_open(&key, nonce, ad, sizeof(ad),
				     sealed, len, back, NULL),
		    RC_DAMAGED);
	ad[0] ^= 1;
	assert_int_equal(box_record_open(&key, nonce, ad, sizeof(ad), sealed,
			     sizeof(sealed), back, NULL),
	    RC_DAMAGED);
}

/* Large ones are opened by another library than sealed them: what one writes the
 * other reads, and what does not verify leaves nothing behind. */
static void
large_records_open_alike(void **state)
{
	static unsigned char plain[65536], sealed[65536 + BOX_TAG], back[65536];
	static const unsigned char zeros[65536];
	static const size_t sizes[] = {BOX_LARGE - BOX_TAG - 1,
	    BOX_LARGE - BOX_TAG, BOX_LARGE, 65536 - 512, 65535, 65536};
	struct box_key key = counting_key();
	unsigned char nonce[BOX_NONCE], ad[40];

	(void)state;
	box_random(plain, sizeof(plain));
	box_random(ad, sizeof(ad));
	for (size_t n = 0; n < sizeof(sizes) / sizeof(sizes[0]); n++) {
		size_t len = sizes[n], whole = len + BOX_TAG;

		box_random(nonce, sizeof(nonce));
		box_record_seal(
		    &key, nonce, ad, sizeof(ad), plain, len, sealed);
		memset(back, 0, sizeof(back));
		assert_int_equal(box_record_open(&key, nonce, ad, sizeof(ad),
				     sealed, whole, back, NULL),
		    RC_OK);
		assert_memory_equal(back, plain, len);

		for (size_t at = 0; at < whole; at += at < len ? 997 : 1) {
			sealed[at] ^= 1;
			assert_int_equal(
			    box_record_open(&key, nonce, ad, sizeof(ad), sealed,
				whole, back, NULL),
			    RC_DAMAGED);
			assert_memory_equal(back, zeros, len);
			sealed[at] ^= 1;
		}
		for (size_t at = 0; at < BOX_NONCE; at++) {
			nonce[at] ^= 1;
			assert_int_equal(
			    box_record_open(&key, nonce, ad, sizeof(ad), sealed,
				whole, back, NULL),
			    RC_DAMAGED);
			nonce[at] ^= 1;
		}
		ad[39] ^= 1;
		assert_int_equal(box_record_open(&key, nonce, ad, sizeof(ad),
				     sealed, whole, back, NULL),
		    RC_DAMAGED);
		ad[39] ^= 1;
		assert_int_equal(box_record_open(&key, nonce, ad,
				     sizeof(ad) - 1, sealed, whole, back, NULL),
		    RC_DAMAGED);
		assert_int_equal(box_record_open(&key, nonce, ad, sizeof(ad),
				     sealed, whole - 1, back, NULL),
		    RC_DAMAGED);
	}
}

static void
a_data_key_opens_for_its_addressee_only(void **state)
{
	struct box_key key, back;
	struct box_public pub, weak = {0};
	struct box_secret sec, other;
	unsigned char sealed[BOX_SEALED_KEY], again[BOX_SEALED_KEY];

	(void)state;
	box_key_make(&key);
	box_pair_make(&pub, &other);
	box_pair_make(&pub, &sec);
	assert_int_equal(box_key_seal(&key, &pub, sealed, NULL), RC_OK);
	assert_int_equal(box_key_open(sealed, &sec, &back, NULL), RC_OK);
	assert_memory_equal(back.v, key.v, sizeof(key.v));
	assert_int_equal(box_key_seal(&key, &pub, again, NULL), RC_OK);
	assert_memory_not_equal(sealed, again, sizeof(sealed));

	memset(&back, 0xff, sizeof(back));
	assert_int_equal(box_key_open(sealed, &other, &back, NULL), RC_DENIED);
	for (size_t i = 0; i < sizeof(back.v); i++)
		assert_int_equal(back.v[i], 0);
	for (size_t i = 0; i < sizeof(sealed); i++) {
		sealed[i] ^= 4;
		assert_int_equal(
		    box_key_open(sealed, &sec, &back, NULL), RC_DENIED);
		sealed[i] ^= 4;
	}
	assert_int_equal(box_key_seal(&key, &weak, sealed, NULL), RC_INVALID);
}

static void
a_value_opens_in_its_own_place_only(void **state)
{
	static const char value[] = "erin@example.invalid";
	struct box_key key, other;
	struct buf sealed = {0}, second = {0}, back = {0};

	(void)state;
	box_key_make(&key);
	box_key_make(&other);
	assert_int_equal(box_value_seal(&key, "contact_route.value:17", value,
			     strlen(value), &sealed, NULL),
	    RC_OK);
	assert_int_equal(sealed.len, BOX_NONCE + strlen(value) + BOX_TAG);
	buf_text(&back, "> "); /* what was there stays */
	assert_int_equal(box_value_open(&key, "contact_route.value:17",
			     sealed.data, sealed.len, &back, NULL),
	    RC_OK);
	assert_string_equal(buf_str(&back), "> erin@example.invalid");

	assert_int_equal(box_value_open(&key, "contact_route.value:18",
			     sealed.data, sealed.len, &back, NULL),
	    RC_DAMAGED);
	assert_int_equal(box_value_open(&other, "contact_route.value:17",
			     sealed.data, sealed.len, &back, NULL),
	    RC_DAMAGED);
	for (size_t len = 0; len < sealed.len; len++)
		assert_int_equal(box_value_open(&key, "contact_route.value:17",
				     sealed.data, len, &back, NULL),
		    RC_DAMAGED);
	assert_string_equal(buf_str(&back), "> erin@example.invalid");
	assert_int_equal(back.len, 22);

	assert_int_equal(box_value_seal(&key, "contact_route.value:17", value,
			     strlen(value), &second, NULL),
	    RC_OK);
	assert_memory_not_equal(sealed.data, second.data, sealed.len);
	buf_clear(&second);
	buf_clear(&sealed);
	buf_clear(&back);

	/* Nothing is a value too. */
	assert_int_equal(
	    box_value_seal(&key, "x:1", "", 0, &sealed, NULL), RC_OK);
	assert_int_equal(
	    box_value_open(&key, "x:1", sealed.data, sealed.len, &back, NULL),
	    RC_OK);
	assert_string_equal(buf_str(&back), "");
	buf_clear(&sealed);
	buf_clear(&back);
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
	    cmocka_unit_test(sha256_is_fips_180),
	    cmocka_unit_test(commitment_and_mac_are_what_openssl_says),
	    cmocka_unit_test(signatures_are_rfc_8032),
	    cmocka_unit_test(public_halves_are_rfc_7748),
	    cmocka_unit_test(records_are_the_xchacha_draft),
	    cmocka_unit_test(large_records_open_alike),
	    cmocka_unit_test(a_data_key_opens_for_its_addressee_only),
	    cmocka_unit_test(a_value_opens_in_its_own_place_only),
	};

	return cmocka_run_group_tests(tests, begin, NULL);
}
