/*
 * encodebench -- encode a recording once, in one of three ways, to be timed from
 * outside.
 *
 *	encodebench bare RAW		libopus with this project's settings,
 *					and nothing else
 *	encodebench ours RAW SEGMENT	as an import does: independence points,
 *					peaks, loudness, pages, seal
 *	encodebench live RAW SEGMENT	as the recorder does: the same with a
 *					sync each half second of sound
 *
 * RAW is s16le, mono, 48 kHz.  All read it in the same way; the number of
 * bytes that came out is printed, so that neither is optimised away.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <opus/opus.h>

#include "recorder/stretch.h"
#include "recording/voice.h"
#include "seal/box.h"

enum { BLOCK = VOICE_FRAME, HALF_SECOND = VOICE_RATE / 2 };

static void
must(int good, const char *what)
{
	if (!good) {
		(void)fprintf(stderr, "encodebench: %s\n", what);
		exit(1);
	}
}

static long long
bare(FILE *in)
{
	unsigned char packet[VOICE_PACKET_MAX];
	int16_t pcm[BLOCK];
	long long bytes = 0;
	int code = 0;
	OpusEncoder *e =
	    opus_encoder_create(VOICE_RATE, 1, OPUS_APPLICATION_VOIP, &code);

	must(e != NULL && opus_encoder_ctl(e, OPUS_SET_BITRATE(32000)) == 0 &&
		opus_encoder_ctl(e, OPUS_SET_VBR(1)) == 0 &&
		opus_encoder_ctl(e, OPUS_SET_VBR_CONSTRAINT(1)) == 0 &&
		opus_encoder_ctl(e, OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE)) == 0 &&
		opus_encoder_ctl(e, OPUS_SET_COMPLEXITY(10)) == 0,
	    "libopus refuses its settings");
	while (fread(pcm, sizeof(*pcm), BLOCK, in) == BLOCK) {
		int n = opus_encode(e, pcm, BLOCK, packet, sizeof(packet));

		must(n > 0, "libopus cannot encode");
		bytes += n;
	}
	opus_encoder_destroy(e);
	return bytes;
}

static long long
ours(FILE *in, const char *path, bool live)
{
	struct box_public item;
	struct box_secret secret;
	struct box_sign_public device;
	struct box_sign_secret signer;
	const struct stretch_plan plan = {
	    .path = path, .to = &item, .signer = &signer};
	struct stretch *s = NULL;
	struct error err = {0};
	int16_t pcm[BLOCK];
	int64_t synced = 0, playable = 0, all;
	FILE *f;

	box_pair_make(&item, &secret);
	box_sign_make(&device, &signer);
	must(stretch_open(&s, &plan, &err) == RC_OK, err.text);
	while (fread(pcm, sizeof(*pcm), BLOCK, in) == BLOCK) {
		must(stretch_write(s, pcm, BLOCK, 0, 0, &err) == RC_OK,
		    err.text);
		if (!live || stretch_samples(s) - synced < HALF_SECOND)
			continue;
		synced = stretch_samples(s);
		must(stretch_flush(s, &playable, &err) == RC_OK &&
			stretch_sync(s, &err) == RC_OK,
		    err.text);
	}
	must(stretch_finish(&s, &err) == RC_OK, err.text);
	f = fopen(path, "rb");
	must(f != NULL && fseek(f, 0, SEEK_END) == 0, path);
	all = ftell(f);
	(void)fclose(f);
	return (long long)all;
}

int
main(int argc, char **argv)
{
	FILE *in = argc >= 3 ? fopen(argv[2], "rb") : NULL;
	long long bytes = 0;

	must(in != NULL, "bare RAW, ours RAW SEGMENT or live RAW SEGMENT");
	if (strcmp(argv[1], "bare") == 0)
		bytes = bare(in);
	else if (argc == 4 &&
	    (strcmp(argv[1], "ours") == 0 || strcmp(argv[1], "live") == 0))
		bytes = ours(in, argv[3], argv[1][0] == 'l');
	else
		must(0, "bare RAW, ours RAW SEGMENT or live RAW SEGMENT");
	(void)fclose(in);
	(void)printf("%lld\n", bytes);
	return 0;
}
