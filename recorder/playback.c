#include "recorder/playback.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <portaudio.h>

#include "base/clock.h"
#include "base/span.h"

enum { BLOCK = 960, PATIENCE_MS = 5000 };

/* ------------------------------------------------- the process that plays */

/* COUNT samples from standard input; fewer: that was the end. */
static size_t
fetch(int16_t *pcm, size_t count)
{
	size_t len = 0, want = count * sizeof(*pcm);

	while (len < want) {
		ssize_t n = read(STDIN_FILENO, (char *)pcm + len, want - len);

		if (n == 0 || (n < 0 && errno != EINTR))
			break;
		len += n > 0 ? (size_t)n : 0;
	}
	return len / sizeof(*pcm);
}

static PaError
play(void)
{
	PaStreamParameters to = {.device = Pa_GetDefaultOutputDevice(),
	    .channelCount = 1,
	    .sampleFormat = paInt16,
	    .suggestedLatency = 0.2};
	PaStream *stream = NULL;
	int16_t block[BLOCK];
	PaError e;
	size_t n;

	if (to.device == paNoDevice)
		return paDeviceUnavailable;
	if ((e = Pa_OpenStream(&stream, NULL, &to, SPAN_RATE, BLOCK,
		 paClipOff | paDitherOff, NULL, NULL)) != paNoError ||
	    (e = Pa_StartStream(stream)) != paNoError)
		return e;
	while ((n = fetch(block, BLOCK)) > 0) {
		e = Pa_WriteStream(stream, block, n);
		if (e != paNoError && e != paOutputUnderflowed)
			return e;
	}
	explicit_bzero(block, sizeof(block));
	/* returns once all of it was heard */
	return Pa_StopStream(stream);
}

int
playback_main(int argc, char **argv)
{
	int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	const char *why = "";
	PaError e;

	(void)argc;
	(void)argv;
	if (out < 0 || null < 0)
		return 2;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)dup2(null, STDOUT_FILENO);
	(void)dup2(null, STDERR_FILENO);
	if ((e = Pa_Initialize()) != paNoError || (e = play()) != paNoError)
		why = Pa_GetErrorText(e);
	(void)!write(out, why, strlen(why));
	_exit(e == paNoError ? 0 : 1);
}

/* --------------------------------------------------- the one that has it */

struct player {
	pid_t pid;
	int to;   /* samples */
	int from; /* why not */
};

static void
become_playback(int in, int out)
{
	char program[] = "marac-recorder", argument[] = PLAYBACK_ARGUMENT;
	char *argv[] = {program, argument, NULL};

	(void)dup2(in, STDIN_FILENO);
	(void)dup2(out, STDOUT_FILENO);
	(void)execv("/proc/self/exe", argv);
	_exit(127);
}

static enum rc
start(struct player *p, struct error *err)
{
	int in[2], out[2];

	if (pipe2(in, O_CLOEXEC) != 0)
		return error_sys(err, RC_IO, "make a pipe");
	if (pipe2(out, O_CLOEXEC) != 0) {
		(void)close(in[0]);
		(void)close(in[1]);
		return error_sys(err, RC_IO, "make a pipe");
	}
	p->pid = fork();
	if (p->pid == 0)
		become_playback(in[0], out[1]);
	(void)close(in[0]);
	(void)close(out[1]);
	p->to = in[1];
	p->from = out[0];
	(void)fcntl(p->to, F_SETFL, O_NONBLOCK);
	return p->pid > 0 ? RC_OK
			  : error_sys(err, RC_IO, "start the playback process");
}

static void
finish(struct player *p, int *status)
{
	if (p->to >= 0)
		(void)close(p->to);
	if (p->from >= 0)
		(void)close(p->from);
	if (p->pid > 0) {
		(void)kill(p->pid, SIGKILL);
		(void)waitpid(p->pid, status, 0);
	}
}

/* Hand over what the pipe takes; its end when that was all. */
static void
feed(struct player *p, const int16_t *pcm, size_t bytes, size_t *sent)
{
	ssize_t n = write(p->to, (const char *)pcm + *sent, bytes - *sent);

	if (n > 0)
		*sent += (size_t)n;
	/* gone: why, it says on the other pipe */
	if (*sent == bytes || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		(void)close(p->to);
		p->to = -1;
	}
}

enum rc
playback_pcm(const int16_t *pcm, size_t count, struct error *err)
{
	int64_t until = clock_boot_ns() +
	    ((int64_t)count * 1000 / SPAN_RATE + PATIENCE_MS) * 1000000;
	struct player p = {.pid = -1, .to = -1, .from = -1};
	struct sigaction quiet = {.sa_handler = SIG_IGN}, before;
	size_t sent = 0, len = 0;
	char why[128];
	bool end = false;
	int status = 1;
	enum rc rc;

	(void)sigaction(SIGPIPE, &quiet, &before);
	rc = start(&p, err);
	while (rc == RC_OK && !end) {
		struct pollfd fds[] = {{.fd = p.from, .events = POLLIN},
		    {.fd = p.to, .events = POLLOUT}};
		int64_t left = (until - clock_boot_ns()) / 1000000;
		ssize_t n;

		if (left <= 0 || poll(fds, 2, (int)left) == 0) {
			rc = error_set(
			    err, RC_BUSY, "the sound output does not move");
			break;
		}
		if (fds[1].revents != 0)
			feed(&p, pcm, count * sizeof(*pcm), &sent);
		if (fds[0].revents == 0)
			continue;
		n = read(p.from, why + len, sizeof(why) - 1 - len);
		if (n > 0)
			len += (size_t)n;
		else if (n == 0 || errno != EINTR)
			end = true;
	}
	why[len] = '\0';
	if (rc == RC_OK) {
		/* it has said all it will: only its status is missing */
		(void)waitpid(p.pid, &status, 0);
		p.pid = -1;
		if (status != 0 || sent != count * sizeof(*pcm))
			rc = error_set(err, RC_NOTFOUND, "%s",
			    len > 0 ? why
				    : "the sound system ended the playback; "
				      "has it a default output?");
	}
	finish(&p, &status);
	(void)sigaction(SIGPIPE, &before, NULL);
	return rc;
}
