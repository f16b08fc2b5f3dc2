#include "prepare/table.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <csv.h>

#include "base/text.h"

void
table_clear(struct table *table)
{
	for (size_t i = 0; i < table->nfields; i++)
		free(table->fields[i].text);
	free(table->fields);
	free(table->rows);
	*table = (struct table){0};
}

struct reading {
	struct table *table;
	struct faults *faults;
	size_t row_first; /* the row that is being read began at this field */
	long line;        /* of the next byte */
	long column;
	long start_line; /* of the field; 0: none of it was seen yet */
	long start_column;
	bool after_cr;
	enum rc rc;
};

static bool
grow(void **v, size_t used, size_t *room, size_t size)
{
	void *more;

	if (used < *room)
		return true;
	more = realloc(*v, (*room * 2 + 64) * size);
	if (more == NULL)
		return false;
	*v = more;
	*room = *room * 2 + 64;
	return true;
}

static void
take_field(void *text, size_t len, void *to)
{
	struct reading *r = to;
	struct table *t = r->table;
	void *fields = t->fields;
	struct table_field f = {
	    .line = r->start_line, .column = r->start_column};

	if (f.line == 0) { /* nothing of it: where it would have been */
		f.line = r->line;
		f.column = r->column;
	}
	r->start_line = 0;
	if (r->rc != RC_OK)
		return;
	if (len > TABLE_FIELD || t->nfields - r->row_first >= TABLE_COLUMNS) {
		faults_add(r->faults, f.line, f.column,
		    len > TABLE_FIELD ? "more than %d bytes in one field; is a "
					"quote missing?"
				      : "more than %d fields in one row",
		    len > TABLE_FIELD ? (int)TABLE_FIELD : (int)TABLE_COLUMNS);
		r->rc = RC_INVALID;
		return;
	}
	if (!text_valid(text, len))
		faults_add(r->faults, f.line, f.column,
		    "not UTF-8 text; save the file as \"CSV UTF-8\"");
	if (!grow(&fields, t->nfields, &t->room_fields, sizeof(f)) ||
	    (f.text = malloc(len + 1)) == NULL) {
		r->rc = RC_NOMEM;
	} else {
		memcpy(f.text, text, len);
		f.text[len] = '\0';
	}
	t->fields = fields;
	if (f.text != NULL)
		t->fields[t->nfields++] = f;
}

static void
take_row(int end, void *to)
{
	struct reading *r = to;
	struct table *t = r->table;
	void *rows = t->rows;
	struct table_row row = {
	    .first = r->row_first, .count = t->nfields - r->row_first};

	(void)end;
	if (r->rc != RC_OK || row.count == 0)
		return;
	if (!grow(&rows, t->nrows, &t->room_rows, sizeof(row))) {
		r->rc = RC_NOMEM;
		return;
	}
	t->rows = rows;
	row.line = t->fields[row.first].line;
	t->rows[t->nrows++] = row;
	r->row_first = t->nfields;
}

/* Where the next byte will stand, after C.  A CRLF is one line end. */
static void
step(struct reading *r, unsigned char c)
{
	if (c == '\n' && r->after_cr) {
		r->after_cr = false;
		return;
	}
	r->after_cr = c == '\r';
	if (c == '\n' || c == '\r') {
		r->line++;
		r->column = 1;
	} else if ((c & 0xc0) != 0x80) {
		r->column++;
	}
}

/* A quote in the wrong place is all that strict mode knows. */
static void
misquoted(struct reading *r)
{
	faults_add(r->faults, r->line, r->column,
	    "a quote in the wrong place: put the whole field in quotes and "
	    "double each quote inside it");
	r->rc = RC_INVALID;
}

static enum rc
parse(struct csv_parser *p, struct reading *r, const char *data, size_t len,
    struct error *err)
{
	for (size_t i = 0; i < len && r->rc == RC_OK; i++) {
		unsigned char c = (unsigned char)data[i];

		if (r->start_line == 0 && strchr(" \t\r\n", (char)c) == NULL) {
			r->start_line = r->line;
			r->start_column = r->column;
		}
		if (csv_parse(p, &data[i], 1, take_field, take_row, r) != 1) {
			if (csv_error(p) != CSV_EPARSE)
				return error_nomem(err);
			misquoted(r);
			break;
		}
		step(r, c);
	}
	if (r->rc != RC_OK)
		return r->rc;
	if (csv_fini(p, take_field, take_row, r) != 0) {
		if (csv_error(p) != CSV_EPARSE)
			return error_nomem(err);
		faults_add(r->faults, r->start_line, r->start_column,
		    "the quote that opens here is never closed");
		r->rc = RC_INVALID;
	}
	return r->rc;
}

enum rc
table_read(struct table *table, const char *data, size_t len,
    struct faults *faults, struct error *err)
{
	struct reading r = {
	    .table = table, .faults = faults, .line = 1, .column = 1};
	struct csv_parser p;
	long before = faults->count;
	enum rc rc;

	if (csv_init(&p, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return error_nomem(err);
	if (len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0) {
		data += 3;
		len -= 3;
	}
	rc = parse(&p, &r, data, len, err);
	csv_free(&p);
	if (rc == RC_NOMEM)
		return error_nomem(err);
	return faults->count > before
	    ? error_set(err, RC_INVALID, "not a table")
	    : rc;
}
