/*
 * markup -- follow HTML closely enough to know where a place in it stands: in
 * text, in a quoted attribute and of which name, or where nothing can be put
 * safely.  For pagec.
 */
#ifndef SHARE_MARKUP_H
#define SHARE_MARKUP_H

#include <stdbool.h>
#include <stddef.h>

enum markup_where {
	MARKUP_TEXT,
	MARKUP_TAG,     /* in a tag, outside quotes */
	MARKUP_VALUE,   /* in a quoted attribute */
	MARKUP_COMMENT, /* or <!DOCTYPE> */
	MARKUP_RAW      /* in script or style */
};

enum { MARKUP_NAME = 64 };

struct markup {
	enum markup_where where;
	char tag[MARKUP_NAME];
	char attr[MARKUP_NAME]; /* being written, or being valued */
	bool named;             /* the tag's name is complete */
	char quote;
	char begins[2]; /* a value's first two characters */
	size_t value;   /* its length so far */
	char tail[10];  /* the last characters */
};

/* One literal character.  NULL, or what is wrong with it: a bare quote, or an
 * attribute that the pages' policy forbids (on..., style, srcdoc). */
const char *markup_follow(struct markup *m, char c);

/* Is the attribute at hand one that holds an address? */
bool markup_is_address(const struct markup *m);

/* May something stand here that begins an address of somebody's choice?  Only
 * behind a '/', '#' or '?' of the page's own, and not behind "//". */
bool markup_address_begun(const struct markup *m);

/* Two ways through a page came to the same place. */
bool markup_same(const struct markup *a, const struct markup *b);

#endif
