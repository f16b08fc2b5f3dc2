/* Withheld passages: two persons, both edges heard, never uncovered. */
#include "unit/delivery.h"
#include "unit/starve.h"

#include "store/stmt.h"
#include "store/withholding.h"

static struct store *store;
static const struct meeting_id meeting = {1};
static const struct case_id ns1 = {1}, ns2 = {2};
static const struct person_id nobody = {0}, vera = {VERA}, olive = {OLIVE};
static const struct releases_account o = {{1}, {OLIVE}}, o2 = {{3}, {OLIVE}},
				     i = {{2}, {IAN}};

static int
open_store(void **state)
{
	*state = store = rows_store();
	delivery_fill(store);
	return 0;
}

static enum rc
propose(struct case_id case_id, struct person_id person, int64_t from,
    int64_t to, struct withheld_id *id)
{
	char reason[] = "A refuge is named";
	struct withholding new = {
	    .meeting = meeting,
	    .case_id = case_id,
	    .person = person,
	    .span = {from, to},
	    .reason = reason,
	};
	struct error err = {0};
	enum rc rc;

	assert_int_equal(store_begin(store, &err), RC_OK);
	rc = withholding_propose(store, &new, &o, DELIVERY_NOW, id, &err);
	if (rc == RC_OK)
		assert_int_equal(store_commit(store, &err), RC_OK);
	store_rollback(store);
	return rc;
}

static enum rc
approve(struct withheld_id id, const struct releases_account *by)
{
	struct error err = {0};
	enum rc rc;

	assert_int_equal(store_begin(store, &err), RC_OK);
	rc = withholding_approve(store, id, by, DELIVERY_NOW + 7, &err);
	if (rc == RC_OK)
		assert_int_equal(store_commit(store, &err), RC_OK);
	store_rollback(store);
	return rc;
}

static enum rc
lift(struct withheld_id id)
{
	struct error err = {0};
	enum rc rc;

	assert_int_equal(store_begin(store, &err), RC_OK);
	rc = withholding_lift(store, id, &o, "Wrong", DELIVERY_NOW + 9, &err);
	if (rc == RC_OK)
		assert_int_equal(store_commit(store, &err), RC_OK);
	store_rollback(store);
	return rc;
}

/* Ian has heard the sound before FROM and behind TO. */
static void
hear(int64_t from, int64_t to)
{
	char sql[160];

	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO edge_heard VALUES (2, 1, 1, %lld, 0, 0),"
	    " (2, 1, 1, %lld, 1, 0)",
	    (long long)from, (long long)to);
	rows_run(store, sql);
}

struct answer {
	struct span_list approved;
	bool open;
	int64_t named_ms;
};

/* What is read of PERSON's copy of case 1: the text of its spans. */
static void
reads(struct person_id person, const char *spans, bool open, int64_t named_ms)
{
	struct answer a = {.open = !open, .named_ms = -1};
	struct error err = {0};
	char text[128] = "";

	assert_int_equal(withholding_read(store, meeting, ns1, person,
			     &a.approved, &a.open, &a.named_ms, &err),
	    RC_OK);
	for (size_t n = 0; n < a.approved.count; n++) {
		size_t len = strlen(text);

		(void)snprintf(text + len, sizeof(text) - len, "%s%lld-%lld",
		    n == 0 ? "" : " ", (long long)a.approved.v[n].from,
		    (long long)a.approved.v[n].to);
	}
	assert_string_equal(text, spans);
	assert_int_equal(a.open, open);
	assert_int_equal(a.named_ms, named_ms);
	span_clear(&a.approved);
}

static void
it_counts_when_somebody_else_has_approved_it(void **state)
{
	struct withheld_id all, hers, olives;

	(void)state;
	reads(vera, "", false, 0);
	assert_int_equal(propose(ns1, nobody, 1200, 1300, &all), RC_OK);
	reads(vera, "", true, 0);
	assert_int_equal(approve(all, &i), RC_DENIED);
	hear(1200, 1300);
	assert_int_equal(approve(all, &i), RC_OK);
	reads(vera, "1200-1300", false, 0);
	reads(olive, "1200-1300", false, 0);

	assert_int_equal(propose(ns1, vera, 1500, 1600, &hers), RC_OK);
	assert_int_equal(propose(ns1, olive, 1700, 1800, &olives), RC_OK);
	reads(vera, "1200-1300", true, 0);
	hear(1500, 1600);
	assert_int_equal(approve(hers, &i), RC_OK);
	reads(vera, "1200-1300 1500-1600", false, DELIVERY_NOW + 7);
	reads(olive, "1200-1300", true, 0);
	assert_int_equal(approve(hers, &i), RC_CONFLICT);
	rows_are(store, "SELECT what, which FROM audit_event WHERE seq < 3",
	    "passage.proposed|meeting:1 case:1 row:1\n"
	    "passage.approved|meeting:1 case:1 row:1\n");
}

static void
rule_12_nobody_approves_their_own_passage(void **state)
{
	struct withheld_id id;

	(void)state;
	assert_int_equal(propose(ns1, nobody, 1200, 1300, &id), RC_OK);
	rows_run(store,
	    "INSERT INTO edge_heard SELECT a.id, 1, 1, s.x, s.b, 0 FROM account"
	    " a, (SELECT 1200 AS x, 0 AS b UNION SELECT 1300, 1) s");
	assert_int_equal(approve(id, &o), RC_DENIED);
	assert_int_equal(approve(id, &o2), RC_DENIED); /* one person */
	assert_int_equal(approve(id, &i), RC_OK);
}

static void
rule_12_both_its_edges_are_heard_before(void **state)
{
	struct withheld_id id, beside, first;

	(void)state;
	assert_int_equal(propose(ns1, nobody, 1200, 1300, &id), RC_OK);
	rows_run(store, "INSERT INTO edge_heard VALUES (2, 1, 1, 1200, 0, 0)");
	assert_int_equal(approve(id, &i), RC_DENIED);
	/* Of another case, or of the other side. */
	rows_run(store,
	    "INSERT INTO edge_heard VALUES (2, 1, 2, 1300, 1, 0),"
	    " (2, 1, 1, 1300, 0, 0)");
	assert_int_equal(approve(id, &i), RC_DENIED);
	/* What touches it moves the edge. */
	assert_int_equal(propose(ns1, nobody, 1300, 1400, &beside), RC_OK);
	rows_run(store, "INSERT INTO edge_heard VALUES (2, 1, 1, 1300, 1, 0)");
	assert_int_equal(approve(id, &i), RC_DENIED);
	rows_run(store, "INSERT INTO edge_heard VALUES (2, 1, 1, 1400, 1, 0)");
	assert_int_equal(approve(id, &i), RC_OK);
	/* Where the case begins nothing is before it. */
	assert_int_equal(propose(ns1, nobody, 900, 1100, &first), RC_OK);
	rows_run(store, "INSERT INTO edge_heard VALUES (2, 1, 1, 1100, 1, 0)");
	assert_int_equal(approve(first, &i), RC_OK);
}

static void
what_is_not_of_the_case_is_refused(void **state)
{
	struct withheld_id id;

	(void)state;
	assert_int_equal(propose(ns1, nobody, 0, 1000, &id), RC_INVALID);
	assert_int_equal(propose(ns1, nobody, 2000, 2500, &id), RC_INVALID);
	assert_int_equal(propose(ns1, nobody, 1500, 1500, &id), RC_INVALID);
	assert_int_equal(propose(ns1, nobody, -5, 1500, &id), RC_INVALID);
	assert_int_equal(propose(ns1, nobody, 1999, 2500, &id), RC_OK);
	assert_int_equal(propose(ns1, nobody, 1999, 2500, &id), RC_CONFLICT);
	assert_int_equal(propose(ns1, vera, 1999, 2500, &id), RC_OK);
	assert_int_equal(propose(ns2, nobody, 1999, 2500, &id), RC_OK);
}

#define DECIDED                                                          \
	"INSERT INTO decision (meeting_id, case_id, person_id, verdict," \
	" reason, proposed_by, proposed_at, approved_by, approved_at)"   \
	" VALUES (1, 1, 1, 'send', 'why', 1, 0, 2, 0),"                  \
	" (1, 1, 3, 'send', 'why', 1, 0, 2, 0),"                         \
	" (1, 2, 1, 'send', 'why', 1, 0, 2, 0);"                         \
	"INSERT INTO decision (meeting_id, case_id, person_id, verdict," \
	" reason, proposed_by, proposed_at) VALUES"                      \
	" (1, 1, 2, 'send', 'why', 1, 0);"                               \
	"INSERT INTO case_release (meeting_id, case_id, released_by,"    \
	" released_at) VALUES (1, 1, 2, 0), (1, 2, 2, 0);"
#define STANDS                                                            \
	"SELECT case_id, person_id, void_at IS NULL FROM decision"        \
	" UNION ALL SELECT case_id, 0, void_at IS NULL FROM case_release" \
	" ORDER BY 1, 2"

static void
rule_12_another_sound_voids_what_was_approved(void **state)
{
	struct withheld_id hers, all;

	(void)state;
	rows_run(store, DECIDED);
	assert_int_equal(propose(ns1, vera, 1200, 1300, &hers), RC_OK);
	rows_are(store, STANDS, "1|0|1\n1|1|1\n1|2|1\n1|3|1\n2|0|1\n2|1|1\n");
	hear(1200, 1300);
	assert_int_equal(approve(hers, &i), RC_OK);
	/* Hers alone; and what nobody has approved yet goes on waiting. */
	rows_are(store, STANDS, "1|0|1\n1|1|0\n1|2|1\n1|3|1\n2|0|1\n2|1|1\n");
	assert_int_equal(propose(ns1, nobody, 1500, 1600, &all), RC_OK);
	hear(1500, 1600);
	assert_int_equal(approve(all, &i), RC_OK);
	rows_are(store, STANDS, "1|0|1\n1|1|0\n1|2|1\n1|3|0\n2|0|1\n2|1|1\n");
	/* Copies hold more from now on: the chair has not released that. */
	assert_int_equal(lift(all), RC_OK);
	assert_int_equal(lift(all), RC_NOTFOUND);
	assert_int_equal(approve(all, &i), RC_NOTFOUND);
	rows_are(store, STANDS, "1|0|0\n1|1|0\n1|2|1\n1|3|0\n2|0|1\n2|1|1\n");
	reads(olive, "", false, 0);
	rows_are(store,
	    "SELECT what, why FROM audit_event ORDER BY seq DESC LIMIT 1",
	    "passage.lifted|Wrong\n");
}

static void
an_edit_proposes_it_anew_and_uncovers_nothing(void **state)
{
	struct withheld_id id, open;
	struct error err = {0};

	(void)state;
	assert_int_equal(propose(ns1, nobody, 1200, 1300, &id), RC_OK);
	hear(1200, 1300);
	assert_int_equal(approve(id, &i), RC_OK);
	assert_int_equal(propose(ns1, nobody, 1500, 1600, &open), RC_OK);
	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(
	    withholding_reopen(store, meeting, ns1, DELIVERY_NOW + 20, &err),
	    RC_OK);
	assert_int_equal(store_commit(store, &err), RC_OK);
	rows_are(store,
	    "SELECT id, from_sample, approved_by, void_at IS NULL FROM"
	    " withheld_passage ORDER BY id",
	    "1|1200|2|0\n2|1500|-|1\n3|1200|-|1\n");
	reads(vera, "", true, 0);
	/* The edges are where they were: they need not be heard again. */
	assert_int_equal(approve((struct withheld_id){3}, &i), RC_OK);
}

static void
what_changes_hands_stays_withheld(void **state)
{
	struct withheld_id id;
	struct error err = {0};
	const struct span taken = {1800, 2000};

	(void)state;
	assert_int_equal(propose(ns1, nobody, 1850, 1900, &id), RC_OK);
	assert_int_equal(propose(ns1, vera, 1790, 1801, &id), RC_OK);
	assert_int_equal(propose(ns1, nobody, 1700, 1800, &id), RC_OK);
	assert_int_equal(propose(ns1, olive, 1950, 1960, &id), RC_OK);
	assert_int_equal(lift(id), RC_OK);
	for (int times = 0; times < 2; times++) {
		assert_int_equal(store_begin(store, &err), RC_OK);
		assert_int_equal(withholding_carry(store, meeting, ns1, ns2,
				     taken, DELIVERY_NOW, &err),
		    RC_OK);
		assert_int_equal(store_commit(store, &err), RC_OK);
	}
	rows_are(store,
	    "SELECT from_sample, to_sample, person_id, approved_by, reason"
	    " FROM withheld_passage WHERE case_id = 2 ORDER BY 1",
	    "1790|1801|1|-|A refuge is named\n"
	    "1850|1900|-|-|A refuge is named\n");
}

static void
they_are_listed_by_case_and_time(void **state)
{
	struct withholding *list = NULL;
	struct withheld_id id;
	struct error err = {0};
	size_t count = 0;

	(void)state;
	assert_int_equal(propose(ns2, nobody, 2100, 2200, &id), RC_OK);
	assert_int_equal(propose(ns1, vera, 1500, 1600, &id), RC_OK);
	assert_int_equal(propose(ns1, nobody, 1200, 1300, &id), RC_OK);
	assert_int_equal(
	    withholding_list(store, meeting, &list, &count, &err), RC_OK);
	assert_int_equal(count, 3);
	assert_int_equal(list[0].span.from, 1200);
	assert_int_equal(list[0].person.v, 0);
	assert_int_equal(list[1].person.v, VERA);
	assert_int_equal(list[2].case_id.v, 2);
	assert_string_equal(list[2].reason, "A refuge is named");
	withholding_free(list, count);
}

/* All of it, in one transaction: proposed, approved, lifted. */
static enum rc
whole(struct error *err)
{
	char reason[] = "A refuge is named";
	struct withholding new = {
	    .meeting = meeting,
	    .case_id = ns1,
	    .span = {1200, 1300},
	    .reason = reason,
	};
	struct withheld_id id;
	enum rc rc;

	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = withholding_propose(
		 store, &new, &o, DELIVERY_NOW, &id, err)) == RC_OK &&
	    (rc = withholding_approve(store, id, &i, DELIVERY_NOW, err)) ==
		RC_OK &&
	    (rc = withholding_reopen(store, meeting, ns1, DELIVERY_NOW, err)) ==
		RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

static void
goes_without_memory(void **state)
{
	unsigned n = 0;

	(void)state;
	hear(1200, 1300);
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
		rows_are(store,
		    "SELECT (SELECT count(*) FROM withheld_passage),"
		    " (SELECT count FROM audit_head)",
		    rc == RC_OK ? "2|2\n" : "0|0\n");
	}
	assert_false(starve_happened);
	assert_true(n > 10);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_store, rows_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(it_counts_when_somebody_else_has_approved_it),
	    TEST(rule_12_nobody_approves_their_own_passage),
	    TEST(rule_12_both_its_edges_are_heard_before),
	    TEST(what_is_not_of_the_case_is_refused),
	    TEST(rule_12_another_sound_voids_what_was_approved),
	    TEST(an_edit_proposes_it_anew_and_uncovers_nothing),
	    TEST(what_changes_hands_stays_withheld),
	    TEST(they_are_listed_by_case_and_time),
	    TEST(goes_without_memory),
	};

	return cmocka_run_group_tests_name("withholding", tests, NULL, NULL);
}
