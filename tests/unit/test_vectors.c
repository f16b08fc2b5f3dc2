/*
 * The frozen test vectors, read straight from schema/FORMAT.md with libsodium
 * and jansson alone: none of our code is in here, so that what the writer
 * writes is held against the page and not against the reader.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>
#include <sodium.h>

struct bytes {
	unsigned char v[200000];
	size_t len;
};

static struct bytes *
slurp(const char *name)
{
	struct bytes *b = calloc(1, sizeof(*b));
	char path[512];
	FILE *f;

	assert_non_null(b);
	(void)snprintf(path, sizeof(path), "%s/vectors/%s", TEST_DATA, name);
	f = fopen(path, "rb");
	assert_non_null(f);
	b->len = fread(b->v, 1, sizeof(b->v), f);
	assert_int_equal(fclose(f), 0);
	assert_in_range(b->len, 1, sizeof(b->v) - 1);
	return b;
}

static void
known(const char *name, unsigned char *out, size_t len)
{
	struct bytes *b = slurp("keys.txt");
	char *at = strstr((char *)b->v, name);
	size_t got = 0;

	assert_non_null(at);
	at += strlen(name);
	assert_int_equal(*at, ' ');
	assert_int_equal(
	    sodium_hex2bin(out, len, at + 1, 2 * len, NULL, &got, NULL), 0);
	assert_int_equal(got, len);
	free(b);
}

static uint64_t
number(const unsigned char *p, int bytes)
{
	uint64_t v = 0;

	while (bytes-- > 0)
		v = v << 8 | p[bytes];
	return v;
}

static int
is_zeros(const unsigned char *p, size_t len)
{
	return sodium_is_zero(p, len);
}

static void
sha256_is(const unsigned char *expected, const unsigned char *data, size_t len)
{
	unsigned char hash[32];

	crypto_hash_sha256(hash, data, len);
	assert_memory_equal(hash, expected, 32);
}

static void
header_is(const struct bytes *f, unsigned version, unsigned kind,
    unsigned record, const unsigned char *key)
{
	unsigned char both[21 + 32];

	assert_memory_equal(f->v, "SEALSEG", 8);
	assert_memory_equal(f->v, f->v + 512, 512);
	assert_int_equal(number(f->v + 8, 2), version);
	assert_int_equal(number(f->v + 10, 2), kind);
	assert_int_equal(number(f->v + 12, 4), record);
	assert_true(is_zeros(f->v + 52, 12));
	assert_true(is_zeros(f->v + 208, 272));
	sha256_is(f->v + 480, f->v, 480);
	memcpy(both, "marac key commitment", 20);
	memcpy(both + 20, key, 32);
	sha256_is(f->v + 64, both, 52);
}

/* Section 1.2: open the record at AT into BODY. */
static void
open_record(const struct bytes *f, size_t at, const unsigned char *key,
    uint64_t seq, unsigned type, unsigned char *body)
{
	const unsigned char *r = f->v + at;
	size_t size = number(r + 8, 4);
	unsigned char nonce[24];
	unsigned char ad[16 + 32 + 40];
	unsigned long long len;
	uint64_t true_len;

	assert_int_equal(at % 512, 0);
	assert_memory_equal(r, "SREC", 4);
	assert_int_equal(r[4], type);
	assert_true(is_zeros(r + 5, 3) && is_zeros(r + 12, 4));
	assert_int_equal(size % 512, 0);
	assert_int_equal(number(r + 16, 8), seq);
	memcpy(nonce, r + 24, 16);
	memcpy(nonce + 16, r + 16, 8);
	memcpy(ad, f->v + 16, 16);
	memcpy(ad + 16, f->v + 480, 32);
	memcpy(ad + 48, r, 40);
	assert_int_equal(
	    crypto_aead_xchacha20poly1305_ietf_decrypt(body, &len, NULL, r + 40,
		size - 40, ad, sizeof(ad), nonce, key),
	    0);
	assert_int_equal(len, size - 56);
	true_len = number(body + 8, 4);
	assert_in_range(true_len, 1, len - 12);
	assert_true(is_zeros(body + 12 + true_len, len - 12 - true_len));
}

/* Section 1.3: the final record at AT is the file's end. */
static void
final_is(const struct bytes *f, size_t at, const unsigned char *key,
    uint64_t records, uint64_t plain, const char *plain_hash,
    const unsigned char *device)
{
	const unsigned char *r = f->v + at;
	unsigned char nonce[24];
	unsigned char ad[48 + 120];
	unsigned char message[20 + 48 + 136];
	unsigned char hash[32];
	unsigned char none[1];

	assert_int_equal(f->len, at + 512);
	assert_memory_equal(r, "SREC\4\0\0\0\0\2\0\0\0\0\0\0", 16);
	assert_int_equal(number(r + 16, 8), records);
	assert_int_equal(number(r + 40, 8), records);
	assert_int_equal(number(r + 48, 8), plain);
	known(plain_hash, hash, 32);
	assert_memory_equal(r + 56, hash, 32);
	sha256_is(r + 88, f->v, at);
	memcpy(nonce, r + 24, 16);
	memcpy(nonce + 16, r + 16, 8);
	memcpy(ad, f->v + 16, 16);
	memcpy(ad + 16, f->v + 480, 32);
	memcpy(ad + 48, r, 120);
	assert_int_equal(crypto_aead_xchacha20poly1305_ietf_decrypt(none, NULL,
			     NULL, r + 120, 16, ad, sizeof(ad), nonce, key),
	    0);
	assert_true(is_zeros(r + 200, 280));
	sha256_is(r + 480, r, 480);
	if (device == NULL) {
		assert_true(is_zeros(r + 136, 64));
		return;
	}
	memcpy(message, "marac sealed file 1", 20);
	memcpy(message + 20, f->v + 16, 16);
	memcpy(message + 36, f->v + 480, 32);
	memcpy(message + 68, r, 136);
	assert_int_equal(crypto_sign_verify_detached(
			     r + 136, message, sizeof(message), device),
	    0);
}

static void
audio_is(const unsigned char *body, uint64_t offset, uint64_t len)
{
	assert_int_equal(number(body, 8), offset);
	assert_int_equal(number(body + 8, 4), len);
	for (uint64_t n = offset; n < offset + len; n++)
		assert_int_equal(
		    body[12 + n - offset], (unsigned char)(7 * n + n / 251));
}

static void
the_master_reads_as_the_page_says(void **state)
{
	static const char words[] =
	    "{\"words\":\"call the school\",\"owner\":\"Example School\","
	    "\"due\":\"2026-11-30\"}";
	struct bytes *f = slurp("master.seg");
	unsigned char secret[32], public[32], key[32], told[32], device[32];
	unsigned char body[70000];
	const unsigned char *index = body + 12;

	(void)state;
	known("item_secret", secret, 32);
	known("item_public", public, 32);
	known("master_data_key", told, 32);
	known("device_public", device, 32);
	assert_int_equal(
	    crypto_box_seal_open(key, f->v + 128, 80, public, secret), 0);
	assert_memory_equal(key, told, 32);
	header_is(f, 1, 1, 3072, key);
	assert_int_equal(number(f->v + 32, 8), 1795435200000);
	assert_int_equal(number(f->v + 40, 8), 4800000);
	assert_int_equal(number(f->v + 48, 4), 0);
	assert_memory_equal(f->v + 96, device, 32);

	open_record(f, 1024, key, 0, 1, body);
	audio_is(body, 0, 1000);
	open_record(f, 1024 + 3072, key, 1, 2, body);
	assert_int_equal(number(body, 8), 3);
	assert_int_equal(number(body + 8, 4), strlen(words));
	assert_memory_equal(body + 12, words, strlen(words));
	open_record(f, 1024 + 2 * 3072, key, 2, 1, body);
	audio_is(body, 1000, 3004);
	open_record(f, 1024 + 3 * 3072, key, 3, 1, body);
	audio_is(body, 4004, 2996);

	open_record(f, 1024 + 4 * 3072, key, 4, 3, body);
	assert_int_equal(number(body, 8), 0);
	assert_int_equal(number(body + 8, 4), 24 + 3 * 8 + 2 * 24 + 4);
	assert_int_equal(number(index, 8), 48312);
	assert_int_equal((int32_t)number(index + 8, 4), -23456);
	assert_int_equal(number(index + 12, 4), 3);
	assert_int_equal(number(index + 16, 4), 4);
	assert_int_equal(number(index + 20, 4), 2);
	assert_int_equal(number(index + 24, 8), 0);
	assert_int_equal(number(index + 32, 8), 560);
	assert_int_equal(number(index + 40, 8), 1101);
	assert_int_equal(number(index + 72, 8), 48000);
	assert_int_equal(number(index + 80, 8), 1795435201000);
	assert_int_equal(number(index + 88, 8), 6000000123);
	assert_memory_equal(index + 96, "\0\1\177\377", 4);
	final_is(f, 1024 + 4 * 3072 + 512, key, 5, 7000, "master_plain_sha256",
	    device);
	free(f);
}

/* of RECORDS, each of SIZE on disk */
static void
rendition_is(const char *name, unsigned version, size_t size, size_t records)
{
	struct bytes *f = slurp(name);
	const size_t held = size - 68;
	unsigned char key[32];
	unsigned char body[70000];

	known("rendition_data_key", key, 32);
	header_is(f, version, 2, (unsigned)size, key);
	assert_int_equal(number(f->v + 48, 4), 1);
	assert_true(is_zeros(f->v + 96, 32 + 80));
	for (size_t n = 0; n < records; n++) {
		size_t at = n * held;

		open_record(f, 1024 + n * size, key, n, 1, body);
		audio_is(body, at, 70000 - at < held ? 70000 - at : held);
	}
	final_is(f, 1024 + records * size, key, records, 70000,
	    "rendition_plain_sha256", NULL);
	free(f);
}

static void
the_rendition_reads_as_the_page_says(void **state)
{
	(void)state;
	rendition_is("rendition-2.seg", 2, 16384, 5);
}

static void
the_rendition_of_version_1_does(void **state)
{
	(void)state;
	rendition_is("rendition.seg", 1, 65536, 2);
}

static void
the_journal_reads_as_the_page_says(void **state)
{
	static const struct {
		unsigned kind, item, person, supersedes;
		int64_t sample, value;
	} expected[] = {
	    {1, 0, 0, 0, -1, 0},
	    {3, 0, 2, 0, -1, 0},
	    {5, 0, 0, 0, 0, 0},
	    {6, 1, 0, 0, 0, -5},
	    {21, 0, 0, 4, 48312, 0},
	};
	struct bytes *f = slurp("journal");
	unsigned char chain[16 + 48] = {0};
	unsigned char hash[32];

	(void)state;
	assert_int_equal(f->len, 6 * 64);
	assert_memory_equal(f->v, "JOURNAL\0\1\0\0\0\0\0\0\0", 16);
	assert_true(is_zeros(f->v + 32, 16));
	for (size_t i = 0; i < 6; i++) {
		const unsigned char *e = f->v + 64 * i;

		memcpy(chain + 16, e, 48);
		crypto_hash_sha256(hash, chain, sizeof(chain));
		assert_memory_equal(hash, e + 48, 16);
		memcpy(chain, hash, 16);
		if (i == 0)
			continue;
		assert_int_equal(number(e, 4), i);
		assert_int_equal(number(e + 4, 2), expected[i - 1].kind);
		assert_int_equal(number(e + 6, 2), expected[i - 1].item);
		assert_int_equal(number(e + 8, 2), expected[i - 1].person);
		assert_int_equal(number(e + 10, 2), 0);
		assert_int_equal(number(e + 12, 4), expected[i - 1].supersedes);
		assert_true(
		    (int64_t)number(e + 16, 8) == expected[i - 1].sample);
		assert_int_equal(number(e + 24, 8), 1795435200000 + i - 1);
		assert_true(
		    (int64_t)number(e + 32, 8) == expected[i - 1].value);
		assert_true(
		    number(e + 40, 8) == (i == 1 ? 0x1122334455667788u : 0u));
	}
	free(f);
}

static void
the_papers_read_as_the_page_says(void **state)
{
	struct bytes *f = slurp("papers.json");
	json_error_t where;
	json_t *root = json_loadb((char *)f->v, f->len, 0, &where);
	json_t *item;
	unsigned char key[32], public[32];

	(void)state;
	assert_non_null(root);
	assert_int_equal(json_object_size(root), 8);
	assert_string_equal(
	    json_string_value(json_object_get(root, "format")), "marac-papers");
	assert_int_equal(
	    json_integer_value(json_object_get(root, "version")), 1);
	assert_string_equal(json_string_value(json_object_get(root, "meeting")),
	    "202122232425262728292a2b2c2d2e2f");
	assert_string_equal(
	    json_string_value(json_object_get(root, "type")), "marac");
	assert_int_equal(
	    json_integer_value(json_object_get(root, "planned_ms")),
	    1795435200000);
	assert_int_equal(json_array_size(json_object_get(root, "items")), 2);
	assert_int_equal(json_array_size(json_object_get(root, "people")), 2);
	item = json_array_get(json_object_get(root, "items"), 0);
	assert_int_equal(json_object_size(item), 5);
	assert_string_equal(
	    json_string_value(json_object_get(item, "kind")), "discussion");
	known("item_public", public, 32);
	assert_int_equal(sodium_hex2bin(key, 32,
			     json_string_value(json_object_get(item, "key")),
			     64, NULL, NULL, NULL),
	    0);
	assert_memory_equal(key, public, 32);
	item = json_array_get(json_object_get(root, "people"), 1);
	assert_int_equal(json_object_size(item), 4);
	assert_string_equal(
	    json_string_value(json_object_get(item, "agency")), "");
	json_decref(root);
	free(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_master_reads_as_the_page_says),
	    cmocka_unit_test(the_rendition_reads_as_the_page_says),
	    cmocka_unit_test(the_rendition_of_version_1_does),
	    cmocka_unit_test(the_journal_reads_as_the_page_says),
	    cmocka_unit_test(the_papers_read_as_the_page_says),
	};

	return sodium_init() < 0 || cmocka_run_group_tests(tests, NULL, NULL);
}
