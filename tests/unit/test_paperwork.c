/* A parcel on paper: printed, printed again, posted, returned, handed over;
 * what the code opens meanwhile, and what becomes of the clock. */
#include <stdlib.h>

#include "store/copies.h"
#include "store/paperwork.h"
#include "unit/delivery.h"

static struct store *store;
static const struct releases_account olive = {{1}, {OLIVE}};
static const struct parcel_id parcel = {1};
static const struct meeting_id meeting = {1};
static const int64_t now = DELIVERY_NOW;

/* Olive's parcel 1 has copies 1 and 2, Ian's parcel 2 has copy 3. */
static int
begin(void **state)
{
	*state = store = rows_store();
	delivery_fill(store);
	delivery_render(store);
	rows_run(store,
	    "INSERT INTO contact_route (id, person_id, channel, value_sealed,"
	    " value_mac, safe, verified_by, verified_at) VALUES"
	    " (5, 7, 'letter', x'', x'05', 'yes', 'A. Sample', 1),"
	    " (6, 7, 'in person', x'', x'06', 'yes', 'A. Sample', 1);"
	    "INSERT INTO parcel (id, meeting_id, person_id, selector,"
	    " link_key, secret_hash, made_at, expires_at) VALUES"
	    " (1, 1, 7, x'01', 1, x'02', 0, 1800000000000),"
	    " (2, 1, 8, x'03', 1, x'04', 0, 1800000000000);"
	    "INSERT INTO copy (id, rendition_id, parcel_id, meeting_id,"
	    " case_id, person_id, basis, made_at) VALUES"
	    " (1, 1, 1, 1, 1, 7, 'present_throughout', 0),"
	    " (2, 2, 1, 1, 2, 7, 'present_throughout', 0),"
	    " (3, 1, 2, 1, 1, 8, 'present_throughout', 0);"
	    "INSERT INTO delivery (copy_id, due_at) VALUES"
	    " (1, 1795360000000), (2, 1795360000000), (3, 1795360000000);"
	    "INSERT INTO link_key VALUES (2, 0, NULL)");
	return 0;
}

static void
start(void)
{
	struct error err = {0};

	if (store_begin(store, &err) != RC_OK)
		fail_msg("%s", err.text);
}

static void
commit(void)
{
	struct error err = {0};

	if (store_commit(store, &err) != RC_OK)
		fail_msg("%s", err.text);
}

/* Print by CHANNEL with a code whose hash is all HASH. */
static struct paperwork
printed(enum paperwork_channel channel, unsigned char hash, enum rc want)
{
	struct paperwork paper = {
	    .parcel = parcel,
	    .channel = channel,
	    .route = {channel == PAPERWORK_LETTER ? 5 : 6},
	};
	unsigned char bytes[BOX_HASH], selector[LINK_SELECTOR];
	struct error err = {0};

	memset(bytes, hash, sizeof(bytes));
	memset(selector, hash, sizeof(selector));
	if (channel == PAPERWORK_IN_PERSON)
		(void)snprintf(
		    paper.worker, sizeof(paper.worker), "Wendy Worker");
	start();
	if (paperwork_add(
		store, &paper, 1, selector, bytes, &olive, now, &err) != want)
		fail_msg("%s", err.text);
	if (want == RC_OK)
		commit();
	store_rollback(store);
	return paper;
}

static void
done(const struct paperwork *paper, int64_t when, enum rc want)
{
	struct copy_id copies[] = {{1}, {2}};
	struct error err = {0};

	start();
	assert_int_equal(paperwork_done(store, paper, copies, 2, &olive, when,
			     now + 1000, &err),
	    want);
	if (want == RC_OK)
		commit();
	store_rollback(store);
}

static void
returned(enum rc want)
{
	struct paperwork paper = {0};
	struct error err = {0};

	start();
	assert_int_equal(paperwork_of(store, parcel, &paper, &err), RC_OK);
	assert_int_equal(paperwork_returned(store, &paper, &olive,
			     "Not known here", now + 5000, &err),
	    want);
	if (want == RC_OK)
		commit();
	store_rollback(store);
}

/* The parcel that the code with hash HASH opens at AT, 0: none. */
static int64_t
opens(unsigned char hash, int64_t at)
{
	struct inbox_parcel found = {0};
	unsigned char bytes[BOX_HASH];
	struct error err = {0};
	enum rc rc;

	memset(bytes, hash, sizeof(bytes));
	rc = paperwork_find(store, bytes, at, &found, &err);
	assert_true(rc == RC_OK || rc == RC_NOTFOUND);
	if (rc == RC_OK) {
		assert_int_equal(found.person.v, OLIVE);
		assert_int_equal(found.meeting.v, 1);
		assert_true(found.expires_ms == 1800000000000);
	}
	return rc == RC_OK ? found.parcel.v : 0;
}

static void
met_are(const char *want)
{
	rows_are(store,
	    "SELECT copy_id, channel, met_at FROM delivery ORDER BY copy_id",
	    want);
}

static void
a_code_opens_its_parcel_until_it_is_printed_again(void **state)
{
	(void)state;
	(void)printed(PAPERWORK_LETTER, 0xa1, RC_OK);
	assert_int_equal(opens(0xa1, now), 1);
	assert_int_equal(opens(0xa2, now), 0);
	(void)printed(PAPERWORK_LETTER, 0xa2, RC_OK);
	assert_int_equal(opens(0xa1, now), 0);
	assert_int_equal(opens(0xa2, now), 1);
	/* By hand after all. */
	(void)printed(PAPERWORK_IN_PERSON, 0xa3, RC_OK);
	assert_int_equal(opens(0xa2, now), 0);
	assert_int_equal(opens(0xa3, now), 1);
	rows_are(
	    store, "SELECT count(*) FROM paper WHERE void_at IS NULL", "1\n");
	met_are("1|email|-\n2|email|-\n3|email|-\n");
}

static void
rule_21_a_void_expired_or_restored_code_opens_nothing(void **state)
{
	(void)state;
	(void)printed(PAPERWORK_LETTER, 0xa1, RC_OK);
	assert_int_equal(opens(0xa1, 1800000000000 - 1), 1);
	assert_int_equal(opens(0xa1, 1800000000000), 0);
	rows_run(store, "UPDATE parcel SET void_at = 1 WHERE id = 1");
	assert_int_equal(opens(0xa1, now), 0);
	rows_run(store,
	    "UPDATE parcel SET void_at = NULL, link_key = 2 WHERE id = 1");
	assert_int_equal(opens(0xa1, now), 1);
	/* The code's key is void, then the parcel's. */
	rows_run(store, "UPDATE link_key SET void_at = 1 WHERE number = 1");
	assert_int_equal(opens(0xa1, now), 0);
	rows_run(store,
	    "UPDATE link_key SET void_at = NULL;"
	    "UPDATE link_key SET void_at = 1 WHERE number = 2");
	assert_int_equal(opens(0xa1, now), 0);
}

static void
rule_23_posting_meets_the_clock_and_notes_it(void **state)
{
	struct paperwork paper, found = {0};
	struct error err = {0};

	(void)state;
	paper = printed(PAPERWORK_LETTER, 0xa1, RC_OK);
	/* What another channel met before stays as it was. */
	rows_run(store, "UPDATE delivery SET met_at = 7 WHERE copy_id = 2");
	assert_int_equal(
	    paperwork_latest(store, meeting, (struct person_id){OLIVE},
		PAPERWORK_LETTER, true, &found, &err),
	    RC_NOTFOUND);
	done(&paper, now, RC_OK);
	met_are("1|letter|1795000000000\n2|email|7\n3|email|-\n");
	rows_are(store,
	    "SELECT child_id, copy_id, kind, text FROM file_note ORDER BY 1",
	    "20|1|copy posted|A copy for Olive Sample was posted.\n"
	    "30|1|copy posted|A copy for Olive Sample was posted.\n");
	rows_are(store, "SELECT who, what, which, why FROM audit_event",
	    "account:1|copy.posted|copy:1|\n");
	done(&paper, now, RC_CONFLICT);
	assert_int_equal(
	    paperwork_latest(store, meeting, (struct person_id){OLIVE},
		PAPERWORK_LETTER, true, &found, &err),
	    RC_OK);
	assert_int_equal(found.id.v, paper.id.v);
	assert_true(found.live && found.done_ms == now);
	/* Posted: only what came back is printed again. */
	(void)printed(PAPERWORK_LETTER, 0xa2, RC_CONFLICT);
	(void)printed(PAPERWORK_IN_PERSON, 0xa2, RC_CONFLICT);
	assert_int_equal(opens(0xa1, now), 1);
}

static void
rule_19_a_letter_that_came_back_meets_nothing(void **state)
{
	struct paperwork paper;

	(void)state;
	paper = printed(PAPERWORK_LETTER, 0xa1, RC_OK);
	returned(RC_CONFLICT); /* not posted yet */
	rows_run(store, "UPDATE delivery SET met_at = 7 WHERE copy_id = 2");
	done(&paper, now, RC_OK);
	returned(RC_OK);
	met_are("1|letter|-\n2|email|7\n3|email|-\n");
	assert_int_equal(opens(0xa1, now), 0);
	rows_are(store,
	    "SELECT child_id, text FROM file_note WHERE kind = 'copy "
	    "returned' ORDER BY 1",
	    "20|A copy for Olive Sample came back: Not known here\n"
	    "30|A copy for Olive Sample came back: Not known here\n");
	rows_are(store,
	    "SELECT which, why FROM audit_event WHERE what = 'copy.returned'",
	    "copy:1|Not known here\n");
	returned(RC_CONFLICT);
	/* And again: the clock is met by the second. */
	paper = printed(PAPERWORK_LETTER, 0xa2, RC_OK);
	assert_int_equal(opens(0xa2, now), 1);
	done(&paper, now + 60000, RC_OK);
	met_are("1|letter|1795000060000\n2|email|7\n3|email|-\n");
}

static void
handing_over_names_the_worker(void **state)
{
	struct paperwork paper;

	(void)state;
	paper = printed(PAPERWORK_IN_PERSON, 0xa1, RC_OK);
	done(&paper, now - 5000, RC_OK);
	met_are("1|in person|1794999995000\n2|in person|1794999995000\n"
		"3|email|-\n");
	rows_are(store,
	    "SELECT copy_id, kind, at, text FROM file_note "
	    "WHERE child_id = 20",
	    "1|copy handed over|1795000001000|A copy for Olive Sample was "
	    "handed over by Wendy Worker.\n");
	rows_are(store, "SELECT what, which, why FROM audit_event ORDER BY seq",
	    "copy.handed-over|copy:1|Wendy Worker\n"
	    "copy.handed-over|copy:2|Wendy Worker\n");
	(void)printed(PAPERWORK_LETTER, 0xa2, RC_CONFLICT);
}

static void
what_waits_is_the_living_and_unmet(void **state)
{
	static const struct {
		const char *change;
		const char *undo;
	} never[] = {
	    {"UPDATE delivery SET met_at = 1",
		"UPDATE delivery SET met_at = "
		"NULL"},
	    {"UPDATE copy SET withdrawn_at = 1",
		"UPDATE copy SET withdrawn_at = NULL"},
	    {"UPDATE parcel SET void_at = 1",
		"UPDATE parcel SET void_at = NULL"},
	    {"UPDATE parcel SET expires_at = 1000",
		"UPDATE parcel SET expires_at = 1800000000000"},
	    {"UPDATE link_key SET void_at = 1",
		"UPDATE link_key SET void_at = NULL"},
	};
	struct parcel_id *list = NULL;
	struct error err = {0};
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < 1 + sizeof(never) / sizeof(*never); i++) {
		assert_int_equal(
		    paperwork_unmet(store, meeting, (struct person_id){OLIVE},
			now, &list, &count, &err),
		    RC_OK);
		assert_int_equal(count, 1);
		assert_int_equal(list[0].v, 1);
		free(list);
		if (i == sizeof(never) / sizeof(*never))
			break;
		rows_run(store, never[i].change);
		assert_int_equal(
		    paperwork_unmet(store, meeting, (struct person_id){OLIVE},
			now, &list, &count, &err),
		    RC_OK);
		assert_int_equal(count, 0);
		free(list);
		rows_run(store, never[i].undo);
	}
}

/* No other copy joins what is printed, and no mail is made for it. */
static void
a_printed_parcel_is_closed(void **state)
{
	struct parcel_id *list = NULL, id = {0};
	struct error err = {0};
	size_t count = 0;

	(void)state;
	rows_run(store,
	    "DELETE FROM delivery WHERE copy_id = 2;"
	    "DELETE FROM copy WHERE id = 2");
	assert_int_equal(
	    copies_parcel_open(store, meeting, (struct person_id){OLIVE},
		(struct case_id){2}, now, &id, &err),
	    RC_OK);
	assert_int_equal(id.v, 1);
	assert_int_equal(
	    copies_parcels_unaddressed(store, now, &list, &count, &err), RC_OK);
	assert_int_equal(count, 2);
	free(list);
	(void)printed(PAPERWORK_LETTER, 0xa1, RC_OK);
	assert_int_equal(
	    copies_parcel_open(store, meeting, (struct person_id){OLIVE},
		(struct case_id){2}, now, &id, &err),
	    RC_NOTFOUND);
	assert_int_equal(
	    copies_parcels_unaddressed(store, now, &list, &count, &err), RC_OK);
	assert_int_equal(count, 1);
	assert_int_equal(list[0].v, 2);
	free(list);
}

static void
rule_07_names_of_children_and_cases_are_found(void **state)
{
	static const struct {
		const char *text;
		bool tells;
	} texts[] = {
	    {"Olive Sample\n1 High Street\nNT1 1AA", false},
	    {"Ann Example\n1 High Street", true},
	    {"Miss ANN  EXAMPLE, 1 High Street", true},
	    {"c/o Ann-Example.", true},
	    {"Joann Example", false},
	    {"Ann Examples", false},
	    {"1 High Street, Bobby", true}, /* Bob's other name */
	    {"1 Bobbyfield Street", false},
	    {"NS-1", true},
	    {"about ns 1!", true},
	    {"NS-10", false},
	    {"", false},
	};
	struct error err = {0};
	bool tells;

	(void)state;
	rows_run(store,
	    "INSERT INTO person_alias (person_id, alias, "
	    "alias_folded) VALUES (3, 'Bobby', 'bobby')");
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		assert_int_equal(
		    paperwork_tells(store, parcel, texts[i].text, &tells, &err),
		    RC_OK);
		if (tells != texts[i].tells)
			fail_msg("\"%s\"", texts[i].text);
	}
}

int
main(void)
{
#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, begin, rows_end)
	const struct CMUnitTest tests[] = {
	    IN_STORE(a_code_opens_its_parcel_until_it_is_printed_again),
	    IN_STORE(rule_21_a_void_expired_or_restored_code_opens_nothing),
	    IN_STORE(rule_23_posting_meets_the_clock_and_notes_it),
	    IN_STORE(rule_19_a_letter_that_came_back_meets_nothing),
	    IN_STORE(handing_over_names_the_worker),
	    IN_STORE(what_waits_is_the_living_and_unmet),
	    IN_STORE(a_printed_parcel_is_closed),
	    IN_STORE(rule_07_names_of_children_and_cases_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
