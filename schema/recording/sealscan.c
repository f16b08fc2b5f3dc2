#include "recording/sealscan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WINDOW = 8 * SEALRECORD_MAX /* bytes read at once, at most */ };

struct walk {
	int fd;
	uint64_t file_size;
	const struct sealheader *h;
	const struct box_key *key;
	struct sealscan *out;
	uint64_t due;     /* sequence number expected */
	uint64_t missing; /* records, since the last audio one */
	uint64_t budget;  /* bytes that may still be tried in vain */
	size_t audio_room;
	size_t others_room;
	size_t gap_room;
	uint64_t window_at;
	size_t window_size;
	size_t window_len;
	unsigned char *window;
	unsigned char *plain;
	struct box_hash hash;
};

void
sealscan_clear(struct sealscan *scan)
{
	free(scan->audio);
	free(scan->others);
	free(scan->gaps);
	*scan = (struct sealscan){0};
}

enum rc
sealscan_pread(int fd, uint64_t at, void *out, size_t len, struct error *err)
{
	unsigned char *p = out;

	while (len > 0) {
		ssize_t got = pread(fd, p, len, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_sys(err, RC_IO, "cannot read at byte %llu",
			    (unsigned long long)at);
		if (got == 0)
			return error_set(err, RC_IO,
			    "the file ends at byte %llu while it is read",
			    (unsigned long long)at);
		p += got;
		at += (uint64_t)got;
		len -= (size_t)got;
	}
	return RC_OK;
}

enum rc
sealscan_hash(
    int fd, uint64_t len, unsigned char hash[BOX_HASH], struct error *err)
{
	unsigned char chunk[65536];
	struct box_hash h;
	enum rc rc;

	box_hash_begin(&h);
	for (uint64_t at = 0; at < len;) {
		size_t take = len - at < sizeof(chunk) ? (size_t)(len - at)
						       : sizeof(chunk);

		if ((rc = sealscan_pread(fd, at, chunk, take, err)) != RC_OK)
			return rc;
		box_hash_more(&h, chunk, take);
		at += take;
	}
	box_hash_end(&h, hash);
	return RC_OK;
}

/* LEN bytes at AT in memory; NULL when the file is shorter. */
static enum rc
look(struct walk *w, uint64_t at, size_t len, const unsigned char **p,
    struct error *err)
{
	enum rc rc;

	*p = NULL;
	if (at > w->file_size || len > w->file_size - at)
		return RC_OK;
	if (at < w->window_at || at + len > w->window_at + w->window_len) {
		w->window_at = at;
		w->window_len = w->file_size - at < w->window_size
		    ? (size_t)(w->file_size - at)
		    : w->window_size;
		rc = sealscan_pread(w->fd, at, w->window, w->window_len, err);
		if (rc != RC_OK) {
			w->window_len = 0;
			return rc;
		}
	}
	*p = w->window + (at - w->window_at);
	return RC_OK;
}

static enum rc
grow(void **list, size_t count, size_t *room, size_t each, struct error *err)
{
	void *more;

	if (count < *room)
		return RC_OK;
	*room = *room == 0 ? 64 : *room * 2;
	more = realloc(*list, *room * each);
	if (more == NULL)
		return error_nomem(err);
	*list = more;
	return RC_OK;
}

/* Whether audio may go on at OFFSET: where the record before ended, or later
 * by what the records missing since then, before number SEQ, can have held. */
static bool
may_go_on(const struct walk *w, uint64_t offset, uint64_t seq)
{
	uint64_t cap = w->h->record_size - SEALRECORD_OVERHEAD;
	uint64_t expected = w->out->plain_end;

	return offset >= expected &&
	    (offset - expected + cap - 1) / cap <= w->missing + (seq - w->due);
}

/* Is there a record at AT that may come next?  GOOD says. */
static enum rc
try_at(struct walk *w, uint64_t at, struct sealrecord *r, bool *good,
    struct error *err)
{
	const unsigned char *p;
	enum rc rc;

	*good = false;
	if ((rc = look(w, at, SEALRECORD_HEADER, &p, err)) != RC_OK)
		return rc;
	if (p == NULL || !sealrecord_parse(w->h, p, r) || r->seq < w->due)
		return RC_OK;
	if ((rc = look(w, at, r->size, &p, err)) != RC_OK || p == NULL)
		return rc;
	if (r->type == SEALRECORD_LAST)
		*good = sealrecord_final_open(
			    w->h, w->key, p, &w->out->final, NULL) == RC_OK;
	else if (w->key == NULL)
		*good = true;
	else
		*good = sealrecord_open(w->h, w->key, r, p, w->plain, NULL) ==
			RC_OK &&
		    (r->type != SEALRECORD_AUDIO ||
			may_go_on(w, r->detail, r->seq));
	if (!*good)
		w->budget -= r->size < w->budget ? r->size : w->budget;
	return RC_OK;
}

static enum rc
add_gap(
    struct walk *w, uint64_t at, const struct sealrecord *r, struct error *err)
{
	struct sealscan *s = w->out;
	void *list = s->gaps;
	enum rc rc = grow(&list, s->ngaps, &w->gap_room, sizeof(*s->gaps), err);

	s->gaps = list;
	if (rc != RC_OK)
		return rc;
	s->gaps[s->ngaps++] = (struct segment_gap){
	    .file_from = s->end,
	    .file_to = at,
	    .records = r->seq - w->due,
	    .from = s->plain_end,
	    .to = s->plain_end,
	};
	return RC_OK;
}

static enum rc
add_entry(struct sealscan_entry **list, size_t *count, size_t *room,
    uint64_t at, const struct sealrecord *r, struct error *err)
{
	void *grown = *list;
	enum rc rc = grow(&grown, *count, room, sizeof(**list), err);

	*list = grown;
	if (rc == RC_OK)
		(*list)[(*count)++] =
		    (struct sealscan_entry){.at = at, .record = *r};
	return rc;
}

/* Audio goes on at OFFSET: so far reaches every gap since the last of it. */
static void
close_gaps(struct sealscan *s, uint64_t offset)
{
	for (size_t i = s->ngaps; i > 0; i--) {
		if (s->gaps[i - 1].from != s->plain_end)
			break;
		s->gaps[i - 1].to = offset;
	}
}

static enum rc
accept(
    struct walk *w, uint64_t at, const struct sealrecord *r, struct error *err)
{
	struct sealscan *s = w->out;
	enum rc rc = RC_OK;

	if (r->type == SEALRECORD_LAST) {
		s->has_final = true;
		s->final_at = at;
	} else if (r->type == SEALRECORD_AUDIO) {
		rc = add_entry(
		    &s->audio, &s->naudio, &w->audio_room, at, r, err);
	} else {
		rc = add_entry(
		    &s->others, &s->nothers, &w->others_room, at, r, err);
	}
	if (rc != RC_OK)
		return rc;
	if (w->key != NULL && r->type == SEALRECORD_AUDIO) {
		close_gaps(s, r->detail);
		box_hash_more(&w->hash, w->plain + SEALRECORD_INNER, r->len);
		s->plain_end = s->plain_len = r->detail + r->len;
	} else if (w->key != NULL && r->type == SEALRECORD_LAST &&
	    may_go_on(w, s->final.plain_len, r->seq)) {
		close_gaps(s, s->final.plain_len);
		s->plain_len = s->final.plain_len;
	}
	w->missing += r->seq - w->due;
	if (r->type == SEALRECORD_AUDIO)
		w->missing = 0;
	w->due = r->seq + 1;
	s->end = at + r->size;
	return RC_OK;
}

static enum rc
walk(struct walk *w, struct error *err)
{
	struct sealscan *s = w->out;
	uint64_t at = SEALHEADER_BYTES;
	enum rc rc;

	s->end = at;
	while (!s->has_final && at < w->file_size && w->budget > 0) {
		struct sealrecord r;
		bool good;

		if ((rc = try_at(w, at, &r, &good, err)) != RC_OK)
			return rc;
		if (!good) {
			at += SEALRECORD_UNIT;
			continue;
		}
		if ((at > s->end || r.seq > w->due) &&
		    (rc = add_gap(w, at, &r, err)) != RC_OK)
			return rc;
		if ((rc = accept(w, at, &r, err)) != RC_OK)
			return rc;
		at = s->end;
	}
	s->tail = w->file_size - s->end;
	return RC_OK;
}

enum rc
sealscan_run(int fd, uint64_t file_size, const struct sealheader *h,
    const struct box_key *key, struct sealscan *out, struct error *err)
{
	struct walk w = {
	    .fd = fd,
	    .file_size = file_size,
	    .h = h,
	    .key = key,
	    .out = out,
	    .budget = 4 * file_size + SEALRECORD_MAX,
	    .window_size = file_size < WINDOW ? (size_t)file_size : WINDOW,
	    .plain = malloc(SEALRECORD_MAX),
	};
	enum rc rc;

	box_hash_begin(&w.hash);
	w.window = malloc(w.window_size);
	if (w.window == NULL || w.plain == NULL)
		rc = error_nomem(err);
	else
		rc = walk(&w, err);
	box_hash_end(&w.hash, out->plain_hash);
	if (w.plain != NULL)
		box_wipe(w.plain, SEALRECORD_MAX);
	free(w.plain);
	free(w.window);
	if (rc != RC_OK)
		sealscan_clear(out);
	return rc;
}

void
sealscan_cut_torn(struct sealscan *s, uint64_t file_size)
{
	const struct segment_gap *gap;
	size_t first = s->ngaps;

	if (s->has_final)
		return;
	while (first > 0 &&
	    file_size - s->gaps[first - 1].file_from <= SEALSCAN_TORN)
		first--;
	if (first == s->ngaps)
		return;
	gap = &s->gaps[first];
	while (s->naudio > 0 && s->audio[s->naudio - 1].at >= gap->file_from)
		s->naudio--;
	while (s->nothers > 0 && s->others[s->nothers - 1].at >= gap->file_from)
		s->nothers--;
	s->end = gap->file_from;
	s->tail = file_size - s->end;
	s->plain_end = s->plain_len = gap->from;
	s->ngaps = first;
}
