/*
 * form -- fields of application/x-www-form-urlencoded text, and one cookie.
 * Pure and bounded; what is malformed is not there.
 */
#ifndef SHARE_FORM_H
#define SHARE_FORM_H

#include <stdbool.h>
#include <stddef.h>

/* Field NAME (the first of that name) of TEXT[LEN], decoded into OUT[ROOM],
 * always terminated.  False, OUT empty: not there, over ROOM - 1 bytes, a
 * broken %XX, a NUL, or not UTF-8 without control characters. */
bool form_field(
    const char *text, size_t len, const char *name, char *out, size_t room);

/* Cookie NAME of a Cookie header (NULL: none) into OUT[ROOM].  False when it
 * is not there, twice there, or too long. */
bool form_cookie(const char *header, const char *name, char *out, size_t room);

#endif
