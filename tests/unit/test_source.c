/* Each kind of sound file, made by other people's encoders: its length to the
 * sample, the same sound as an independent decoder gives, the same from the
 * middle as from the beginning; and refused when any of it is missing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/source.h"
#include "unit/scratch.h"

enum { PATH_ROOM = SCRATCH_PATH + 64, COMMAND_ROOM = 4 * PATH_ROOM };

static char folder[SCRATCH_PATH];

static void
shell(const char *fmt, ...)
{
	char line[COMMAND_ROOM], all[COMMAND_ROOM + SCRATCH_PATH + 8];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	(void)snprintf(all, sizeof(all), "cd %s && %s", folder, line);
	if (system(all) != 0)
		fail_msg("failed: %s", line);
}

/* The whole of NAME, with what SOURCE says of it. */
static float *
read_all(const char *name, struct source *s)
{
	char path[PATH_ROOM];
	struct error err = {0};
	size_t at = 0, got = 1, all;
	float *pcm;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (source_open(s, path, &err) != RC_OK)
		fail_msg("%s", err.text);
	all = (size_t)s->frames;
	pcm = calloc(all + 6000, (size_t)s->channels * sizeof(*pcm));
	assert_non_null(pcm);
	while (got > 0 && at <= all) {
		assert_int_equal(
		    s->kind->read(
			s, pcm + at * (size_t)s->channels, 5000, &got, &err),
		    RC_OK);
		at += got;
	}
	/* not one more, not one less than was promised */
	if (at != all)
		fail_msg("%s: %zu frames, %zu promised", name, at, all);
	s->path = NULL; /* PATH ends here */
	return pcm;
}

/* What ffmpeg makes of NAME, as floats. */
static float *
reference(const char *name, size_t *count)
{
	char path[PATH_ROOM];
	struct stat st;
	float *pcm;
	FILE *f;

	/* ffmpeg decodes Opus itself, with other noise where there is only noise */
	shell("ffmpeg -v error -y %s -i %s -f f32le -c:a pcm_f32le ref.raw",
	    strstr(name, ".opus") != NULL ? "-c:a libopus" : "", name);
	(void)snprintf(path, sizeof(path), "%s/ref.raw", folder);
	f = fopen(path, "rb");
	assert_non_null(f);
	assert_int_equal(fstat(fileno(f), &st), 0);
	*count = (size_t)st.st_size / sizeof(*pcm);
	pcm = malloc((size_t)st.st_size);
	assert_int_equal(fread(pcm, sizeof(*pcm), *count, f), *count);
	(void)fclose(f);
	return pcm;
}

/* Signal to difference in dB. */
static double
likeness(const float *a, const float *b, size_t n)
{
	double signal = 0, noise = 1e-12;

	for (size_t i = 0; i < n; i++) {
		signal += (double)a[i] * a[i];
		noise += (double)(a[i] - b[i]) * (a[i] - b[i]);
	}
	return 10 * log10(signal / noise);
}

enum { LOSSLESS = 120, LOSSY = 45, MIDDLE = 80 };

struct kind_of_file {
	const char *name;
	const char *make;
	int64_t frames;
	int rate;
	int channels;
	double like; /* what ffmpeg decodes, dB */
};

/* in.wav: 30 s, 44.1 kHz; in48.wav the same at 48 kHz; two.wav two channels
 * that differ.  bare.mp3 has no header with a length: 1,150 frames of 1,152;
 * in low.mp3 none fits: 836 of 576. */
static const struct kind_of_file files[] = {
    {"a.wav", "sox in.wav -b 24 a.wav", 1323000, 44100, 1, LOSSLESS},
    {"a.rf64", "ffmpeg -v error -y -i in.wav -rf64 always -f wav a.rf64",
	1323000, 44100, 1, LOSSLESS},
    {"a.w64", "sox two.wav a.w64", 1323000, 44100, 2, LOSSLESS},
    {"a.flac", "flac -sf two.wav -o a.flac", 1323000, 44100, 2, LOSSLESS},
    {"cbr.mp3", "lame --quiet -b 64 in.wav cbr.mp3", 1323000, 44100, 1, LOSSY},
    {"vbr.mp3", "lame --quiet -V 5 two.wav vbr.mp3", 1323000, 44100, 2, LOSSY},
    {"abr.mp3", "lame --quiet --abr 40 --id3v2-only --tt t in48.wav abr.mp3",
	720000, 24000, 1, LOSSY},
    {"low.mp3", "lame --quiet -b 8 --resample 16 -m m in48.wav low.mp3", 481536,
	16000, 1, LOSSY},
    {"bare.mp3", "lame --quiet -V 5 -t in.wav bare.mp3", 1324800, 44100, 1,
	LOSSY},
    {"a.opus", "opusenc --quiet --bitrate 24 in48.wav a.opus", 1440000, 48000,
	1, LOSSY},
    {"b.opus", "opusenc --quiet --bitrate 64 two.wav b.opus", 1440000, 48000, 2,
	LOSSY},
    {"c.opus",
	"ffmpeg -v error -y -i in48.wav -c:a libopus -b:a 32k -application "
	"voip -frame_duration 60 c.opus",
	1440000, 48000, 1, LOSSY},
};

enum { FILES = sizeof(files) / sizeof(files[0]) };

static void
every_sample_is_there(void **state)
{
	(void)state;
	for (size_t i = 0; i < FILES; i++) {
		const struct kind_of_file *k = &files[i];
		struct source s;
		float *mine, *theirs;
		size_t count;
		double like;

		mine = read_all(k->name, &s);
		theirs = reference(k->name, &count);
		if (s.rate != k->rate || s.channels != k->channels ||
		    s.frames != k->frames)
			fail_msg("%s: %lld frames at %d Hz of %d", k->name,
			    (long long)s.frames, s.rate, s.channels);
		if (count != (size_t)(s.frames * s.channels))
			fail_msg("%s: %lld frames, ffmpeg has %zu", k->name,
			    (long long)s.frames, count / (size_t)s.channels);
		like = likeness(theirs, mine, count);
		if (like < k->like)
			fail_msg("%s: %.1f dB like ffmpeg's", k->name, like);
		free(mine);
		free(theirs);
		source_close(&s);
	}
}

static void
the_middle_is_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < FILES; i++) {
		const struct kind_of_file *k = &files[i];
		struct source s;
		struct error err = {0};
		float *all = read_all(k->name, &s), part[2 * 4000];

		for (int64_t at = s.frames - 4001; at > 0; at -= 71993) {
			size_t had = 0, got = 1;
			double like;

			if (s.kind->seek(&s, at, &err) != RC_OK)
				fail_msg("%s", err.text);
			while (had < 4000 && got > 0) {
				assert_int_equal(
				    s.kind->read(&s,
					part + had * (size_t)s.channels,
					4000 - had, &got, &err),
				    RC_OK);
				had += got;
			}
			assert_int_equal(had, 4000);
			like = likeness(all + at * s.channels, part,
			    4000 * (size_t)s.channels);
			if (like < MIDDLE)
				fail_msg("%s from %lld on: %.1f dB", k->name,
				    (long long)at, like);
		}
		free(all);
		source_close(&s);
	}
}

static void
refuse(const char *name, const char *why)
{
	char path[PATH_ROOM];
	struct source s;
	struct error err = {0};

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (source_open(&s, path, &err) != RC_INVALID)
		fail_msg("%s was not refused", name);
	if (strstr(err.text, why) == NULL)
		fail_msg("%s: no '%s' in: %s", name, why, err.text);
	source_close(&s);
}

static long long
size_of(const char *name)
{
	char path[PATH_ROOM];
	struct stat st;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(stat(path, &st), 0);
	return (long long)st.st_size;
}

/* One byte less than all, half of it, hardly any. */
static void
cut_short_is_refused(void **state)
{
	static const struct {
		const char *name, *one_less, *half;
	} cases[] = {
	    {"a.wav", "promises 0:00:30", "there is 0:00:1"},
	    {"a.rf64", "promises 0:00:30", "there is 0:00:1"},
	    {"a.w64", "promises 0:00:30", "there is 0:00:1"},
	    {"a.flac", "promises 0:00:30", "there is 0:00:1"},
	    {"cbr.mp3", "promises 0:00:30", "there is 0:00:1"},
	    {"vbr.mp3", "promises 0:00:30", "there is 0:00:1"},
	    {"bare.mp3", "ends inside a frame", "there is 0:00:1"},
	    {"a.opus", "no end of the stream", "there is 0:00:1"},
	    {"b.opus", "no end of the stream", "there is 0:00:1"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		long long size = size_of(cases[i].name);

		shell("head -c %lld %s >cut", size - 1, cases[i].name);
		refuse("cut", cases[i].one_less);
		shell("head -c %lld %s >cut", size / 2, cases[i].name);
		refuse("cut", cases[i].half);
		shell("head -c 700 %s >cut", cases[i].name);
		refuse("cut", "");
	}
	/* between two frames, which are of 192 bytes here */
	shell("lame --quiet -b 64 in48.wav even.mp3 && "
	      "head -c $((192 * 625)) even.mp3 >cut");
	refuse("cut", "promises 0:00:30, and there is 0:00:14");
}

/* Copy NAME without its page number N, or the last with N < 0. */
static void
drop_page(const char *name, int n, const char *to)
{
	char path[PATH_ROOM];
	unsigned char *bytes;
	size_t size = (size_t)size_of(name), from = 0, at = 0;
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	bytes = malloc(size);
	assert_non_null(bytes);
	f = fopen(path, "rb");
	assert_non_null(f);
	assert_int_equal(fread(bytes, 1, size, f), size);
	(void)fclose(f);
	for (int page = 0; n < 0 ? at < size : page <= n; page++) {
		from = at;
		assert_true(at + 27 <= size);
		assert_memory_equal(bytes + at, "OggS", 4);
		at += 27 + (size_t)bytes[at + 26];
		for (size_t i = 0; i < bytes[from + 26]; i++)
			at += bytes[from + 27 + i];
	}
	(void)snprintf(path, sizeof(path), "%s/%s", folder, to);
	f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, from, f), from);
	assert_int_equal(fwrite(bytes + at, 1, size - at, f), size - at);
	(void)fclose(f);
	free(bytes);
}

static void
what_has_no_clear_length_is_refused(void **state)
{
	(void)state;
	shell("cat cbr.mp3 cbr.mp3 >x.mp3");
	refuse("x.mp3", "holds more than its header says");
	shell("(head -c 40000 bare.mp3; head -c 999 /dev/zero; "
	      "tail -c 40000 bare.mp3) >x.mp3");
	refuse("x.mp3", "is damaged, or joined from several, at 0:00:0");
	shell("(lame --quiet -t -b 64 in48.wav -; lame --quiet -t -b 64 "
	      "in.wav -) >x.mp3");
	refuse("x.mp3", "joined from several, at 0:00:30");
	shell("cat a.opus b.opus >x.opus");
	refuse("x.opus", "another stream follows");
	drop_page("a.opus", 9, "x.opus");
	refuse("x.opus", "a part of it is missing");
	drop_page("a.opus", -1, "x.opus");
	refuse("x.opus", "and no end of the stream");
	shell("(head -c 30000 a.opus; tail -c +40000 a.opus) >x.opus");
	refuse("x.opus", "is damaged at 0:00:0");
	shell("ffmpeg -v error -y -i in.wav -c:a libvorbis x.ogg");
	refuse("x.ogg", "not Opus");
	shell("ffmpeg -v error -y -i in.wav x.aiff");
	refuse("x.aiff", "another format");
	/* as a recorder leaves a FLAC that it could not complete */
	shell("(head -c 18 a.flac; printf '\\012\\304\\102\\360'; "
	      "printf '\\0\\0\\0\\0'; tail -c +27 a.flac) >x.flac");
	refuse("x.flac", "was never completed");
	/* a plain WAV has 32 bits for its length */
	shell("cp in.wav x.wav && truncate -s 4300000000 x.wav");
	refuse("x.wav", "larger than a WAV header can say");
	shell("rm x.wav");
}

/* Tags and padding around the sound are none. */
static void
tags_are_no_sound(void **state)
{
	struct source s;
	float *pcm;

	(void)state;
	shell("lame --quiet -V 5 --add-id3v2 --pad-id3v2-size 70000 "
	      "--tt title in.wav tag.mp3 && head -c 500 /dev/zero >>tag.mp3");
	pcm = read_all("tag.mp3", &s);
	assert_int_equal(s.frames, 1323000);
	free(pcm);
	source_close(&s);
	shell("lame --quiet -V 5 --id3v1-only --tt title in.wav tag.mp3");
	pcm = read_all("tag.mp3", &s);
	assert_int_equal(s.frames, 1323000);
	free(pcm);
	source_close(&s);
}

static int
make(void **state)
{
	(void)state;
	scratch_make(folder);
	shell("sox -R -n -r 44100 -b 16 in.wav synth 30 pinknoise vol 0.2 "
	      "synth 30 sine mix 300-3000 vol 0.5 && "
	      "sox in.wav -r 48000 in48.wav && "
	      "sox -M in.wav '|sox in.wav -p reverse' two.wav");
	for (size_t i = 0; i < FILES; i++)
		shell("%s", files[i].make);
	return 0;
}

static int
clean(void **state)
{
	(void)state;
	scratch_remove(folder);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_sample_is_there),
	    cmocka_unit_test(the_middle_is_the_same),
	    cmocka_unit_test(cut_short_is_refused),
	    cmocka_unit_test(what_has_no_clear_length_is_refused),
	    cmocka_unit_test(tags_are_no_sound),
	};

	return cmocka_run_group_tests(tests, make, clean);
}
