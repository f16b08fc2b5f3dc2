#include "distributor/mp3.h"

#include <lame/lame.h>
#include <opus/opus.h>

#include "recording/packets.h"
#include "recording/voice.h"

enum {
	RATE = 24000,
	KBIT = 48,
	QUALITY = 7,
	TIMES = VOICE_RATE / RATE,
	FRAME = VOICE_FRAME / TIMES,
	/* what lame.h says one call can give, and a flush */
	ROOM = 5 * FRAME / 4 + 7200
};

struct maker {
	lame_global_flags *lame;
	OpusDecoder *decoder;
	struct packets *packets;
	struct sink *sink;
	int64_t skip; /* samples to be left out, then to be heard; at RATE */
	int64_t left;
};

/* Says nothing: what goes wrong comes back as a code. */
static void
no_words(const char *format, va_list ap)
{
	(void)format;
	(void)ap;
}

static enum rc
set_up(struct maker *m, double scale, struct error *err)
{
	int code;

	if ((m->lame = lame_init()) == NULL ||
	    (m->decoder = opus_decoder_create(RATE, 1, &code)) == NULL)
		return error_nomem(err);
	(void)lame_set_errorf(m->lame, no_words);
	(void)lame_set_msgf(m->lame, no_words);
	(void)lame_set_debugf(m->lame, no_words);
	if (lame_set_num_channels(m->lame, 1) != 0 ||
	    lame_set_in_samplerate(m->lame, RATE) != 0 ||
	    lame_set_out_samplerate(m->lame, RATE) != 0 ||
	    lame_set_mode(m->lame, MONO) != 0 ||
	    lame_set_VBR(m->lame, vbr_off) != 0 ||
	    lame_set_brate(m->lame, KBIT) != 0 ||
	    lame_set_quality(m->lame, QUALITY) != 0 ||
	    lame_set_scale(m->lame, (float)scale) != 0 ||
	    lame_set_bWriteVbrTag(m->lame, 0) != 0)
		return error_set(err, RC_IO, "libmp3lame refused a setting");
	lame_set_write_id3tag_automatic(m->lame, 0);
	if ((code = lame_init_params(m->lame)) < 0)
		return error_set(err, RC_IO, "libmp3lame: %d", code);
	return RC_OK;
}

static enum rc
put(struct maker *m, const unsigned char *data, int len, struct error *err)
{
	if (len < 0)
		return len == -2 ? error_nomem(err)
				 : error_set(err, RC_IO, "libmp3lame: %d", len);
	return len == 0 ? RC_OK : sink_write(m->sink, data, (size_t)len, err);
}

static enum rc
take(struct maker *m, const unsigned char *data, size_t len, struct error *err)
{
	unsigned char out[ROOM];
	int16_t pcm[FRAME];
	int64_t from = m->skip < FRAME ? m->skip : FRAME;
	int64_t count = FRAME - from;
	int got = opus_decode(m->decoder, data, (opus_int32)len, pcm, FRAME, 0);

	if (got != FRAME)
		return error_set(err, RC_DAMAGED, "a packet does not decode");
	m->skip -= from;
	if (count > m->left)
		count = m->left;
	m->left -= count;
	if (count == 0)
		return RC_OK;
	return put(m, out,
	    lame_encode_buffer(
		m->lame, pcm + from, NULL, (int)count, out, sizeof(out)),
	    err);
}

enum rc
mp3_write(const unsigned char *ogg, size_t len, int64_t samples, double scale,
    struct sink *sink, atomic_llong *done, struct error *err)
{
	struct packets_memory memory = {ogg, len};
	struct maker m = {.sink = sink};
	struct packets_head head;
	unsigned char out[ROOM];
	const unsigned char *data;
	size_t size;
	int64_t granule;
	enum rc rc;

	if ((rc = set_up(&m, scale, err)) != RC_OK ||
	    (rc = packets_open(&m.packets, packets_read_memory, &memory, &head,
		 err)) != RC_OK)
		goto done;
	m.skip = head.pre_skip / TIMES;
	m.left = (samples + TIMES - 1) / TIMES;
	for (;;) {
		if ((rc = packets_next(
			 m.packets, &data, &size, &granule, err)) != RC_OK)
			goto done;
		if (data == NULL)
			break;
		if ((rc = take(&m, data, size, err)) != RC_OK)
			goto done;
		if (done != NULL)
			atomic_fetch_add(done, VOICE_FRAME);
	}
	rc = put(&m, out, lame_encode_flush(m.lame, out, sizeof(out)), err);
done:
	packets_close(m.packets);
	if (m.decoder != NULL)
		opus_decoder_destroy(m.decoder);
	if (m.lame != NULL)
		(void)lame_close(m.lame);
	return rc;
}
