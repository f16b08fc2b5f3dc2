/*
 * expected -- who is expected at a meeting, as what, and the conflicts of
 * interest they declared (rule 14).
 *
 * Where a case is hidden from who looks, no family is listed, for their name
 * would say that there is one.
 */
#ifndef SHARE_EXPECTED_H
#define SHARE_EXPECTED_H

#include "share/office.h"
#include "share/page.h"
#include "share/request.h"
#include "share/typed.h"

/* Ids again in each row: a loop sees nothing but its row. */
struct expected_person {
	long long meeting, id;
	const char *form;
	char once[OFFICE_ONCE];
	const char *name;
	const char *agency;
	const char *capacity;
	bool removes;
};

struct expected_clash {
	char *name;
	const char *reference;
	char at[PAGE_DAY];
};

struct expected_choice {
	const char *name;
	const char *words;
	bool chosen;
};

enum { EXPECTED_CAPACITIES = 5 };

struct expected_page {
	struct page_shell shell;
	long long meeting;
	const char *ref;
	bool saved;
	char once[OFFICE_ONCE], once_conflict[OFFICE_ONCE];
	struct typed_error *errors;
	size_t nerrors;
	struct expected_person *people;
	size_t npeople;
	struct expected_clash *clashes;
	size_t nclashes;
	struct expected_choice capacities[EXPECTED_CAPACITIES];
	size_t ncapacities;
	struct expected_choice *cases;
	size_t ncases;
	const char *person_error, *who_error, *case_error;
	char person[TYPED_FIELD], capacity[TYPED_FIELD];
	char who[TYPED_FIELD], about[TYPED_FIELD];
	struct typed_errors said;
};

void expected_show(struct request *r, struct store *store);
void expected_do(struct request *r, struct store *store);

#endif
