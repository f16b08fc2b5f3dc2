#include "tool/importcsv.h"

#include <stdio.h>
#include <string.h>

#include "prepare/sheet.h"
#include "tool/workshop.h"

enum rc
importcsv_verb(struct cmd_call *call, struct error *err)
{
	const struct kind *kind = NULL;
	struct faults faults = {.file = call->argv[1]};
	struct sheet sheet = {.who = WORKSHOP_WHO, .faults = &faults};
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
	sheet.store = store;
	sheet.column = &column;
	sheet.kind = kind;
	sheet.data = (const char *)data.data;
	sheet.len = data.len;
	if ((rc = sheet_run(&sheet, err)) == RC_OK)
		(void)printf("%s: %ld added, %ld changed, %ld as they were\n",
		    kind->name, sheet.counts.added, sheet.counts.changed,
		    sheet.counts.same);
	faults_print(&faults, stderr);
done:
	sheet_clear(&sheet);
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
