/*
 * splice against what it promises: whole segments byte for byte, edges that
 * carry nothing of the neighbour, and a length that a player agrees with.
 *
 * Two guards (distributor/edge.h) are wrapped by the linker, so that each can
 * be taken out to see that its test notices.
 */
#include <sys/stat.h>

#include "distributor/edge.h"
#include "unit/cutting.h"
#include "unit/scratch.h"

/* -- the guards, and their mutants -------------------------------------- */

static bool no_zeroing, any_point;

void __real_edge_zero(int16_t *, size_t, int64_t, const struct span *);
void __wrap_edge_zero(int16_t *, size_t, int64_t, const struct span *);
bool __real_edge_point_allowed(int64_t, int64_t, int64_t);
bool __wrap_edge_point_allowed(int64_t, int64_t, int64_t);

void
__wrap_edge_zero(
    int16_t *pcm, size_t count, int64_t at, const struct span *keep)
{
	if (!no_zeroing)
		__real_edge_zero(pcm, count, at, keep);
}

bool
__wrap_edge_point_allowed(int64_t start, int64_t point, int64_t from)
{
	return any_point || __real_edge_point_allowed(start, point, from);
}

static int
restore(void **state)
{
	(void)state;
	no_zeroing = any_point = false;
	return 0;
}

/* -- whole segments ------------------------------------------------------- */

static void
a_whole_segment_is_copied_packet_for_packet(void **state)
{
	struct meeting m;
	struct copy c;

	(void)state;
	talk_meeting(&m, cases, 0, 1);
	for (int i = 0; i < CASES; i++) {
		cut_case(&c, &m, i);
		assert_int_equal(c.splice.encoded, 0);
		assert_int_equal(c.pre_skip, VOICE_PRE_SKIP);
		assert_int_equal(c.tape.npackets, m.tapes[i].npackets);
		for (size_t j = 0; j < c.tape.npackets; j++)
			assert_true(same_packet(&c.tape, j, &m.tapes[i], j));
		copy_clear(&c);
	}
	meeting_clear(&m);
}

static void
rule_01_a_copy_is_the_same_whatever_came_before(void **state)
{
	struct meeting a, b;
	struct copy c, d;

	(void)state;
	talk_meeting(&a, cases, 0, 1);
	talk_meeting(&b, cases, 0, 2);
	cut_case(&c, &a, 1);
	cut_case(&d, &b, 1);
	assert_int_equal(c.ogg.len, d.ogg.len); /* the serial is given */
	assert_memory_equal(c.ogg.data, d.ogg.data, c.ogg.len);
	copy_clear(&c);
	copy_clear(&d);
	cut_case(&c, &a, 0);
	cut_case(&d, &b, 0);
	assert_false(c.ogg.len == d.ogg.len &&
	    memcmp(c.ogg.data, d.ogg.data, c.ogg.len) == 0);
	copy_clear(&c);
	copy_clear(&d);
	meeting_clear(&a);
	meeting_clear(&b);
}

/* -- moved edges ---------------------------------------------------------- */

static void
rule_01_a_moved_edge_forgets_the_neighbour_at_the_first_point(void **state)
{
	const int64_t lateness = 20 * SECOND;
	struct meeting a, b;
	struct copy c, d;
	const struct tape *own;
	size_t from, before = 0;

	(void)state;
	talk_meeting(&a, cases, lateness, 1);
	talk_meeting(&b, cases, lateness, 2);
	cut_case(&c, &a, 1);
	cut_case(&d, &b, 1);
	assert_int_equal(c.tape.npackets, d.tape.npackets);
	/* the first point of its own segment, frames from the copy's start */
	own = &a.tapes[1];
	from = (size_t)(own->points[1] + lateness / VOICE_FRAME);
	assert_in_range(own->points[1], 500, 600); /* 10 to 12 s */
	for (size_t i = from; i < c.tape.npackets; i++)
		assert_true(same_packet(&c.tape, i, &d.tape, i));
	for (size_t i = 0; i < from; i++)
		before += !same_packet(&c.tape, i, &d.tape, i);
	assert_true(before > 0); /* it is a noise that differs, and ends */
	assert_in_range(c.splice.encoded, from, from + 2);
	copy_clear(&c);
	copy_clear(&d);
	meeting_clear(&a);
	meeting_clear(&b);
}

/*
 * Neighbours have a tone of -12 dBFS, the copy's own is -46 dBFS and does not
 * cover them.  The codec's noise at their frequencies was measured at -77 dBFS
 * beside a moved edge and -95 dBFS elsewhere; the 20 ms of the neighbour that
 * an edge without its guard would show are -25 dBFS in a window of 100 ms.
 */
static const double hz[CASES] = {700, 1100, 1900};

static void
tone_meeting(struct meeting *m)
{
	plan_meeting(m, cases, 12 * SECOND + 333);
	for (int i = 0; i < CASES; i++) {
		size_t count;
		int16_t *pcm = part(m, i, &count);

		add_tone(pcm, count, hz[i], i == 1 ? 160 : 8000);
	}
	record_meeting(m);
}

static void
rule_01_no_tone_crosses_a_moved_edge(void **state)
{
	struct meeting m;
	struct copy c;

	(void)state;
	tone_meeting(&m);
	cut_case(&c, &m, 1);
	assert_true(c.splice.encoded > 0);
	assert_true(c.splice.copied > 0);
	assert_true(loudest(&c, hz[1]) > -50);
	assert_true(loudest(&c, hz[0]) <= -74);
	assert_true(loudest(&c, hz[2]) <= -74);
	copy_clear(&c);
	for (int i = 0; i < CASES; i += 2) { /* loud copies, quiet neighbour */
		cut_case(&c, &m, i);
		assert_true(loudest(&c, hz[i]) > -14);
		/* the codec's own noise 48 dB and more below */
		assert_true(loudest(&c, hz[2 - i]) <= -60);
		copy_clear(&c);
	}
	no_zeroing = true;
	cut_case(&c, &m, 1);
	assert_true(loudest(&c, hz[0]) > -40);
	assert_true(loudest(&c, hz[2]) > -40);
	copy_clear(&c);
	meeting_clear(&m);
}

static void
rule_01_only_zeros_lie_under_pre_skip_and_trim(void **state)
{
	/* Own audio that begins and ends with silence; neighbours at -12 dBFS
	 * up to the edge.  A decoder's filters ring: 2 of
	 * 32768 were measured at a whole segment, 7 at a moved edge. */
	const int tolerance = 32;
	struct meeting m;
	struct copy c;
	size_t hidden, count, end;
	int16_t *pcm;

	(void)state;
	for (int moved = 0; moved < 2; moved++) {
		plan_meeting(&m, cases, moved ? 12 * SECOND + 333 : 0);
		for (int i = 0; i < CASES; i++) {
			pcm = part(&m, i, &count);
			if (i == 1)
				sound_talk(
				    pcm + SECOND, count - 2 * SECOND, 5, 9000);
			else
				add_tone(pcm, count, hz[i], 8000);
		}
		record_meeting(&m);
		for (int mutant = 0; mutant <= moved; mutant++) {
			no_zeroing = mutant != 0;
			cut_case(&c, &m, 1);
			hidden = (size_t)c.pre_skip;
			end = hidden + (size_t)c.splice.samples;
			if (moved)
				assert_true(hidden > VOICE_PRE_SKIP);
			if (mutant) {
				assert_true(loudest_of(c.heard, hidden) > 4000);
				assert_true(loudest_of(c.heard + end,
						c.nheard - end) > 4000);
			} else {
				int most = moved ? tolerance : 4;

				assert_true(
				    loudest_of(c.heard, hidden) <= most);
				assert_true(loudest_of(c.heard + end,
						c.nheard - end) <= most);
			}
			copy_clear(&c);
		}
		no_zeroing = false;
		meeting_clear(&m);
	}
}

static void
rule_01_a_point_is_used_only_if_primed_inside(void **state)
{
	struct meeting m;
	struct copy c;
	struct span span;
	int64_t point;

	(void)state;
	plan_meeting(&m, cases, 0);
	for (int i = 0; i < CASES; i++) {
		size_t count;
		int16_t *pcm = part(&m, i, &count);

		add_tone(pcm, count, hz[i], 8000);
	}
	record_meeting(&m);
	/* A case that begins exactly at a point: what primed it was another's
	 * sound, and so are the first 312 samples it decodes to. */
	point = m.tapes[0].points[1] * VOICE_FRAME;
	span = (struct span){point, m.truly[1]};
	cut(&c, m.tapes, CASES, &span, 1);
	assert_true(c.splice.encoded >= 500);
	copy_clear(&c);
	any_point = true;
	cut(&c, m.tapes, CASES, &span, 1);
	assert_int_equal(c.splice.encoded, 0);
	assert_true(loudest_of(c.heard, VOICE_PRE_SKIP) > 2000);
	copy_clear(&c);
	any_point = false;
	/* one frame later the frame that primed it is inside */
	span.from -= VOICE_FRAME;
	cut(&c, m.tapes, CASES, &span, 1);
	assert_int_equal(c.splice.encoded, 1);
	copy_clear(&c);
	meeting_clear(&m);
}

static void
rule_01_an_edge_is_not_like_the_neighbour(void **state)
{
	struct meeting m;
	struct copy c;
	size_t count;
	int16_t *pcm, *own;
	double chance;

	(void)state;
	plan_meeting(&m, cases, 4 * SECOND + 333);
	pcm = part(&m, 0, &count);
	sound_sweep(pcm, count, 300, 9000);
	pcm = part(&m, 1, &count);
	for (uint32_t seed = 8, i = 0; i < SECOND; i++)
		pcm[i] = (int16_t)(sound_random(&seed) % 4000) - 2000;
	sound_talk(pcm + SECOND, count - SECOND, 8, 9000);
	record_meeting(&m);
	cut_case(&c, &m, 1);
	own = calloc(3840, sizeof(*own));
	assert_non_null(own);
	memcpy(
	    own + c.pre_skip, pcm, (size_t)(3840 - c.pre_skip) * sizeof(*own));
	chance = likeness(own, &m, m.truly[1] - 1920);
	free(own);
	assert_true(chance < 0.5);
	assert_true(likeness(c.heard, &m, m.truly[1] - 1920) <= chance + 0.1);
	copy_clear(&c);
	no_zeroing = true;
	cut_case(&c, &m, 1);
	assert_true(likeness(c.heard, &m, m.truly[1] - 1920) > 0.5);
	copy_clear(&c);
	meeting_clear(&m);
}

/* -- time ----------------------------------------------------------------- */

/* What a player hears at SAMPLE of the copy is what was said at MEETING, to
 * 20 samples (the encoder's high-pass shifts by 4 to 8, twice at an edge). */
static void
assert_sounds_like(const struct copy *c, int64_t sample,
    const struct meeting *m, int64_t meeting, size_t count)
{
	const int16_t *heard = c->heard + c->pre_skip + sample;
	double most = -1, now;
	int best = 0;

	for (int lag = -200; lag <= 200; lag++) {
		now = sound_correlation(heard + lag, m->pcm + meeting, count);
		if (now > most) {
			most = now;
			best = lag;
		}
	}
	assert_true(most > 0.9);
	assert_in_range(best + 20, 0, 40);
}

static void
a_border_inside_a_copy_is_not_heard(void **state)
{
	const int64_t lateness = 6 * SECOND + 333;
	struct meeting m;
	struct copy c;
	int64_t border;

	(void)state;
	sweep_meeting(&m, cases, lateness);
	cut_case(&c, &m, 1);
	border = m.pressed[1] - m.truly[1];
	assert_sounds_like(&c, 0, &m, m.truly[1], SECOND);
	for (int64_t at = border - SECOND; at < border + SECOND; at += 9600)
		assert_sounds_like(&c, at, &m, m.truly[1] + at, 9600);
	assert_sounds_like(
	    &c, c.splice.samples - SECOND, &m, m.truly[2] - SECOND, SECOND);
	copy_clear(&c);
	meeting_clear(&m);
}

static void
segments_on_one_grid_are_both_copied(void **state)
{
	static const int64_t even[] = {
	    0, 30 * SECOND, 60 * SECOND, 90 * SECOND};
	struct meeting m;
	struct copy c;
	struct span span = {0, 60 * SECOND};

	(void)state;
	sweep_meeting(&m, even, 0);
	cut(&c, m.tapes, CASES, &span, 1);
	/* from the border, or up to 8 frames earlier where that is not heard,
	 * to the next point, and nothing else */
	assert_in_range(
	    c.splice.encoded, m.tapes[1].points[1], m.tapes[1].points[1] + 8);
	assert_int_equal(c.splice.samples, 60 * SECOND);
	assert_sounds_like(&c, 29 * SECOND, &m, 29 * SECOND, 2 * SECOND);
	copy_clear(&c);
	meeting_clear(&m);
}

static void
spans_apart_are_joined_by_half_a_second(void **state)
{
	const struct span spans[] = {
	    {0, 30 * SECOND + 123}, {75 * SECOND + 7196, 100 * SECOND + 11}};
	struct meeting m;
	struct copy c, alone;
	size_t at;
	int64_t gap;

	(void)state;
	sweep_meeting(&m, cases, 0);
	cut(&c, m.tapes, CASES, spans, 2);
	cut(&alone, m.tapes, CASES, &spans[1], 1);
	assert_int_equal(c.splice.encoded, 0);
	assert_int_equal(c.splice.nparts, 2);
	gap = c.splice.parts[1].plays_at - (spans[0].to - spans[0].from);
	assert_in_range(gap, SPLICE_JOIN, SPLICE_JOIN + VOICE_FRAME - 1);
	assert_int_equal(c.splice.samples,
	    c.splice.parts[1].plays_at + spans[1].to - spans[1].from);
	assert_sounds_like(
	    &c, c.splice.parts[1].plays_at, &m, spans[1].from, SECOND);
	/* the second sounds exactly as it does alone, but for the first 5 ms
	 * of it that a decoder fades in, and those are under its pre-skip */
	at = (c.tape.npackets - alone.tape.npackets) * VOICE_FRAME;
	assert_memory_equal(c.heard + at + 240, alone.heard + 240,
	    (alone.nheard - 240) * sizeof(*c.heard));
	/* silence between, once the first has rung out */
	assert_int_equal(loudest_of(c.heard + at - 4800, 4800), 0);
	copy_clear(&alone);
	copy_clear(&c);
	meeting_clear(&m);
}

static void
every_length_is_exact(void **state)
{
	struct meeting m;
	struct copy c;
	uint32_t seed = 11;

	(void)state;
	talk_meeting(&m, cases, 0, 1);
	for (int i = 0; i < 60; i++) {
		struct span s[2];
		int64_t end;

		s[0].from = sound_random(&seed) % (60 * SECOND);
		s[0].to = s[0].from + 1 +
		    sound_random(&seed) % (i % 3 == 0 ? 3000 : 20 * SECOND);
		s[1].from = s[0].to + 1 + sound_random(&seed) % 960;
		s[1].to = s[1].from + 1 + sound_random(&seed) % 4000;
		cut(&c, m.tapes, CASES, s, 2);
		assert_int_equal(c.splice.nparts, 2);
		end = s[0].to - s[0].from;
		assert_in_range(c.splice.parts[1].plays_at - end, SPLICE_JOIN,
		    SPLICE_JOIN + VOICE_FRAME - 1);
		assert_int_equal(c.splice.samples,
		    c.splice.parts[1].plays_at + s[1].to - s[1].from);
		/* enough comes out of a decoder, and no frame too many */
		end = c.splice.samples + c.pre_skip;
		assert_true((int64_t)c.nheard >= end);
		assert_true((int64_t)c.nheard < end + VOICE_FRAME);
		copy_clear(&c);
	}
	meeting_clear(&m);
}

static void
a_segment_cut_short_is_not_copied_beyond_its_end(void **state)
{
	struct meeting m;
	struct copy c;

	(void)state;
	talk_meeting(&m, cases, 0, 1);
	m.tapes[1].flushed = false;
	m.tapes[1].npackets -= 10;
	m.tapes[1].samples =
	    (int64_t)m.tapes[1].npackets * VOICE_FRAME - VOICE_PRE_SKIP;
	m.truly[2] = tape_end(&m.tapes[1]);
	cut_case(&c, &m, 1);
	/* its last packet knows 312 samples that the copy may not hold */
	assert_int_equal(c.splice.encoded, 1);
	copy_clear(&c);
	meeting_clear(&m);
}

static void
what_was_not_recorded_is_left_out(void **state)
{
	struct meeting m;
	struct copy c;
	struct span_list none = {0};
	struct splice_plan plan = {.spans = &none, .r128_gain_q78 = INT32_MIN};
	struct splice splice = {0};
	struct buf out = {0};
	struct sink sink = sink_to_buf(&out);
	struct span all = {0, 100 * SECOND};

	(void)state;
	talk_meeting(&m, cases, 0, 1);
	cut(&c, m.tapes, 2, &all, 1); /* without the third segment */
	assert_int_equal(c.splice.nparts, 1);
	assert_int_equal(c.splice.samples, cases[2]);
	copy_clear(&c);
	assert_int_equal(
	    span_add(&none, (struct span){200 * SECOND, 201 * SECOND}, NULL),
	    RC_OK);
	assert_int_equal(
	    splice_write(m.tapes, CASES, &plan, &sink, &splice, NULL),
	    RC_NOTFOUND);
	assert_int_equal(out.len, 0);
	m.tapes[1].start -= 1;
	assert_int_equal(
	    splice_write(m.tapes, CASES, &plan, &sink, &splice, NULL),
	    RC_INVALID);
	span_clear(&none);
	buf_clear(&out);
	meeting_clear(&m);
}

/* -- other programs ------------------------------------------------------- */

static void
others_agree(const struct copy *c, const char *dir)
{
	static const char script[] =
	    "cd '%s' && oggz-validate a.opus >out 2>&1 && "
	    "opusinfo a.opus >info 2>&1 && ! grep -qi warning info && "
	    "ffprobe -v warning a.opus >probe 2>&1 && ! test -s probe && "
	    "opusdec --quiet --rate 48000 a.opus a.raw >out 2>&1";
	char path[SCRATCH_PATH], command[sizeof(script) + SCRATCH_PATH];
	struct stat st;

	assert_int_equal(newfile_put(scratch_path(path, dir, "a.opus"),
			     c->ogg.data, c->ogg.len, true, NULL),
	    RC_OK);
	(void)snprintf(command, sizeof(command), script, dir);
	assert_int_equal(system(command), 0);
	assert_int_equal(stat(scratch_path(path, dir, "a.raw"), &st), 0);
	assert_int_equal(st.st_size, c->splice.samples * 2);
}

static void
other_programs_open_it_and_count_alike(void **state)
{
	const struct span spans[] = {{SECOND + 5, 8 * SECOND + 1},
	    {75 * SECOND + 7196, 100 * SECOND + 11},
	    {40 * SECOND, 40 * SECOND + 1}};
	char dir[SCRATCH_PATH];
	struct meeting m;
	struct copy c;

	(void)state;
	scratch_make(dir);
	talk_meeting(&m, cases, 5 * SECOND + 333, 1);
	for (int i = 0; i < CASES; i++) {
		cut_case(&c, &m, i);
		others_agree(&c, dir);
		copy_clear(&c);
	}
	for (size_t n = 1; n <= 3; n++) {
		cut(&c, m.tapes, CASES, spans, n);
		others_agree(&c, dir);
		copy_clear(&c);
	}
	cut(&c, m.tapes, CASES, &spans[2], 1); /* a single sample */
	assert_int_equal(c.splice.samples, 1);
	others_agree(&c, dir);
	copy_clear(&c);
	meeting_clear(&m);
	scratch_remove(dir);
}

/* One tag for all of them, which says nothing. */
static void
rule_07_the_tags_are_neutral(void **state)
{
	static const char title[] = "TITLE=Document";
	struct meeting m;
	struct copy c;

	(void)state;
	talk_meeting(&m, cases, 0, 1);
	cut_case(&c, &m, 0);
	assert_non_null(
	    memmem(c.ogg.data, c.ogg.len, title, sizeof(title) - 1));
	assert_null(memmem(c.ogg.data, c.ogg.len, "ecording", 8));
	copy_clear(&c);
	meeting_clear(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_whole_segment_is_copied_packet_for_packet),
	    cmocka_unit_test(rule_01_a_copy_is_the_same_whatever_came_before),
	    cmocka_unit_test(
		rule_01_a_moved_edge_forgets_the_neighbour_at_the_first_point),
	    cmocka_unit_test_teardown(
		rule_01_no_tone_crosses_a_moved_edge, restore),
	    cmocka_unit_test_teardown(
		rule_01_only_zeros_lie_under_pre_skip_and_trim, restore),
	    cmocka_unit_test_teardown(
		rule_01_a_point_is_used_only_if_primed_inside, restore),
	    cmocka_unit_test_teardown(
		rule_01_an_edge_is_not_like_the_neighbour, restore),
	    cmocka_unit_test(a_border_inside_a_copy_is_not_heard),
	    cmocka_unit_test(segments_on_one_grid_are_both_copied),
	    cmocka_unit_test(spans_apart_are_joined_by_half_a_second),
	    cmocka_unit_test(every_length_is_exact),
	    cmocka_unit_test(a_segment_cut_short_is_not_copied_beyond_its_end),
	    cmocka_unit_test(what_was_not_recorded_is_left_out),
	    cmocka_unit_test(other_programs_open_it_and_count_alike),
	    cmocka_unit_test(rule_07_the_tags_are_neutral),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
