/*
 * microphone -- an ALSA capture device that plays a file in real time.
 *
 * Frames come at 48,000 a second by CLOCK_MONOTONIC, so everything above
 * (alsa-lib, PortAudio, the recorder) takes the path a sound card takes.  In
 * asound.conf:
 *
 *	pcm_type.marac_mic { lib "/.../libmaracmic.so" }
 *	pcm.desk {
 *		type marac_mic
 *		file "/.../talk.raw"       # s16le, mono, 48 kHz
 *		control "/.../control"     # may be missing
 *		clocked on                 # see below
 *		ppm 150                    # its clock is too slow by that
 *		gate "/.../gate"           # for more than real time
 *		hint { show on description "desk" }
 *	}
 *	pcm.default { type null }  # PortAudio aborts without one
 *
 * The control file holds one word, looked at as frames are asked for:
 *
 *	stall    no frame comes, no error, the stream stays active
 *	unplug   the device is gone, and cannot be opened
 *	xrun     one overrun (until the word changes)
 *	mute     exact zeros
 *	quiet    a thousandth of it: a quiet room
 *	loud     ten times too loud
 *
 * Not clocked: the file from its beginning, then zeros.  Clocked: the file for
 * ever, its place given by CLOCK_MONOTONIC, so that what was recorded tells
 * when it was said, whoever was killed in between.
 *
 * With a gate, the file (8 bytes, an int64) says how many frames may be given
 * since it held more than 0, and they are given as fast as they are taken;
 * until then in real time.  Whoever writes it must know how many of them the
 * reader has dealt with: the recorder has room for ten seconds, and what comes
 * faster than it can work is lost, as from any sound card.  While the gate stays
 * as it is they come in real time, so that a writer who waits for a processor is
 * no dead microphone.  The file goes round, from the first frame that was given.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>

enum {
	RATE = 48000,
	TICK_NS = 5 * 1000 * 1000,
	GATE_TICK_NS = 1000 * 1000,
	CONTROL_WORD = 16
};

struct microphone {
	snd_pcm_ioplug_t io;
	const int16_t *samples;
	size_t count;
	char *control;
	int clocked;
	long ppm;
	const volatile int64_t *gate; /* or NULL */
	int64_t opened;               /* frames given when it opened, or 0 */
	int64_t moved_ns;             /* when the gate last let some through */
	int xrun_done;
	int64_t start_ns;
	int64_t frames;  /* given so far */
	int64_t skipped; /* lost while stalled */
};

static int64_t
now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t
ns_to_frames(int64_t ns)
{
	return ns / 1000000000 * RATE + ns % 1000000000 * RATE / 1000000000;
}

/* Frames that this device's clock counts in ELAPSED frames of the true one. */
static int64_t
counted(const struct microphone *m, int64_t elapsed)
{
	return elapsed - elapsed * m->ppm / 1000000;
}

static void
control_word(const struct microphone *m, char word[CONTROL_WORD])
{
	ssize_t n = 0;
	int fd = open(m->control, O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		n = read(fd, word, CONTROL_WORD - 1);
		(void)close(fd);
	}
	word[n > 0 ? n : 0] = '\0';
	word[strcspn(word, " \n")] = '\0';
}

/* Frames that may have been given by now; never so many that some are lost. */
static int64_t
through_gate(struct microphone *m, const snd_pcm_ioplug_t *io)
{
	int64_t room = (int64_t)(io->buffer_size - io->period_size);
	int64_t taken = (int64_t)io->appl_ptr, now = now_ns(), may, late;

	if (m->opened == 0) {
		m->opened = m->frames;
		m->moved_ns = now;
	}
	may = m->opened + *m->gate;
	late = ns_to_frames(now - m->moved_ns);
	if (may <= m->frames && late > RATE / 4)
		may = m->frames + late;
	if (may > taken + room)
		may = taken + room;
	if (may <= m->frames)
		return m->frames;
	m->moved_ns = now;
	return may;
}

static snd_pcm_sframes_t
microphone_pointer(snd_pcm_ioplug_t *io)
{
	struct microphone *m = io->private_data;
	int64_t elapsed = counted(m, ns_to_frames(now_ns() - m->start_ns));
	char word[CONTROL_WORD];

	control_word(m, word);
	if (strcmp(word, "unplug") == 0)
		return -ENODEV;
	if (strcmp(word, "xrun") == 0) {
		if (!m->xrun_done) {
			m->xrun_done = 1;
			return -EPIPE;
		}
	} else {
		m->xrun_done = 0;
	}
	if (strcmp(word, "stall") == 0)
		m->skipped = elapsed - m->frames;
	else
		m->frames = elapsed - m->skipped;
	if (m->gate != NULL && *m->gate > 0)
		m->frames = through_gate(m, io);
	/* a reader that is a whole buffer behind has lost frames */
	if (m->frames - (int64_t)io->appl_ptr > (int64_t)io->buffer_size)
		return -EPIPE;
	return (snd_pcm_sframes_t)(m->frames % (int64_t)io->buffer_size);
}

static int16_t
sample_at(const struct microphone *m, int64_t n)
{
	int64_t at = n;

	if (m->gate != NULL) {
		at = n % (int64_t)m->count;
	} else if (m->clocked) {
		/* when it was in the air, not what its clock says */
		at = n + m->skipped;
		at += at * m->ppm / 1000000;
		at = (ns_to_frames(m->start_ns) + at) % (int64_t)m->count;
	}
	return at < (int64_t)m->count ? m->samples[at] : 0;
}

/* The sample S as WORD has it. */
static int16_t
changed(int16_t s, const char *word)
{
	int loud = s * 10;

	if (strcmp(word, "mute") == 0)
		return 0;
	if (strcmp(word, "quiet") == 0)
		return (int16_t)(s / 1000);
	if (strcmp(word, "loud") != 0)
		return s;
	return (int16_t)(loud > INT16_MAX ? INT16_MAX
		: loud < INT16_MIN        ? INT16_MIN
					  : loud);
}

static snd_pcm_sframes_t
microphone_transfer(snd_pcm_ioplug_t *io, const snd_pcm_channel_area_t *areas,
    snd_pcm_uframes_t offset, snd_pcm_uframes_t size)
{
	struct microphone *m = io->private_data;
	unsigned char *base = areas->addr;
	char word[CONTROL_WORD];

	control_word(m, word);
	for (snd_pcm_uframes_t i = 0; i < size; i++) {
		int16_t s =
		    changed(sample_at(m, (int64_t)(io->appl_ptr + i)), word);

		memcpy(
		    base + areas->first / 8 + (offset + i) * (areas->step / 8),
		    &s, sizeof(s));
	}
	return (snd_pcm_sframes_t)size;
}

static int
microphone_start(snd_pcm_ioplug_t *io)
{
	struct microphone *m = io->private_data;
	long every = m->gate != NULL ? GATE_TICK_NS : TICK_NS;
	struct itimerspec tick = {
	    .it_interval = {.tv_nsec = every},
	    .it_value = {.tv_nsec = every},
	};

	m->start_ns = now_ns();
	m->frames = 0;
	m->opened = 0;
	m->skipped = 0;
	return timerfd_settime(io->poll_fd, 0, &tick, NULL) == 0 ? 0 : -errno;
}

static int
microphone_stop(snd_pcm_ioplug_t *io)
{
	struct itimerspec never = {0};

	(void)timerfd_settime(io->poll_fd, 0, &never, NULL);
	return 0;
}

static int
microphone_revents(snd_pcm_ioplug_t *io, struct pollfd *pfd, unsigned int count,
    unsigned short *revents)
{
	struct microphone *m = io->private_data;
	uint64_t ticks;
	snd_pcm_sframes_t avail;

	(void)count;
	*revents = 0;
	if ((pfd->revents & POLLIN) == 0)
		return 0;
	if (read(pfd->fd, &ticks, sizeof(ticks)) < 0 && errno != EAGAIN)
		return -errno;
	avail = snd_pcm_avail_update(io->pcm);
	if (avail < 0)
		*revents = POLLERR;
	else if (m->frames - (int64_t)io->appl_ptr >= (int64_t)io->period_size)
		*revents = POLLIN;
	return 0;
}

static int
microphone_close(snd_pcm_ioplug_t *io)
{
	struct microphone *m = io->private_data;

	(void)close(io->poll_fd);
	(void)munmap((void *)(uintptr_t)m->samples, m->count * 2);
	if (m->gate != NULL)
		(void)munmap((void *)(uintptr_t)m->gate, sizeof(*m->gate));
	free(m->control);
	free(m);
	return 0;
}

static const snd_pcm_ioplug_callback_t callbacks = {
    .start = microphone_start,
    .stop = microphone_stop,
    .pointer = microphone_pointer,
    .transfer = microphone_transfer,
    .poll_revents = microphone_revents,
    .close = microphone_close,
};

static int
load(struct microphone *m, const char *path)
{
	struct stat st;
	void *at = MAP_FAILED;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size >= 2)
		at = mmap(
		    NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (fd >= 0)
		(void)close(fd);
	if (at == MAP_FAILED)
		return -ENOENT;
	m->samples = at;
	m->count = (size_t)st.st_size / 2;
	return 0;
}

/* The number in the file at PATH, as it is at any time; NULL when it has none. */
static const volatile int64_t *
look_at(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *at = fd < 0
	    ? MAP_FAILED
	    : mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, fd, 0);

	if (fd >= 0)
		(void)close(fd);
	return at == MAP_FAILED ? NULL : at;
}

static int
constrain(snd_pcm_ioplug_t *io)
{
	/* mapped, as a sound card is: PortAudio mends an overrun of what can
	 * only be read by a stream that never starts again */
	static const unsigned accesses[] = {
	    SND_PCM_ACCESS_MMAP_INTERLEAVED, SND_PCM_ACCESS_RW_INTERLEAVED};
	static const unsigned formats[] = {SND_PCM_FORMAT_S16_LE};
	int e;

	if ((e = snd_pcm_ioplug_set_param_list(
		 io, SND_PCM_IOPLUG_HW_ACCESS, 2, accesses)) < 0 ||
	    (e = snd_pcm_ioplug_set_param_list(
		 io, SND_PCM_IOPLUG_HW_FORMAT, 1, formats)) < 0 ||
	    (e = snd_pcm_ioplug_set_param_minmax(
		 io, SND_PCM_IOPLUG_HW_CHANNELS, 1, 1)) < 0 ||
	    (e = snd_pcm_ioplug_set_param_minmax(
		 io, SND_PCM_IOPLUG_HW_RATE, RATE, RATE)) < 0 ||
	    (e = snd_pcm_ioplug_set_param_minmax(
		 io, SND_PCM_IOPLUG_HW_PERIOD_BYTES, 480 * 2, 9600 * 2)) < 0 ||
	    (e = snd_pcm_ioplug_set_param_minmax(
		 io, SND_PCM_IOPLUG_HW_PERIODS, 2, 64)) < 0)
		return e;
	return 0;
}

SND_PCM_PLUGIN_DEFINE_FUNC(marac_mic)
{
	snd_config_iterator_t i, next;
	const char *file = NULL, *control = "/dev/null", *gate = NULL;
	struct microphone *m;
	char word[CONTROL_WORD];
	int clocked = 0, e;
	long ppm = 0;

	(void)root;
	snd_config_for_each(i, next, conf)
	{
		snd_config_t *n = snd_config_iterator_entry(i);
		const char *id;

		if (snd_config_get_id(n, &id) < 0)
			continue;
		if (strcmp(id, "file") == 0)
			(void)snd_config_get_string(n, &file);
		else if (strcmp(id, "control") == 0)
			(void)snd_config_get_string(n, &control);
		else if (strcmp(id, "clocked") == 0)
			clocked = snd_config_get_bool(n);
		else if (strcmp(id, "gate") == 0)
			(void)snd_config_get_string(n, &gate);
		else if (strcmp(id, "ppm") == 0)
			(void)snd_config_get_integer(n, &ppm);
	}
	if (stream != SND_PCM_STREAM_CAPTURE || file == NULL)
		return -EINVAL;
	if ((m = calloc(1, sizeof(*m))) == NULL)
		return -ENOMEM;
	m->clocked = clocked > 0;
	m->ppm = ppm;
	m->gate = gate != NULL ? look_at(gate) : NULL;
	if ((m->control = strdup(control)) == NULL || (e = load(m, file)) < 0) {
		free(m->control);
		free(m);
		return -ENOENT;
	}
	control_word(m, word);
	m->io.version = SND_PCM_IOPLUG_VERSION;
	m->io.name = "a file played in real time";
	m->io.callback = &callbacks;
	m->io.private_data = m;
	m->io.flags = SND_PCM_IOPLUG_FLAG_MONOTONIC;
	m->io.poll_fd =
	    timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	m->io.poll_events = POLLIN;
	e = strcmp(word, "unplug") == 0 ? -ENODEV : 0;
	if (e == 0)
		e = snd_pcm_ioplug_create(&m->io, name, stream, mode);
	if (e < 0) {
		(void)microphone_close(&m->io);
		return e;
	}
	if ((e = constrain(&m->io)) < 0) {
		(void)snd_pcm_ioplug_delete(&m->io);
		return e;
	}
	*pcmp = m->io.pcm;
	return 0;
}

SND_PCM_PLUGIN_SYMBOL(marac_mic)
