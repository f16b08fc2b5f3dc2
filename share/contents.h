/*
 * contents -- what the link of a parcel opens today: copies to hear, debriefs
 * to read, tasks to do; as a list, or straight to the only one.
 *
 * Tasks are those of the parcel's person at the parcel's meeting, by whichever
 * of their parcels they came.
 */
#ifndef SHARE_CONTENTS_H
#define SHARE_CONTENTS_H

#include <stdbool.h>

#include "share/page.h"
#include "share/request.h"
#include "share/session.h"
#include "store/actions.h"

struct contents_line {
	int number; /* in this list, today */
	int64_t place;
	int item;
	bool done; /* a debrief: acknowledged */
	char date[PAGE_DAY];
	char lasts[PAGE_LASTS];
};

struct contents_task {
	int number;
	int64_t place;
	char due[PAGE_DAY];
	const char *outcome; /* "" open */
};

struct contents_page {
	struct page_shell shell;
	struct contents_line *lines; /* copies */
	size_t nlines;
	struct contents_line *debriefs;
	size_t ndebriefs;
	size_t ndocuments; /* both */
	struct contents_task *tasks;
	size_t ntasks;
	char until[PAGE_DAY];
};

/* /copies */
void contents_show(struct request *r, struct store *store);

/* Does anything in PARCEL stand now, besides the thing called PLACE (0: none)? */
enum rc contents_any(struct request *r, struct store *store,
    struct parcel_id parcel, int64_t place, bool *any, struct error *err);

/* The tasks of PARCEL's person and meeting that stand now, by due date;
 * malloc'd. */
enum rc
contents_tasks(struct request *r, struct store *store, struct parcel_id parcel,
    struct actions_task **out, size_t *count, struct error *err);

/* "2026-12-04" as "4 December 2026", in LANGUAGE. */
void contents_day(
    enum wordbook_language language, const char *date, char text[PAGE_DAY]);

#endif
