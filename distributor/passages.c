#include "distributor/passages.h"

#include <stdlib.h>

/* What was recorded, without what was off the record. */
static enum rc
audio(const struct timeline *timeline,
    const struct recordings_segment *segments, size_t nsegments,
    struct span_list *out, struct error *err)
{
	struct span_list all = {0};
	enum rc rc = RC_OK;

	for (size_t i = 0; i < nsegments && rc == RC_OK; i++)
		rc = span_add(&all,
		    (struct span){segments[i].start_sample,
			segments[i].start_sample + segments[i].samples},
		    err);
	if (rc == RC_OK)
		rc = span_subtract(&all, &timeline->off, out, err);
	span_clear(&all);
	return rc;
}

static enum rc
add_stretch(const struct timeline_stretch *stretch,
    const struct span_list *heard, struct passages_part **out, size_t *count,
    struct error *err)
{
	struct span span = stretch->span;
	struct span_list one = {&span, 1}, part = {0};
	struct passages_part *grown;
	enum rc rc = span_intersect(&one, heard, &part, err);

	if (rc == RC_OK) {
		grown =
		    realloc(*out, (*count + part.count + 1) * sizeof(*grown));
		if (grown == NULL)
			rc = error_nomem(err);
		else
			*out = grown;
	}
	for (size_t i = 0; i < part.count && rc == RC_OK; i++)
		(*out)[(*count)++] =
		    (struct passages_part){stretch->item, part.v[i]};
	span_clear(&part);
	return rc;
}

enum rc
passages_read(const struct timeline *timeline,
    const struct recordings_segment *segments, size_t nsegments,
    struct passages_part **out, size_t *count, struct error *err)
{
	struct span_list heard = {0};
	enum rc rc;

	*count = 0;
	*out = calloc(1, sizeof(**out));
	rc = *out == NULL ? error_nomem(err)
			  : audio(timeline, segments, nsegments, &heard, err);
	for (size_t i = 0; i < timeline->count && rc == RC_OK; i++)
		rc = add_stretch(&timeline->v[i], &heard, out, count, err);
	span_clear(&heard);
	if (rc != RC_OK) {
		free(*out);
		*out = NULL;
	}
	return rc;
}
