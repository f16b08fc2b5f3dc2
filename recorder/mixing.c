#include "recorder/mixing.h"

#include <stdlib.h>
#include <string.h>

#include "base/span.h"
#include "recorder/pace.h"

enum {
	ROOM = 1 << 16, /* samples kept of each; more than is ever waited for */
	AVERAGE = 50,   /* blocks */
	NOBODY = -1
};

/* Samples are numbered from ROOM on: those before the first are silence. */
struct source {
	bool in;
	bool placed;    /* NEXT is known */
	bool settled;   /* it has been in the stream */
	int64_t put;    /* number of the next to come in */
	int64_t next;   /* ... to go out; ahead of PUT when it is late */
	int64_t end_ns; /* when sample PUT was, or will be, heard */
	int64_t mono_ns;
	int64_t wall_ms;
	int64_t lost; /* before NEXT */
	double apart; /* samples that NEXT is behind its place, averaged */
	bool moving;
	int16_t pcm[ROOM];
};

struct mixing {
	size_t count;
	int leader;
	int64_t until_ns; /* sound up to here has gone out */
	struct source sources[];
};

static size_t
size_of(size_t sources)
{
	return sizeof(struct mixing) + sources * sizeof(struct source);
}

enum rc
mixing_open(struct mixing **out, size_t sources, struct error *err)
{
	struct mixing *m = calloc(1, size_of(sources));

	*out = NULL;
	if (m == NULL)
		return error_nomem(err);
	m->count = sources;
	m->leader = NOBODY;
	*out = m;
	return RC_OK;
}

void
mixing_close(struct mixing *m)
{
	if (m == NULL)
		return;
	explicit_bzero(m, size_of(m->count));
	free(m);
}

void
mixing_join(struct mixing *m, size_t i, bool in)
{
	struct source *s = &m->sources[i];

	if (s->in == in)
		return;
	explicit_bzero(s, sizeof(*s));
	s->in = in;
	s->put = ROOM;
	if (!in && m->leader == (int)i)
		m->leader = NOBODY;
}

bool
mixing_has(const struct mixing *m, size_t i)
{
	return m->sources[i].in;
}

static bool
alone(const struct mixing *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->count; i++)
		n += m->sources[i].in;
	return n == 1;
}

/* How much of each there must be before a block goes out.  Of one alone, what
 * there is: so it is empty whenever samples are lost before the next block. */
static int64_t
enough(const struct mixing *m)
{
	return alone(m) ? 1 : FRAME_SAMPLES;
}

static int64_t
ready(const struct source *s)
{
	return s->in && s->placed && s->put > s->next ? s->put - s->next : 0;
}

static bool
complete(const struct mixing *m)
{
	bool any = false;

	for (size_t i = 0; i < m->count; i++) {
		if (m->sources[i].in && ready(&m->sources[i]) < enough(m))
			return false;
		any = any || m->sources[i].in;
	}
	return any;
}

bool
mixing_wants(const struct mixing *m, size_t i)
{
	const struct source *s = &m->sources[i];

	return s->in &&
	    (ready(s) < enough(m) ||
		(!complete(m) && ready(s) < enough(m) + MIXING_HOLD));
}

/* When sample number N of S was heard. */
static int64_t
time_of(const struct source *s, int64_t n)
{
	return s->end_ns - pace_ns(s->put - n);
}

static void
append(struct source *s, const int16_t *pcm, int64_t count)
{
	for (int64_t i = 0; i < count; i++, s->put++)
		s->pcm[s->put % ROOM] = pcm != NULL ? pcm[i] : 0;
	if (s->placed && s->put - s->next > ROOM)
		s->next = s->put - ROOM;
}

/* Where the stream stands among the samples of S, which has just joined. */
static void
place(const struct mixing *m, struct source *s)
{
	int64_t behind = pace_samples(s->end_ns - m->until_ns);

	s->placed = true;
	/* a clock that is a second off is none to go by */
	if (m->until_ns == 0 || behind < -SPAN_RATE || behind > ROOM / 2)
		behind = ROOM / 2;
	s->next = s->put - behind;
	/* what leads begins with its first sample */
	if (m->leader == NOBODY && s->next < ROOM)
		s->next = ROOM;
}

void
mixing_put(struct mixing *m, size_t i, const struct mic_block *b)
{
	struct source *s = &m->sources[i];

	if (!s->in)
		return;
	if (b->lost > 0 && alone(m) && ready(s) == 0)
		s->lost += b->lost;
	else if (b->lost > 0 && s->placed)
		append(s, NULL, b->lost < SPAN_RATE ? b->lost : SPAN_RATE);
	append(s, b->pcm, (int64_t)b->count);
	s->end_ns = b->captured_ns + pace_ns((int64_t)b->count);
	s->mono_ns = b->mono_ns;
	s->wall_ms = b->wall_ms;
	if (!s->placed)
		place(m, s);
}

/* Who leads now; NOBODY: there is nothing to give. */
static int
find_leader(const struct mixing *m)
{
	bool go = complete(m);

	for (size_t i = 0; i < m->count && !go; i++)
		go = ready(&m->sources[i]) >= enough(m) + MIXING_HOLD;
	if (!go)
		return NOBODY;
	if (m->leader != NOBODY && ready(&m->sources[m->leader]) >= enough(m))
		return m->leader;
	for (size_t i = 0; i < m->count; i++) {
		if (ready(&m->sources[i]) >= enough(m))
			return (int)i;
	}
	return NOBODY;
}

static int16_t
saturate(int v)
{
	if (v > INT16_MAX)
		return INT16_MAX;
	return (int16_t)(v < INT16_MIN ? INT16_MIN : v);
}

/* How many samples more than it gives S should take for the block that
 * begins at AT_NS. */
static int
step_of(struct source *s, int64_t at_ns)
{
	int64_t apart = pace_samples(at_ns - time_of(s, s->next));
	int step;

	if (!s->settled || llabs(apart) >= MIXING_FAR) {
		s->settled = true;
		s->next += apart;
		if (s->next < s->put - ROOM / 2)
			s->next = s->put - ROOM / 2;
		s->apart = 0;
		s->moving = false;
		return 0;
	}
	s->apart += ((double)apart - s->apart) / AVERAGE;
	if (s->apart >= MIXING_APART || s->apart <= -MIXING_APART)
		s->moving = true;
	else if (s->apart < MIXING_TOGETHER && s->apart > -MIXING_TOGETHER)
		s->moving = false;
	if (!s->moving)
		return 0;
	step = (int)(s->apart / (2 * MIXING_TOGETHER));
	if (step == 0)
		step = s->apart > 0 ? 1 : -1;
	if (step > MIXING_STEP)
		step = MIXING_STEP;
	if (step < -MIXING_STEP)
		step = -MIXING_STEP;
	return step;
}

/* Add to PCM[COUNT] so many samples of S from NEXT on, and STEP more or fewer
 * in the same time. */
static void
add(struct source *s, int16_t *pcm, int64_t count, int step)
{
	int64_t taken = count + step;

	if (ready(s) <= taken) {
		step = 0;
		taken = count;
	}
	for (int64_t i = 0; i < count; i++) {
		int64_t at = i * taken, from = s->next + at / count;
		int64_t part = at % count;
		int a, b;

		if (from >= s->put)
			break;
		a = s->pcm[from % ROOM];
		b = step != 0 ? s->pcm[(from + 1) % ROOM] : a;
		pcm[i] = saturate(
		    pcm[i] + a + (int)(((int64_t)b - a) * part / count));
	}
	s->next += taken;
	s->apart -= step;
}

/* The leader's own, one for one. */
static void
lead(struct source *s, struct mic_block *b)
{
	int64_t count = ready(s), after;

	if (count > FRAME_SAMPLES)
		count = FRAME_SAMPLES;
	b->count = (size_t)count;
	b->captured_ns = time_of(s, s->next);
	b->lost = s->lost;
	s->lost = 0;
	for (int64_t i = 0; i < count; i++)
		b->pcm[i] = s->pcm[(s->next + i) % ROOM];
	s->settled = true;
	s->next += count;
	after = pace_ns(s->put - s->next);
	b->mono_ns = s->mono_ns - after;
	b->wall_ms = s->wall_ms - after / 1000000;
}

static void
wipe(struct source *s, int64_t from)
{
	for (; from < s->next && from < s->put; from++)
		s->pcm[from % ROOM] = 0;
}

bool
mixing_take(struct mixing *m, struct mic_block *b)
{
	int leader = find_leader(m);
	struct source *s;
	int64_t from;

	if (leader == NOBODY)
		return false;
	m->leader = leader;
	s = &m->sources[leader];
	from = s->next;
	*b = (struct mic_block){0};
	lead(s, b);
	wipe(s, from);
	m->until_ns = time_of(s, s->next);
	for (size_t i = 0; i < m->count; i++) {
		s = &m->sources[i];
		if (!s->in || !s->placed || (int)i == leader)
			continue;
		from = s->next;
		add(s, b->pcm, (int64_t)b->count, step_of(s, b->captured_ns));
		wipe(s, from);
	}
	return true;
}
