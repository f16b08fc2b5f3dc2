/* rule 12: whatever is edited voids what was approved on it, and no more. */
#include "unit/delivery.h"

#include "store/agenda.h"
#include "store/attendance.h"
#include "store/child.h"
#include "store/mcase.h"
#include "store/relation.h"
#include "store/route.h"
#include "store/voiding.h"

static struct store *store;
static const struct meeting_id m1 = {1};
static const struct case_id ns1 = {1};
static const struct person_id vera = {VERA}, bob = {BOB};

/*
 * At meetings 1 and 2, for Vera and Bob, about cases 1 and 2 (Vera is the
 * victim of both, Bob a child of 1): a decision, an exception and a withheld
 * passage, all approved; a release of each case, and a passage withheld from
 * everybody.
 */
#define WHO                                                       \
	"(SELECT m.id AS m, c.id AS c, p.id AS p FROM meeting m," \
	" marac_case c, person p WHERE p.id IN (1, 3))"

static int
begin(void **state)
{
	*state = store = rows_store();
	delivery_fill(store);
	rows_run(store,
	    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at)"
	    " VALUES (2, 'm2', 'M-2', 'marac', 'Northshire', 0);"
	    "INSERT INTO agenda_item (public_id, meeting_id, number, kind,"
	    " case_id, status) VALUES"
	    " ('i3', 2, 1, 'discussion', 1, 'heard'),"
	    " ('i4', 2, 2, 'discussion', 2, 'heard');"
	    "INSERT INTO decision (meeting_id, case_id, person_id, verdict,"
	    " reason, proposed_by, proposed_at, approved_by, approved_at)"
	    " SELECT m, c, p, 'send', 'why', 1, 0, 2, 0 FROM " WHO ";"
	    "INSERT INTO exception (meeting_id, case_id, person_id, reason,"
	    " proposed_by, proposed_at, first_by, first_at)"
	    " SELECT m, c, p, 'why', 1, 0, 2, 0 FROM " WHO ";"
	    "INSERT INTO withheld_passage (meeting_id, case_id, person_id,"
	    " from_sample, to_sample, reason, proposed_by, proposed_at,"
	    " approved_by, approved_at)"
	    " SELECT m, c, p, 10, 20, 'why', 1, 0, 2, 0 FROM " WHO
	    " UNION SELECT m, c, NULL, 30, 40, 'why', 1, 0, 2, 0 FROM " WHO ";"
	    "INSERT INTO case_release (meeting_id, case_id, released_by,"
	    " released_at) SELECT DISTINCT m, c, 2, 0 FROM " WHO);
	return 0;
}

/* What does not stand any more, as "d11v": decision, meeting 1, case 1, Vera;
 * x an exception, r a release; w a withheld passage that waits for approval
 * again, b Bob's, a everybody's. */
static void
voided(const char *want)
{
	char got[ROWS_TEXT] = "";

	assert_int_equal(
	    sqlite3_exec(store_handle(store),
		"SELECT coalesce(group_concat(t, ' '), '') FROM (SELECT * FROM "
		"("
		"SELECT 'd' || meeting_id || case_id ||"
		" substr('v b', person_id, 1) AS t FROM decision"
		" WHERE void_at IS NOT NULL"
		" UNION SELECT 'x' || meeting_id || case_id ||"
		" substr('v b', person_id, 1) FROM exception"
		" WHERE void_at IS NOT NULL"
		" UNION SELECT 'r' || meeting_id || case_id FROM case_release"
		" WHERE void_at IS NOT NULL"
		" UNION SELECT 'w' || meeting_id || case_id ||"
		" coalesce(substr('v b', person_id, 1), 'a')"
		" FROM withheld_passage WHERE void_at IS NULL"
		" AND approved_by IS NULL) ORDER BY t)",
		rows_keep, got, NULL),
	    SQLITE_OK);
	got[strcspn(got, "\n")] = '\0';
	assert_string_equal(got, want);
	/* Whatever was withheld still is, or waits. */
	rows_are(store,
	    "SELECT count(*) FROM (SELECT DISTINCT meeting_id, case_id,"
	    " person_id FROM withheld_passage WHERE void_at IS NULL)",
	    "12\n");
}

/* An edit, in a transaction of its own. */
#define EDIT(call)                                                  \
	do {                                                        \
		struct error err = {0};                             \
		assert_int_equal(store_begin(store, &err), RC_OK);  \
		if ((call) != RC_OK)                                \
			fail_msg("%s", err.text);                   \
		assert_int_equal(store_commit(store, &err), RC_OK); \
	} while (0)

static void
rule_12_a_route(void **state)
{
	struct box_key key;
	struct route_row row = {
	    .person = vera,
	    .channel = "email",
	    .value = "vera@home.example",
	    .safe = "yes",
	    .safe_from_minute = -1,
	    .safe_to_minute = -1,
	    .verified_by = "A. Sample",
	    .verified_at = 1,
	};
	enum upsert what;

	(void)state;
	box_key_make(&key);
	EDIT(route_put(store, &key, &row, DELIVERY_NOW, &what, &err));
	voided("d11v d12v d21v d22v x11v x12v x21v x22v");
}

static void
rule_12_a_childs_understanding(void **state)
{
	struct child_row row = {
	    .person = bob,
	    .born_on = "2017-01-01",
	    .expected_on = "",
	    .school = "",
	    .interpreter = "",
	    .flags = "",
	    .understands = true,
	    .understanding_by = "A. Sample",
	    .understanding_at = 1,
	    .supporter = "B. Sample",
	};
	struct child_id id = {0};
	enum upsert what;

	(void)state;
	EDIT(child_put(store, &row, &id, &what, &err));
	voided("d11b d12b d21b d22b x11b x12b x21b x22b");
}

static void
rule_12_an_attendance(void **state)
{
	struct attendance_row row = {m1, vera, "family", 0};
	enum upsert what;

	(void)state;
	EDIT(attendance_put(store, &row, &what, &err)); /* she was there */
	voided("d11v d12v x11v x12v");
	rows_run(store,
	    "UPDATE decision SET void_at = NULL;"
	    "UPDATE exception SET void_at = NULL");
	EDIT(attendance_put(store, &row, &what, &err)); /* the same again */
	voided("");
	row.signed_ms = 5; /* what nobody decided on */
	EDIT(attendance_put(store, &row, &what, &err));
	voided("");
	row.capacity = "advocate";
	EDIT(attendance_put(store, &row, &what, &err));
	voided("d11v d12v x11v x12v");
}

static void
rule_12_an_exclusion(void **state)
{
	struct error bad = {0};

	(void)state;
	EDIT(attendance_exclude(
	    store, m1, bob, (struct span){1, 2}, "Asked to go", &err));
	voided("d11b d12b x11b x12b");
	rows_are(store,
	    "SELECT person_id, from_sample, to_sample, reason FROM exclusion",
	    "3|1|2|Asked to go\n");
	assert_int_equal(
	    attendance_exclude(store, m1, bob, (struct span){2, 2}, "x", &bad),
	    RC_INVALID);
}

static void
rule_12_a_conflict(void **state)
{
	enum upsert what;

	(void)state;
	EDIT(attendance_conflict(store, m1, ns1, vera, 1, &what, &err));
	voided("d11v x11v");
	rows_run(store,
	    "UPDATE decision SET void_at = NULL;"
	    "UPDATE exception SET void_at = NULL");
	EDIT(attendance_conflict(store, m1, ns1, vera, 1, &what, &err));
	voided(""); /* it was declared before */
}

static void
rule_12_a_relationship(void **state)
{
	struct relation_row row = {
	    .person = vera,
	    .child = {20},
	    .kind = "mother",
	    .parental_responsibility = true,
	    .source_of_harm = "disputed",
	    .valid_from = NULL,
	    .valid_to = NULL,
	};
	enum upsert what;

	(void)state;
	/* Ann is a child of case 1 alone. */
	EDIT(relation_put(store, &row, &what, &err));
	voided("d11v d21v w11v w21v x11v x21v");
}

static void
rule_12_a_case(void **state)
{
	(void)state;
	EDIT(voiding_of_case(store, ns1, &err));
	voided("d11b d11v d21b d21v r11 r21 w11a w11b w11v w21a w21b w21v "
	       "x11b x11v x21b x21v");
}

static void
rule_12_a_boundary(void **state)
{
	(void)state;
	EDIT(voiding_of_boundary(store, m1, ns1, &err));
	voided("d11b d11v r11 w11a w11b w11v x11b x11v");
}

static void
rule_12_an_item_of_the_agenda(void **state)
{
	struct agenda_row row = {
	    .meeting = m1,
	    .number = 1,
	    .kind = "discussion",
	    .case_id = ns1,
	    .referrer = "",
	    .deferred = "The referrer was not briefed",
	};
	enum upsert what;

	(void)state;
	EDIT(agenda_put(store, &row, &what, &err));
	voided("d11b d11v r11 w11a w11b w11v x11b x11v");
}

static void
rule_12_what_is_silent(void **state)
{
	(void)state;
	EDIT(voiding_of_sound(store, m1, ns1, vera, &err));
	voided("d11v");
	EDIT(voiding_of_sound(store, m1, ns1, (struct person_id){0}, &err));
	voided("d11b d11v");
	rows_run(store,
	    "UPDATE decision SET void_at = NULL, approved_by = NULL,"
	    " approved_at = NULL WHERE person_id = 1;"
	    "UPDATE decision SET void_at = NULL, verdict = 'withhold'"
	    " WHERE person_id = 3");
	EDIT(voiding_of_sound(store, m1, ns1, (struct person_id){0}, &err));
	voided(""); /* not approved yet; nothing is to be sent */
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, rows_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(rule_12_a_route),
	    TEST(rule_12_a_childs_understanding),
	    TEST(rule_12_an_attendance),
	    TEST(rule_12_an_exclusion),
	    TEST(rule_12_a_conflict),
	    TEST(rule_12_a_relationship),
	    TEST(rule_12_a_case),
	    TEST(rule_12_a_boundary),
	    TEST(rule_12_an_item_of_the_agenda),
	    TEST(rule_12_what_is_silent),
	};

	return cmocka_run_group_tests_name("voiding", tests, NULL, NULL);
}
