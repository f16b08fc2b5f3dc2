/*
 * make_vectors -- write the test vectors of schema/FORMAT.md into the folder
 * named on the command line.
 *
 * Run once per version of a format; the files are committed and frozen (those
 * of an older version, too: rendition.seg is of version 1), and test_vectors.c reads them without any of our code.  Randomness is a counter
 * here, so that a second run writes the same bytes.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/newfile.h"
#include "recording/journal.h"
#include "recording/papers.h"
#include "recording/segment.h"
#include "seal/box.h"

static uint64_t drawn;

static const char *
counter_name(void)
{
	return "counter";
}

/* SHA-256 of a counter, over and over */
static void
counter_fill(void *const out, const size_t len)
{
	unsigned char *p = out;
	unsigned char hash[BOX_HASH];

	for (size_t i = 0; i < len; i++) {
		if (i % sizeof(hash) == 0) {
			drawn++;
			crypto_hash_sha256(
			    hash, (unsigned char *)&drawn, sizeof(drawn));
		}
		p[i] = hash[i % sizeof(hash)];
	}
}

static uint32_t
counter_one(void)
{
	uint32_t v;

	counter_fill(&v, sizeof(v));
	return v;
}

static randombytes_implementation counter = {
    .implementation_name = counter_name,
    .random = counter_one,
    .buf = counter_fill,
};

static void
check(enum rc rc, const struct error *err)
{
	if (rc != RC_OK) {
		fprintf(stderr, "make_vectors: %s\n", err->text);
		exit(1);
	}
}

static void
fill(unsigned char *out, size_t len)
{
	for (size_t n = 0; n < len; n++)
		out[n] = (unsigned char)(7 * n + n / 251);
}

static void
line(struct buf *b, const char *name, const void *data, size_t len)
{
	buf_printf(b, "%s ", name);
	buf_hex(b, data, len);
	buf_text(b, "\n");
}

static void
master(struct buf *keys, const struct box_public *pub)
{
	static int64_t points[] = {0, 560, 1101};
	static uint8_t peaks[] = {0, 1, 127, 255};
	static struct segment_clock clocks[] = {
	    {0, INT64_C(1795435200000), 5000000000},
	    {48000, INT64_C(1795435201000), 6000000123},
	};
	const struct segment_index index = {
	    .samples = 48312,
	    .points = points,
	    .npoints = 3,
	    .peaks = peaks,
	    .npeaks = 4,
	    .loudness_mlufs = -23456,
	    .clocks = clocks,
	    .nclocks = 2,
	};
	unsigned char plain[7000];
	unsigned char digest[BOX_HASH];
	struct box_sign_public device;
	struct box_sign_secret signer;
	struct box_key key;
	struct segment_plan plan = {
	    .kind = SEGMENT_MASTER,
	    .to = pub,
	    .data_key = &key,
	    .signer = &signer,
	    .start_sample = 4800000,
	    .created_ms = INT64_C(1795435200000),
	};
	struct segment_writer *w = NULL;
	struct error err;

	fill(plain, sizeof(plain));
	box_key_make(&key);
	box_sign_make(&device, &signer);
	check(segment_create(&w, "master.seg", &plan, &err), &err);
	check(segment_write(w, plain, 1000, &err), &err);
	check(segment_flush(w, &err), &err);
	check(segment_event(w, 3,
		  "{\"words\":\"call the school\",\"owner\":\"Example "
		  "School\",\"due\":\"2026-11-30\"}",
		  &err),
	    &err);
	check(segment_write(w, plain + 1000, 6000, &err), &err);
	check(segment_finish(&w, &index, digest, &err), &err);
	line(keys, "master_data_key", key.v, sizeof(key.v));
	line(keys, "device_public", device.v, sizeof(device.v));
	line(keys, "master_plain_sha256", digest, sizeof(digest));
}

static void
rendition(struct buf *keys)
{
	static unsigned char plain[70000];
	unsigned char digest[BOX_HASH];
	struct box_key key;
	struct segment_plan plan = {
	    .kind = SEGMENT_RENDITION,
	    .data_key = &key,
	    .created_ms = INT64_C(1795435300000),
	};
	struct segment_writer *w = NULL;
	struct error err;

	fill(plain, sizeof(plain));
	box_key_make(&key);
	check(segment_create(&w, "rendition-2.seg", &plan, &err), &err);
	check(segment_write(w, plain, sizeof(plain), &err), &err);
	check(segment_finish(&w, NULL, digest, &err), &err);
	line(keys, "rendition_data_key", key.v, sizeof(key.v));
	line(keys, "rendition_plain_sha256", digest, sizeof(digest));
}

static void
journal(void)
{
	struct journal_entry entries[] = {
	    {.kind = JOURNAL_ANNOUNCED,
		.sample = -1,
		.key = 0x1122334455667788},
	    {.kind = JOURNAL_JOIN, .person = 2, .sample = -1},
	    {.kind = JOURNAL_STARTED, .sample = 0},
	    {.kind = JOURNAL_ITEM, .item = 1, .sample = 0, .value = -5},
	    {.kind = JOURNAL_ENDED, .sample = 48312, .supersedes = 4},
	};
	struct journal *j = NULL;
	struct error err;

	check(journal_open(&j, "journal", &err), &err);
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
		entries[i].wall_ms = INT64_C(1795435200000) + (int64_t)i;
		check(journal_append(j, &entries[i], &err), &err);
	}
	journal_close(j);
}

static void
papers(const struct box_public *pub)
{
	char type[] = "marac", title[] = "Sample meeting",
	     words[] = "discussion", spare[] = "spare", first[] = "Case S-1",
	     second[] = "Spare", erin[] = "Erin Example", sam[] = "Sam Sample",
	     agency[] = "Example Police", none[] = "", core[] = "core",
	     family[] = "family";
	struct papers_item items[] = {
	    {1, "000102030405060708090a0b0c0d0e0f", first, words, *pub},
	    {2, "101112131415161718191a1b1c1d1e1f", second, spare, {{0}}},
	};
	struct papers_person people[] = {
	    {1, erin, agency, core}, {2, sam, none, family}};
	struct papers p = {
	    .public_id = "202122232425262728292a2b2c2d2e2f",
	    .type = type,
	    .title = title,
	    .planned_ms = INT64_C(1795435200000),
	    .items = items,
	    .nitems = 2,
	    .people = people,
	    .npeople = 2,
	};
	struct box_secret unused;
	struct error err;

	box_pair_make(&items[1].key, &unused);
	check(papers_write("papers.json", &p, &err), &err);
}

int
main(int argc, char **argv)
{
	struct buf keys = {0};
	struct box_public pub;
	struct box_secret sec;
	struct error err;

	if (argc != 2 || chdir(argv[1]) != 0) {
		fprintf(stderr, "usage: make_vectors FOLDER\n");
		return 2;
	}
	randombytes_set_implementation(&counter);
	check(box_init(&err), &err);
	box_pair_make(&pub, &sec);
	line(&keys, "item_secret", sec.v, sizeof(sec.v));
	line(&keys, "item_public", pub.v, sizeof(pub.v));
	master(&keys, &pub);
	rendition(&keys);
	/* What is frozen since version 1 drew after a rendition of two records. */
	drawn = 17;
	journal();
	papers(&pub);
	check(newfile_put("keys.txt", keys.data, keys.len, false, &err), &err);
	buf_clear(&keys);
	return 0;
}
