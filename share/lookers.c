#include "share/lookers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <microhttpd.h>

#include "page_lookers.h"
#include "share/filepage.h"
#include "share/limiting.h"
#include "share/reply.h"
#include "store/looks.h"

enum { NAME = 256 };

static const struct {
	const char *what;
	const char *colour;
} kinds[] = {
    [LOOKS_OPENED] = {"Opened the file", "grey"},
    [LOOKS_EMERGENCY] = {"Opened it in an emergency", "red"},
    [LOOKS_HEARD] = {"Listened", "blue"},
};

static enum rc
fill(struct lookers_page *page, const struct looks_one *list, size_t count,
    struct error *err)
{
	page->lookers = calloc(count + 1, sizeof(*page->lookers));
	if (page->lookers == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < count; i++) {
		struct lookers_one *one = &page->lookers[page->nlookers++];

		page_when(list[i].at_ms, one->at);
		one->name = list[i].name;
		one->what = kinds[list[i].kind].what;
		one->colour = kinds[list[i].kind].colour;
		one->reference = list[i].reference;
		one->why = list[i].why;
	}
	return RC_OK;
}

/* May R's session see who looked at CHILD's file?  RC_DENIED: when they have
 * said why they want the file. */
static enum rc
may(struct request *r, struct store *store, const struct session *s,
    struct child_id id, struct caseload_child *child, struct lookers_page *page,
    char name[NAME], struct error *err)
{
	enum rc rc = casework_opened(store, s, id, r->now_ms, child, err);
	enum rc oversees;

	if (rc == RC_OK) {
		page->file = true;
		filepage_child(&page->child, child, r->now_ms);
	}
	if (rc != RC_NOTFOUND && rc != RC_DENIED)
		return rc;
	oversees = looks_oversees(store, s->row.account, id, name, NAME, err);
	page->child = (struct casework_child){.id = id.v, .name = name};
	return oversees == RC_NOTFOUND ? rc : oversees;
}

void
lookers_show(struct request *r, struct store *store)
{
	const struct child_id id = {r->target.first};
	struct caseload_child child = {.id = {0}};
	struct lookers_page page = {.file = false};
	struct looks_one *list = NULL;
	struct session s = {0};
	struct error err = {0};
	struct buf out = {0};
	char name[NAME] = "", where[40];
	size_t count = 0;
	enum rc rc;

	rc = session_staff(r, store, &s, &err);
	if (rc == RC_NOTFOUND) {
		reply_go(r, "/sign-in");
		return;
	}
	if (rc == RC_OK)
		rc = may(r, store, &s, id, &child, &page, name, &err);
	if (rc == RC_DENIED) {
		(void)snprintf(where, sizeof(where), "/child/%" PRId64, id.v);
		reply_go(r, where);
		goto done;
	}
	if (rc == RC_OK)
		rc = looks_list(store, id, s.row.account, &list, &count, &err);
	if (rc == RC_OK)
		rc = fill(&page, list, count, &err);
	if (rc == RC_OK)
		rc = limiting_may(store, &s, id, &page.limits, &err);
	if (rc != RC_OK) {
		reply_failed(r, rc, &err);
		goto done;
	}
	page.shell = reply_shell(r, "Who has looked at this file");
	page.shell.form = s.form;
	page.shell.signed_in = s.row.name;
	page.shell.menu = page.file ? NULL : "files";
	page_lookers(&out, &page);
	reply_page(r, MHD_HTTP_OK, &out);
done:
	free(page.lookers);
	looks_free(list, count);
	caseload_clear(&child);
}
