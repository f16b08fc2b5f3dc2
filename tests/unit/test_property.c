/* Meetings made up at random (invented.h), judged by the rules and by an
 * oracle that shares nothing with them (oracle.h): nobody ever gets a sample
 * that the oracle denies, everybody of every family ends in exactly one place,
 * with a reason, and what takes a right away never enlarges anything.
 *
 * 10,000 meetings in every run, 1,000,000 with MARAC_LONG=1; a failure names
 * the meeting's number, which is its seed.  test_dossier asks a store that some
 * of the same meetings were put into. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cmd.h"
#include "rules/cuts.h"
#include "rules/entitle.h"
#include "unit/oracle.h"

/* Sanitizers make each ten times as long. */
enum { EVERY_RUN = 10000, LONG = CMD_LOOKED_INTO ? 100000 : 1000000 };

static int
meetings(void)
{
	const char *word = getenv("MARAC_LONG");

	return word != NULL && strcmp(word, "1") == 0 ? LONG : EVERY_RUN;
}

static void
put(struct span_list *out, uint64_t slots)
{
	struct error err = {0};

	for (int s = 0; s < 64; s++)
		if ((slots >> s & 1) != 0)
			assert_int_equal(
			    span_add(out,
				(struct span){(int64_t)s * INVENTED_SLOT,
				    (int64_t)(s + 1) * INVENTED_SLOT},
				&err),
			    RC_OK);
}

/* The slots of LIST, which must be whole ones. */
static uint64_t
slots(const struct span_list *list)
{
	uint64_t out = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct span s = list->v[i];

		assert_int_equal(s.from % INVENTED_SLOT, 0);
		assert_int_equal(s.to % INVENTED_SLOT, 0);
		assert_in_range(s.to, s.from + 1, 64 * INVENTED_SLOT);
		for (int64_t t = s.from; t < s.to; t += INVENTED_SLOT)
			out |= (uint64_t)1 << (t / INVENTED_SLOT);
	}
	return out;
}

/* What a store would read of it. */
static struct facts
facts_of(const struct invented *m, int c, int p)
{
	const struct invented_case *mine = &m->cases[c];
	const struct invented_pair *of = &mine->of[p];
	const struct invented_person *person = &m->people[p];
	struct facts f = {
	    .meeting = m->type,
	    .now_ms = INVENTED_NOW,
	    .released = mine->released,
	    .deferred = mine->deferred,
	    .participant = person->attendance == AS_CORE,
	    .attended = person->attendance != NOT_THERE,
	    .conflict = of->conflict,
	    .on_hold = of->on_hold,
	    .is_child = oracle_child(m, c, p),
	    .family = oracle_family(m, c, p),
	    .other_family = oracle_other_family(m, c, p),
	    .parted = of->withheld != 0 && of->verdict != VERDICT_NONE &&
		of->proposed_ms > of->withheld_ms,
	    .understanding = person->understands && person->supporter,
	    .harm = oracle_harmful(m, c, p) ? HARM_YES : HARM_NO,
	    .exception = of->exception == TWO_APPROVED,
	    .withholding_open = mine->wanted || of->wanted,
	    .decision = {of->verdict, of->proposer, of->approver,
		of->void_since},
	    .safety_confirmed_ms = mine->safety_ms,
	};

	put(&f.passage, mine->passage);
	put(&f.closed, m->closed);
	put(&f.off_record, m->off_record);
	put(&f.excluded, person->excluded);
	put(&f.withheld, mine->withheld | of->withheld);
	if (f.attended)
		put(&f.present, person->present);
	return f;
}

static void
judged(const struct invented *m, int c, int p, struct entitlement *e)
{
	struct facts f = facts_of(m, c, p);
	struct error err = {0};

	assert_int_equal(entitle_copy(&f, e, &err), RC_OK);
	facts_clear(&f);
}

static uint64_t
heard(const struct entitlement *e)
{
	assert_true(span_covers(&e->spans, &e->silent));
	return slots(&e->spans) & ~slots(&e->silent);
}

static void
differ(int seed, int c, int p, const struct entitlement *e,
    const struct oracle *say)
{
	fail_msg("meeting %d, case %d, person %d: %s because %s, holds %016llx "
		 "and hears %016llx; the oracle: %s, %016llx, %016llx",
	    seed, c, p, entitle_outcome_name(e->outcome),
	    entitle_reason_name(e->reason),
	    (unsigned long long)slots(&e->spans), (unsigned long long)heard(e),
	    entitle_outcome_name(say->outcome), (unsigned long long)say->held,
	    (unsigned long long)say->heard);
}

/* E is what the oracle says, to the slot; and it has a reason. */
static void
agree(int seed, const struct invented *m, int c, int p,
    const struct entitlement *e)
{
	struct oracle say = oracle_ask(m, c, p);

	if (e->outcome != say.outcome || slots(&e->spans) != say.held ||
	    heard(e) != say.heard || *entitle_reason_name(e->reason) == '\0')
		differ(seed, c, p, e, &say);
}

static void
rule_01_nobody_gets_a_sample_that_an_oracle_denies(void **state)
{
	unsigned long counts[OUTCOME_BLOCKED + 1] = {0}, silent = 0;
	int rounds = meetings();

	(void)state;
	for (int seed = 0; seed < rounds; seed++) {
		struct invented m;

		invented_make(&m, (uint64_t)seed);
		for (int c = 0; c < INVENTED_CASES; c++)
			for (int p = 0; p < INVENTED_PEOPLE; p++) {
				struct entitlement e = {0};

				judged(&m, c, p, &e);
				agree(seed, &m, c, p, &e);
				counts[e.outcome]++;
				silent += e.silent.count > 0;
				entitle_clear(&e);
			}
	}
	/* Else the rounds above looked at nothing: each outcome, often. */
	for (int o = OUTCOME_SENT; o <= OUTCOME_BLOCKED; o++)
		if (counts[o] < (unsigned long)rounds / 50)
			fail_msg("%s: only %lu",
			    entitle_outcome_name((enum outcome)o), counts[o]);
	assert_true(silent > (unsigned long)rounds / 10);
}

/* Sent (or a part), held, withheld, blocked, to be decided; or nothing is
 * owed, and then because of the meeting or of their own seat in it. */
static bool
a_family_may_end_so(const struct entitlement *e)
{
	switch (e->outcome) {
	case OUTCOME_SENT:
	case OUTCOME_PART:
		return e->reason == REASON_FAMILY_APPROVED ||
		    e->reason == REASON_EXCEPTION;
	case OUTCOME_HELD:
		return e->reason >= REASON_NOT_RELEASED &&
		    e->reason <= REASON_ON_HOLD;
	case OUTCOME_WITHHELD:
		return e->reason == REASON_DECIDED_WITHHOLD;
	case OUTCOME_DECIDE:
		return e->reason >= REASON_NEEDS_DECISION &&
		    e->reason <= REASON_DECISION_VOID;
	case OUTCOME_BLOCKED:
		return e->reason >= REASON_HARM_YES &&
		    e->reason <= REASON_HARM_DISPUTED;
	case OUTCOME_NOT_SENT:
		return e->reason == REASON_CONFLICT ||
		    e->reason == REASON_DEFERRED ||
		    e->reason == REASON_NOTHING_RECORDED ||
		    e->reason == REASON_ABSENT;
	}
	return false;
}

static void
every_family_member_of_every_child_ends_in_one_place_with_a_reason(void **state)
{
	unsigned long families = 0;
	int rounds = meetings();

	(void)state;
	for (int seed = 0; seed < rounds; seed++) {
		struct invented m;

		invented_make(&m, (uint64_t)seed);
		for (int c = 0; c < INVENTED_CASES; c++)
			for (int p = 0; p < INVENTED_PEOPLE; p++) {
				struct entitlement e = {0};

				if (!oracle_family(&m, c, p))
					continue;
				families++;
				judged(&m, c, p, &e);
				if (!a_family_may_end_so(&e))
					fail_msg("meeting %d, case %d, person "
						 "%d: %s because %s",
					    seed, c, p,
					    entitle_outcome_name(e.outcome),
					    entitle_reason_name(e.reason));
				entitle_clear(&e);
			}
	}
	assert_true(families > 5 * (unsigned long)rounds);
}

static void
taking_a_right_away_never_enlarges_anything(void **state)
{
	unsigned long shrunk = 0, ended = 0;
	int rounds = meetings();

	(void)state;
	for (int seed = 0; seed < rounds; seed++) {
		struct invented before, after;

		invented_make(&before, (uint64_t)seed);
		after = before;
		for (int i = 0; i < 3; i++)
			invented_lessen(&after);
		for (int c = 0; c < INVENTED_CASES; c++)
			for (int p = 0; p < INVENTED_PEOPLE; p++) {
				struct entitlement was = {0}, is = {0};

				/* A stranger who is named becomes somebody an
				 * exception can be for: that is a standing they
				 * get, not a right they lose. */
				if (!oracle_family(&before, c, p) &&
				    !oracle_harmful(&before, c, p) &&
				    oracle_harmful(&after, c, p) &&
				    after.cases[c].of[p].exception ==
					TWO_APPROVED)
					continue;
				judged(&before, c, p, &was);
				judged(&after, c, p, &is);
				if ((heard(&is) & ~heard(&was)) != 0 ||
				    !span_covers(&was.spans, &is.spans))
					fail_msg("meeting %d, case %d, person "
						 "%d: enlarged",
					    seed, c, p);
				/* A copy of then is good exactly while nothing
				 * in it is denied now. */
				if (heard(&was) != 0)
					assert_int_equal(
					    entitle_still(
						&is, &was.spans, &was.silent),
					    is.spans.count > 0 &&
						(slots(&was.spans) &
						    ~slots(&is.spans)) == 0 &&
						(heard(&was) & ~heard(&is)) ==
						    0);
				shrunk += heard(&was) != heard(&is);
				ended += heard(&was) != 0 && heard(&is) == 0;
				entitle_clear(&was);
				entitle_clear(&is);
			}
	}
	print_message("%lu shrunk, %lu of them to nothing\n", shrunk, ended);
	assert_true(shrunk > (unsigned long)rounds / 10);
	assert_true(ended > (unsigned long)rounds / 20);
}

/* The slots of LIST, none of which was SEEN. */
static void
apart(const struct span_list *list, uint64_t *seen)
{
	assert_int_equal(slots(list) & *seen, 0);
	*seen |= slots(list);
}

static void
rule_10_every_slot_of_a_passage_is_heard_or_cut_for_one_reason(void **state)
{
	unsigned long all[5] = {0};
	int rounds = meetings() / 4;

	(void)state;
	for (int seed = 0; seed < rounds; seed++) {
		struct invented m;

		invented_make(&m, (uint64_t)seed);
		for (int c = 0; c < INVENTED_CASES; c++)
			for (int p = 0; p < INVENTED_PEOPLE; p++) {
				const struct invented_person *one =
				    &m.people[p];
				struct facts f = facts_of(&m, c, p);
				struct cuts cut = {0};
				struct error err = {0};
				uint64_t seen = 0;

				assert_int_equal(
				    cuts_make(&f, &cut, &err), RC_OK);
				apart(&cut.off_record, &seen);
				apart(&cut.closed, &seen);
				assert_int_equal(seen | slots(&cut.open),
				    m.cases[c].passage);
				assert_int_equal(seen & slots(&cut.open), 0);
				apart(&cut.excluded, &seen);
				apart(&cut.absent, &seen);
				apart(&cut.mine, &seen);
				assert_int_equal(seen, m.cases[c].passage);

				assert_int_equal(
				    slots(&cut.off_record) & ~m.off_record, 0);
				assert_int_equal(
				    slots(&cut.closed) & ~m.closed, 0);
				assert_int_equal(
				    slots(&cut.excluded) & ~one->excluded, 0);
				assert_int_equal(
				    slots(&cut.absent) & one->present, 0);
				if (one->attendance == NOT_THERE)
					assert_int_equal(cut.absent.count, 0);
				assert_int_equal(slots(&cut.silent),
				    slots(&cut.mine) &
					(m.cases[c].withheld |
					    m.cases[c].of[p].withheld));
				all[0] += cut.off_record.count;
				all[1] += cut.closed.count;
				all[2] += cut.excluded.count;
				all[3] += cut.absent.count;
				all[4] += cut.silent.count;
				cuts_clear(&cut);
				facts_clear(&f);
			}
	}
	for (size_t i = 0; i < 5; i++)
		assert_true(all[i] > (unsigned long)rounds);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		rule_01_nobody_gets_a_sample_that_an_oracle_denies),
	    cmocka_unit_test(
		every_family_member_of_every_child_ends_in_one_place_with_a_reason),
	    cmocka_unit_test(
		rule_10_every_slot_of_a_passage_is_heard_or_cut_for_one_reason),
	    cmocka_unit_test(taking_a_right_away_never_enlarges_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
