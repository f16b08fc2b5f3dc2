#include "recorder/mp3check.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recorder/source.h"

enum { WINDOW = 65536, TAG_HEAD = 10, VBRI_AT = 36, ID3V1 = 128 };

struct walk {
	const char *path;
	int fd;
	uint64_t size;
	uint64_t at;
	unsigned char window[WINDOW];
	uint64_t window_at;
	size_t window_len;
	struct frame_of_mp3 {
		int version; /* 0: MPEG 1, 1: MPEG 2, 2: MPEG 2.5 */
		int rate;
		int channels;
		bool crc;
		size_t len;
	} first;
	int64_t count;    /* of frames with sound */
	int64_t promised; /* by a header; 0 none */
};

static int
samples(const struct frame_of_mp3 *f)
{
	return f->version == 0 ? 1152 : 576;
}

/* NEED bytes at AT, or NULL: there are not so many. */
static const unsigned char *
look(struct walk *w, uint64_t at, size_t need)
{
	if (at < w->window_at || at + need > w->window_at + w->window_len) {
		ssize_t got = pread(w->fd, w->window, WINDOW, (off_t)at);

		w->window_at = at;
		w->window_len = got > 0 ? (size_t)got : 0;
		if (w->window_len < need)
			return NULL;
	}
	return w->window + (at - w->window_at);
}

/* The header of a layer 3 frame; free-format ones are not read. */
static bool
parse(const unsigned char *h, struct frame_of_mp3 *f)
{
	static const int rates[] = {44100, 48000, 32000};
	static const int kbits[2][15] = {
	    {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
	    {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}};
	int version = h[1] >> 3 & 3, bits = h[2] >> 4, rate = h[2] >> 2 & 3;

	if (h[0] != 0xFF || (h[1] & 0xE6) != 0xE2 || version == 1 ||
	    bits == 0 || bits == 15 || rate == 3)
		return false;
	f->version = version == 3 ? 0 : version == 2 ? 1 : 2;
	f->rate = rates[rate] >> f->version;
	f->channels = h[3] >> 6 == 3 ? 1 : 2;
	f->crc = (h[1] & 1) == 0;
	f->len = (size_t)(samples(f) / 8 * 1000 * kbits[f->version != 0][bits] /
		f->rate +
	    (h[2] >> 1 & 1));
	return true;
}

bool
mp3check_begins(const unsigned char *head, size_t len)
{
	struct frame_of_mp3 f;

	return len >= 4 && (memcmp(head, "ID3", 3) == 0 || parse(head, &f));
}

static uint32_t
big_endian(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

/* ID3v2 tags at the beginning, and zeros that pad them. */
static void
skip_tags(struct walk *w)
{
	const unsigned char *h;

	while (
	    (h = look(w, w->at, TAG_HEAD)) != NULL && memcmp(h, "ID3", 3) == 0)
		w->at += TAG_HEAD +
		    ((uint64_t)(h[6] & 127) << 21 |
			(uint64_t)(h[7] & 127) << 14 |
			(uint64_t)(h[8] & 127) << 7 | (h[9] & 127)) +
		    ((h[5] & 0x10) != 0 ? TAG_HEAD : 0);
	while ((h = look(w, w->at, 1)) != NULL && *h == 0)
		w->at++;
}

/* Does the first frame hold a promise instead of sound? */
static void
read_promise(struct walk *w, const struct frame_of_mp3 *f)
{
	size_t side = f->version == 0 ? (f->channels == 1 ? 17 : 32)
				      : (f->channels == 1 ? 9 : 17);
	const unsigned char *h = look(w, w->at, f->len), *x;

	if (h == NULL || f->len < VBRI_AT + 18)
		return;
	x = h + 4 + side;
	if (memcmp(x, "Xing", 4) == 0 || memcmp(x, "Info", 4) == 0) {
		w->count = -1; /* this frame is not counted */
		if ((x[7] & 1) != 0)
			w->promised = big_endian(x + 8);
	} else if (memcmp(h + VBRI_AT, "VBRI", 4) == 0) {
		w->count = -1;
		w->promised = big_endian(h + VBRI_AT + 14);
	}
}

/* Only tags or zeros from here to the end? */
static bool
at_tail(struct walk *w)
{
	const unsigned char *h = look(w, w->at, 11);
	uint64_t at = w->at;

	if (h != NULL &&
	    (memcmp(h, "APETAGEX", 8) == 0 ||
		memcmp(h, "LYRICSBEGIN", 11) == 0))
		return true;
	if ((h = look(w, at, ID3V1)) != NULL && memcmp(h, "TAG", 3) == 0)
		at += ID3V1;
	for (; at < w->size; at++) {
		if ((h = look(w, at, 1)) == NULL || *h != 0)
			return false;
	}
	return true;
}

static enum rc
short_of(const struct walk *w, int64_t promised, struct error *err)
{
	const struct frame_of_mp3 *f = &w->first;
	char has[SOURCE_TIME], all[SOURCE_TIME];

	(void)source_time(w->count * samples(f), f->rate, has);
	if (promised > w->count)
		return error_set(err, RC_INVALID,
		    "%s is cut short: its header promises %s, and there is %s",
		    w->path, source_time(promised * samples(f), f->rate, all),
		    has);
	return error_set(err, RC_INVALID,
	    "%s is cut short: it ends inside a frame; there is %s, and how "
	    "much is missing it does not say",
	    w->path, has);
}

static enum rc
walk(struct walk *w, struct error *err)
{
	const unsigned char *h;
	struct frame_of_mp3 f;
	char place[SOURCE_TIME];

	skip_tags(w);
	while (w->at < w->size) {
		h = look(w, w->at, 4);
		if (h == NULL || !parse(h, &f) ||
		    (w->first.rate != 0 &&
			(f.rate != w->first.rate ||
			    f.channels != w->first.channels))) {
			if (w->first.rate == 0)
				return error_set(err, RC_INVALID,
				    "%s is not sound that can be read (no MP3 "
				    "frame behind its tag); WAV, FLAC, MP3 "
				    "and Ogg Opus can",
				    w->path);
			if (at_tail(w))
				break;
			if (w->size - w->at < 4)
				return short_of(w, w->promised, err);
			return error_set(err, RC_INVALID,
			    "%s is damaged, or joined from several, at %s "
			    "(byte %llu); what comes then cannot be placed",
			    w->path,
			    source_time(w->count * samples(&w->first),
				w->first.rate, place),
			    (unsigned long long)w->at);
		}
		if (w->first.rate == 0) {
			w->first = f;
			read_promise(w, &f);
		}
		if (f.len > w->size - w->at)
			return short_of(w, w->promised, err);
		w->at += f.len;
		w->count++;
	}
	if (w->first.rate == 0)
		return error_set(err, RC_INVALID, "%s holds no sound", w->path);
	if (w->promised > w->count)
		return short_of(w, w->promised, err);
	if (w->promised != 0 && w->promised < w->count)
		return error_set(err, RC_INVALID,
		    "%s holds more than its header says; it was joined from "
		    "several files: converting it to WAV makes one of them",
		    w->path);
	return RC_OK;
}

enum rc
mp3check_file(const char *path, struct error *err)
{
	struct walk w = {.path = path, .fd = open(path, O_RDONLY | O_CLOEXEC)};
	struct stat st;
	enum rc rc;

	if (w.fd < 0)
		return error_sys(err, RC_NOTFOUND, "open %s", path);
	if (fstat(w.fd, &st) != 0) {
		rc = error_sys(err, RC_IO, "read %s", path);
	} else {
		w.size = (uint64_t)st.st_size;
		rc = walk(&w, err);
	}
	(void)close(w.fd);
	return rc;
}
