#include "recorder/inputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/columns.h"
#include "base/log.h"
#include "base/text.h"
#include "recorder/hearing.h"
#include "recorder/mixing.h"

/* What is said has room for names and reasons that were cut. */
enum { WORDS = 256, NAME = 61, WHY = 151, MS_NS = 1000000 };
static const int64_t second_ns = 1000000000;

struct source {
	enum inputs_kind kind;
	struct watch watch;
	struct hearing hearing;
	int polled;      /* capture process whose pipe is polled */
	bool gone;       /* out of the mix because it failed */
	int64_t good_ns; /* it has delivered since, if it does */
	unsigned said;   /* enum hearing_trouble, logged */
};

struct inputs {
	int epoll;
	struct mixing *mixing;
	bool broken; /* the stream is interrupted until the next block */
	bool shown;  /* ... and the keeper has seen it */
	char device[WORDS];
	char alarm[WORDS];
	char notice[WORDS];
	size_t count;
	struct source sources[INPUTS_MOST];
};

/* ------------------------------------------------------------ words */

static void
append(char *to, const char *between, const char *text)
{
	char all[WORDS + 4 + WORDS];

	(void)snprintf(
	    all, sizeof(all), "%s%s%s", to, to[0] != '\0' ? between : "", text);
	(void)text_cut(all, to, WORDS);
}

static const char *
name_of(const struct source *s)
{
	return s->watch.device[0] != '\0' ? s->watch.device
					  : "the default microphone";
}

static void
put_device(struct inputs *in)
{
	bool any = false;

	in->device[0] = '\0';
	for (size_t i = 0; i < in->count; i++)
		any = any || mixing_has(in->mixing, i);
	for (size_t i = 0; i < in->count; i++) {
		const struct source *s = &in->sources[i];

		if (any ? mixing_has(in->mixing, i) : s->kind != INPUTS_STANDBY)
			append(in->device, " + ", s->watch.device);
	}
}

static bool
delivers(const struct source *s)
{
	return s->watch.state == WATCH_RUNNING && s->watch.alarm[0] == '\0';
}

static bool
silent(const struct source *s, int64_t now_ns, int ms)
{
	return !delivers(s) || now_ns - s->watch.heard_ns > (int64_t)ms * MS_NS;
}

/* Why a source that is wanted is not heard. */
static void
tell_missing(struct inputs *in, const struct source *s, int64_t now_ns)
{
	bool alarmed = s->watch.alarm[0] != '\0';
	const char *all = alarmed ? s->watch.alarm : "no sound comes from it";
	char text[WORDS], name[NAME], why[WHY];

	(void)text_cut(name_of(s), name, sizeof(name));
	(void)text_cut(all, why, sizeof(why));
	if (s->kind == INPUTS_STANDBY) {
		if (!alarmed)
			return;
		(void)snprintf(text, sizeof(text),
		    "the standby \"%s\" is missing: %s", name, why);
		append(in->notice, "; ", text);
	} else if (s->gone && !silent(s, now_ns, INPUTS_SILENT_MS)) {
		(void)snprintf(text, sizeof(text),
		    "\"%s\" is back; the standby records until it has "
		    "delivered for %d s",
		    name, INPUTS_BACK_S);
		append(in->notice, "; ", text);
	} else if (s->gone || alarmed) {
		(void)snprintf(
		    text, sizeof(text), "\"%s\" is missing: %s", name, why);
		append(in->alarm, "; ", in->count == 1 ? all : text);
	}
}

static void
trouble_words(const struct source *s, unsigned bit, char out[WORDS])
{
	char name[NAME];

	hearing_words(&s->hearing, (enum hearing_trouble)bit,
	    text_cut(name_of(s), name, sizeof(name)), out, WORDS);
}

static void
tell_troubles(struct inputs *in, const struct source *s)
{
	for (unsigned bit = 1; bit <= s->hearing.now; bit <<= 1) {
		char text[WORDS];

		if ((s->hearing.now & bit) == 0)
			continue;
		trouble_words(s, bit, text);
		append((bit & HEARING_ALARMS) != 0 && s->kind != INPUTS_STANDBY
			? in->alarm
			: in->notice,
		    "; ", text);
	}
}

static void
put_words(struct inputs *in, int64_t now_ns)
{
	char text[WORDS], device[WHY];
	bool missing;

	in->alarm[0] = '\0';
	in->notice[0] = '\0';
	put_device(in);
	for (size_t i = 0; i < in->count; i++)
		tell_missing(in, &in->sources[i], now_ns);
	missing = in->alarm[0] != '\0';
	if (missing && inputs_state(in) == WATCH_RUNNING && in->count > 1) {
		(void)snprintf(text, sizeof(text), "%s records",
		    text_cut(in->device, device, sizeof(device)));
		append(in->alarm, "; ", text);
	}
	for (size_t i = 0; i < in->count; i++)
		tell_troubles(in, &in->sources[i]);
}

/* Log what has begun and what is over. */
static void
log_troubles(struct source *s)
{
	unsigned changed = s->said ^ s->hearing.now;
	char text[WORDS];

	for (unsigned bit = 1; bit <= changed; bit <<= 1) {
		if ((changed & bit) == 0)
			continue;
		trouble_words(s, bit, text);
		if ((s->hearing.now & bit) == 0)
			log_info("over: %s", text);
		else if ((bit & HEARING_ALARMS) != 0)
			log_error("%s", text);
		else
			log_warn("%s", text);
	}
	s->said = s->hearing.now;
}

/* ------------------------------------------------------------ who is in */

static struct source *
standby(struct inputs *in)
{
	for (size_t i = 0; i < in->count; i++) {
		if (in->sources[i].kind == INPUTS_STANDBY)
			return &in->sources[i];
	}
	return NULL;
}

/* Has S failed?  Without a standby to take its place the watch decides. */
static bool
failed(struct inputs *in, const struct source *s, int64_t now_ns)
{
	const struct source *other = standby(in);

	if (s->watch.alarm[0] != '\0')
		return true;
	return s->watch.state == WATCH_RUNNING &&
	    silent(s, now_ns, INPUTS_SILENT_MS) && other != NULL &&
	    !silent(other, now_ns, INPUTS_ALIVE_MS);
}

static void
join(struct inputs *in, const struct source *s, bool on)
{
	size_t i = (size_t)(s - in->sources);

	if (mixing_has(in->mixing, i) == on)
		return;
	mixing_join(in->mixing, i, on);
	if (in->count > 1)
		log_info("\"%s\" %s", name_of(s),
		    on ? "is recorded" : "is recorded no more");
}

static unsigned
members(const struct inputs *in)
{
	unsigned set = 0;

	for (size_t i = 0; i < in->count; i++)
		set |= (unsigned)mixing_has(in->mixing, i) << i;
	return set;
}

/* Have those that failed been back for long enough? */
static bool
all_good(const struct inputs *in, int64_t now_ns)
{
	for (size_t i = 0; i < in->count; i++) {
		const struct source *s = &in->sources[i];

		if (s->kind != INPUTS_STANDBY && s->gone &&
		    (silent(s, now_ns, INPUTS_SILENT_MS) ||
			now_ns - s->good_ns < INPUTS_BACK_S * second_ns))
			return false;
	}
	return true;
}

/* Who takes part from now on. */
static void
consider(struct inputs *in, int64_t now_ns)
{
	struct source *other = standby(in);
	unsigned before = members(in);
	bool stands_in = false, good;

	for (size_t i = 0; i < in->count; i++) {
		struct source *s = &in->sources[i];

		if (s->kind != INPUTS_STANDBY && failed(in, s, now_ns)) {
			s->gone = true;
			s->good_ns = now_ns;
		}
	}
	good = other == NULL || silent(other, now_ns, INPUTS_SILENT_MS) ||
	    all_good(in, now_ns);
	for (size_t i = 0; i < in->count; i++) {
		struct source *s = &in->sources[i];

		if (s->kind == INPUTS_STANDBY)
			continue;
		if (good && delivers(s) && !failed(in, s, now_ns))
			s->gone = false;
		join(in, s, delivers(s) && !s->gone);
		stands_in = stands_in || s->gone;
	}
	if (other != NULL)
		join(in, other, delivers(other) && stands_in);
	if (before != 0 && (before & members(in)) == 0) {
		in->broken = true;
		in->shown = false;
	}
}

/* ------------------------------------------------------------ reading */

/* A new capture process has a new pipe; the old one's has left by itself. */
static void
follow(struct inputs *in, struct source *s)
{
	struct epoll_event e = {.events = EPOLLIN};

	if (s->polled == s->watch.opened || watch_fd(&s->watch) < 0)
		return;
	s->polled = s->watch.opened;
	/* refused: it is read ten times a second all the same */
	(void)epoll_ctl(in->epoll, EPOLL_CTL_ADD, watch_fd(&s->watch), &e);
	s->hearing = (struct hearing){.call = s->kind == INPUTS_CALL};
	s->said = 0;
}

/* One block of source I, into the mix if it takes part. */
static bool
read_one(struct inputs *in, size_t i, int64_t now_ns)
{
	struct source *s = &in->sources[i];
	int64_t before = s->watch.heard_ns;
	struct mic_block b;

	if (!watch_next(&s->watch, now_ns, &b))
		return false;
	if (now_ns - before > INPUTS_SILENT_MS * (int64_t)MS_NS)
		s->good_ns = now_ns;
	hearing_block(&s->hearing, &b);
	if (i > 0) /* of the computer's clock one tells */
		s->hearing.now &= ~(unsigned)HEARING_SET;
	log_troubles(s);
	if (!mixing_has(in->mixing, i))
		consider(in, now_ns);
	mixing_put(in->mixing, i, &b);
	explicit_bzero(&b, sizeof(b));
	return true;
}

/* A block of each that is wanted, and all of those that are not. */
static bool
read_round(struct inputs *in, int64_t now_ns)
{
	bool any = false;

	for (size_t i = 0; i < in->count; i++) {
		while (!mixing_has(in->mixing, i) && read_one(in, i, now_ns))
			any = true;
		if (mixing_wants(in->mixing, i))
			any = read_one(in, i, now_ns) || any;
	}
	return any;
}

bool
inputs_next(struct inputs *in, int64_t now_ns, struct mic_block *block)
{
	do {
		if (in->broken && !in->shown)
			return false;
		if (mixing_take(in->mixing, block)) {
			in->broken = false;
			return true;
		}
	} while (read_round(in, now_ns));
	return false;
}

void
inputs_tick(struct inputs *in, int64_t now_ns)
{
	for (size_t i = 0; i < in->count; i++) {
		watch_tick(&in->sources[i].watch, now_ns);
		follow(in, &in->sources[i]);
	}
	consider(in, now_ns);
	in->shown = true;
	put_words(in, now_ns);
}

enum watch_state
inputs_state(const struct inputs *in)
{
	if (in->broken)
		return WATCH_STARTING;
	if (members(in) != 0)
		return WATCH_RUNNING;
	return in->sources[0].watch.state == WATCH_DOWN ? WATCH_DOWN
							: WATCH_STARTING;
}

bool
inputs_complete(const struct inputs *in)
{
	for (size_t i = 0; i < in->count; i++) {
		if (in->sources[i].watch.state != WATCH_RUNNING)
			return false;
	}
	return true;
}

enum rc
inputs_fault(const struct inputs *in, const char **why)
{
	for (size_t i = 0; i < in->count; i++) {
		const struct watch *w = &in->sources[i].watch;

		*why = w->alarm;
		if (w->fault != RC_OK)
			return w->fault;
	}
	return RC_OK;
}

int
inputs_fd(const struct inputs *in)
{
	return in->epoll;
}

const char *
inputs_device(const struct inputs *in)
{
	return in->device;
}

const char *
inputs_alarm(const struct inputs *in)
{
	return in->alarm;
}

const char *
inputs_notice(const struct inputs *in)
{
	return in->notice;
}

void
inputs_describe(const struct inputs *in, struct command_reply *reply)
{
	static const char *const kinds[] = {
	    [INPUTS_DEVICE] = "device",
	    [INPUTS_CALL] = "call",
	    [INPUTS_STANDBY] = "standby",
	};

	reply->nmicrophones = 0;
	for (size_t i = 0; i < in->count; i++) {
		const struct source *s = &in->sources[i];
		struct command_microphone *m =
		    &reply->microphones[reply->nmicrophones++];

		(void)columns_fit(
		    name_of(s), sizeof(m->name) - 1, m->name, sizeof(m->name));
		(void)snprintf(m->kind, sizeof(m->kind), "%s", kinds[s->kind]);
		m->missing = s->gone || s->watch.alarm[0] != '\0';
		m->level_cb =
		    m->missing ? LEVEL_NONE : level_cb(&s->hearing.level);
		m->peak_cb =
		    m->missing ? LEVEL_NONE : level_peak_cb(&s->hearing.level);
	}
}

/* ------------------------------------------------------------ opening */

static enum rc
check(const struct inputs_plan *plan, struct error *err)
{
	size_t standbys = 0;

	for (size_t i = 0; i < plan->count; i++) {
		standbys += plan->v[i].kind == INPUTS_STANDBY;
		for (size_t k = 0; k < i; k++) {
			if (strcmp(plan->v[i].name, plan->v[k].name) == 0)
				return error_set(err, RC_INVALID,
				    "\"%s\" is asked for twice",
				    plan->v[i].name);
		}
	}
	if (standbys > 1)
		return error_set(err, RC_INVALID, "one standby is enough");
	if (plan->count == standbys)
		return error_set(err, RC_INVALID,
		    "a standby stands by for a microphone: name it with "
		    "--device");
	return RC_OK;
}

enum rc
inputs_open(struct inputs **out, const struct inputs_plan *plan, int64_t now_ns,
    struct error *err)
{
	struct inputs *in = NULL;
	enum rc rc;

	*out = NULL;
	if ((rc = check(plan, err)) != RC_OK)
		return rc;
	if ((in = calloc(1, sizeof(*in))) == NULL)
		return error_nomem(err);
	in->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (in->epoll < 0)
		rc = error_sys(err, RC_IO, "make an epoll descriptor");
	else
		rc = mixing_open(&in->mixing, plan->count, err);
	for (size_t i = 0; i < plan->count && rc == RC_OK; i++) {
		struct source *s = &in->sources[in->count++];

		s->kind = plan->v[i].kind;
		watch_open(&s->watch, plan->v[i].name, now_ns);
		follow(in, s);
	}
	if (rc == RC_OK) {
		put_words(in, now_ns);
		*out = in;
	} else {
		inputs_close(in);
	}
	return rc;
}

void
inputs_close(struct inputs *in)
{
	if (in == NULL)
		return;
	for (size_t i = 0; i < in->count; i++)
		watch_close(&in->sources[i].watch);
	if (in->epoll >= 0)
		(void)close(in->epoll);
	mixing_close(in->mixing);
	explicit_bzero(in, sizeof(*in));
	free(in);
}
