/* Which meetings are to be looked at again: at the day, and one before. */
#include "base/clock.h"
#include "store/keeping.h"
#include "unit/rows.h"

static struct store *store;

static int64_t
at(const char *text)
{
	int64_t ms;

	assert_int_equal(clock_parse(text, &ms, NULL), RC_OK);
	return ms;
}

static void
meeting(int id, const char *ended)
{
	char text[512];

	(void)snprintf(text, sizeof(text),
	    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at,"
	    " started_at, ended_at) VALUES"
	    " (%d, 'a%d', 'M-%d', 'marac', 'N', 0, 0, NULLIF(%lld, 0))",
	    id, id, id, *ended == '\0' ? 0LL : (long long)at(ended));
	rows_run(store, text);
}

static int
begin(void **state)
{
	*state = store = rows_store();
	meeting(1, "2020-06-02T12:00:00Z");
	meeting(2, "2020-02-29T09:00:00Z");
	meeting(3, "2020-06-03T00:00:00Z");
	meeting(4, ""); /* has not ended */
	return 0;
}

static enum rc
note(void *to, const char *ref, int64_t ended_ms, int64_t review_ms,
    struct error *err)
{
	char day[CLOCK_TEXT];

	(void)err;
	assert_true(ended_ms < review_ms);
	buf_printf(to, "%s %.10s ", ref, clock_format_utc(review_ms, day));
	return RC_OK;
}

static void
are_(int years, const char *until, const char *want, int line)
{
	struct error err = {0};
	struct buf got = {0};

	if (keeping_list(store, years, at(until), note, &got, &err) != RC_OK)
		fail_msg("line %d: %s", line, err.text);
	_assert_string_equal(buf_str(&got), want, __FILE__, line);
	buf_clear(&got);
}
#define are(years, until, want) are_(years, until, want, __LINE__)

static void
whose_day_has_come(void **state)
{
	(void)state;
	are(1, "2021-02-28T23:59:59Z", "");
	are(1, "2021-03-01", "M-2 2021-03-01 ");
	/* In summer London's day begins an hour before UTC's. */
	are(1, "2021-06-01T22:59:59Z", "M-2 2021-03-01 ");
	are(1, "2021-06-01T23:00:00Z", "M-2 2021-03-01 M-1 2021-06-01 ");
	are(1, "2021-06-02T23:00:00Z",
	    "M-2 2021-03-01 M-1 2021-06-01 M-3 2021-06-02 ");
	are(4, "2024-02-28T23:59:59Z", "");
	are(4, "2024-02-29", "M-2 2024-02-29 ");
	are(99, "2119-05-31", "M-2 2119-03-01 ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(whose_day_has_come),
	};

	return cmocka_run_group_tests(tests, begin, rows_end);
}
