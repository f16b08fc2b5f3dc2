/*
 * Ogg Opus written by pages and read by packets, and by programs that are not
 * ours: opusinfo and oggz-validate without a complaint, opusdec with exactly
 * the samples that went in.
 */
#include "unit/scratch.h"

#include <limits.h>

#include "base/buf.h"
#include "recording/packets.h"
#include "recording/pages.h"
#include "recording/voice.h"
#include "unit/speech.h"

static char dir[SCRATCH_PATH];
static char path[SCRATCH_PATH];

static int
begin(void **state)
{
	*state = scratch_make(dir);
	scratch_path(path, dir, "x.opus");
	return 0;
}

static enum rc
page(void *to, const struct voice_packet *packet, struct error *err)
{
	return pages_packet(to, packet->data, packet->len, err);
}

/* SAMPLES of speech as an Ogg Opus file in OUT, flushed every FLUSH. */
static void
make(struct buf *out, size_t samples, size_t flush,
    const struct pages_tags *tags)
{
	struct sink sink = sink_to_buf(out);
	struct speech s = {.state = 3};
	struct pages *p = NULL;
	struct voice *v = NULL;
	struct error err;
	int16_t pcm[VOICE_RATE];
	int64_t said;

	assert_int_equal(
	    pages_open(&p, &sink, 0x12345678, VOICE_PRE_SKIP, tags, &err),
	    RC_OK);
	assert_int_equal(voice_open(&v, true, page, p, &err), RC_OK);
	for (size_t at = 0; at < samples; at += flush) {
		size_t n = samples - at < flush ? samples - at : flush;

		speech_fill(&s, pcm, n);
		assert_int_equal(voice_write(v, pcm, n, &err), RC_OK);
		assert_int_equal(pages_flush(p, &err), RC_OK);
	}
	assert_int_equal(voice_finish(v, &said, &err), RC_OK);
	assert_int_equal(pages_finish(p, said, &err), RC_OK);
	voice_close(v);
	pages_close(p);
}

/* What COMMAND on our file says and how it ends. */
static int
run(const char *command, char *said, size_t room)
{
	char line[2 * SCRATCH_PATH];
	FILE *f;
	size_t got;

	(void)snprintf(line, sizeof(line), "cd '%s' && %s 2>&1", dir, command);
	f = popen(line, "r");
	assert_non_null(f);
	got = fread(said, 1, room - 1, f);
	said[got] = '\0';
	return pclose(f);
}

static void
other_programs_find_nothing_wrong(void **state)
{
	static const size_t lengths[] = {
	    0, 1, 648, 649, 24000, 48000 * 3 + 17, 48000 * 13};
	const struct pages_tags tags = {
	    .title = "Recording", .language = "en", .r128_gain_q78 = -256};

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct buf file = {0};
		char said[8192];
		char wav[SCRATCH_PATH];
		struct buf pcm = {0};

		make(&file, lengths[i], 24000, i % 2 ? &tags : NULL);
		assert_int_equal(
		    newfile_put(path, file.data, file.len, true, NULL), RC_OK);
		assert_int_equal(
		    run("oggz-validate x.opus", said, sizeof(said)), 0);
		assert_string_equal(said, "");
		assert_int_equal(run("opusinfo x.opus", said, sizeof(said)), 0);
		assert_null(strstr(said, "WARNING"));
		assert_null(strstr(said, "ERROR"));
		assert_non_null(strstr(said, "Opus stream 1"));
		if (i % 2)
			assert_non_null(strstr(said, "TITLE=Recording"));
		assert_int_equal(
		    run("opusdec --quiet --no-dither --rate 48000 x.opus "
			"x.raw",
			said, sizeof(said)),
		    0);
		scratch_path(wav, dir, "x.raw");
		assert_int_equal(
		    buf_read_file(&pcm, wav, SIZE_MAX, NULL), RC_OK);
		assert_int_equal(pcm.len, lengths[i] * 2);
		buf_clear(&pcm);
		buf_clear(&file);
	}
}

struct page_seen {
	unsigned flags;
	int64_t granule;
	uint32_t serial;
	int packets;
	bool spans;
};

/* Pages by RFC 3533, without our reader. */
static size_t
walk(const struct buf *file, struct page_seen *seen, size_t most)
{
	size_t at = 0;
	size_t n = 0;

	while (at < file->len) {
		const unsigned char *p = file->data + at;
		size_t body = 0;

		assert_true(n < most);
		assert_memory_equal(p, "OggS", 4);
		seen[n] = (struct page_seen){.flags = p[5],
		    .granule = (int64_t)buf_get_u64(p + 6),
		    .serial = buf_get_u32(p + 14)};
		assert_int_equal(buf_get_u32(p + 18), n);
		for (int i = 0; i < p[26]; i++) {
			body += p[27 + i];
			seen[n].packets += p[27 + i] < 255;
		}
		seen[n].spans = p[26] > 0 && p[26 + p[26]] == 255;
		at += 27 + (size_t)p[26] + body;
		n++;
	}
	assert_int_equal(at, file->len);
	return n;
}

static void
pages_follow_the_policy(void **state)
{
	static struct page_seen seen[200];
	struct buf file = {0};
	int64_t packets = 0;
	size_t n;

	(void)state;
	make(&file, 48000 * 13 + 5, 4800, NULL);
	n = walk(&file, seen, 200);
	assert_int_equal(seen[0].flags, 2);
	assert_int_equal(seen[0].packets, 1);
	assert_int_equal(seen[0].granule, 0);
	assert_int_equal(seen[1].packets, 1);
	assert_int_equal(seen[1].granule, 0);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(seen[i].serial, 0x12345678);
		assert_false(seen[i].spans);
		if (i < 2)
			continue;
		packets += seen[i].packets;
		assert_in_range(seen[i].packets, 1, PAGES_PACKETS);
		assert_int_equal(seen[i].flags, i + 1 == n ? 4 : 0);
		assert_true(seen[i].granule ==
		    (i + 1 == n ? 312 + 48000 * 13 + 5 : packets * 960));
	}
	/* without flushing all are full but the last */
	buf_reset(&file);
	make(&file, 48000 * 13 + 5, 48000, NULL);
	n = walk(&file, seen, 200);
	for (size_t i = 3; i + 2 < n; i++)
		assert_in_range(
		    seen[i].packets, PAGES_PACKETS - 15, PAGES_PACKETS);
	buf_clear(&file);
}

/* Packets of the largest size: still whole on their page. */
static void
large_packets_do_not_span_pages(void **state)
{
	static struct page_seen seen[20];
	unsigned char data[VOICE_PACKET_MAX];
	struct buf file = {0};
	struct sink sink = sink_to_buf(&file);
	struct pages *p = NULL;
	struct packets *q = NULL;
	struct packets_memory from;
	struct error err;
	size_t n;

	(void)state;
	memset(data, 0xa5, sizeof(data));
	assert_int_equal(
	    pages_open(&p, &sink, 1, VOICE_PRE_SKIP, NULL, &err), RC_OK);
	for (int i = 0; i < 60; i++)
		assert_int_equal(
		    pages_packet(p, data, sizeof(data), &err), RC_OK);
	assert_int_equal(
	    pages_packet(p, data, sizeof(data) + 1, &err), RC_INVALID);
	assert_int_equal(pages_packet(p, data, 0, &err), RC_INVALID);
	assert_int_equal(pages_finish(p, 60 * 960 - 312 + 1, &err), RC_INVALID);
	assert_int_equal(pages_finish(p, 59 * 960 - 312, &err), RC_INVALID);
	assert_int_equal(pages_finish(p, 60 * 960 - 312, &err), RC_OK);
	assert_int_equal(pages_packet(p, data, 5, &err), RC_INVALID);
	pages_close(p);
	n = walk(&file, seen, 20);
	assert_int_equal(n, 2 + 3);
	for (size_t i = 0; i < n; i++)
		assert_false(seen[i].spans);
	assert_int_equal(seen[2].packets, 25);
	from = (struct packets_memory){file.data, file.len};
	assert_int_equal(
	    packets_open(&q, packets_read_memory, &from, NULL, &err), RC_OK);
	for (int i = 0; i < 61; i++) {
		const unsigned char *back;
		int64_t granule;

		assert_int_equal(
		    packets_next(q, &back, &n, &granule, &err), RC_OK);
		if (i == 60) {
			assert_null(back);
			continue;
		}
		assert_int_equal(n, sizeof(data));
		assert_memory_equal(back, data, n);
	}
	assert_true(packets_samples(q) == 60 * 960 - 312);
	packets_close(q);
	buf_clear(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(other_programs_find_nothing_wrong),
	    cmocka_unit_test(pages_follow_the_policy),
	    cmocka_unit_test(large_packets_do_not_span_pages),
	};

	return cmocka_run_group_tests(tests, begin, scratch_end);
}
