/*
 * textual -- a copy to read instead of to hear: when it was, its parts, where
 * it is silent, and everything of it that was written down.
 *
 * Its parts and silences are those of the sound: what was cut out is in neither
 * (rule 10).  Whoever reads all of a transcript or of the minutes here has
 * collected the copy (rule 20).
 */
#ifndef SHARE_TEXTUAL_H
#define SHARE_TEXTUAL_H

#include "share/page.h"
#include "share/reading.h"
#include "share/request.h"
#include "store/inbox.h"

struct textual_part {
	int number;
	char clock[PAGE_CLOCK];
	char lasts[PAGE_LASTS];
};

struct textual_silence {
	char from[PAGE_CLOCK];
	char to[PAGE_CLOCK];
};

struct textual_page {
	struct page_shell shell;
	int64_t place;
	bool child; /* a child's own copy: other words */
	char supporter[INBOX_NAME];
	int item;
	char date[PAGE_DAY];
	char lasts[PAGE_LASTS];
	struct textual_part *parts;
	size_t nparts;
	struct textual_silence *silences;
	size_t nsilences;
	struct reading_line *lines; /* borrowed */
	size_t nlines;
	bool whole;
};

void textual_show(struct request *r, struct store *store);

#endif
