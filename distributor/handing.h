/*
 * handing -- handing over in person: `hand-over` asks and prints the sheet that
 * is signed for it, `handed-over` says that it was done.
 *
 * What is handed over is a page with the web address and a code (--code), or
 * something else, such as a stick that was exported; the sheet says which in
 * neutral words.  A named worker hands it over, and is the one whom the note
 * in the children's files names.  A child's name is not printed: it is
 * written by hand.
 */
#ifndef DISTRIBUTOR_HANDING_H
#define DISTRIBUTOR_HANDING_H

#include <stdint.h>

#include "base/cmd.h"
#include "base/error.h"

/* The date ON ("2026-11-26"; NULL is none) of a deed, as midnight UTC.  RC_INVALID
 * says how it is written. */
enum rc handing_day(const char *on, int64_t *on_ms, struct error *err);

/* When the clock is met that was handed over, or posted, on the London day of
 * ON_MS (midnight UTC of its date): at the end of that day, or now if it is
 * today's.  RC_INVALID: before it was printed, or after today. */
enum rc handing_when(int64_t on_ms, int64_t printed_ms, int64_t now_ms,
    int64_t *when_ms, struct error *err);

enum rc handing_over(struct cmd_call *call, struct error *err);
enum rc handing_done(struct cmd_call *call, struct error *err);

#endif
