/*
 * mp3check -- is an MP3 file all there?  Decoders skip what they cannot read
 * and guess a length; this walks every frame header, from the first to the
 * last, and compares what a Xing, Info or VBRI header promises with what
 * follows.
 *
 * Tags before (ID3v2) and behind (ID3v1, APE, Lyrics3, zeros) are no sound.
 * Anything else between two frames, a change of rate or of the number of
 * channels, a frame that ends behind the end of the file: the file is refused
 * with the time where it is.  Without such a header a file cut exactly between
 * two frames cannot be told from a whole one.
 */
#ifndef RECORDER_MP3CHECK_H
#define RECORDER_MP3CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Is HEAD[LEN], LEN up to 10, how an MP3 begins? */
bool mp3check_begins(const unsigned char *head, size_t len);

/* RC_INVALID with how much is there; RC_NOTFOUND; RC_IO. */
enum rc mp3check_file(const char *path, struct error *err);

#endif
