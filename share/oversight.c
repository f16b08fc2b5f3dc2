#include "share/oversight.h"

#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "page_oversight.h"
#include "share/filepage.h"
#include "share/office.h"
#include "share/reply.h"
#include "store/emergency.h"
#include "store/restriction.h"

enum { DAYS = 90 };

static enum rc
fill_emergencies(struct oversight_page *page, const struct emergency_one *list,
    size_t count, int64_t now_ms, struct error *err)
{
	page->emergencies = calloc(count + 1, sizeof(*page->emergencies));
	if (page->emergencies == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < count; i++) {
		struct oversight_emergency *to =
		    &page->emergencies[page->nemergencies++];

		to->child = list[i].child.v;
		page_when(list[i].at_ms, to->at);
		if (list[i].ends_ms > now_ms)
			page_when(list[i].ends_ms, to->until);
		to->name = list[i].name;
		to->by = list[i].by;
		to->reason = list[i].reason;
	}
	return RC_OK;
}

static enum rc
fill_restrictions(struct oversight_page *page,
    const struct restriction_one *list, size_t count, int64_t now_ms,
    struct error *err)
{
	page->restrictions = calloc(count + 1, sizeof(*page->restrictions));
	if (page->restrictions == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < count; i++) {
		struct oversight_restriction *to =
		    &page->restrictions[page->nrestrictions++];

		to->child = list[i].child.v;
		to->name = list[i].name;
		to->reason = list[i].reason;
		to->by = list[i].by;
		page_day(list[i].set_ms, to->set_on);
		filepage_day(list[i].review_on, to->review_on);
		to->overdue = filepage_past(list[i].review_on, now_ms);
		to->readers = list[i].readers;
		to->limits = page->limits;
	}
	return RC_OK;
}

void
oversight_show(struct request *r, struct store *store)
{
	struct restriction_one *restrictions = NULL;
	struct emergency_one *emergencies = NULL;
	struct office o = {.who = {.chair = false}};
	struct oversight_page page = {.nemergencies = 0};
	size_t nrestrictions = 0, nemergencies = 0;
	struct error err = {0};
	struct buf out = {0};
	enum rc rc;

	if (!office_enter(r, store, &o))
		return;
	page.shell = office_shell(r, &o, "Children's files", "files");
	page.limits = strcmp(o.s.row.role, "coordinator") == 0;
	if ((rc = emergency_list(store, o.s.row.account,
		 r->now_ms - DAYS * (int64_t)CLOCK_DAY_MS, &emergencies,
		 &nemergencies, &err)) != RC_OK ||
	    (rc = fill_emergencies(
		 &page, emergencies, nemergencies, r->now_ms, &err)) != RC_OK ||
	    (rc = restriction_list(store, o.s.row.account, &restrictions,
		 &nrestrictions, &err)) != RC_OK ||
	    (rc = fill_restrictions(
		 &page, restrictions, nrestrictions, r->now_ms, &err)) != RC_OK)
		goto done;
	page_oversight(&out, &page);
	reply_page(r, MHD_HTTP_OK, &out);
done:
	if (rc != RC_OK)
		reply_failed(r, rc, &err);
	free(page.emergencies);
	free(page.restrictions);
	emergency_free(emergencies, nemergencies);
	restriction_free(restrictions, nrestrictions);
}
