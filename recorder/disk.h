/*
 * disk -- whether the disk takes what the keeper writes, and how much more.
 */
#ifndef RECORDER_DISK_H
#define RECORDER_DISK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct disk {             /* = {0} */
	char alarm[256];  /* "" or what it refused */
	bool silent;      /* it takes long to answer */
	int64_t retry_ns; /* nothing new is tried before */
	int64_t looked_ns;
	int64_t free_seconds; /* of audio */
};

/* It refused; the alarm is up until disk_took. */
void disk_failed(struct disk *d, const struct error *err);
void disk_took(struct disk *d);

/* The TIMES-th file in turn came to nothing: be the slower, up to 5 s, so that
 * a bad disk does not use up the numbers of a meeting's files. */
void disk_back_off(struct disk *d, int times);

/* It has owed an answer for so long: more than 10 s are worth an alarm. */
void disk_owes(struct disk *d, int64_t ns);

/* Half a second after a refusal, or what it backed off: try again. */
bool disk_may_try(const struct disk *d, int64_t now_ns);

/* Look, every few seconds, at how much room PATH's disk has. */
void disk_look(struct disk *d, const char *path, int64_t now_ns);

/* Room for less than twice the longest meeting (ten hours). */
bool disk_low(const struct disk *d);

#endif
