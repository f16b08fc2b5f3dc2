#include "prepare/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/progress.h"
#include "store/audit.h"
#include "store/docket.h"

static void
read_header(struct sheet *s)
{
	const struct kind *kind = s->kind;
	const struct table_row *head = &s->table.rows[0];
	const struct table_field *fields = &s->table.fields[head->first];
	size_t columns = kind_columns(kind);
	bool seen[TABLE_COLUMNS] = {false};

	for (size_t i = 0; i < head->count; i++) {
		size_t c = 0;

		while (c < columns &&
		    strcmp(kind->columns[c], fields[i].text) != 0)
			c++;
		if (c == columns) {
			faults_add(s->faults, fields[i].line, fields[i].column,
			    "%s have no column '%s'; `marac-store template %s` "
			    "shows the header",
			    kind->name, fields[i].text, kind->name);
		} else if (seen[c]) {
			faults_add(s->faults, fields[i].line, fields[i].column,
			    "the column '%s' is there twice", fields[i].text);
		} else {
			seen[c] = true;
			s->at[c] = i;
		}
	}
	for (size_t c = 0; c < columns; c++) {
		if (!seen[c])
			faults_add(s->faults, head->line, 1,
			    "the column '%s' is missing; it may be empty, but "
			    "it must be there",
			    kind->columns[c]);
	}
}

/* The fields of a row in the kind's order; false after a fault. */
static bool
lay_out(
    struct sheet *s, const struct table_row *row, const struct table_field **v)
{
	const struct table_field *fields = &s->table.fields[row->first];
	size_t columns = kind_columns(s->kind);

	if (row->count != s->table.rows[0].count) {
		faults_add(s->faults, row->line, fields[0].column,
		    "%zu fields, but the header has %zu; is a comma or a quote "
		    "missing?",
		    row->count, s->table.rows[0].count);
		return false;
	}
	for (size_t c = 0; c < columns; c++)
		v[c] = &fields[s->at[c]];
	return true;
}

struct known_key {
	char *text; /* the natural key's fields, each behind its length */
	const struct table_field *field;
};

static int
compare_keys(const void *a, const void *b)
{
	const struct known_key *x = a;
	const struct known_key *y = b;
	int order = strcmp(x->text, y->text);

	if (order != 0)
		return order;
	return (x->field > y->field) - (x->field < y->field);
}

static enum rc
key_of(const struct kind *kind, const struct table_field *const *v,
    struct known_key *key, struct error *err)
{
	struct buf text = {0};
	enum rc rc;

	for (size_t i = 0; i < kind->key; i++)
		buf_printf(&text, "%zu:%s", strlen(v[i]->text), v[i]->text);
	if ((rc = buf_check(&text, err)) == RC_OK &&
	    (key->text = strdup(buf_str(&text))) == NULL)
		rc = error_nomem(err);
	key->field = v[0];
	buf_clear(&text);
	return rc;
}

/* Two rows of one file with one natural key contradict each other, or one of
 * them is not meant. */
static enum rc
find_twins(struct sheet *s, struct error *err)
{
	const struct table_field *v[TABLE_COLUMNS];
	const struct table *table = &s->table;
	struct known_key *keys = calloc(table->nrows, sizeof(*keys));
	size_t n = 0;
	enum rc rc = RC_OK;

	if (keys == NULL)
		return error_nomem(err);
	for (size_t i = 1; rc == RC_OK && i < table->nrows; i++) {
		if (table->rows[i].count != table->rows[0].count)
			continue;
		(void)lay_out(s, &table->rows[i], v);
		rc = key_of(s->kind, v, &keys[n], err);
		n += rc == RC_OK;
	}
	if (rc == RC_OK)
		qsort(keys, n, sizeof(*keys), compare_keys);
	for (size_t i = 1; rc == RC_OK && i < n; i++) {
		if (strcmp(keys[i].text, keys[i - 1].text) == 0)
			faults_add(s->faults, keys[i].field->line,
			    keys[i].field->column,
			    "line %ld is about the same; one row each",
			    keys[i - 1].field->line);
	}
	for (size_t i = 0; i < n; i++)
		free(keys[i].text);
	free(keys);
	return rc;
}

static enum rc
put_rows(struct sheet *s, struct field_row *row, struct error *err)
{
	const struct table_field *v[TABLE_COLUMNS];
	struct progress bar;
	enum rc rc = RC_OK;

	progress_begin(&bar, "Importing", (int64_t)s->table.nrows);
	for (size_t i = 1; rc == RC_OK && i < s->table.nrows; i++) {
		enum upsert what = UPSERT_SAME;

		progress_at(&bar, (int64_t)i);
		if (!lay_out(s, &s->table.rows[i], v))
			continue;
		row->v = v;
		row->bad = false;
		s->kind->put(row, &what);
		if (row->fatal != RC_OK) {
			*err = row->err;
			rc = row->fatal;
		} else if (!row->bad) {
			s->became[i] = what;
			s->counts.added += what == UPSERT_ADDED;
			s->counts.changed += what == UPSERT_CHANGED;
			s->counts.same += what == UPSERT_SAME;
		}
	}
	progress_end(&bar);
	return rc == RC_OK && s->faults->count > 0 ? RC_INVALID : rc;
}

static enum rc
put_table(struct sheet *s, struct error *err)
{
	int *hidden = NULL;
	struct field_row row = {
	    .store = s->store,
	    .column = s->column,
	    .columns = s->kind->columns,
	    .now_ms = clock_wall_ms(),
	    .looks = s->looks,
	    .asks = s->asks,
	    .of = s->of,
	    .faults = s->faults,
	};
	char what[64];
	char which[32];
	char why[96];
	enum rc rc = RC_OK;

	s->became = calloc(s->table.nrows, sizeof(*s->became));
	if (s->became == NULL)
		return error_nomem(err);
	if (s->asks.v != 0 && s->of.v != 0)
		rc = docket_hidden(s->store, s->asks, s->of, row.now_ms,
		    &hidden, &row.nhidden, err);
	row.hidden = hidden;
	if (rc == RC_OK)
		rc = put_rows(s, &row, err);
	free(hidden);
	if (rc != RC_OK || s->looks)
		return rc;
	(void)snprintf(what, sizeof(what), "import.%s", s->kind->name);
	(void)snprintf(which, sizeof(which), "rows:%zu", s->table.nrows - 1);
	(void)snprintf(why, sizeof(why),
	    "added %ld, changed %ld, as before %ld", s->counts.added,
	    s->counts.changed, s->counts.same);
	return audit_add(s->store, s->who, what, which, why, err);
}

enum rc
sheet_put(struct sheet *s, struct error *err)
{
	enum rc rc = table_read(&s->table, s->data, s->len, s->faults, err);

	if (rc != RC_OK)
		goto done;
	if (s->table.nrows == 0)
		faults_add(s->faults, 1, 1,
		    "the file is empty; `marac-store template %s` shows what "
		    "belongs in it",
		    s->kind->name);
	else
		read_header(s);
	if (s->faults->count > 0)
		rc = RC_INVALID;
	else if ((rc = find_twins(s, err)) == RC_OK)
		rc = put_table(s, err);
done:
	if (rc == RC_INVALID && s->faults->lines.failed)
		rc = error_nomem(err);
	if (rc == RC_INVALID)
		(void)error_set(err, rc,
		    "%ld fault%s; nothing was imported: correct the file and "
		    "import it again",
		    s->faults->count, s->faults->count == 1 ? "" : "s");
	return rc;
}

enum rc
sheet_run(struct sheet *s, struct error *err)
{
	enum rc rc = store_begin(s->store, err);

	if (rc == RC_OK && (rc = sheet_put(s, err)) == RC_OK)
		rc = store_commit(s->store, err);
	store_rollback(s->store);
	return rc;
}

const char *
sheet_field(const struct sheet *s, size_t row, size_t column)
{
	const struct table_row *r = &s->table.rows[row];

	return s->at[column] < r->count
	    ? s->table.fields[r->first + s->at[column]].text
	    : "";
}

void
sheet_clear(struct sheet *s)
{
	table_clear(&s->table);
	free(s->became);
	s->became = NULL;
}
