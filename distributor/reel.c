#include "distributor/reel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recording/segment.h"
#include "seal/box.h"

enum { PATH_ROOM = 4096 };

enum rc
reel_rows(struct desk *desk, struct meeting_id meeting, struct reel_rack *out,
    struct error *err)
{
	return recordings_segments(desk->store, meeting, &out->folder,
	    &out->segments, &out->count, err);
}

void
reel_rack_clear(struct reel_rack *rack)
{
	free(rack->folder);
	free(rack->segments);
	*rack = (struct reel_rack){0};
}

static bool
needed(const struct recordings_segment *segment, const struct span_list *spans)
{
	for (size_t i = 0; i < spans->count; i++)
		if (spans->v[i].from <
			segment->start_sample + segment->samples &&
		    segment->start_sample < spans->v[i].to)
			return true;
	return false;
}

static enum rc
load_segment(const struct desk *desk, const char *folder,
    const struct recordings_segment *segment, struct tape *tape,
    struct error *err)
{
	struct segment_reader *reader = NULL;
	struct box_secret secret;
	char path[PATH_ROOM];
	enum rc rc;

	if (snprintf(path, sizeof(path), "%s/meetings/%s/%04d.seg",
		store_dir(desk->store), folder,
		segment->number) >= (int)sizeof(path))
		return error_set(
		    err, RC_INVALID, "the path of the store is too long");
	rc = keystore_get(desk->keys, KEYSTORE_ITEM, segment->item.v, &secret,
	    sizeof(secret), err);
	if (rc == RC_NOTFOUND)
		rc = error_set(err, RC_DENIED,
		    "the key of this item is gone: its recording was "
		    "destroyed");
	if (rc != RC_OK)
		goto done;
	if ((rc = segment_open(&reader, path, &secret, NULL, err)) != RC_OK)
		goto done;
	if (memcmp(segment_about(reader)->cipher_hash, segment->cipher_hash,
		BOX_HASH) != 0 ||
	    segment_about(reader)->start_sample != segment->start_sample) {
		rc = error_set(
		    err, RC_DAMAGED, "it is not the file that was attached");
		goto done;
	}
	if ((rc = tape_load_segment(tape, reader, err)) == RC_OK &&
	    tape->samples != segment->samples)
		rc = error_set(err, RC_DAMAGED,
		    "it holds %lld samples, and %lld were attached",
		    (long long)tape->samples, (long long)segment->samples);
done:
	box_wipe(&secret, sizeof(secret));
	segment_close(reader);
	if (rc != RC_OK)
		error_prefix(err, "segment %04d", segment->number);
	return rc;
}

enum rc
reel_load(const struct desk *desk, const struct reel_rack *rack,
    const struct span_list *spans, struct reel *out, struct error *err)
{
	enum rc rc = RC_OK;

	out->tapes = calloc(rack->count + 1, sizeof(*out->tapes));
	if (out->tapes == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < rack->count && rc == RC_OK; i++)
		if (needed(&rack->segments[i], spans))
			rc = load_segment(desk, rack->folder,
			    &rack->segments[i], &out->tapes[out->count++], err);
	return rc;
}

void
reel_clear(struct reel *reel)
{
	for (size_t i = 0; i < reel->count; i++)
		tape_clear(&reel->tapes[i]);
	free(reel->tapes);
	*reel = (struct reel){0};
}
