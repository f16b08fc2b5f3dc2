#include "recorder/rehearsal.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/span.h"
#include "recorder/devices.h"
#include "recorder/disk.h"
#include "recorder/folder.h"
#include "recorder/home.h"
#include "recorder/inputs.h"
#include "recorder/playback.h"
#include "recorder/soundcheck.h"
#include "recorder/view.h"
#include "recording/papers.h"
#include "seal/box.h"

enum { SECONDS = 10, WAIT_S = 3, BAR = 30 };

static const int64_t second = 1000000000;

struct rehearsal {
	const struct cmd_call *call;
	int16_t *pcm;
	size_t room;  /* samples */
	size_t count; /* of them that are there */
	struct soundcheck check;
	char device[256];
	int bad;
	int lines;
};

static void
report(struct rehearsal *r, const char *what, bool ok, const char *text)
{
	r->lines++;
	r->bad += !ok;
	(void)printf("%-11s %-6s %s\n", what, ok ? "ok" : "TO DO", text);
	(void)fflush(stdout);
}

/* ---------------------------------------------------------------- the sound */

static enum rc
make_room(struct rehearsal *r, long long seconds, struct error *err)
{
	void *at;

	r->room = (size_t)seconds * SPAN_RATE;
	at = mmap(NULL, r->room * sizeof(*r->pcm), PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		return error_nomem(err);
	r->pcm = at;
	(void)madvise(at, r->room * sizeof(*r->pcm), MADV_DONTDUMP);
	/* as far as the system allows it */
	(void)mlock(at, r->room * sizeof(*r->pcm));
	return RC_OK;
}

static void
free_room(struct rehearsal *r)
{
	if (r->pcm == NULL)
		return;
	explicit_bzero(r->pcm, r->room * sizeof(*r->pcm));
	(void)munmap(r->pcm, r->room * sizeof(*r->pcm));
	explicit_bzero(&r->check, sizeof(r->check));
	r->pcm = NULL;
}

static void
meter(const struct rehearsal *r)
{
	char bar[BAR + 1];

	if (!isatty(STDERR_FILENO))
		return;
	view_bar(
	    level_cb(&r->check.now), level_peak_cb(&r->check.now), BAR, bar);
	(void)fprintf(stderr, "\rSpeak now: [%s] %2zu s ", bar,
	    (r->room - r->count + SPAN_RATE - 1) / SPAN_RATE);
	(void)fflush(stderr);
}

static void
take(struct rehearsal *r, const struct mic_block *b)
{
	size_t n = b->count;

	if (n > r->room - r->count)
		n = r->room - r->count;
	memcpy(r->pcm + r->count, b->pcm, n * sizeof(*r->pcm));
	soundcheck_add(&r->check, b->pcm, n, r->count > 0 ? b->lost : 0);
	r->count += n;
}

/* As much as there is room for; a microphone that gives nothing for WAIT_S is
 * what it says. */
static enum rc
record(struct rehearsal *r, struct inputs *in, struct error *err)
{
	int64_t heard = clock_boot_ns(), drawn = 0;
	struct mic_block b = {0};
	const char *why = "";

	while (r->count < r->room) {
		struct pollfd p = {.fd = inputs_fd(in), .events = POLLIN};
		int64_t now;

		(void)poll(&p, 1, 50);
		now = clock_boot_ns();
		while (inputs_next(in, now, &b)) {
			take(r, &b);
			heard = now;
		}
		inputs_tick(in, now);
		if (now - heard > WAIT_S * second) {
			(void)inputs_fault(in, &why);
			if (why[0] == '\0')
				why = inputs_alarm(in);
			explicit_bzero(&b, sizeof(b));
			return error_set(err, RC_BUSY, "%s",
			    why[0] != '\0' ? why : "it gives no sound");
		}
		if (now - drawn > second / 10) {
			drawn = now;
			meter(r);
		}
	}
	if (isatty(STDERR_FILENO))
		(void)fprintf(stderr, "\r%*s\r", BAR + 24, "");
	explicit_bzero(&b, sizeof(b));
	(void)snprintf(r->device, sizeof(r->device), "%s", inputs_device(in));
	return RC_OK;
}

static void
judge(struct rehearsal *r)
{
	char text[256];
	bool ok;

	ok = soundcheck_whole(&r->check, text, sizeof(text));
	report(r, "sound", ok, text);
	ok = soundcheck_level(&r->check, text, sizeof(text));
	report(r, "level", ok, text);
	ok = soundcheck_noise(&r->check, text, sizeof(text));
	report(r, "noise", ok, text);
	ok = soundcheck_clipping(&r->check, text, sizeof(text));
	report(r, "clipping", ok, text);
}

static enum rc
test_sound(struct rehearsal *r, struct error *err)
{
	struct inputs_plan plan = {0};
	struct inputs *in = NULL;
	const char *said = "not every one of them was heard";
	struct error why = {0};
	bool complete;
	enum rc rc;

	if ((rc = devices_wanted(r->call, &plan, err)) != RC_OK ||
	    (rc = inputs_open(&in, &plan, clock_boot_ns(), err)) != RC_OK)
		return rc;
	rc = record(r, in, &why);
	complete = inputs_complete(in);
	if (rc != RC_OK)
		said = why.text;
	else if (complete)
		said = r->device;
	else if (inputs_alarm(in)[0] != '\0')
		said = inputs_alarm(in);
	report(r, "microphone", rc == RC_OK && complete, said);
	inputs_close(in);
	if (rc != RC_OK)
		return RC_OK; /* it is reported; the rest can be tested */
	judge(r);
	if (cmd_flag(r->call, "no-play"))
		return RC_OK;
	(void)printf("Playing it back...\n");
	(void)fflush(stdout);
	rc = playback_pcm(r->pcm, r->count, &why);
	report(r, "loudspeaker", rc == RC_OK,
	    rc == RC_OK ? "played back; was it clear?" : why.text);
	return RC_OK;
}

/* ----------------------------------------------------------------- the rest */

static void
test_disk(struct rehearsal *r)
{
	struct disk d = {.free_seconds = -1};
	char text[128];

	disk_look(&d, home_of(r->call), clock_boot_ns());
	if (d.free_seconds < 0) {
		report(r, "disk", false,
		    "the recorder's folder is not there; \"marac-recorder "
		    "device-key\" makes it");
		return;
	}
	(void)snprintf(text, sizeof(text), "room for %lld h%s",
	    (long long)(d.free_seconds / 3600),
	    disk_low(&d) ? ": less than twice the longest meeting; make room"
			 : "");
	report(r, "disk", !disk_low(&d), text);
}

static void
test_key(struct rehearsal *r)
{
	struct box_sign_secret sec;
	struct error err = {0};
	bool ok = folder_signer(home_of(r->call), &sec, &err) == RC_OK;

	box_wipe(&sec, sizeof(sec));
	report(r, "device key", ok, ok ? "readable" : err.text);
}

static void
test_papers(struct rehearsal *r)
{
	const char *path = cmd_text(r->call, "papers");
	struct papers papers = {0};
	struct error err = {0};
	char text[80];

	if (path == NULL)
		return;
	if (papers_read(path, &papers, &err) == RC_OK) {
		(void)snprintf(text, sizeof(text), "%zu items, %zu people",
		    papers.nitems, papers.npeople);
		report(r, "papers", true, text);
	} else {
		report(r, "papers", false, err.text);
	}
	papers_clear(&papers);
}

enum rc
rehearsal_verb(struct cmd_call *call, struct error *err)
{
	struct rehearsal r = {.call = call};
	long long seconds = SECONDS;
	int lock = -1;
	enum rc rc;

	if ((rc = cmd_number(call, "seconds", 1, SOUNDCHECK_MOST_S, SECONDS,
		 &seconds, err)) != RC_OK)
		return rc;
	/* also so that none begins meanwhile; a home that is not there yet
	 * has none */
	if (access(home_of(call), F_OK) == 0 &&
	    (rc = home_lock(home_of(call), &lock, err)) != RC_OK)
		return rc == RC_CONFLICT
		    ? error_prefix(err, "not tested, so as not to disturb it")
		    : rc;
	if ((rc = make_room(&r, seconds, err)) == RC_OK &&
	    (rc = test_sound(&r, err)) == RC_OK) {
		test_disk(&r);
		test_key(&r);
		test_papers(&r);
	}
	free_room(&r);
	if (lock >= 0)
		(void)close(lock);
	if (rc == RC_OK && r.bad > 0)
		rc = error_set(err, RC_INVALID,
		    "%d of %d are to be put right before the meeting", r.bad,
		    r.lines);
	return rc;
}
