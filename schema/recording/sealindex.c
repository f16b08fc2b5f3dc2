#include "recording/sealindex.h"

#include <stdlib.h>
#include <string.h>

enum { FIXED = 24, POINT = 8, CLOCK = 24 };

enum rc
sealindex_encode(
    const struct segment_index *index, struct buf *out, struct error *err)
{
	if (index->npoints > UINT32_MAX || index->npeaks > UINT32_MAX ||
	    index->nclocks > UINT32_MAX)
		return error_set(err, RC_INVALID, "an index too large");
	buf_u64(out, (uint64_t)index->samples);
	buf_u32(out, (uint32_t)index->loudness_mlufs);
	buf_u32(out, (uint32_t)index->npoints);
	buf_u32(out, (uint32_t)index->npeaks);
	buf_u32(out, (uint32_t)index->nclocks);
	for (size_t i = 0; i < index->npoints; i++)
		buf_u64(out, (uint64_t)index->points[i]);
	for (size_t i = 0; i < index->nclocks; i++) {
		buf_u64(out, (uint64_t)index->clocks[i].sample);
		buf_u64(out, (uint64_t)index->clocks[i].wall_ms);
		buf_u64(out, (uint64_t)index->clocks[i].mono_ns);
	}
	buf_put(out, index->peaks, index->npeaks);
	return buf_check(out, err);
}

static enum rc
allocate(struct segment_index *index, struct error *err)
{
	if ((index->npoints > 0 &&
		(index->points = calloc(
		     index->npoints, sizeof(*index->points))) == NULL) ||
	    (index->npeaks > 0 &&
		(index->peaks = malloc(index->npeaks)) == NULL) ||
	    (index->nclocks > 0 &&
		(index->clocks = calloc(
		     index->nclocks, sizeof(*index->clocks))) == NULL))
		return error_nomem(err);
	return RC_OK;
}

enum rc
sealindex_decode(const unsigned char *in, size_t len,
    struct segment_index *index, struct error *err)
{
	uint64_t need;
	enum rc rc;

	*index = (struct segment_index){0};
	if (len < FIXED)
		return error_set(err, RC_DAMAGED, "an index of %zu bytes", len);
	index->samples = (int64_t)buf_get_u64(in);
	index->loudness_mlufs = (int32_t)buf_get_u32(in + 8);
	index->npoints = buf_get_u32(in + 12);
	index->npeaks = buf_get_u32(in + 16);
	index->nclocks = buf_get_u32(in + 20);
	need = FIXED + (uint64_t)index->npoints * POINT +
	    (uint64_t)index->nclocks * CLOCK + index->npeaks;
	if (need != len || index->samples < 0) {
		*index = (struct segment_index){0};
		return error_set(err, RC_DAMAGED,
		    "the index's counts do not make %zu bytes", len);
	}
	if ((rc = allocate(index, err)) != RC_OK) {
		segment_index_clear(index);
		return rc;
	}
	in += FIXED;
	for (size_t i = 0; i < index->npoints; i++, in += POINT) {
		index->points[i] = (int64_t)buf_get_u64(in);
		if (index->points[i] < 0 ||
		    (i > 0 && index->points[i] <= index->points[i - 1])) {
			segment_index_clear(index);
			return error_set(err, RC_DAMAGED,
			    "independence point %zu is not behind the one "
			    "before it",
			    i + 1);
		}
	}
	for (size_t i = 0; i < index->nclocks; i++, in += CLOCK) {
		index->clocks[i].sample = (int64_t)buf_get_u64(in);
		index->clocks[i].wall_ms = (int64_t)buf_get_u64(in + 8);
		index->clocks[i].mono_ns = (int64_t)buf_get_u64(in + 16);
	}
	if (index->npeaks > 0)
		memcpy(index->peaks, in, index->npeaks);
	return RC_OK;
}
