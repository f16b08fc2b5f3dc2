#include "distributor/timeline.h"

#include <stdlib.h>

void
timeline_clear(struct timeline *timeline)
{
	free(timeline->v);
	free(timeline->begins);
	free(timeline->undone);
	span_clear(&timeline->off);
	*timeline = (struct timeline){0};
}

/* The index of the entry SEQ among the first COUNT, or COUNT. */
static size_t
at_seq(const struct journal_entry *entries, size_t count, uint32_t seq)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (entries[middle].seq < seq)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && entries[low].seq == seq ? low : count;
}

bool *
timeline_undone(const struct journal_entry *entries, size_t count)
{
	bool *undone = calloc(count + 1, sizeof(*undone));

	/* The last first: whatever takes an entry back comes behind it. */
	for (size_t i = count; undone != NULL && i-- > 0;) {
		size_t what = at_seq(entries, i, entries[i].supersedes);

		if (entries[i].kind == JOURNAL_UNDONE && !undone[i] && what < i)
			undone[what] = true;
	}
	return undone;
}

/* Something that a boundary may not be moved across. */
static bool
is_wall(enum journal_kind kind)
{
	return kind == JOURNAL_STARTED || kind == JOURNAL_OFF_RECORD ||
	    kind == JOURNAL_BREAK || kind == JOURNAL_RESUMED ||
	    kind == JOURNAL_CLOSED || kind == JOURNAL_OPENED ||
	    kind == JOURNAL_GAP || kind == JOURNAL_ENDED;
}

/* Of ROOM, what lies between the walls around entry AT. */
static struct span
inside(const struct journal_entry *entries, size_t count, const bool *undone,
    size_t at, struct span room)
{
	for (size_t i = 0; i < count; i++) {
		int64_t sample = entries[i].sample;

		if (!is_wall(entries[i].kind) || undone[i])
			continue;
		if (i < at && sample > room.from)
			room.from = sample;
		if (i > at && sample < room.to)
			room.to = sample;
	}
	return room;
}

struct span
timeline_room(const struct journal_entry *entries, size_t count,
    const struct timeline *timeline, size_t at)
{
	const struct timeline_begin *b = timeline->begins;

	return inside(entries, count, timeline->undone, b[at].entry,
	    (struct span){at > 0 ? b[at - 1].sample : 0, b[at + 1].sample});
}

struct moves {
	const struct timeline_move *v;
	size_t count;
};

/* Where the item of ENTRIES[AT] begins; the one before did at LOW. */
static int64_t
begins(const struct journal_entry *entries, size_t count, const bool *undone,
    size_t at, const struct moves *moves, int64_t low, struct buf *odd)
{
	const struct journal_entry *item = &entries[at];
	struct span room = {low, item->sample};
	int64_t to = item->sample;

	for (size_t i = at + 1; i < count; i++)
		if (entries[i].kind == JOURNAL_EDGE &&
		    entries[i].supersedes == item->seq && !undone[i])
			to = entries[i].sample;
	for (size_t i = 0; i < moves->count; i++)
		if (moves->v[i].seq == item->seq) {
			to = moves->v[i].sample;
			room.to = INT64_MAX;
		}
	if (to == item->sample)
		return to;
	room = inside(entries, count, undone, at, room);
	if (room.from <= to && to <= room.to)
		return to;
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

/* Where every item begins; ENDED is the last. */
static enum rc
read_begins(const struct journal_entry *entries, size_t count,
    const struct moves *moves, struct timeline *out, struct buf *odd,
    struct error *err)
{
	int64_t low = 0;

	for (size_t i = 0; i < count; i++) {
		const struct journal_entry *e = &entries[i];
		bool end = e->kind == JOURNAL_ENDED;
		int64_t sample;

		if (!end && (e->kind != JOURNAL_ITEM || out->undone[i]))
			continue;
		sample = end
		    ? e->sample
		    : begins(entries, count, out->undone, i, moves, low, odd);
		if (sample < low)
			return error_set(err, RC_INVALID,
			    "entry %u begins before the item before it did",
			    e->seq);
		out->begins[out->nbegins++] =
		    (struct timeline_begin){i, sample};
		low = sample;
		if (end)
			return RC_OK;
	}
	return out->nbegins == 0
	    ? RC_OK
	    : error_set(err, RC_INVALID, "the journal does not end");
}

enum rc
timeline_read(const struct journal_entry *entries, size_t count,
    const struct timeline_move *moves, size_t nmoves, struct timeline *out,
    struct buf *odd, struct error *err)
{
	struct moves all = {moves, nmoves};
	enum rc rc = RC_OK;

	out->v = calloc(count + 1, sizeof(*out->v));
	out->begins = calloc(count + 1, sizeof(*out->begins));
	out->undone = timeline_undone(entries, count);
	if (out->v == NULL || out->begins == NULL || out->undone == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < count && rc == RC_OK; i++)
		if ((entries[i].kind == JOURNAL_OFF_RECORD ||
			entries[i].kind == JOURNAL_BREAK) &&
		    !out->undone[i])
			rc = add_off(entries, count, i, out, err);
	if (rc != RC_OK ||
	    (rc = read_begins(entries, count, &all, out, odd, err)) != RC_OK)
		return rc;
	for (size_t i = 0; i + 1 < out->nbegins; i++) {
		struct span span = {
		    out->begins[i].sample, out->begins[i + 1].sample};

		if (span.from < span.to)
			out->v[out->count++] = (struct timeline_stretch){
			    .item = entries[out->begins[i].entry].item,
			    .span = span,
			};
	}
	return buf_check(odd, err);
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
