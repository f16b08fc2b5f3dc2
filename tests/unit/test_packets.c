/* Reading Ogg Opus back, whole, torn and damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <ogg/ogg.h>

#include "base/buf.h"
#include "recording/packets.h"
#include "recording/pages.h"

enum { COUNT = 60 };

/* Packet N: 40 + N bytes of N. */
static void
make(struct buf *file, uint32_t serial)
{
	struct sink sink = sink_to_buf(file);
	struct pages *p = NULL;
	struct error err;

	assert_int_equal(
	    pages_open(&p, &sink, serial, VOICE_PRE_SKIP, NULL, &err), RC_OK);
	for (int n = 0; n < COUNT; n++) {
		unsigned char data[200];

		memset(data, n, sizeof(data));
		assert_int_equal(
		    pages_packet(p, data, (size_t)(40 + n), &err), RC_OK);
	}
	assert_int_equal(
	    pages_finish(p, COUNT * VOICE_FRAME - 400, &err), RC_OK);
	pages_close(p);
}

/* Read all; packets must be right as far as they come.  How many came. */
static int
read_all(const unsigned char *data, size_t len, enum rc *rc, bool *ended,
    int64_t *samples, struct error *err)
{
	struct packets_memory from = {data, len};
	struct packets *p = NULL;
	struct packets_head head;
	int n = 0;

	*ended = false;
	*samples = -1;
	*rc = packets_open(&p, packets_read_memory, &from, &head, err);
	while (*rc == RC_OK) {
		const unsigned char *packet;
		size_t got;
		int64_t granule;

		*rc = packets_next(p, &packet, &got, &granule, err);
		if (*rc != RC_OK || packet == NULL)
			break;
		assert_int_equal(got, 40 + n);
		for (size_t i = 0; i < got; i++)
			assert_int_equal(packet[i], n);
		n++;
		if (granule >= 0 && n < COUNT)
			assert_true(granule == n * VOICE_FRAME);
	}
	if (*rc == RC_OK) {
		*ended = packets_ended(p);
		*samples = packets_samples(p);
		assert_int_equal(head.channels, 1);
		assert_int_equal(head.pre_skip, VOICE_PRE_SKIP);
		assert_int_equal(head.gain_q78, 0);
	}
	packets_close(p);
	return n;
}

static void
what_was_paged_comes_back(void **state)
{
	struct buf file = {0};
	struct error err;
	enum rc rc;
	bool ended;
	int64_t samples;

	(void)state;
	make(&file, 7);
	assert_int_equal(
	    read_all(file.data, file.len, &rc, &ended, &samples, &err), COUNT);
	assert_int_equal(rc, RC_OK);
	assert_true(ended);
	assert_true(samples == COUNT * VOICE_FRAME - 400);
	buf_clear(&file);
}

/* A torn file ends with its last whole page, and says that it was torn. */
static void
rule_17_every_truncation_ends_at_a_page(void **state)
{
	struct buf file = {0};

	(void)state;
	make(&file, 7);
	for (size_t len = 0; len < file.len; len++) {
		struct error err;
		enum rc rc;
		bool ended;
		int64_t samples;
		int n = read_all(file.data, len, &rc, &ended, &samples, &err);

		assert_false(ended);
		if (rc != RC_OK) {
			assert_int_equal(rc, RC_DAMAGED);
			assert_int_equal(n, 0);
			continue;
		}
		assert_int_equal(n % PAGES_PACKETS, 0);
		assert_true(
		    samples == (n == 0 ? 0 : n * VOICE_FRAME - VOICE_PRE_SKIP));
	}
	buf_clear(&file);
}

static void
every_flipped_bit_is_named_with_its_place(void **state)
{
	struct buf file = {0};

	(void)state;
	make(&file, 7);
	for (size_t at = 0; at < file.len; at++) {
		struct error err = {0};
		enum rc rc;
		bool ended;
		int64_t samples;

		file.data[at] ^= (unsigned char)(1 << at % 8);
		(void)read_all(
		    file.data, file.len, &rc, &ended, &samples, &err);
		file.data[at] ^= (unsigned char)(1 << at % 8);
		if (rc == RC_OK) {
			/* longer than the file: as if torn */
			assert_false(ended);
			continue;
		}
		assert_int_equal(rc, RC_DAMAGED);
		assert_non_null(strstr(err.text, "at byte "));
	}
	buf_clear(&file);
}

static void
a_second_stream_and_trailing_bytes_are_refused(void **state)
{
	struct buf file = {0};
	struct error err;
	enum rc rc;
	bool ended;
	int64_t samples;
	size_t one;

	(void)state;
	make(&file, 7);
	one = file.len;
	make(&file, 8);
	(void)read_all(file.data, file.len, &rc, &ended, &samples, &err);
	assert_int_equal(rc, RC_DAMAGED);
	(void)read_all(file.data, one + 1, &rc, &ended, &samples, &err);
	assert_int_equal(rc, RC_DAMAGED);
	(void)read_all(file.data, one, &rc, &ended, &samples, &err);
	assert_int_equal(rc, RC_OK);
	(void)read_all((const unsigned char *)"RIFF....WAVE", 12, &rc, &ended,
	    &samples, &err);
	assert_int_equal(rc, RC_DAMAGED);
	buf_clear(&file);
}

/* Page N of FILE. */
static ogg_page
page_of(struct buf *file, int n)
{
	size_t at = 0;

	for (;; n--) {
		unsigned char *p = file->data + at;
		long body = 0;

		for (int i = 0; i < p[26]; i++)
			body += p[27 + i];
		if (n == 0)
			return (ogg_page){p, 27 + p[26], p + 27 + p[26], body};
		at += 27 + (size_t)p[26] + (size_t)body;
	}
}

/* Wrong and under a right checksum: number, granule, flags, serial. */
static void
a_right_checksum_does_not_make_a_page_right(void **state)
{
	static const struct {
		int page;
		int at;
		unsigned char flip;
		const char *said;
	} cases[] = {
	    {3, 18, 1, "out of order"},
	    {3, 6, 1, "granule position"},
	    {3, 8, 1, "granule position"},
	    {4, 7, 255, "granule position"},
	    {3, 5, 1, "continued"},
	    {3, 5, 2, "wrong place"},
	    {3, 14, 1, "second stream"},
	    {0, 5, 2, "wrong place"},
	    {0, 6, 1, "OpusHead"},
	    {0, 37, 3, "mono"},
	};
	struct buf file = {0};

	(void)state;
	make(&file, 7);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ogg_page page = page_of(&file, cases[i].page);
		struct error err = {0};
		enum rc rc;
		bool ended;
		int64_t samples;

		page.header[cases[i].at] ^= cases[i].flip;
		ogg_page_checksum_set(&page);
		(void)read_all(
		    file.data, file.len, &rc, &ended, &samples, &err);
		assert_int_equal(rc, RC_DAMAGED);
		if (strstr(err.text, cases[i].said) == NULL)
			fail_msg("case %zu: expected \"%s\" in \"%s\"", i,
			    cases[i].said, err.text);
		page.header[cases[i].at] ^= cases[i].flip;
		ogg_page_checksum_set(&page);
	}
	buf_clear(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_was_paged_comes_back),
	    cmocka_unit_test(rule_17_every_truncation_ends_at_a_page),
	    cmocka_unit_test(every_flipped_bit_is_named_with_its_place),
	    cmocka_unit_test(a_right_checksum_does_not_make_a_page_right),
	    cmocka_unit_test(a_second_stream_and_trailing_bytes_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
