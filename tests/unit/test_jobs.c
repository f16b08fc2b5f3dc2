/* Jobs in an account's name: asked once a form, taken in turn, kept once, and
 * without a word or a session left when they are over. */
#include <string.h>

#include "seal/box.h"
#include "store/errand.h"
#include "store/jobs.h"
#include "unit/rows.h"

static struct store *store;
static const struct sessions_hash session = {{1}}, other = {{2}};

static int
begin(void **state)
{
	*state = store = rows_store();
	rows_run(store,
	    "INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (1, 'o', 'Olive Sample', 'olive sample');"
	    "INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (1, 'a', 1, 'chair', 'h', x'aa'),"
	    " (2, 'b', 1, 'coordinator', 'h', x'aa')");
	assert_int_equal(sessions_add(store, &session, (struct account_id){1},
			     (struct parcel_id){0}, 5, 1000, NULL),
	    RC_OK);
	return 0;
}

static enum rc
asks(int64_t account, const char *once, int64_t *id)
{
	return jobs_ask(store,
	    &(struct jobs_ask){
		.kind = "send",
		.args = "1 1 1 0 0 0",
		.words = "Her name is Mary",
		.once = once,
		.account = {account},
		.session = &session,
	    },
	    10, id, NULL);
}

static void
a_form_asks_once_and_is_one_account_s(void **state)
{
	int64_t first = 0, again = 0, next = 0;

	(void)state;
	assert_int_equal(asks(1, "one", &first), RC_OK);
	assert_int_equal(asks(1, "one", &again), RC_OK);
	assert_int_equal(first, again);
	assert_int_equal(asks(1, "two", &next), RC_OK);
	assert_int_not_equal(first, next);
	assert_int_equal(asks(2, "one", &next), RC_CONFLICT);
	rows_are(store, "SELECT once, account_id FROM job ORDER BY id",
	    "one|1\ntwo|1\n");
}

static void
a_job_is_seen_by_whoever_asked(void **state)
{
	struct jobs_job job = {0};
	int64_t id = 0;

	(void)state;
	assert_int_equal(asks(1, "one", &id), RC_OK);
	assert_int_equal(
	    jobs_get(store, id, (struct account_id){2}, &job, NULL),
	    RC_NOTFOUND);
	assert_int_equal(
	    jobs_get(store, id, (struct account_id){1}, &job, NULL), RC_OK);
	assert_false(job.over);
	assert_string_equal(job.words, "Her name is Mary");
	jobs_clear(&job);
}

static const char left[] =
    "SELECT state, kept, result, words, session_hash IS NULL FROM job";

static void
what_is_kept_or_over_holds_no_word(void **state)
{
	struct jobs_job job = {0};
	int64_t id = 0;

	(void)state;
	assert_int_equal(asks(1, "one", &id), RC_OK);
	assert_int_equal(jobs_take(store, &job, NULL), RC_OK);
	assert_false(job.kept);
	assert_memory_equal(job.session.v, session.v, sizeof(session.v));
	jobs_clear(&job);
	assert_int_equal(store_begin(store, NULL), RC_OK);
	assert_int_equal(jobs_keep(store, id, "7", NULL), RC_OK);
	assert_int_equal(store_commit(store, NULL), RC_OK);
	rows_are(store, left, "running|1|7||1\n");
	/* Its worker died: it is taken again, and known to be kept. */
	assert_int_equal(jobs_take(store, &job, NULL), RC_OK);
	assert_true(job.kept);
	assert_string_equal(job.result, "7");
	jobs_clear(&job);
	assert_int_equal(jobs_end(store, id, true, "7", 20, NULL), RC_OK);
	rows_are(store, left, "done|1|7||1\n");
	assert_int_equal(jobs_take(store, &job, NULL), RC_NOTFOUND);

	rows_run(store, "DELETE FROM job");
	assert_int_equal(asks(1, "two", &id), RC_OK);
	assert_int_equal(
	    jobs_end(store, id, false, "denied: no", 20, NULL), RC_OK);
	rows_are(store, left, "failed|0|denied: no||1\n");
}

static void
a_session_stands_for_its_account_until_it_ends(void **state)
{
	struct jobs_job job = {.account = {1}, .session = session};

	(void)state;
	assert_int_equal(jobs_session(store, &job, 999, NULL), RC_OK);
	assert_int_equal(jobs_session(store, &job, 1000, NULL), RC_DENIED);
	job.account.v = 2;
	assert_int_equal(jobs_session(store, &job, 999, NULL), RC_DENIED);
	job.account.v = 1;
	job.session = other;
	assert_int_equal(jobs_session(store, &job, 999, NULL), RC_DENIED);
	job.session = session;
	assert_int_equal(sessions_end(store, &session, NULL), RC_OK);
	assert_int_equal(jobs_session(store, &job, 999, NULL), RC_DENIED);
}

static void
copies_are_wanted_once_and_come_last(void **state)
{
	struct jobs_job job = {0};
	int64_t id = 0;

	(void)state;
	assert_int_equal(jobs_want(store, "copies", "M-1", 5, NULL), RC_OK);
	assert_int_equal(jobs_want(store, "copies", "M-1", 6, NULL), RC_OK);
	assert_int_equal(jobs_want(store, "copies", "M-2", 7, NULL), RC_OK);
	assert_int_equal(asks(1, "one", &id), RC_OK);
	rows_are(store, "SELECT kind, args FROM job ORDER BY id",
	    "copies|M-1\ncopies|M-2\nsend|1 1 1 0 0 0\n");
	assert_int_equal(jobs_take(store, &job, NULL), RC_OK);
	assert_int_equal(job.id, id);
	assert_int_equal(jobs_end(store, id, true, "", 9, NULL), RC_OK);
	jobs_clear(&job);
	assert_int_equal(jobs_take(store, &job, NULL), RC_OK);
	assert_string_equal(job.args, "M-1");
	/* While it runs, another may be wanted: something changed since. */
	assert_int_equal(jobs_want(store, "copies", "M-1", 8, NULL), RC_OK);
	rows_are(store, "SELECT count(*) FROM job WHERE args = 'M-1'", "2\n");
	jobs_clear(&job);
}

static void
an_errand_about_a_file_is_of_no_meeting(void **state)
{
	static const char *const wrong[] = {"1 0 0 20 0 0", "0 1 0 20 0 0",
	    "1 1 0 20 0 0", "0 0 0 0 0 0", "0 0 0 -20 0 0"};
	struct errand got;
	int kinds = 0;

	(void)state;
	for (int kind = 1; kind < ERRAND_KINDS; kind++) {
		const char *name = errand_name((enum errand_kind)kind);

		if (!errand_files((enum errand_kind)kind))
			continue;
		kinds++;
		assert_false(errand_prepares((enum errand_kind)kind));
		assert_int_equal(errand_named(name), kind);
		assert_int_equal(
		    errand_parse(name, "0 0 0 20 7 0", &got, NULL), RC_OK);
		assert_true(got.number == 20 && got.from == 7);
		for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
			assert_int_equal(
			    errand_parse(name, wrong[i], &got, NULL),
			    RC_INVALID);
	}
	assert_int_equal(kinds, 3);
}

static void
an_errand_comes_back_as_it_went(void **state)
{
	char args[ERRAND_ARGS];
	const struct errand e = {
	    ERRAND_BOUNDARY, {INT64_MAX}, {2}, {3}, 4, 5, 17280000000};
	struct errand got;

	(void)state;
	for (int kind = 1; kind < ERRAND_KINDS; kind++) {
		const char *name = errand_name((enum errand_kind)kind);
		bool whole = errand_prepares((enum errand_kind)kind);
		struct errand of = e;

		if (errand_files((enum errand_kind)kind))
			continue;
		/* of a case, or of the whole meeting: never the other */
		of.case_id.v = whole ? 0 : 2;
		errand_args(&of, args);
		assert_int_equal(errand_named(name), kind);
		assert_int_equal(errand_parse(name, args, &got, NULL), RC_OK);
		assert_int_equal(got.kind, kind);
		of.case_id.v = whole ? 2 : 0;
		errand_args(&of, args);
		assert_int_equal(
		    errand_parse(name, args, &got, NULL), RC_INVALID);
		/* only a plan may be of no meeting yet */
		of.case_id.v = whole ? 0 : 2;
		of.meeting.v = 0;
		errand_args(&of, args);
		assert_int_equal(errand_parse(name, args, &got, NULL),
		    kind == ERRAND_PLAN ? RC_OK : RC_INVALID);
	}
	errand_args(&e, args);
	assert_int_equal(errand_parse("boundary", args, &got, NULL), RC_OK);
	assert_true(got.meeting.v == INT64_MAX && got.case_id.v == 2 &&
	    got.person.v == 3 && got.number == 4 && got.from == 5 &&
	    got.to == 17280000000);
	static const char *const wrong[] = {"", "1 1 1 1 1", "1 1 1 1 1 1 1",
	    "1 1 1 1 1 1x", "0 1 0 0 0 0", "1 0 0 0 0 0", "1 1 -1 0 0 0",
	    "1 1 0 -1 0 0", "1 1 0 0 -1 0", "1 1 0 0 0 -1",
	    "1 1 0 0 0 17280000001", "1 1 0 0 17280000001 0", "a b c d e f"};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(
		    errand_parse("send", wrong[i], &got, NULL), RC_INVALID);
	assert_int_equal(errand_parse("copies", args, &got, NULL), RC_INVALID);
	assert_int_equal(errand_parse("", args, &got, NULL), RC_INVALID);
}

#define test(f) cmocka_unit_test_setup_teardown(f, begin, rows_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    test(a_form_asks_once_and_is_one_account_s),
	    test(a_job_is_seen_by_whoever_asked),
	    test(what_is_kept_or_over_holds_no_word),
	    test(a_session_stands_for_its_account_until_it_ends),
	    test(copies_are_wanted_once_and_come_last),
	    cmocka_unit_test(an_errand_comes_back_as_it_went),
	    cmocka_unit_test(an_errand_about_a_file_is_of_no_meeting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
