/*
 * bodies -- the agencies, for an administrator: which there are, and one more.
 */
#ifndef SHARE_BODIES_H
#define SHARE_BODIES_H

#include <stddef.h>

#include "share/page.h"
#include "share/request.h"

struct bodies_line {
	char *name; /* owned */
	long long accounts;
	bool contact;
};

struct bodies_page {
	struct page_shell shell;
	struct bodies_line *lines; /* owned */
	size_t nlines;
	const char *typed;
	const char *wrong; /* or "" */
};

void bodies_list(struct request *r, struct store *store);
void bodies_add(struct request *r, struct store *store);

#endif
