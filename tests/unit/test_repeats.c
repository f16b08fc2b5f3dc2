/* Rule 25: what is a repeat, and of what. */
#include <stdlib.h>

#include "rules/repeat.h"
#include "store/repeats.h"
#include "unit/rows.h"

static struct store *store;

static int
begin(void **state)
{
	*state = store = rows_store();
	rows_run(store,
	    "INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (1, 'v', 'V', 'v'), (2, 'w', 'W', 'w'), (3, 'p', 'P', 'p'),"
	    " (4, 'q', 'Q', 'q')");
	return 0;
}

static void
rule_25_twelve_months_to_the_day_is_a_repeat_the_day_after_is_new(void **state)
{
	/* Pencil and calendar. */
	static const struct {
		const char *last, *on;
		bool is;
	} cases[] = {
	    {"2025-11-26", "2025-11-26", true},
	    {"2025-11-26", "2026-11-26", true},
	    {"2025-11-26", "2026-11-27", false},
	    {"2025-11-26", "2025-11-25", false},
	    {"2025-11-26", "2027-01-01", false},
	    {"2025-12-31", "2026-12-31", true},
	    {"2025-12-31", "2027-01-01", false},
	    /* A leap day: the year after has none. */
	    {"2024-02-29", "2025-02-28", true},
	    {"2024-02-29", "2025-03-01", false},
	    {"2023-02-28", "2024-02-28", true},
	    {"2023-02-28", "2024-02-29", false},
	    {"2023-03-01", "2024-02-29", true},
	    {"2024-01-31", "2025-01-31", true},
	    /* Nothing that is no date. */
	    {"", "2025-01-31", false},
	    {"2024-01-31", "", false},
	    {"2024-1-31", "2024-02-01", false},
	    {"2024-01-31x", "2024-02-01", false},
	    {"yesterday..", "2024-02-01", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (repeat_within(cases[i].last, cases[i].on) != cases[i].is)
			fail_msg("%s after %s", cases[i].on, cases[i].last);
}

/* A case of victim 1, referred ON, in which PERPETRATORS ("3,4") are named. */
static void
referred(int id, const char *on, const char *perpetrators)
{
	char sql[300];

	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO marac_case (id, reference, victim_id,"
	    " last_referral_on) VALUES (%d, 'NS-%d', 1, '%s');"
	    "INSERT INTO case_perpetrator SELECT %d, id FROM person"
	    " WHERE id IN (%s)",
	    id, id, on, id, perpetrators);
	rows_run(store, sql);
}

static void
are(const char *want)
{
	struct repeats_one *list = NULL;
	struct error err = {0};
	size_t count = 0, at = 0;
	char text[400] = "";

	assert_int_equal(repeats_list(store, &list, &count, &err), RC_OK);
	for (size_t i = 0; i < count; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at,
		    "%s of %s; ", list[i].reference, list[i].of);
	free(list);
	assert_string_equal(text, want);
}

static void
rule_25_a_repeat_is_of_the_last_referral(void **state)
{
	(void)state;
	referred(1, "2024-02-29", "3");
	are("");
	referred(2, "2025-02-28", "3");
	are("NS-2 of NS-1; ");
	/* Of the last, though the first is longer ago than a year. */
	referred(3, "2026-02-28", "3");
	are("NS-2 of NS-1; NS-3 of NS-2; ");
	referred(4, "2027-03-01", "3");
	are("NS-2 of NS-1; NS-3 of NS-2; ");
}

static void
rule_25_another_perpetrator_is_no_repeat(void **state)
{
	(void)state;
	referred(1, "2026-01-01", "3");
	referred(2, "2026-02-01", "4");
	are("");
	referred(3, "2026-03-01", "3,4"); /* not the same ones */
	are("");
	referred(4, "2026-04-01", "4,3");
	are("NS-4 of NS-3; ");
	/* Another between them changes nothing. */
	referred(5, "2026-05-01", "3");
	are("NS-4 of NS-3; NS-5 of NS-1; ");
}

static void
rule_25_nor_another_victim_nor_nobody_named_nor_no_date(void **state)
{
	(void)state;
	referred(1, "2026-01-01", "3");
	referred(2, "2026-02-01", "3");
	rows_run(store, "UPDATE marac_case SET victim_id = 2 WHERE id = 2");
	are("");
	referred(3, "2026-03-01", "0");
	referred(4, "2026-04-01", "0");
	are("");
	referred(5, "2026-05-01", "3");
	are("NS-5 of NS-1; ");
	rows_run(store,
	    "UPDATE marac_case SET last_referral_on = NULL WHERE id = 1");
	are("");
}

int
main(void)
{
#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, begin, rows_end)
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		rule_25_twelve_months_to_the_day_is_a_repeat_the_day_after_is_new),
	    IN_STORE(rule_25_a_repeat_is_of_the_last_referral),
	    IN_STORE(rule_25_another_perpetrator_is_no_repeat),
	    IN_STORE(rule_25_nor_another_victim_nor_nobody_named_nor_no_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
