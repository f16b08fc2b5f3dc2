/*
 * audio -- invented speech-like sound, encoded as everything here is, sealed
 * as a rendition.
 */
#ifndef SEED_AUDIO_H
#define SEED_AUDIO_H

#include "base/error.h"
#include "seal/box.h"

struct audio {
	struct box_key key;
	unsigned char plain_hash[BOX_HASH];
	int64_t samples;
	int64_t bytes;
};

/* SECONDS of a hum at HERTZ, sealed at PATH; the plaintext also at PLAIN.
 * Ten seconds are encoded and their packets repeated. */
enum rc audio_make(struct audio *out, const char *path, const char *plain,
    int seconds, int hertz, struct error *err);

/* The file PLAIN of audio_make, of SAMPLES, once more as MP3, sealed at PATH. */
enum { AUDIO_MOST = 64 * 1024 * 1024 };
enum rc audio_mp3(struct audio *out, const char *path, const char *plain,
    int64_t samples, struct error *err);

#endif
