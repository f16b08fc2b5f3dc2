/*
 * rows -- a store in memory for the tests of what is in one: put rows into it,
 * or look at them, past the code under test.
 *
 *	static struct store *store;
 *	static int
 *	begin(void **state)
 *	{
 *		*state = store = rows_store();
 *		rows_run(store, "INSERT ...");
 *		return 0;
 *	}
 *	... cmocka_unit_test_setup_teardown(a_test, begin, rows_end)
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

/* Migrated and empty. */
static inline struct store *
rows_store(void)
{
	struct store *store = NULL;
	struct error err = {0};

	if (store_open_memory(&store, &err) != RC_OK)
		fail_msg("%s", err.text);
	return store;
}

/* The teardown for it; asserts that no statement is left open. */
static inline int
rows_end(void **state)
{
	store_close(*state);
	return 0;
}

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
