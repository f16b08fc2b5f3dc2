#include "tool/importcsv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/progress.h"
#include "store/audit.h"
#include "tool/table.h"
#include "tool/workshop.h"

/* Which field of a file's rows is which column of the kind. */
struct layout {
	size_t at[TABLE_COLUMNS];
	size_t columns;
};

static void
read_header(const struct kind *kind, const struct table *table,
    struct layout *layout, struct faults *faults)
{
	const struct table_row *head = &table->rows[0];
	const struct table_field *fields = &table->fields[head->first];
	bool seen[TABLE_COLUMNS] = {false};

	layout->columns = kind_columns(kind);
	for (size_t i = 0; i < head->count; i++) {
		size_t c = 0;

		while (c < layout->columns &&
		    strcmp(kind->columns[c], fields[i].text) != 0)
			c++;
		if (c == layout->columns) {
			faults_add(faults, fields[i].line, fields[i].column,
			    "%s have no column '%s'; `marac-store template %s` "
			    "shows the header",
			    kind->name, fields[i].text, kind->name);
		} else if (seen[c]) {
			faults_add(faults, fields[i].line, fields[i].column,
			    "the column '%s' is there twice", fields[i].text);
		} else {
			seen[c] = true;
			layout->at[c] = i;
		}
	}
	for (size_t c = 0; c < layout->columns; c++) {
		if (!seen[c])
			faults_add(faults, head->line, 1,
			    "the column '%s' is missing; it may be empty, but "
			    "it must be there",
			    kind->columns[c]);
	}
}

/* The fields of a row in the kind's order; false after a fault. */
static bool
lay_out(const struct table *table, const struct table_row *row,
    const struct layout *layout, const struct table_field **v,
    struct faults *faults)
{
	const struct table_field *fields = &table->fields[row->first];

	if (row->count != table->rows[0].count) {
		faults_add(faults, row->line, fields[0].column,
		    "%zu fields, but the header has %zu; is a comma or a quote "
		    "missing?",
		    row->count, table->rows[0].count);
		return false;
	}
	for (size_t c = 0; c < layout->columns; c++)
		v[c] = &fields[layout->at[c]];
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
find_twins(const struct kind *kind, const struct table *table,
    const struct layout *layout, struct faults *faults, struct error *err)
{
	const struct table_field *v[TABLE_COLUMNS];
	struct known_key *keys = calloc(table->nrows, sizeof(*keys));
	size_t n = 0;
	enum rc rc = RC_OK;

	if (keys == NULL)
		return error_nomem(err);
	for (size_t i = 1; rc == RC_OK && i < table->nrows; i++) {
		if (table->rows[i].count != table->rows[0].count)
			continue;
		(void)lay_out(table, &table->rows[i], layout, v, faults);
		rc = key_of(kind, v, &keys[n], err);
		n += rc == RC_OK;
	}
	if (rc == RC_OK)
		qsort(keys, n, sizeof(*keys), compare_keys);
	for (size_t i = 1; rc == RC_OK && i < n; i++) {
		if (strcmp(keys[i].text, keys[i - 1].text) == 0)
			faults_add(faults, keys[i].field->line,
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
put_rows(struct field_row *context, const struct kind *kind,
    const struct table *table, const struct layout *layout,
    struct importcsv_counts *counts, struct error *err)
{
	const struct table_field *v[TABLE_COLUMNS];
	struct progress bar;
	enum rc rc = RC_OK;

	progress_begin(&bar, "Importing", (int64_t)table->nrows);
	for (size_t i = 1; rc == RC_OK && i < table->nrows; i++) {
		enum upsert what = UPSERT_SAME;

		progress_at(&bar, (int64_t)i);
		if (!lay_out(
			table, &table->rows[i], layout, v, context->faults))
			continue;
		context->v = v;
		context->bad = false;
		kind->put(context, &what);
		if (context->fatal != RC_OK) {
			*err = context->err;
			rc = context->fatal;
		} else if (!context->bad) {
			counts->added += what == UPSERT_ADDED;
			counts->changed += what == UPSERT_CHANGED;
			counts->same += what == UPSERT_SAME;
		}
	}
	progress_end(&bar);
	return rc;
}

static enum rc
put_table(struct field_row *context, const struct kind *kind,
    const struct table *table, const struct layout *layout,
    struct importcsv_counts *counts, struct error *err)
{
	struct store *store = context->store;
	char what[64];
	char which[32];
	char why[96];
	enum rc rc = store_begin(store, err);

	if (rc == RC_OK)
		rc = put_rows(context, kind, table, layout, counts, err);
	if (rc == RC_OK && context->faults->count > 0)
		rc = RC_INVALID;
	if (rc == RC_OK) {
		(void)snprintf(what, sizeof(what), "import.%s", kind->name);
		(void)snprintf(
		    which, sizeof(which), "rows:%zu", table->nrows - 1);
		(void)snprintf(why, sizeof(why),
		    "added %ld, changed %ld, as before %ld", counts->added,
		    counts->changed, counts->same);
		if ((rc = audit_add(
			 store, WORKSHOP_WHO, what, which, why, err)) == RC_OK)
			rc = store_commit(store, err);
	}
	store_rollback(store);
	return rc;
}

enum rc
importcsv_run(struct store *store, const struct box_key *column,
    const struct kind *kind, const char *data, size_t len,
    struct faults *faults, struct importcsv_counts *counts, struct error *err)
{
	struct table table = {0};
	struct layout layout = {0};
	struct field_row context = {.store = store,
	    .column = column,
	    .now_ms = clock_wall_ms(),
	    .faults = faults};
	enum rc rc;

	*counts = (struct importcsv_counts){0};
	rc = table_read(&table, data, len, faults, err);
	if (rc != RC_OK)
		goto done;
	if (table.nrows == 0)
		faults_add(faults, 1, 1,
		    "the file is empty; `marac-store template %s` shows what "
		    "belongs in it",
		    kind->name);
	else
		read_header(kind, &table, &layout, faults);
	if (faults->count > 0)
		rc = RC_INVALID;
	else if ((rc = find_twins(kind, &table, &layout, faults, err)) == RC_OK)
		rc = put_table(&context, kind, &table, &layout, counts, err);
done:
	if (rc == RC_INVALID && faults->lines.failed)
		rc = error_nomem(err);
	if (rc == RC_INVALID)
		(void)error_set(err, rc,
		    "%ld fault%s; nothing was imported: correct the file and "
		    "import it again",
		    faults->count, faults->count == 1 ? "" : "s");
	table_clear(&table);
	return rc;
}

enum rc
importcsv_verb(struct cmd_call *call, struct error *err)
{
	const struct kind *kind = NULL;
	struct faults faults = {.file = call->argv[1]};
	struct importcsv_counts counts = {0};
	struct buf data = {0};
	struct store *store = NULL;
	struct box_key column = {{0}};
	enum rc rc;

	if ((rc = kind_find(call->argv[0], &kind, err)) != RC_OK ||
	    (rc = buf_read_file(&data, call->argv[1], TABLE_BYTES, err)) !=
		RC_OK ||
	    (rc = workshop_open(call, &store, err)) != RC_OK ||
	    (rc = workshop_key(
		 store, "distributor", KEYSTORE_COLUMN, &column, err)) != RC_OK)
		goto done;
	rc = importcsv_run(store, &column, kind, (const char *)data.data,
	    data.len, &faults, &counts, err);
	if (rc == RC_OK)
		(void)printf("%s: %ld added, %ld changed, %ld as they were\n",
		    kind->name, counts.added, counts.changed, counts.same);
	faults_print(&faults, stderr);
done:
	faults_clear(&faults);
	box_wipe(&column, sizeof(column));
	store_close(store);
	buf_clear(&data);
	return rc;
}

static void
print_row(const char *const *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool quote = strpbrk(values[i], ",\"\r\n") != NULL;

		(void)printf("%s%s", i == 0 ? "" : ",", quote ? "\"" : "");
		for (const char *p = values[i]; *p != '\0'; p++)
			(void)printf("%s%c", *p == '"' ? "\"" : "", *p);
		(void)printf("%s", quote ? "\"" : "");
	}
	(void)printf("\n");
}

enum rc
importcsv_template(struct cmd_call *call, struct error *err)
{
	const struct kind *kind = NULL;
	enum rc rc = kind_find(call->argv[0], &kind, err);

	if (rc != RC_OK)
		return rc;
	print_row(kind->columns, kind_columns(kind));
	for (size_t i = 0; kind->examples[i] != NULL; i++)
		print_row(kind->examples[i], kind_columns(kind));
	return RC_OK;
}
