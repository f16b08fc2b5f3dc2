/* Invented meetings put into a store as rows, and asked for as a whole table:
 * every answer is the oracle's, and the same as when it is asked for alone.  And
 * what a store keeps of them for the next question is never old: every row of one
 * changes between two questions, by another program or the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cmd.h"
#include "store/standing.h"
#include "unit/oracle.h"
#include "unit/rows.h"
#include "unit/scratch.h"

enum {
	MEETINGS = 250,
	LONG_MEETINGS = CMD_LOOKED_INTO ? 2000 : 20000,
	CHANGES = 60, /* each a commit, on a disk */
	SECOND = 10   /* account of the same person */
};

static struct store *store; /* that rows are put into */

static int
open_store(void **state)
{
	*state = store = rows_store();
	return 0;
}

static char dir[SCRATCH_PATH];
static struct store *asker, *writer; /* of one store on a disk */

static int
open_two(void **state)
{
	struct error err = {0};

	*state = scratch_make(dir);
	assert_int_equal(store_create(dir, &err), RC_OK);
	assert_int_equal(store_open(&writer, dir, STORE_TOOL, &err), RC_OK);
	assert_int_equal(store_open(&asker, dir, STORE_TOOL, &err), RC_OK);
	store = writer;
	return 0;
}

static int
end_two(void **state)
{
	store_close(asker);
	store_close(writer);
	return scratch_end(state);
}

/* sqlite3_mprintf's formats. */
static void
row(const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = sqlite3_vmprintf(fmt, ap);
	va_end(ap);
	rows_run(store, text);
	sqlite3_free(text);
}

/* What goes into the store for a run of slots. */
typedef void of_run(long long from, long long to, int a, int b);

static void
runs(uint64_t slots, of_run *put, int a, int b)
{
	for (int s = 0; s < 64; s++) {
		int from = s;

		if ((slots >> s & 1) == 0)
			continue;
		while (s < 64 && (slots >> s & 1) != 0)
			s++;
		put((long long)from * INVENTED_SLOT,
		    (long long)s * INVENTED_SLOT, a, b);
	}
}

static int seq;

static void
mark(const char *kind, long long sample, int person)
{
	row("INSERT INTO mark (recording_id, seq, kind, attendance_id, sample,"
	    " at) VALUES (1, %d, %Q, nullif(%d, 0), %lld, 0)",
	    ++seq, kind, person, sample);
}

static void
stay(long long from, long long to, int person, int b)
{
	(void)b;
	mark("join", from, person);
	mark("leave", to, person);
}

static void
closed(long long from, long long to, int a, int b)
{
	(void)a;
	(void)b;
	mark("closed", from, 0);
	mark("opened", to, 0);
}

static void
off_record(long long from, long long to, int a, int b)
{
	(void)b;
	mark(a == 0 ? "break" : "off-record", from, 0);
	mark("resumed", to, 0);
}

static void
exclusion(long long from, long long to, int person, int b)
{
	(void)b;
	row("INSERT INTO exclusion (meeting_id, person_id, from_sample,"
	    " to_sample, reason) VALUES (1, %d, %lld, %lld, 'why')",
	    person, from, to);
}

static void
passage(long long from, long long to, int item, int b)
{
	(void)b;
	row("INSERT INTO passage (meeting_id, item_id, from_sample, to_sample)"
	    " VALUES (1, %d, %lld, %lld)",
	    item, from, to);
}

static int64_t withheld_ms;

static void
withheld(long long from, long long to, int case_id, int person)
{
	row("INSERT INTO withheld_passage (meeting_id, case_id, person_id,"
	    " from_sample, to_sample, reason, proposed_by, proposed_at,"
	    " approved_by, approved_at) VALUES (1, %d, nullif(%d, 0), %lld,"
	    " %lld, 'why', 1, 0, 2, %lld)",
	    case_id, person, from, to, (long long)withheld_ms);
}

static void
wanted(int case_id, int person)
{
	row("INSERT INTO withheld_passage (meeting_id, case_id, person_id,"
	    " from_sample, to_sample, reason, proposed_by, proposed_at)"
	    " VALUES (1, %d, nullif(%d, 0), 0, 64000, 'why', 1, 0)",
	    case_id, person);
}

static void
decision(int case_id, int person, const struct invented_pair *of)
{
	/* One person approving their own proposal does it from another account:
	 * the store would refuse the same one. */
	int approver =
	    of->approver == of->proposer ? SECOND + of->approver : of->approver;

	if (of->verdict == VERDICT_NONE)
		return;
	/* An older one, void, that must not count. */
	row("INSERT INTO decision (meeting_id, case_id, person_id, verdict,"
	    " reason, proposed_by, proposed_at, approved_by, approved_at,"
	    " void_at) VALUES (1, %d, %d, 'send', 'why', 1, 0, 2, 0, 1)",
	    case_id, person);
	row("INSERT INTO decision (meeting_id, case_id, person_id, verdict,"
	    " reason, proposed_by, proposed_at, approved_by, void_at) VALUES"
	    " (1, %d, %d, %Q, 'why', %d, %lld, nullif(%d, 0), nullif(%d, 0))",
	    case_id, person, of->verdict == VERDICT_SEND ? "send" : "withhold",
	    of->proposer, (long long)of->proposed_ms, approver, of->void_since);
}

static void
exception(int case_id, int person, enum invented_exception kind)
{
	static const struct {
		int first, second, void_at;
	} of[] = {
	    [NO_EXCEPTION] = {0},
	    [ONLY_PROPOSED] = {0, 0, 0},
	    [ONE_APPROVED] = {2, 0, 0},
	    [TWO_APPROVED] = {2, 3, 0},
	    [ONE_TWICE] = {2, SECOND + 2, 0},
	    [MADE_VOID] = {2, 3, 1},
	};

	if (kind != NO_EXCEPTION)
		row("INSERT INTO exception (meeting_id, case_id, person_id,"
		    " reason, proposed_by, proposed_at, first_by, first_at,"
		    " second_by, second_at, void_at) VALUES (1, %d, %d, 'why',"
		    " 1, 0, nullif(%d, 0), nullif(%d, 0), nullif(%d, 0),"
		    " nullif(%d, 0), nullif(%d, 0))",
		    case_id, person, of[kind].first, of[kind].first,
		    of[kind].second, of[kind].second, of[kind].void_at);
}

static void
people(const struct invented *m)
{
	static const char *const harms[] = {
	    [HARM_NO] = "no",
	    [HARM_DISPUTED] = "disputed",
	    [HARM_UNKNOWN] = "unknown",
	    [HARM_YES] = "yes",
	};

	for (int p = 0; p < INVENTED_PEOPLE; p++)
		row("INSERT INTO person (id, ref, name, name_folded) VALUES"
		    " (%d, 'p%d', 'P%d Example', 'p')",
		    p + 1, p, p);
	for (int k = 0; k < INVENTED_CHILDREN; k++)
		row("INSERT INTO child (id, person_id, born_on, understands,"
		    " understanding_by, understanding_at, supporter) VALUES"
		    " (%d, %d, '2012-01-01', %d, 'A. Sample', 1, %Q)",
		    k + 1, k + 1, m->people[k].understands,
		    m->people[k].supporter ? "B. Sample" : "");
	for (int p = 0; p < INVENTED_PEOPLE; p++) {
		const struct invented_person *one = &m->people[p];

		if (one->attendance != NOT_THERE)
			row("INSERT INTO attendance (id, meeting_id, person_id,"
			    " ref, capacity) VALUES (%d, 1, %d, %d, %Q)",
			    p + 1, p + 1, p + 1,
			    one->attendance == AS_FAMILY ? "family"
				: p % 2 == 0             ? "core"
							 : "advocate");
		if (one->attendance != NOT_THERE)
			runs(one->present, stay, p + 1, 0);
		runs(one->excluded, exclusion, p + 1, 0);
		for (int k = 0; k < INVENTED_CHILDREN; k++)
			if (m->relation[p][k] != 0)
				row("INSERT INTO relationship (person_id,"
				    " child_id, kind, parental_responsibility,"
				    " source_of_harm) VALUES"
				    " (%d, %d, 'kin', 1, %Q)",
				    p + 1, k + 1, harms[m->relation[p][k]]);
	}
}

static void
one_case(const struct invented_case *mine, int id)
{
	row("INSERT INTO agenda_item (id, public_id, meeting_id, number, kind,"
	    " case_id, status) VALUES (%d, 'i%d', 1, %d, 'discussion', %d, %Q)",
	    id, id, id, id, mine->deferred ? "deferred" : "heard");
	runs(mine->passage, passage, id, 0);
	row("INSERT INTO case_release (meeting_id, case_id, released_by,"
	    " released_at, void_at) VALUES (1, %d, 1, 0, nullif(%d, 1))",
	    id, mine->released);
	if (mine->safety_ms != 0)
		row("INSERT INTO safety_confirmation (case_id, by_name,"
		    " capacity, confirmed_at) VALUES"
		    " (%d, 'C. Sample', 'idva', %lld)",
		    id, (long long)mine->safety_ms);
	withheld_ms = 1;
	runs(mine->withheld, withheld, id, 0);
	if (mine->wanted)
		wanted(id, 0);
	for (int k = 0; k < INVENTED_CHILDREN; k++)
		if ((mine->children >> k & 1) != 0)
			row("INSERT INTO case_child VALUES (%d, %d)", id,
			    k + 1);
	for (int p = 0; p < INVENTED_PEOPLE; p++) {
		const struct invented_pair *of = &mine->of[p];

		if (of->named)
			row("INSERT INTO case_perpetrator VALUES (%d, %d)", id,
			    p + 1);
		if (of->conflict)
			row("INSERT INTO conflict VALUES (1, %d, %d, 0)", id,
			    p + 1);
		withheld_ms = of->withheld_ms;
		runs(of->withheld, withheld, id, p + 1);
		if (of->on_hold)
			row("INSERT INTO safety_hold (meeting_id, case_id,"
			    " person_id, reason, placed_by, placed_at) VALUES"
			    " (1, %d, %d, 'why', 1, 0)",
			    id, p + 1);
		if (of->wanted)
			wanted(id, p + 1);
		decision(id, p + 1, of);
		exception(id, p + 1, of->exception);
	}
}

static void
fill(const struct invented *m)
{
	static const char *const types[] = {
	    [MEETING_MARAC] = "marac",
	    [MEETING_EMERGENCY_MARAC] = "emergency_marac",
	    [MEETING_ICPC] = "icpc",
	    [MEETING_RCPC] = "rcpc",
	    [MEETING_REVIEW] = "review",
	};

	seq = 0;
	row("INSERT INTO meeting (id, public_id, ref, type, area, planned_at)"
	    " VALUES (1, 'm1', 'M-1', %Q, 'Northshire', 0)",
	    types[m->type]);
	row("INSERT INTO device VALUES (1, 'Sample device', x'01', 0)");
	row("INSERT INTO recording (id, meeting_id, device_id, folder,"
	    " journal_hash, attached_at) VALUES (1, 1, 1, 'm1', x'00', 0)");
	people(m);
	for (int a = 1; a <= INVENTED_ACTORS; a++) {
		row("INSERT INTO person (id, ref, name, name_folded) VALUES"
		    " (%d, 'a%d', 'A%d Sample', 'a')",
		    100 + a, a, a);
		for (int i = 0; i <= SECOND; i += SECOND)
			row("INSERT INTO account (id, login, person_id, role,"
			    " password_hash, totp_sealed) VALUES"
			    " (%d, 'a%d', %d, 'chair', '', x'')",
			    i + a, i + a, 100 + a);
	}
	runs(m->closed, closed, 0, 0);
	runs(m->off_record, off_record, (int)(m->dice & 1), 0);
	for (int c = 0; c < INVENTED_CASES; c++)
		row("INSERT INTO marac_case (id, reference, victim_id) VALUES"
		    " (%d, 'NS-%d', %d)",
		    c + 1, c + 1, m->cases[c].victim + 1);
	for (int c = 0; c < INVENTED_CASES; c++)
		one_case(&m->cases[c], c + 1);
}

static uint64_t
slots(const struct span_list *list)
{
	uint64_t out = 0;

	for (size_t i = 0; i < list->count; i++)
		for (int64_t t = list->v[i].from; t < list->v[i].to;
		     t += INVENTED_SLOT)
			out |= (uint64_t)1 << (t / INVENTED_SLOT);
	return out;
}

struct seen {
	const struct invented *m;
	int seed;
	bool there[INVENTED_CASES][INVENTED_PEOPLE];
	unsigned long counts[OUTCOME_BLOCKED + 1];
};

static void
agree(const struct seen *seen, int c, int p, const struct entitlement *e)
{
	struct oracle say = oracle_ask(seen->m, c, p);

	if (e->outcome != say.outcome || slots(&e->spans) != say.held ||
	    (slots(&e->spans) & ~slots(&e->silent)) != say.heard)
		fail_msg("meeting %d, case %d, person %d: %s because %s; the "
			 "oracle: %s",
		    seen->seed, c, p, entitle_outcome_name(e->outcome),
		    entitle_reason_name(e->reason),
		    entitle_outcome_name(say.outcome));
}

static enum rc
look(void *to, const struct standing_line *line, struct error *err)
{
	struct seen *seen = to;
	int c = (int)line->c->id.v - 1, p = (int)line->person.v - 1;

	(void)err;
	assert_in_range(c, 0, INVENTED_CASES - 1);
	assert_in_range(p, 0, INVENTED_PEOPLE - 1);
	assert_false(seen->there[c][p]);
	seen->there[c][p] = true;
	seen->counts[line->today->outcome]++;
	agree(seen, c, p, line->today);
	return RC_OK;
}

static void
alone(const struct seen *seen, struct store *of, int c, int p,
    struct entitlement *e)
{
	struct error err = {0};

	if (standing_ask(of, (struct meeting_id){1}, (struct case_id){c + 1},
		(struct person_id){p + 1}, INVENTED_NOW, e, &err) != RC_OK)
		fail_msg("%s", err.text);
	agree(seen, c, p, e);
}

/* Those who are not in the table are owed nothing; and whoever is asked about
 * alone gets the table's answer. */
static void
ask_alone(const struct seen *seen)
{
	for (int c = 0; c < INVENTED_CASES; c++)
		for (int p = 0; p < INVENTED_PEOPLE; p++) {
			struct entitlement e = {0};

			if (seen->there[c][p] && (c + p) % 5 != 0)
				continue;
			alone(seen, store, c, p, &e);
			if (!seen->there[c][p] &&
			    e.outcome != OUTCOME_NOT_SENT &&
			    e.outcome != OUTCOME_BLOCKED)
				fail_msg("meeting %d, case %d: person %d is "
					 "not in the table",
				    seen->seed, c, p);
			entitle_clear(&e);
		}
}

/* OF answers about everybody as meeting SEED has it. */
static void
holds(struct store *of, int seed)
{
	struct invented m;
	struct seen seen = {.m = &m, .seed = seed};
	struct error err = {0};

	invented_make(&m, (uint64_t)seed);
	/* The whole table opens a dossier before it has read anything, so that it
	 * reads all of it anew; others are to take what is kept. */
	if (seed % 4 < 2)
		assert_int_equal(
		    standing_table(of, (struct meeting_id){1},
			(struct person_id){0}, INVENTED_NOW, look, &seen, &err),
		    RC_OK);
	for (int c = 0; c < INVENTED_CASES; c++)
		for (int p = 0; p < INVENTED_PEOPLE; p++) {
			struct entitlement e = {0};

			alone(&seen, of, c, p, &e);
			entitle_clear(&e);
		}
}

static void
rule_01_a_store_answers_as_the_oracle_does(void **state)
{
	const char *word = getenv("MARAC_LONG");
	int rounds =
	    word != NULL && strcmp(word, "1") == 0 ? LONG_MEETINGS : MEETINGS;
	struct seen seen = {0};
	struct error err = {0};

	(void)state;
	for (int seed = 0; seed < rounds; seed++) {
		struct invented m;

		invented_make(&m, (uint64_t)seed);
		seen.m = &m;
		seen.seed = seed;
		(void)memset(seen.there, 0, sizeof(seen.there));
		assert_int_equal(store_begin(store, &err), RC_OK);
		fill(&m);
		if (standing_table(store, (struct meeting_id){1},
			(struct person_id){0}, INVENTED_NOW, look, &seen,
			&err) != RC_OK)
			fail_msg("meeting %d: %s", seed, err.text);
		ask_alone(&seen);
		store_rollback(store);
	}
	for (int o = OUTCOME_SENT; o <= OUTCOME_BLOCKED; o++)
		if (seen.counts[o] < (unsigned long)rounds / 50)
			fail_msg("%s: only %lu",
			    entitle_outcome_name((enum outcome)o),
			    seen.counts[o]);
}

/* No row is left in STORE; those that others refer to go in a later round. */
static void
empty(void)
{
	static const char tables[] =
	    "SELECT 'DELETE FROM ' || name FROM sqlite_schema"
	    " WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'";
	struct sqlite3 *db = store_handle(store);
	int left = 1;

	for (int round = 0; left > 0; round++) {
		sqlite3_stmt *s = NULL;

		assert_true(round < 20);
		left = 0;
		assert_int_equal(
		    sqlite3_prepare_v2(db, tables, -1, &s, NULL), SQLITE_OK);
		while (sqlite3_step(s) == SQLITE_ROW)
			left += sqlite3_exec(db,
				    (const char *)sqlite3_column_text(s, 0),
				    NULL, NULL, NULL) != SQLITE_OK;
		assert_int_equal(sqlite3_finalize(s), SQLITE_OK);
	}
}

/* Meeting SEED instead of what there is; not yet committed. */
static void
change(int seed)
{
	struct error err = {0};
	struct invented m;

	invented_make(&m, (uint64_t)seed);
	assert_int_equal(store_begin(store, &err), RC_OK);
	empty();
	fill(&m);
}

static void
rule_01_what_is_kept_is_never_old(void **state)
{
	struct error err = {0};

	(void)state;
	for (int seed = 0; seed < CHANGES; seed++) {
		store = seed % 2 == 0 ? writer : asker;
		if (seed > 0 && seed % 3 == 0) {
			/* For itself only, and then never. */
			change(seed);
			holds(store, seed);
			store_rollback(store);
			holds(asker, seed - 1);
		}
		change(seed);
		assert_int_equal(store_commit(store, &err), RC_OK);
		holds(asker, seed);
	}
}

static int
one_more(unsigned what, void *to, void *statement, void *text)
{
	(void)what;
	(void)statement;
	(void)text;
	++*(int *)to;
	return 0;
}

/* When the first case's safety was confirmed, as it is known at NOW. */
static int64_t
confirmed(int64_t now_ms)
{
	struct error err = {0};
	struct facts f = {0};
	int64_t since;

	if (standing_facts(asker, (struct meeting_id){1}, (struct case_id){1},
		(struct person_id){1}, now_ms, &f, &err) != RC_OK)
		fail_msg("%s", err.text);
	since = f.safety_confirmed_ms;
	facts_clear(&f);
	return since;
}

/* The number of statements of a question. */
static int
reads(int64_t now_ms)
{
	int n = 0;

	(void)sqlite3_trace_v2(
	    store_handle(asker), SQLITE_TRACE_STMT, one_more, &n);
	(void)confirmed(now_ms);
	(void)sqlite3_trace_v2(store_handle(asker), 0, NULL, NULL);
	return n;
}

static void
the_next_question_reads_less(void **state)
{
	struct error err = {0};
	struct invented m;
	int first;

	(void)state;
	invented_make(&m, 1);
	assert_int_equal(store_begin(store, &err), RC_OK);
	fill(&m);
	assert_int_equal(store_commit(store, &err), RC_OK);
	first = reads(INVENTED_NOW);
	assert_true(reads(INVENTED_NOW + 1) < first / 2);
	row("INSERT INTO agency (name) VALUES ('Elsewhere')");
	assert_int_equal(reads(INVENTED_NOW + 2), first);
}

static void
one_meeting_is_not_kept_for_another(void **state)
{
	struct error err = {0};
	struct invented m;

	(void)state;
	invented_make(&m, 1);
	m.type = MEETING_MARAC;
	assert_int_equal(store_begin(store, &err), RC_OK);
	fill(&m);
	row("INSERT INTO meeting (id, public_id, ref, type, area, planned_at)"
	    " VALUES (2, 'm2', 'M-2', 'icpc', 'Northshire', 0)");
	assert_int_equal(store_commit(store, &err), RC_OK);
	for (int round = 0; round < 4; round++) {
		struct facts f = {0};

		assert_int_equal(
		    standing_facts(asker, (struct meeting_id){1 + round % 2},
			(struct case_id){1}, (struct person_id){1},
			INVENTED_NOW, &f, &err),
		    RC_OK);
		assert_int_equal(
		    f.meeting, round % 2 == 0 ? MEETING_MARAC : MEETING_ICPC);
		facts_clear(&f);
	}
}

/* A confirmation of safety is one from its time on, which no commit tells. */
static void
time_alone_changes_what_is_kept(void **state)
{
	static const int at[] = {9, 10, 19, 20, 21, 19, 10, 9};
	struct error err = {0};
	struct invented m;

	(void)state;
	invented_make(&m, 1);
	assert_int_equal(store_begin(store, &err), RC_OK);
	fill(&m);
	row("DELETE FROM safety_confirmation");
	for (int i = 10; i <= 20; i += 10)
		row("INSERT INTO safety_confirmation (case_id, confirmed_at,"
		    " by_name, capacity) VALUES (1, %lld, 'Iris', 'idva')",
		    (long long)INVENTED_NOW + i);
	assert_int_equal(store_commit(store, &err), RC_OK);
	for (size_t i = 0; i < sizeof(at) / sizeof(*at); i++)
		assert_int_equal(confirmed(INVENTED_NOW + at[i]),
		    at[i] < 10 ? 0 : INVENTED_NOW + at[i] / 10 * 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		rule_01_a_store_answers_as_the_oracle_does, open_store,
		rows_end),
	    cmocka_unit_test_setup_teardown(
		rule_01_what_is_kept_is_never_old, open_two, end_two),
	    cmocka_unit_test_setup_teardown(
		the_next_question_reads_less, open_two, end_two),
	    cmocka_unit_test_setup_teardown(
		one_meeting_is_not_kept_for_another, open_two, end_two),
	    cmocka_unit_test_setup_teardown(
		time_alone_changes_what_is_kept, open_two, end_two),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
