/*
 * casework -- a caseworker's children, and the file of each.
 *
 * Opening a file asks for a reason, once a session, which the audit keeps.  A
 * child of somebody else's answers like one that does not exist.
 */
#ifndef SHARE_CASEWORK_H
#define SHARE_CASEWORK_H

#include "share/page.h"
#include "share/request.h"
#include "share/session.h"

struct casework_child {
	long long id;
	const char *name;
	const char *aliases;
	const char *school;
	const char *interpreter;
	const char *flags;
	char born[80]; /* "Born 4 March 2014", "Expected 1 May 2027" */
};

struct casework_list {
	struct page_shell shell;
	const char *q;
	struct casework_child *children;
	size_t nchildren;
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
	const char *basis;
	bool plays;
	long long seconds;
	char clock[PAGE_CLOCK];
};

struct casework_copy {
	const char *to;
	const char *how;
	char made[PAGE_DAY];
	const char *state;  /* "Collected" ... */
	const char *colour; /* of its tag */
	char since[PAGE_DAY];
};

struct casework_meeting {
	long long child;
	long long rendition; /* 0: nothing to play */
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
};

struct casework_note {
	char date[PAGE_DAY];
	const char *text;
};

/* What a search found. */
struct casework_hit {
	const char *kind;
	const char *words;
	char date[PAGE_DAY];
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
	struct casework_note *notes;
	size_t nnotes;
	struct casework_hit *hits;
	size_t nhits;
};

void casework_children(struct request *r, struct store *store);
void casework_child(struct request *r, struct store *store);
void casework_open(struct request *r, struct store *store);
void casework_audio(struct request *r, struct store *store);

#endif
