/*
 * meetingkit -- papers for a meeting of nobody, and what is in the folder
 * that a recorder made of it.  For tests: it holds the secrets.
 *
 *	meetingkit papers ITEMS SPARES PEOPLE PAPERS SECRETS
 *	meetingkit journal FOLDER		an entry a line
 *	meetingkit segments FOLDER SECRETS	a line a segment: number item
 *						status from samples
 *	meetingkit pcm FOLDER SECRETS NUMBER	its audio, s16le, on stdout
 *	meetingkit ogg FOLDER SECRETS NUMBER	its plaintext
 *	meetingkit events FOLDER SECRETS	mark and words, a line each
 *	meetingkit tones FOLDER SECRETS NUMBER HZ...
 *						power of each tone, dB of all
 *	meetingkit timecode SECONDS		s16le: each 100 ms its own tone
 *	meetingkit heard FOLDER SECRETS NUMBER	when its first and last sample
 *						were said, ms of the code's ten
 *						seconds
 *	meetingkit holds NEEDLE FILE...		the files that hold the bytes of NEEDLE
 *	meetingkit tell SOCKET LINE		a line of the control protocol, and
 *						what was answered
 *	meetingkit silent SOCKET		connect, say half a line, never read
 *	meetingkit mono				CLOCK_BOOTTIME, ms
 *	meetingkit kill PID			SIGKILL it; when, as mono
 *	meetingkit cut MOUNT			the power of this ext4 goes
 */
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <opus/opus.h>

#include "base/buf.h"
#include "base/clock.h"
#include "control/command.h"
#include "control/exchange.h"
#include "recording/journal.h"
#include "recording/packets.h"
#include "recording/papers.h"
#include "recording/segment.h"
#include "seal/box.h"

/* From the kernel's fs/ext4/ext4.h; 2: what is not on the disk is lost. */
#define CUT_IOCTL _IOR('X', 125, unsigned)
enum {
	CUT_NO_LOG_FLUSH = 2,
	MOST = 64,
	SLOT = 4800,
	SLOTS = 100,
	RATE = 48000
};

static void
fail(const char *what, const struct error *err)
{
	(void)fprintf(stderr, "meetingkit: %s: %s\n", what, err->text);
	exit(1);
}

static void
must(const char *what, enum rc rc, const struct error *err)
{
	if (rc != RC_OK)
		fail(what, err);
}

static char *
text(const char *format, int n)
{
	char *s = NULL;

	if (asprintf(&s, format, n) < 0)
		abort();
	return s;
}

static void
public_id(char id[PUBLIC_ID_TEXT])
{
	unsigned char random[16];
	struct buf hex = {0};

	box_random(random, sizeof(random));
	buf_hex(&hex, random, sizeof(random));
	memcpy(id, hex.data, PUBLIC_ID_TEXT);
	buf_clear(&hex);
}

static void
make_papers(char **a)
{
	int items = atoi(a[0]), spares = atoi(a[1]), people = atoi(a[2]);
	struct papers_item item[MOST] = {0};
	struct papers_person person[MOST] = {0};
	struct papers p = {.items = item, .people = person};
	struct box_secret secrets[MOST];
	struct error err = {0};
	FILE *f;

	if (items + spares > MOST || people > MOST)
		exit(2);
	p.type = text("marac", 0);
	p.title = text("A meeting of nobody", 0);
	p.planned_ms = clock_wall_ms() / 60000 * 60000;
	p.nitems = (size_t)(items + spares);
	p.npeople = (size_t)people;
	public_id(p.public_id);
	for (int i = 0; i < items + spares; i++) {
		item[i].number = i + 1;
		public_id(item[i].public_id);
		item[i].label = text(i < items ? "Case %d" : "Spare %d", i + 1);
		item[i].kind = text(i < items ? "discussion" : "spare", 0);
		box_pair_make(&item[i].key, &secrets[i]);
	}
	for (int i = 0; i < people; i++) {
		person[i].ref = i + 1;
		person[i].name = text("Erin Example %d", i + 1);
		person[i].agency = text("Agency %d", i + 1);
		person[i].capacity = text("core", 0);
	}
	must("write papers", papers_write(a[3], &p, &err), &err);
	f = fopen(a[4], "wb");
	if (f == NULL ||
	    fwrite(secrets, sizeof(secrets[0]), p.nitems, f) != p.nitems ||
	    fclose(f) != 0)
		exit(1);
	/* papers_clear would free the arrays too */
	for (int i = 0; i < items + spares; i++) {
		free(item[i].label);
		free(item[i].kind);
	}
	for (int i = 0; i < people; i++) {
		free(person[i].name);
		free(person[i].agency);
		free(person[i].capacity);
	}
	free(p.type);
	free(p.title);
}

struct kit {
	const char *folder;
	struct journal_entry *entries;
	size_t count;
	struct box_secret secrets[MOST];
};

static void
load(struct kit *k, char **a)
{
	char path[4096];
	struct error err = {0};
	FILE *f;

	k->folder = a[0];
	(void)snprintf(path, sizeof(path), "%s/journal", a[0]);
	must("journal", journal_read(path, &k->entries, &k->count, NULL, &err),
	    &err);
	if (a[1] == NULL)
		return;
	f = fopen(a[1], "rb");
	if (f == NULL || fread(k->secrets, sizeof(k->secrets[0]), MOST, f) == 0)
		exit(1);
	(void)fclose(f);
}

static struct segment_reader *
open_segment(const struct kit *k, int number)
{
	struct segment_reader *r = NULL;
	struct error err = {0};
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/%04d.seg", k->folder, number);
	/* The last one: a number is used again when its file was lost. */
	for (size_t i = k->count; i-- > 0;) {
		const struct journal_entry *e = &k->entries[i];

		if (e->kind == JOURNAL_SEGMENT_BEGUN && e->value == number) {
			must(path,
			    segment_open(
				&r, path, &k->secrets[e->item - 1], NULL, &err),
			    &err);
			return r;
		}
	}
	(void)snprintf(err.text, sizeof(err.text), "not in the journal");
	fail(path, &err);
	return NULL;
}

/* Everything a player would hear; without an end the samples behind the
 * pre-skip.  malloc'd. */
static int16_t *
decode(struct segment_reader *r, size_t *count)
{
	struct packets *packets = NULL;
	struct packets_head head;
	struct error err = {0};
	const unsigned char *data;
	OpusDecoder *decoder;
	int16_t *pcm = NULL;
	size_t len, n = 0, room = 0;
	int64_t granule;
	int code;
	enum rc rc;

	rc = packets_open(&packets, segment_read, r, &head, &err);
	if (rc != RC_OK && segment_about(r)->plain_len < 200) {
		*count = 0; /* killed before the first page */
		return NULL;
	}
	must("ogg", rc, &err);
	decoder = opus_decoder_create(RATE, 1, &code);
	for (;;) {
		rc = packets_next(packets, &data, &len, &granule, &err);
		/* a recovered stream has no end of stream */
		if (rc != RC_OK &&
		    segment_about(r)->status == SEGMENT_RECOVERED)
			break;
		must("packet", rc, &err);
		if (data == NULL)
			break;
		if (n + 5760 > room) {
			room = room * 2 + 48000;
			pcm = realloc(pcm, room * sizeof(*pcm));
			if (pcm == NULL)
				abort();
		}
		code = opus_decode(
		    decoder, data, (opus_int32)len, pcm + n, 5760, 0);
		if (code < 0)
			exit(3);
		n += (size_t)code;
	}
	*count = n > (size_t)head.pre_skip ? n - (size_t)head.pre_skip : 0;
	if (*count > 0)
		memmove(pcm, pcm + head.pre_skip, *count * sizeof(*pcm));
	if (segment_about(r)->status == SEGMENT_COMPLETE) {
		size_t end = (size_t)packets_samples(packets);

		if (end > *count)
			exit(4);
		*count = end;
	}
	opus_decoder_destroy(decoder);
	packets_close(packets);
	return pcm;
}

static void
print_journal(const struct kit *k)
{
	for (size_t i = 0; i < k->count; i++) {
		const struct journal_entry *e = &k->entries[i];

		(void)printf("%u %s item=%u person=%u sample=%" PRId64
			     " value=%" PRId64 " supersedes=%u note=%u"
			     " wall=%" PRId64 "\n",
		    e->seq, journal_kind_name(e->kind), e->item, e->person,
		    e->sample, e->value, e->supersedes, e->note, e->wall_ms);
	}
}

/* A power cut may leave of a file that was just begun not even its header. */
static bool
is_there(const struct kit *k, const struct journal_entry *begun)
{
	enum { HEADER = 1024 };
	char path[4096];
	struct stat st;

	for (const struct journal_entry *e = begun + 1;
	     e < k->entries + k->count; e++) {
		if (e->kind == JOURNAL_SEGMENT_BEGUN &&
		    e->value == begun->value)
			return false;
	}
	(void)snprintf(path, sizeof(path), "%s/%04" PRId64 ".seg", k->folder,
	    begun->value);
	return stat(path, &st) == 0 && st.st_size >= HEADER;
}

static void
print_segments(const struct kit *k)
{
	for (size_t i = 0; i < k->count; i++) {
		const struct journal_entry *e = &k->entries[i];
		struct segment_reader *r;
		size_t count = 0;

		if (e->kind != JOURNAL_SEGMENT_BEGUN || !is_there(k, e))
			continue;
		r = open_segment(k, (int)e->value);
		free(decode(r, &count));
		(void)printf("%" PRId64 " item=%u %s from=%" PRId64
			     " samples=%zu\n",
		    e->value, e->item,
		    segment_about(r)->status == SEGMENT_COMPLETE ? "complete"
			: segment_about(r)->status == SEGMENT_RECOVERED
			? "recovered"
			: "broken",
		    segment_about(r)->start_sample, count);
		segment_close(r);
	}
}

static enum rc
print_event(void *to, uint32_t seq, const char *words, struct error *err)
{
	(void)to;
	(void)err;
	(void)printf("%u %s\n", seq, words);
	return RC_OK;
}

static void
print_events(const struct kit *k)
{
	struct error err = {0};

	for (size_t i = 0; i < k->count; i++) {
		struct segment_reader *r;

		if (k->entries[i].kind != JOURNAL_SEGMENT_BEGUN ||
		    !is_there(k, &k->entries[i]))
			continue;
		r = open_segment(k, (int)k->entries[i].value);
		must(
		    "events", segment_events(r, print_event, NULL, &err), &err);
		segment_close(r);
	}
}

/* Mean square of a tone in PCM (Goertzel over the whole). */
static double
tone(const int16_t *pcm, size_t count, double hz)
{
	double w = 2 * M_PI * hz / RATE, c = 2 * cos(w), a = 0, b = 0;

	for (size_t i = 0; i < count; i++) {
		double next = pcm[i] + c * a - b;

		b = a;
		a = next;
	}
	return count == 0
	    ? 0
	    : 2 * (a * a + b * b - c * a * b) / (double)count / (double)count;
}

static void
print_tones(const int16_t *pcm, size_t count, char **hz)
{
	for (; *hz != NULL; hz++) {
		double best = 0;

		/* the loudest half second: a short tone must not hide */
		for (size_t at = 0; at < count; at += RATE / 2) {
			size_t n =
			    count - at < RATE / 2 ? count - at : RATE / 2;
			double p = n < 2400 ? 0 : tone(pcm + at, n, atof(*hz));

			best = p > best ? p : best;
		}
		(void)printf("%s %.1f\n", *hz,
		    best > 0 ? 10 * log10(best / 32768 / 32768) : -120.0);
	}
}

/* Slot S of a time code is two tones out of ten each. */
static void
slot_tones(int slot, double *low, double *high)
{
	*low = 500 + 100 * (slot % 10);
	*high = 2000 + 150 * (slot / 10 % 10);
}

static void
write_timecode(int seconds)
{
	for (int s = 0; s < seconds * 10; s++) {
		double low, high;

		slot_tones(s, &low, &high);
		for (int i = 0; i < SLOT; i++) {
			double edge = i < 240 ? i / 240.0
			    : i >= SLOT - 240 ? (SLOT - 1 - i) / 240.0
					      : 1;
			int16_t v = (int16_t)lrint(edge *
			    (6000 * sin(2 * M_PI * low * i / RATE) +
				6000 * sin(2 * M_PI * high * i / RATE)));

			(void)fwrite(&v, sizeof(v), 1, stdout);
		}
	}
}

/* The slot whose tones are in these 50 ms, or -1. */
static int
slot_at(const int16_t *pcm)
{
	int a = -1, b = -1;
	double best = 100000, p, low, high;

	for (int i = 0; i < 10; i++) {
		slot_tones(i, &low, &high);
		if ((p = tone(pcm, SLOT / 2, low)) > best) {
			best = p;
			a = i;
		}
	}
	best = 100000;
	for (int i = 0; i < 10; i++) {
		slot_tones(i * 10, &low, &high);
		if ((p = tone(pcm, SLOT / 2, high)) > best) {
			best = p;
			b = i;
		}
	}
	return a < 0 || b < 0 ? -1 : b * 10 + a;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* When the first and the last sample were said, in ms of the code's cycle: the
 * median over all places where a slot's tones give way to the next one's. */
static void
print_heard(const int16_t *pcm, size_t count)
{
	enum { HOP = 240, CYCLE = SLOTS * 100, TIMES = 4096 };
	static double times[TIMES];
	int before = -1, n = 0;
	double from;

	for (size_t at = 0; at + SLOT / 2 <= count && n < TIMES; at += HOP) {
		int slot = slot_at(pcm + at);

		if (slot >= 0 && before >= 0 && slot == (before + 1) % SLOTS) {
			/* half of the window is behind the edge now */
			double t = slot * 100.0 -
			    ((double)at + SLOT / 4.0 - HOP / 2.0) * 1000 / RATE;

			while (n > 0 && t - times[0] > CYCLE / 2.0)
				t -= CYCLE;
			while (n > 0 && t - times[0] < -CYCLE / 2.0)
				t += CYCLE;
			times[n++] = t;
		}
		before = slot;
	}
	if (n == 0) {
		(void)printf("nothing\n");
		return;
	}
	qsort(times, (size_t)n, sizeof(times[0]), by_size);
	from = fmod(times[n / 2] + 100.0 * CYCLE, CYCLE);
	(void)printf("from_ms=%.0f to_ms=%.0f ms=%zu\n", from,
	    fmod(from + (double)count * 1000 / RATE, CYCLE),
	    count * 1000 / RATE);
}

static void
tell(const char *path, const char *line)
{
	struct command c;
	struct command_reply reply;
	struct error err = {0};

	must(line, command_parse(line, strlen(line), &c, &err), &err);
	must(path, exchange_ask(path, &c, &reply, 5000, &err), &err);
	(void)printf("%s %u %s\n", error_name(reply.rc), reply.seq, reply.text);
}

static void
be_silent(const char *path)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	if (connect(fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    write(fd, "{\"verb\":", 8) != 8)
		exit(1);
	(void)pause();
}

static void
print_holders(char **a)
{
	struct buf needle = {0}, file = {0};
	struct error err = {0};

	must(a[0], buf_read_file(&needle, a[0], 1 << 20, &err), &err);
	for (a++; *a != NULL; a++) {
		buf_reset(&file);
		must(*a, buf_read_file(&file, *a, 1 << 30, &err), &err);
		if (file.len > 0 &&
		    memmem(file.data, file.len, needle.data, needle.len) !=
			NULL)
			(void)printf("%s\n", *a);
	}
	buf_clear(&needle);
	buf_clear(&file);
}

int
main(int argc, char **argv)
{
	struct kit k = {0};
	struct error err = {0};
	struct segment_reader *r;
	int16_t *pcm;
	size_t count, got;

	if (argc == 2 && strcmp(argv[1], "mono") == 0) {
		(void)printf("%" PRId64 "\n", clock_boot_ns() / 1000000);
		return 0;
	}
	if (argc == 3 && strcmp(argv[1], "kill") == 0) {
		int64_t now = clock_boot_ns();

		if (kill((pid_t)atoi(argv[2]), SIGKILL) != 0)
			return 1;
		(void)printf("%" PRId64 "\n", now / 1000000);
		return 0;
	}
	if (argc == 3 && strcmp(argv[1], "cut") == 0) {
		unsigned how = CUT_NO_LOG_FLUSH;
		int fd = open(argv[2], O_RDONLY | O_CLOEXEC);

		return fd < 0 || ioctl(fd, CUT_IOCTL, &how) != 0;
	}
	if (argc < 3 || box_init(&err) != RC_OK)
		return 2;
	if (strcmp(argv[1], "papers") == 0 && argc == 7) {
		make_papers(argv + 2);
		return 0;
	}
	if (strcmp(argv[1], "timecode") == 0) {
		write_timecode(atoi(argv[2]));
		return 0;
	}
	if (strcmp(argv[1], "tell") == 0 && argc == 4) {
		tell(argv[2], argv[3]);
		return 0;
	}
	if (strcmp(argv[1], "silent") == 0) {
		be_silent(argv[2]);
		return 0;
	}
	if (strcmp(argv[1], "holds") == 0) {
		print_holders(argv + 2);
		return 0;
	}
	load(&k, argv + 2);
	if (strcmp(argv[1], "journal") == 0) {
		print_journal(&k);
	} else if (strcmp(argv[1], "segments") == 0) {
		print_segments(&k);
	} else if (strcmp(argv[1], "events") == 0) {
		print_events(&k);
	} else if (argc >= 5) {
		r = open_segment(&k, atoi(argv[4]));
		if (strcmp(argv[1], "ogg") == 0) {
			char bytes[4096];
			uint64_t at = 0;

			while (segment_read(r, at, bytes, sizeof(bytes), &got,
				   &err) == RC_OK &&
			    got > 0) {
				(void)fwrite(bytes, 1, got, stdout);
				at += got;
			}
			return 0;
		}
		pcm = decode(r, &count);
		if (strcmp(argv[1], "pcm") == 0)
			(void)fwrite(pcm, sizeof(*pcm), count, stdout);
		else if (strcmp(argv[1], "tones") == 0)
			print_tones(pcm, count, argv + 5);
		else if (strcmp(argv[1], "heard") == 0)
			print_heard(pcm, count);
		free(pcm);
		segment_close(r);
	}
	free(k.entries);
	return 0;
}
