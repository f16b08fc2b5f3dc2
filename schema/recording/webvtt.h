/*
 * webvtt -- read a transcript: WebVTT (W3C), as transcribers and their
 * programs write it.
 *
 * Cues with their times and their words; notes, styles, regions, settings and
 * the marks inside words (<v Name>, <i>) are left out, and so is who speaks:
 * a voice's name is not said in the sound.  Hostile input: bounded, UTF-8 only.
 */
#ifndef RECORDING_WEBVTT_H
#define RECORDING_WEBVTT_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct webvtt_cue {
	int64_t from_ms;
	int64_t to_ms; /* behind FROM_MS */
	int line;      /* of its times in the file, for errors */
	char *text;    /* one line, not empty */
};

struct webvtt {
	struct webvtt_cue *v;
	size_t count;
};

enum { WEBVTT_BYTES = 4 << 20, WEBVTT_CUES = 20000, WEBVTT_TEXT = 2000 };

void webvtt_clear(struct webvtt *w);

/* OUT must be = {0}.  RC_INVALID: "NAME:line: what"; cues must be in order of
 * their beginnings.  RC_NOMEM. */
enum rc webvtt_parse(const char *name, const char *data, size_t len,
    struct webvtt *out, struct error *err);

#endif
