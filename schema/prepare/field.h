/*
 * field -- one value of an imported row: read, checked, and complained about
 * with its place.
 *
 * A row is read field by field; a wrong one adds a fault, and the reader goes
 * on, so that one run names every mistake of the row.  FIELD_BAD afterwards:
 * nothing of the row may be used.
 */
#ifndef PREPARE_FIELD_H
#define PREPARE_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "seal/box.h"
#include "store/store.h"
#include "prepare/table.h"

struct field_row {
	struct store *store;
	const struct box_key *column; /* of sealed columns */
	int64_t now_ms;
	const struct table_field *const *v; /* in the order of the kind */
	const char *const *columns;         /* their names */
	bool looks;            /* nothing is put: would it be taken? */
	struct person_id asks; /* to whom some cases may be hidden; 0: nobody */
	struct meeting_id of;  /* no other meeting may be named; 0: any */
	const int *hidden;     /* numbers of OF's agenda that are hidden from */
	size_t nhidden;        /* ASKS, ordered */
	struct faults *faults;
	bool bad;
	enum rc fatal; /* the store itself failed, not the row */
	struct error err;
};

enum { FIELD_REF = 63, FIELD_LINE = 500 };

void field_fault(struct field_row *row, size_t i, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* One line of text, "" when blank; field_need refuses blank. */
const char *field_line(struct field_row *row, size_t i);
const char *field_need(struct field_row *row, size_t i);
/* A reference that others use: not blank, no ";", at most FIELD_REF bytes. */
const char *field_ref(struct field_row *row, size_t i);

/* One of CHOICES (NULL ends them); FALLBACK when blank, and a NULL FALLBACK
 * refuses blank. */
const char *field_choice(struct field_row *row, size_t i,
    const char *const *choices, const char *fallback);
bool field_yes(struct field_row *row, size_t i); /* yes, no; blank is no */

/* LOW to HIGH, FALLBACK when blank. */
int
field_number(struct field_row *row, size_t i, int low, int high, int fallback);
/* An agenda's number, as whoever asks counts: hidden ones are not there. */
int field_place(const struct field_row *row, int number);

/* YYYY-MM-DD, NULL when blank; and as milliseconds, 0 when blank. */
const char *field_date(struct field_row *row, size_t i);
int64_t field_day_ms(struct field_row *row, size_t i);
/* The end of that day in London. */
int64_t field_day_end_ms(struct field_row *row, size_t i);
/* "YYYY-MM-DD HH:MM" in London, or with T and Z in UTC; not blank. */
int64_t field_moment_ms(struct field_row *row, size_t i);
/* HH:MM as minutes, -1 when blank. */
int field_minute(struct field_row *row, size_t i);

/* What a reference names; v = 0 when blank, which is a fault if NEEDED. */
struct person_id field_person(struct field_row *row, size_t i, bool needed);
struct child_id field_child(struct field_row *row, size_t i);
struct case_id field_case(struct field_row *row, size_t i, bool needed);
struct meeting_id field_meeting(struct field_row *row, size_t i);

/* The parts of "A; B; C": calls PUT with each, trimmed, none blank. */
typedef void
field_part(struct field_row *row, size_t i, const char *part, void *to);
void field_parts(struct field_row *row, size_t i, field_part *put, void *to);
/* For a field_part: who PART names; v = 0 after a fault. */
struct person_id
field_part_person(struct field_row *row, size_t i, const char *part);
struct child_id
field_part_child(struct field_row *row, size_t i, const char *part);

/* The store answered RC about field I with ROW's err: a fault of the row, or
 * fatal.  RC_OK does nothing; returns whether it was RC_OK. */
bool field_answer(struct field_row *row, size_t i, enum rc rc);

#endif
