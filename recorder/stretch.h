/*
 * stretch -- one unbroken stretch of one agenda item on its way to a sealed
 * file: encoder, pages, segment, and the index that belongs to it.  The live
 * recorder and the import write through the same one.
 */
#ifndef RECORDER_STRETCH_H
#define RECORDER_STRETCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "seal/box.h"

struct stretch;

struct stretch_plan {
	const char *path;                     /* must not exist */
	const struct box_public *to;          /* the item's key */
	const struct box_sign_secret *signer; /* the device's */
	int64_t start_sample;                 /* since the meeting began */
	int64_t created_ms;
};

/* RC_CONFLICT, RC_IO, RC_NOSPACE, RC_NOMEM.  Nothing is left at the path
 * unless RC_OK. */
enum rc stretch_open(
    struct stretch **out, const struct stretch_plan *plan, struct error *err);

/* PCM whose last sample was there at WALL_MS and MONO_NS.  After a failure
 * only stretch_abandon is left to do. */
enum rc stretch_write(struct stretch *s, const int16_t *pcm, size_t samples,
    int64_t wall_ms, int64_t mono_ns, struct error *err);

/* Write everything encoded so far: it survives a killed process.  Costs a short
 * page where the encoder is holding frames back.  *PLAYABLE: how many samples
 * of it can be played; left alone while there is none. */
enum rc stretch_flush(struct stretch *s, int64_t *playable, struct error *err);

/* Wait until what was flushed is on the disk: it survives a power cut.  One
 * other thread may wait here meanwhile; it must be over before the stretch is
 * finished or abandoned. */
enum rc stretch_sync(struct stretch *s, struct error *err);

/* Seal and write words that belong to the mark SEQ. */
enum rc stretch_event(
    struct stretch *s, uint32_t seq, const char *text, struct error *err);

int64_t stretch_samples(const struct stretch *s); /* that were given to it */

/* Flush with zeros, end the stream, write index and final record.  *S is NULL
 * afterwards; when it fails the file is as after a crash. */
enum rc stretch_finish(struct stretch **s, struct error *err);

/* Leave the file as a crash would.  NULL-safe. */
void stretch_abandon(struct stretch **s);

#endif
