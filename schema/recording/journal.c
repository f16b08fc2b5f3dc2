#include "recording/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/newfile.h"
#include "seal/box.h"

enum {
	ENTRY = 64,
	TORN_MOST = 8192, /* more entries never wait for a sync */
	HASHED = 48,
	CHAIN = 16,
	VERSION = 1,
	LIMIT = 64 * 1024 * 1024,
	ROOM = 64 * 1024 /* for a thousand entries, taken in advance */
};

static const char magic[8] = {'J', 'O', 'U', 'R', 'N', 'A', 'L', '\0'};

struct journal {
	int fd;
	atomic_bool dead; /* a sync failed: nothing more can be promised */
	uint32_t seq;
	uint64_t end;
	uint64_t room; /* the disk has room up to here */
	unsigned char chain[CHAIN];
};

/* What a file holds: ENTRIES whole ones, TORN bytes behind them. */
struct content {
	struct buf bytes;
	struct journal_entry *entries;
	size_t count;
	size_t torn;
	bool has_header;
	unsigned char chain[CHAIN];
};

static void
link_hash(const unsigned char before[CHAIN], const unsigned char *entry,
    unsigned char out[CHAIN])
{
	unsigned char joined[CHAIN + HASHED];
	unsigned char hash[BOX_HASH];

	memcpy(joined, before, CHAIN);
	memcpy(joined + CHAIN, entry, HASHED);
	box_hash(joined, sizeof(joined), hash);
	memcpy(out, hash, CHAIN);
}

static void
encode(const struct journal_entry *e, const unsigned char before[CHAIN],
    unsigned char out[ENTRY])
{
	buf_store(out, e->seq, 4);
	buf_store(out + 4, (uint64_t)e->kind, 2);
	buf_store(out + 6, e->item, 2);
	buf_store(out + 8, e->person, 2);
	buf_store(out + 10, e->note, 2);
	buf_store(out + 12, e->supersedes, 4);
	buf_store(out + 16, (uint64_t)e->sample, 8);
	buf_store(out + 24, (uint64_t)e->wall_ms, 8);
	buf_store(out + 32, (uint64_t)e->value, 8);
	buf_store(out + 40, e->key, 8);
	link_hash(before, out, out + HASHED);
}

static void
decode(const unsigned char *in, struct journal_entry *e)
{
	e->seq = buf_get_u32(in);
	e->kind = (enum journal_kind)buf_get_u16(in + 4);
	e->item = buf_get_u16(in + 6);
	e->person = buf_get_u16(in + 8);
	e->note = buf_get_u16(in + 10);
	e->supersedes = buf_get_u32(in + 12);
	e->sample = (int64_t)buf_get_u64(in + 16);
	e->wall_ms = (int64_t)buf_get_u64(in + 24);
	e->value = (int64_t)buf_get_u64(in + 32);
	e->key = buf_get_u64(in + 40);
}

static void
make_header(unsigned char out[ENTRY])
{
	static const unsigned char none[CHAIN];

	memset(out, 0, ENTRY);
	memcpy(out, magic, sizeof(magic));
	buf_store(out + 8, VERSION, 2);
	box_random(out + 16, 16);
	link_hash(none, out, out + HASHED);
}

static enum rc
check_header(struct content *c, struct error *err)
{
	static const unsigned char none[CHAIN];
	const unsigned char *p = c->bytes.data;
	unsigned char hash[CHAIN];

	if (c->bytes.len < ENTRY) {
		/* no entry can have been acknowledged */
		c->torn = c->bytes.len;
		return RC_OK;
	}
	link_hash(none, p, hash);
	if (memcmp(p, magic, sizeof(magic)) != 0 ||
	    memcmp(hash, p + HASHED, CHAIN) != 0)
		return error_set(err, RC_DAMAGED,
		    "not a journal, or its first 64 bytes are damaged");
	if (buf_get_u16(p + 8) > VERSION)
		return error_set(err, RC_NEWER,
		    "a journal of version %u, this program knows %d",
		    buf_get_u16(p + 8), VERSION);
	if (buf_get_u16(p + 8) != VERSION || !buf_is_zero(p + 10, 6) ||
	    !buf_is_zero(p + 32, HASHED - 32))
		return error_set(err, RC_DAMAGED,
		    "the journal's first 64 bytes contradict themselves");
	c->has_header = true;
	memcpy(c->chain, p + HASHED, CHAIN);
	return RC_OK;
}

/* Is what begins with the entry P, of which LEFT bytes are there, what a power
 * cut leaves of entries that no sync has acknowledged?  A last entry that is
 * wrong; or one of zeros, when a later page reached the disk and its own did
 * not. */
static bool
looks_torn(const unsigned char *p, size_t left)
{
	return left == ENTRY || (left <= TORN_MOST && buf_is_zero(p, ENTRY));
}

static enum rc
check_entries(struct content *c, struct error *err)
{
	size_t whole = c->bytes.len / ENTRY - 1;

	c->torn = c->bytes.len % ENTRY;
	c->entries = calloc(whole + 1, sizeof(*c->entries));
	if (c->entries == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < whole; i++) {
		const unsigned char *p = c->bytes.data + ENTRY * (i + 1);
		struct journal_entry *e = &c->entries[i];
		unsigned char hash[CHAIN];

		link_hash(c->chain, p, hash);
		if (memcmp(hash, p + HASHED, CHAIN) != 0) {
			size_t left = c->bytes.len - ENTRY * (i + 1);

			if (looks_torn(p, left)) {
				c->torn = left;
				break;
			}
			return error_set(err, RC_DAMAGED,
			    "journal: the chain breaks at entry %zu", i + 1);
		}
		decode(p, e);
		if (e->seq != i + 1 || e->sample < -1 || e->supersedes > e->seq)
			return error_set(err, RC_DAMAGED,
			    "journal: entry %zu contradicts itself", i + 1);
		if (journal_kind_name(e->kind) == NULL)
			return error_set(err, RC_NEWER,
			    "journal: entry %zu is of kind %d, which this "
			    "program does not know",
			    i + 1, (int)e->kind);
		memcpy(c->chain, hash, CHAIN);
		c->count++;
	}
	return RC_OK;
}

static void
content_clear(struct content *c)
{
	buf_clear(&c->bytes);
	free(c->entries);
	*c = (struct content){0};
}

static enum rc
content_read(const char *path, struct content *c, struct error *err)
{
	enum rc rc;

	if ((rc = buf_read_file(&c->bytes, path, LIMIT, err)) == RC_OK &&
	    (rc = check_header(c, err)) == RC_OK && c->has_header)
		rc = check_entries(c, err);
	if (rc != RC_OK)
		content_clear(c);
	return rc;
}

static enum rc
write_at(
    int fd, uint64_t at, const unsigned char *p, size_t len, struct error *err)
{
	while (len > 0) {
		ssize_t put = pwrite(fd, p, len, (off_t)at);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return error_sys(
			    err, RC_IO, "cannot write the journal");
		p += put;
		at += (uint64_t)put;
		len -= (size_t)put;
	}
	return RC_OK;
}

static enum rc
dead(struct error *err)
{
	return error_set(err, RC_IO,
	    "the journal could not be written earlier; nothing more goes "
	    "into it");
}

enum rc
journal_sync(struct journal *j, struct error *err)
{
	int failed;

	if (atomic_load(&j->dead))
		return dead(err);
	do {
		failed = fdatasync(j->fd);
	} while (failed != 0 && errno == EINTR);
	if (failed == 0)
		return RC_OK;
	atomic_store(&j->dead, true);
	return error_sys(err, RC_IO, "cannot bring the journal to the disk");
}

/* Have room for what is to come: that the record was left, or the meeting ended,
 * is written on a full disk, too.  A file system that cannot is no error. */
static void
take_room(struct journal *j)
{
	if (j->end + ROOM / 2 <= j->room)
		return;
	if (fallocate(j->fd, FALLOC_FL_KEEP_SIZE, (off_t)j->end, ROOM) == 0)
		j->room = j->end + ROOM;
}

/* Cut what was torn; begin the file when it is new. */
static enum rc
settle(struct journal *j, const char *path, const struct content *c,
    struct error *err)
{
	unsigned char head[ENTRY];
	enum rc rc;

	j->seq = (uint32_t)c->count;
	j->end = c->has_header ? ENTRY * (c->count + 1) : 0;
	memcpy(j->chain, c->chain, CHAIN);
	if (c->torn > 0 && ftruncate(j->fd, (off_t)j->end) != 0)
		return error_sys(
		    err, RC_IO, "cannot cut the torn end of %s", path);
	take_room(j);
	if (c->has_header)
		return c->torn > 0 ? journal_sync(j, err) : RC_OK;
	make_header(head);
	if ((rc = write_at(j->fd, 0, head, sizeof(head), err)) != RC_OK ||
	    (rc = journal_sync(j, err)) != RC_OK)
		return rc;
	memcpy(j->chain, head + HASHED, CHAIN);
	j->end = ENTRY;
	return newfile_sync_dir(path, err);
}

enum rc
journal_open(struct journal **out, const char *path, struct error *err)
{
	struct journal *j = calloc(1, sizeof(*j));
	struct content c = {0};
	enum rc rc;

	*out = NULL;
	if (j == NULL)
		return error_nomem(err);
	j->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (j->fd < 0)
		rc = error_sys(err, RC_IO, "cannot open %s", path);
	else if (flock(j->fd, LOCK_EX | LOCK_NB) != 0)
		rc = errno == EWOULDBLOCK
		    ? error_set(err, RC_BUSY,
			  "%s: another recorder writes this journal", path)
		    : error_sys(err, RC_IO, "cannot lock %s", path);
	else if ((rc = content_read(path, &c, err)) == RC_OK)
		rc = settle(j, path, &c, err);
	content_clear(&c);
	if (rc != RC_OK) {
		journal_close(j);
		return rc;
	}
	*out = j;
	return RC_OK;
}

void
journal_close(struct journal *j)
{
	if (j == NULL)
		return;
	if (j->fd >= 0)
		(void)close(j->fd);
	free(j);
}

enum rc
journal_append(struct journal *j, struct journal_entry *e, struct error *err)
{
	unsigned char bytes[ENTRY];
	enum rc rc;

	if (atomic_load(&j->dead))
		return dead(err);
	if (journal_kind_name(e->kind) == NULL || e->sample < -1 ||
	    e->supersedes > j->seq)
		return error_set(err, RC_INVALID,
		    "no journal entry: kind %d, sample %lld, supersedes %lu",
		    (int)e->kind, (long long)e->sample,
		    (unsigned long)e->supersedes);
	if (j->end + ENTRY > LIMIT)
		return error_set(err, RC_INVALID, "the journal is full");
	e->seq = j->seq + 1;
	encode(e, j->chain, bytes);
	if ((rc = write_at(j->fd, j->end, bytes, sizeof(bytes), err)) != RC_OK)
		return rc;
	j->seq = e->seq;
	j->end += ENTRY;
	take_room(j);
	memcpy(j->chain, bytes + HASHED, CHAIN);
	return RC_OK;
}

enum rc
journal_read(const char *path, struct journal_entry **out, size_t *count,
    size_t *torn, struct error *err)
{
	struct content c = {0};
	enum rc rc = content_read(path, &c, err);

	*out = NULL;
	*count = 0;
	if (rc != RC_OK)
		return rc;
	if (torn != NULL)
		*torn = c.torn;
	if (c.count > 0) {
		*out = c.entries;
		*count = c.count;
		c.entries = NULL;
	}
	content_clear(&c);
	return RC_OK;
}

const char *
journal_kind_name(enum journal_kind kind)
{
	static const char *const names[] = {
	    [JOURNAL_ANNOUNCED] = "announced",
	    [JOURNAL_STATEMENT] = "statement",
	    [JOURNAL_JOIN] = "join",
	    [JOURNAL_LEAVE] = "leave",
	    [JOURNAL_STARTED] = "started",
	    [JOURNAL_ITEM] = "item",
	    [JOURNAL_OFF_RECORD] = "off-record",
	    [JOURNAL_BREAK] = "break",
	    [JOURNAL_RESUMED] = "resumed",
	    [JOURNAL_CLOSED] = "closed",
	    [JOURNAL_OPENED] = "opened",
	    [JOURNAL_ACTION] = "action",
	    [JOURNAL_DECISION] = "decision",
	    [JOURNAL_RISK] = "risk",
	    [JOURNAL_NOTE] = "note",
	    [JOURNAL_EDGE] = "edge",
	    [JOURNAL_UNDONE] = "undone",
	    [JOURNAL_SEGMENT_BEGUN] = "segment-begun",
	    [JOURNAL_SEGMENT_SEALED] = "segment-sealed",
	    [JOURNAL_GAP] = "gap",
	    [JOURNAL_ENDED] = "ended",
	};

	return (unsigned)kind < sizeof(names) / sizeof(names[0]) ? names[kind]
								 : NULL;
}
