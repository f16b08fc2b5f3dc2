/*
 * rows -- put rows into a store under test, or look at them, past the code
 * under test.
 */
#ifndef UNIT_ROWS_H
#define UNIT_ROWS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "store/store.h"

enum { ROWS_TEXT = 1024 };

/* Run SQL (any number of statements); a failure fails the test. */
static inline void
rows_run(struct store *store, const char *sql)
{
	char *why = NULL;

	if (sqlite3_exec(store_handle(store), sql, NULL, NULL, &why) !=
	    SQLITE_OK)
		fail_msg("%s: %s", sql, why);
}

static inline int
rows_keep(void *out, int n, char **v, char **names)
{
	char *text = out;

	(void)names;
	for (int i = 0; i < n; i++) {
		size_t len = strlen(text);

		(void)snprintf(text + len, ROWS_TEXT - len, "%s%s",
		    v[i] == NULL ? "-" : v[i], i + 1 < n ? "|" : "\n");
	}
	return 0;
}

/* SQL's rows as "1|text\n2|-\n" must be WANT. */
static inline void
rows_are(struct store *store, const char *sql, const char *want)
{
	char got[ROWS_TEXT] = "";

	assert_int_equal(
	    sqlite3_exec(store_handle(store), sql, rows_keep, got, NULL),
	    SQLITE_OK);
	assert_string_equal(got, want);
}

#endif
