/*
 * readiness -- a meeting before it: what there is to do, in order, and how far
 * it is; and the papers for the recorder, which the distributor makes.
 */
#ifndef SHARE_READINESS_H
#define SHARE_READINESS_H

#include "share/office.h"
#include "share/page.h"
#include "share/request.h"

struct readiness_task {
	long long meeting;
	const char *way; /* /meeting/N/WAY */
	const char *name;
	char id[16]; /* of its status in the page */
	char hint[160];
	const char *status;
	const char *colour; /* of a tag, or "" */
	bool starts;        /* else it cannot yet */
};

struct readiness_need {
	const char *words;
	const char *how;
};

enum { READINESS_TASKS = 4, READINESS_NEEDS = 8 };

struct readiness_page {
	struct page_shell shell;
	long long meeting;
	const char *ref, *type, *area;
	char when[PAGE_DAY];
	bool saved;
	struct readiness_task tasks[READINESS_TASKS];
	size_t ntasks;
	size_t done;
	struct readiness_need needs[READINESS_NEEDS]; /* for `start` */
	size_t nneeds;
};

struct readiness_papers {
	struct page_shell shell;
	long long meeting;
	const char *ref;
	char once[OFFICE_ONCE];
	bool can; /* they can be made */
	bool made;
	bool current; /* as the meeting is now */
	char at[PAGE_DAY];
	char fetched[PAGE_DAY]; /* "" not yet */
	char device[128];
};

void readiness_show(struct request *r, struct store *store);
void readiness_papers(struct request *r, struct store *store);
void readiness_make(struct request *r, struct store *store);

#endif
