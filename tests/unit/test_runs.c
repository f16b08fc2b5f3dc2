/*
 * runs, and what splice makes of it, against what a withheld passage must be:
 * as long as it was, nothing but silence, and nothing of it anywhere else.
 *
 * The guards (distributor/edge.h) are wrapped by the linker, so that each can
 * be taken out to see that its test notices.
 */
#include "distributor/edge.h"
#include "distributor/runs.h"
#include "unit/cutting.h"

/* -- the guards, and their mutants -------------------------------------- */

static bool snapped_inward, no_reset;

void __real_edge_silence(int64_t, struct span, int64_t *, int64_t *);
void __wrap_edge_silence(int64_t, struct span, int64_t *, int64_t *);
const unsigned char *__real_edge_silent_packet(size_t *);
const unsigned char *__wrap_edge_silent_packet(size_t *);

void
__wrap_edge_silence(int64_t origin, struct span s, int64_t *from, int64_t *to)
{
	__real_edge_silence(origin, s, from, to);
	if (snapped_inward) {
		(*from)++;
		(*to)--;
	}
}

/* A SILK packet without a frame: a decoder goes on from what it heard. */
const unsigned char *
__wrap_edge_silent_packet(size_t *len)
{
	static const unsigned char lost[] = {0x78};

	*len = 1;
	return no_reset ? lost : __real_edge_silent_packet(len);
}

static int
restore(void **state)
{
	(void)state;
	snapped_inward = no_reset = false;
	return 0;
}

/* -- a case with something withheld in its middle -------------------------- */

enum { FROM = 41 * SECOND + 77, TO = 52 * SECOND + 701 };
static const struct span middle = {FROM, TO};
static const double own_hz = 700, withheld_hz = 1900;

/* Case 1, with MIDDLE withheld; its grid is that of what was pressed. */
static void
cut_middle(struct copy *c, struct meeting *m)
{
	const struct span span = {m->truly[1], m->truly[2]};
	const struct span_list silent = {(struct span *)&middle, 1};

	cut_silent(c, m->tapes, CASES, &span, 1, &silent);
	assert_int_equal(c->splice.samples, span.to - span.from);
	assert_int_equal(c->splice.nparts, 3);
	for (size_t i = 0; i < 3; i++) {
		const struct splice_part *p = &c->splice.parts[i];

		assert_int_equal(p->silent, i == 1);
		assert_int_equal(p->plays_at, p->span.from - span.from);
	}
}

/* The largest sample that comes out from the silent part's second frame on,
 * until the next part's sound does; -1: it has no second frame. */
static int
rest_of_silence(const struct copy *c)
{
	size_t from =
	    (size_t)(c->splice.parts[1].plays_at + c->pre_skip) / VOICE_FRAME;
	size_t to =
	    (size_t)(c->splice.parts[2].plays_at + c->pre_skip) / VOICE_FRAME;

	/* both begin with a frame of the file, and a decoder delays by 312 */
	return to < from + 2 ? -1
			     : loudest_of(c->heard + (from + 1) * VOICE_FRAME,
				   (to - from - 1) * VOICE_FRAME);
}

static void
tone_meeting(struct meeting *m, double amplitude)
{
	size_t count;
	int16_t *pcm;

	plan_meeting(m, cases, 0);
	for (int i = 0; i < CASES; i++) {
		pcm = part(m, i, &count);
		add_tone(pcm, count, own_hz, 160);
	}
	memset(m->pcm + FROM, 0, (TO - FROM) * sizeof(*m->pcm));
	add_tone(m->pcm + FROM, TO - FROM, withheld_hz, amplitude);
	record_meeting(m);
}

static void
rule_11_a_withheld_passage_is_silence(void **state)
{
	struct meeting m;
	struct copy c;

	(void)state;
	tone_meeting(&m, 8000);
	cut_middle(&c, &m);
	assert_in_range(c.splice.parts[1].span.from, FROM - 959, FROM);
	assert_in_range(c.splice.parts[1].span.to, TO, TO + 959);
	assert_int_equal(c.splice.silent,
	    (c.splice.parts[1].span.to - c.splice.parts[1].span.from) /
		VOICE_FRAME);
	assert_in_range(rest_of_silence(&c), 0, 1);
	assert_true(loudest(&c, own_hz) > -50);
	assert_true(loudest(&c, withheld_hz) <= -74);
	copy_clear(&c);
	snapped_inward = true;
	cut_middle(&c, &m);
	assert_true(loudest(&c, withheld_hz) > -40);
	copy_clear(&c);
	meeting_clear(&m);
}

static void
rule_11_no_packet_of_a_withheld_passage_is_in_the_copy(void **state)
{
	struct meeting m;
	struct copy c;
	size_t from, to;

	(void)state;
	plan_meeting(&m, cases, 0);
	/* in digital silence one packet is like another */
	for (uint32_t seed = 3, i = 0; i < (uint32_t)cases[CASES]; i++)
		m.pcm[i] = (int16_t)(sound_random(&seed) >> 18) - 32;
	sound_talk(m.pcm, (size_t)cases[CASES], 1, 9000);
	record_meeting(&m);
	cut_middle(&c, &m);
	/* every packet that any sample of it went into */
	from = (size_t)(FROM - m.pressed[1]) / VOICE_FRAME;
	to = (size_t)(TO + VOICE_PRE_SKIP - m.pressed[1]) / VOICE_FRAME + 1;
	for (size_t i = from; i < to; i++)
		for (size_t j = 0; j < c.tape.npackets; j++)
			assert_false(same_packet(&m.tapes[1], i, &c.tape, j));
	assert_true(same_packet(&m.tapes[1], from - 1, &c.tape, from - 1));
	copy_clear(&c);
	meeting_clear(&m);
}

static void
a_decoder_begins_anew_behind_silence(void **state)
{
	struct meeting m;
	struct copy c;

	(void)state;
	talk_meeting(&m, cases, 0, 1);
	cut_middle(&c, &m);
	assert_in_range(rest_of_silence(&c), 0, 1);
	copy_clear(&c);
	no_reset = true;
	cut_middle(&c, &m);
	assert_true(rest_of_silence(&c) > 1);
	copy_clear(&c);
	meeting_clear(&m);
}

/* -- non-interference ------------------------------------------------------ */

/* Talk, with other talk where it is withheld. */
static void
withheld_meeting(struct meeting *m, uint32_t seed)
{
	size_t count;
	int16_t *pcm;

	plan_meeting(m, cases, 0);
	for (int i = 0; i < CASES; i++) {
		pcm = part(m, i, &count);
		sound_talk(pcm, count, 1000u * (unsigned)(i + 1), 9000);
	}
	memset(m->pcm + FROM, 0, (TO - FROM) * sizeof(*m->pcm));
	sound_talk(m->pcm + FROM, TO - FROM, seed, 9000);
	record_meeting(m);
}

static void
rule_11_what_was_withheld_is_forgotten_at_the_next_point(void **state)
{
	struct meeting a, b;
	struct copy c, d;
	size_t point = 0, before, behind, differ = 0;

	(void)state;
	withheld_meeting(&a, 1);
	withheld_meeting(&b, 2);
	cut_middle(&c, &a);
	cut_middle(&d, &b);
	assert_int_equal(c.tape.npackets, d.tape.npackets);
	assert_int_equal(c.splice.samples, d.splice.samples);
	before = (size_t)(FROM - a.truly[1]) / VOICE_FRAME;
	behind = (size_t)(TO - a.truly[1]) / VOICE_FRAME + 1;
	for (size_t i = a.tapes[1].npoints; i-- > 0;)
		if (a.tapes[1].points[i] > (int64_t)behind)
			point = (size_t)a.tapes[1].points[i];
	assert_in_range(point, behind + 1, behind + 600);
	/* what the encoder knew before it was said, and what it forgot */
	for (size_t i = 0; i < c.tape.npackets; i++) {
		if (i < before || i >= point)
			assert_true(same_packet(&c.tape, i, &d.tape, i));
		else
			differ += !same_packet(&c.tape, i, &d.tape, i);
	}
	assert_true(differ > 0);
	copy_clear(&c);
	copy_clear(&d);
	meeting_clear(&a);
	meeting_clear(&b);
}

static void
rule_11_nothing_beside_silence_is_like_what_was_withheld(void **state)
{
	struct meeting m;
	struct copy c;
	size_t count, at;
	int16_t *pcm;
	double before, behind;

	(void)state;
	plan_meeting(&m, cases, 0);
	pcm = part(&m, 1, &count);
	for (uint32_t seed = 8, i = 0; i < count; i++)
		pcm[i] = (int16_t)(sound_random(&seed) % 4000) - 2000;
	memset(m.pcm + FROM, 0, (TO - FROM) * sizeof(*m.pcm));
	sound_sweep(m.pcm + FROM, TO - FROM, 300, 9000);
	record_meeting(&m);
	cut_middle(&c, &m);
	before = likeness(m.pcm + FROM - 3840, &m, FROM + 1920);
	behind = likeness(m.pcm + TO + 960, &m, TO - 1920);
	assert_true(before < 0.5);
	assert_true(behind < 0.5);
	/* up to, and from, where something is heard */
	at = (size_t)(c.splice.parts[1].plays_at + c.pre_skip);
	assert_true(likeness(c.heard + at - VOICE_PRE_SKIP - 3840, &m,
			FROM + 1920) <= before + 0.1);
	at = (size_t)(c.splice.parts[2].plays_at + c.pre_skip);
	assert_true(likeness(c.heard + at, &m, TO - 1920) <= behind + 0.1);
	copy_clear(&c);
	meeting_clear(&m);
}

/* -- shapes ---------------------------------------------------------------- */

static void
plan_is(const struct meeting *m, const struct span_list *spans,
    const struct span_list *silent, const char *expected)
{
	struct runs runs = {0};
	struct buf text = {0};

	assert_int_equal(
	    runs_plan(m->tapes, CASES, spans, silent, &runs, NULL), RC_OK);
	for (size_t i = 0; i < runs.count; i++)
		for (size_t j = 0; j < runs.v[i].npieces; j++) {
			const struct runs_piece *p = &runs.v[i].pieces[j];

			buf_printf(&text, "%s%s%lld-%lld", j > 0 ? " " : "",
			    p->silent ? "_" : "", (long long)p->span.from,
			    (long long)p->span.to);
			if (j + 1 == runs.v[i].npieces)
				buf_text(&text, "\n");
		}
	assert_string_equal(buf_str(&text), expected);
	buf_clear(&text);
	runs_clear(&runs);
}

/* Segments of 30 s from 0, 30 s (same grid) and 75 s + 5 (another). */
static void
bare_tapes(struct meeting *m)
{
	static const int64_t starts[] = {0, 30 * SECOND, 75 * SECOND + 5};

	*m = (struct meeting){0};
	for (int i = 0; i < CASES; i++) {
		m->tapes[i].start = starts[i];
		m->tapes[i].samples = 30 * SECOND;
	}
}

static void
silence_is_snapped_outward_and_merged(void **state)
{
	struct span all = {0, 200 * SECOND};
	struct span_list spans = {&all, 1};
	struct span_list silent = {0};
	struct meeting m;
	struct runs runs = {0};
	struct error err = {0};

	(void)state;
	bare_tapes(&m);
	plan_is(&m, &spans, &silent, "0-2880000\n3600005-5040005\n");
	/* inside, to the sample, on each grid; across the border of two */
	assert_int_equal(
	    span_add(&silent, (struct span){961, 1919}, NULL), RC_OK);
	assert_int_equal(
	    span_add(&silent, (struct span){1439990, 1440970}, NULL), RC_OK);
	assert_int_equal(
	    span_add(&silent, (struct span){3601000, 3602885}, NULL), RC_OK);
	plan_is(&m, &spans, &silent,
	    "0-960 _960-1920 1920-1439040 _1439040-1441920 1441920-2880000\n"
	    "3600005-3600965 _3600965-3602885 3602885-5040005\n");
	/* less than a frame apart: one silence */
	assert_int_equal(
	    span_add(&silent, (struct span){1921, 2000}, NULL), RC_OK);
	/* the beginning, the end, and what was not recorded */
	assert_int_equal(span_add(&silent, (struct span){-5, 3}, NULL), RC_OK);
	assert_int_equal(
	    span_add(&silent, (struct span){2879999, 3600000}, NULL), RC_OK);
	plan_is(&m, &spans, &silent,
	    "_0-2880 2880-1439040 _1439040-1441920 1441920-2879040 "
	    "_2879040-2880000\n"
	    "3600005-3600965 _3600965-3602885 3602885-5040005\n");
	/* beside the spans it says the same as inside */
	all.to = 1000;
	span_clear(&silent);
	assert_int_equal(
	    span_add(&silent, (struct span){1000, 2000}, NULL), RC_OK);
	plan_is(&m, &spans, &silent, "0-960 _960-2000\n");
	all.to = 2000;
	plan_is(&m, &spans, &silent, "0-960 _960-2000\n");
	/* nothing that may be heard */
	assert_int_equal(
	    span_add(&silent, (struct span){5, 2000}, NULL), RC_OK);
	assert_int_equal(
	    runs_plan(m.tapes, CASES, &spans, &silent, &runs, &err),
	    RC_NOTFOUND);
	assert_int_equal(runs.count, 0);
	span_clear(&silent);
}

static void
every_silence_keeps_the_length(void **state)
{
	static const struct span holes[] = {{30 * SECOND + 123, 33 * SECOND},
	    {70 * SECOND + 1, 75 * SECOND + 7196},
	    {30 * SECOND + 124, 30 * SECOND + 125},
	    {33 * SECOND, 75 * SECOND + 7195}};
	struct meeting m;
	struct copy c;

	(void)state;
	talk_meeting(&m, cases, 3 * SECOND + 333, 1);
	for (size_t i = 0; i < sizeof(holes) / sizeof(*holes); i++) {
		const struct span span = {m.truly[1], m.truly[2]};
		const struct span_list silent = {(struct span *)&holes[i], 1};
		int64_t sum = 0;

		cut_silent(&c, m.tapes, CASES, &span, 1, &silent);
		assert_int_equal(c.splice.samples, span.to - span.from);
		for (size_t j = 0; j < c.splice.nparts; j++)
			sum += c.splice.parts[j].span.to -
			    c.splice.parts[j].span.from;
		assert_int_equal(sum, span.to - span.from);
		copy_clear(&c);
	}
	meeting_clear(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(
		rule_11_a_withheld_passage_is_silence, restore),
	    cmocka_unit_test(
		rule_11_no_packet_of_a_withheld_passage_is_in_the_copy),
	    cmocka_unit_test_teardown(
		a_decoder_begins_anew_behind_silence, restore),
	    cmocka_unit_test(
		rule_11_what_was_withheld_is_forgotten_at_the_next_point),
	    cmocka_unit_test(
		rule_11_nothing_beside_silence_is_like_what_was_withheld),
	    cmocka_unit_test(silence_is_snapped_outward_and_merged),
	    cmocka_unit_test(every_silence_keeps_the_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
