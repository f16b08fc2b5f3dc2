/* Words beside a copy are cut and withheld by the rules of its sound.  The
 * passage here is 10:00 to 20:00 and 40:00 to 50:00, in seconds of a meeting. */
#include "rules/legible.h"
#include "unit/scratch.h"

#define S(seconds) ((int64_t)(seconds)*SPAN_RATE)

static struct span passage_v[] = {{S(600), S(1200)}, {S(2400), S(3000)}};
static const struct span_list passage = {passage_v, 2};

static bool
typed(int64_t seconds, const struct span_list *heard)
{
	return legible(LEGIBLE_TYPED, (struct span){S(seconds), S(seconds)},
	    &passage, heard);
}

static bool
spoken(int64_t from, int64_t to, const struct span_list *heard)
{
	return legible(
	    LEGIBLE_SPOKEN, (struct span){S(from), S(to)}, &passage, heard);
}

static void
rule_10_words_of_a_closed_session_stay_out(void **state)
{
	/* closed from 15:00 to 16:00 */
	struct span v[] = {
	    {S(600), S(900)}, {S(960), S(1200)}, {S(2400), S(3000)}};
	const struct span_list heard = {v, 3};

	(void)state;
	assert_true(spoken(890, 900, &heard));
	assert_false(spoken(899, 901, &heard));
	assert_false(spoken(910, 920, &heard));
	assert_true(spoken(960, 970, &heard));
	assert_true(typed(900, &heard));
	assert_false(typed(901, &heard));
	assert_false(typed(960, &heard));
	/* typed behind it, about what was said in it */
	assert_false(typed(1019, &heard));
	assert_true(typed(1020, &heard));
	/* minutes are about all of it */
	assert_false(
	    legible(LEGIBLE_MINUTES, (struct span){0, 0}, &passage, &heard));
	assert_true(
	    legible(LEGIBLE_MINUTES, (struct span){0, 0}, &passage, &passage));
}

static void
rule_01_words_of_another_case_stay_out(void **state)
{
	(void)state;
	assert_false(typed(599, &passage));
	assert_false(typed(600, &passage)); /* nothing of this case before it */
	assert_true(typed(601, &passage));
	assert_true(typed(1200, &passage));
	assert_false(typed(1201, &passage));
	/* a minute before a stretch belongs to the case before */
	assert_true(typed(2410, &passage));
	assert_false(spoken(590, 610, &passage));
	assert_false(spoken(1190, 2410, &passage));
	assert_false(spoken(700, 700, &passage));
	assert_false(spoken(800, 700, &passage));
}

static void
rule_11_words_of_a_withheld_passage_stay_out(void **state)
{
	struct span v[] = {{S(600), S(1200)}};
	const struct span_list heard = {v, 1}, nothing = {NULL, 0};

	(void)state;
	assert_true(typed(700, &heard));
	assert_false(typed(2500, &heard));
	assert_false(spoken(2500, 2501, &heard));
	assert_false(typed(700, &nothing));
	assert_false(
	    legible(LEGIBLE_MINUTES, (struct span){0, 0}, &nothing, &nothing));
	/* what is not a kind is not shown */
	assert_false(legible((enum legible_kind)0,
	    (struct span){S(700), S(701)}, &passage, &passage));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rule_10_words_of_a_closed_session_stay_out),
	    cmocka_unit_test(rule_01_words_of_another_case_stay_out),
	    cmocka_unit_test(rule_11_words_of_a_withheld_passage_stay_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
