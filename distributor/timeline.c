#include "distributor/timeline.h"

#include <stdlib.h>

void
timeline_clear(struct timeline *timeline)
{
	free(timeline->v);
	span_clear(&timeline->off);
	*timeline = (struct timeline){0};
}

bool
timeline_undone(const struct journal_entry *entries, size_t count, uint32_t seq)
{
	for (size_t i = 0; i < count; i++)
		if (entries[i].kind == JOURNAL_UNDONE &&
		    entries[i].supersedes == seq && entries[i].seq > seq &&
		    !timeline_undone(entries, count, entries[i].seq))
			return true;
	return false;
}

/* Something that a boundary may not be moved across. */
static bool
is_wall(enum journal_kind kind)
{
	return kind == JOURNAL_STARTED || kind == JOURNAL_OFF_RECORD ||
	    kind == JOURNAL_BREAK || kind == JOURNAL_RESUMED ||
	    kind == JOURNAL_CLOSED || kind == JOURNAL_OPENED ||
	    kind == JOURNAL_GAP;
}

/* Where the item of ENTRIES[AT] begins; FLOOR is where the one before did. */
static int64_t
begins(const struct journal_entry *entries, size_t count, size_t at,
    int64_t low, struct buf *odd)
{
	const struct journal_entry *item = &entries[at];
	const struct journal_entry *edge = NULL;

	for (size_t i = at + 1; i < count; i++)
		if (entries[i].kind == JOURNAL_EDGE &&
		    entries[i].supersedes == item->seq &&
		    !timeline_undone(entries, count, entries[i].seq))
			edge = &entries[i];
	if (edge == NULL)
		return item->sample;
	if (edge->sample < low || edge->sample > item->sample)
		goto refuse;
	for (size_t i = 0; i < at; i++)
		if (is_wall(entries[i].kind) &&
		    entries[i].sample > edge->sample &&
		    !timeline_undone(entries, count, entries[i].seq))
			goto refuse;
	return edge->sample;
refuse:
	buf_printf(odd,
	    "The beginning of item %d was moved across a break, a closed "
	    "session or another item; it stays where it was marked.\n",
	    item->item);
	return item->sample;
}

static enum rc
add_off(const struct journal_entry *entries, size_t count, size_t at,
    struct timeline *out, struct error *err)
{
	for (size_t i = at + 1; i < count; i++)
		if (entries[i].kind == JOURNAL_RESUMED ||
		    entries[i].kind == JOURNAL_SEGMENT_BEGUN ||
		    entries[i].kind == JOURNAL_ENDED)
			return span_add(&out->off,
			    (struct span){
				entries[at].sample, entries[i].sample},
			    err);
	return RC_OK;
}

enum rc
timeline_read(const struct journal_entry *entries, size_t count,
    struct timeline *out, struct buf *odd, struct error *err)
{
	struct timeline_stretch *last = NULL;
	int64_t sample;
	enum rc rc = RC_OK;

	out->v = calloc(count + 1, sizeof(*out->v));
	if (out->v == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < count && rc == RC_OK; i++) {
		const struct journal_entry *e = &entries[i];

		if ((e->kind == JOURNAL_OFF_RECORD ||
			e->kind == JOURNAL_BREAK) &&
		    !timeline_undone(entries, count, e->seq))
			rc = add_off(entries, count, i, out, err);
		if (e->kind != JOURNAL_ENDED &&
		    (e->kind != JOURNAL_ITEM ||
			timeline_undone(entries, count, e->seq)))
			continue;
		sample = e->kind == JOURNAL_ENDED
		    ? e->sample
		    : begins(entries, count, i,
			  last != NULL ? last->span.from : 0, odd);
		if (sample < 0 || (last != NULL && sample < last->span.from))
			return error_set(err, RC_INVALID,
			    "entry %u begins before the item before it did",
			    e->seq);
		if (last != NULL) {
			last->span.to = sample;
			if (last->span.from == sample)
				out->count--; /* nothing of it is left */
		}
		last = NULL;
		if (e->kind == JOURNAL_ENDED)
			break;
		last = &out->v[out->count++];
		*last = (struct timeline_stretch){
		    .item = e->item,
		    .span = {sample, sample},
		};
	}
	if (rc == RC_OK && last != NULL)
		rc = error_set(err, RC_INVALID, "the journal does not end");
	return rc == RC_OK ? buf_check(odd, err) : rc;
}

int
timeline_item(const struct timeline *timeline, int64_t sample)
{
	for (size_t i = 0; i < timeline->count; i++)
		if (timeline->v[i].span.from <= sample &&
		    sample < timeline->v[i].span.to)
			return timeline->v[i].item;
	return 0;
}
