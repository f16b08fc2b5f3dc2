#include "recorder/mic.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "recorder/capture.h"
#include "recorder/pace.h"

enum {
	PIPE_ROOM = 1 << 20, /* ten seconds of audio */
};

struct mic {
	int process; /* a pid may be a stranger's once the process has ended */
	int fd;
	bool end;
	struct pace pace;
	char device[256];
	struct frame_reader reader;
};

static void
become_capture(pid_t keeper, int out, const char *asked, const char *before)
{
	char program[] = "marac-recorder", argument[] = CAPTURE_ARGUMENT;
	char list[] = "list", open[] = "open";
	char *argv[] = {program, argument, asked != NULL ? open : list,
	    asked != NULL ? strdup(asked) : NULL,
	    asked != NULL ? strdup(before) : NULL, NULL};

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != keeper) /* it was gone before that */
		_exit(1);
	(void)dup2(out, STDOUT_FILENO);
	(void)execv("/proc/self/exe", argv);
	_exit(127);
}

/* The child PID as a descriptor; -1 when it has ended and was reaped. */
static enum rc
hold(pid_t pid, int *process, struct error *err)
{
	siginfo_t info;

	*process = pidfd_open(pid, 0);
	if (*process < 0 && errno != ESRCH)
		return error_sys(err, RC_IO, "hold the capture process");
	if (*process >= 0 &&
	    waitid(P_PIDFD, (id_t)*process, &info,
		WEXITED | WNOHANG | WNOWAIT) != 0) {
		(void)close(*process); /* no child of ours */
		*process = -1;
	}
	return RC_OK;
}

/* ASKED NULL: to list them all. */
static enum rc
spawn(struct mic *m, const char *asked, const char *before, struct error *err)
{
	pid_t keeper = getpid(), pid;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return error_sys(err, RC_IO, "make a pipe");
	(void)fcntl(ends[1], F_SETPIPE_SZ, PIPE_ROOM);
	(void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
	pid = fork();
	if (pid == 0)
		become_capture(keeper, ends[1], asked, before);
	(void)close(ends[1]);
	m->fd = ends[0];
	if (pid < 0)
		return error_sys(err, RC_IO, "start the capture process");
	return hold(pid, &m->process, err);
}

enum rc
mic_open(
    struct mic **out, const char *asked, const char *before, struct error *err)
{
	struct mic *m = calloc(1, sizeof(*m));
	enum rc rc;

	*out = NULL;
	if (m == NULL)
		return error_nomem(err);
	m->fd = -1;
	m->process = -1;
	if ((rc = spawn(m, asked, before, err)) != RC_OK)
		mic_close(m);
	else
		*out = m;
	return rc;
}

void
mic_close(struct mic *m)
{
	siginfo_t info;

	if (m == NULL)
		return;
	if (m->fd >= 0)
		(void)close(m->fd);
	if (m->process >= 0) {
		(void)pidfd_send_signal(m->process, SIGKILL, NULL, 0);
		/* Gone at once unless a driver holds it; then init reaps. */
		(void)waitid(
		    P_PIDFD, (id_t)m->process, &info, WEXITED | WNOHANG);
		(void)close(m->process);
	}
	explicit_bzero(m, sizeof(*m));
	free(m);
}

int
mic_fd(const struct mic *m)
{
	return m->fd;
}

const char *
mic_device(const struct mic *m)
{
	return m->device;
}

static void
take_audio(struct mic *m, const struct frame *f, struct mic_block *block)
{
	int64_t samples = (int64_t)(f->bytes / 2);
	struct pace_block heard = pace_block(
	    &m->pace, f->first, samples, f->mono_ns, f->overflow != 0);

	memcpy(block->pcm, f->payload, f->bytes);
	block->count = (size_t)samples;
	block->captured_ns = heard.captured_ns;
	block->lost = heard.lost;
	block->drift_ns = m->pace.drift_ns;
	block->drift_ppm = m->pace.drift_ppm;
	block->mono_ns = f->mono_ns;
	block->wall_ms = f->wall_ms;
}

static void
take_text(const struct frame *f, char *out, size_t room)
{
	char text[FRAME_BYTES + 1];

	memcpy(text, f->payload, f->bytes);
	text[f->bytes] = '\0';
	(void)text_cut(text, out, room);
}

enum rc
mic_next(struct mic *m, struct mic_block *block, bool *got, struct error *err)
{
	struct frame f;
	char text[512];
	enum rc rc;

	*got = false;
	for (;;) {
		bool whole = false;

		if ((rc = frame_take(&m->reader, &f, &whole, err)) != RC_OK)
			return rc;
		if (!whole) {
			size_t before = m->reader.len;

			if (!m->end &&
			    (rc = frame_fill(
				 &m->reader, m->fd, &m->end, err)) != RC_OK)
				return rc;
			if (m->reader.len != before)
				continue;
			return m->end ? error_set(err, RC_IO,
					    "the sound system ended the "
					    "capture process; has it a default "
					    "device?")
				      : RC_OK;
		}
		if (f.kind == FRAME_DEVICE) {
			take_text(&f, m->device, sizeof(m->device));
		} else if (f.kind == FRAME_FAULT) {
			take_text(&f, text, sizeof(text));
			return error_set(err, RC_NOTFOUND, "%s", text);
		} else if (f.kind == FRAME_AUDIO && f.bytes > 0) {
			take_audio(m, &f, block);
			*got = true;
			return RC_OK;
		}
	}
}

enum rc
mic_list(struct buf *names, int timeout_ms, struct error *err)
{
	int64_t until = clock_boot_ns() + (int64_t)timeout_ms * 1000000;
	struct mic *m = calloc(1, sizeof(*m));
	struct frame f;
	bool got = false;
	enum rc rc;

	if (m == NULL)
		return error_nomem(err);
	m->fd = -1;
	m->process = -1;
	rc = spawn(m, NULL, NULL, err);
	while (rc == RC_OK && !m->end) {
		struct pollfd p = {.fd = m->fd, .events = POLLIN};
		int64_t left = (until - clock_boot_ns()) / 1000000;

		if (left <= 0 || poll(&p, 1, (int)left) == 0)
			rc = error_set(
			    err, RC_BUSY, "the sound system does not answer");
		else
			rc = frame_fill(&m->reader, m->fd, &m->end, err);
		while (rc == RC_OK &&
		    (rc = frame_take(&m->reader, &f, &got, err)) == RC_OK &&
		    got) {
			if (f.kind == FRAME_FAULT)
				rc = error_set(err, RC_IO, "%.*s", (int)f.bytes,
				    (const char *)f.payload);
			buf_put(names, f.payload, f.bytes);
			buf_text(names, "\n");
		}
	}
	mic_close(m);
	return rc == RC_OK ? buf_check(names, err) : rc;
}
