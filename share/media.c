#include "share/media.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "base/log.h"
#include "recording/segment.h"
#include "share/range.h"
#include "share/reply.h"
#include "share/server.h"
#include "store/audit.h"
#include "store/errand.h"
#include "store/jobs.h"
#include "store/listening.h"
#include "store/looks.h"
#include "store/playable.h"
#include "store/receipt.h"

enum {
	BLOCK = 64 * 1024,
	/* Of a transfer that broke off, so much may still have been on its
	 * way: our block, and the socket's buffer as the kernel doubles it and
	 * oversteps it by a piece. */
	UNSURE = 2 * (BLOCK + SERVER_SEND),
	NS_PER_MS = 1000 * 1000
};

struct media {
	struct claim claim;
	enum playable_format format;
	struct segment_reader *reader;
	uint64_t from; /* of the rendition */
	uint64_t to;
	uint64_t given; /* bytes handed out so far */
	int64_t asked_ns;
};

void
media_close(struct media *m)
{
	if (m == NULL)
		return;
	segment_close(m->reader);
	free(m);
}

/* A MHD_ContentReaderCallback. */
static ssize_t
give(void *cls, uint64_t pos, char *out, size_t max)
{
	struct request *r = cls;
	struct media *m = r->media;
	struct error err = {0};
	struct store *store = NULL;
	int64_t now_ns = clock_mono_ns();
	size_t got = 0;
	enum rc rc;

	if (now_ns - m->asked_ns >= (int64_t)GUARD_ASK_MS * NS_PER_MS) {
		m->asked_ns = now_ns;
		if ((rc = site_store(r->site, &store, &err)) == RC_OK)
			rc = claim_stands(store, &m->claim, &err);
		if (rc != RC_OK) {
			log_warn("%s: transfer ended: %s",
			    urls_name(r->target.page),
			    rc == RC_NOTFOUND ? "it no longer stands"
					      : err.text);
			guard_cut(r->guard, r->peer);
			return MHD_CONTENT_READER_END_WITH_ERROR;
		}
	}
	if (max > m->to - m->from - pos)
		max = m->to - m->from - pos;
	rc = segment_read(m->reader, m->from + pos, out, max, &got, &err);
	if (rc != RC_OK || got == 0) {
		log_error("rendition %" PRId64 ": transfer ended: %s",
		    m->claim.rendition.v,
		    rc != RC_OK ? err.text : "it is shorter than its row says");
		return MHD_CONTENT_READER_END_WITH_ERROR;
	}
	m->given = pos + got;
	return (ssize_t)got;
}

/* All of a part that fits into a block at once: what cannot be opened is said
 * before a byte of it has gone. */
static enum rc
read_part(struct media *m, struct MHD_Response **out, struct error *err)
{
	size_t len = (size_t)(m->to - m->from), got = 0;
	void *bytes = malloc(len);
	enum rc rc;

	if (bytes == NULL)
		return error_nomem(err);
	rc = segment_read(m->reader, m->from, bytes, len, &got, err);
	if (rc == RC_OK && got < len)
		rc = error_set(err, RC_DAMAGED, "it is shorter than it says");
	if (rc == RC_OK) {
		*out = MHD_create_response_from_buffer(
		    len, bytes, MHD_RESPMEM_MUST_FREE);
		if (*out != NULL) {
			m->given = len; /* not before: it would be a receipt */
			return RC_OK;
		}
		rc = error_nomem(err);
	}
	free(bytes);
	return error_prefix(err, "rendition %" PRId64, m->claim.rendition.v);
}

/* One event a session and copy, committed before any byte; of a case's recording
 * with who looked into the file (looks.h). */
static enum rc
audit_once(struct request *r, struct store *store, const struct session *s,
    const struct claim *claim, struct error *err)
{
	char kind = claim->copy.v != 0 ? 'c' : 'r';
	int64_t id = kind == 'c' ? claim->copy.v : claim->rendition.v;
	/* Brothers and sisters share a recording, not a file. */
	int64_t once = id | (claim->child.v << 32);
	char who[40], which[80];
	enum rc rc;

	if (heard_has(r->site->heard, &s->id, kind, once))
		return RC_OK;
	if (kind == 'c') {
		(void)snprintf(
		    who, sizeof(who), "recipient:%" PRId64, s->row.person.v);
		(void)snprintf(which, sizeof(which), "copy:%" PRId64, id);
	} else {
		(void)snprintf(
		    who, sizeof(who), "account:%" PRId64, s->row.account.v);
		if (claim->meeting.v != 0)
			(void)snprintf(which, sizeof(which),
			    "rendition:%" PRId64 " of case:%" PRId64, id,
			    claim->case_id.v);
		else
			(void)snprintf(which, sizeof(which),
			    "rendition:%" PRId64 " of child:%" PRId64, id,
			    claim->child.v);
	}
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = audit_add(store, who,
		 kind == 'c' ? "copy.heard" : "recording.heard", which, "",
		 err)) == RC_OK &&
	    (kind == 'c' ||
		(rc = looks_heard(store, claim->rendition, claim->child,
		     s->row.account, &s->id, r->now_ms, err)) == RC_OK))
		rc = store_commit(store, err);
	store_rollback(store);
	if (rc == RC_OK)
		heard_put(r->site->heard, &s->id, kind, once);
	return rc;
}

static enum rc
open_media(struct request *r, struct store *store, const struct claim *claim,
    enum playable_format format, struct playable *playable, struct error *err)
{
	char path[4096];
	struct box_key key;
	struct media *m;
	enum rc rc;

	if ((rc = playable_find(
		 store, claim->rendition, format, playable, err)) != RC_OK ||
	    (rc = keyring_key(r->site->keyring, playable->sealed,
		 &r->site->share, clock_mono_ns(), &key, err)) != RC_OK)
		return rc;
	if ((m = calloc(1, sizeof(*m))) == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	m->claim = *claim;
	m->format = format;
	m->asked_ns = clock_mono_ns();
	r->media = m;
	(void)snprintf(path, sizeof(path), "%s/objects/%s", r->site->dir,
	    playable->object);
	rc = segment_open(&m->reader, path, NULL, &key, err);
	if (rc == RC_OK &&
	    segment_about(m->reader)->plain_len != (uint64_t)playable->bytes)
		rc = error_set(err, RC_DAMAGED,
		    "rendition %" PRId64 ": its file has another length than "
		    "its row says",
		    claim->rendition.v);
	if (rc == RC_NOTFOUND) /* the row says it is there */
		rc = error_set(err, RC_DAMAGED,
		    "rendition %" PRId64 ": its file is missing",
		    claim->rendition.v);

done:
	box_wipe(&key, sizeof(key));
	return rc;
}

static void
headers(struct request *r, const struct range *range, uint64_t size,
    enum range_answer answer, bool save)
{
	bool mp3 = r->media->format == PLAYABLE_MP3;
	char text[80];

	reply_headers(r);
	if (r->response == NULL)
		return;
	(void)MHD_add_response_header(r->response, "Content-Type",
	    mp3 ? "audio/mpeg" : "audio/ogg; codecs=opus");
	(void)MHD_add_response_header(r->response, "Accept-Ranges", "bytes");
	(void)snprintf(text, sizeof(text), "%s; filename=\"document.%s\"",
	    save ? "attachment" : "inline", mp3 ? "mp3" : "opus");
	(void)MHD_add_response_header(r->response, "Content-Disposition", text);
	if (answer == RANGE_PART) {
		(void)snprintf(text, sizeof(text),
		    "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64, range->from,
		    range->to - 1, size);
		(void)MHD_add_response_header(
		    r->response, "Content-Range", text);
	}
}

void
media_answer(struct request *r, struct store *store, const struct session *s,
    const struct claim *claim, enum playable_format format, bool save)
{
	struct playable playable = {0};
	struct error err = {0};
	enum range_answer answer;
	struct range range;
	char text[80];
	enum rc rc;

	rc = open_media(r, store, claim, format, &playable, &err);
	store_rollback(store); /* a moment that the caller held */
	if (rc != RC_OK) {
		reply_failed(r, rc, &err);
		return;
	}
	answer = range_of(request_header(r, "If-Range") != NULL
		? NULL
		: request_header(r, "Range"),
	    (uint64_t)playable.bytes, &range);
	if (answer == RANGE_NONE) {
		reply_problem(r, MHD_HTTP_RANGE_NOT_SATISFIABLE);
		(void)snprintf(
		    text, sizeof(text), "bytes */%" PRId64, playable.bytes);
		if (r->response != NULL)
			(void)MHD_add_response_header(
			    r->response, "Content-Range", text);
		return;
	}
	if (r->method == REQUEST_GET &&
	    (rc = audit_once(r, store, s, claim, &err)) != RC_OK) {
		reply_failed(r, rc == RC_NOTFOUND ? RC_IO : rc, &err);
		return;
	}
	r->media->from = range.from;
	r->media->to = range.to;
	if (range.to - range.from > BLOCK)
		r->response = MHD_create_response_from_callback(
		    range.to - range.from, BLOCK, give, r, NULL);
	else if ((rc = read_part(r->media, &r->response, &err)) != RC_OK) {
		reply_failed(r, rc, &err);
		return;
	}
	r->status = (unsigned)answer;
	headers(r, &range, (uint64_t)playable.bytes, answer, save);
	guard_transfer(r->guard, r->peer, claim);
}

/* All of it was played to whoever must approve: the distributor notes the
 * edges.  A player that asks for the same again asks for that once a minute. */
static enum rc
ask_heard(const struct claim *c, struct store *store, struct error *err)
{
	const struct errand e = {
	    .kind = ERRAND_HEARD,
	    .meeting = c->meeting,
	    .case_id = c->case_id,
	    .number = c->listening.v,
	};
	int64_t job = 0, now_ms = clock_wall_ms();
	char once[64], args[ERRAND_ARGS];

	(void)snprintf(once, sizeof(once), "heard:%" PRId64 ":%" PRId64,
	    c->listening.v, now_ms / (60 * 1000));
	errand_args(&e, args);
	return jobs_ask(store,
	    &(struct jobs_ask){
		.kind = errand_name(e.kind),
		.args = args,
		.words = "",
		.once = once,
		.account = c->account,
		.session = &c->session,
	    },
	    now_ms, &job, err);
}

/* Bytes [FROM, TO) were played before a decision. */
static void
note_listening(
    struct store *store, const struct claim *claim, int64_t from, int64_t to)
{
	struct error err = {0};
	bool whole = false;
	enum rc rc =
	    listening_fetched(store, claim->listening, from, to, &whole, &err);

	if (rc == RC_OK && whole)
		rc = ask_heard(claim, store, &err);
	if (rc != RC_OK)
		log_error("listening %" PRId64 ": not noted: %s",
		    claim->listening.v, err.text);
}

void
media_over(struct request *r, bool whole)
{
	struct media *m = r->media;
	struct store *store = NULL;
	struct error err = {0};
	bool collected = false;
	uint64_t sure;
	enum rc rc;

	if (m == NULL || r->method != REQUEST_GET || m->claim.collected ||
	    (m->claim.copy.v == 0 && m->claim.listening.v == 0))
		return;
	sure = whole && m->given == m->to - m->from ? m->given
	    : m->given > UNSURE                     ? m->given - UNSURE
						    : 0;
	if (sure == 0)
		return;
	if ((rc = site_store(r->site, &store, &err)) == RC_OK &&
	    m->claim.listening.v != 0) {
		note_listening(store, &m->claim, (int64_t)m->from,
		    (int64_t)(m->from + sure));
		return;
	}
	if (rc == RC_OK)
		rc = receipt_fetched(store, m->claim.copy, m->format,
		    (int64_t)m->from, (int64_t)(m->from + sure),
		    clock_wall_ms(), &collected, &err);
	if (rc != RC_OK)
		log_error("copy %" PRId64 ": not noted as fetched: %s",
		    m->claim.copy.v, err.text);
	else if (collected)
		log_info("copy %" PRId64 ": collected", m->claim.copy.v);
}
