/*
 * mp3source -- MP3 through libmpg123, gapless: what a LAME header says the
 * encoder put before and behind the sound is left out.
 *
 * Not through libsndfile, which takes the length of a file without a Xing
 * header from its size and first frame: of a VBR recording it silently read
 * the first quarter.  Here every frame is counted (mp3check looks first), and
 * after a seek enough frames are decoded and thrown away for the sound to be
 * the same as in one run.
 */
#ifndef RECORDER_MP3SOURCE_H
#define RECORDER_MP3SOURCE_H

#include "recorder/source.h"

extern const struct source_kind mp3source_kind;

#endif
