/*
 * meetings -- the meetings of a chair or coordinator, and one of them with its
 * cases: where each stands.
 */
#ifndef SHARE_MEETINGS_H
#define SHARE_MEETINGS_H

#include "share/banner.h"
#include "share/office.h"
#include "share/page.h"
#include "share/request.h"

struct meetings_line {
	long long id;
	const char *ref;
	const char *type;
	const char *area;
	char date[PAGE_DAY];
	char due[OFFICE_DUE]; /* "": nothing is recorded yet */
	bool late;            /* something is overdue */
	int waiting;          /* copies and decisions that are not over */
	int overdue;
};

struct meetings_list {
	struct page_shell shell;
	struct banner alerts;
	struct meetings_line *lines;
	size_t nlines;
};

struct meetings_case {
	long long meeting;
	long long id;
	int number; /* in this list */
	const char *reference;
	char clock[PAGE_CLOCK]; /* how long; "" */
	const char *state;      /* "Not released" ... */
	const char *colour;
	int gets;    /* people who will be sent a copy */
	int decide;  /* who need a decision */
	int waits;   /* who wait for something else */
	bool people; /* any of these */
};

struct meetings_one {
	struct page_shell shell;
	struct banner alerts;
	struct meetings_line meeting;
	bool prepares; /* this account prepares it */
	struct meetings_case *cases;
	size_t ncases;
};

void meetings_list(struct request *r, struct store *store);
void meetings_one(struct request *r, struct store *store);

#endif
