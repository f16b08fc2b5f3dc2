/*
 * kind -- what can be imported: its columns, its natural key, an example, and
 * how a row of it gets into the store.
 */
#ifndef PREPARE_KIND_H
#define PREPARE_KIND_H

#include <stddef.h>

#include "store/upsert.h"
#include "prepare/field.h"

struct kind {
	const char *name;           /* "people" */
	const char *const *columns; /* NULL ends them */
	size_t key;                 /* the first so many are the natural key */
	const char *const *const *examples; /* rows; NULL ends them */
	/* Put ROW; faults go to it.  Inside a transaction. */
	void (*put)(struct field_row *row, enum upsert *what);
};

/* RC_NOTFOUND: the text names those there are. */
enum rc kind_find(const char *name, const struct kind **out, struct error *err);

size_t kind_columns(const struct kind *kind);

/* kindpeople.c, kindmeeting.c */
extern const struct kind kindpeople_people, kindpeople_children,
    kindpeople_cases, kindpeople_relationships, kindpeople_routes,
    kindpeople_languages;
extern const struct kind kindmeeting_meetings, kindmeeting_attendance,
    kindmeeting_agenda, kindmeeting_conflicts;

#endif
