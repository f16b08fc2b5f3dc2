#include "share/evidence.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "base/log.h"
#include "page_evidence.h"
#include "share/admin.h"
#include "share/reply.h"
#include "store/audit.h"
#include "store/auditcsv.h"
#include "store/auditlog.h"

enum { BLOCK = 32 * 1024 };

void
evidence_show(struct request *r, struct store *store)
{
	struct evidence_page page = {.signs = r->site->sign_number != 0};
	struct box_sign_public key;
	struct admin a = {0};
	struct error err = {0};
	struct buf out = {0}, hex = {0};
	int64_t count = 0, at_ms = 0;
	enum rc rc;

	if (!admin_enter(r, store, &a))
		return;
	if (page.signs) {
		box_sign_public_of(&r->site->sign, &key);
		buf_hex(&hex, key.v, sizeof(key.v));
	}
	if ((rc = auditlog_last(store, &count, &at_ms, &err)) == RC_OK &&
	    (rc = buf_check(&hex, &err)) == RC_OK) {
		page.shell = admin_shell(r, &a, "Audit");
		page.events = count;
		page.key = buf_str(&hex);
		page_when(at_ms, page.last);
		page_evidence(&out, &page);
		reply_page(r, MHD_HTTP_OK, &out);
	} else {
		reply_failed(r, rc, &err);
	}
	buf_clear(&hex);
}

/* The export ------------------------------------------------------------------ */

struct evidence {
	struct site *site;
	struct sessions_hash session;
	struct auditcsv csv;
	struct buf piece;
	size_t given; /* of it */
};

static void
over(void *cls)
{
	struct evidence *e = cls;

	auditcsv_clear(&e->csv);
	buf_clear(&e->piece);
	free(e);
}

/* Its session must be an administrator's still. */
static enum rc
next_piece(struct evidence *e, struct error *err)
{
	struct session s = {0};
	struct store *store = NULL;
	enum rc rc = site_store(e->site, &store, err);

	if (rc == RC_OK)
		rc = sessions_find(store, &e->session, clock_wall_ms(),
		    SITE_SESSION_MS, SITE_SESSION_MS, &s.row, err);
	if (rc == RC_OK && !admin_is(&s))
		rc = error_set(err, RC_DENIED, "no administrator's any more");
	buf_reset(&e->piece);
	e->given = 0;
	return rc == RC_OK ? auditcsv_more(&e->csv, store, &e->piece, err) : rc;
}

/* A MHD_ContentReaderCallback. */
static ssize_t
give(void *cls, uint64_t pos, char *out, size_t max)
{
	struct evidence *e = cls;
	struct error err = {0};
	size_t n;
	enum rc rc;

	(void)pos;
	if (e->given == e->piece.len) {
		if (e->csv.ended)
			return MHD_CONTENT_READER_END_OF_STREAM;
		if ((rc = next_piece(e, &err)) != RC_OK) {
			log_warn("audit export ended: %s",
			    rc == RC_NOTFOUND ? "signed out" : err.text);
			return MHD_CONTENT_READER_END_WITH_ERROR;
		}
	}
	n = e->piece.len - e->given;
	if (n > max)
		n = max;
	memcpy(out, e->piece.data + e->given, n);
	e->given += n;
	return (ssize_t)n;
}

static enum rc
begin(struct request *r, struct store *store, const struct admin *a,
    struct evidence *e, struct error *err)
{
	char who[40];
	enum rc rc;

	(void)snprintf(
	    who, sizeof(who), "account:%" PRId64, a->s.row.account.v);
	e->site = r->site;
	e->session = a->s.id;
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = audit_add(store, who, "audit.exported", "audit", "", err)) ==
		RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc == RC_OK
	    ? auditcsv_begin(&e->csv, store, &r->site->sign, false, err)
	    : rc;
}

void
evidence_export(struct request *r, struct store *store)
{
	struct evidence *e = NULL;
	struct admin a = {0};
	struct error err = {0};
	enum rc rc;

	if (!admin_allows(r, store, &a))
		return;
	if (r->site->sign_number == 0) {
		reply_go(r, "/audit");
		return;
	}
	if ((e = calloc(1, sizeof(*e))) == NULL) {
		rc = error_nomem(&err);
	} else if ((rc = begin(r, store, &a, e, &err)) == RC_OK) {
		reply_stream(r, "text/csv; charset=utf-8", "audit.csv", BLOCK,
		    give, e, over);
		e = NULL;
	}
	if (rc != RC_OK)
		reply_failed(r, rc == RC_NOTFOUND ? RC_IO : rc, &err);
	if (e != NULL)
		over(e);
}
