#include "seed/audio.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/newfile.h"
#include "distributor/mp3.h"
#include "recording/pages.h"
#include "recording/segment.h"
#include "recording/voice.h"

enum { LOOP_S = 10, FRAMES = LOOP_S * VOICE_RATE / VOICE_FRAME };

struct packets_kept {
	unsigned char data[FRAMES + 2][VOICE_PACKET_MAX];
	size_t len[FRAMES + 2];
	size_t count;
};

static enum rc
keep(void *to, const struct voice_packet *packet, struct error *err)
{
	struct packets_kept *kept = to;

	(void)err;
	if (kept->count < FRAMES + 2) {
		memcpy(kept->data[kept->count], packet->data, packet->len);
		kept->len[kept->count++] = packet->len;
	}
	return RC_OK;
}

static enum rc
encode(struct packets_kept *kept, int hertz, struct error *err)
{
	struct voice *voice = NULL;
	int16_t pcm[VOICE_FRAME];
	int64_t samples;
	enum rc rc = voice_open(&voice, true, keep, kept, err);

	for (int f = 0; f < FRAMES && rc == RC_OK; f++) {
		for (int i = 0; i < VOICE_FRAME; i++) {
			double t = (f * VOICE_FRAME + i) / (double)VOICE_RATE;
			double swell = 0.6 + 0.4 * sin(2 * M_PI * 3 * t);

			pcm[i] = (int16_t)(swell *
			    (6000 * sin(2 * M_PI * hertz * t) +
				2000 * sin(2 * M_PI * 2.5 * hertz * t)));
		}
		rc = voice_write(voice, pcm, VOICE_FRAME, err);
	}
	if (rc == RC_OK)
		rc = voice_finish(voice, &samples, err);
	voice_close(voice);
	return rc;
}

/* FILE as a rendition at PATH, with a key of its own. */
static enum rc
seal(struct audio *out, const char *path, const struct buf *file,
    struct error *err)
{
	struct segment_writer *w = NULL;
	enum rc rc;

	box_key_make(&out->key);
	if ((rc = segment_create(&w, path,
		 &(struct segment_plan){
		     .kind = SEGMENT_RENDITION, .data_key = &out->key},
		 err)) == RC_OK &&
	    (rc = segment_write(w, file->data, file->len, err)) == RC_OK)
		rc = segment_finish(&w, NULL, out->plain_hash, err);
	segment_abandon(&w);
	out->bytes = (int64_t)file->len;
	return rc;
}

enum rc
audio_mp3(struct audio *out, const char *path, const char *plain,
    int64_t samples, struct error *err)
{
	struct buf ogg = {0}, file = {0};
	struct sink sink = sink_to_buf(&file);
	enum rc rc;

	out->samples = samples;
	if ((rc = buf_read_file(&ogg, plain, AUDIO_MOST, err)) == RC_OK &&
	    (rc = mp3_write(ogg.data, ogg.len, samples, 1, &sink, NULL, err)) ==
		RC_OK &&
	    (rc = buf_check(&file, err)) == RC_OK)
		rc = seal(out, path, &file, err);
	buf_clear(&ogg);
	buf_clear(&file);
	return rc;
}

enum rc
audio_make(struct audio *out, const char *path, const char *plain, int seconds,
    int hertz, struct error *err)
{
	struct packets_kept *kept = calloc(1, sizeof(*kept));
	struct pages *pages = NULL;
	struct buf file = {0};
	struct sink sink = sink_to_buf(&file);
	struct pages_tags tags = {.r128_gain_q78 = INT_MIN};
	int64_t frames;
	enum rc rc;

	if (kept == NULL)
		return error_nomem(err);
	out->samples = (int64_t)seconds * VOICE_RATE;
	frames =
	    (out->samples + VOICE_PRE_SKIP + VOICE_FRAME - 1) / VOICE_FRAME;
	if ((rc = encode(kept, hertz, err)) != RC_OK ||
	    (rc = pages_open(&pages, &sink, (uint32_t)hertz, VOICE_PRE_SKIP,
		 &tags, err)) != RC_OK)
		goto done;
	for (int64_t f = 0; f < frames && rc == RC_OK; f++) {
		size_t i = (size_t)f % FRAMES;

		rc = pages_packet(pages, kept->data[i], kept->len[i], err);
	}
	if (rc != RC_OK ||
	    (rc = pages_finish(pages, out->samples, err)) != RC_OK ||
	    (rc = buf_check(&file, err)) != RC_OK ||
	    (rc = seal(out, path, &file, err)) != RC_OK)
		goto done;
	rc = newfile_put(plain, file.data, file.len, true, err);

done:
	pages_close(pages);
	buf_clear(&file);
	free(kept);
	return rc;
}
