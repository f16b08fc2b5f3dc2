/* Statements: bound by name, wholly or not at all; cached and given back. */
#include <stdlib.h>

#include "store/stmt.h"
#include "unit/rows.h"

static struct store *store;

static int
open_store(void **state)
{
	*state = store = rows_store();
	return 0;
}

static const char add_sql[] =
    "INSERT INTO agency (id, name) VALUES ($id, $name)";
static const char name_sql[] = "SELECT name FROM agency WHERE id = $id";
static const char all_sql[] = "SELECT id, name FROM agency ORDER BY id";
static const char echo_sql[] = "SELECT $a, $b, $c, $d";

static void
add(int64_t id, const char *name)
{
	struct error err = {0};
	struct stmt s;

	assert_int_equal(stmt_open(&s, store, add_sql, &err), RC_OK);
	stmt_bind_int(&s, "$id", id);
	stmt_bind_text(&s, "$name", name);
	assert_int_equal(stmt_run(&s, &err), RC_OK);
	assert_int_equal(stmt_inserted(store), id);
	assert_int_equal(stmt_changed(store), 1);
	assert_int_equal(stmt_close(&s, RC_OK), RC_OK);
}

static void
every_kind_of_value_comes_back_as_it_was(void **state)
{
	struct error err = {0};
	struct stmt s;
	const void *blob;
	size_t len = 99;
	char *copy = NULL;

	(void)state;
	assert_int_equal(stmt_open(&s, store, echo_sql, &err), RC_OK);
	stmt_bind_int(&s, "$a", INT64_MIN);
	stmt_bind_text(&s, "$b", "Ŵyn");
	stmt_bind_blob(&s, "$c", "a\0b", 3);
	stmt_bind_null(&s, "$d");
	assert_int_equal(stmt_row(&s, &err), RC_OK);
	assert_true(stmt_int(&s, 0) == INT64_MIN);
	assert_string_equal(stmt_text(&s, 1), "Ŵyn");
	blob = stmt_blob(&s, 2, &len);
	assert_int_equal(len, 3);
	assert_memory_equal(blob, "a\0b", 3);
	assert_true(stmt_is_null(&s, 3));
	assert_false(stmt_is_null(&s, 2));
	assert_string_equal(stmt_text(&s, 3), "");
	assert_int_equal(stmt_int(&s, 3), 0);
	assert_int_equal(stmt_copy(&s, 1, &copy, &err), RC_OK);
	assert_int_equal(stmt_copy(&s, 3, &copy, &err), RC_OK);
	assert_string_equal(copy, "");
	free(copy);
	assert_int_equal(stmt_row(&s, &err), RC_NOTFOUND);

	assert_int_equal(stmt_close(&s, RC_OK), RC_OK);
	assert_int_equal(stmt_open(&s, store, echo_sql, &err), RC_OK);
	stmt_bind_ref(&s, "$a", 0);
	stmt_bind_ref(&s, "$b", 7);
	stmt_bind_blob(&s, "$c", NULL, 0);
	stmt_bind_text(&s, "$d", NULL);
	assert_int_equal(stmt_row(&s, &err), RC_OK);
	assert_true(stmt_is_null(&s, 0));
	assert_int_equal(stmt_int(&s, 1), 7);
	assert_false(stmt_is_null(&s, 2)); /* an empty blob */
	(void)stmt_blob(&s, 2, &len);
	assert_int_equal(len, 0);
	assert_true(stmt_is_null(&s, 3));
	assert_int_equal(stmt_close(&s, RC_BUSY), RC_BUSY);
}

static void
an_unknown_name_and_an_unbound_one_are_errors(void **state)
{
	struct error err = {0};
	struct stmt s;

	(void)state;
	assert_int_equal(stmt_open(&s, store, add_sql, &err), RC_OK);
	stmt_bind_int(&s, "$id", 1);
	assert_int_equal(stmt_run(&s, &err), RC_INVALID);
	assert_non_null(strstr(err.text, "$name"));
	(void)stmt_close(&s, RC_OK);

	assert_int_equal(stmt_open(&s, store, add_sql, &err), RC_OK);
	stmt_bind_int(&s, "$id", 1);
	stmt_bind_text(&s, "$name", "Sample Police");
	stmt_bind_text(&s, "$nam", "x");
	assert_int_equal(stmt_run(&s, &err), RC_INVALID);
	assert_non_null(strstr(err.text, "$nam "));
	(void)stmt_close(&s, RC_OK);

	/* Nothing of the last use is left in the next. */
	assert_int_equal(stmt_open(&s, store, add_sql, &err), RC_OK);
	stmt_bind_text(&s, "$name", "Sample Police");
	assert_int_equal(stmt_run(&s, &err), RC_INVALID);
	(void)stmt_close(&s, RC_OK);
	add(1, "Sample Police");
}

static void
a_loop_within_its_own_loop(void **state)
{
	struct error err = {0};
	struct stmt outer, inner, innermost;
	int pairs = 0;

	(void)state;
	add(1, "Sample Police");
	add(2, "Sample Housing");
	add(3, "Sample Health");
	assert_int_equal(stmt_open(&outer, store, all_sql, &err), RC_OK);
	while (stmt_row(&outer, &err) == RC_OK) {
		assert_int_equal(
		    stmt_open(&inner, store, all_sql, &err), RC_OK);
		while (stmt_row(&inner, &err) == RC_OK) {
			assert_int_equal(
			    stmt_open(&innermost, store, name_sql, &err),
			    RC_OK);
			stmt_bind_int(&innermost, "$id", stmt_int(&inner, 0));
			assert_int_equal(stmt_row(&innermost, &err), RC_OK);
			assert_string_equal(
			    stmt_text(&innermost, 0), stmt_text(&inner, 1));
			(void)stmt_close(&innermost, RC_OK);
			pairs++;
		}
		(void)stmt_close(&inner, RC_OK);
	}
	(void)stmt_close(&outer, RC_OK);
	assert_int_equal(pairs, 9);
}

static void
the_cache_grows_beyond_its_first_room(void **state)
{
	/* A hundred texts at a hundred addresses. */
	static char sql[100][40];
	struct error err = {0};
	struct stmt s;

	(void)state;
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 100; i++) {
			if (round == 0)
				(void)snprintf(
				    sql[i], sizeof(sql[i]), "SELECT %d", i);
			assert_int_equal(
			    stmt_open(&s, store, sql[i], &err), RC_OK);
			assert_int_equal(stmt_row(&s, &err), RC_OK);
			assert_int_equal(stmt_int(&s, 0), i);
			(void)stmt_close(&s, RC_OK);
		}
}

static void
constraints_and_surprises_are_told_apart(void **state)
{
	static const char wrong_sql[] = "SELECT nothing FROM nowhere";
	struct error err = {0};
	struct stmt s;

	(void)state;
	add(1, "Sample Police");
	assert_int_equal(stmt_open(&s, store, add_sql, &err), RC_OK);
	stmt_bind_int(&s, "$id", 2);
	stmt_bind_text(&s, "$name", "Sample Police");
	assert_int_equal(stmt_run(&s, &err), RC_CONFLICT);
	assert_null(strstr(err.text, "Police")); /* no value in a text */
	(void)stmt_close(&s, RC_OK);

	/* A STRICT table takes no text for a number. */
	assert_int_equal(stmt_open(&s, store, add_sql, &err), RC_OK);
	stmt_bind_text(&s, "$id", "two");
	stmt_bind_text(&s, "$name", "Sample Health");
	assert_int_not_equal(stmt_run(&s, &err), RC_OK);
	(void)stmt_close(&s, RC_OK);

	assert_int_equal(stmt_open(&s, store, name_sql, &err), RC_OK);
	stmt_bind_int(&s, "$id", 1);
	assert_int_equal(stmt_run(&s, &err), RC_INVALID); /* gave a row */
	(void)stmt_close(&s, RC_OK);

	assert_int_not_equal(stmt_open(&s, store, wrong_sql, &err), RC_OK);
	stmt_bind_int(&s, "$id", 1); /* does nothing */
	assert_int_equal(stmt_close(&s, RC_IO), RC_IO);
}

static void
a_whole_end_goes_on_only_when_the_beginning_did(void **state)
{
	struct error err = {0};
	struct stmt s;
	int64_t id = 77;
	bool any = true;

	(void)state;
	/* Each closes what it was given, and passes its failure on. */
	assert_int_equal(stmt_open(&s, store, add_sql, &err), RC_OK);
	assert_int_equal(stmt_finish(&s, RC_BUSY, &err), RC_BUSY);
	assert_int_equal(stmt_open(&s, store, add_sql, &err), RC_OK);
	assert_int_equal(stmt_insert(&s, RC_BUSY, &id, &err), RC_BUSY);
	assert_int_equal(stmt_open(&s, store, name_sql, &err), RC_OK);
	assert_int_equal(stmt_value(&s, RC_BUSY, &id, &err), RC_BUSY);
	assert_int_equal(stmt_open(&s, store, name_sql, &err), RC_OK);
	assert_int_equal(stmt_any(&s, RC_BUSY, &any, &err), RC_BUSY);
	assert_false(any);
	assert_int_equal(id, 77);

	assert_int_equal(stmt_open(&s, store, add_sql, &err), RC_OK);
	stmt_bind_int(&s, "$id", 5);
	stmt_bind_text(&s, "$name", "Sample Police");
	assert_int_equal(stmt_insert(&s, RC_OK, &id, &err), RC_OK);
	assert_int_equal(id, 5);
	assert_int_equal(stmt_open(&s, store, add_sql, &err), RC_OK);
	stmt_bind_int(&s, "$id", 6);
	stmt_bind_text(&s, "$name", "Sample Police");
	assert_int_equal(stmt_finish(&s, RC_OK, &err), RC_CONFLICT);
	assert_int_equal(stmt_open(&s, store, all_sql, &err), RC_OK);
	assert_int_equal(stmt_value(&s, RC_OK, &id, &err), RC_OK);
	assert_int_equal(id, 5);

	for (int i = 5; i <= 6; i++) {
		assert_int_equal(stmt_open(&s, store, name_sql, &err), RC_OK);
		stmt_bind_int(&s, "$id", i);
		assert_int_equal(stmt_any(&s, RC_OK, &any, &err), RC_OK);
		assert_int_equal(any, i == 5);
	}
	assert_int_equal(stmt_open(&s, store, name_sql, &err), RC_OK);
	stmt_bind_int(&s, "$id", 6);
	id = 77;
	assert_int_equal(stmt_value(&s, RC_OK, &id, &err), RC_NOTFOUND);
	assert_int_equal(id, 77);
}

static void
bytes_are_exactly_as_many_as_asked_for(void **state)
{
	static const char bytes_sql[] = "SELECT x'616263', NULL";
	unsigned char three[3] = {0};
	struct error err = {0};
	struct stmt s;

	(void)state;
	assert_int_equal(stmt_open(&s, store, bytes_sql, &err), RC_OK);
	assert_int_equal(stmt_row(&s, &err), RC_OK);
	assert_int_equal(stmt_bytes(&s, 0, three, 2, &err), RC_DAMAGED);
	assert_int_equal(stmt_bytes(&s, 0, three, 4, &err), RC_DAMAGED);
	assert_int_equal(stmt_bytes(&s, 1, three, 3, &err), RC_DAMAGED);
	assert_int_equal(three[0], 0);
	assert_int_equal(stmt_bytes(&s, 0, three, 3, &err), RC_OK);
	assert_memory_equal(three, "abc", 3);
	assert_int_equal(stmt_close(&s, RC_OK), RC_OK);
}

static void
rows_of_two_columns_become_spans(void **state)
{
	static const char spans_sql[] =
	    "SELECT 300, 400 UNION ALL SELECT 0, 100 UNION ALL SELECT 50, 200";
	struct span_list spans = {0};
	struct error err = {0};
	struct stmt s;

	(void)state;
	assert_int_equal(stmt_open(&s, store, spans_sql, &err), RC_OK);
	assert_int_equal(stmt_spans(&s, RC_OK, &spans, &err), RC_OK);
	assert_int_equal(spans.count, 2);
	assert_true(spans.v[0].from == 0 && spans.v[0].to == 200);
	assert_true(spans.v[1].from == 300 && spans.v[1].to == 400);
	span_clear(&spans);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		every_kind_of_value_comes_back_as_it_was, open_store, rows_end),
	    cmocka_unit_test_setup_teardown(
		an_unknown_name_and_an_unbound_one_are_errors, open_store,
		rows_end),
	    cmocka_unit_test_setup_teardown(
		a_loop_within_its_own_loop, open_store, rows_end),
	    cmocka_unit_test_setup_teardown(
		the_cache_grows_beyond_its_first_room, open_store, rows_end),
	    cmocka_unit_test_setup_teardown(
		constraints_and_surprises_are_told_apart, open_store, rows_end),
	    cmocka_unit_test_setup_teardown(
		a_whole_end_goes_on_only_when_the_beginning_did, open_store,
		rows_end),
	    cmocka_unit_test_setup_teardown(
		bytes_are_exactly_as_many_as_asked_for, open_store, rows_end),
	    cmocka_unit_test_setup_teardown(
		rows_of_two_columns_become_spans, open_store, rows_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
