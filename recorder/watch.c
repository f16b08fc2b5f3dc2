#include "recorder/watch.h"

#include "base/log.h"
#include "base/text.h"

static const int64_t second = 1000000000;

/* Seconds that a microphone has to open, at first and at most. */
enum { PATIENCE = 3, PATIENCE_MOST = 12 };

static void
raise(struct watch *w, const char *text)
{
	if (w->alarm[0] == '\0')
		log_error("microphone \"%s\": %s", w->device, text);
	(void)text_cut(text, w->alarm, sizeof(w->alarm));
}

static void
enter(struct watch *w, enum watch_state state, int64_t now_ns)
{
	w->state = state;
	w->since_ns = now_ns;
}

static void
fail(struct watch *w, enum rc rc, const char *text, int64_t now_ns)
{
	mic_close(w->mic);
	w->mic = NULL;
	w->fault = rc;
	raise(w, text);
	enter(w, WATCH_DOWN, now_ns);
}

static void
start(struct watch *w, int64_t now_ns)
{
	struct error err = {0};
	enum rc rc;

	mic_close(w->mic);
	w->mic = NULL;
	w->opened++;
	w->open_ns = 0;
	if ((rc = mic_open(
		 &w->mic, w->asked, w->found ? w->device : "", &err)) != RC_OK)
		fail(w, rc, err.text, now_ns);
	else
		enter(w, WATCH_STARTING, now_ns);
}

void
watch_open(struct watch *w, const char *device, int64_t now_ns)
{
	*w = (struct watch){0};
	w->patience_s = PATIENCE;
	(void)text_cut(device, w->asked, sizeof(w->asked));
	(void)text_cut(device, w->device, sizeof(w->device));
	start(w, now_ns);
}

void
watch_close(struct watch *w)
{
	mic_close(w->mic);
	w->mic = NULL;
}

int
watch_fd(const struct watch *w)
{
	return w->mic != NULL ? mic_fd(w->mic) : -1;
}

bool
watch_next(struct watch *w, int64_t now_ns, struct mic_block *block)
{
	struct error err = {0};
	bool got = false;
	enum rc rc;

	if (w->mic == NULL)
		return false;
	if ((rc = mic_next(w->mic, block, &got, &err)) != RC_OK) {
		fail(w, rc, err.text, now_ns);
		return false;
	}
	if (!got)
		return false;
	w->heard_ns = now_ns;
	if (w->state != WATCH_RUNNING) {
		enter(w, WATCH_RUNNING, now_ns);
		w->found = true;
		w->patience_s = PATIENCE;
		(void)text_cut(
		    mic_device(w->mic), w->device, sizeof(w->device));
		if (w->alarm[0] != '\0')
			log_info("microphone \"%s\": there is sound again",
			    w->device);
		w->alarm[0] = '\0';
		w->fault = RC_OK;
	}
	return true;
}

/* Has it been given all the time it gets?  One that was not even open by then
 * is given more the next time. */
static bool
overdue(struct watch *w, int64_t now_ns)
{
	if (w->open_ns == 0 && mic_device(w->mic)[0] != '\0')
		w->open_ns = now_ns;
	if (w->open_ns != 0)
		return now_ns - w->open_ns > PATIENCE * second;
	if (now_ns - w->since_ns <= w->patience_s * second)
		return false;
	if (w->patience_s < PATIENCE_MOST)
		w->patience_s *= 2;
	return true;
}

void
watch_tick(struct watch *w, int64_t now_ns)
{
	switch (w->state) {
	case WATCH_RUNNING:
		if (now_ns - w->heard_ns <= second)
			break;
		raise(w,
		    "no sound comes from the microphone; starting it "
		    "again");
		start(w, now_ns);
		break;
	case WATCH_STARTING:
		if (now_ns - w->since_ns > 2 * second)
			raise(w, "the microphone does not begin to deliver");
		if (overdue(w, now_ns))
			fail(w, RC_BUSY,
			    "the microphone does not begin to deliver", now_ns);
		break;
	case WATCH_DOWN:
		if (now_ns - w->since_ns > second / 2)
			start(w, now_ns);
		break;
	}
}
