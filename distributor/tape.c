#include "distributor/tape.h"

#include <opus/opus.h>
#include <stdlib.h>
#include <string.h>

static enum rc
take_packets(struct tape *tape, struct packets *packets, struct error *err)
{
	const unsigned char *data;
	size_t len, room = 0, *grown;
	int64_t granule;
	enum rc rc;

	for (;;) {
		if (tape->npackets + 1 >= room) {
			room = room == 0 ? 4096 : room * 2;
			grown = realloc(tape->at, room * sizeof(*grown));
			if (grown == NULL)
				return error_nomem(err);
			tape->at = grown;
		}
		tape->at[tape->npackets] = tape->bytes.len;
		if ((rc = packets_next(packets, &data, &len, &granule, err)) !=
		    RC_OK)
			return rc;
		if (data == NULL)
			return buf_check(&tape->bytes, err);
		if (opus_packet_get_nb_samples(
			data, (opus_int32)len, VOICE_RATE) != VOICE_FRAME)
			return error_set(err, RC_DAMAGED,
			    "packet %zu is not 20 ms of Opus", tape->npackets);
		buf_put(&tape->bytes, data, len);
		tape->npackets++;
	}
}

static enum rc
take_points(
    struct tape *tape, const int64_t *points, size_t npoints, struct error *err)
{
	tape->points = calloc(npoints + 1, sizeof(*tape->points));
	if (tape->points == NULL)
		return error_nomem(err);
	tape->npoints = 1; /* frame 0 */
	for (size_t i = 0; i < npoints; i++) {
		if (points[i] == 0)
			continue;
		if (points[i] <= tape->points[tape->npoints - 1])
			return error_set(err, RC_DAMAGED,
			    "the independence points do not rise");
		tape->points[tape->npoints++] = points[i];
	}
	return RC_OK;
}

enum rc
tape_load(struct tape *tape, packets_read *read, void *from, int64_t start,
    bool flushed, const int64_t *points, size_t npoints, struct error *err)
{
	struct packets *packets = NULL;
	struct packets_head head;
	enum rc rc;

	tape->start = start;
	tape->flushed = flushed;
	tape->decoded = -1;
	if ((rc = packets_open(&packets, read, from, &head, err)) != RC_OK)
		goto done;
	if (head.channels != 1 || head.pre_skip != VOICE_PRE_SKIP ||
	    head.gain_q78 != 0) {
		rc = error_set(err, RC_DAMAGED,
		    "not a stream of this recorder (%d channels, pre-skip %d)",
		    head.channels, head.pre_skip);
		goto done;
	}
	if ((rc = take_packets(tape, packets, err)) != RC_OK ||
	    (rc = take_points(tape, points, npoints, err)) != RC_OK)
		goto done;
	tape->samples = packets_samples(packets);
	if (tape->samples + VOICE_PRE_SKIP >
	    (int64_t)tape->npackets * VOICE_FRAME)
		tape->samples =
		    (int64_t)tape->npackets * VOICE_FRAME - VOICE_PRE_SKIP;
	if (tape->samples < 0)
		tape->samples = 0;
done:
	packets_close(packets);
	return rc;
}

enum rc
tape_load_segment(
    struct tape *tape, struct segment_reader *reader, struct error *err)
{
	const struct segment_about *about = segment_about(reader);
	struct segment_index index = {0};
	enum rc rc = RC_OK;

	if (about->has_index)
		rc = segment_read_index(reader, &index, err);
	if (rc == RC_OK)
		rc = tape_load(tape, segment_read, reader, about->start_sample,
		    about->status == SEGMENT_COMPLETE, index.points,
		    index.npoints, err);
	if (rc == RC_OK && about->has_index) {
		tape->peaks = index.peaks;
		tape->npeaks = index.npeaks;
		tape->mlufs = index.loudness_mlufs;
		index.peaks = NULL;
	}
	segment_index_clear(&index);
	return rc;
}

void
tape_clear(struct tape *tape)
{
	if (tape->decoder != NULL)
		opus_decoder_destroy(tape->decoder);
	buf_clear(&tape->bytes);
	free(tape->at);
	free(tape->points);
	free(tape->peaks);
	*tape = (struct tape){0};
}

int64_t
tape_end(const struct tape *tape)
{
	return tape->start + tape->samples;
}

const unsigned char *
tape_packet(const struct tape *tape, size_t number, size_t *len)
{
	*len = tape->at[number + 1] - tape->at[number];
	return tape->bytes.data + tape->at[number];
}

/* Have packet NUMBER's sound in its place of tape->pcm. */
static enum rc
decode(struct tape *tape, int64_t number, struct error *err)
{
	const unsigned char *data;
	int64_t from;
	size_t len;
	int got;

	if (tape->decoder == NULL &&
	    (tape->decoder = opus_decoder_create(VOICE_RATE, 1, &got)) == NULL)
		return error_nomem(err);
	if (tape->decoded >= 0 && number <= tape->decoded &&
	    number >= tape->since && number > tape->decoded - TAPE_KEPT)
		return RC_OK;
	from = number < TAPE_PREROLL ? 0 : number - TAPE_PREROLL;
	if (tape->decoded >= 0 && number > tape->decoded &&
	    from <= tape->decoded + 1)
		from = tape->decoded + 1;
	else {
		opus_decoder_ctl(tape->decoder, OPUS_RESET_STATE);
		tape->since = from;
	}
	for (; from <= number; from++) {
		data = tape_packet(tape, (size_t)from, &len);
		got = opus_decode(tape->decoder, data, (opus_int32)len,
		    tape->pcm[from % TAPE_KEPT], VOICE_FRAME, 0);
		tape->decoded = got == VOICE_FRAME ? from : -1;
		if (got != VOICE_FRAME)
			return error_set(err, RC_DAMAGED,
			    "packet %lld does not decode: %s", (long long)from,
			    got < 0 ? opus_strerror(got) : "short");
	}
	return RC_OK;
}

enum rc
tape_pcm(struct tape *tape, int64_t at, int16_t *pcm, size_t count,
    struct error *err)
{
	int64_t heard;
	enum rc rc;

	for (size_t i = 0; i < count; i++) {
		int64_t sample = at + (int64_t)i - tape->start;

		if (sample < 0 || sample >= tape->samples) {
			pcm[i] = 0;
			continue;
		}
		heard = sample + VOICE_PRE_SKIP;
		if ((rc = decode(tape, heard / VOICE_FRAME, err)) != RC_OK)
			return rc;
		pcm[i] = tape->pcm[heard / VOICE_FRAME % TAPE_KEPT]
				  [heard % VOICE_FRAME];
	}
	return RC_OK;
}
