/*
 * pcmsource -- WAV (also RF64 and W64, over 4 GB) and FLAC through libsndfile,
 * which seeks in these to the exact sample.
 *
 * libsndfile plays what it finds of a WAV that was cut short, so riff looks
 * first.  Of a FLAC the last sample its header promises is read; if it is not
 * there, how far it goes is found by halving.
 */
#ifndef RECORDER_PCMSOURCE_H
#define RECORDER_PCMSOURCE_H

#include "recorder/source.h"

extern const struct source_kind pcmsource_kind;

#endif
