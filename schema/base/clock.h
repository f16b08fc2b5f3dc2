/*
 * clock -- the two clocks, and how an instant is written.
 *
 * Wall time is milliseconds since 1970-01-01T00:00Z (CLOCK_REALTIME) and may
 * jump; it is for people and deadlines.  Monotonic time is nanoseconds and is
 * for watchdogs.  Neither measures audio: audio is counted in samples.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum {
	CLOCK_TEXT = 32, /* bytes a clock_format_* needs, with its NUL */
	CLOCK_SECOND_MS = 1000,
	CLOCK_HOUR_MS = 3600 * 1000,
	CLOCK_DAY_MS = 24 * 3600 * 1000
};

int64_t clock_wall_ms(void);
int64_t clock_mono_ns(void);

/* As clock_mono_ns, and it goes on while the machine sleeps: an hour in which
 * nothing was recorded is an hour of the meeting. */
int64_t clock_boot_ns(void);

/* "2026-11-23T12:17:39Z" into TEXT[CLOCK_TEXT]; returns TEXT. */
char *clock_format_utc(int64_t ms, char *text);

/* The civil time in Europe/London, "23 November 2026, 12:17pm". */
char *clock_format_london(int64_t ms, char *text);

/* Minutes that Europe/London is ahead of UTC at MS: 0 or 60.  The rule (last
 * Sundays of March and October, 01:00 UTC) is the Summer Time Order 2002's,
 * computed here so that a deadline never depends on a tzdata package. */
int clock_london_offset_min(int64_t ms);

/* MS from "YYYY-MM-DD" (midnight UTC) or "YYYY-MM-DDTHH:MM[:SS]Z".
 * RC_INVALID: not such a text, or a day that no calendar has. */
enum rc clock_parse(const char *text, int64_t *ms, struct error *err);

/* The civil date of MS in London, and its inverse (wall time in London; in
 * the repeated hour of October the earlier of the two). */
struct clock_civil {
	int year, month, day, hour, minute, second, ms;
};
void clock_civil_london(int64_t ms, struct clock_civil *civil);
int64_t clock_from_london(const struct clock_civil *civil);

#endif
