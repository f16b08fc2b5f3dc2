/*
 * voice -- the one way this project encodes speech.
 *
 * libopus: 48 kHz mono, 32 kbit/s constrained VBR, VOIP, signal voice,
 * complexity 10, 20 ms frames, no DTX.  PCM goes in as int16 in any
 * amount; packets come out through a callback, one a frame.
 *
 * Independence points: an Opus packet depends on encoder state for a long
 * time (measured: 24.6 s after different audio packets still differed), so
 * once every 10 to 12 s, at a quiet frame, the encoder is reset and primed
 * with the frame before it, whose packet is discarded.  Packets from such a
 * point on depend on nothing earlier than those 20 ms.
 *
 * The points lie on a grid of 11 s, one in the second behind each line, and
 * which frame it is depends on nothing but that second and the 20 ms before
 * it (a frame that is, with its neighbours, as quiet as what the second had so
 * far; at its end the quietest of the last ten).  So two streams that hold the
 * same audio at the same place have the same points there,
 * whatever came before.  During that second VOICE_HELD frames wait unencoded:
 * a longer look would be lost in a crash, and the recorder may lose one second
 * in all.
 */
#ifndef RECORDING_VOICE_H
#define RECORDING_VOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum {
	VOICE_RATE = 48000,
	VOICE_FRAME = 960,       /* samples, 20 ms */
	VOICE_PRE_SKIP = 312,    /* OPUS_GET_LOOKAHEAD; checked at start */
	VOICE_PACKET_MAX = 1275, /* RFC 6716, section 3.4 */
	VOICE_HELD = 10 /* frames that may wait for a quiet one, 0.2 s */
};

struct voice;

struct voice_packet {
	const unsigned char *data;
	size_t len;
	int64_t index;    /* frame number since the stream began */
	bool independent; /* an independence point (frame 0 is one) */
};

typedef enum rc
voice_out(void *to, const struct voice_packet *packet, struct error *err);

/* POINTS false: no independence points of its own (a re-encoded edge).
 * RC_NOMEM; RC_IO libopus refused. */
enum rc voice_open(struct voice **out, bool points, voice_out *emit, void *to,
    struct error *err);
void voice_close(struct voice *v); /* NULL-safe; what was held is lost */

enum rc voice_write(
    struct voice *v, const int16_t *pcm, size_t samples, struct error *err);

/* Make the next frame follow PREVIOUS[VOICE_FRAME] without encoding it into
 * the output: reset, prime, discard.  Only at a frame boundary. */
enum rc
voice_prime(struct voice *v, const int16_t *previous, struct error *err);

/* From here on at complexity 5, a third cheaper: for the seconds of an edge that
 * is encoded anew.  RC_IO. */
enum rc voice_brief(struct voice *v, struct error *err);

/* Fill with zeros until every sample has come out of a decoder (its delay is
 * VOICE_PRE_SKIP), emit what is held.  SAMPLES: how many were written. */
enum rc voice_finish(struct voice *v, int64_t *samples, struct error *err);

#endif
