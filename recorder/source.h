/*
 * source -- a sound file of any kind behind one face: interleaved floats
 * (-1 to 1), read in order from any frame on.
 *
 * The kinds are PCM (WAV, RF64, W64, FLAC; pcmsource), MP3 (mp3source) and
 * Ogg Opus (opussource).  Each counts its frames exactly and refuses a file
 * that was cut short or damaged when it is opened, as far as its bytes can
 * tell, with how much is there and how much is missing.
 */
#ifndef RECORDER_SOURCE_H
#define RECORDER_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct source { /* = {0} */
	const struct source_kind *kind;
	void *file; /* the kind's own */
	const char *path;
	int rate;
	int channels;
	int64_t frames;
};

struct source_kind {
	/* Sets everything but kind and path; frame 0 is read next.  Fails as
	 * source_open does. */
	enum rc (*open)(struct source *s, struct error *err);
	void (*close)(void *file);
	/* What is read from here on is what reading from the beginning would
	 * have given there.  RC_INVALID, RC_IO. */
	enum rc (*seek)(struct source *s, int64_t frame, struct error *err);
	/* Up to COUNT frames; *GOT 0: the file ends here. */
	enum rc (*read)(struct source *s, float *out, size_t count, size_t *got,
	    struct error *err);
};

/* Look at the first bytes of PATH (borrowed until source_close) and open it as
 * what they say.
 * RC_NOTFOUND; RC_INVALID no sound that can be read, damaged, cut short;
 * RC_IO; RC_NOMEM. */
enum rc source_open(struct source *s, const char *path, struct error *err);
void source_close(struct source *s);

/* "1:02:03" of FRAMES at RATE, for messages. */
enum { SOURCE_TIME = 32 };
const char *source_time(int64_t frames, int rate, char text[SOURCE_TIME]);

#endif
