/*
 * otherway -- "Change route": by which other ways what is owed to somebody can
 * go, and what a worker types for each.
 *
 * No way is chosen by the machine (rule 6), and the pages know nobody's address,
 * so that none is changed here either.
 */
#ifndef SHARE_OTHERWAY_H
#define SHARE_OTHERWAY_H

#include "share/page.h"
#include "share/request.h"

struct otherway_page {
	struct page_shell shell;
	long long meeting, case_id;
	const char *reference;
	int number;
	const char *name;
	const char *ref; /* of the meeting */
	const char *who; /* the person's reference */
};

void otherway_show(struct request *r, struct store *store);

#endif
