/*
 * wordbook -- what recipients and participants read, in one table with a column
 * a language: pages, mail, paper.
 *
 * The table is wordbook.def, a file of its own for whoever checks a
 * translation.  An entry that lacks a language does not compile; that both have
 * the same holes is unit.wordbook's to hold.
 */
#ifndef BASE_WORDBOOK_H
#define BASE_WORDBOOK_H

#include <stdint.h>

#include "base/buf.h"

enum wordbook_language { WORDBOOK_ENGLISH, WORDBOOK_WELSH, WORDBOOK_LANGUAGES };

enum wordbook_text {
#define W(name, holes, english, welsh) WORDBOOK_##name,
#include "base/wordbook.def"
#undef W
	WORDBOOK_TEXTS
};

/* How many holes each has: what a page fills is compared with it when it is
 * compiled. */
enum {
#define W(name, holes, english, welsh) WORDBOOK_HOLES_##name = (holes),
#include "base/wordbook.def"
#undef W
	WORDBOOK_HOLES = 3 /* at most */
};

/* As it stands, a % for each hole. */
const char *
wordbook_text(enum wordbook_language language, enum wordbook_text text);
int wordbook_holes(enum wordbook_text text);

/* Append it, with FILL (one, or NULL when there is none) in its holes. */
void wordbook_put(struct buf *out, enum wordbook_language language,
    enum wordbook_text text, const char *fill);

/* "en", "cy" */
const char *wordbook_code(enum wordbook_language language);
/* The language of CODE; NULL, "" and what is no language: -1. */
int wordbook_find(const char *code);

/* The London day of MS, "26 November 2026", and with its time of day, "26
 * November 2026, 5:00pm" or "26 Tachwedd 2026, 17:00", into
 * TEXT[WORDBOOK_DAY]; returns TEXT. */
enum { WORDBOOK_DAY = 48 };
char *wordbook_day(enum wordbook_language language, int64_t ms, char *text);
char *wordbook_when(enum wordbook_language language, int64_t ms, char *text);

/* "13 minutes", "1 hour 2 minutes", "40 seconds"; "13 munud", "2 funud", into
 * TEXT[WORDBOOK_SPAN]; returns TEXT. */
enum { WORDBOOK_SPAN = 64 };
char *
wordbook_lasts(enum wordbook_language language, long long seconds, char *text);

#endif
