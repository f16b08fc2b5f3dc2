/*
 * deadlines -- every copy and decision that is owed from the meetings of a chair
 * or coordinator, with the time left and what to do; and the alerts.
 *
 * Bounced and overdue stand first, unless ?sort= asks for a column.  An alert of
 * a meeting shows only to those who may know of all its cases, because it may be
 * about any.
 */
#ifndef SHARE_DEADLINES_H
#define SHARE_DEADLINES_H

#include "share/banner.h"
#include "share/office.h"
#include "share/page.h"
#include "share/request.h"

struct deadlines_line {
	long long meeting, case_id, copy;
	const char *name;
	const char *reference;
	const char *ref; /* of the meeting */
	const char *state;
	const char *colour;
	const char *cause;
	char left[OFFICE_DUE];
	bool late;
	const char *thing; /* "Copy", "Debrief", "Action" */
	long long number;  /* of it; 0: none is made */
	long long person;
	char told[160]; /* "Cora Sample was told on 23 November" or "" */
	bool acts;      /* any of these: */
	bool resends;
	bool posts;       /* its letter is printed */
	bool routes;      /* it could go another way */
	bool stops;       /* the copy, or the debrief, can be stopped */
	const char *stop; /* what to ask for then */
	bool checks;      /* the case's page is where it goes on */
};

struct deadlines_column {
	const char *name; /* of ?sort= */
	const char *words;
	const char *sorted; /* aria-sort */
};

struct deadlines_page {
	struct page_shell shell;
	struct banner alerts;
	struct deadlines_column columns[4];
	size_t ncolumns;
	struct deadlines_line *lines;
	size_t nlines;
	int overdue;
};

void deadlines_show(struct request *r, struct store *store);
void deadlines_seen(struct request *r, struct store *store);

#endif
