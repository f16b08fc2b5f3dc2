#include "share/liaison.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "share/stream.h"

enum { TURN_MS = 100, ANSWERS = 32, NS_PER_MS = 1000 * 1000 };

/* Of every meeting there was while this ran; a page may still show them. */
struct kept_papers {
	struct kept_papers *next;
	char of[sizeof(((struct command_reply *)0)->meeting)];
	struct papers papers;
};

/* Somebody who waits for an answer. */
struct wait {
	struct wait *next;
	const struct command *command;
	struct command_reply reply;
	bool told, done;
	enum rc rc;
	struct error err;
};

struct liaison {
	const char *home;
	struct relay relay; /* the thread's own */
	pthread_mutex_t lock;
	pthread_cond_t answered;
	pthread_t thread;
	bool started, end, streams_end;
	int wake;
	struct liaison_now now;
	struct kept_papers *papers;
	struct wait *waits;
	struct stream *streams;
	size_t nstreams;
	struct liaison_answer answers[ANSWERS];
	uint64_t nanswers;
};

/* The names that go with the numbers; without them the numbers must do. */
static const struct papers *
find_papers(struct liaison *l, const char *meeting)
{
	struct kept_papers *k;

	for (k = l->papers; k != NULL; k = k->next) {
		if (strcmp(k->of, meeting) == 0)
			return &k->papers;
	}
	if ((k = calloc(1, sizeof(*k))) == NULL)
		return NULL;
	if (papers_of_meeting(l->home, meeting, &k->papers, NULL) != RC_OK) {
		free(k);
		return NULL;
	}
	(void)snprintf(k->of, sizeof(k->of), "%s", meeting);
	k->next = l->papers;
	l->papers = k;
	return &k->papers;
}

static void
wake_streams(struct liaison *l)
{
	for (struct stream *s = l->streams; s != NULL; s = stream_next(s))
		stream_wake(s);
}

/* ------------------------------------------------------------- the thread */

/* Commands that wait go to the relay, which sends them in this order. */
static void
carry(struct liaison *l, int64_t now_ns)
{
	for (struct wait *w = l->waits; w != NULL; w = w->next) {
		struct command c;

		if (w->told)
			continue;
		c = *w->command;
		w->rc = relay_tell(&l->relay, &c, now_ns, &w->err);
		w->told = true;
		w->done = w->rc != RC_OK;
		explicit_bzero(&c, sizeof(c));
	}
}

static void
answer(struct liaison *l, const struct command *c,
    const struct command_reply *reply)
{
	for (struct wait *w = l->waits; w != NULL; w = w->next) {
		if (w->told && !w->done &&
		    strcmp(w->command->key, c->key) == 0) {
			w->reply = *reply;
			w->done = true;
			return;
		}
	}
}

/* An answer says how it stands, too; one that is not the recorder's own does
 * not. */
static void
take_status(struct liaison *l, const struct command_reply *reply)
{
	if (reply->state == 0)
		return;
	l->now.status = *reply;
	l->now.known = true;
	l->now.papers = find_papers(l, reply->meeting);
	l->now.tick++;
}

static void
turn(struct liaison *l, int64_t now_ns)
{
	enum relay_contact contact;
	struct command command;
	struct command_reply reply;
	enum relay_event event;
	uint64_t tick = l->now.tick;
	int silent_s = 0;

	carry(l, now_ns);
	while ((event = relay_turn(&l->relay, now_ns, &command, &reply)) !=
	    RELAY_NOTHING) {
		if (event == RELAY_ANSWERED)
			answer(l, &command, &reply);
		take_status(l, &reply);
	}
	explicit_bzero(&command, sizeof(command));
	contact = relay_contact(&l->relay, now_ns, &silent_s);
	if (contact != l->now.contact || silent_s != l->now.silent_s)
		l->now.tick++;
	l->now.contact = contact;
	l->now.silent_s = silent_s;
	(void)pthread_cond_broadcast(&l->answered);
	if (l->now.tick != tick)
		wake_streams(l);
}

static void *
run(void *arg)
{
	struct liaison *l = arg;
	struct pollfd p[RELAY_POLL + 1];
	uint64_t count;

	(void)pthread_mutex_lock(&l->lock);
	while (!l->end) {
		size_t n;

		turn(l, clock_mono_ns());
		n = relay_poll(&l->relay, p);
		p[n] = (struct pollfd){.fd = l->wake, .events = POLLIN};
		(void)pthread_mutex_unlock(&l->lock);
		if (poll(p, (nfds_t)n + 1, TURN_MS) > 0 &&
		    (p[n].revents & POLLIN) != 0)
			(void)!read(l->wake, &count, sizeof(count));
		(void)pthread_mutex_lock(&l->lock);
	}
	(void)pthread_mutex_unlock(&l->lock);
	return NULL;
}

static void
rouse(struct liaison *l)
{
	const uint64_t one = 1;

	(void)!write(l->wake, &one, sizeof(one));
}

/* ------------------------------------------------------------ open, close */

enum rc
liaison_open(
    struct liaison **out, const char *home, int minutes, struct error *err)
{
	struct liaison *l = calloc(1, sizeof(*l));
	pthread_condattr_t attr;
	char path[1024];
	enum rc rc;

	if (l == NULL)
		return error_nomem(err);
	l->home = home;
	l->now.contact = RELAY_GONE;
	l->now.minutes = minutes;
	(void)pthread_mutex_init(&l->lock, NULL);
	(void)pthread_condattr_init(&attr);
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&l->answered, &attr);
	(void)pthread_condattr_destroy(&attr);
	l->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (l->wake < 0)
		rc = error_sys(err, RC_IO, "make an eventfd");
	else if (snprintf(path, sizeof(path), "%s/control.sock", home) >=
	    (int)sizeof(path))
		rc = error_set(err, RC_INVALID, "--home: the path is too long");
	else
		rc = relay_open(&l->relay, path, err);
	if (rc == RC_OK && pthread_create(&l->thread, NULL, run, l) != 0)
		rc = error_set(err, RC_IO, "cannot start a thread");
	l->started = rc == RC_OK;
	if (rc == RC_OK)
		*out = l;
	else
		liaison_close(l);
	return rc;
}

void
liaison_close(struct liaison *l)
{
	if (l == NULL)
		return;
	if (l->started) {
		(void)pthread_mutex_lock(&l->lock);
		l->end = true;
		(void)pthread_mutex_unlock(&l->lock);
		rouse(l);
		(void)pthread_join(l->thread, NULL);
	}
	relay_close(&l->relay);
	while (l->papers != NULL) {
		struct kept_papers *next = l->papers->next;

		papers_clear(&l->papers->papers);
		free(l->papers);
		l->papers = next;
	}
	if (l->wake >= 0)
		(void)close(l->wake);
	(void)pthread_cond_destroy(&l->answered);
	(void)pthread_mutex_destroy(&l->lock);
	explicit_bzero(l, sizeof(*l));
	free(l);
}

const char *
liaison_home(const struct liaison *l)
{
	return l->home;
}

void
liaison_know(struct liaison *l, struct liaison_now *now)
{
	(void)pthread_mutex_lock(&l->lock);
	*now = l->now;
	(void)pthread_mutex_unlock(&l->lock);
}

/* --------------------------------------------------------------- commands */

static void
forget(struct liaison *l, const struct wait *w)
{
	struct wait **at = &l->waits;

	while (*at != w)
		at = &(*at)->next;
	*at = w->next;
}

enum rc
liaison_tell(struct liaison *l, const struct command *c,
    struct command_reply *reply, struct error *err)
{
	struct wait w = {.command = c, .rc = RC_OK};
	struct wait **last = &l->waits;
	struct timespec until;
	int timed = 0;

	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += LIAISON_WAIT_MS / 1000;
	(void)pthread_mutex_lock(&l->lock);
	while (*last != NULL)
		last = &(*last)->next;
	*last = &w;
	rouse(l);
	while (!w.done && timed == 0 && !l->end)
		timed = pthread_cond_timedwait(&l->answered, &l->lock, &until);
	forget(l, &w);
	(void)pthread_mutex_unlock(&l->lock);
	if (!w.done)
		return error_set(err, RC_BUSY,
		    "the recorder does not answer; whether it was done is seen "
		    "once it does");
	*reply = w.reply;
	if (w.rc != RC_OK)
		*err = w.err;
	return w.rc;
}

uint64_t
liaison_keep(struct liaison *l, bool refused, const char *text)
{
	struct liaison_answer *a;
	uint64_t number;

	(void)pthread_mutex_lock(&l->lock);
	a = &l->answers[l->nanswers % ANSWERS];
	number = ++l->nanswers;
	a->refused = refused;
	(void)snprintf(a->text, sizeof(a->text), "%s", text);
	(void)pthread_mutex_unlock(&l->lock);
	return number;
}

bool
liaison_kept(struct liaison *l, uint64_t number, struct liaison_answer *out)
{
	bool kept;

	(void)pthread_mutex_lock(&l->lock);
	kept = number > 0 && number <= l->nanswers &&
	    l->nanswers - number < ANSWERS;
	if (kept)
		*out = l->answers[(number - 1) % ANSWERS];
	(void)pthread_mutex_unlock(&l->lock);
	return kept;
}

/* ---------------------------------------------------------------- streams */

bool
liaison_join(struct liaison *l, struct stream *s)
{
	bool room;

	(void)pthread_mutex_lock(&l->lock);
	room = l->nstreams < STREAM_MOST && !l->streams_end;
	if (room) {
		stream_set_next(s, l->streams);
		l->streams = s;
		l->nstreams++;
	}
	(void)pthread_mutex_unlock(&l->lock);
	return room;
}

void
liaison_leave(struct liaison *l, struct stream *s)
{
	(void)pthread_mutex_lock(&l->lock);
	if (l->streams == s) {
		l->streams = stream_next(s);
		l->nstreams--;
	}
	for (struct stream *at = l->streams; at != NULL; at = stream_next(at)) {
		if (stream_next(at) == s) {
			stream_set_next(at, stream_next(s));
			l->nstreams--;
		}
	}
	(void)pthread_mutex_unlock(&l->lock);
}

void
liaison_end_streams(struct liaison *l)
{
	if (l == NULL)
		return;
	(void)pthread_mutex_lock(&l->lock);
	l->streams_end = true;
	wake_streams(l);
	(void)pthread_mutex_unlock(&l->lock);
}

int
liaison_news(struct liaison *l, struct stream *s, uint64_t *seen,
    struct liaison_now *now)
{
	int news;

	(void)pthread_mutex_lock(&l->lock);
	if (l->streams_end) {
		news = -1;
	} else if (*seen != l->now.tick) {
		*now = l->now;
		*seen = l->now.tick;
		news = 1;
	} else {
		stream_suspend(s);
		news = 0;
	}
	(void)pthread_mutex_unlock(&l->lock);
	return news;
}
