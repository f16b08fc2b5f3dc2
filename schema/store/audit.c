#include "store/audit.h"

#include <assert.h>
#include <string.h>

#include "base/clock.h"
#include "seal/box.h"
#include "store/stmt.h"

enum { LOOK_AT_CLOCK = 64 }; /* every so many events */

struct event {
	int64_t seq;
	int64_t at;
	const char *who;
	const char *what;
	const char *which;
	const char *why;
};

/* HASH, of the event before (LEN bytes, 0 before the first), becomes E's. */
static enum rc
chain(const void *before, size_t len, const struct event *e,
    unsigned char hash[BOX_HASH], struct error *err)
{
	const char *const texts[] = {e->who, e->what, e->which, e->why};
	struct buf b = {0};
	enum rc rc;

	buf_put(&b, before, len);
	buf_u64(&b, (uint64_t)e->seq);
	buf_u64(&b, (uint64_t)e->at);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		buf_u32(&b, (uint32_t)strlen(texts[i]));
		buf_text(&b, texts[i]);
	}
	if ((rc = buf_check(&b, err)) == RC_OK)
		box_hash(b.data, b.len, hash);
	buf_clear(&b);
	return rc;
}

static const char head_sql[] =
    "SELECT count, hash FROM audit_head WHERE one = 1";

/* The event's sequence number and hash, behind the head as it stands. */
static enum rc
follow(struct store *store, struct event *e, unsigned char hash[BOX_HASH],
    struct error *err)
{
	const void *before;
	struct stmt s;
	size_t len;
	enum rc rc;

	if ((rc = stmt_open(&s, store, head_sql, err)) == RC_OK &&
	    (rc = stmt_row(&s, err)) == RC_OK) {
		e->seq = stmt_int(&s, 0) + 1;
		before = stmt_blob(&s, 1, &len);
		rc = chain(before, len, e, hash, err);
	} else if (rc == RC_NOTFOUND) {
		rc = error_set(err, RC_DAMAGED,
		    "the audit's head is gone; run `marac-store check`");
	}
	return stmt_close(&s, rc);
}

static const char add_sql[] =
    "INSERT INTO audit_event (seq, at, who, what, which, why, hash)"
    " VALUES ($seq, $at, $who, $what, $which, $why, $hash)";

static enum rc
put(struct store *store, const struct event *e,
    const unsigned char hash[BOX_HASH], struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, add_sql, err);

	stmt_bind_int(&s, "$seq", e->seq);
	stmt_bind_int(&s, "$at", e->at);
	stmt_bind_text(&s, "$who", e->who);
	stmt_bind_text(&s, "$what", e->what);
	stmt_bind_text(&s, "$which", e->which);
	stmt_bind_text(&s, "$why", e->why);
	stmt_bind_blob(&s, "$hash", hash, BOX_HASH);
	return stmt_finish(&s, rc, err);
}

static const char move_head_sql[] =
    "UPDATE audit_head SET count = $count, hash = $hash WHERE one = 1";

static enum rc
move_head(struct store *store, int64_t count,
    const unsigned char hash[BOX_HASH], struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, move_head_sql, err);

	stmt_bind_int(&s, "$count", count);
	stmt_bind_blob(&s, "$hash", hash, BOX_HASH);
	return stmt_finish(&s, rc, err);
}

enum rc
audit_add(struct store *store, const char *who, const char *what,
    const char *which, const char *why, struct error *err)
{
	struct event e = {.at = clock_wall_ms(),
	    .who = who,
	    .what = what,
	    .which = which,
	    .why = why};
	unsigned char hash[BOX_HASH];
	enum rc rc;

	assert(store_in_transaction(store));
	if ((rc = follow(store, &e, hash, err)) != RC_OK ||
	    (rc = put(store, &e, hash, err)) != RC_OK ||
	    (rc = move_head(store, e.seq, hash, err)) != RC_OK)
		(void)error_prefix(err, "audit");
	return rc;
}

/* One statement, so that events and head are of one moment. */
static const char walk_sql[] =
    "SELECT e.seq, e.at, e.who, e.what, e.which, e.why, e.hash,"
    " h.count, h.hash"
    " FROM audit_head h LEFT JOIN audit_event e ON e.seq IS NOT NULL"
    " WHERE h.one = 1 ORDER BY e.seq";

/* The event in S must be number EXPECTED and follow HASH, which becomes its
 * own. */
static enum rc
follows(struct stmt *s, int64_t expected, unsigned char hash[BOX_HASH],
    struct buf *named, struct error *err)
{
	struct event e = {.seq = stmt_int(s, 0),
	    .at = stmt_int(s, 1),
	    .who = stmt_text(s, 2),
	    .what = stmt_text(s, 3),
	    .which = stmt_text(s, 4),
	    .why = stmt_text(s, 5)};
	unsigned char should[BOX_HASH];
	const void *has;
	size_t len;
	enum rc rc;

	if (e.seq != expected) {
		buf_printf(
		    named, "audit event %lld is missing", (long long)expected);
		return error_set(err, RC_DAMAGED, "audit event %lld is missing",
		    (long long)expected);
	}
	if ((rc = chain(hash, expected == 1 ? 0 : BOX_HASH, &e, should, err)) !=
	    RC_OK)
		return rc;
	has = stmt_blob(s, 6, &len);
	if (len != BOX_HASH || memcmp(has, should, BOX_HASH) != 0) {
		buf_printf(
		    named, "audit event %lld was changed", (long long)expected);
		return error_set(err, RC_DAMAGED,
		    "audit event %lld was changed, or one before it",
		    (long long)expected);
	}
	memcpy(hash, should, BOX_HASH);
	return RC_OK;
}

enum rc
audit_verify(struct store *store, struct buf *named, struct error *err)
{
	int64_t seen;

	return audit_verify_until(store, INT64_MAX, &seen, named, err);
}

enum rc
audit_verify_until(struct store *store, int64_t until_ns, int64_t *looked,
    struct buf *named, struct error *err)
{
	unsigned char hash[BOX_HASH] = {0}, head[BOX_HASH] = {0};
	size_t head_len = 0;
	int64_t seen = 0, count = -1;
	struct stmt s;
	enum rc rc;

	*looked = 0;

	rc = stmt_open(&s, store, walk_sql, err);
	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		if (count < 0) {
			const void *blob = stmt_blob(&s, 8, &head_len);

			count = stmt_int(&s, 7);
			if (head_len <= BOX_HASH)
				memcpy(head, blob, head_len);
		}
		if (!stmt_is_null(&s, 0))
			rc = follows(&s, ++seen, hash, named, err);
		*looked = seen;
		if (rc == RC_OK && seen % LOOK_AT_CLOCK == 0 &&
		    clock_mono_ns() >= until_ns)
			rc = error_set(err, RC_BUSY,
			    "the time for it is up after %lld events",
			    (long long)seen);
	}
	if ((rc = stmt_close(&s, rc)) != RC_NOTFOUND)
		return rc;

	if (count < 0) {
		buf_text(named, "the audit's head is missing");
		return error_set(
		    err, RC_DAMAGED, "the audit's head is missing");
	}
	if (seen != count) {
		buf_printf(
		    named, "audit event %lld is missing", (long long)seen + 1);
		return error_set(err, RC_DAMAGED,
		    "the audit has %lld events and its head says %lld",
		    (long long)seen, (long long)count);
	}
	if (head_len != (seen == 0 ? 0 : (size_t)BOX_HASH) ||
	    memcmp(head, hash, head_len) != 0) {
		buf_text(named, "the audit's head was changed");
		return error_set(
		    err, RC_DAMAGED, "the audit's head was changed");
	}
	return buf_check(named, err);
}

enum rc
audit_head(struct store *store, struct buf *out, struct error *err)
{
	struct stmt s;
	const void *hash;
	size_t len;
	enum rc rc;

	if ((rc = stmt_open(&s, store, head_sql, err)) == RC_OK &&
	    (rc = stmt_row(&s, err)) == RC_OK) {
		buf_printf(out, "%lld event%s, the last one ",
		    (long long)stmt_int(&s, 0),
		    stmt_int(&s, 0) == 1 ? "" : "s");
		hash = stmt_blob(&s, 1, &len);
		if (len == 0)
			buf_text(out, "none");
		else
			buf_hex(out, hash, len);
		rc = buf_check(out, err);
	} else if (rc == RC_NOTFOUND) {
		rc = error_set(err, RC_DAMAGED, "the audit's head is missing");
	}
	return stmt_close(&s, rc);
}
