#include "distributor/posting.h"

#include <stdio.h>

#include "base/newfile.h"
#include "distributor/handing.h"
#include "distributor/onpaper.h"
#include "store/alert.h"
#include "store/deed.h"

/* Everything up to the commit; the bytes of the letter are in PDF. */
static enum rc
make(struct onpaper *p, struct letter *letter, const char *path,
    struct buf *pdf, int *pages, struct error *err)
{
	struct buf address = {0}, url = {0};
	struct deed deed = {.meeting = p->meeting.id, .person = p->person};
	enum rc rc;

	if ((rc = onpaper_choose(p, err)) != RC_OK ||
	    (rc = onpaper_print(p, "", true, err)) != RC_OK ||
	    (rc = onpaper_letter(p, letter, &url, err)) != RC_OK ||
	    (rc = post_address(&p->post, p->route, &address, err)) != RC_OK)
		goto done;
	letter->code = p->code;
	letter->address = buf_str(&address);
	deed.id = p->paper.id.v;
	if ((rc = onpaper_neutral(p, path, letter->address, err)) != RC_OK ||
	    (rc = onpaper_neutral(p, path, letter->notice, err)) != RC_OK ||
	    (rc = letter_write(letter, pdf, pages, err)) != RC_OK)
		goto done;
	rc = deed_add(p->desk.store, &p->by, "letter.printed", &deed, "", err);
done:
	buf_clear(&address);
	buf_clear(&url);
	return rc;
}

enum rc
posting_letter(struct cmd_call *call, struct error *err)
{
	const char *path = cmd_text(call, "out");
	struct onpaper p = {0};
	struct letter letter = {
	    .language =
		cmd_flag(call, "welsh") ? WORDBOOK_WELSH : WORDBOOK_ENGLISH,
	    .large = cmd_flag(call, "large"),
	    .qr = cmd_flag(call, "qr"),
	};
	struct newfile *file = NULL;
	struct buf pdf = {0};
	int pages = 0;
	enum rc rc;

	if (path == NULL)
		return error_set(err, RC_INVALID,
		    "--out FILE.pdf is missing: where the letter goes");
	if ((rc = onpaper_open(&p, call, PAPERWORK_LETTER, err)) != RC_OK ||
	    (rc = store_begin(p.desk.store, err)) != RC_OK)
		goto done;
	if ((rc = make(&p, &letter, path, &pdf, &pages, err)) == RC_OK &&
	    (rc = newfile_open(&file, path, err)) == RC_OK &&
	    (rc = newfile_write(file, pdf.data, pdf.len, err)) == RC_OK)
		rc = onpaper_commit(&p, &file, path, err);
	store_rollback(p.desk.store);
	if (rc != RC_OK)
		goto done;
	(void)printf("%s: %d page%s.  Once it is in the post:\n"
		     "  marac-distributor posted %s %s --by LOGIN\n",
	    path, pages, pages == 1 ? "" : "s", call->argv[0], call->argv[1]);
done:
	newfile_discard(&file);
	buf_clear(&pdf);
	onpaper_close(&p);
	return rc;
}

enum rc
posting_done(struct onpaper *p, const char *on, struct error *err)
{
	struct store *store = p->desk.store;
	int64_t on_ms = 0, when_ms = p->now_ms;
	enum rc rc = paperwork_latest(store, p->meeting.id, p->person,
	    PAPERWORK_LETTER, false, &p->paper, err);

	if (rc == RC_NOTFOUND)
		return error_set(err, rc,
		    "no letter to them waits to be posted: `letter` prints "
		    "one");
	if (rc != RC_OK)
		return rc;
	if (on != NULL &&
	    ((rc = handing_day(on, &on_ms, err)) != RC_OK ||
		(rc = handing_when(on_ms, p->paper.printed_ms, p->now_ms,
		     &when_ms, err)) != RC_OK))
		return rc;
	if ((rc = onpaper_ask(p, p->paper.parcel, p->paper.route, err)) !=
	    RC_OK)
		return error_prefix(err,
		    when_ms == p->now_ms
			? "do not post it, destroy it"
			: "it may go no more, and its code opens nothing");
	return paperwork_done(store, &p->paper, p->copies, p->ncopies, &p->by,
	    when_ms, p->now_ms, err);
}

enum rc
posting_posted(struct cmd_call *call, struct error *err)
{
	struct onpaper p = {0};
	enum rc rc;

	if ((rc = onpaper_open(&p, call, PAPERWORK_LETTER, err)) == RC_OK &&
	    (rc = store_begin(p.desk.store, err)) == RC_OK) {
		if ((rc = posting_done(&p, cmd_text(call, "on"), err)) == RC_OK)
			rc = store_commit(p.desk.store, err);
		store_rollback(p.desk.store);
	}
	if (rc == RC_OK)
		onpaper_say(&p, "posted");
	onpaper_close(&p);
	return rc;
}

static enum rc
take_back(struct onpaper *p, const char *why, struct error *err)
{
	struct store *store = p->desk.store;
	enum rc rc = paperwork_latest(store, p->meeting.id, p->person,
	    PAPERWORK_LETTER, true, &p->paper, err);

	if (rc == RC_NOTFOUND)
		return error_set(
		    err, rc, "no letter to them was recorded as posted");
	if (rc != RC_OK ||
	    (rc = paperwork_returned(
		 store, &p->paper, &p->by, why, p->now_ms, err)) != RC_OK)
		return rc;
	return alert_add(store, p->meeting.id, p->now_ms,
	    "A letter came back, and its code is void. `due` shows whose.",
	    err);
}

enum rc
posting_returned(struct cmd_call *call, struct error *err)
{
	const char *why = cmd_text(call, "reason");
	struct onpaper p = {0};
	enum rc rc;

	if (why == NULL || *why == '\0')
		return error_set(err, RC_INVALID,
		    "--reason TEXT is missing: what came back, or why it is "
		    "known to be lost");
	if ((rc = onpaper_open(&p, call, PAPERWORK_LETTER, err)) == RC_OK &&
	    (rc = store_begin(p.desk.store, err)) == RC_OK) {
		if ((rc = take_back(&p, why, err)) == RC_OK)
			rc = store_commit(p.desk.store, err);
		store_rollback(p.desk.store);
	}
	if (rc == RC_OK)
		(void)printf("returned: its code is void, and the clock runs "
			     "again\n");
	onpaper_close(&p);
	return rc;
}
