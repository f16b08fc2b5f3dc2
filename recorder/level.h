/*
 * level -- how loud it is now.
 */
#ifndef RECORDER_LEVEL_H
#define RECORDER_LEVEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LEVEL_NONE = -1200 }; /* tenths of dBFS of digital silence */

struct level {        /* = {0} */
	double power; /* sum of squares of the half second going on */
	int peak;     /* its loudest sample */
	size_t count;
	int now_cb; /* of the last half second */
	int peak_cb;
	bool known;
};

/* True: half a second is complete, what is asked below is of it. */
bool level_add(struct level *l, const int16_t *pcm, size_t samples);
int level_cb(const struct level *l);      /* the mean */
int level_peak_cb(const struct level *l); /* the loudest sample */

#endif
