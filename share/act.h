/*
 * act -- one thing to do about a case: say what, see what it means, and send
 * it to the distributor (store/errand.h).
 *
 * A GET shows it; a POST with everything said asks for the job.  What lets
 * something go that cannot be called back has a card in front of it, which
 * leads to the answers to check.  Everything is asked again by the distributor.
 */
#ifndef SHARE_ACT_H
#define SHARE_ACT_H

#include "share/office.h"
#include "share/page.h"
#include "share/request.h"
#include "share/audible.h"

enum { ACT_REASON = 400, ACT_TIME = 32, ACT_ROWS = 10, ACT_ERRORS = 4 };

struct act_words {
	const char *heading;
	const char *submit;
	const char *done; /* the panel's title */
	const char *next; /* and what is said below it */
};
const struct act_words *act_words(enum errand_kind kind);

struct act_row {
	const char *key;
	char *value;
};

struct act_error {
	const char *field; /* its id in the page */
	const char *words;
};

struct act_choice { /* from whom a part is left out */
	long long id;
	char *name;
	bool chosen;
};

struct act_edge {
	char clock[PAGE_CLOCK]; /* of the meeting */
	bool begins;
};

struct act_page {
	struct page_shell shell;
	long long meeting, case_id;
	const char *reference;
	int number;
	const char *what;
	const char *heading;
	const char *submit;
	char once[OFFICE_ONCE];
	long long person, row, from; /* as asked for */

	bool card; /* the interruption alone */
	bool may;
	const char *cannot; /* why not, or "" */

	bool asks_verdict, keeps;
	bool asks_span;
	bool asks_time;
	bool asks_reason;
	char begin[ACT_TIME], end[ACT_TIME], at[ACT_TIME];
	char reason[ACT_REASON];
	const char *begin_error, *end_error, *at_error, *reason_error;
	struct act_choice *choices;
	size_t nchoices;

	struct act_row rows[ACT_ROWS];
	size_t nrows;
	struct act_error errors[ACT_ERRORS];
	size_t nerrors;

	bool edges; /* some are missing */
	size_t missing, of;
	struct act_edge *list;
	size_t nlist;
	char once_edges[OFFICE_ONCE];

	bool plays;
	struct audible sound;
	/* seconds from the meeting's time to the player's, where a boundary is */
	long long shift;
};

void act_show(struct request *r, struct store *store);
void act_do(struct request *r, struct store *store);

#endif
