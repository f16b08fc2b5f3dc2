#include "recorder/marksheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/span.h"
#include "base/text.h"

enum { FILE_MOST = 16 << 20, ROWS_MOST = 100000, COLUMNS = 7 };

enum column { AT, KIND, ITEM, PERSON, WORDS, OWNER, DUE };

static const char *const columns[COLUMNS] = {
    "at", "kind", "item", "person", "words", "owner", "due"};

struct reader {
	const char *name;
	const char *p;
	const char *end;
	int line;
	int column; /* of the field being read, in characters from 1 */
	const char *line_start;
};

struct field {
	struct buf text;
	int line;
	int column;
};

void
marksheet_clear(struct marksheet *sheet)
{
	if (sheet->rows != NULL)
		explicit_bzero(
		    sheet->rows, sheet->count * sizeof(*sheet->rows));
	free(sheet->rows);
	*sheet = (struct marksheet){0};
}

static enum rc
wrong(const struct reader *r, int line, int column, struct error *err,
    const char *what)
{
	return error_set(
	    err, RC_INVALID, "%s:%d:%d: %s", r->name, line, column, what);
}

static int
column_of(const struct reader *r)
{
	int n = 1;

	for (const char *p = r->line_start; p < r->p; p++) {
		if (((unsigned char)*p & 0xC0) != 0x80)
			n++;
	}
	return n;
}

/* The inside of a quoted field; R stands behind the first quote. */
static enum rc
quoted(struct reader *r, struct field *f, struct error *err)
{
	while (r->p < r->end) {
		char c = *r->p++;

		if (c == '"' && r->p < r->end && *r->p == '"') {
			r->p++;
		} else if (c == '"') {
			if (r->p < r->end && *r->p != ',' && *r->p != '\n' &&
			    *r->p != '\r')
				return wrong(r, r->line, column_of(r), err,
				    "text behind the closing quote");
			return RC_OK;
		} else if (c == '\n') {
			r->line++;
			r->line_start = r->p;
		}
		buf_put(&f->text, &c, 1);
	}
	return wrong(r, f->line, f->column, err, "a quote is never closed");
}

/* One field; *LAST when its line ends with it. */
static enum rc
read_field(struct reader *r, struct field *f, bool *last, struct error *err)
{
	enum rc rc = RC_OK;

	buf_reset(&f->text);
	f->line = r->line;
	f->column = column_of(r);
	if (r->p < r->end && *r->p == '"') {
		r->p++;
		rc = quoted(r, f, err);
	} else {
		while (r->p < r->end && *r->p != ',' && *r->p != '\n' &&
		    *r->p != '\r') {
			if (*r->p == '"')
				return wrong(r, r->line, column_of(r), err,
				    "a quote inside a field that is not "
				    "quoted");
			buf_put(&f->text, r->p++, 1);
		}
	}
	if (rc != RC_OK || (rc = buf_check(&f->text, err)) != RC_OK)
		return rc;
	if (!text_valid(buf_str(&f->text), f->text.len))
		return wrong(r, f->line, f->column, err,
		    "not UTF-8, or a control character");
	*last = true;
	if (r->p < r->end && *r->p == ',') {
		*last = false;
		r->p++;
		return RC_OK;
	}
	if (r->p < r->end && *r->p == '\r')
		r->p++;
	if (r->p < r->end && *r->p != '\n')
		return wrong(r, r->line, column_of(r), err,
		    "a carriage return without a line feed");
	if (r->p < r->end)
		r->p++;
	r->line++;
	r->line_start = r->p;
	return RC_OK;
}

/* "1:02:03.250" to samples; -1: not a time. */
static int64_t
parse_at(const char *text)
{
	int h, m, s, used = 0;
	int64_t ms = 0, scale = 100;

	if (strspn(text, "0123456789:.") != strlen(text) ||
	    sscanf(text, "%3d:%2d:%2d%n", &h, &m, &s, &used) != 3 || used < 7 ||
	    m > 59 || s > 59 || text[used - 3] != ':' || text[used - 6] != ':')
		return -1;
	if (text[used] == '.') {
		if (text[++used] == '\0')
			return -1;
		for (; text[used] != '\0' && scale > 0; used++) {
			if (text[used] < '0' || text[used] > '9')
				return -1;
			ms += (text[used] - '0') * scale;
			scale /= 10;
		}
	}
	if (text[used] != '\0')
		return -1;
	return ((((int64_t)h * 60 + m) * 60 + s) * 1000 + ms) *
	    (SPAN_RATE / 1000);
}

static int
parse_number(const char *text)
{
	if (text[0] == '\0' || strlen(text) > 5 ||
	    strspn(text, "0123456789") != strlen(text))
		return -1;
	return atoi(text);
}

static enum rc
set_text(const struct reader *r, const struct field *f, char *out, size_t room,
    struct error *err)
{
	if (f->text.len >= room)
		return wrong(r, f->line, f->column, err, "too long");
	memcpy(out, buf_str(&f->text), f->text.len + 1);
	return RC_OK;
}

static enum command_verb
verb_of(const char *kind)
{
	if (strcmp(kind, "item") == 0)
		return COMMAND_NEXT;
	if (command_mark_known(kind))
		return COMMAND_MARK;
	for (int v = COMMAND_ANNOUNCE; v <= COMMAND_END; v++) {
		if (v != COMMAND_START && v != COMMAND_NEXT &&
		    v != COMMAND_MARK && v != COMMAND_UNDO &&
		    strcmp(command_verb_name((enum command_verb)v), kind) == 0)
			return (enum command_verb)v;
	}
	return 0;
}

/* A number that this kind needs, and others must not have. */
static enum rc
take_number(const struct reader *r, const struct field *f, bool wanted,
    int *out, struct error *err)
{
	const char *text = buf_str(&f->text);

	if (!wanted)
		return text[0] == '\0'
		    ? RC_OK
		    : wrong(r, f->line, f->column, err,
			  "this kind of mark has no such number");
	*out = parse_number(text);
	return *out > 0
	    ? RC_OK
	    : wrong(r, f->line, f->column, err, "a number is needed here");
}

static enum rc
make_row(const struct reader *r, struct field f[COLUMNS],
    struct marksheet_row *row, struct error *err)
{
	struct command *c = &row->command;
	bool late;
	enum rc rc;

	row->line = f[AT].line;
	row->column = f[KIND].column;
	row->sample = parse_at(buf_str(&f[AT].text));
	if (row->sample < 0)
		return wrong(r, f[AT].line, f[AT].column, err,
		    "not a time (H:MM:SS or H:MM:SS.mmm)");
	c->verb = verb_of(buf_str(&f[KIND].text));
	if (c->verb == 0)
		return wrong(r, f[KIND].line, f[KIND].column, err,
		    "no such kind of mark; there is announce, join, leave, "
		    "item, action, decision, risk, note, off-record, break, "
		    "resume, closed, open, late, end");
	(void)snprintf(c->key, sizeof(c->key), "line-%d", row->line);
	late = c->verb == COMMAND_LATE;
	if ((rc = take_number(r, &f[ITEM], c->verb == COMMAND_NEXT, &c->item,
		 err)) != RC_OK ||
	    (rc = take_number(r, &f[PERSON],
		 c->verb == COMMAND_JOIN || c->verb == COMMAND_LEAVE,
		 &c->person, err)) != RC_OK ||
	    (late &&
		(rc = take_number(r, &f[WORDS], true, &c->seconds, err)) !=
		    RC_OK))
		return rc;
	if (c->verb != COMMAND_MARK) {
		for (int i = late ? OWNER : WORDS; i <= DUE; i++) {
			if (f[i].text.len > 0)
				return wrong(r, f[i].line, f[i].column, err,
				    "only action, decision, risk and note "
				    "have words");
		}
		return RC_OK;
	}
	(void)snprintf(c->mark, sizeof(c->mark), "%s", buf_str(&f[KIND].text));
	if ((rc = set_text(r, &f[WORDS], c->words, sizeof(c->words), err)) !=
		RC_OK ||
	    (rc = set_text(r, &f[OWNER], c->owner, sizeof(c->owner), err)) !=
		RC_OK ||
	    (rc = set_text(r, &f[DUE], c->due, sizeof(c->due), err)) != RC_OK)
		return rc;
	if ((rc = command_check(c, err)) != RC_OK)
		return error_prefix(
		    err, "%s:%d:%d", r->name, f[WORDS].line, f[WORDS].column);
	return RC_OK;
}

/* The first line: ORDER[i] is the column of the i-th field. */
static enum rc
read_head(
    struct reader *r, int order[COLUMNS], size_t *count, struct error *err)
{
	bool seen[COLUMNS] = {false}, last = false;
	struct field f = {0};
	enum rc rc = RC_OK;

	*count = 0;
	while (rc == RC_OK && !last) {
		int found = -1;

		if ((rc = read_field(r, &f, &last, err)) != RC_OK)
			break;
		for (int i = 0; i < COLUMNS; i++) {
			if (strcmp(columns[i], buf_str(&f.text)) == 0)
				found = i;
		}
		if (found < 0 || seen[found])
			rc = wrong(r, f.line, f.column, err,
			    "the first line names the columns at, kind, item, "
			    "person, words, owner, due, each once");
		else {
			seen[found] = true;
			order[(*count)++] = found;
		}
	}
	buf_clear(&f.text);
	if (rc == RC_OK &&
	    (!seen[AT] || !seen[KIND] || !seen[ITEM] || !seen[PERSON]))
		rc = wrong(r, 1, 1, err,
		    "a column is missing: at, kind, item and person are "
		    "needed");
	return rc;
}

static enum rc
add_row(struct marksheet *sheet, const struct marksheet_row *row, size_t *room,
    struct error *err)
{
	if (sheet->count == *room) {
		size_t more = *room * 2 + 64;
		struct marksheet_row *grown =
		    realloc(sheet->rows, more * sizeof(*grown));

		if (grown == NULL)
			return error_nomem(err);
		sheet->rows = grown;
		*room = more;
	}
	sheet->rows[sheet->count++] = *row;
	return RC_OK;
}

static enum rc
read_row(struct reader *r, const int order[COLUMNS], size_t count,
    struct field f[COLUMNS], bool *empty, struct error *err)
{
	bool last = false;
	enum rc rc;

	*empty = false;
	for (int i = 0; i < COLUMNS; i++) {
		buf_reset(&f[i].text);
		f[i].line = r->line;
		f[i].column = 1;
	}
	for (size_t i = 0; i < count; i++) {
		if (last)
			return wrong(r, f[order[i - 1]].line,
			    f[order[i - 1]].column, err,
			    "a field is missing behind this one");
		if ((rc = read_field(r, &f[order[i]], &last, err)) != RC_OK)
			return rc;
		if (i == 0 && last && f[order[0]].text.len == 0) {
			*empty = true;
			return RC_OK;
		}
	}
	if (!last)
		return wrong(
		    r, r->line, column_of(r), err, "one field too many");
	return RC_OK;
}

enum rc
marksheet_parse(const char *name, const char *text, size_t len,
    struct marksheet *sheet, struct error *err)
{
	struct reader r = {.name = name, .p = text, .end = text + len};
	struct field f[COLUMNS] = {0};
	struct marksheet_row row;
	int order[COLUMNS] = {0};
	size_t count = 0, room = 0;
	bool empty = false;
	enum rc rc;

	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		r.p += 3;
	r.line = 1;
	r.line_start = r.p;
	rc = read_head(&r, order, &count, err);
	while (rc == RC_OK && r.p < r.end) {
		if ((rc = read_row(&r, order, count, f, &empty, err)) !=
			RC_OK ||
		    empty)
			continue;
		row = (struct marksheet_row){0};
		if ((rc = make_row(&r, f, &row, err)) != RC_OK)
			continue;
		if (sheet->count > 0 &&
		    row.sample < sheet->rows[sheet->count - 1].sample)
			rc = wrong(&r, row.line, f[AT].column, err,
			    "this time is before the one above it");
		else if (sheet->count == ROWS_MOST)
			rc = wrong(&r, row.line, 1, err, "too many lines");
		else
			rc = add_row(sheet, &row, &room, err);
	}
	for (int i = 0; i < COLUMNS; i++)
		buf_clear(&f[i].text);
	explicit_bzero(&row, sizeof(row));
	if (rc != RC_OK)
		marksheet_clear(sheet);
	return rc;
}

enum rc
marksheet_read(const char *path, struct marksheet *sheet, struct error *err)
{
	struct buf bytes = {0};
	enum rc rc = buf_read_file(&bytes, path, FILE_MOST, err);

	if (rc == RC_OK)
		rc = marksheet_parse(
		    path, buf_str(&bytes), bytes.len, sheet, err);
	buf_clear(&bytes);
	return rc;
}
