/*
 * casepage -- "Check before sending": a case's recording, what is left out of
 * it, who gets a copy and why or why not, and what there is to do about each.
 */
#ifndef SHARE_CASEPAGE_H
#define SHARE_CASEPAGE_H

#include "share/office.h"
#include "share/page.h"
#include "share/request.h"
#include "share/audible.h"

/* Ids again in each row: a loop sees nothing but its row. */
struct casepage_person {
	long long meeting, case_id, id;
	const char *form;
	char once_listen[OFFICE_ONCE];
	char *name;
	char *role; /* agency, title; "" */
	const char *copy;
	const char *colour;
	const char *why;
	char length[96];    /* "12 minutes of 13 minutes" or "" */
	char left_out[200]; /* "Off the record 0:02:00. ..." or "" */
	char *decided;      /* "Proposed by ...: reason" or "" */
	bool acts;          /* any of these: */
	bool listens;       /* there is something to listen to as them */
	bool decides;       /* a decision can be proposed */
	bool approves;      /* and this account may approve what is */
	bool excepts;       /* rule 3 may be excepted from */
};

struct casepage_part {
	long long meeting, case_id, id;
	char from[PAGE_CLOCK]; /* in the recording */
	char to[PAGE_CLOCK];
	long long before; /* 3 s before it, seconds */
	char *who;        /* "everybody", or a name */
	char *reason;
	bool approved;
	bool approves; /* this account may */
};

struct casepage_passage {
	long long meeting, case_id;
	char from[PAGE_CLOCK]; /* of the meeting */
	char to[PAGE_CLOCK];
	long long begins; /* samples */
	long long ends;
};

struct casepage_exception {
	long long meeting, case_id, id;
	char *name;
	char *reason;
	char *proposed_by;
	const char *first; /* names, or "" */
	const char *second;
	bool complete;
	bool approves;
};

struct casepage_file {
	long long child;
	const char *name;
	bool restricted;
};

struct casepage {
	struct page_shell shell;
	long long meeting, case_id;
	const char *ref; /* of the meeting */
	const char *reference;
	int number;
	char due[OFFICE_DUE];
	bool released;
	bool chair;      /* this account may release it */
	long long shown; /* what a release goes by (store/shown.h) */
	struct audible sound;
	bool plays;
	bool recorded;
	char once[OFFICE_ONCE];
	struct casepage_passage *passages;
	size_t npassages;
	struct casepage_part *parts;
	size_t nparts;
	struct casepage_person *people;
	size_t npeople;
	struct casepage_exception *exceptions;
	size_t nexceptions;
	struct casepage_file *files; /* that they may restrict, or have open */
	size_t nfiles;
	struct restriction_file *theirs; /* which FILES point into */
	int would;                       /* copies that a release lets go */
};

void casepage_show(struct request *r, struct store *store);
void casepage_audio(struct request *r, struct store *store);

#endif
