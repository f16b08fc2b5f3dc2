#include "share/slip.h"

#include <string.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "page_ready.h"
#include "page_slip.h"
#include "seal/papercode.h"
#include "share/recipient.h"
#include "share/reply.h"
#include "store/paperwork.h"

enum { TYPED = 256, CODE = 64 };

static const char all[] = "letters";

static void
show(struct request *r, unsigned status, bool wrong)
{
	struct slip_typed page = {
	    .shell = reply_shell_in(r, WORDBOOK_SLIP_TITLE),
	    .wrong = wrong,
	};
	struct buf out = {0};

	page.shell.error = wrong;
	page.shell.choices = true;
	page_slip(&out, &page);
	reply_page(r, status, &out);
}

void
slip_page(struct request *r, struct store *store)
{
	(void)store;
	show(r, MHD_HTTP_OK, false);
}

/* The page for the access code. */
static void
show_ready(struct request *r, unsigned status, const char *letter, bool wrong)
{
	struct recipient_ready page = {
	    .shell = reply_shell_in(r, WORDBOOK_READY_TITLE),
	    .letter = letter,
	    .wrong = wrong,
	};
	struct buf out = {0};

	page.shell.error = wrong;
	page_ready(&out, &page);
	reply_page(r, status, &out);
}

/* What was typed of the code on paper, as it was printed; "" when it is not one. */
static void
typed(const struct request *r, char code[PAPERCODE_TEXT])
{
	char text[TYPED];

	(void)request_field(r, "letter", text, sizeof(text));
	if (papercode_tidy(text, code, NULL) != RC_OK)
		*code = '\0';
	box_wipe(text, sizeof(text));
}

/* Does R try an access code, or is it on its way there? */
static bool
tries(const struct request *r)
{
	char code[CODE];
	bool there = request_field(r, "code", code, sizeof(code));

	box_wipe(code, sizeof(code));
	return there;
}

bool
slip_may(struct request *r)
{
	int64_t now_ns = clock_mono_ns();
	char letter[PAPERCODE_TEXT];
	bool may = true;

	if (!request_is_ours(r, false)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		return false;
	}
	/* The first step takes a place in the queue, too. */
	may = throttle_take(
	    r->site->by_address, r->from, strlen(r->from), now_ns);
	if (may && tries(r)) {
		typed(r, letter);
		may = throttle_take(
			  r->site->by_name, letter, strlen(letter), now_ns) &&
		    throttle_take(
			r->site->by_letter, all, sizeof(all) - 1, now_ns);
		box_wipe(letter, sizeof(letter));
	}
	if (!may) {
		atomic_store(&r->site->limited, true);
		reply_problem(r, MHD_HTTP_TOO_MANY_REQUESTS);
	}
	return may;
}

/* RC_OK: come in.  RC_NOTFOUND: the one refusal. */
static enum rc
try_both(struct request *r, struct store *store, const char *letter,
    const char *code, struct error *err)
{
	struct inbox_parcel parcel = {0};
	unsigned char hash[BOX_HASH];
	enum rc rc = papercode_parse(letter, hash, err);

	if (rc == RC_OK)
		rc = paperwork_find(store, hash, r->now_ms, &parcel, err);
	if (rc != RC_OK && rc != RC_NOTFOUND)
		return rc;
	return recipient_enter(
	    r, store, rc == RC_OK ? &parcel : NULL, code, err);
}

void
slip_try(struct request *r, struct store *store)
{
	char letter[PAPERCODE_TEXT], code[CODE];
	struct error err = {0};
	enum rc rc;

	typed(r, letter);
	if (*letter == '\0') {
		show(r, MHD_HTTP_FORBIDDEN, true);
		return;
	}
	if (!tries(r)) {
		show_ready(r, MHD_HTTP_OK, letter, false);
		goto done;
	}
	(void)request_field(r, "code", code, sizeof(code));
	rc = try_both(r, store, letter, code, &err);
	box_wipe(code, sizeof(code));
	if (rc == RC_OK) {
		throttle_give(r->site->by_address, r->from, strlen(r->from));
		throttle_give(r->site->by_name, letter, strlen(letter));
		throttle_give(r->site->by_letter, all, sizeof(all) - 1);
		reply_go(r, "/copies");
	} else if (rc == RC_NOTFOUND) {
		show_ready(r, MHD_HTTP_FORBIDDEN, letter, true);
	} else {
		reply_failed(r, rc, &err);
	}
done:
	box_wipe(letter, sizeof(letter));
}
