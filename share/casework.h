/*
 * casework -- a caseworker's children, and the file of each.
 *
 * Opening a file asks for a reason, once a session, which the audit and the list
 * of who looked keep.  A child whose file the account does not reach
 * (store/caseload.h) answers like one that does not exist.  What is restricted
 * says so on every page of it.
 */
#ifndef SHARE_CASEWORK_H
#define SHARE_CASEWORK_H

#include "share/page.h"
#include "share/request.h"
#include "share/session.h"
#include "store/caseload.h"

struct casework_child {
	long long id;
	const char *name;
	const char *ref;
	const char *aliases;
	const char *school;
	const char *interpreter;
	const char *flags;
	char born[80];          /* "Born 4 March 2014", "Expected 1 May 2027" */
	const char *near;       /* how to tell them from another child, or "" */
	const char *restricted; /* why; "": it is not */
	const char *restricter;
	char restricted_on[PAGE_DAY];
	char review_on[PAGE_DAY];
	bool overdue;         /* the review is */
	char until[PAGE_DAY]; /* open in an emergency, so long; or "" */
};

struct casework_list {
	struct page_shell shell;
	const char *q;
	struct casework_child *children;
	size_t nchildren;
	size_t more;    /* found, and not shown */
	bool emergency; /* may open another file in one */
};

struct casework_reason {
	struct page_shell shell;
	struct casework_child child;
	bool missing;
};

/* Something that can be played: a mark, or an action's. */
struct casework_moment {
	const char *kind; /* "Decision" */
	const char *words;
	bool plays;
	long long seconds;
	char clock[PAGE_CLOCK]; /* in the audio; "" when it does not play */
};

struct casework_action {
	const char *text;
	const char *owner;
	char due[PAGE_DAY];
	const char *outcome;
	const char *outcome_note;
	const char *basis;
	bool plays;
	long long seconds;
	char clock[PAGE_CLOCK];
};

struct casework_copy {
	const char *to;
	const char *how;
	char made[PAGE_DAY];
	char sent[PAGE_DAY];
	char opened[PAGE_DAY];
	char collected[PAGE_DAY];
	char returned[PAGE_DAY];
	const char *state;  /* "Collected" ... */
	const char *colour; /* of its tag */
	char since[PAGE_DAY];
};

struct casework_report {
	const char *to;
	const char *state;
	const char *colour;
	char since[PAGE_DAY];
};

struct casework_meeting {
	long long child;
	long long rendition; /* 0: nothing to play */
	bool mp3;            /* and there is an MP3 of it */
	char date[PAGE_DAY];
	const char *type;
	const char *area;
	const char *reference;
	bool deferred;
	char lasts[PAGE_LASTS];
	long long start; /* where the player stands, seconds */
	struct casework_moment *moments;
	size_t nmoments;
	struct casework_action *actions;
	size_t nactions;
	struct casework_copy *copies;
	size_t ncopies;
	struct casework_report *reports;
	size_t nreports;
};

/* Something that happened, on the timeline. */
struct casework_event {
	int64_t at_ms;
	size_t place; /* among those of one moment */
	char date[PAGE_DAY];
	const char *kind; /* "Meeting" */
	const char *colour;
	const char *words;
	char more[200];   /* "Sample Police, due 4 December 2026, open" */
	const char *note; /* what an action's owner said of it, or "" */
	bool plays;
	long long rendition;
	long long seconds;
	char clock[PAGE_CLOCK];
};

struct casework_file {
	struct page_shell shell;
	struct casework_child child;
	const char *q;
	struct casework_meeting *meetings;
	size_t nmeetings;
	struct casework_event *events;
	size_t nevents;
	struct casework_event *hits; /* of them, what a search found */
	size_t nhits;
	bool limits; /* may restrict it, or end that */
};

void casework_children(struct request *r, struct store *store);
void casework_child(struct request *r, struct store *store);
void casework_open(struct request *r, struct store *store);
/* Is CHILD's file open in this session?  RC_NOTFOUND: not reached; RC_DENIED: no
 * reason was given yet.  OUT must be = {0}; caseload_clear it whatever comes
 * back. */
enum rc casework_opened(struct store *store, const struct session *s,
    struct child_id child, int64_t now_ms, struct caseload_child *out,
    struct error *err);
void casework_audio(struct request *r, struct store *store);

#endif
