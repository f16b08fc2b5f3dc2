#include "distributor/joint.h"

#include <assert.h>
#include <math.h>
#include <opus/opus.h>

#include "recording/voice.h"

enum { STEP = 240, FLOOR = 16 };

static double
energy(const int16_t *pcm)
{
	double sum = 0;

	for (int i = 0; i < VOICE_FRAME; i++)
		sum += (double)pcm[i] * pcm[i];
	return sum / VOICE_FRAME + FLOOR * FLOOR;
}

enum rc
joint_excess(const struct joint_packet *packets, size_t count, size_t frames,
    const int16_t *master, size_t samples, double *db, struct error *err)
{
	int16_t heard[JOINT_PACKETS * VOICE_FRAME] = {0};
	const int16_t *copy = heard + (count - frames) * VOICE_FRAME;
	OpusDecoder *decoder;
	double most = 1, now;
	int got = VOICE_FRAME;

	assert(count <= JOINT_PACKETS && frames <= count);
	*db = 0;
	decoder = opus_decoder_create(VOICE_RATE, 1, &got);
	if (decoder == NULL)
		return error_nomem(err);
	got = VOICE_FRAME;
	for (size_t i = 0; i < count && got == VOICE_FRAME; i++)
		got = opus_decode(decoder, packets[i].data,
		    (opus_int32)packets[i].len, heard + i * VOICE_FRAME,
		    VOICE_FRAME, 0);
	opus_decoder_destroy(decoder);
	if (got != VOICE_FRAME)
		return error_set(err, RC_DAMAGED,
		    "a packet beside a joint does not decode: %s",
		    got < 0 ? opus_strerror(got) : "short");
	if (samples > frames * VOICE_FRAME)
		samples = frames * VOICE_FRAME;
	for (size_t i = 0; i + VOICE_FRAME <= samples; i += STEP) {
		now = energy(copy + i) / energy(master + i);
		most = now > most ? now : most;
	}
	*db = 10 * log10(most);
	return RC_OK;
}
