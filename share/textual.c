#include "share/textual.h"

#include <stdio.h>
#include <stdlib.h>

#include <microhttpd.h>

#include "page_copytext.h"
#include "share/recipient.h"
#include "share/reply.h"
#include "share/session.h"
#include "store/playable.h"
#include "store/receipt.h"

static enum rc
fill_parts(struct request *r, struct store *store, struct rendition_id id,
    struct textual_page *page, struct error *err)
{
	struct playable_part *parts = NULL;
	size_t count = 0;
	enum rc rc = playable_parts(store, id, &parts, &count, err);

	if (rc == RC_OK &&
	    ((page->parts = calloc(count + 1, sizeof(*page->parts))) == NULL ||
		(page->silences = calloc(count + 1, sizeof(*page->silences))) ==
		    NULL))
		rc = error_nomem(err);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		int64_t lasts = parts[i].to - parts[i].from;
		struct textual_part *part = &page->parts[page->nparts];
		struct textual_silence *silence =
		    &page->silences[page->nsilences];

		if (parts[i].silent) {
			(void)page_clock(parts[i].plays_at, silence->from);
			(void)page_clock(
			    parts[i].plays_at + lasts, silence->to);
			page->nsilences++;
		}
		if (count == 1)
			break;             /* all of it is no part */
		part->number = (int)i + 1; /* as beside the player */
		(void)page_clock(parts[i].plays_at, part->clock);
		(void)page_lasts_in(r->display.language, lasts, part->lasts);
		page->nparts++;
	}
	free(parts);
	return rc;
}

void
textual_show(struct request *r, struct store *store)
{
	struct textual_page page = {0};
	struct inbox_copy copy = {0};
	struct reading words = {0};
	struct session s = {0};
	struct error err = {0};
	struct buf out = {0};
	enum rc rc;

	if ((rc = recipient_details(r, store, &s, &copy, &err)) != RC_OK ||
	    (rc = fill_parts(r, store, copy.rendition, &page, &err)) != RC_OK ||
	    (rc = reading_read(store, copy.rendition, r->display.language,
		 &words, &err)) != RC_OK ||
	    (r->method == REQUEST_GET &&
		(rc = receipt_opened(store, copy.copy, r->now_ms, &err)) !=
		    RC_OK) ||
	    (r->method == REQUEST_GET && words.whole &&
		(rc = receipt_read(store, copy.copy, r->now_ms, &err)) !=
		    RC_OK))
		goto done;
	page.shell = reply_shell_of(r, &s, WORDBOOK_TEXT_TITLE);
	page.place = r->target.first;
	page.child = copy.child;
	(void)snprintf(
	    page.supporter, sizeof(page.supporter), "%s", copy.supporter);
	page.item = copy.item;
	(void)wordbook_day(r->display.language, copy.meeting_ms, page.date);
	(void)page_lasts_in(r->display.language, copy.samples, page.lasts);
	page.lines = words.lines;
	page.nlines = words.nlines;
	page.whole = words.whole;
	page_copytext(&out, &page);
	reply_page(r, MHD_HTTP_OK, &out);
done:
	if (rc != RC_OK)
		reply_failed(r, rc, &err);
	reading_clear(&words);
	free(page.parts);
	free(page.silences);
}
