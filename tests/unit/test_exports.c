/* Archives: what is in one, when it may go, and what its handing over writes. */
#include "unit/delivery.h"

#include "store/copies.h"
#include "store/dropfolder.h"
#include "store/exports.h"

static const int64_t now = DELIVERY_NOW;
static struct store *store;
static struct error err;
static struct parcel_id parcel;
static struct exports_copy *copies;
static size_t count;
static const struct releases_account by = {.id = {1}, .person = {OLIVE}};

static void
begin(void)
{
	assert_int_equal(store_begin(store, &err), RC_OK);
}

static void
commit(void)
{
	assert_int_equal(store_commit(store, &err), RC_OK);
}

static void
add_copy(int case_id)
{
	struct copies_row row = {
	    .rendition = {case_id},
	    .parcel = parcel,
	    .meeting = {1},
	    .case_id = {case_id},
	    .person = {OLIVE},
	};

	assert_int_equal(copies_add(store, &row, "present_throughout",
			     DELIVERY_DUE, now, &err),
	    RC_OK);
}

/* Olive's copies of both cases, released. */
static int
open_store(void **state)
{
	struct copies_parcel p = {
	    .meeting = {1},
	    .person = {OLIVE},
	    .selector = {1, 2, 3},
	    .generation = 1,
	    .link_key = 1,
	    .expires_ms = now + 1000,
	};
	const unsigned char hash[BOX_HASH] = {9};

	err = (struct error){0};
	*state = store = rows_store();
	delivery_fill(store);
	delivery_render(store);
	rows_run(store,
	    "INSERT INTO agency (id, name) VALUES (4, 'Sample Health');"
	    "INSERT INTO contact_route (id, person_id, channel, value_sealed,"
	    " value_mac, safe, verified_by, verified_at) VALUES"
	    " (70, 7, 'in person', x'70', x'70', 'yes', 'ian', 1);"
	    "INSERT INTO case_release (meeting_id, case_id, released_by,"
	    " released_at) VALUES (1, 1, 2, 1), (1, 2, 2, 1)");
	begin();
	assert_int_equal(copies_parcel_add(store, &p, hash, now, &err), RC_OK);
	parcel = p.id;
	add_copy(1);
	add_copy(2);
	commit();
	assert_int_equal(exports_copies(store, (struct meeting_id){1},
			     (struct person_id){OLIVE}, &copies, &count, &err),
	    RC_OK);
	assert_int_equal(count, 2);
	return 0;
}

static int
close_store(void **state)
{
	free(copies);
	return rows_end(state);
}

/* An archive of the first N copies; DROP: for a drop folder. */
static struct exports_row
add(size_t n, const char *drop)
{
	struct exports_row row = {
	    .meeting = {1},
	    .person = {OLIVE},
	    .bytes = 100,
	    .hash = {5},
	};

	if (drop != NULL) {
		row.agency.v = 4;
		(void)snprintf(row.object, sizeof(row.object), "%s", drop);
	}
	begin();
	if (exports_add(store, &row, copies, n, &by, now, &err) != RC_OK)
		fail_msg("%s", err.text);
	commit();
	return row;
}

static bool
waits(bool drop, struct exports_row *row)
{
	return exports_waiting(store, (struct meeting_id){1},
		   (struct person_id){OLIVE}, drop, row, &err) == RC_OK;
}

static void
one_of_a_kind_waits(void **state)
{
	struct exports_row first, second, drop, row;
	bool yes = false;

	(void)state;
	assert_false(waits(false, &row));
	first = add(2, NULL);
	drop = add(2, "a.zip");
	assert_true(waits(false, &row));
	assert_int_equal(row.id.v, first.id.v);
	assert_int_equal(row.bytes, 100);
	assert_int_equal(row.hash[0], 5);
	second = add(1, NULL);
	assert_true(waits(false, &row));
	assert_int_equal(row.id.v, second.id.v);
	assert_true(waits(true, &row));
	assert_int_equal(row.id.v, drop.id.v);
	assert_string_equal(row.object, "a.zip");
	assert_int_equal(exports_waits(store, "a.zip", &yes, &err), RC_OK);
	assert_true(yes);
	assert_int_equal(exports_waits(store, "b.zip", &yes, &err), RC_OK);
	assert_false(yes);
	add(1, "b.zip");
	assert_int_equal(exports_waits(store, "a.zip", &yes, &err), RC_OK);
	assert_false(yes);
	assert_int_equal(row.agency.v, 4);
	rows_are(store,
	    "SELECT what, which FROM audit_event WHERE what LIKE 'export%'"
	    " ORDER BY seq",
	    "export.made|export:1\nexport.made|export:2\n"
	    "export.void|export:1\nexport.made|export:3\n"
	    "export.void|export:2\nexport.made|export:4\n");
}

static void
what_it_holds_is_compared_as_a_set(void **state)
{
	struct exports_row row = add(2, NULL);
	struct exports_copy turned[2] = {copies[1], copies[0]};
	bool yes = false;

	(void)state;
	assert_int_equal(
	    exports_holds(store, &row, turned, 2, &yes, &err), RC_OK);
	assert_true(yes);
	assert_int_equal(
	    exports_holds(store, &row, copies, 1, &yes, &err), RC_OK);
	assert_false(yes);
	row = add(1, NULL);
	assert_int_equal(
	    exports_holds(store, &row, copies, 2, &yes, &err), RC_OK);
	assert_false(yes);
	assert_int_equal(
	    exports_holds(store, &row, copies + 1, 1, &yes, &err), RC_OK);
	assert_false(yes);
}

static enum rc
hand(const struct exports_row *row, const char *worker)
{
	enum rc rc;

	begin();
	rc = exports_hand(store, row, worker, &by, now + 5, &err);
	if (rc == RC_OK)
		commit();
	store_rollback(store);
	return rc;
}

static void
rule_22_what_was_taken_back_keeps_all_of_it_from_going(void **state)
{
	struct exports_row row = add(2, NULL), drop = add(2, "a.zip");

	(void)state;
	assert_int_equal(exports_ask(store, &row, now, &err), RC_OK);
	rows_run(store,
	    "UPDATE copy SET withdrawn_at = 5, withdrawn_why = 'x'"
	    " WHERE case_id = 2");
	assert_int_equal(exports_ask(store, &row, now, &err), RC_DENIED);
	assert_int_equal(hand(&row, "Wanda Worker"), RC_DENIED);
	begin();
	assert_int_equal(exports_try(store, &drop, &by, now, &err), RC_DENIED);
	store_rollback(store);
	rows_are(store, "SELECT count(met_at) FROM delivery", "0\n");
	rows_are(store, "SELECT sum(attempts) FROM export", "0\n");
	/* What was on its way when that happened has arrived all the same. */
	assert_int_equal(hand(&drop, ""), RC_OK);
	rows_are(store, "SELECT count(met_at) FROM delivery", "2\n");
}

static void
rule_06_09_nothing_goes_by_a_way_that_is_not_safe(void **state)
{
	struct exports_row row = add(2, NULL), drop = add(2, "a.zip");
	static const char *const bad[] = {
	    "UPDATE contact_route SET safe = 'no' WHERE id = 70",
	    "UPDATE contact_route SET safe = 'yes', verified_at = NULL,"
	    " verified_by = '' WHERE id = 70",
	    "UPDATE contact_route SET verified_at = 1, verified_by = 'ian',"
	    " expires_at = 2 WHERE id = 70"};

	(void)state;
	assert_int_equal(exports_ask(store, &row, now, &err), RC_OK);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		rows_run(store, bad[i]);
		assert_int_equal(
		    exports_ask(store, &row, now, &err), RC_DENIED);
		/* A drop folder is no meeting in person. */
		assert_int_equal(exports_ask(store, &drop, now, &err), RC_OK);
	}
	rows_run(
	    store, "UPDATE contact_route SET expires_at = NULL WHERE id = 70");
	assert_int_equal(exports_ask(store, &row, now, &err), RC_OK);
	/* Another way to them has changed. */
	rows_run(store,
	    "UPDATE contact_route SET changed_at = 5 WHERE person_id = 7"
	    " AND channel = 'email'");
	assert_int_equal(exports_ask(store, &row, now, &err), RC_DENIED);
	assert_int_equal(exports_ask(store, &drop, now, &err), RC_DENIED);
	assert_int_equal(hand(&row, "Wanda Worker"), RC_DENIED);
	rows_are(store, "SELECT count(met_at) FROM delivery", "0\n");
}

static void
rule_03_a_source_of_harm_is_handed_nothing(void **state)
{
	struct exports_row row = add(2, NULL);

	(void)state;
	rows_run(store,
	    "INSERT INTO case_perpetrator (case_id, person_id) VALUES (1, 7)");
	assert_int_equal(hand(&row, "Wanda Worker"), RC_DENIED);
	rows_are(store, "SELECT count(met_at) FROM delivery", "0\n");
}

static void
rule_23_handing_over_meets_the_clock_and_notes_it(void **state)
{
	struct exports_row row = add(2, NULL), other;

	(void)state;
	rows_run(store, "UPDATE delivery SET met_at = 3 WHERE copy_id = 2");
	assert_int_equal(hand(&row, "Wanda Worker"), RC_OK);
	rows_are(store,
	    "SELECT copy_id, channel, met_at FROM delivery ORDER BY 1",
	    "1|export|1795000000005\n2|export|3\n");
	rows_are(store, "SELECT worker, handed_at FROM export",
	    "Wanda Worker|1795000000005\n");
	/* Both children of case 1; case 2 has none. */
	rows_are(store,
	    "SELECT child_id, text FROM file_note WHERE kind = 'copy sent'"
	    " ORDER BY 1",
	    "20|A copy for Olive Sample was handed over in a locked archive:"
	    " by Wanda Worker\n"
	    "30|A copy for Olive Sample was handed over in a locked archive:"
	    " by Wanda Worker\n");
	rows_are(store,
	    "SELECT who, which FROM audit_event WHERE what = 'export.handed'",
	    "account:1|export:1\n");
	assert_false(waits(false, &other));
	assert_int_equal(hand(&row, "Wanda Worker"), RC_CONFLICT);
}

static void
parses(const char *url, const char *key, const char *token, bool yes)
{
	struct dropfolder out;

	if ((dropfolder_parse(url, key, token, &out, &err) == RC_OK) != yes)
		fail_msg("%s: %s", url, err.text);
}

static void
a_drop_folder_is_plain_and_known(void **state)
{
	const char *key = "SHA256:gVTFf+vqOtJZPIYKzQ9uB1lTDBfOZlAEvwJtXU5s8H0";
	struct dropfolder out;

	(void)state;
	parses("sftp://us@files.example/in/", key, NULL, true);
	parses("sftp://us@files.example:2222/~/in/", key + 7, NULL, true);
	parses("https://files.example:8443/in/", NULL, "/etc/token", true);
	parses("https://files.example/", NULL, NULL, true);
	assert_int_equal(dropfolder_parse("sftp://us@files.example/in/", key,
			     NULL, &out, &err),
	    RC_OK);
	assert_string_equal(out.host_key, key + 7);
	assert_true(dropfolder_is_sftp(&out));

	parses("sftp://us@files.example/in/", NULL, NULL, false);
	parses("sftp://us@files.example/in/", "", NULL, false);
	parses("sftp://us@files.example/in/", "SHA256:short", NULL, false);
	parses("sftp://us@files.example/in/", key, "/etc/token", false);
	parses("sftp://files.example/in/", key, NULL, false);
	parses("sftp://us:word@files.example/in/", key, NULL, false);
	parses("sftp://@files.example/in/", key, NULL, false);
	parses("sftp://us@/in/", key, NULL, false);
	parses("sftp://us@files.example/in", key, NULL, false);
	parses("sftp://us@files.example", key, NULL, false);
	parses("sftp://us@files.example/in/\nrm x/", key, NULL, false);
	parses("sftp://us@files.example/\"in\"/", key, NULL, false);
	parses("sftp://us@files.example/%2e%2e/", key, NULL, false);
	parses("sftp://us@files.example/../in/", key, NULL, false);
	parses("https://files.example/in/", key, NULL, false);
	parses("https://files.example/in/", NULL, "token", false);
	parses("https://us@files.example/in/", NULL, NULL, false);
	parses("https://files.example/in/?x=/", NULL, NULL, false);
	parses("http://files.example/in/", NULL, NULL, false);
	parses("ftp://files.example/in/", NULL, NULL, false);
	parses("", NULL, NULL, false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		one_of_a_kind_waits, open_store, close_store),
	    cmocka_unit_test_setup_teardown(
		what_it_holds_is_compared_as_a_set, open_store, close_store),
	    cmocka_unit_test_setup_teardown(
		rule_22_what_was_taken_back_keeps_all_of_it_from_going,
		open_store, close_store),
	    cmocka_unit_test_setup_teardown(
		rule_03_a_source_of_harm_is_handed_nothing, open_store,
		close_store),
	    cmocka_unit_test_setup_teardown(
		rule_06_09_nothing_goes_by_a_way_that_is_not_safe, open_store,
		close_store),
	    cmocka_unit_test_setup_teardown(
		rule_23_handing_over_meets_the_clock_and_notes_it, open_store,
		close_store),
	    cmocka_unit_test(a_drop_folder_is_plain_and_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
