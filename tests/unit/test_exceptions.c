/* Exceptions from rule 3: three persons, and every cut edge heard. */
#include "unit/delivery.h"
#include "unit/starve.h"

#include "store/exceptions.h"
#include "store/stmt.h"

static struct store *store;
static const struct meeting_id meeting = {1};
static const struct case_id ns1 = {1};
static const struct person_id vera = {VERA};
/* Olive has accounts 1 and 3; Ian 2; Una 6. */
static const struct releases_account olive = {{1}, {OLIVE}},
				     olive2 = {{3}, {OLIVE}},
				     ian = {{2}, {IAN}}, una = {{6}, {9}},
				     vera_too = {{7}, {VERA}};

static int
open_store(void **state)
{
	*state = store = rows_store();
	delivery_fill(store);
	rows_run(store,
	    "INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (9, 'una', 'Una Sample', 'una sample');"
	    "INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (6, 'una', 9, 'chair', '', x''),"
	    " (7, 'v', 1, 'chair', '', x'');"
	    "UPDATE relationship SET source_of_harm = 'yes';"
	    "INSERT INTO edge_heard SELECT a.id, 1, 1, s.x, s.b, 0 FROM account"
	    " a, (SELECT 1000 AS x, 1 AS b UNION SELECT 2000, 0) s");
	return 0;
}

static struct exception_id
propose(const struct releases_account *by)
{
	struct exception_id id = {0};
	struct error err = {0};

	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(
	    exceptions_propose(store, meeting, ns1, vera,
		"A court has ordered it", by, DELIVERY_NOW, &id, &err),
	    RC_OK);
	assert_int_equal(store_commit(store, &err), RC_OK);
	return id;
}

static enum rc
approve(
    struct exception_id id, const struct releases_account *by, bool *complete)
{
	struct error err = {0};
	enum rc rc;

	assert_int_equal(store_begin(store, &err), RC_OK);
	rc =
	    exceptions_approve(store, id, by, DELIVERY_NOW + 5, complete, &err);
	if (rc == RC_OK)
		assert_int_equal(store_commit(store, &err), RC_OK);
	store_rollback(store);
	return rc;
}

static bool
valid(void)
{
	struct error err = {0};
	bool yes = false;

	assert_int_equal(
	    exceptions_valid(store, meeting, ns1, vera, &yes, &err), RC_OK);
	return yes;
}

static void
rule_03_an_exception_needs_three_persons(void **state)
{
	struct exception_id id = propose(&olive);
	bool complete = true;

	(void)state;
	assert_false(valid());
	assert_int_equal(approve(id, &olive, &complete), RC_DENIED);
	assert_int_equal(approve(id, &olive2, &complete), RC_DENIED);
	assert_int_equal(approve(id, &vera_too, &complete), RC_DENIED);
	assert_int_equal(approve(id, &ian, &complete), RC_OK);
	assert_false(complete);
	assert_false(valid());
	assert_int_equal(approve(id, &ian, &complete), RC_DENIED);
	assert_int_equal(approve(id, &olive2, &complete), RC_DENIED);
	assert_int_equal(approve(id, &una, &complete), RC_OK);
	assert_true(complete);
	assert_true(valid());
	assert_int_equal(approve(id, &una, &complete), RC_CONFLICT);
	rows_are(store, "SELECT who, what, why FROM audit_event ORDER BY seq",
	    "account:1|exception.proposed|A court has ordered it\n"
	    "account:2|exception.approved.first|\n"
	    "account:6|exception.approved.second|\n");
}

/* Whatever was written past this file. */
static void
rule_03_two_accounts_of_one_person_are_one(void **state)
{
	(void)state;
	rows_run(store,
	    "INSERT INTO exception (meeting_id, case_id, person_id, reason,"
	    " proposed_by, proposed_at, first_by, first_at, second_by,"
	    " second_at) VALUES (1, 1, 1, 'why', 1, 0, 2, 0, 3, 0)");
	assert_false(valid());
	rows_run(store, "UPDATE exception SET second_by = 6");
	assert_true(valid());
	rows_run(store, "UPDATE exception SET reason = ''");
	assert_false(valid());
}

static void
rule_12_both_have_heard_every_edge(void **state)
{
	struct exception_id id = propose(&olive);
	bool complete = false;

	(void)state;
	rows_run(store, "DELETE FROM edge_heard WHERE begins = 0");
	assert_int_equal(approve(id, &ian, &complete), RC_DENIED);
	rows_run(store, "INSERT INTO edge_heard VALUES (2, 1, 1, 2000, 0, 0)");
	assert_int_equal(approve(id, &ian, &complete), RC_OK);
	assert_int_equal(approve(id, &una, &complete), RC_DENIED);
	rows_run(store, "INSERT INTO edge_heard VALUES (6, 1, 1, 2000, 0, 0)");
	assert_int_equal(approve(id, &una, &complete), RC_OK);
	assert_true(valid());
}

static void
a_new_one_voids_the_one_before(void **state)
{
	struct exception_id id = propose(&olive), again;
	struct error err = {0};
	bool complete = false;

	(void)state;
	assert_int_equal(approve(id, &ian, &complete), RC_OK);
	assert_int_equal(approve(id, &una, &complete), RC_OK);
	again = propose(&olive);
	assert_false(valid());
	assert_int_equal(approve(id, &una, &complete), RC_NOTFOUND);
	assert_int_equal(approve(again, &ian, &complete), RC_OK);
	assert_int_equal(approve(again, &una, &complete), RC_OK);
	assert_true(valid());
	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(exceptions_void(store, again, &ian, "It was lifted",
			     DELIVERY_NOW + 9, &err),
	    RC_OK);
	assert_int_equal(store_commit(store, &err), RC_OK);
	assert_false(valid());
}

/* All of it, in one transaction. */
static enum rc
whole(struct error *err)
{
	struct exception_id id = {0};
	bool complete = false;
	enum rc rc;

	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = exceptions_propose(store, meeting, ns1, vera, "why", &olive,
		 DELIVERY_NOW, &id, err)) == RC_OK &&
	    (rc = exceptions_approve(
		 store, id, &ian, DELIVERY_NOW, &complete, err)) == RC_OK &&
	    (rc = exceptions_approve(
		 store, id, &una, DELIVERY_NOW, &complete, err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

static void
goes_without_memory(void **state)
{
	unsigned n = 0;

	(void)state;
	for (enum rc rc = RC_NOMEM; rc != RC_OK;) {
		struct error err = {0};

		stmt_cache_clear(store_cache(store));
		starve_happened = false;
		starve_countdown = ++n;
		rc = whole(&err);
		starve_countdown = 0;
		if (rc != RC_OK && (rc != RC_NOMEM || err.text[0] == '\0'))
			fail_msg("allocation %u: %s: %s", n, error_name(rc),
			    err.text);
		assert_int_equal(valid(), rc == RC_OK);
		rows_are(store, "SELECT count FROM audit_head",
		    rc == RC_OK ? "3\n" : "0\n");
	}
	assert_false(starve_happened);
	assert_true(n > 10);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_store, rows_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(rule_03_an_exception_needs_three_persons),
	    TEST(rule_03_two_accounts_of_one_person_are_one),
	    TEST(rule_12_both_have_heard_every_edge),
	    TEST(a_new_one_voids_the_one_before),
	    TEST(goes_without_memory),
	};

	return cmocka_run_group_tests_name("exceptions", tests, NULL, NULL);
}
