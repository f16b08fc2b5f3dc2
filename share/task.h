/*
 * task -- an action's page, for its owner alone: what is to be done by when, a
 * calendar file, and how it went.
 *
 * The words are shown as far as they may be (briefed_words); the day always is.
 */
#ifndef SHARE_TASK_H
#define SHARE_TASK_H

#include "share/page.h"
#include "share/request.h"

struct task_page {
	struct page_shell shell;
	int64_t place;
	bool others; /* there is a list to go back to */
	int item;
	char date[PAGE_DAY]; /* when it was agreed */
	const char *words;   /* "" may not be shown */
	char due[PAGE_DAY];
	const char *said;  /* the outcome in words, "" open */
	const char *known; /* "You saw it yourself." */
	const char *note;
	bool wrong; /* one of these three is */
	bool no_outcome;
	bool no_basis;
	bool long_note; /* or not text */
	bool complete;  /* what is chosen in the form */
	bool impossible;
	bool undone;
	bool observed;
	bool reported;
	const char *typed; /* the note in the form */
};

void task_show(struct request *r, struct store *store);
void task_conclude(struct request *r, struct store *store);
void task_calendar(struct request *r, struct store *store);

#endif
