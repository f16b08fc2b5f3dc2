/*
 * capture -- the process that holds the microphone, and does nothing else.
 *
 * PortAudio can hang for ever on a stalled source, and aborts on some
 * machines without a default device; so it runs in a process that may be
 * killed at any moment.  Its callback puts blocks into a ring; the main
 * thread writes them as frames to standard output, which is the keeper's
 * pipe.  It runs before all other work where it may (a sound card waits for
 * nobody), and dies with its parent.  What PortAudio and the libraries below it
 * print goes nowhere: a fault is a frame with a sentence in it.
 */
#ifndef RECORDER_CAPTURE_H
#define RECORDER_CAPTURE_H

/* What main's first argument is when this process is to be one. */
#define CAPTURE_ARGUMENT "--capture"

/* ARGV: "list" (a frame a device), "open" NAME BEFORE (frames until killed; of
 * what finding.h finds), "pcm" NAME SAMPLES (that many bare samples, for
 * tests).  Returns the exit status. */
int capture_main(int argc, char **argv);

#endif
