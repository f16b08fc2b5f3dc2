/*
 * oversight -- what chairs and coordinators see of children's files: which were
 * opened in an emergency in the last 90 days, by whom and why; and which are
 * restricted, those whose review is overdue first.
 *
 * Only of children whose meetings they look after and about whom they may know
 * (file_overseer).  Who was refused is there for every one of them, without a
 * child or a reason.
 */
#ifndef SHARE_OVERSIGHT_H
#define SHARE_OVERSIGHT_H

#include "share/page.h"
#include "share/request.h"

struct oversight_emergency {
	long long child; /* 0: it was refused */
	char at[PAGE_DAY];
	char until[PAGE_DAY]; /* it is open so long; "": no longer */
	const char *name;
	const char *by;
	const char *reason;
};

struct oversight_restriction {
	long long child;
	const char *name;
	const char *reason;
	const char *by;
	char set_on[PAGE_DAY];
	char review_on[PAGE_DAY];
	bool overdue;
	const char *readers;
	bool limits; /* who reads this may review and lift it */
};

struct oversight_page {
	struct page_shell shell;
	struct oversight_emergency *emergencies;
	size_t nemergencies;
	struct oversight_restriction *restrictions;
	size_t nrestrictions;
	bool limits; /* a coordinator reads this */
};

void oversight_show(struct request *r, struct store *store);

#endif
