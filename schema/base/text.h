/*
 * text -- people's words, as UTF-8.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Valid UTF-8 without control characters but tab and line ends. */
bool text_valid(const char *text, size_t len);

/* As many whole letters of TEXT as OUT[SIZE] has room for; what is not UTF-8,
 * or a control character, becomes "?".  Returns OUT. */
const char *text_cut(const char *text, char *out, size_t size);

/* The form names are compared and searched in: NFKD without marks, case
 * folded, runs of anything but letters and digits as one space, trimmed
 * ("O'Brien-Ŵyn " -> "o brien wyn").  malloc'd, the caller frees.
 * RC_INVALID not UTF-8; RC_NOMEM. */
enum rc text_fold(const char *text, char **out, struct error *err);

/* Does TEXT hold "MARAC" or a word for abuse, as no subject, sender, body, file
 * name, URL, title or tag of anything sent may (rule 7)?  Host names count by
 * their parts.  True also for what is not UTF-8. */
bool text_telling(const char *text);

#endif
