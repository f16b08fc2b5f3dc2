/* Contact routes: one form for equality, sealed to their row, and what a new
 * value does to the old one. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/route.h"
#include "unit/rows.h"

/* 2026-11-23T12:00Z */
#define NOON ((int64_t)1795435200 * 1000)

static struct box_key key;

static int
begin(void **state)
{
	struct store *store = rows_store();

	assert_int_equal(box_init(NULL), RC_OK);
	box_key_make(&key);

	rows_run(store,
	    "INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (1, 'P1', 'Erin Example', 'erin example'),"
	    " (2, 'P2', 'Sam Sample', 'sam sample');");
	*state = store;
	return 0;
}

static struct route_row
email(const char *value)
{
	return (struct route_row){.person = {1},
	    .channel = "email",
	    .value = value,
	    .safe = "yes",
	    .safe_from_minute = -1,
	    .safe_to_minute = -1,
	    .verified_by = "P2",
	    .verified_at = NOON - CLOCK_DAY_MS};
}

static enum upsert
put(struct store *store, const struct route_row *row, int64_t now)
{
	enum upsert what = 0;
	struct error err = {0};

	assert_int_equal(store_begin(store, NULL), RC_OK);
	if (route_put(store, &key, row, now, &what, &err) != RC_OK)
		fail_msg("%s", err.text);
	assert_int_equal(store_commit(store, NULL), RC_OK);
	return what;
}

/* Of the I-th route that was added, first 0. */
static enum contact_answer
answer(struct store *store, size_t i, int64_t now)
{
	struct route *list = NULL;
	size_t count = 0;
	enum contact_answer a;

	assert_int_equal(route_list(store, (struct person_id){1}, "email",
			     &list, &count, NULL),
	    RC_OK);
	assert_true(i < count);
	a = contact_now(&list[count - 1 - i].facts, now);
	free(list);
	return a;
}

static void
equal_is_equal(void **state)
{
	static const char *const good[][3] = {
	    {"email", "Erin@Mail.Example", "erin@mail.example"},
	    {"phone", "01632 960 001", "01632960001"},
	    {"phone", "+44 (1632) 960-001", "+441632960001"},
	    {"letter", "12 Example  Road,\nSampleton",
		"12 example road sampleton"},
	};
	static const char *const bad[][2] = {
	    {"email", "erin"},
	    {"email", "@mail.example"},
	    {"email", "erin@mail"},
	    {"email", "a@b@c.example"},
	    {"email", "erin@.example"},
	    {"email", "erin@mail.example."},
	    {"email", "erin @mail.example"},
	    {"email", "erin@mail.example>x"},
	    {"email", "erin@mail.example\r\nRCPT"},
	    {"email", "\xc3\xa9rin@mail.example"},
	    {"phone", "12345"},
	    {"phone", "1234567890123456"},
	    {"phone", "01632x960001"},
	    {"phone", "01632+960001"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct buf b = {0};

		assert_int_equal(
		    route_normal(good[i][0], good[i][1], &b, NULL), RC_OK);
		assert_string_equal(buf_str(&b), good[i][2]);
		buf_clear(&b);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct buf b = {0};
		struct error err = {0};

		assert_int_equal(
		    route_normal(bad[i][0], bad[i][1], &b, &err), RC_INVALID);
		assert_null(strstr(err.text, bad[i][1]));
		buf_clear(&b);
	}
}

static void
a_value_opens_in_its_row_only(void **state)
{
	struct store *store = *state;
	struct route_row one = email("Erin@mail.example");
	struct route_row two = email("sam@mail.example");
	struct box_key other;
	struct buf b = {0};

	two.person.v = 2;
	assert_int_equal(put(store, &one, NOON), UPSERT_ADDED);
	assert_int_equal(put(store, &two, NOON), UPSERT_ADDED);
	assert_int_equal(
	    route_value(store, &key, (struct route_id){1}, &b, NULL), RC_OK);
	assert_string_equal(buf_str(&b), "Erin@mail.example");
	buf_clear(&b);
	rows_are(store,
	    "SELECT count(*) FROM contact_route WHERE"
	    " instr(value_sealed, CAST('mail' AS BLOB)) > 0"
	    " OR instr(value_mac, CAST('mail' AS BLOB)) > 0",
	    "0\n");
	rows_run(store,
	    "UPDATE contact_route SET value_sealed ="
	    " (SELECT value_sealed FROM contact_route WHERE id = 2)"
	    " WHERE id = 1");
	assert_int_equal(
	    route_value(store, &key, (struct route_id){1}, &b, NULL),
	    RC_DAMAGED);
	box_key_make(&other);
	assert_int_equal(
	    route_value(store, &other, (struct route_id){2}, &b, NULL),
	    RC_DAMAGED);
	assert_int_equal(
	    route_value(store, &key, (struct route_id){9}, &b, NULL),
	    RC_NOTFOUND);
	buf_clear(&b);
}

static void
the_same_again_is_the_same(void **state)
{
	struct store *store = *state;
	struct route_row row = email("erin@mail.example");

	assert_int_equal(put(store, &row, NOON), UPSERT_ADDED);
	assert_int_equal(put(store, &row, NOON), UPSERT_SAME);
	row.value = "ERIN@mail.example"; /* the same mailbox here */
	assert_int_equal(put(store, &row, NOON), UPSERT_SAME);
	assert_int_equal(answer(store, 0, NOON), CONTACT_USABLE);
	row.safe = "unknown";
	assert_int_equal(put(store, &row, NOON), UPSERT_CHANGED);
	assert_int_equal(answer(store, 0, NOON), CONTACT_UNSAFE);
}

static void
rule_06_a_shared_device_is_read_from_its_row(void **state)
{
	struct store *store = *state;
	struct route_row row = email("erin@mail.example");

	row.shared_device = true;
	assert_int_equal(put(store, &row, NOON), UPSERT_ADDED);
	assert_int_equal(answer(store, 0, NOON), CONTACT_SHARED);
	row.shared_device = false;
	assert_int_equal(put(store, &row, NOON), UPSERT_CHANGED);
	assert_int_equal(answer(store, 0, NOON), CONTACT_USABLE);
}

static void
rule_09_a_changed_address_waits_and_the_old_one_is_over(void **state)
{
	struct store *store = *state;
	struct route_row was = email("old@mail.example");
	struct route_row is = email("new@mail.example");

	(void)put(store, &was, NOON);
	assert_int_equal(put(store, &is, NOON), UPSERT_ADDED);
	assert_int_equal(answer(store, 0, NOON), CONTACT_UNSAFE);
	assert_int_equal(answer(store, 1, NOON), CONTACT_CHANGED);

	/* Importing the file again is no confirmation: it was verified the day
	 * before the change. */
	assert_int_equal(put(store, &is, NOON + 1), UPSERT_SAME);
	assert_int_equal(answer(store, 1, NOON), CONTACT_CHANGED);
	/* Verified by nobody is none either. */
	is.verified_at = NOON;
	is.verified_by = "";
	(void)put(store, &is, NOON + 1);
	assert_int_not_equal(answer(store, 1, NOON), CONTACT_USABLE);
	is.verified_by = "P2";
	assert_int_equal(put(store, &is, NOON + 2), UPSERT_CHANGED);
	assert_int_equal(answer(store, 1, NOON), CONTACT_USABLE);
	assert_int_equal(answer(store, 0, NOON), CONTACT_UNSAFE);

	/* An old file imported by mistake: a change like any other. */
	assert_int_equal(put(store, &was, NOON + 3), UPSERT_CHANGED);
	assert_int_equal(answer(store, 0, NOON + 4), CONTACT_CHANGED);
	assert_int_equal(answer(store, 1, NOON + 4), CONTACT_UNSAFE);
}

static void
rule_09_other_people_and_channels_stay(void **state)
{
	struct store *store = *state;
	struct route_row was = email("old@mail.example");
	struct route_row theirs = email("old@mail.example");
	struct route_row phone = email("01632 960001");
	struct route_row is = email("new@mail.example");

	theirs.person.v = 2;
	phone.channel = "phone";
	(void)put(store, &was, NOON);
	(void)put(store, &theirs, NOON);
	(void)put(store, &phone, NOON);
	(void)put(store, &is, NOON);
	rows_are(store,
	    "SELECT id, safe, changed_at IS NULL FROM contact_route",
	    "1|no|1\n2|yes|1\n3|yes|1\n4|yes|0\n");
}

/* An address that is changed again before anybody confirmed the first change. */
static void
rule_09_the_last_of_two_changes_is_the_one_to_confirm(void **state)
{
	struct route_row first = email("erin@example.invalid");
	struct route_row second = email("erin2@example.invalid");
	struct route_row third = email("erin3@example.invalid");
	struct route *routes = NULL;
	size_t count = 0;
	struct error err = {0};

	put(*state, &first, NOON);
	put(*state, &second, NOON);
	put(*state, &third, NOON);
	assert_int_equal(answer(*state, 2, NOON), CONTACT_CHANGED);
	third.verified_at = NOON;
	put(*state, &third, NOON);
	assert_int_equal(answer(*state, 2, NOON), CONTACT_USABLE);
	/* Nothing is left that nobody can confirm. */
	assert_int_equal(route_list(*state, (struct person_id){1}, "email",
			     &routes, &count, &err),
	    RC_OK);
	for (size_t i = 0; i < count; i++) {
		assert_false(routes[i].facts.changed_unconfirmed);
		assert_int_equal(
		    routes[i].facts.safe, i == 0 ? CONTACT_YES : CONTACT_NO);
	}
	assert_int_equal(count, 3);
	free(routes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		rule_09_the_last_of_two_changes_is_the_one_to_confirm, begin,
		rows_end),
	    cmocka_unit_test(equal_is_equal),
	    cmocka_unit_test_setup_teardown(
		a_value_opens_in_its_row_only, begin, rows_end),
	    cmocka_unit_test_setup_teardown(
		the_same_again_is_the_same, begin, rows_end),
	    cmocka_unit_test_setup_teardown(
		rule_06_a_shared_device_is_read_from_its_row, begin, rows_end),
	    cmocka_unit_test_setup_teardown(
		rule_09_a_changed_address_waits_and_the_old_one_is_over, begin,
		rows_end),
	    cmocka_unit_test_setup_teardown(
		rule_09_other_people_and_channels_stay, begin, rows_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
