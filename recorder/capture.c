#include "recorder/capture.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <portaudio.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/span.h"
#include "base/text.h"
#include "recorder/finding.h"
#include "recorder/frame.h"
#include "recorder/ring.h"

/* Ten seconds: a keeper that waits for a slow disk loses nothing. */
enum { BLOCKS = 500 };

struct names {
	const char **v; /* NULL: no microphone */
	size_t count;
};

struct capture {
	struct names names;
	struct ring *ring;
	sem_t ready;
	int64_t count; /* samples since the stream opened */
	bool lost;     /* the ring was full, or the sound card's buffer */
};

struct wanted {
	const char *asked;
	const char *before;
};

static int
on_audio(const void *input, void *output, unsigned long samples,
    const PaStreamCallbackTimeInfo *times, PaStreamCallbackFlags flags,
    void *data)
{
	struct capture *c = data;
	struct frame *f;

	(void)output;
	(void)times;
	if (input == NULL || samples > FRAME_SAMPLES)
		return paContinue;
	if ((flags & paInputOverflow) != 0)
		c->lost = true;
	f = ring_room(c->ring);
	if (f != NULL) {
		f->kind = FRAME_AUDIO;
		f->bytes = (uint32_t)(samples * 2);
		f->overflow = c->lost;
		f->first = c->count;
		f->mono_ns = clock_boot_ns();
		f->wall_ms = clock_wall_ms();
		memcpy(f->payload, input, samples * 2);
		ring_put(c->ring);
		c->lost = false;
		(void)sem_post(&c->ready);
	}
	c->count += (int64_t)samples;
	return paContinue;
}

static void
say(int fd, enum frame_kind kind, const char *text)
{
	struct frame f = {.kind = kind};
	char whole[FRAME_BYTES + 1];

	(void)text_cut(text, whole, sizeof(whole));
	f.bytes = (uint32_t)strlen(whole);
	memcpy(f.payload, whole, f.bytes);
	(void)frame_write(fd, &f, NULL);
}

/* What device I is called, as it is shown; NULL when it is no microphone.  The
 * caller frees. */
static char *
input_name(PaDeviceIndex i)
{
	const PaDeviceInfo *info = Pa_GetDeviceInfo(i);
	char name[256]; /* as the keeper has it */

	if (info == NULL || info->maxInputChannels <= 0)
		return NULL;
	return strdup(text_cut(info->name, name, sizeof(name)));
}

/* Those of all devices, for as long as this process lives. */
static enum rc
take_names(struct names *names)
{
	PaDeviceIndex n = Pa_GetDeviceCount();

	names->count = n > 0 ? (size_t)n : 0;
	names->v = calloc(names->count + 1, sizeof(*names->v));
	for (PaDeviceIndex i = 0; names->v != NULL && i < n; i++)
		names->v[i] = input_name(i);
	return names->v != NULL ? RC_OK : RC_NOMEM;
}

/* The device of W; -1 with a sentence in WHY. */
static PaDeviceIndex
find(const struct names *names, const struct wanted *w, struct buf *why)
{
	PaDeviceIndex usual = Pa_GetDefaultInputDevice();

	return (PaDeviceIndex)finding_one(names->v, names->count,
	    usual == paNoDevice ? -1 : usual, w->asked, w->before, why);
}

static PaStream *
open_stream(struct capture *c, const struct wanted *w, int out, bool bare)
{
	PaStreamParameters p = {.channelCount = 1, .sampleFormat = paInt16};
	struct buf why = {0};
	PaStream *stream = NULL;
	PaError e;

	p.device = find(&c->names, w, &why);
	if (p.device >= 0) {
		/* A fifth of a second: a quarter of it is how long a block
		 * waits, all of it what a busy machine is forgiven. */
		p.suggestedLatency = 0.2;
		e = Pa_OpenStream(&stream, &p, NULL, SPAN_RATE, FRAME_SAMPLES,
		    paClipOff | paDitherOff, on_audio, c);
		if (e == paNoError && (e = Pa_StartStream(stream)) != paNoError)
			stream = NULL;
		if (e != paNoError)
			buf_printf(&why, "\"%s\" cannot be opened: %s",
			    c->names.v[p.device], Pa_GetErrorText(e));
	}
	if (stream == NULL)
		say(out, FRAME_FAULT, buf_str(&why));
	else if (!bare)
		say(out, FRAME_DEVICE, c->names.v[p.device]);
	buf_clear(&why);
	return stream;
}

static enum rc
write_bare(int out, const struct frame *f, int64_t *left)
{
	size_t n = f->bytes;

	if ((int64_t)n > *left * 2)
		n = (size_t)*left * 2;
	if (write(out, f->payload, n) != (ssize_t)n)
		return RC_IO;
	*left -= (int64_t)n / 2;
	return *left > 0 ? RC_OK : RC_NOTFOUND;
}

static int
run(struct capture *c, int out, const struct wanted *w, int64_t bare)
{
	enum rc rc = RC_OK;

	if (ring_open(&c->ring, BLOCKS, sizeof(struct frame), NULL) != RC_OK ||
	    sem_init(&c->ready, 0, 0) != 0 ||
	    open_stream(c, w, out, bare > 0) == NULL)
		return 1;
	while (rc == RC_OK) {
		const struct frame *block = ring_front(c->ring);
		struct frame f;

		if (block == NULL) {
			(void)sem_wait(&c->ready);
			continue;
		}
		f = *block;
		ring_took(c->ring);
		rc = bare > 0 ? write_bare(out, &f, &bare)
			      : frame_write(out, &f, NULL);
	}
	return 0;
}

static void
list(const struct names *names, int out)
{
	for (size_t i = 0; i < names->count; i++) {
		if (names->v[i] != NULL)
			say(out, FRAME_NAME, names->v[i]);
	}
}

/* Before whatever else this machine does, or the sound card runs over; refused
 * without the right to, and then as everybody.  One that does not sleep for
 * two seconds of that is killed, and started again. */
static void
be_on_time(void)
{
	struct sched_param first = {.sched_priority = 5};
	struct rlimit spin = {2000000, 2000000};

	(void)setrlimit(RLIMIT_RTTIME, &spin);
	(void)sched_setscheduler(0, SCHED_RR, &first);
}

int
capture_main(int argc, char **argv)
{
	struct capture c = {0};
	struct wanted w;
	int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int status = 1;
	PaError e;

	if (argc < 1 || out < 0 || null < 0)
		return 2;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)signal(SIGINT, SIG_IGN); /* a Ctrl-C is the keeper's to handle */
	(void)dup2(null, STDIN_FILENO);
	(void)dup2(null, STDOUT_FILENO);
	(void)dup2(null, STDERR_FILENO);
	be_on_time();
	if ((e = Pa_Initialize()) != paNoError) {
		say(out, FRAME_FAULT, Pa_GetErrorText(e));
	} else if (take_names(&c.names) != RC_OK) {
		say(out, FRAME_FAULT, "no memory left");
	} else if (strcmp(argv[0], "list") == 0) {
		list(&c.names, out);
		status = 0;
	} else if (strcmp(argv[0], "open") == 0 && argc == 3) {
		w = (struct wanted){argv[1], argv[2]};
		status = run(&c, out, &w, 0);
	} else if (strcmp(argv[0], "pcm") == 0 && argc == 3) {
		w = (struct wanted){argv[1], ""};
		status = run(&c, out, &w, strtoll(argv[2], NULL, 10));
	}
	/* Nothing is closed: Pa_StopStream hangs on a stalled source. */
	_exit(status);
}
