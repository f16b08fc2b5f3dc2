/*
 * lookers -- who has looked at a child's file: when, and why.
 *
 * For whoever has the file open, and for the chairs and coordinators of the
 * child's meetings, who need give no reason for it: it shows nothing of the file
 * but the child's name.
 */
#ifndef SHARE_LOOKERS_H
#define SHARE_LOOKERS_H

#include "share/casework.h"

struct lookers_one {
	char at[PAGE_DAY];
	const char *name;
	const char *what;
	const char *colour;
	const char *reference; /* of the case whose recording it was */
	const char *why;
};

struct lookers_page {
	struct page_shell shell;
	struct casework_child child; /* for an overseer, its name alone */
	bool file;                   /* it is open to the reader */
	bool limits;                 /* may restrict the file, or end that */
	struct lookers_one *lookers;
	size_t nlookers;
};

void lookers_show(struct request *r, struct store *store);

#endif
