/* What is made to be heard before a decision: it stands while it is what would
 * be sent, and is heard when all its bytes were fetched. */
#include <stdlib.h>
#include <string.h>

#include "base/span.h"
#include "store/copies.h"
#include "store/listening.h"
#include "store/renditions.h"
#include "unit/rows.h"

enum { SECOND = SPAN_RATE };

static struct store *store;
static const struct account_id chair = {1}, coordinator = {2};

static int
begin(void **state)
{
	*state = store = rows_store();
	rows_run(store,
	    "INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (1, 'p1', 'A', 'a'), (2, 'p2', 'B', 'b'), (11, 'v1', 'V', 'v');"
	    "INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (1, 'chair', 1, 'chair', 'h', x'aa'),"
	    " (2, 'coord', 2, 'coordinator', 'h', x'aa');"
	    "INSERT INTO marac_case (id, reference, victim_id) VALUES"
	    " (101, 'NS-1', 11);"
	    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at)"
	    " VALUES (1, 'm', 'M-1', 'marac', 'Northshire', 5);"
	    "INSERT INTO agenda_item (id, public_id, meeting_id, number, kind,"
	    " case_id) VALUES (1, 'a', 1, 1, 'discussion', 101);"
	    /* 10 s to 40 s */
	    "INSERT INTO passage (meeting_id, item_id, from_sample, to_sample)"
	    " VALUES (1, 1, 480000, 1920000)");
	return 0;
}

static struct listening
shape(bool edges)
{
	return (struct listening){
	    .account = chair,
	    .meeting = {1},
	    .case_id = {101},
	    .edges = edges,
	};
}

/* Make L as the distributor would, of 1,000 bytes. */
static struct listening_id
make(struct listening *l)
{
	unsigned char plan[BOX_HASH], key[BOX_SEALED_KEY] = {1};
	struct span_list spans = {0}, silent = {0};
	struct listening_id id = {0};
	char object[32];
	struct renditions_row row = {
	    .meeting = l->meeting,
	    .case_id = l->case_id,
	    .plan_hash = plan,
	    .object = object,
	    .samples = 30 * SECOND,
	    .bytes = 1000,
	    .plain_hash = plan,
	    .sealed_key = key,
	};

	assert_int_equal(
	    listening_shape(store, l, 20, &spans, &silent, NULL), RC_OK);
	assert_int_equal(renditions_plan(l->meeting, l->case_id, &spans,
			     &silent, plan, NULL),
	    RC_OK);
	(void)snprintf(
	    object, sizeof(object), "%02x%02x.sealed", plan[0], plan[1]);
	assert_int_equal(store_begin(store, NULL), RC_OK);
	if (renditions_find(store, plan, &l->rendition, NULL) == RC_NOTFOUND)
		assert_int_equal(
		    renditions_add(store, &row, &l->rendition, NULL), RC_OK);
	assert_int_equal(listening_add(store, l, 20, &id, NULL), RC_OK);
	assert_int_equal(store_commit(store, NULL), RC_OK);
	span_clear(&spans);
	span_clear(&silent);
	return id;
}

static enum rc
stands(struct listening_id id, struct account_id account)
{
	struct listening l;

	return listening_get(store, id, account, 30, &l, NULL);
}

static void
rule_12_edges_are_ten_seconds_each(void **state)
{
	static const struct span ends[] = {
	    {10 * SECOND, 15 * SECOND}, {35 * SECOND, 40 * SECOND}};
	const struct span_list want = {(struct span *)(uintptr_t)ends, 2};
	struct listening l = shape(true);
	struct span_list spans = {0}, silent = {0};

	(void)state;
	assert_int_equal(
	    listening_shape(store, &l, 20, &spans, &silent, NULL), RC_OK);
	assert_true(span_equal(&spans, &want));
	assert_int_equal(silent.count, 0);
	span_clear(&spans);
	/* A part that is only proposed to be left out is cut out already. */
	rows_run(store,
	    "INSERT INTO withheld_passage (meeting_id, case_id, from_sample,"
	    " to_sample, reason, proposed_by, proposed_at) VALUES"
	    " (1, 101, 960000, 1056000, 'r', 2, 5)");
	assert_int_equal(
	    listening_shape(store, &l, 20, &spans, &silent, NULL), RC_OK);
	/* 10..20 whole, then 22..27 and 35..40 */
	assert_int_equal(spans.count, 3);
	assert_int_equal(span_samples(&spans), 20 * SECOND);
	assert_true(
	    spans.v[0].to == 20 * SECOND && spans.v[1].from == 22 * SECOND);
	span_clear(&spans);
}

static void
it_stands_while_it_is_what_would_be_sent(void **state)
{
	struct listening all = shape(false), edges = shape(true);
	struct listening_id a = make(&all), e = make(&edges);

	(void)state;
	assert_int_not_equal(all.rendition.v, edges.rendition.v);
	assert_int_equal(make(&all).v, a.v); /* made once */
	assert_int_equal(stands(a, chair), RC_OK);
	assert_int_equal(stands(e, chair), RC_OK);
	assert_int_equal(stands(a, coordinator), RC_NOTFOUND);
	assert_int_equal(stands((struct listening_id){99}, chair), RC_NOTFOUND);
	/* The boundary moves by one sample. */
	rows_run(store, "UPDATE passage SET to_sample = 1919999");
	assert_int_equal(stands(a, chair), RC_NOTFOUND);
	assert_int_equal(stands(e, chair), RC_NOTFOUND);
	rows_run(store, "UPDATE passage SET to_sample = 1920000");
	assert_int_equal(stands(a, chair), RC_OK);
}

static bool
fetched(struct listening_id id, int64_t from, int64_t to)
{
	bool whole = true;

	assert_int_equal(
	    listening_fetched(store, id, from, to, &whole, NULL), RC_OK);
	return whole;
}

static void
rule_12_heard_is_every_byte(void **state)
{
	struct listening l = shape(true);
	struct listening_id id = make(&l);
	bool whole = true;

	(void)state;
	l.id = id;
	assert_false(fetched(id, 0, 500));
	assert_false(fetched(id, 501, 1000));
	assert_int_equal(listening_whole(store, &l, &whole, NULL), RC_OK);
	assert_false(whole);
	assert_false(fetched(id, 500, 500));
	assert_false(fetched(id, 700, 600));
	assert_true(fetched(id, 500, 501));
	rows_are(store, "SELECT from_byte, to_byte FROM listening_coverage",
	    "0|1000\n");
	assert_int_equal(listening_whole(store, &l, &whole, NULL), RC_OK);
	assert_true(whole);
	/* Once more: it is still all, should the first have been lost. */
	assert_true(fetched(id, 0, 1000));
	/* Another's coverage is another's. */
	l.account = coordinator;
	l.id = make(&l);
	assert_int_equal(listening_whole(store, &l, &whole, NULL), RC_OK);
	assert_false(whole);
}

static void
what_is_old_goes_with_its_coverage(void **state)
{
	struct rendition_id *old = NULL;
	struct listening l = shape(true);
	struct listening_id id = make(&l);
	struct copies_objects objects = {{0}, {0}};
	size_t count = 9;

	(void)state;
	assert_false(fetched(id, 0, 500));
	assert_int_equal(store_begin(store, NULL), RC_OK);
	/* While somebody may still listen to it, it stays. */
	assert_int_equal(
	    copies_drop(store, l.rendition, &objects, NULL), RC_NOTFOUND);
	assert_int_equal(listening_sweep(store, 20, &old, &count, NULL), RC_OK);
	assert_int_equal(count, 0);
	free(old);
	assert_int_equal(listening_sweep(store, 21, &old, &count, NULL), RC_OK);
	assert_int_equal(count, 1);
	assert_int_equal(old[0].v, l.rendition.v);
	free(old);
	assert_int_equal(
	    copies_drop(store, l.rendition, &objects, NULL), RC_OK);
	assert_int_equal(store_commit(store, NULL), RC_OK);
	rows_are(store,
	    "SELECT (SELECT count(*) FROM listening),"
	    " (SELECT count(*) FROM listening_coverage),"
	    " (SELECT count(*) FROM rendition)",
	    "0|0|0\n");
}

#define test(f) cmocka_unit_test_setup_teardown(f, begin, rows_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    test(rule_12_edges_are_ten_seconds_each),
	    test(it_stands_while_it_is_what_would_be_sent),
	    test(rule_12_heard_is_every_byte),
	    test(what_is_old_goes_with_its_coverage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
