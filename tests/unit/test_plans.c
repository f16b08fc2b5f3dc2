/* Every statement of the store is taken from its source, prepared, and
 * its plan read: a table that grows is reached through an index. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/buf.h"
#include "store/store.h"

#define SOURCES TEST_DATA "/../../schema/store"

/* Tables of a few rows, or a few a week, whatever the site. */
static const char *const small[] = {"account", "account_setup", "agency",
    "audit_head", "device", "device_ended", "last_run", "link_key", "mailbox",
    "meeting", "session", "setting"};

/* Statements that look at every row, and why they may. */
static const char *const whole[][2] = {
    {"audit.c:walk_sql", "the check of the whole chain"},
    {"inspect.c:recordings_sql", "check looks at everything"},
    {"inspect.c:objects_sql", "check looks at everything"},
    {"attendance.c:add_sql", "a reference check that is not run"},
    {"owed.c:copies_sql", "every copy and its clock, for `due`"},
    {"alert.c:unseen_sql", "a few a week"},
    {"gauges.c:told_sql", "alerts: a few a week"},
    {"gauges.c:listenings_sql", "swept after eight hours"},
    {"alert.c:once_sql", "a few a week"},
    {"actions.c:list_sql", "every action, for `actions`"},
    {"paperwork.c:names_sql", "the cases of one parcel"},
    {"emergency.c:people_sql", "accounts, through a view"},
    {"restriction.c:list_sql", "the restrictions that stand"},
    {"restriction.c:holders_sql", "accounts, by the file that they hold"},
    {"repeats.c:pairs_sql", "every case, for `repeats`"},
    {"copies.c:all_unused_sql", "renditions: those that live now"},
    {"copies.c:unaddressed_sql", "parcels: one a person and meeting"},
};

static bool
allowed(const char *file, const char *name, const char *detail)
{
	char both[128];

	(void)snprintf(both, sizeof(both), "%s:%s", file, name);
	for (size_t i = 0; i < sizeof(whole) / sizeof(*whole); i++)
		if (strcmp(both, whole[i][0]) == 0)
			return true;
	if (strncmp(detail, "SCAN ", 5) != 0 ||
	    strncmp(detail, "SCAN CONSTANT", 13) == 0 ||
	    strncmp(detail, "SCAN (", 6) == 0) /* a subquery's own rows */
		return true;
	for (size_t i = 0; i < sizeof(small) / sizeof(*small); i++) {
		size_t len = strlen(small[i]);

		if (strncmp(detail + 5, small[i], len) == 0 &&
		    (detail[5 + len] == '\0' || detail[5 + len] == ' '))
			return true;
	}
	return false;
}

struct counts {
	unsigned statements;
	unsigned bad;
};

static void
judge(sqlite3 *db, const char *file, const char *name, const char *sql,
    struct counts *counts)
{
	struct buf text = {0};
	sqlite3_stmt *s = NULL;

	counts->statements++;
	buf_printf(&text, "EXPLAIN QUERY PLAN %s", sql);
	if (sqlite3_prepare_v2(db, buf_str(&text), -1, &s, NULL) != SQLITE_OK) {
		print_message("%s: %s: %s\n", file, name, sqlite3_errmsg(db));
		counts->bad++;
	}
	while (s != NULL && sqlite3_step(s) == SQLITE_ROW) {
		const char *detail = (const char *)sqlite3_column_text(s, 3);

		if (!allowed(file, name, detail)) {
			print_message("%s: %s: %s\n", file, name, detail);
			counts->bad++;
		}
	}
	(void)sqlite3_finalize(s);
	buf_clear(&text);
}

/* The text behind "NAME_sql[] =": its literals, put together. */
static const char *
literal(const char *p, struct buf *out)
{
	for (; *p != ';' && *p != '\0'; p++) {
		if (strncmp(p, "/*", 2) == 0)
			p = strstr(p, "*/") + 1;
		else if (*p == '"')
			for (p++; *p != '"'; p++) {
				assert_int_not_equal(*p, '\\');
				buf_put(out, p, 1);
			}
	}
	return p;
}

static void
read_source(sqlite3 *db, const char *file, struct counts *counts)
{
	struct buf source = {0}, sql = {0};
	struct error err = {0};
	char path[512], name[64];
	const char *p;

	(void)snprintf(path, sizeof(path), SOURCES "/%s", file);
	assert_int_equal(buf_read_file(&source, path, 1 << 20, &err), RC_OK);
	p = buf_str(&source);
	while ((p = strstr(p, "_sql[] =")) != NULL) {
		const char *from = p;

		while (from[-1] != ' ' && from[-1] != '\t')
			from--;
		(void)snprintf(
		    name, sizeof(name), "%.*s_sql", (int)(p - from), from);
		buf_reset(&sql);
		p = literal(p + strlen("_sql[] ="), &sql);
		if (strncmp(buf_str(&sql), "PRAGMA", 6) != 0)
			judge(db, file, name, buf_str(&sql), counts);
	}
	buf_clear(&source);
	buf_clear(&sql);
}

static void
every_statement_reaches_its_rows_by_an_index(void **state)
{
	struct store *store = NULL;
	struct counts counts = {0};
	struct error err = {0};
	struct dirent *entry;
	DIR *dir = opendir(SOURCES);

	(void)state;
	assert_non_null(dir);
	assert_int_equal(store_open_memory(&store, &err), RC_OK);
	while ((entry = readdir(dir)) != NULL) {
		size_t len = strlen(entry->d_name);

		if (len > 2 && strcmp(entry->d_name + len - 2, ".c") == 0)
			read_source(
			    store_handle(store), entry->d_name, &counts);
	}
	(void)closedir(dir);
	store_close(store);
	print_message("%u statements\n", counts.statements);
	assert_true(counts.statements > 50);
	assert_int_equal(counts.bad, 0);
}

static void
a_bare_scan_is_seen(void **state)
{
	struct store *store = NULL;
	struct counts counts = {0};
	struct error err = {0};

	(void)state;
	assert_int_equal(store_open_memory(&store, &err), RC_OK);
	judge(store_handle(store), "-", "test_sql",
	    "SELECT id FROM person WHERE title = $title", &counts);
	assert_int_equal(counts.bad, 1);
	judge(store_handle(store), "-", "test_sql",
	    "SELECT count(*) FROM file_note", &counts);
	assert_int_equal(counts.bad, 2);
	judge(store_handle(store), "-", "test_sql",
	    "SELECT id FROM person WHERE name_folded = $name", &counts);
	assert_int_equal(counts.bad, 2);
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_statement_reaches_its_rows_by_an_index),
	    cmocka_unit_test(a_bare_scan_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
