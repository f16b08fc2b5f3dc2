/*
 * planning -- a meeting that is planned, or planned anew: when, where, who
 * chairs and who coordinates.  Whoever plans it is one of the two.
 */
#ifndef SHARE_PLANNING_H
#define SHARE_PLANNING_H

#include "share/office.h"
#include "share/page.h"
#include "share/request.h"
#include "share/typed.h"

struct planning_type {
	const char *name;
	const char *words;
	bool chosen;
};

enum { PLANNING_TYPES = 5 };

struct planning_page {
	struct page_shell shell;
	long long meeting; /* 0: a new one */
	const char *heading;
	char once[OFFICE_ONCE];
	struct typed_error *errors;
	size_t nerrors;
	struct planning_type types[PLANNING_TYPES];
	size_t ntypes;
	const char *ref_error, *area_error, *venue_error, *day_error,
	    *time_error, *chair_error, *coordinator_error;
	char ref[TYPED_FIELD], type[TYPED_FIELD], area[TYPED_FIELD],
	    venue[TYPED_FIELD], day[TYPED_FIELD], time[TYPED_FIELD],
	    chair[TYPED_FIELD], coordinator[TYPED_FIELD];
	struct typed_errors said;
};

void planning_new(struct request *r, struct store *store);
void planning_add(struct request *r, struct store *store);
void planning_show(struct request *r, struct store *store);
void planning_change(struct request *r, struct store *store);

#endif
