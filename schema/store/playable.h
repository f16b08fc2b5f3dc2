/*
 * playable -- a rendition as a player needs it: where its bytes are, the
 * sealed key, and where each stretch of the meeting plays.
 */
#ifndef STORE_PLAYABLE_H
#define STORE_PLAYABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/id.h"
#include "seal/box.h"
#include "store/store.h"

enum { PLAYABLE_OBJECT = 80 };

struct playable {
	char object[PLAYABLE_OBJECT]; /* its name below objects/ */
	int64_t samples;
	int64_t bytes; /* of plaintext */
	unsigned char sealed[BOX_SEALED_KEY];
};

enum playable_format { PLAYABLE_OPUS = 0, PLAYABLE_MP3 };
const char *playable_format_name(enum playable_format format); /* "mp3" */

/* RC_NOTFOUND: no such rendition, none in FORMAT, or its key was destroyed. */
enum rc playable_find(struct store *store, struct rendition_id id,
    enum playable_format format, struct playable *out, struct error *err);

struct playable_part {
	int64_t from; /* of the meeting, samples */
	int64_t to;
	int64_t plays_at; /* of the rendition, samples */
	bool silent;      /* withheld: as long, and nothing to hear */
};

/* In order, malloc'd; the caller frees *OUT. */
enum rc playable_parts(struct store *store, struct rendition_id id,
    struct playable_part **out, size_t *count, struct error *err);

/* Where meeting sample AT plays, or -1 when it was left out. */
int64_t
playable_at(const struct playable_part *parts, size_t count, int64_t at);

/* Its inverse: what of the meeting plays AT samples into the rendition; between
 * two parts, or behind the last, the next or the end. */
int64_t
playable_of(const struct playable_part *parts, size_t count, int64_t at);

/* The outline of ID, a peak (0..255) each 6,000 samples, appended to OUT.
 * RC_NOTFOUND: none. */
enum rc playable_outline(struct store *store, struct rendition_id id,
    struct buf *out, struct error *err);

#endif
