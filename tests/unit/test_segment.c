/*
 * Sealed files under damage: every truncation, every flipped bit (a bit of
 * every byte in a normal run, all eight with MARAC_LONG=1), records swapped,
 * taken out, put in from elsewhere, the wrong key.
 *
 * What must hold: nothing wrong is ever called complete, no wrong byte is ever
 * given out, and one flip costs at most one record.
 */
#include "unit/scratch.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "recording/sealfile.h"
#include "recording/sealheader.h"
#include "recording/sealrecord.h"
#include "recording/segment.h"

enum {
	HEADER = 1024,
	RECORD = 3072,
	CAP = 3004,
	BIG = 16384,
	BIG_CAP = 16316,
	PLAIN = 9100
};

static struct box_public pub;
static struct box_secret sec;
static struct box_sign_public device;
static struct box_sign_secret signer;
static char dir[SCRATCH_PATH];
static char path[SCRATCH_PATH];
static unsigned char plain[200000];

static int
begin(void **state)
{
	struct error err;

	if (box_init(&err) != RC_OK)
		return 1;
	box_pair_make(&pub, &sec);
	box_sign_make(&device, &signer);
	for (size_t i = 0; i < sizeof(plain); i++)
		plain[i] = (unsigned char)(i * 31 + i / 257);
	*state = scratch_make(dir);
	scratch_path(path, dir, "x.seg");
	return 0;
}

static struct segment_writer *
create(enum segment_kind kind, const struct box_key *detached)
{
	struct segment_plan plan = {
	    .kind = kind,
	    .to = detached == NULL ? &pub : NULL,
	    .data_key = detached,
	    .signer = kind == SEGMENT_MASTER ? &signer : NULL,
	    .start_sample = 480,
	    .created_ms = 1234,
	};
	struct segment_writer *w = NULL;
	struct error err;

	(void)unlink(path);
	assert_int_equal(segment_create(&w, path, &plan, &err), RC_OK);
	return w;
}

/* Audio (3 records of 1000, 3004 and the rest), an event, an index, final. */
static void
make_master(struct buf *file)
{
	static int64_t points[] = {0, 500};
	static uint8_t peaks[] = {9, 8, 7};
	const struct segment_index index = {.samples = 4711,
	    .points = points,
	    .npoints = 2,
	    .peaks = peaks,
	    .npeaks = 3,
	    .loudness_mlufs = INT32_MIN};
	struct segment_writer *w = create(SEGMENT_MASTER, NULL);
	struct error err;

	assert_int_equal(segment_write(w, plain, 1000, &err), RC_OK);
	assert_int_equal(segment_flush(w, &err), RC_OK);
	assert_int_equal(segment_event(w, 7, "{\"words\":\"a\"}", &err), RC_OK);
	assert_int_equal(
	    segment_write(w, plain + 1000, PLAIN - 1000, &err), RC_OK);
	assert_int_equal(segment_finish(&w, &index, NULL, &err), RC_OK);
	assert_null(w);
	buf_clear(file);
	assert_int_equal(buf_read_file(file, path, SIZE_MAX, &err), RC_OK);
}

static void
put_byte(size_t at, unsigned char value)
{
	int fd = open(path, O_WRONLY);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, &value, 1, (off_t)at), 1);
	assert_int_equal(close(fd), 0);
}

/* Read all there is, byte for byte right; the bytes that could be read. */
static size_t
readable(struct segment_reader *r, size_t step)
{
	unsigned char out[BIG];
	const struct segment_about *about = segment_about(r);
	struct error err;
	size_t good = 0;

	for (uint64_t at = 0; at < about->plain_len;) {
		size_t got = 0;
		enum rc rc = segment_read(r, at, out, step, &got, &err);

		assert_memory_equal(out, plain + at, got);
		good += got;
		at += got;
		if (rc != RC_OK) {
			assert_int_equal(rc, RC_DAMAGED);
			at++;
		} else {
			assert_true(got > 0);
		}
	}
	return good;
}

static enum rc
count_event(void *to, uint32_t mark, const char *text, struct error *err)
{
	(void)err;
	assert_int_equal(mark, 7);
	assert_string_equal(text, "{\"words\":\"a\"}");
	(*(int *)to)++;
	return RC_OK;
}

static bool
index_is_right(struct segment_reader *r)
{
	struct segment_index index;
	struct error err;
	enum rc rc = segment_read_index(r, &index, &err);

	if (rc != RC_OK)
		return false;
	assert_int_equal(index.samples, 4711);
	assert_int_equal(index.npoints, 2);
	assert_int_equal(index.points[1], 500);
	assert_int_equal(index.npeaks, 3);
	assert_int_equal(index.peaks[2], 7);
	assert_int_equal(index.loudness_mlufs, INT32_MIN);
	segment_index_clear(&index);
	return true;
}

static void
a_whole_file_reads_back(void **state)
{
	struct buf file = {0};
	struct buf named = {0};
	struct segment_reader *r = NULL;
	struct segment_about seen;
	const struct segment_about *about;
	const struct segment_gap *gaps;
	struct error err;
	int events = 0;

	(void)state;
	make_master(&file);
	assert_int_equal(
	    file.len, HEADER + 5 * RECORD + 512 + 512); /* 4 audio, 1 event */
	assert_int_equal(segment_open(&r, path, &sec, NULL, &err), RC_OK);
	about = segment_about(r);
	assert_int_equal(about->status, SEGMENT_COMPLETE);
	assert_int_equal(about->kind, SEGMENT_MASTER);
	assert_int_equal(about->plain_len, PLAIN);
	assert_int_equal(about->start_sample, 480);
	assert_int_equal(about->created_ms, 1234);
	assert_memory_equal(about->signer.v, device.v, sizeof(device.v));
	assert_int_equal(segment_gaps(r, &gaps), 0);
	for (size_t step = 1; step < PLAIN; step = step * 3 + 1)
		assert_int_equal(readable(r, step), PLAIN);
	assert_int_equal(segment_events(r, count_event, &events, &err), RC_OK);
	assert_int_equal(events, 1);
	assert_true(index_is_right(r));
	assert_int_equal(
	    segment_verify(path, &device, &seen, &named, &err), RC_OK);
	assert_int_equal(seen.status, SEGMENT_COMPLETE);
	assert_memory_equal(
	    seen.cipher_hash, about->cipher_hash, sizeof(seen.cipher_hash));
	assert_memory_equal(
	    seen.plain_hash, about->plain_hash, sizeof(seen.plain_hash));
	assert_int_equal(named.len, 0);
	segment_close(r);
	buf_clear(&named);
	buf_clear(&file);
}

/* Lengths betray speech: every audio record is 3,072 bytes, full or not. */
static void
records_show_no_length(void **state)
{
	struct buf file = {0};

	(void)state;
	make_master(&file);
	for (size_t at = HEADER; at < HEADER + 5 * RECORD; at += RECORD) {
		assert_memory_equal(file.data + at, "SREC", 4);
		assert_int_equal(buf_get_u32(file.data + at + 8), RECORD);
		assert_true(file.data[at + 4] == 1 || file.data[at + 4] == 2);
	}
	buf_clear(&file);
}

static void
the_wrong_key_opens_nothing(void **state)
{
	struct buf file = {0};
	struct segment_reader *r = NULL;
	struct box_public other_pub;
	struct box_secret other;
	struct box_key key;
	struct error err;

	(void)state;
	make_master(&file);
	box_pair_make(&other_pub, &other);
	assert_int_equal(segment_open(&r, path, &other, NULL, &err), RC_DENIED);
	assert_null(r);
	box_key_make(&key);
	assert_int_equal(segment_open(&r, path, NULL, &key, &err), RC_DENIED);
	assert_int_equal(segment_open(&r, path, NULL, NULL, &err), RC_INVALID);
	(void)unlink(path);
	assert_int_equal(segment_open(&r, path, &sec, NULL, &err), RC_NOTFOUND);
	buf_clear(&file);
}

static void
rule_17_every_truncation_keeps_the_prefix(void **state)
{
	static const size_t ends[] = {0, 1000, 1000, 4004, 7008, PLAIN};
	struct buf file = {0};
	struct buf named = {0};

	(void)state;
	make_master(&file);
	for (size_t len = 0; len < file.len; len++) {
		struct segment_reader *r = NULL;
		struct segment_about seen;
		struct error err;
		size_t whole = len < HEADER ? 0 : (len - HEADER) / RECORD;
		enum rc rc;

		if (len == 0)
			scratch_overwrite(path, file.data, file.len);
		assert_int_equal(
		    truncate(path, (off_t)(file.len - 1 - len)), 0);
		whole = file.len - 1 - len;
		rc = segment_open(&r, path, &sec, NULL, &err);
		if (whole < HEADER) {
			assert_int_equal(rc, RC_DAMAGED);
			assert_int_equal(
			    segment_verify(path, NULL, &seen, &named, &err),
			    RC_DAMAGED);
			continue;
		}
		assert_int_equal(rc, RC_OK);
		assert_int_equal(segment_about(r)->status, SEGMENT_RECOVERED);
		whole = (whole - HEADER) / RECORD;
		assert_int_equal(readable(r, 4096), ends[whole]);
		assert_int_equal(segment_about(r)->plain_len, ends[whole]);
		segment_close(r);
		assert_int_equal(
		    segment_verify(path, &device, &seen, &named, &err), RC_OK);
		assert_int_equal(seen.status, SEGMENT_RECOVERED);
	}
	buf_clear(&named);
	buf_clear(&file);
}

/* The journal has it sealed: then a file without final record is no crash. */
static void
a_recovered_file_says_how_much_is_torn(void **state)
{
	struct buf file = {0};
	struct segment_reader *r = NULL;
	struct error err;

	(void)state;
	make_master(&file);
	assert_int_equal(truncate(path, HEADER + 2 * RECORD + 700), 0);
	assert_int_equal(segment_open(&r, path, &sec, NULL, &err), RC_OK);
	assert_int_equal(segment_about(r)->torn, 700);
	assert_int_equal(segment_about(r)->records, 2);
	assert_false(segment_about(r)->has_index);
	segment_close(r);
	buf_clear(&file);
}

static void
rule_18_one_flipped_bit_costs_one_record(void **state)
{
	bool every = getenv("MARAC_LONG") != NULL;
	struct buf file = {0};
	struct buf named = {0};
	size_t flips = 0;

	(void)state;
	make_master(&file);
	for (size_t at = 0; at < file.len; at++) {
		for (int bit = 0; bit < 8; bit++) {
			struct segment_reader *r = NULL;
			struct segment_about seen;
			const struct segment_gap *gaps;
			struct error err;
			size_t good;
			size_t lost = 0;
			int events = 0;

			if (!every && bit != (int)(at % 8))
				continue;
			flips++;
			put_byte(
			    at, (unsigned char)(file.data[at] ^ (1 << bit)));
			assert_int_equal(
			    segment_open(&r, path, &sec, NULL, &err), RC_OK);
			assert_int_not_equal(
			    segment_about(r)->status, SEGMENT_COMPLETE);
			good = readable(r, 5000);
			assert_int_equal(
			    segment_events(r, count_event, &events, &err),
			    RC_OK);
			if (at < HEADER) {
				assert_int_equal(
				    segment_about(r)->status, SEGMENT_BROKEN);
				assert_int_equal(good, PLAIN);
			} else if (at < file.len - 512) {
				assert_int_equal(
				    segment_about(r)->status, SEGMENT_BROKEN);
				assert_int_equal(segment_gaps(r, &gaps), 1);
				assert_true(gaps[0].file_from <= at &&
				    at < gaps[0].file_to);
				assert_int_equal(gaps[0].records, 1);
				assert_int_equal(
				    gaps[0].to - gaps[0].from, PLAIN - good);
				assert_int_equal(
				    segment_about(r)->plain_len, PLAIN);
			}
			/* audio, event and index: one of them, or none */
			lost += good < PLAIN;
			lost += events == 0;
			lost += !index_is_right(r);
			assert_true(PLAIN - good <= CAP);
			assert_true(lost <= 1);
			segment_close(r);
			buf_reset(&named);
			if (at < file.len - 512) {
				assert_int_equal(segment_verify(path, &device,
						     &seen, &named, &err),
				    RC_DAMAGED);
				assert_true(named.len > 0);
			} else {
				(void)segment_verify(
				    path, &device, &seen, &named, &err);
				assert_int_not_equal(
				    seen.status, SEGMENT_COMPLETE);
			}
			put_byte(at, file.data[at]);
		}
	}
	print_message("%zu flips\n", flips);
	assert_true(flips >= file.len);
	buf_clear(&named);
	buf_clear(&file);
}

/* Open what was put together, expect it broken, return what is readable. */
static size_t
broken(const void *data, size_t len, enum segment_status expected)
{
	struct segment_reader *r = NULL;
	struct segment_about seen;
	struct buf named = {0};
	struct error err;
	size_t good;

	scratch_overwrite(path, data, len);
	assert_int_equal(segment_open(&r, path, &sec, NULL, &err), RC_OK);
	assert_int_equal(segment_about(r)->status, expected);
	good = readable(r, 5000);
	segment_close(r);
	(void)segment_verify(path, &device, &seen, &named, &err);
	assert_int_equal(seen.status, expected);
	buf_clear(&named);
	return good;
}

static void
records_count_in_their_own_place_only(void **state)
{
	struct buf file = {0};
	struct buf other = {0};
	unsigned char *first;
	unsigned char swap[RECORD];
	size_t a = HEADER + 2 * RECORD; /* full: bytes 1000 to 4003 */
	size_t b = HEADER + 3 * RECORD;
	struct segment_reader *r = NULL;
	struct error err;
	int events = 0;

	(void)state;
	make_master(&other);
	make_master(&file);
	first = malloc(file.len + RECORD);
	assert_non_null(first);

	/* swapped: the later one counts, the earlier is lost */
	memcpy(first, file.data, file.len);
	memcpy(swap, first + a, RECORD);
	memcpy(first + a, first + b, RECORD);
	memcpy(first + b, swap, RECORD);
	assert_int_equal(broken(first, file.len, SEGMENT_BROKEN), PLAIN - CAP);

	/* taken out */
	memcpy(first, file.data, a);
	memcpy(first + a, file.data + b, file.len - b);
	assert_int_equal(
	    broken(first, file.len - RECORD, SEGMENT_BROKEN), PLAIN - CAP);

	/* said twice */
	memcpy(first, file.data, b);
	memcpy(first + b, file.data + a, file.len - a);
	assert_int_equal(
	    broken(first, file.len + RECORD, SEGMENT_BROKEN), PLAIN);

	/* an event said twice is one event */
	memcpy(first, file.data, a);
	memcpy(first + a, file.data + HEADER + RECORD, RECORD);
	memcpy(first + a + RECORD, file.data + a, file.len - a);
	scratch_overwrite(path, first, file.len + RECORD);
	assert_int_equal(segment_open(&r, path, &sec, NULL, &err), RC_OK);
	assert_int_equal(segment_about(r)->status, SEGMENT_BROKEN);
	assert_int_equal(segment_events(r, count_event, &events, &err), RC_OK);
	assert_int_equal(events, 1);
	segment_close(r);

	/* from another file of the same item and device */
	memcpy(first, file.data, file.len);
	memcpy(first + a, other.data + a, RECORD);
	assert_int_equal(broken(first, file.len, SEGMENT_BROKEN), PLAIN - CAP);

	/* another file's final record: none */
	memcpy(first, file.data, file.len);
	memcpy(first + file.len - 512, other.data + other.len - 512, 512);
	scratch_overwrite(path, first, file.len);
	assert_int_equal(segment_open(&r, path, &sec, NULL, &err), RC_OK);
	assert_int_equal(segment_about(r)->status, SEGMENT_RECOVERED);
	assert_int_equal(readable(r, 5000), PLAIN);
	segment_close(r);

	/* another file's header: nothing opens */
	memcpy(first, other.data, HEADER);
	memcpy(first + HEADER, file.data + HEADER, file.len - HEADER);
	scratch_overwrite(path, first, file.len);
	assert_int_equal(segment_open(&r, path, &sec, NULL, &err), RC_OK);
	assert_int_not_equal(segment_about(r)->status, SEGMENT_COMPLETE);
	assert_int_equal(readable(r, 5000), 0);
	segment_close(r);

	/* bytes behind the end */
	memcpy(first, file.data, file.len);
	memset(first + file.len, 0, 512);
	assert_int_equal(broken(first, file.len + 512, SEGMENT_BROKEN), PLAIN);
	free(first);
	buf_clear(&file);
	buf_clear(&other);
}

/* Whoever has the data key can seal; he cannot move a record's place, take a
 * record to a file with another header, or sign for the device. */
static void
a_key_holder_cannot_pass_for_the_device(void **state)
{
	struct buf file[2] = {{0}};
	struct sealheader h = {0};
	struct sealrecord_final f;
	struct segment_reader *r = NULL;
	struct box_sign_public forger_public;
	struct box_sign_secret forger;
	struct box_key key;
	struct error err;
	unsigned char *copy;
	bool both;

	(void)state;
	box_key_make(&key);
	box_sign_make(&forger_public, &forger);
	for (int i = 0; i < 2; i++) {
		struct segment_plan plan = {.kind = SEGMENT_MASTER,
		    .to = &pub,
		    .data_key = &key,
		    .signer = &signer,
		    .start_sample = i};
		struct segment_writer *w = NULL;

		(void)unlink(path);
		assert_int_equal(segment_create(&w, path, &plan, &err), RC_OK);
		assert_int_equal(segment_write(w, plain, 9000, &err), RC_OK);
		assert_int_equal(segment_finish(&w, NULL, NULL, &err), RC_OK);
		assert_int_equal(
		    buf_read_file(&file[i], path, SIZE_MAX, &err), RC_OK);
	}
	copy = malloc(file[0].len);
	assert_non_null(copy);

	/* another file's header, same data key */
	memcpy(copy, file[1].data, HEADER);
	memcpy(copy + HEADER, file[0].data + HEADER, file[0].len - HEADER);
	scratch_overwrite(path, copy, file[0].len);
	assert_int_equal(segment_open(&r, path, &sec, NULL, &err), RC_OK);
	assert_int_equal(readable(r, 5000), 0);
	segment_close(r);

	/* a record under another offset: lost, not moved */
	assert_int_equal(
	    sealheader_decode(file[0].data, &h, &both, &err), RC_OK);
	for (int shift = -1; shift <= 1; shift++) {
		struct sealrecord record = {.type = SEALRECORD_AUDIO,
		    .size = RECORD,
		    .seq = 1,
		    .detail = (uint64_t)(CAP + shift)};

		memcpy(copy, file[0].data, file[0].len);
		sealrecord_seal(&h, &key, &record, plain + CAP, CAP,
		    copy + HEADER + RECORD);
		assert_int_equal(broken(copy, file[0].len, SEGMENT_BROKEN),
		    shift == 0 ? 9000 : 9000 - CAP);
	}

	/* a final record signed by another device */
	memcpy(copy, file[0].data, file[0].len);
	assert_int_equal(
	    sealrecord_final_open(&h, &key, copy + file[0].len - 512, &f, &err),
	    RC_OK);
	sealrecord_final_seal(&h, &key, &forger, &f, copy + file[0].len - 512);
	scratch_overwrite(path, copy, file[0].len);
	assert_int_equal(segment_open(&r, path, &sec, NULL, &err), RC_OK);
	assert_int_not_equal(segment_about(r)->status, SEGMENT_COMPLETE);
	segment_close(r);
	free(copy);
	buf_clear(&file[0]);
	buf_clear(&file[1]);
}

/* Also where no final record's hash would tell. */
static void
a_damaged_header_copy_is_told_of_an_unfinished_file(void **state)
{
	struct buf file = {0};

	(void)state;
	make_master(&file);
	for (size_t at = 0; at < HEADER; at += 37) {
		file.data[at] ^= 0x10;
		assert_int_equal(
		    broken(file.data, HEADER + 3 * RECORD, SEGMENT_BROKEN),
		    1000 + CAP);
		file.data[at] ^= 0x10;
	}
	buf_clear(&file);
}

/* A power cut can write the later of two unacknowledged records and not the
 * earlier one: the prefix counts, and nothing behind the hole. */
static void
sectors_in_any_order_leave_a_clean_prefix(void **state)
{
	struct buf file = {0};
	unsigned state_of = 1;

	(void)state;
	make_master(&file);
	for (int round = 0; round < 200; round++) {
		size_t len = HEADER + 4 * RECORD;
		size_t from = HEADER + 2 * RECORD;
		size_t hole = len;
		unsigned char *copy = malloc(len);
		struct segment_reader *r = NULL;
		struct error err;

		assert_non_null(copy);
		memcpy(copy, file.data, len);
		for (size_t at = from; at < len; at += 512) {
			state_of = state_of * 1103515245u + 12345u;
			if ((state_of >> 16) % 3 != 0)
				continue;
			memset(copy + at, 0, 512);
			if (hole == len)
				hole = at;
		}
		scratch_overwrite(path, copy, len);
		assert_int_equal(
		    segment_open(&r, path, &sec, NULL, &err), RC_OK);
		assert_int_equal(segment_about(r)->status, SEGMENT_RECOVERED);
		assert_int_equal(readable(r, 5000),
		    hole < from + RECORD ? 1000
			: hole < len     ? 1000 + CAP
					 : 1000 + 2 * CAP);
		segment_close(r);
		free(copy);
	}
	buf_clear(&file);
}

static void
a_rendition_reads_at_random(void **state)
{
	struct segment_writer *w;
	struct segment_reader *r = NULL;
	struct segment_about seen;
	struct buf named = {0};
	struct box_key key;
	struct error err;
	unsigned char digest[BOX_HASH];
	unsigned char expected[BOX_HASH];
	unsigned char out[512];
	unsigned where = 5;

	(void)state;
	box_key_make(&key);
	w = create(SEGMENT_RENDITION, &key);
	for (size_t at = 0; at < sizeof(plain); at += 1000)
		assert_int_equal(
		    segment_write(w, plain + at, 1000, &err), RC_OK);
	assert_int_equal(segment_event(w, 1, "x", &err), RC_INVALID);
	assert_int_equal(segment_finish(&w, NULL, digest, &err), RC_OK);
	box_hash(plain, sizeof(plain), expected);
	assert_memory_equal(digest, expected, sizeof(digest));
	assert_int_equal(segment_open(&r, path, &sec, NULL, &err), RC_DENIED);
	assert_int_equal(segment_open(&r, path, NULL, &key, &err), RC_OK);
	assert_int_equal(segment_about(r)->status, SEGMENT_COMPLETE);
	assert_int_equal(segment_about(r)->plain_len, sizeof(plain));
	assert_memory_equal(
	    segment_about(r)->plain_hash, expected, sizeof(expected));
	for (int i = 0; i < 2000; i++) {
		size_t at = (where = where * 1103515245u + 12345u) %
		    (sizeof(plain) + 10);
		size_t want = sizeof(plain) < at ? 0 : sizeof(plain) - at;
		size_t got = 9;

		if (want > sizeof(out))
			want = sizeof(out);
		assert_int_equal(
		    segment_read(r, at, out, sizeof(out), &got, &err), RC_OK);
		assert_int_equal(got, want);
		assert_memory_equal(out, plain + at, got);
	}
	segment_close(r);
	assert_int_equal(
	    segment_verify(path, NULL, &seen, &named, &err), RC_OK);
	assert_int_equal(seen.status, SEGMENT_COMPLETE);

	/* a flip is found when it is read, and by verify at once */
	put_byte(HEADER + BIG + 5000, 0x5a);
	assert_int_equal(segment_open(&r, path, NULL, &key, &err), RC_OK);
	assert_int_equal(readable(r, 512) + BIG_CAP, sizeof(plain));
	segment_close(r);
	assert_int_equal(
	    segment_verify(path, NULL, &seen, &named, &err), RC_DAMAGED);
	buf_clear(&named);
}

/* The frozen vector, whose audio is b(n) of FORMAT.md. */
static void
a_rendition_of_version_1_still_reads(void **state)
{
	enum { LEN = 70000, HELD = 65468 };
	static const size_t froms[] = {0, HELD - 1, HELD, HELD + 1, LEN - 1};
	struct segment_reader *r = NULL;
	struct segment_about seen;
	struct buf named = {0};
	struct box_key key;
	struct error err;
	static unsigned char out[LEN];
	const char *old = TEST_DATA "/vectors/rendition.seg";
	size_t got;

	(void)state;
	assert_int_equal(
	    buf_unhex("b0bd73e6922c0d2496dbcb99eac08eb5870090e59f6e06b1eb477d54"
		      "0002a5cd",
		key.v, sizeof(key.v), &err),
	    RC_OK);
	assert_int_equal(segment_open(&r, old, NULL, &key, &err), RC_OK);
	assert_int_equal(segment_about(r)->status, SEGMENT_COMPLETE);
	assert_int_equal(segment_about(r)->plain_len, LEN);
	for (size_t i = 0; i < sizeof(froms) / sizeof(froms[0]); i++) {
		size_t want = LEN - froms[i];

		assert_int_equal(
		    segment_read(r, froms[i], out, LEN, &got, &err), RC_OK);
		assert_int_equal(got, want);
		for (size_t n = 0; n < want; n++)
			assert_int_equal(out[n],
			    (7 * (froms[i] + n) + (froms[i] + n) / 251) % 256);
	}
	segment_close(r);
	assert_int_equal(segment_verify(old, NULL, &seen, &named, &err), RC_OK);
	buf_clear(&named);
}

/* Which sizes of records a version may name, and that a later one is told. */
static void
a_version_has_its_size_of_records(void **state)
{
	static const struct {
		uint16_t kind;
		uint32_t size;
		unsigned char version;
		enum rc rc;
	} cases[] = {
	    {SEGMENT_MASTER, 3072, 1, RC_OK},
	    {SEGMENT_MASTER, 3072, 2, RC_DAMAGED},
	    {SEGMENT_MASTER, 16384, 1, RC_DAMAGED},
	    {SEGMENT_RENDITION, 16384, 2, RC_OK},
	    {SEGMENT_RENDITION, 16384, 1, RC_DAMAGED},
	    {SEGMENT_RENDITION, 65536, 1, RC_OK},
	    {SEGMENT_RENDITION, 65536, 2, RC_DAMAGED},
	    {SEGMENT_RENDITION, 3072, 1, RC_DAMAGED},
	    {SEGMENT_RENDITION, 16384, 0, RC_DAMAGED},
	    {SEGMENT_RENDITION, 16384, 3, RC_NEWER},
	    {7, 16384, 2, RC_DAMAGED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sealheader h = {.kind = cases[i].kind,
		    .record_size = cases[i].size,
		    .detached = true};
		unsigned char head[SEALHEADER_BYTES];
		struct error err;
		bool both;

		sealheader_encode(&h, head);
		head[8] = cases[i].version; /* little-endian */
		box_hash(head, 480, head + 480);
		memcpy(head + SEALHEADER_SECTOR, head, SEALHEADER_SECTOR);
		assert_int_equal(
		    sealheader_decode(head, &h, &both, &err), cases[i].rc);
	}
}

static void
an_unsigned_or_foreign_file_is_named(void **state)
{
	struct buf file = {0};
	struct buf named = {0};
	struct segment_about seen;
	struct box_sign_public other;
	struct box_sign_secret unused;
	struct error err;

	(void)state;
	make_master(&file);
	box_sign_make(&other, &unused);
	assert_int_equal(
	    segment_verify(path, &other, &seen, &named, &err), RC_DAMAGED);
	assert_string_equal(buf_str(&named), "signed by another device\n");
	buf_clear(&named);
	buf_clear(&file);
}

/* As much of DATA as the disk takes, as the file TO. */
static enum rc
fill(const char *to, const unsigned char *data, size_t len)
{
	struct sealfile file;
	enum rc rc = sealfile_create(&file, to, NULL);

	for (size_t at = 0; rc == RC_OK && at < len; at += 1024)
		rc = sealfile_append(&file, data + at, 1024, NULL);
	(void)sealfile_close(&file, NULL);
	return rc;
}

static void
creation_never_overwrites(void **state)
{
	struct buf file = {0};
	struct segment_plan plan = {.kind = SEGMENT_MASTER, .to = &pub};
	struct segment_plan nobody = {.kind = SEGMENT_MASTER};
	struct segment_writer *w = NULL;
	struct error err;

	(void)state;
	make_master(&file);
	assert_int_equal(segment_create(&w, path, &plan, &err), RC_CONFLICT);
	assert_null(w);
	assert_int_equal(segment_create(&w, path, &nobody, &err), RC_INVALID);
	buf_clear(&file);
}

/* Room for a name but for no byte: a recorder tries again twice a second, and
 * each try would leave a file. */
static void
no_room_leaves_no_file(void **state)
{
	static const unsigned char much[64 * 1024];
	struct segment_plan plan = {.kind = SEGMENT_MASTER, .to = &pub};
	char small[SCRATCH_PATH], filler[SCRATCH_PATH], there[SCRATCH_PATH];
	struct segment_writer *w = NULL;
	enum rc full, tried, room;
	bool left;

	(void)state;
	assert_int_equal(mkdir(scratch_path(small, dir, "small"), 0700), 0);
	if (mount("none", small, "tmpfs", 0, "size=16k") != 0)
		fail_msg("this test mounts a tmpfs: run it as root");
	(void)scratch_path(filler, small, "filler");
	(void)scratch_path(there, small, "there.seg");
	full = fill(filler, much, sizeof(much));
	tried = segment_create(&w, there, &plan, NULL);
	left = access(there, F_OK) == 0;
	(void)unlink(filler);
	room = segment_create(&w, there, &plan, NULL);
	segment_abandon(&w);
	assert_int_equal(umount(small), 0);
	assert_int_equal(full, RC_NOSPACE);
	assert_int_equal(tried, RC_NOSPACE);
	assert_false(left);
	assert_int_equal(room, RC_OK);
}

/* An index of more than one record. */
static void
a_long_index_comes_back(void **state)
{
	struct segment_index index = {.samples = 5, .npeaks = 150000};
	struct segment_index back;
	struct segment_writer *w = create(SEGMENT_MASTER, NULL);
	struct segment_reader *r = NULL;
	struct error err;

	(void)state;
	index.peaks = plain;
	assert_int_equal(segment_finish(&w, &index, NULL, &err), RC_OK);
	assert_int_equal(segment_open(&r, path, &sec, NULL, &err), RC_OK);
	assert_int_equal(segment_about(r)->status, SEGMENT_COMPLETE);
	assert_int_equal(segment_read_index(r, &back, &err), RC_OK);
	assert_int_equal(back.npeaks, 150000);
	assert_memory_equal(back.peaks, plain, 150000);
	segment_index_clear(&back);
	segment_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_whole_file_reads_back),
	    cmocka_unit_test(records_show_no_length),
	    cmocka_unit_test(the_wrong_key_opens_nothing),
	    cmocka_unit_test(rule_17_every_truncation_keeps_the_prefix),
	    cmocka_unit_test(a_recovered_file_says_how_much_is_torn),
	    cmocka_unit_test(rule_18_one_flipped_bit_costs_one_record),
	    cmocka_unit_test(records_count_in_their_own_place_only),
	    cmocka_unit_test(a_key_holder_cannot_pass_for_the_device),
	    cmocka_unit_test(
		a_damaged_header_copy_is_told_of_an_unfinished_file),
	    cmocka_unit_test(sectors_in_any_order_leave_a_clean_prefix),
	    cmocka_unit_test(a_rendition_reads_at_random),
	    cmocka_unit_test(a_rendition_of_version_1_still_reads),
	    cmocka_unit_test(a_version_has_its_size_of_records),
	    cmocka_unit_test(an_unsigned_or_foreign_file_is_named),
	    cmocka_unit_test(creation_never_overwrites),
	    cmocka_unit_test(no_room_leaves_no_file),
	    cmocka_unit_test(a_long_index_comes_back),
	};

	return cmocka_run_group_tests(tests, begin, scratch_end);
}
