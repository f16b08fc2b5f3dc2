/* Why a chair or coordinator may hear something before it is released, asked
 * again while the transfer runs: each thing that ends it. */
#include "base/clock.h"
#include "seal/box.h"
#include "share/claim.h"
#include "store/listening.h"
#include "store/renditions.h"
#include "unit/rows.h"

static struct store *store;
static struct claim of_case, of_edges;

static void
make(struct listening *l, const char *object)
{
	unsigned char plan[BOX_HASH], key[BOX_SEALED_KEY] = {1};
	struct span_list spans = {0}, silent = {0};
	struct renditions_row row = {
	    .meeting = l->meeting,
	    .case_id = l->case_id,
	    .plan_hash = plan,
	    .object = object,
	    .samples = 48000,
	    .bytes = 1000,
	    .plain_hash = plan,
	    .sealed_key = key,
	};

	assert_int_equal(
	    listening_shape(store, l, 20, &spans, &silent, NULL), RC_OK);
	assert_int_equal(renditions_plan(l->meeting, l->case_id, &spans,
			     &silent, plan, NULL),
	    RC_OK);
	assert_int_equal(store_begin(store, NULL), RC_OK);
	assert_int_equal(
	    renditions_add(store, &row, &l->rendition, NULL), RC_OK);
	assert_int_equal(listening_add(store, l, 20, &l->id, NULL), RC_OK);
	assert_int_equal(store_commit(store, NULL), RC_OK);
	span_clear(&spans);
	span_clear(&silent);
}

static int
begin(void **state)
{
	const struct sessions_hash session = {{7}};
	struct listening l = {
	    .account = {1}, .meeting = {1}, .case_id = {101}, .edges = true};

	*state = store = rows_store();
	rows_run(store,
	    "INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (1, 'p1', 'A', 'a'), (2, 'p2', 'B', 'b'), (11, 'v1', 'V', 'v');"
	    "INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (1, 'chair', 1, 'chair', 'h', x'aa'),"
	    " (2, 'coord', 2, 'coordinator', 'h', x'aa');"
	    "INSERT INTO marac_case (id, reference, victim_id) VALUES"
	    " (101, 'NS-1', 11);"
	    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at,"
	    " chair_id, coordinator_id) VALUES"
	    " (1, 'm', 'M-1', 'marac', 'Northshire', 5, 1, 2);"
	    "INSERT INTO agenda_item (id, public_id, meeting_id, number, kind,"
	    " case_id) VALUES (1, 'a', 1, 1, 'discussion', 101);"
	    "INSERT INTO passage (meeting_id, item_id, from_sample, to_sample)"
	    " VALUES (1, 1, 480000, 1920000)");
	make(&l, "a.sealed");
	rows_run(store, "INSERT INTO case_recording VALUES (1, 101, 1)");
	assert_int_equal(sessions_add(store, &session, (struct account_id){1},
			     (struct parcel_id){0}, clock_wall_ms(),
			     clock_wall_ms() + CLOCK_HOUR_MS, NULL),
	    RC_OK);
	of_case = (struct claim){
	    .session = session,
	    .account = {1},
	    .meeting = {1},
	    .case_id = {101},
	    .rendition = {1},
	};
	of_edges = of_case;
	of_edges.listening = l.id;
	assert_int_equal(claim_stands(store, &of_case, NULL), RC_OK);
	assert_int_equal(claim_stands(store, &of_edges, NULL), RC_OK);
	return 0;
}

/* After CHANGE neither stands any more. */
static void
ends(const char *change)
{
	rows_run(store, change);
	assert_int_equal(claim_stands(store, &of_case, NULL), RC_NOTFOUND);
	assert_int_equal(claim_stands(store, &of_edges, NULL), RC_NOTFOUND);
}

static void
rule_14_a_conflict_ends_it(void **state)
{
	(void)state;
	ends("INSERT INTO conflict VALUES (1, 101, 1, 5)");
}

static void
rule_03_an_allegation_ends_it(void **state)
{
	(void)state;
	ends("INSERT INTO case_perpetrator VALUES (101, 1)");
}

static void
another_role_or_meeting_ends_it(void **state)
{
	(void)state;
	ends("UPDATE account SET role = 'caseworker' WHERE id = 1");
	rows_run(store, "UPDATE account SET role = 'chair' WHERE id = 1");
	ends("UPDATE meeting SET chair_id = 2");
	rows_run(store, "UPDATE meeting SET chair_id = 1");
	ends("UPDATE session SET ends_at = 1");
}

static void
what_has_changed_since_ends_it(void **state)
{
	(void)state;
	/* The children's file plays another; the edges are where they were. */
	rows_run(store,
	    "INSERT INTO rendition (id, meeting_id, case_id, plan_hash,"
	    " object, samples, bytes, plain_hash, made_at) VALUES (9, 1, 101,"
	    " x'09', 'i.sealed', 48000, 1000, x'02', 5);"
	    "UPDATE case_recording SET rendition_id = 9");
	assert_int_equal(claim_stands(store, &of_case, NULL), RC_NOTFOUND);
	assert_int_equal(claim_stands(store, &of_edges, NULL), RC_OK);
	ends("UPDATE passage SET to_sample = 1900000");
}

static void
nobody_else_s_listening(void **state)
{
	(void)state;
	of_edges.account.v = 2;
	assert_int_equal(claim_stands(store, &of_edges, NULL), RC_NOTFOUND);
	of_edges.account.v = 1;
	of_edges.rendition.v = 2;
	assert_int_equal(claim_stands(store, &of_edges, NULL), RC_NOTFOUND);
}

#define test(f) cmocka_unit_test_setup_teardown(f, begin, rows_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    test(rule_14_a_conflict_ends_it),
	    test(rule_03_an_allegation_ends_it),
	    test(another_role_or_meeting_ends_it),
	    test(what_has_changed_since_ends_it),
	    test(nobody_else_s_listening),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
