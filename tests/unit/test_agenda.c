/* The agenda: numbers, spares, and a key that is made once. */
#include <stdlib.h>
#include <string.h>

#include "store/agenda.h"
#include "unit/rows.h"

static const struct meeting_id meeting = {1};

static int
begin(void **state)
{
	struct store *store = rows_store();

	assert_int_equal(box_init(NULL), RC_OK);

	rows_run(store,
	    "INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (1, 'P1', 'Erin Example', 'erin example');"
	    "INSERT INTO marac_case (id, reference, victim_id) VALUES"
	    " (1, 'K1', 1), (2, 'K2', 1);"
	    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at)"
	    " VALUES (1, 'x', 'M-1', 'marac', 'Northshire', 0);");
	*state = store;
	return 0;
}

static enum rc
put(struct store *store, int number, int64_t case_id, const char *deferred,
    enum upsert *what)
{
	struct agenda_row row = {.meeting = meeting,
	    .number = number,
	    .kind = "discussion",
	    .case_id = {case_id},
	    .referrer = "",
	    .deferred = deferred};
	struct error err = {0};

	return agenda_put(store, &row, what, &err);
}

static void
give_key(struct store *store, int number)
{
	struct agenda_item *list = NULL;
	struct box_public public;
	struct box_secret secret;
	size_t count = 0;

	assert_int_equal(
	    agenda_list(store, meeting, &list, &count, NULL), RC_OK);
	box_pair_make(&public, &secret);
	for (size_t i = 0; i < count; i++) {
		if (list[i].number == number)
			assert_int_equal(
			    agenda_set_key(store, list[i].id, &public, NULL),
			    RC_OK);
	}
	free(list);
}

static void
an_items_case_is_open_until_it_has_its_key(void **state)
{
	struct store *store = *state;
	enum upsert what;

	assert_int_equal(put(store, 1, 1, "", &what), RC_OK);
	assert_int_equal(what, UPSERT_ADDED);
	assert_int_equal(put(store, 1, 2, "", &what), RC_OK);
	assert_int_equal(what, UPSERT_CHANGED);
	give_key(store, 1);
	assert_int_equal(put(store, 1, 1, "", &what), RC_CONFLICT);
	rows_are(store, "SELECT case_id FROM agenda_item", "2\n");
	assert_int_equal(put(store, 1, 2, "", &what), RC_OK);
	assert_int_equal(what, UPSERT_SAME);
	assert_int_equal(
	    put(store, 1, 2, "referrer not briefed", &what), RC_OK);
	assert_int_equal(what, UPSERT_CHANGED);
	rows_are(store, "SELECT status, status_reason FROM agenda_item",
	    "deferred|referrer not briefed\n");
}

static void
a_spare_gets_its_case_once(void **state)
{
	struct store *store = *state;
	enum upsert what;

	assert_int_equal(put(store, 1, 1, "", &what), RC_OK);
	assert_int_equal(agenda_add_spares(store, meeting, 3, NULL), RC_OK);
	assert_int_equal(agenda_add_spares(store, meeting, 3, NULL), RC_OK);
	rows_are(store, "SELECT number, kind, case_id FROM agenda_item",
	    "1|discussion|1\n2|spare|-\n3|spare|-\n4|spare|-\n");
	give_key(store, 2);
	assert_int_equal(put(store, 2, 2, "", &what), RC_OK);
	assert_int_equal(what, UPSERT_CHANGED);
	assert_int_equal(put(store, 2, 1, "", &what), RC_CONFLICT);
	assert_int_equal(agenda_add_spares(store, meeting, 3, NULL), RC_OK);
	rows_are(store,
	    "SELECT number, kind, case_id FROM agenda_item WHERE number <> 1",
	    "2|discussion|2\n3|spare|-\n4|spare|-\n5|spare|-\n");
}

static void
a_key_is_made_once(void **state)
{
	struct store *store = *state;
	struct box_public key = {{7}};
	enum upsert what;

	assert_int_equal(put(store, 1, 1, "", &what), RC_OK);
	give_key(store, 1);
	assert_int_equal(agenda_set_key(store, (struct item_id){1}, &key, NULL),
	    RC_CONFLICT);
	rows_are(store,
	    "SELECT count(*) FROM agenda_item WHERE substr(public_key, 2)"
	    " = zeroblob(31)",
	    "0\n");
}

/* What a recorder may have fetched keeps its number and its place. */
static void
only_what_has_no_key_is_moved_or_removed(void **state)
{
	struct store *store = *state;
	struct agenda_item *list = NULL;
	enum upsert what;
	size_t count = 0;

	assert_int_equal(put(store, 1, 1, "", &what), RC_OK);
	assert_int_equal(put(store, 2, 2, "", &what), RC_OK);
	assert_int_equal(put(store, 3, 2, "", &what), RC_OK);
	assert_int_equal(
	    agenda_list(store, meeting, &list, &count, NULL), RC_OK);
	assert_int_equal(
	    agenda_swap(store, meeting, list[0].id, list[2].id, NULL), RC_OK);
	rows_are(store,
	    "SELECT number, case_id FROM agenda_item ORDER BY number",
	    "1|2\n2|2\n3|1\n");
	assert_int_equal(
	    agenda_remove(store, meeting, list[1].id, NULL), RC_OK);
	assert_int_equal(
	    agenda_remove(store, meeting, list[1].id, NULL), RC_NOTFOUND);
	assert_int_equal(
	    agenda_remove(store, (struct meeting_id){2}, list[0].id, NULL),
	    RC_NOTFOUND);
	give_key(store, 1);
	assert_int_equal(
	    agenda_remove(store, meeting, list[2].id, NULL), RC_CONFLICT);
	assert_int_equal(
	    agenda_swap(store, meeting, list[0].id, list[2].id, NULL),
	    RC_CONFLICT);
	assert_int_equal(
	    agenda_swap(store, meeting, list[2].id, list[0].id, NULL),
	    RC_CONFLICT);
	rows_are(store,
	    "SELECT number, case_id FROM agenda_item ORDER BY number",
	    "1|2\n3|1\n");
	free(list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		an_items_case_is_open_until_it_has_its_key, begin, rows_end),
	    cmocka_unit_test_setup_teardown(
		a_spare_gets_its_case_once, begin, rows_end),
	    cmocka_unit_test_setup_teardown(
		a_key_is_made_once, begin, rows_end),
	    cmocka_unit_test_setup_teardown(
		only_what_has_no_key_is_moved_or_removed, begin, rows_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
