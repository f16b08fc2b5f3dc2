/*
 * table -- a CSV file as rows of fields that know where they stood.
 *
 * RFC 4180 as spreadsheets write it: commas, fields in double quotes where
 * they need them, a doubled quote inside, LF or CRLF, line ends within quotes,
 * a byte order mark in front or none.  UTF-8 only.  Empty lines are no rows;
 * blanks around an unquoted field are not part of it.  (libcsv reads it, a
 * byte at a time, because it does not say where a field began.)
 */
#ifndef PREPARE_TABLE_H
#define PREPARE_TABLE_H

#include <stddef.h>

#include "base/error.h"
#include "prepare/faults.h"

enum {
	TABLE_BYTES = 64 * 1024 * 1024, /* of a file */
	TABLE_FIELD = 64 * 1024,        /* bytes of one field */
	TABLE_COLUMNS = 64
};

struct table_field {
	char *text;  /* NUL-terminated */
	long line;   /* 1, 2, ... */
	long column; /* in characters, 1 for the first of its line */
};

struct table_row {
	size_t first; /* index of its first field */
	size_t count;
	long line;
};

struct table {
	struct table_field *fields;
	size_t nfields;
	struct table_row *rows; /* the header is rows[0] */
	size_t nrows;
	size_t room_fields;
	size_t room_rows;
};

void table_clear(struct table *table);

/* Read DATA into TABLE (= {0}).  RC_INVALID: FAULTS says what and where; what
 * was read before it is there.  RC_NOMEM. */
enum rc table_read(struct table *table, const char *data, size_t len,
    struct faults *faults, struct error *err);

#endif
