/*
 * work -- how what was asked of the distributor goes: still under way, done, or
 * why not.  Each job is seen by the account that asked for it alone.
 */
#ifndef SHARE_WORK_H
#define SHARE_WORK_H

#include "share/office.h"
#include "share/page.h"
#include "share/request.h"

struct work_page {
	struct page_shell shell;
	long long id;
	long long meeting, case_id; /* 0: about the whole meeting */
	bool files;                 /* about a child's file, of no meeting */
	long long child;            /* whose; 0: it is theirs no more */
	bool over;
	bool done;
	const char *heading;
	const char *text;
	const char *way; /* back, to the page of this name of the meeting */
};

void work_show(struct request *r, struct store *store);

#endif
