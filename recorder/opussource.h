/*
 * opussource -- Ogg Opus through opusfile: always 48 kHz, pre-skip and end
 * trim taken out, the header's gain applied.
 *
 * A decoder that begins in the middle remembers other things than one that
 * comes from the beginning: with the 80 ms of RFC 7845 samples were off by up
 * to 9,650 of 32,768, with 2 s by 70, with 5 s by nothing.  So a seek goes
 * 10 s back and throws them away.
 *
 * A file is refused unless it is one stream from a first page to a page that
 * says it is the last, every checksum right and no page missing.
 */
#ifndef RECORDER_OPUSSOURCE_H
#define RECORDER_OPUSSOURCE_H

#include "recorder/source.h"

extern const struct source_kind opussource_kind;

#endif
