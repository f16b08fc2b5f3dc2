/*
 * agendapage -- the agenda of a meeting before it: its items, by hand or from a
 * CSV file, which is shown before it is taken.
 *
 * The numbers are those of who looks: an item that is hidden from them is not
 * counted (docket_hidden), here and in their file.
 */
#ifndef SHARE_AGENDAPAGE_H
#define SHARE_AGENDAPAGE_H

#include "share/office.h"
#include "share/page.h"
#include "share/request.h"
#include "share/typed.h"

enum { AGENDAPAGE_SHEET = 16 * 1024, AGENDAPAGE_KINDS = 4 };

/* Ids again in each row: a loop sees nothing but its row. */
struct agendapage_item {
	long long meeting, id;
	const char *form;
	int number;
	const char *kind;
	const char *reference;
	bool deferred;
	bool keyed;      /* it keeps its place */
	long long above; /* whose place it could take; 0: nobody's */
	long long below;
	char once_up[OFFICE_ONCE], once_down[OFFICE_ONCE],
	    once_off[OFFICE_ONCE];
};

struct agendapage_fault {
	long line;
	long column;
	const char *name;
	const char *words;
};

struct agendapage_choice {
	const char *name;
	const char *words;
	bool chosen;
};

struct agendapage {
	struct page_shell shell;
	long long meeting;
	const char *ref;
	bool saved;
	char once[OFFICE_ONCE];
	struct typed_error *errors;
	size_t nerrors;
	struct agendapage_fault *faults; /* of a file */
	size_t nfaults;
	long more; /* that are not shown */
	const char *file_error;
	struct agendapage_item *items;
	size_t nitems;
	struct agendapage_choice kinds[AGENDAPAGE_KINDS];
	size_t nkinds;
	const char *case_error, *kind_error;
	char about[TYPED_FIELD], kind[TYPED_FIELD], referrer[TYPED_FIELD],
	    deferred[TYPED_FIELD];
	int next; /* the number that an added one gets */
	struct typed_errors said;
};

/* What a file would do. */
struct agendapage_row {
	const char *number;
	const char *kind;
	const char *reference;
	const char *referrer;
	const char *deferred;
	const char *became;
	const char *colour;
};

struct agendapage_check {
	struct page_shell shell;
	long long meeting;
	const char *ref;
	char once[OFFICE_ONCE];
	const char *csv;
	long added, changed, same;
	bool nothing; /* it is all as it was */
	struct agendapage_row *rows;
	size_t nrows;
};

void agendapage_show(struct request *r, struct store *store);
void agendapage_do(struct request *r, struct store *store);
void agendapage_check(struct request *r, struct store *store);

#endif
