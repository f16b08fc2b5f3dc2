/*
 * cutbench -- what `copies` does to make a file, without rows, for copies.sh.
 *
 *	cutbench prepare SPEECH.raw DIR ITEMS	a meeting of ITEMS segments, each of
 *		the same speech (48 kHz, mono, s16), and DIR/whole.opus with all
 *	cutbench whole|moved|mp3|opus DIR ITEMS	a copy of every item; MOVED
 *		begins some 90 s late and ends some 45 s after the item; OPUS, the Opus
 *		files alone, to DIR/N.opus, for others to work on
 *	cutbench one DIR	one copy with both edges moved, as somebody who
 *		listens waits for it
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/newfile.h"
#include "distributor/gain.h"
#include "distributor/mp3.h"
#include "distributor/objects.h"
#include "distributor/splice.h"
#include "recording/loudness.h"
#include "recording/pages.h"
#include "recording/peaks.h"

/* Each item is the same speech: every copy has its edges elsewhere in it. */
enum { LATE = 90 * SPAN_RATE, APART = 4700 * SPAN_RATE / 1000, ROOM = 4096 };

static void
must(enum rc rc, const struct error *err)
{
	if (rc == RC_OK)
		return;
	(void)fprintf(stderr, "cutbench: %s\n", err->text);
	exit(1);
}

static char *
path(char *out, const char *dir, int number, const char *suffix)
{
	(void)snprintf(out, ROOM, "%s/%04d%s", dir, number, suffix);
	return out;
}

/* -- prepare ---------------------------------------------------------------- */

struct take {
	struct pages *pages;
	int64_t *points;
	size_t npoints;
	size_t room;
};

static enum rc
take_packet(void *to, const struct voice_packet *packet, struct error *err)
{
	struct take *t = to;

	if (packet->independent && t->npoints < t->room)
		t->points[t->npoints++] = packet->index;
	return pages_packet(t->pages, packet->data, packet->len, err);
}

/* The Ogg file of PCM, and what its index says. */
static void
record(const int16_t *pcm, size_t count, struct buf *ogg,
    struct segment_index *index)
{
	static const struct pages_tags tags = {.r128_gain_q78 = INT32_MIN};
	struct error err = {0};
	struct sink sink = sink_to_buf(ogg);
	struct take take = {.room = count / (10 * SPAN_RATE) + 2};
	struct loudness *loudness = NULL;
	static struct peaks peaks;
	struct voice *voice = NULL;
	const uint8_t *values;

	take.points = calloc(take.room, sizeof(*take.points));
	must(pages_open(&take.pages, &sink, 7, VOICE_PRE_SKIP, &tags, &err),
	    &err);
	must(voice_open(&voice, true, take_packet, &take, &err), &err);
	must(voice_write(voice, pcm, count, &err), &err);
	must(voice_finish(voice, &index->samples, &err), &err);
	must(pages_finish(take.pages, index->samples, &err), &err);
	must(loudness_open(&loudness, &err), &err);
	must(loudness_add(loudness, pcm, count, &err), &err);
	must(loudness_read(loudness, &index->loudness_mlufs, NULL, &err), &err);
	must(peaks_add(&peaks, pcm, count, &err), &err);
	must(peaks_end(&peaks, &values, &index->npeaks, &err), &err);
	index->peaks = malloc(index->npeaks);
	memcpy(index->peaks, values, index->npeaks);
	index->points = take.points;
	index->npoints = take.npoints;
	loudness_close(loudness);
	voice_close(voice);
	pages_close(take.pages);
}

static void
load(const char *dir, int number, struct tape *tape)
{
	struct segment_reader *reader = NULL;
	struct box_secret secret;
	struct error err = {0};
	struct buf key = {0};
	char name[ROOM];

	must(buf_read_file(&key, path(name, dir, 0, ".key"), 64, &err), &err);
	memcpy(&secret, key.data, sizeof(secret));
	must(segment_open(
		 &reader, path(name, dir, number, ".seg"), &secret, NULL, &err),
	    &err);
	must(tape_load_segment(tape, reader, &err), &err);
	segment_close(reader);
	buf_clear(&key);
}

static void
cut(struct tape *tapes, size_t count, struct span span, struct buf *ogg,
    struct splice *splice, struct gain *gain)
{
	const struct span_list spans = {&span, 1};
	struct splice_plan plan = {.spans = &spans, .serial = 5};
	struct sink sink = sink_to_buf(ogg);
	struct error err = {0};

	must(gain_of(tapes, count, &spans, NULL, gain, &err), &err);
	plan.r128_gain_q78 = gain_r128(gain);
	must(splice_write(tapes, count, &plan, &sink, splice, &err), &err);
}

static void
prepare(const char *raw, const char *dir, int items)
{
	struct tape *tapes = calloc((size_t)items, sizeof(*tapes));
	struct segment_index index = {0};
	struct box_public public;
	struct box_secret secret;
	struct splice splice = {0};
	struct gain gain;
	struct error err = {0};
	struct buf pcm = {0}, ogg = {0}, whole = {0};
	char name[ROOM];

	must(buf_read_file(&pcm, raw, (size_t)1 << 30, &err), &err);
	record(
	    (const int16_t *)(const void *)pcm.data, pcm.len / 2, &ogg, &index);
	box_pair_make(&public, &secret);
	must(newfile_put(path(name, dir, 0, ".key"), &secret, sizeof(secret),
		 true, &err),
	    &err);
	(void)snprintf(name, sizeof(name), "%s/objects", dir);
	(void)mkdir(name, 0700);
	for (int i = 0; i < items; i++) {
		struct segment_writer *writer = NULL;
		struct segment_plan plan = {
		    .kind = SEGMENT_MASTER,
		    .to = &public,
		    .start_sample = i * index.samples,
		};

		must(segment_create(
			 &writer, path(name, dir, i + 1, ".seg"), &plan, &err),
		    &err);
		must(segment_write(writer, ogg.data, ogg.len, &err), &err);
		must(segment_finish(&writer, &index, NULL, &err), &err);
		load(dir, i + 1, &tapes[i]);
	}
	cut(tapes, (size_t)items, (struct span){0, items * index.samples},
	    &whole, &splice, &gain);
	(void)snprintf(name, sizeof(name), "%s/whole.opus", dir);
	must(newfile_put(name, whole.data, whole.len, true, &err), &err);
	for (int i = 0; i < items; i++)
		tape_clear(&tapes[i]);
	free(tapes);
	splice_clear(&splice);
	segment_index_clear(&index);
	buf_clear(&pcm);
	buf_clear(&ogg);
	buf_clear(&whole);
}

/* -- copies ----------------------------------------------------------------- */

struct copy {
	struct buf ogg;
	struct splice splice;
	struct gain gain;
	bool mp3;
};

static enum rc
fill(void *from, struct sink *sink, struct error *err)
{
	struct copy *c = from;

	return c->mp3 ? mp3_write(c->ogg.data, c->ogg.len, c->splice.samples,
			    gain_scale(&c->gain), sink, NULL, err)
		      : sink_write(sink, c->ogg.data, c->ogg.len, err);
}

static void
copy(const char *dir, int number, int items, const char *how)
{
	bool moved = strcmp(how, "moved") == 0;
	struct copy c = {.mp3 = strcmp(how, "mp3") == 0};
	struct objects_file file = {0};
	struct tape tapes[2] = {{0}, {0}};
	struct span span;
	struct error err = {0};
	char name[ROOM];
	size_t count = 1;
	int64_t late;

	load(dir, number, &tapes[0]);
	span = (struct span){tapes[0].start, tape_end(&tapes[0])};
	if (moved) {
		late = LATE + number * APART;
		span.from += late;
		if (number < items) {
			load(dir, number + 1, &tapes[1]);
			span.to += late / 2;
			count = 2;
		}
	}
	cut(tapes, count, span, &c.ogg, &c.splice, &c.gain);
	if (strcmp(how, "opus") == 0) {
		must(newfile_put(path(name, dir, number, ".opus"), c.ogg.data,
			 c.ogg.len, true, &err),
		    &err);
	} else {
		must(objects_make(dir, fill, &c, &file, &err), &err);
		objects_forget(&file, false);
	}
	splice_clear(&c.splice);
	buf_clear(&c.ogg);
	tape_clear(&tapes[0]);
	tape_clear(&tapes[1]);
}

int
main(int argc, char **argv)
{
	struct error err = {0};
	int items;

	must(box_init(&err), &err);
	if (argc == 5 && strcmp(argv[1], "prepare") == 0) {
		prepare(argv[2], argv[3], atoi(argv[4]));
		return 0;
	}
	if (argc == 3 && strcmp(argv[1], "one") == 0) {
		copy(argv[2], 1, 2, "moved");
		return 0;
	}
	if (argc != 4)
		return 2;
	items = atoi(argv[3]);
	for (int i = 1; i <= items; i++)
		copy(argv[2], i, items, argv[1]);
	return 0;
}
