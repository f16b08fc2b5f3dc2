/*
 * display -- in which language, and how large, a recipient reads a page.
 *
 * It follows from the address (?l=cy&p=large, which is all there is before
 * somebody is let in: their language may not tell that a link is real), else
 * from a cookie that holds nothing but that choice, else from what the person
 * has in the store, else from what the browser asks for.  Staff read English.
 *
 * In a session it is changed by a POST of every page's buttons; kept with the
 * person only when they ask for that.
 */
#ifndef SHARE_DISPLAY_H
#define SHARE_DISPLAY_H

#include <stdbool.h>

#include "base/wordbook.h"

struct request;
struct store;

struct display {
	enum wordbook_language language;
	bool chosen; /* by the address or the cookie */
	bool large;
	bool keep; /* the answer sets the cookie */
};

/* What R asks for. */
void display_find(struct request *r);
/* The person of R's session has CODE ("": said nothing) in the store. */
void display_person(struct request *r, const char *code);
/* Set-Cookie of R's choice, with its attributes. */
enum { DISPLAY_COOKIE = 96 };
void display_cookie(const struct display *d, char text[DISPLAY_COOKIE]);

/* POST /display */
void display_change(struct request *r, struct store *store);

#endif
