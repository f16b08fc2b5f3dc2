#include "share/recipient.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "base/span.h"
#include "page_copy.h"
#include "page_ready.h"
#include "seal/code.h"
#include "seal/link.h"
#include "share/contents.h"
#include "share/media.h"
#include "share/place.h"
#include "share/reply.h"
#include "page_stopped.h"
#include "store/alert.h"
#include "store/audit.h"
#include "store/inbox.h"
#include "store/playable.h"
#include "store/receipt.h"
#include "store/signin.h"
#include "store/standing.h"

enum { CODE = 64 };

static void
show_link(struct request *r, unsigned status, bool wrong)
{
	struct recipient_ready page = {
	    .shell = reply_shell_in(r, WORDBOOK_READY_TITLE),
	    .letter = "",
	    .wrong = wrong,
	};
	struct buf out = {0};

	page.shell.error = wrong;
	page.shell.choices = true;
	page_ready(&out, &page);
	reply_page(r, status, &out);
}

void
recipient_link(struct request *r, struct store *store)
{
	(void)store;
	show_link(r, MHD_HTTP_OK, false);
}

/* Does anything of PARCEL stand now? */
static enum rc
any_stands(struct request *r, struct store *store, struct parcel_id parcel,
    struct error *err)
{
	bool any = false;
	enum rc rc = contents_any(r, store, parcel, 0, &any, err);

	return rc == RC_OK && !any ? RC_NOTFOUND : rc;
}

static enum rc
wrong_code(struct request *r, struct store *store,
    const struct inbox_parcel *parcel, struct error *err)
{
	char who[40], which[40], text[160];
	bool stopped = false;
	enum rc rc;

	(void)snprintf(
	    who, sizeof(who), "recipient:%" PRId64, parcel->person.v);
	(void)snprintf(
	    which, sizeof(which), "parcel:%" PRId64, parcel->parcel.v);
	(void)snprintf(text, sizeof(text),
	    "An access code was stopped after %d wrong tries (parcel %" PRId64
	    "). Issue a new one in person.",
	    SIGNIN_TRIES, parcel->parcel.v);
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = signin_code_failed(
		 store, parcel->person, r->now_ms, &stopped, err)) == RC_OK &&
	    (rc = audit_add(store, who, "code.refused", which,
		 stopped ? "stopped" : "", err)) == RC_OK &&
	    (!stopped ||
		(rc = alert_add(
		     store, parcel->meeting, r->now_ms, text, err)) == RC_OK))
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

static enum rc
right_code(struct request *r, struct store *store,
    const struct inbox_parcel *parcel, const char *stored, struct error *err)
{
	int64_t ends = r->now_ms + SITE_SESSION_MS;
	char who[40], which[40];
	enum rc rc;

	(void)snprintf(
	    who, sizeof(who), "recipient:%" PRId64, parcel->person.v);
	(void)snprintf(
	    which, sizeof(which), "parcel:%" PRId64, parcel->parcel.v);
	if (parcel->expires_ms < ends)
		ends = parcel->expires_ms;
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = signin_code_passed(store, parcel->person, stored, err)) ==
		RC_OK &&
	    (rc = audit_add(store, who, "parcel.opened", which, "", err)) ==
		RC_OK &&
	    (rc = session_begin(r, store, (struct account_id){0},
		 parcel->parcel, ends, err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

/* What stands behind no link, or no longer: asks for the lock that a wrong
 * code takes, so that a store that cannot be written answers both alike. */
static enum rc
nothing_there(struct store *store, struct error *err)
{
	enum rc rc = store_begin(store, err);

	store_rollback(store);
	return rc == RC_OK ? RC_NOTFOUND : rc;
}

enum rc
recipient_enter(struct request *r, struct store *store,
    const struct inbox_parcel *parcel, const char *code, struct error *err)
{
	char stored[CODE_STORED] = "";
	bool right;
	enum rc rc = RC_NOTFOUND;

	if (parcel != NULL)
		rc = signin_code_find(store, parcel->person, stored, err);
	if (rc != RC_OK && rc != RC_NOTFOUND)
		return rc;
	right = code_access_check(
	    &r->site->pepper, code, rc == RC_OK ? stored : NULL);
	if (rc == RC_OK && !right) {
		rc = wrong_code(r, store, parcel, err);
		rc = rc == RC_OK ? RC_NOTFOUND : rc;
	} else {
		if (rc == RC_OK)
			rc = any_stands(r, store, parcel->parcel, err);
		if (rc == RC_OK)
			rc = right_code(r, store, parcel, stored, err);
		else if (rc == RC_NOTFOUND)
			rc = nothing_there(store, err);
	}
	box_wipe(stored, sizeof(stored));
	return rc;
}

/* RC_OK: come in.  RC_NOTFOUND: the one refusal. */
static enum rc
try_code(
    struct request *r, struct store *store, const char *code, struct error *err)
{
	unsigned char selector[LINK_SELECTOR], secret_hash[BOX_HASH];
	struct inbox_parcel parcel = {0};
	enum rc rc;

	rc = link_parse(r->target.token, selector, secret_hash, err);
	if (rc == RC_OK)
		rc = inbox_find(
		    store, selector, secret_hash, r->now_ms, &parcel, err);
	if (rc != RC_OK && rc != RC_NOTFOUND)
		return rc;
	return recipient_enter(
	    r, store, rc == RC_OK ? &parcel : NULL, code, err);
}

bool
recipient_may(struct request *r)
{
	const char *token = r->target.token;
	int64_t now_ns = clock_mono_ns();

	if (!request_is_ours(r, false)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		return false;
	}
	if (throttle_take(
		r->site->by_address, r->from, strlen(r->from), now_ns) &&
	    throttle_take(r->site->by_name, token, strlen(token), now_ns))
		return true;
	atomic_store(&r->site->limited, true);
	reply_problem(r, MHD_HTTP_TOO_MANY_REQUESTS);
	return false;
}

void
recipient_code(struct request *r, struct store *store)
{
	const char *token = r->target.token;
	struct error err = {0};
	char code[CODE];
	enum rc rc;

	(void)request_field(r, "code", code, sizeof(code));
	rc = try_code(r, store, code, &err);
	box_wipe(code, sizeof(code));
	if (rc == RC_OK) {
		throttle_give(r->site->by_address, r->from, strlen(r->from));
		throttle_give(r->site->by_name, token, strlen(token));
		reply_go(r, "/copies");
	} else if (rc == RC_NOTFOUND) {
		show_link(r, MHD_HTTP_FORBIDDEN, true);
	} else {
		reply_failed(r, rc, &err);
	}
}

enum rc
recipient_find(struct request *r, struct store *store, struct session *s,
    struct inbox_place *copy, struct error *err)
{
	struct inbox_place *list = NULL;
	size_t count = 0, i = 0;
	bool ours = !store_in_transaction(store);
	enum rc rc;

	if ((ours && (rc = store_snapshot(store, err)) != RC_OK) ||
	    (rc = session_recipient(r, store, s, err)) != RC_OK ||
	    (rc = inbox_places(store, s->row.parcel, &list, &count, err)) !=
		RC_OK)
		goto done;
	while (
	    i < count && place_of(r, "copy", list[i].copy.v) != r->target.first)
		i++;
	if (i == count) {
		rc = RC_NOTFOUND;
		goto done;
	}
	*copy = list[i];
	rc = standing_of_copy(store, copy->copy, r->now_ms, NULL, err);

done:
	if (ours)
		store_rollback(store);
	free(list);
	return rc;
}

enum rc
recipient_details(struct request *r, struct store *store, struct session *s,
    struct inbox_copy *copy, struct error *err)
{
	struct inbox_place place = {0};
	enum rc rc;

	if ((rc = store_snapshot(store, err)) == RC_OK &&
	    (rc = recipient_find(r, store, s, &place, err)) == RC_OK)
		rc = inbox_copy(store, s->row.parcel, place.copy, copy, err);
	store_rollback(store);
	return rc;
}

static enum rc
fill_parts(struct store *store, struct rendition_id rendition,
    struct recipient_copy *page, struct error *err)
{
	struct playable_part *parts = NULL;
	size_t count = 0;
	enum rc rc = playable_parts(store, rendition, &parts, &count, err);

	if (rc == RC_OK && count > 1) {
		page->parts = calloc(count, sizeof(*page->parts));
		if (page->parts == NULL)
			rc = error_nomem(err);
	}
	for (size_t i = 0; page->parts != NULL && i < count; i++) {
		page->parts[i].number = (int)i + 1;
		page->parts[i].seconds = parts[i].plays_at / SPAN_RATE;
		(void)page_clock(parts[i].plays_at, page->parts[i].clock);
		page->nparts = i + 1;
	}
	free(parts);
	return rc;
}

void
recipient_copy(struct request *r, struct store *store)
{
	struct recipient_copy page = {0};
	struct inbox_copy copy = {0};
	struct reading words = {0};
	struct session s = {0};
	struct error err = {0};
	struct buf out = {0};
	bool others = false;
	char t[16];
	enum rc rc;

	if ((rc = recipient_details(r, store, &s, &copy, &err)) != RC_OK ||
	    (rc = fill_parts(store, copy.rendition, &page, &err)) != RC_OK ||
	    (rc = reading_read(store, copy.rendition, r->display.language,
		 &words, &err)) != RC_OK ||
	    (rc = contents_any(r, store, s.row.parcel, r->target.first, &others,
		 &err)) != RC_OK ||
	    (r->method == REQUEST_GET &&
		(rc = receipt_opened(store, copy.copy, r->now_ms, &err)) !=
		    RC_OK))
		goto done;
	page.shell = reply_shell_of(r, &s, WORDBOOK_COPY_TITLE);
	page.shell.player = true;
	page.place = place_of(r, "copy", copy.copy.v);
	page.lines = words.lines;
	page.nlines = words.nlines;
	page.others = others;
	page.child = copy.child;
	(void)snprintf(
	    page.supporter, sizeof(page.supporter), "%s", copy.supporter);
	page.item = copy.item;
	(void)wordbook_day(r->display.language, copy.meeting_ms, page.date);
	(void)page_lasts_in(r->display.language, copy.samples, page.lasts);
	(void)page_weight(copy.bytes, page.weight);
	page.mp3 = copy.mp3_bytes > 0;
	(void)page_weight(copy.mp3_bytes, page.mp3_weight);
	(void)wordbook_when(r->display.language, copy.expires_ms, page.until);
	if (request_query(r, "t", t, sizeof(t)))
		page.start = strtoll(t, NULL, 10);
	if (page.start < 0 || page.start > copy.samples / SPAN_RATE)
		page.start = 0;
	page_copy(&out, &page);
	reply_page(r, MHD_HTTP_OK, &out);

done:
	if (rc != RC_OK)
		reply_failed(r, rc, &err);
	reading_clear(&words);
	free(page.parts);
}

void
recipient_text(struct request *r, struct store *store)
{
	struct inbox_place copy = {0};
	struct reading words = {0};
	struct session s = {0};
	struct error err = {0};
	struct buf out = {0};
	enum rc rc;

	if ((rc = recipient_find(r, store, &s, &copy, &err)) == RC_OK &&
	    (rc = reading_read(store, copy.rendition, r->display.language,
		 &words, &err)) == RC_OK &&
	    words.nlines == 0)
		rc = RC_NOTFOUND; /* as a copy that never was */
	if (rc == RC_OK && words.whole && r->method == REQUEST_GET)
		rc = receipt_read(store, copy.copy, r->now_ms, &err);
	if (rc == RC_OK) {
		reading_print(&words, &out);
		rc = buf_check(&out, &err);
	}
	if (rc == RC_OK)
		reply_save_text(r, "document.txt", buf_str(&out));
	else
		reply_failed(r, rc, &err);
	buf_clear(&out);
	reading_clear(&words);
}

void
recipient_audio(struct request *r, struct store *store)
{
	enum urls_page page = r->target.page;
	struct inbox_place copy = {0};
	struct session s = {0};
	struct error err = {0};
	enum rc rc = store_snapshot(store, &err);

	if (rc == RC_OK)
		rc = recipient_find(r, store, &s, &copy, &err);
	if (rc == RC_OK)
		media_answer(r, store, &s,
		    &(struct claim){.session = s.id,
			.copy = copy.copy,
			.collected = copy.collected,
			.rendition = copy.rendition},
		    page == URLS_COPY_MP3 || page == URLS_COPY_SAVE_MP3
			? PLAYABLE_MP3
			: PLAYABLE_OPUS,
		    page == URLS_COPY_SAVE || page == URLS_COPY_SAVE_MP3);
	else
		reply_failed(r, rc, &err);
	store_rollback(store);
}

void
recipient_stop(struct request *r, struct store *store)
{
	struct inbox_place copy = {0};
	struct session s = {0};
	struct error err = {0};
	enum rc rc = recipient_find(r, store, &s, &copy, &err);

	if (rc == RC_OK && !session_allows(r, &s)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		return;
	}
	if (rc == RC_OK)
		rc = receipt_unexpected(store, copy.copy, r->now_ms, &err);
	if (rc == RC_OK)
		reply_go(r, "/stopped");
	else
		reply_failed(r, rc, &err);
}

void
recipient_stopped(struct request *r, struct store *store)
{
	struct reply_problem page = {.heading = NULL};
	struct session s = {0};
	struct error err = {0};
	struct buf out = {0};
	enum rc rc = session_known(r, store, &s, &err);

	if (rc != RC_OK && rc != RC_NOTFOUND) {
		reply_failed(r, rc, &err);
		return;
	}
	page.shell = reply_shell_of(r, &s, WORDBOOK_STOPPED_TITLE);
	if (rc == RC_NOTFOUND)
		page.shell.back = "";
	page_stopped(&out, &page);
	reply_page(r, MHD_HTTP_OK, &out);
}

void
recipient_exit(struct request *r, struct store *store)
{
	struct error err = {0};

	/* Whatever happens, leave: the cookie is expired in any case. */
	if (session_end(r, store, &err) != RC_OK)
		reply_failed(r, RC_IO, &err);
	reply_go(r, r->site->exit_url);
}
