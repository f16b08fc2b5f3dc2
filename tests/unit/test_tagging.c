/* Every verb in every state, and what late, next and undo may do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/allowing.h"

enum { S = 48000 };

static char discussion[] = "discussion", spare[] = "spare", name[] = "x";
static struct papers_item items[] = {
    {.number = 1, .kind = discussion, .label = name},
    {.number = 2, .kind = discussion, .label = name},
    {.number = 3, .kind = discussion, .label = name},
    {.number = 9, .kind = spare, .label = name},
};
static struct papers_person people[] = {
    {.ref = 1, .name = name, .agency = name, .capacity = name},
    {.ref = 2, .name = name, .agency = name, .capacity = name},
};
static const struct papers papers = {
    .items = items, .nitems = 4, .people = people, .npeople = 2};

struct meeting {
	struct tagging t;
	uint32_t seq;
	struct error err;
	struct allowing_plan plan;
};

/* Do C at SECOND; what it would write is written. */
static enum rc
say(struct meeting *m, struct command c, double second)
{
	int64_t sample = (int64_t)(second * S);
	enum rc rc;

	m->err = (struct error){0};
	rc = allowing_make(
	    &m->t, &c, sample, 1000000 + sample / 48, &m->plan, &m->err);
	for (size_t i = 0; rc == RC_OK && i < m->plan.count; i++) {
		m->plan.entries[i].seq = ++m->seq;
		assert_int_equal(
		    tagging_apply(&m->t, &m->plan.entries[i], &m->err), RC_OK);
	}
	return rc;
}

static enum rc
verb(struct meeting *m, enum command_verb v, double second)
{
	struct command c = {.verb = v};

	if (v == COMMAND_JOIN || v == COMMAND_LEAVE)
		c.person = v == COMMAND_JOIN ? 2 : 1;
	if (v == COMMAND_LATE)
		c.seconds = 1;
	if (v == COMMAND_UNDO)
		c.seq = 999;
	if (v == COMMAND_MARK || v == COMMAND_DESCRIBE)
		(void)strcpy(c.mark, "note");
	if (v == COMMAND_DESCRIBE)
		c.seq = 999;
	return say(m, c, second);
}

static void
begin(struct meeting *m)
{
	*m = (struct meeting){0};
	assert_int_equal(tagging_open(&m->t, &papers, &m->err), RC_OK);
}

static void
start(struct meeting *m)
{
	begin(m);
	assert_int_equal(verb(m, COMMAND_ANNOUNCE, 0), RC_OK);
	assert_int_equal(
	    say(m, (struct command){.verb = COMMAND_JOIN, .person = 1}, 0),
	    RC_OK);
	assert_int_equal(verb(m, COMMAND_START, 0), RC_OK);
}

/* Bring M into STATE. */
static void
reach(struct meeting *m, enum command_state state)
{
	if (state == COMMAND_READY) {
		begin(m);
		return;
	}
	start(m);
	if (state == COMMAND_IS_OFF_RECORD)
		assert_int_equal(verb(m, COMMAND_OFF_RECORD, 1), RC_OK);
	if (state == COMMAND_ON_BREAK)
		assert_int_equal(verb(m, COMMAND_BREAK, 1), RC_OK);
	if (state == COMMAND_ENDED)
		assert_int_equal(verb(m, COMMAND_END, 1), RC_OK);
	assert_int_equal(m->t.state, state);
}

static void
every_verb_in_every_state(void **unused)
{
	enum {
		O = RC_OK,
		C = RC_CONFLICT,
		N = RC_NOTFOUND,
		I = RC_INVALID,
		D = RC_DENIED
	};
	/* ready, recording, off the record, break, ended */
	static const struct {
		enum command_verb verb;
		int rc[5];
		int then[5]; /* state it is in afterwards; 0: as before */
	} table[] = {
	    {COMMAND_ANNOUNCE, {O, C, C, C, C}, {0}},
	    {COMMAND_STATEMENT, {O, O, O, O, C}, {0}},
	    {COMMAND_JOIN, {O, O, O, O, C}, {0}},
	    {COMMAND_LEAVE, {C, O, O, O, C}, {0}},
	    {COMMAND_START, {D, C, C, C, C}, {0}},
	    {COMMAND_NEXT, {C, O, O, O, C}, {0}},
	    {COMMAND_MARK, {C, O, O, O, C}, {0}},
	    {COMMAND_DESCRIBE, {C, N, N, N, C}, {0}},
	    {COMMAND_UNDO, {N, N, N, N, C}, {0}},
	    {COMMAND_OFF_RECORD, {C, O, C, C, C},
		{0, COMMAND_IS_OFF_RECORD, 0, 0, 0}},
	    {COMMAND_BREAK, {C, O, C, C, C}, {0, COMMAND_ON_BREAK, 0, 0, 0}},
	    {COMMAND_CLOSED, {C, O, C, C, C}, {0}},
	    {COMMAND_OPEN, {C, C, C, C, C}, {0}},
	    {COMMAND_RESUME, {C, C, O, O, C},
		{0, 0, COMMAND_RECORDING, COMMAND_RECORDING, 0}},
	    {COMMAND_LATE, {C, I, I, I, C}, {0}},
	    {COMMAND_END, {C, O, O, O, C},
		{0, COMMAND_ENDED, COMMAND_ENDED, COMMAND_ENDED, 0}},
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		for (int s = 0; s < 5; s++) {
			enum command_state before =
			    (enum command_state)(COMMAND_READY + s);
			enum command_state then = table[i].then[s] != 0
			    ? (enum command_state)table[i].then[s]
			    : before;
			struct meeting m;
			enum rc rc;

			reach(&m, before);
			rc = verb(&m, table[i].verb, 2);
			if ((int)rc != table[i].rc[s] || m.t.state != then)
				fail_msg("%s in state %d: %s, state %d (%s)",
				    command_verb_name(table[i].verb), before,
				    error_name(rc), m.t.state, m.err.text);
			if (rc != RC_OK && m.err.text[0] == '\0')
				fail_msg("no reason given");
			tagging_clear(&m.t);
		}
	}
}

static void
rule_16_no_start_before_announcement_and_attendance(void **unused)
{
	struct meeting m;

	(void)unused;
	begin(&m);
	assert_int_equal(verb(&m, COMMAND_START, 0), RC_DENIED);
	assert_non_null(strstr(m.err.text, "announce"));
	assert_non_null(strstr(m.err.text, "join"));
	assert_int_equal(verb(&m, COMMAND_ANNOUNCE, 0), RC_OK);
	assert_int_equal(verb(&m, COMMAND_START, 0), RC_DENIED);
	assert_non_null(strstr(m.err.text, "nobody joined"));
	assert_int_equal(verb(&m, COMMAND_JOIN, 0), RC_OK);
	assert_non_null(strstr(m.plan.text, name));
	/* who came and went is not there */
	assert_int_equal(
	    say(&m, (struct command){.verb = COMMAND_LEAVE, .person = 2}, 0),
	    RC_OK);
	assert_int_equal(verb(&m, COMMAND_START, 0), RC_DENIED);
	assert_int_equal(verb(&m, COMMAND_JOIN, 0), RC_OK);
	assert_int_equal(verb(&m, COMMAND_START, 0), RC_OK);
	assert_int_equal(m.plan.entries[0].kind, JOURNAL_STARTED);
	assert_int_equal(m.plan.entries[1].kind, JOURNAL_ITEM);
	tagging_clear(&m.t);

	begin(&m);
	assert_int_equal(verb(&m, COMMAND_JOIN, 0), RC_OK);
	assert_int_equal(verb(&m, COMMAND_START, 0), RC_DENIED);
	assert_non_null(strstr(m.err.text, "not announced"));
	tagging_clear(&m.t);
}

static void
rule_16_no_words_off_the_record(void **unused)
{
	struct command c = {.verb = COMMAND_MARK, .mark = "note", .words = "w"};
	struct meeting m;

	(void)unused;
	start(&m);
	assert_int_equal(say(&m, c, 1), RC_OK);
	assert_int_equal(verb(&m, COMMAND_OFF_RECORD, 2), RC_OK);
	assert_int_equal(say(&m, c, 3), RC_DENIED);
	assert_int_equal(verb(&m, COMMAND_RESUME, 4), RC_OK);
	assert_int_equal(verb(&m, COMMAND_BREAK, 5), RC_OK);
	assert_int_equal(say(&m, c, 6), RC_DENIED);
	tagging_clear(&m.t);
}

static enum rc
describe(struct meeting *m, uint32_t seq, const char *mark)
{
	struct command c = {.verb = COMMAND_DESCRIBE, .seq = seq, .words = "w"};

	(void)snprintf(c.mark, sizeof(c.mark), "%s", mark);
	return say(m, c, 50);
}

static void
rule_10_words_belong_to_a_mark_of_the_same_stretch(void **unused)
{
	static const struct {
		struct command c;
		enum rc rc;
	} between[] = {
	    {{.verb = COMMAND_MARK, .mark = "risk"}, RC_OK},
	    {{.verb = COMMAND_JOIN, .person = 2}, RC_OK},
	    {{.verb = COMMAND_NEXT}, RC_DENIED},
	    {{.verb = COMMAND_CLOSED}, RC_DENIED},
	    {{.verb = COMMAND_OFF_RECORD}, RC_DENIED},
	    {{.verb = COMMAND_BREAK}, RC_DENIED},
	};
	struct meeting m;
	uint32_t seq;

	(void)unused;
	for (size_t i = 0; i < sizeof(between) / sizeof(between[0]); i++) {
		start(&m);
		assert_int_equal(verb(&m, COMMAND_MARK, 1), RC_OK);
		seq = m.seq;
		assert_int_equal(describe(&m, seq, "note"), RC_OK);
		assert_int_equal(m.plan.count, 0);
		assert_int_equal(say(&m, between[i].c, 2), RC_OK);
		assert_int_equal(describe(&m, seq, "note"), between[i].rc);
		if (m.t.state != COMMAND_RECORDING) {
			assert_int_equal(verb(&m, COMMAND_RESUME, 3), RC_OK);
			assert_int_equal(describe(&m, seq, "note"), RC_DENIED);
		}
		tagging_clear(&m.t);
	}
	start(&m);
	assert_int_equal(verb(&m, COMMAND_MARK, 1), RC_OK);
	seq = m.seq;
	assert_int_equal(describe(&m, seq, "risk"), RC_INVALID);
	assert_int_equal(describe(&m, seq - 1, "note"), RC_NOTFOUND);
	assert_int_equal(describe(&m, seq + 1, "note"), RC_NOTFOUND);
	/* a "next" that was a mistake was never there */
	assert_int_equal(verb(&m, COMMAND_NEXT, 2), RC_OK);
	assert_int_equal(
	    say(&m, (struct command){.verb = COMMAND_UNDO}, 3), RC_OK);
	assert_int_equal(describe(&m, seq, "note"), RC_OK);
	assert_int_equal(
	    say(&m, (struct command){.verb = COMMAND_UNDO, .seq = seq}, 4),
	    RC_OK);
	assert_int_equal(describe(&m, seq, "note"), RC_CONFLICT);
	tagging_clear(&m.t);
}

static enum rc
next(struct meeting *m, int item, double second)
{
	return say(
	    m, (struct command){.verb = COMMAND_NEXT, .item = item}, second);
}

static enum rc
late(struct meeting *m, int seconds)
{
	return say(m,
	    (struct command){.verb = COMMAND_LATE, .seconds = seconds}, 1000);
}

static void
next_goes_through_the_agenda(void **unused)
{
	struct meeting m;

	(void)unused;
	start(&m);
	assert_int_equal(m.t.item, 1);
	assert_int_equal(next(&m, 3, 1), RC_OK);
	assert_int_equal(next(&m, 3, 2), RC_CONFLICT);
	assert_int_equal(next(&m, 7, 2), RC_NOTFOUND);
	assert_int_equal(next(&m, 9, 3), RC_OK); /* ad hoc */
	assert_int_equal(next(&m, 0, 4), RC_OK);
	assert_int_equal(m.t.item, 2); /* the one not heard yet */
	assert_int_equal(next(&m, 0, 5), RC_NOTFOUND); /* spares by name */
	assert_int_equal(next(&m, 1, 6), RC_OK);       /* back to one */
	assert_int_equal(m.t.item, 1);
	tagging_clear(&m.t);
}

static void
late_stops_at_walls(void **unused)
{
	struct meeting m;

	(void)unused;
	/* the boundary before: 60 s */
	start(&m);
	assert_int_equal(late(&m, 1), RC_INVALID); /* the first has none */
	assert_int_equal(next(&m, 2, 60), RC_OK);
	assert_int_equal(next(&m, 3, 150), RC_OK);
	assert_int_equal(late(&m, 91), RC_INVALID);
	assert_non_null(strstr(m.err.text, "90.0 s"));
	assert_int_equal(late(&m, 90), RC_OK);
	assert_int_equal(m.t.edge, 60 * (int64_t)S);
	assert_int_equal(m.plan.entries[0].item, 3);
	assert_int_equal(m.plan.entries[0].sample, 60 * (int64_t)S);
	/* said again it counts from the button, not from there */
	assert_int_equal(late(&m, 10), RC_OK);
	assert_int_equal(m.t.edge, 140 * (int64_t)S);
	tagging_clear(&m.t);

	/* a moved boundary is a wall for the next one */
	start(&m);
	assert_int_equal(next(&m, 2, 60), RC_OK);
	assert_int_equal(late(&m, 20), RC_OK);
	assert_int_equal(next(&m, 3, 100), RC_OK);
	assert_int_equal(late(&m, 60), RC_OK);
	assert_int_equal(late(&m, 61), RC_INVALID);
	tagging_clear(&m.t);

	for (int kind = 0; kind < 3; kind++) {
		static const enum command_verb in[] = {
		    COMMAND_OFF_RECORD, COMMAND_BREAK, COMMAND_CLOSED};
		static const enum command_verb out[] = {
		    COMMAND_RESUME, COMMAND_RESUME, COMMAND_OPEN};

		start(&m);
		assert_int_equal(verb(&m, in[kind], 20), RC_OK);
		assert_int_equal(verb(&m, out[kind], 30), RC_OK);
		assert_int_equal(next(&m, 2, 45), RC_OK);
		assert_int_equal(late(&m, 16), RC_INVALID);
		assert_int_equal(late(&m, 15), RC_OK);
		tagging_clear(&m.t);
	}

	/* a gap */
	start(&m);
	assert_int_equal(tagging_apply(&m.t,
			     &(struct journal_entry){.kind = JOURNAL_GAP,
				 .sample = 40 * (int64_t)S,
				 .value = 500},
			     &m.err),
	    RC_OK);
	assert_int_equal(next(&m, 2, 45), RC_OK);
	assert_int_equal(late(&m, 6), RC_INVALID);
	assert_int_equal(late(&m, 5), RC_OK);
	tagging_clear(&m.t);
}

static enum rc
undo(struct meeting *m, uint32_t seq, double second)
{
	return say(
	    m, (struct command){.verb = COMMAND_UNDO, .seq = seq}, second);
}

static enum rc
person(struct meeting *m, enum command_verb v, int ref, double second)
{
	return say(m, (struct command){.verb = v, .person = ref}, second);
}

static void
undo_takes_back_the_last_thing_done(void **unused)
{
	struct meeting m;
	uint32_t first, second;

	(void)unused;
	begin(&m);
	assert_int_equal(undo(&m, 0, 0), RC_NOTFOUND);
	tagging_clear(&m.t);

	start(&m);
	assert_int_equal(verb(&m, COMMAND_MARK, 1), RC_OK);
	first = m.seq;
	assert_int_equal(verb(&m, COMMAND_MARK, 2), RC_OK);
	second = m.seq;
	assert_int_equal(undo(&m, 0, 3), RC_OK);
	assert_int_equal(m.plan.entries[0].kind, JOURNAL_UNDONE);
	assert_int_equal(m.plan.entries[0].supersedes, second);
	/* again: the one before, not a second time the same */
	assert_int_equal(undo(&m, 0, 4), RC_OK);
	assert_int_equal(m.plan.entries[0].supersedes, first);
	assert_int_equal(undo(&m, first, 5), RC_CONFLICT);
	assert_non_null(strstr(m.err.text, "already"));
	/* and what takes back is not taken back */
	assert_int_equal(undo(&m, m.seq, 5), RC_CONFLICT);
	assert_int_equal(undo(&m, 999, 5), RC_NOTFOUND);
	tagging_clear(&m.t);
}

static void
undo_of_who_is_in_the_room(void **unused)
{
	struct meeting m;
	uint32_t join;

	(void)unused;
	start(&m);
	assert_int_equal(person(&m, COMMAND_JOIN, 2, 10), RC_OK);
	join = m.seq;
	assert_int_equal(undo(&m, 0, 11), RC_OK);
	assert_false(m.t.present[1]);
	assert_int_equal(person(&m, COMMAND_JOIN, 2, 12), RC_OK);
	assert_int_equal(person(&m, COMMAND_LEAVE, 2, 600), RC_OK);
	assert_false(m.t.present[1]);
	/* the wrong one left: there all along, however long ago it was */
	assert_int_equal(undo(&m, m.seq, 6000), RC_OK);
	assert_true(m.t.present[1]);
	assert_non_null(strstr(m.plan.text, "left"));
	assert_int_equal(undo(&m, join, 6000), RC_CONFLICT);
	assert_true(m.t.present[0]);
	tagging_clear(&m.t);
}

static void
undo_of_a_closed_session(void **unused)
{
	struct meeting m;
	uint32_t closed;

	(void)unused;
	start(&m);
	assert_int_equal(verb(&m, COMMAND_CLOSED, 10), RC_OK);
	assert_int_equal(undo(&m, 0, 20), RC_OK);
	assert_false(m.t.closed);
	/* no wall is left of it */
	assert_int_equal(next(&m, 2, 30), RC_OK);
	assert_int_equal(late(&m, 25), RC_OK);

	assert_int_equal(verb(&m, COMMAND_CLOSED, 100), RC_OK);
	closed = m.seq;
	assert_int_equal(undo(&m, 0, 100 + ALLOWING_REGRET_S + 1), RC_DENIED);
	assert_non_null(strstr(m.err.text, "open"));
	assert_true(m.t.closed);
	assert_int_equal(verb(&m, COMMAND_OPEN, 230), RC_OK);
	/* what was said in it stays closed, its end may be taken back */
	assert_int_equal(undo(&m, closed, 231), RC_CONFLICT);
	assert_int_equal(undo(&m, 0, 900), RC_OK);
	assert_true(m.t.closed);
	assert_int_equal(verb(&m, COMMAND_CLOSED, 901), RC_CONFLICT);
	tagging_clear(&m.t);
}

static void
undo_of_a_mistaken_next(void **unused)
{
	struct meeting m;
	uint32_t first;

	(void)unused;
	start(&m);
	first = m.t.item_seq;
	assert_int_equal(undo(&m, 0, 1), RC_CONFLICT); /* the first item */
	assert_int_equal(next(&m, 2, 60), RC_OK);
	assert_int_equal(late(&m, 5), RC_OK);
	assert_int_equal(undo(&m, m.t.item_seq, 62), RC_OK);
	assert_int_equal(m.t.item, 1);
	assert_int_equal(m.t.item_seq, first);
	assert_int_equal(m.t.edge, 0);
	assert_false(m.t.heard[1]);
	/* as if it had never been pressed */
	assert_int_equal(next(&m, 0, 100), RC_OK);
	assert_int_equal(m.t.item, 2);
	assert_int_equal(late(&m, 100), RC_OK);
	/* too late: others would hear two minutes */
	assert_int_equal(
	    undo(&m, m.t.item_seq, 100 + ALLOWING_REGRET_S + 1), RC_DENIED);
	assert_non_null(strstr(m.err.text, "next"));
	assert_int_equal(next(&m, 3, 300), RC_OK);
	assert_int_equal(undo(&m, first, 301), RC_CONFLICT);
	tagging_clear(&m.t);

	/* off the record in between: still off the record */
	start(&m);
	assert_int_equal(next(&m, 2, 60), RC_OK);
	assert_int_equal(verb(&m, COMMAND_OFF_RECORD, 61), RC_OK);
	assert_int_equal(undo(&m, m.t.item_seq, 62), RC_OK);
	assert_int_equal(m.t.item, 1);
	assert_int_equal(m.t.state, COMMAND_IS_OFF_RECORD);
	tagging_clear(&m.t);
}

static void
undo_of_late_is_where_it_was_before(void **unused)
{
	struct meeting m;
	uint32_t edge;

	(void)unused;
	start(&m);
	assert_int_equal(next(&m, 2, 60), RC_OK);
	assert_int_equal(late(&m, 20), RC_OK);
	assert_int_equal(late(&m, 30), RC_OK);
	assert_int_equal(undo(&m, 0, 70), RC_OK);
	assert_int_equal(m.t.edge, 40 * (int64_t)S);
	edge = m.seq - 2;
	assert_int_equal(undo(&m, edge, 70), RC_OK);
	assert_int_equal(m.t.edge, 60 * (int64_t)S);
	assert_int_equal(late(&m, 10), RC_OK);
	edge = m.seq;
	assert_int_equal(next(&m, 3, 90), RC_OK);
	assert_int_equal(undo(&m, edge, 91), RC_CONFLICT);
	tagging_clear(&m.t);
}

/* Nothing is passed over: what was done before stays, too. */
static void
undo_refuses_what_stays(void **unused)
{
	static const struct {
		enum command_verb verb[2];
		const char *says;
	} stays[] = {
	    {{COMMAND_OFF_RECORD, 0}, "resume"},
	    {{COMMAND_BREAK, 0}, "resume"},
	    {{COMMAND_BREAK, COMMAND_RESUME}, "off-record"},
	};
	struct meeting m;
	uint32_t mark;

	(void)unused;
	for (size_t i = 0; i < sizeof(stays) / sizeof(stays[0]); i++) {
		start(&m);
		assert_int_equal(verb(&m, COMMAND_MARK, 1), RC_OK);
		mark = m.seq;
		for (int v = 0; v < 2 && stays[i].verb[v] != 0; v++)
			assert_int_equal(
			    verb(&m, stays[i].verb[v], 2 + v), RC_OK);
		assert_int_equal(undo(&m, 0, 9), RC_CONFLICT);
		if (strstr(m.err.text, stays[i].says) == NULL)
			fail_msg("%s", m.err.text);
		assert_int_equal(undo(&m, mark, 9), RC_OK);
		tagging_clear(&m.t);
	}
	/* a gap that came in between is nobody's doing */
	start(&m);
	assert_int_equal(verb(&m, COMMAND_MARK, 1), RC_OK);
	mark = m.seq;
	assert_int_equal(tagging_apply(&m.t,
			     &(struct journal_entry){.kind = JOURNAL_GAP,
				 .seq = ++m.seq,
				 .sample = 2 * (int64_t)S},
			     &m.err),
	    RC_OK);
	assert_int_equal(undo(&m, 0, 9), RC_OK);
	assert_int_equal(m.plan.entries[0].supersedes, mark);
	tagging_clear(&m.t);
}

static void
rule_16_undone_announcement_is_none(void **unused)
{
	struct meeting m;

	(void)unused;
	begin(&m);
	assert_int_equal(person(&m, COMMAND_JOIN, 1, 0), RC_OK);
	assert_int_equal(verb(&m, COMMAND_ANNOUNCE, 0), RC_OK);
	assert_int_equal(undo(&m, 0, 0), RC_OK);
	assert_int_equal(verb(&m, COMMAND_START, 0), RC_DENIED);
	assert_int_equal(verb(&m, COMMAND_ANNOUNCE, 0), RC_OK);
	assert_int_equal(undo(&m, 1, 0), RC_OK); /* nobody is in the room */
	assert_int_equal(verb(&m, COMMAND_START, 0), RC_DENIED);
	assert_int_equal(person(&m, COMMAND_JOIN, 2, 0), RC_OK);
	assert_int_equal(verb(&m, COMMAND_STATEMENT, 0), RC_OK);
	assert_int_equal(verb(&m, COMMAND_STATEMENT, 0), RC_CONFLICT);
	assert_int_equal(verb(&m, COMMAND_START, 0), RC_OK);
	assert_int_equal(undo(&m, 4, 1), RC_CONFLICT);
	assert_true(m.t.announced);
	tagging_clear(&m.t);
}

static void
a_description_says_what_the_journal_does(void **unused)
{
	struct command_reply r = {0};
	struct meeting m;

	(void)unused;
	start(&m);
	assert_int_equal(verb(&m, COMMAND_MARK, 1), RC_OK);
	assert_int_equal(next(&m, 3, 60), RC_OK);
	assert_int_equal(late(&m, 10), RC_OK);
	assert_int_equal(verb(&m, COMMAND_MARK, 70), RC_OK);
	assert_int_equal(verb(&m, COMMAND_MARK, 71), RC_OK);
	assert_int_equal(undo(&m, 0, 72), RC_OK);
	for (int i = 0; i < 2; i++) /* said again it is the same */
		tagging_describe(&m.t, 0, &r);
	assert_true(r.announced);
	assert_false(r.statement);
	assert_int_equal(r.state, COMMAND_RECORDING);
	assert_int_equal(r.item, 3);
	assert_int_equal(r.item_since, 50 * (int64_t)S);
	assert_int_equal(r.marks, 2);
	assert_int_equal(r.undo, m.seq - 2);
	assert_int_equal(r.npresent, 1);
	assert_int_equal(r.present[0], 1);
	assert_int_equal(r.nheard, 2);
	assert_int_equal(r.heard[0], 1);
	assert_int_equal(r.heard[1], 3);
	assert_int_equal(r.nrecent, COMMAND_RECENT);
	assert_int_equal(r.recent[COMMAND_RECENT - 1].seq, m.seq);
	assert_string_equal(r.recent[COMMAND_RECENT - 1].kind, "undone");
	assert_true(r.recent[COMMAND_RECENT - 2].undone);
	assert_false(r.recent[COMMAND_RECENT - 3].undone);
	assert_string_equal(r.recent[COMMAND_RECENT - 3].kind, "note");
	assert_int_equal(r.recent[COMMAND_RECENT - 3].sample, 70 * (int64_t)S);
	assert_int_equal(verb(&m, COMMAND_BREAK, 80), RC_OK);
	tagging_describe(&m.t, 0, &r);
	assert_int_equal(r.undo, 0);
	tagging_clear(&m.t);
}

static void
resumed_says_how_long(void **unused)
{
	struct meeting m;

	(void)unused;
	start(&m);
	assert_int_equal(verb(&m, COMMAND_OFF_RECORD, 10), RC_OK);
	assert_int_equal(next(&m, 2, 15), RC_OK);
	assert_int_equal(verb(&m, COMMAND_RESUME, 72.5), RC_OK);
	assert_int_equal(m.plan.entries[0].value, 62500);
	assert_int_equal(m.plan.entries[0].item, 2);
	tagging_clear(&m.t);
}

/* 1 from 0 to 100 s but for 30 s in which 2 was on, 2 from 90 s as "late" says,
 * a mistaken 3 at 110 s, until 120 s. */
static void
how_long_each_item_was_on(void **unused)
{
	struct command_reply r;
	struct meeting m;

	(void)unused;
	start(&m);
	assert_int_equal(next(&m, 2, 40), RC_OK);
	assert_int_equal(next(&m, 1, 70), RC_OK);
	assert_int_equal(next(&m, 2, 100), RC_OK);
	assert_int_equal(late(&m, 10), RC_OK);
	assert_int_equal(next(&m, 3, 110), RC_OK);
	assert_int_equal(
	    say(&m, (struct command){.verb = COMMAND_UNDO}, 111), RC_OK);
	r = (struct command_reply){0};
	tagging_describe(&m.t, 120 * S, &r);
	assert_int_equal(r.nspent, 2);
	assert_int_equal(r.heard[0], 1);
	assert_int_equal(r.spent[0], 60);
	assert_int_equal(r.heard[1], 2);
	assert_int_equal(r.spent[1], 60);
	tagging_clear(&m.t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_verb_in_every_state),
	    cmocka_unit_test(
		rule_16_no_start_before_announcement_and_attendance),
	    cmocka_unit_test(how_long_each_item_was_on),
	    cmocka_unit_test(rule_16_no_words_off_the_record),
	    cmocka_unit_test(
		rule_10_words_belong_to_a_mark_of_the_same_stretch),
	    cmocka_unit_test(next_goes_through_the_agenda),
	    cmocka_unit_test(late_stops_at_walls),
	    cmocka_unit_test(undo_takes_back_the_last_thing_done),
	    cmocka_unit_test(undo_of_who_is_in_the_room),
	    cmocka_unit_test(undo_of_a_closed_session),
	    cmocka_unit_test(undo_of_a_mistaken_next),
	    cmocka_unit_test(undo_of_late_is_where_it_was_before),
	    cmocka_unit_test(undo_refuses_what_stays),
	    cmocka_unit_test(rule_16_undone_announcement_is_none),
	    cmocka_unit_test(a_description_says_what_the_journal_does),
	    cmocka_unit_test(resumed_says_how_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
