/*
 * limiting -- the page on which a coordinator restricts a child's file to some of
 * those who hold it, says what a review found, and lifts that again.
 *
 * Whoever restriction_files has it for; to everybody else it does not exist.
 * share writes none of it: it asks by a job (distributor/narrowing.h), as
 * the other pages of chairs and coordinators do.
 */
#ifndef SHARE_LIMITING_H
#define SHARE_LIMITING_H

#include "share/office.h"
#include "share/page.h"
#include "share/request.h"
#include "share/typed.h"
#include "store/restriction.h"

struct limiting_reader {
	long long id; /* of the person */
	const char *name;
	bool chosen;
};

struct limiting_page {
	struct page_shell shell;
	long long child;
	const char *name;
	const char *ref;
	char born[80];
	bool file; /* they hold it: the way back is to the file */
	const char *heading;

	bool restricted;
	long long row; /* which restriction */
	const char *reason;
	const char *by;
	char set_on[PAGE_DAY];
	char review_on[PAGE_DAY];
	bool overdue;
	const char *readers; /* "A, B" or "" */

	struct limiting_reader *holders;
	size_t nholders;
	bool nobody; /* chosen */
	char why[RESTRICTION_REASON + 2];
	char day[TYPED_FIELD];
	char lift_why[RESTRICTION_REASON + 2];
	const char *readers_error; /* or "", as the others */
	const char *why_error;
	const char *day_error;
	const char *lift_error;
	struct typed_errors said;
	struct typed_error *errors;
	size_t nerrors;
	char once[OFFICE_ONCE];
	char once_lift[OFFICE_ONCE];
};

void limiting_show(struct request *r, struct store *store);
void limiting_do(struct request *r, struct store *store);

/* May S restrict CHILD's file, or end that?  For the pages that lead here. */
enum rc limiting_may(struct store *store, const struct session *s,
    struct child_id child, bool *may, struct error *err);

#endif
