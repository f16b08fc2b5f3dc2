/*
 * wordbook -- the words of what goes on paper, in one table with a column a
 * language.
 *
 * They are neutral (rule 7), plain enough for a reader of nine, and name
 * nobody.  The Welsh column is complete: a test holds it so, because half a
 * letter in another language helps nobody.
 */
#ifndef DISTRIBUTOR_WORDBOOK_H
#define DISTRIBUTOR_WORDBOOK_H

#include <stdint.h>

enum wordbook_language { WORDBOOK_ENGLISH, WORDBOOK_WELSH, WORDBOOK_LANGUAGES };

enum wordbook_text {
	WORDBOOK_READY, /* of a letter, and of the page to keep */
	WORDBOOK_PRIVATE,
	WORDBOOK_ADDRESS,
	WORDBOOK_SQUARE,
	WORDBOOK_CODE,
	WORDBOOK_ACCESS_LETTER,
	WORDBOOK_ACCESS_IN_PERSON,
	WORDBOOK_UNTIL,
	WORDBOOK_UNEXPECTED,
	WORDBOOK_HELP,
	WORDBOOK_KEEP,
	WORDBOOK_RECEIPT, /* of a sheet to sign */
	WORDBOOK_GIVEN,
	WORDBOOK_ONE_SHEET,
	WORDBOOK_ONE_DOCUMENT,
	WORDBOOK_TO,
	WORDBOOK_BY,
	WORDBOOK_DATE,
	WORDBOOK_SIGNED_TO,
	WORDBOOK_SIGNED_BY,
	WORDBOOK_TEXTS
};

/* NULL: not translated, which a test calls a fault. */
const char *
wordbook_text(enum wordbook_language language, enum wordbook_text text);

/* "en", "cy" */
const char *wordbook_code(enum wordbook_language language);

/* The London day of MS, "26 November 2026", into TEXT[WORDBOOK_DAY]; returns
 * TEXT. */
enum { WORDBOOK_DAY = 48 };
char *wordbook_day(enum wordbook_language language, int64_t ms, char *text);

#endif
