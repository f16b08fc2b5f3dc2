#include "recording/voice.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <opus/opus.h>

enum {
	BITRATE = 32000,
	COMPLEXITY = 10,
	BRIEF_COMPLEXITY = 5,
	/*
	 * Points lie on a grid of 11 s counted in frames since the stream
	 * began, one in the second after each line of it: so they are 10 to
	 * 12 s apart, and where one falls depends on that second alone.  Two
	 * streams that were told the same from there on choose the same frame,
	 * whatever came before; a search that counted from the last point, or
	 * measured against earlier loudness, would not find together again.
	 */
	GRID = 550,
	WINDOW = 50,
	/* The first frames of the window only teach what quiet is here. */
	LEARN = 15
};

struct voice {
	OpusEncoder *encoder;
	bool points;
	voice_out *emit;
	void *to;
	int64_t written; /* samples */
	int64_t next;    /* frame number of the next one to be encoded */
	int64_t arrived; /* frame number of the next one to be filled */
	size_t filled;   /* samples in the frame being filled */
	bool chosen;     /* this window's point is behind us */
	double quietest; /* of this window's frames that were passed over */
	double level[VOICE_HELD + 2]; /* of the frames in PCM */
	/* [0] is the frame before NEXT; NEXT and its followers behind it */
	int16_t pcm[VOICE_HELD + 2][VOICE_FRAME];
};

static enum rc
refused(const char *what, int code, struct error *err)
{
	return error_set(
	    err, RC_IO, "libopus: %s: %s", what, opus_strerror(code));
}

enum rc
voice_open(struct voice **out, bool points, voice_out *emit, void *to,
    struct error *err)
{
	struct voice *v = calloc(1, sizeof(*v));
	opus_int32 lookahead = 0;
	int code = OPUS_OK;

	*out = NULL;
	if (v == NULL)
		return error_nomem(err);
	v->points = points;
	v->emit = emit;
	v->to = to;
	v->encoder =
	    opus_encoder_create(VOICE_RATE, 1, OPUS_APPLICATION_VOIP, &code);
	if (v->encoder == NULL) {
		free(v);
		return code == OPUS_ALLOC_FAIL
		    ? error_nomem(err)
		    : refused("no encoder", code, err);
	}
	if ((code = opus_encoder_ctl(v->encoder, OPUS_SET_BITRATE(BITRATE))) !=
		OPUS_OK ||
	    (code = opus_encoder_ctl(v->encoder, OPUS_SET_VBR(1))) != OPUS_OK ||
	    (code = opus_encoder_ctl(v->encoder, OPUS_SET_VBR_CONSTRAINT(1))) !=
		OPUS_OK ||
	    (code = opus_encoder_ctl(
		 v->encoder, OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE))) != OPUS_OK ||
	    (code = opus_encoder_ctl(
		 v->encoder, OPUS_SET_COMPLEXITY(COMPLEXITY))) != OPUS_OK ||
	    (code = opus_encoder_ctl(v->encoder, OPUS_SET_DTX(0))) != OPUS_OK ||
	    (code = opus_encoder_ctl(
		 v->encoder, OPUS_GET_LOOKAHEAD(&lookahead))) != OPUS_OK) {
		voice_close(v);
		return refused("a setting", code, err);
	}
	if (lookahead != VOICE_PRE_SKIP) {
		voice_close(v);
		return error_set(err, RC_IO,
		    "libopus delays by %d samples instead of %d: this "
		    "version is not supported",
		    (int)lookahead, VOICE_PRE_SKIP);
	}
	*out = v;
	return RC_OK;
}

void
voice_close(struct voice *v)
{
	if (v == NULL)
		return;
	if (v->encoder != NULL)
		opus_encoder_destroy(v->encoder);
	explicit_bzero(v, sizeof(*v));
	free(v);
}

enum rc
voice_brief(struct voice *v, struct error *err)
{
	int code =
	    opus_encoder_ctl(v->encoder, OPUS_SET_COMPLEXITY(BRIEF_COMPLEXITY));

	return code == OPUS_OK ? RC_OK : refused("a setting", code, err);
}

static enum rc
encode(struct voice *v, const int16_t *pcm, unsigned char *out, size_t *len,
    struct error *err)
{
	opus_int32 got =
	    opus_encode(v->encoder, pcm, VOICE_FRAME, out, VOICE_PACKET_MAX);

	if (got < 0)
		return refused("cannot encode", got, err);
	*len = (size_t)got;
	return RC_OK;
}

/* From here on as a new encoder that has heard PREVIOUS only. */
static enum rc
prime(struct voice *v, const int16_t *previous, struct error *err)
{
	unsigned char discarded[VOICE_PACKET_MAX];
	size_t len;
	int code = opus_encoder_ctl(v->encoder, OPUS_RESET_STATE);

	if (code != OPUS_OK)
		return refused("cannot reset", code, err);
	return encode(v, previous, discarded, &len, err);
}

/* Encode and emit the oldest held frame; it becomes the one before. */
static enum rc
emit_one(struct voice *v, bool point, struct error *err)
{
	unsigned char data[VOICE_PACKET_MAX];
	struct voice_packet packet = {.data = data, .index = v->next};
	size_t held = (size_t)(v->arrived - v->next);
	enum rc rc;

	packet.independent = point || v->next == 0;
	if (point && (rc = prime(v, v->pcm[0], err)) != RC_OK)
		return rc;
	if ((rc = encode(v, v->pcm[1], data, &packet.len, err)) != RC_OK)
		return rc;
	v->next++;
	/* with the samples of a frame that is being filled */
	memmove(v->pcm[0], v->pcm[1], (held + 1) * sizeof(v->pcm[0]));
	memmove(v->level, v->level + 1, held * sizeof(v->level[0]));
	return v->emit(v->to, &packet, err);
}

static double
level_of(const int16_t *pcm)
{
	double sum = 0;

	for (size_t i = 0; i < VOICE_FRAME; i++)
		sum += (double)pcm[i] * pcm[i];
	return sum / VOICE_FRAME;
}

/*
 * How much there is to disturb at held frame I: a decoder goes on from what it
 * heard before and the encoder does not, so the frame before counts as much as
 * this one and the next.  (Judged by one frame alone, 10 of 81 points in
 * synthetic speech exceeded +3 dB of error; judged so, 2.)
 */
static double
noise_at(const struct voice *v, size_t i)
{
	double most = v->level[i];

	if (v->level[i + 1] > most)
		most = v->level[i + 1];
	return v->level[i + 2] > most ? v->level[i + 2] : most;
}

/*
 * What counts as quiet, against the quietest frame that was passed over: as
 * quiet as that right after learning, up to 20 dB louder as time runs out.
 * One quantisation step is added so that digital silence equals itself.
 */
static bool
quiet_enough(const struct voice *v, double level, int64_t place)
{
	double allowed = (double)(place - LEARN) / (WINDOW - LEARN);
	double factor = 1 + 99 * allowed * allowed * allowed;

	return level <= v->quietest * factor + 1;
}

/* A whole frame has arrived: encode what need not wait any longer. */
static enum rc
advance(struct voice *v, struct error *err)
{
	enum rc rc = RC_OK;

	while (rc == RC_OK && v->next < v->arrived) {
		int64_t place = v->next % GRID;
		size_t held = (size_t)(v->arrived - v->next);
		size_t best = 0;

		if (!v->points || v->next < GRID || place >= WINDOW) {
			v->chosen = false;
			rc = emit_one(v, false, err);
			continue;
		}
		if (v->chosen) {
			rc = emit_one(v, false, err);
			continue;
		}
		/* the window's last frames need no more than themselves */
		if (held < VOICE_HELD && place + (int64_t)held < WINDOW)
			break;
		for (size_t i = 1; i + 1 < held; i++)
			if (noise_at(v, i) < noise_at(v, best))
				best = i;
		if (place == 0)
			v->quietest = noise_at(v, 0);
		if (place + (int64_t)held >= WINDOW ||
		    (place >= LEARN && best == 0 &&
			quiet_enough(v, noise_at(v, 0), place))) {
			while (rc == RC_OK && best-- > 0)
				rc = emit_one(v, false, err);
			if (rc == RC_OK)
				rc = emit_one(v, true, err);
			v->chosen = true;
			continue;
		}
		if (noise_at(v, 0) < v->quietest)
			v->quietest = noise_at(v, 0);
		rc = emit_one(v, false, err);
	}
	return rc;
}

enum rc
voice_write(
    struct voice *v, const int16_t *pcm, size_t samples, struct error *err)
{
	while (samples > 0) {
		size_t held = (size_t)(v->arrived - v->next);
		size_t take = VOICE_FRAME - v->filled;
		int16_t *frame = v->pcm[1 + held];
		enum rc rc;

		if (take > samples)
			take = samples;
		memcpy(frame + v->filled, pcm, take * sizeof(*pcm));
		v->filled += take;
		v->written += (int64_t)take;
		pcm += take;
		samples -= take;
		if (v->filled < VOICE_FRAME)
			break;
		v->filled = 0;
		v->level[1 + held] = level_of(frame);
		v->arrived++;
		if ((rc = advance(v, err)) != RC_OK)
			return rc;
	}
	return RC_OK;
}

/* Encode what waits for a quiet frame: there will be none. */
static enum rc
flush(struct voice *v, struct error *err)
{
	enum rc rc = RC_OK;

	while (rc == RC_OK && v->next < v->arrived)
		rc = emit_one(v, false, err);
	return rc;
}

enum rc
voice_prime(struct voice *v, const int16_t *previous, struct error *err)
{
	enum rc rc;

	if (v->filled != 0)
		return error_set(err, RC_INVALID,
		    "an encoder is primed between frames, not %zu samples "
		    "into one",
		    v->filled);
	if ((rc = flush(v, err)) != RC_OK)
		return rc;
	memcpy(v->pcm[0], previous, sizeof(v->pcm[0]));
	v->level[0] = level_of(previous);
	return prime(v, previous, err);
}

enum rc
voice_finish(struct voice *v, int64_t *samples, struct error *err)
{
	static const int16_t zeros[VOICE_FRAME];
	int64_t written = v->written;
	int64_t frames =
	    (written + VOICE_PRE_SKIP + VOICE_FRAME - 1) / VOICE_FRAME;
	enum rc rc = RC_OK;

	while (rc == RC_OK && v->arrived < frames)
		rc = voice_write(v, zeros, VOICE_FRAME - v->filled, err);
	if (rc == RC_OK)
		rc = flush(v, err);
	if (rc == RC_OK)
		*samples = written;
	return rc;
}
