/*
 * moment -- a sample of a meeting as people read and type it: "1:02:03", hours,
 * minutes and seconds since the meeting began, as the recorder's console, the
 * alerts and the pages show it.  Typed it may have a fraction: "0:12:30.5".
 */
#ifndef BASE_MOMENT_H
#define BASE_MOMENT_H

#include <stdint.h>

#include "base/error.h"

enum { MOMENT_TEXT = 32 };

/* Into TEXT[MOMENT_TEXT], which it returns; before the meeting is 0:00:00. */
char *moment_text(int64_t sample, char *text);

/* RC_INVALID: not h:mm:ss with up to three digits behind a point. */
enum rc moment_parse(const char *text, int64_t *sample, struct error *err);

#endif
