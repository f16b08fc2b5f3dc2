/*
 * letter -- what goes on paper to one person: a letter for a window envelope,
 * or the page that a worker hands over; and the sheet that is signed for it.
 *
 * A letter shows the address, the day, that a document is ready, the web
 * address and the code; not for whom, from what, or about what.  All of it is
 * at least 12 points; in large print 18, but for the address, which then is no
 * larger: it is read through the window.  The code stands in groups, larger
 * than the rest.
 */
#ifndef DISTRIBUTOR_LETTER_H
#define DISTRIBUTOR_LETTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/wordbook.h"

struct letter {
	enum wordbook_language language;
	bool large;
	bool qr; /* the web address (never the code) as a square too */
	const char *brand;
	const char *notice;  /* or "" */
	const char *url;     /* where the code is typed */
	const char *code;    /* NULL: a sheet without a page to keep */
	const char *address; /* as the route has it; NULL: by hand */
	int64_t day_ms;
	int64_t until_ms;
};

/* Who signs.  NAME "": to be written by hand (a child's is not printed). */
struct letter_receipt {
	const char *name;
	const char *worker;
};

/* As PDF, appended to OUT.  RC_DENIED: brand, notice or web address has a word
 * that tells (rule 7); RC_INVALID: the address does not fit the window, or a
 * letter of the text is in no font; RC_NOMEM. */
enum rc letter_write(const struct letter *letter, struct buf *out, int *pages,
    struct error *err);

/* The sheet to sign, and behind it the page to keep if there is a code.  As
 * letter_write; RC_DENIED also for what the worker is called. */
enum rc
letter_sheet(const struct letter *letter, const struct letter_receipt *receipt,
    struct buf *out, int *pages, struct error *err);

#endif
