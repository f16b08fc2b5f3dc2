/*
 * brief -- a debrief's page: the key issues, the plan, what keeps each child
 * safe, the reader's own tasks; and that they read it.
 *
 * Asked of the rules at every request.  What may not be read answers like what
 * never was.
 */
#ifndef SHARE_BRIEF_H
#define SHARE_BRIEF_H

#include "share/contents.h"
#include "share/page.h"
#include "share/request.h"

/* A line of a text. */
struct brief_line {
	const char *text;
};

struct brief_page {
	struct page_shell shell;
	int64_t place;
	bool others; /* there is a list to go back to */
	int item;
	char date[PAGE_DAY];
	char until[PAGE_DAY];
	char read[PAGE_DAY]; /* when they said so; "" not yet */
	struct brief_line *issues;
	size_t nissues;
	struct brief_line *plan;
	size_t nplan;
	struct brief_line *safety;
	size_t nsafety;
	const char *authority;
	struct contents_task *tasks; /* of this case */
	size_t ntasks;
};

void brief_show(struct request *r, struct store *store);
void brief_acknowledge(struct request *r, struct store *store);
/* "I did not expect this" */
void brief_stop(struct request *r, struct store *store);

#endif
