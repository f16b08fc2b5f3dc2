/*
 * typed -- what was typed into a form before a meeting, as a CSV file of one
 * row, so that it goes the way of every import (prepare/sheet.h): checked here,
 * put by the distributor.
 */
#ifndef SHARE_TYPED_H
#define SHARE_TYPED_H

#include "base/buf.h"
#include "prepare/sheet.h"
#include "share/office.h"

enum { TYPED_FIELD = 200, TYPED_ERROR = 300, TYPED_ERRORS = 12 };

/* A field of a form, and what is wrong with it. */
struct typed_field {
	const char *name; /* in the form, and of the column */
	const char *label;
	const char *value;
	const char *error; /* "" nothing */
};

struct typed_error {
	const char *field;
	char words[TYPED_ERROR];
};
struct typed_errors {
	struct typed_error v[TYPED_ERRORS];
	size_t count;
};
void typed_say(struct typed_errors *e, const char *field, const char *words);
/* Those of FIELD, or "". */
const char *typed_of(const struct typed_errors *e, const char *field);

/* The header of KIND and one row of VALUES, in its order, appended to CSV. */
void
typed_row(struct buf *csv, const struct kind *kind, const char *const *values);

/* Would the distributor take it?  Each fault becomes an error of the field of
 * its column, said as "LABEL must not be blank"; LABELS as the columns.
 * RC_INVALID: E says. */
enum rc typed_look(const struct office *o, struct store *store,
    const struct kind *kind, const struct buf *csv, struct meeting_id of,
    const char *const *labels, struct typed_errors *e, struct error *err);

/* Who was typed by reference, or by the whole name of somebody who works for an
 * agency: their reference into REF[TYPED_FIELD].  What is nobody's, or several
 * people's, is an error of FIELD, and REF is "". */
enum rc typed_person(struct store *store, const char *text, const char *field,
    char *ref, struct typed_errors *e, struct error *err);

#endif
