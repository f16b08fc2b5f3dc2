#include "base/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

enum { WIDTH = 24, REDRAW_NS = 100 * 1000 * 1000 };

void
progress_begin(struct progress *p, const char *what, int64_t total)
{
	*p = (struct progress){
	    .what = what, .total = total, .started_ns = clock_mono_ns()};
}

/* "about 3 min left" into LEFT; "" until there is something to go by. */
static void
time_left(const struct progress *p, int64_t done, int64_t now, char *left,
    size_t room)
{
	int64_t spent_s = (now - p->started_ns) / 1000000000;
	int64_t rest;

	left[0] = '\0';
	if (done <= 0 || spent_s < 2)
		return;
	rest = (int64_t)((double)spent_s * (double)(p->total - done) /
	    (double)done);
	if (rest >= 90)
		(void)snprintf(left, room, "about %lld min left",
		    (long long)(rest + 30) / 60);
	else
		(void)snprintf(
		    left, room, "about %lld s left", (long long)rest);
}

void
progress_at(struct progress *p, int64_t done)
{
	char bar[WIDTH + 1];
	char left[48];
	int64_t now = clock_mono_ns();
	int64_t full;

	if (p->total <= 0 || !isatty(STDERR_FILENO) ||
	    (p->shown && now - p->drawn_ns < REDRAW_NS))
		return;
	if (done < 0)
		done = 0;
	if (done > p->total)
		done = p->total;
	full = (int64_t)((double)done / (double)p->total * WIDTH);
	for (int i = 0; i < WIDTH; i++)
		bar[i] = i < full ? '#' : '.';
	bar[WIDTH] = '\0';
	time_left(p, done, now, left, sizeof(left));
	(void)fprintf(stderr, "\r%s [%s] %3d%% %s\033[K", p->what, bar,
	    (int)((double)done / (double)p->total * 100), left);
	(void)fflush(stderr);
	p->drawn_ns = now;
	p->shown = 1;
}

void
progress_end(struct progress *p)
{
	if (p->shown)
		(void)fprintf(stderr, "\r\033[K");
	p->shown = 0;
}
