/*
 * renditions -- the audio of a case for one set of spans, as it lies in
 * objects/, and its key.
 *
 * A rendition is known by its plan: SHA-256 of meeting, case, spans and what of
 * them is silent.  Equal entitlement is an equal plan, so it is made once and
 * shared.
 */
#ifndef STORE_RENDITIONS_H
#define STORE_RENDITIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "base/span.h"
#include "seal/box.h"
#include "store/store.h"

/* SHA-256 of "marac plan 1", meeting, case, count and spans (i64 each,
 * little-endian); and, if anything is SILENT (may be NULL), of count and spans
 * of that.  What is silent counts the same inside SPANS and beside them. */
enum rc renditions_plan(struct meeting_id meeting, struct case_id case_id,
    const struct span_list *spans, const struct span_list *silent,
    unsigned char hash[BOX_HASH], struct error *err);

/* RC_NOTFOUND (ERR untouched): none of this plan. */
enum rc renditions_find(struct store *store, const unsigned char hash[BOX_HASH],
    struct rendition_id *id, struct error *err);

struct renditions_part {
	struct span span; /* of the meeting */
	int64_t plays_at; /* samples into the rendition */
	bool silent;
};

struct renditions_row {
	struct meeting_id meeting;
	struct case_id case_id;
	const unsigned char *plan_hash; /* BOX_HASH */
	const char *object;             /* "<32 hex>.sealed", below objects/ */
	int64_t samples;
	int64_t bytes;
	const unsigned char *plain_hash; /* BOX_HASH */
	uint32_t serial;                 /* of its Ogg stream; 0: not known */
	int64_t made_ms;
	const unsigned char *sealed_key; /* BOX_SEALED_KEY */
	const struct renditions_part *parts;
	size_t nparts;
};

/* Rendition, parts and key.  Inside the caller's transaction.
 * RC_CONFLICT: somebody else has made one of this plan meanwhile. */
enum rc renditions_add(struct store *store, const struct renditions_row *row,
    struct rendition_id *id, struct error *err);

/* The same audio as MP3, under a key of its own. */
struct renditions_mp3 {
	const char *object; /* as above */
	int64_t bytes;
	const unsigned char *plain_hash; /* BOX_HASH */
	const unsigned char *sealed_key; /* BOX_SEALED_KEY */
};

/* Inside the caller's transaction.  RC_CONFLICT: ID has one. */
enum rc renditions_add_mp3(struct store *store, struct rendition_id id,
    const struct renditions_mp3 *row, struct error *err);

enum rc renditions_has_mp3(
    struct store *store, struct rendition_id id, bool *has, struct error *err);

/* What its files are, for whoever makes them again. */
struct renditions_files {
	uint32_t serial; /* 0: not known, so its Opus cannot be made again */
	unsigned char opus_hash[BOX_HASH];
	bool mp3;
	unsigned char mp3_hash[BOX_HASH];
};

/* RC_NOTFOUND (ERR untouched). */
enum rc renditions_files(struct store *store, struct rendition_id id,
    struct renditions_files *out, struct error *err);

/* Its outline: a peak each 6,000 samples of it.  Inside the caller's
 * transaction. */
enum rc renditions_add_outline(struct store *store, struct rendition_id id,
    const unsigned char *peaks, size_t count, struct error *err);

/* Does a row own the file NAME of objects/? */
enum rc renditions_owns(
    struct store *store, const char *name, bool *owned, struct error *err);

/* Which rendition the children's files of CASE play for MEETING. */
enum rc renditions_set_file(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct rendition_id id, struct error *err);
/* RC_NOTFOUND (ERR untouched): none yet. */
enum rc renditions_file(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct rendition_id *id, struct error *err);
/* They play it no more, from this transaction's end on; *ID is what it was, 0
 * if there was none. */
enum rc renditions_unset_file(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct rendition_id *id, struct error *err);

#endif
