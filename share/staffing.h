/*
 * staffing -- an administrator's pages about accounts: the list, one of them, and
 * what is done with it, each asked once more before it is done.
 *
 * The code with which its user sets an account up is on the answer to the form,
 * once, and on no page that can be loaded again.
 */
#ifndef SHARE_STAFFING_H
#define SHARE_STAFFING_H

#include <stdbool.h>

#include "share/page.h"
#include "share/request.h"
#include "store/staff.h"

struct staffing_line {
	long long id;
	const char *login, *name, *agency;
	const char *role;
	const char *state; /* in words, with its colour */
	const char *colour;
};

struct staffing_list {
	struct page_shell shell;
	struct staffing_line *lines; /* owned */
	size_t nlines;
};

struct staffing_new {
	struct page_shell shell;
	const char *login, *ref; /* as typed */
	const char *wrong;       /* the whole of what was wrong, or "" */
	const char *field;       /* the id of the field that is, or "" */
	bool login_wrong, person_wrong, role_wrong;         /* it is that one */
	bool coordinator, chair, caseworker, administrator; /* chosen */
};

struct staffing_one {
	struct page_shell shell;
	struct staffing_line line;
	const char *wrong;
	bool role_wrong; /* it is the role that was chosen */
	bool working;    /* not ended */
	bool own;        /* the administrator's who looks at it */
	bool role, password, factor, end, menu; /* what is asked; or none */
	bool new_code; /* it is not set up: one thing may be asked for */
	bool coordinator, chair, caseworker, administrator; /* what it is */
	char until[PAGE_DAY]; /* of the code that is out, or "" */
};

struct staffing_code {
	struct page_shell shell;
	long long id;
	const char *login;
	const char *code;
	const char *url; /* where it is typed */
	char until[PAGE_DAY];
	bool password, factor; /* what is set anew; neither: all */
};

void staffing_list(struct request *r, struct store *store);
void staffing_new(struct request *r, struct store *store);
void staffing_make(struct request *r, struct store *store);
void staffing_one(struct request *r, struct store *store);
void staffing_do(struct request *r, struct store *store);

#endif
