#include "share/limiting.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "page_limiting.h"
#include "share/filepage.h"
#include "share/lookup.h"
#include "share/reply.h"
#include "store/caseload.h"

enum { REASON_LEAST = 3, WHAT = 24 };

struct limiting {
	struct store *store;
	struct request *r;
	struct office o;
	struct limiting_page page;
	struct restriction_file *file; /* one */
	size_t nfiles;
	struct restriction_one *stands; /* all they look after, or that one */
	size_t nstands;
	struct restriction_holder *holders;
	size_t nholders;
};

static void
limiting_clear(struct limiting *l)
{
	free(l->page.holders);
	restriction_files_free(l->file, l->nfiles);
	restriction_free(l->stands, l->nstands);
	restriction_holders_free(l->holders, l->nholders);
}

enum rc
limiting_may(struct store *store, const struct session *s,
    struct child_id child, bool *may, struct error *err)
{
	struct restriction_file *list = NULL;
	size_t count = 0;
	enum rc rc = RC_OK;

	*may = false;
	if (strcmp(s->row.role, "coordinator") != 0)
		return RC_OK;
	rc = restriction_files(store, s->row.account, child,
	    (struct case_id){0}, &list, &count, err);
	*may = count > 0;
	restriction_files_free(list, count);
	return rc;
}

/* Do they hold the file, and may open it? */
static enum rc
holds(struct limiting *l, struct error *err)
{
	struct caseload_child child = {.id = {0}};
	enum rc rc = caseload_child(l->store, l->o.s.row.account,
	    (struct child_id){l->page.child}, l->r->now_ms, &child, err);

	l->page.file = rc == RC_OK;
	caseload_clear(&child);
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

static enum rc
fill_restriction(struct limiting *l, struct error *err)
{
	struct limiting_page *page = &l->page;
	enum rc rc = restriction_list(
	    l->store, (struct account_id){0}, &l->stands, &l->nstands, err);

	for (size_t i = 0; rc == RC_OK && i < l->nstands; i++) {
		const struct restriction_one *one = &l->stands[i];

		if (one->id != page->row)
			continue;
		page->restricted = true;
		page->reason = one->reason;
		page->by = one->by;
		page_day(one->set_ms, page->set_on);
		filepage_day(one->review_on, page->review_on);
		page->overdue = filepage_past(one->review_on, l->r->now_ms);
		page->readers = one->readers;
	}
	return rc;
}

static enum rc
fill_holders(struct limiting *l, struct error *err)
{
	struct limiting_page *page = &l->page;
	enum rc rc = restriction_holders(l->store,
	    (struct child_id){page->child}, &l->holders, &l->nholders, err);

	if (rc != RC_OK)
		return rc;
	page->holders = calloc(l->nholders + 1, sizeof(*page->holders));
	if (page->holders == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < l->nholders; i++) {
		char field[32], said[4];

		(void)snprintf(field, sizeof(field), "reader-%" PRId64,
		    l->holders[i].person.v);
		page->holders[page->nholders++] = (struct limiting_reader){
		    .id = l->holders[i].person.v,
		    .name = l->holders[i].name,
		    .chosen = request_field(l->r, field, said, sizeof(said)),
		};
	}
	return RC_OK;
}

/* What both methods begin with; false: R is answered. */
static bool
begin(struct limiting *l)
{
	struct limiting_page *page = &l->page;
	const struct restriction_file *file;
	struct error err = {0};
	char day[PAGE_DAY];
	bool born;
	enum rc rc;

	if (!office_enter(l->r, l->store, &l->o))
		return false;
	if ((rc = restriction_files(l->store, l->o.s.row.account,
		 (struct child_id){l->r->target.first}, (struct case_id){0},
		 &l->file, &l->nfiles, &err)) == RC_OK &&
	    l->nfiles == 0)
		rc = RC_NOTFOUND;
	if (rc != RC_OK)
		goto done;
	file = l->file;
	born = *file->born_on != '\0';
	filepage_day(born ? file->born_on : file->expected_on, day);
	page->child = file->child.v;
	page->name = file->name;
	page->ref = file->ref;
	page->row = file->restriction;
	(void)snprintf(page->born, sizeof(page->born), "%s %s",
	    born ? "Born" : "Expected", day);
	if ((rc = holds(l, &err)) == RC_OK)
		rc = page->row != 0 ? fill_restriction(l, &err)
				    : fill_holders(l, &err);
done:
	if (rc != RC_OK)
		reply_failed(l->r, rc, &err);
	return rc == RC_OK;
}

static void
show(struct limiting *l, unsigned status)
{
	struct limiting_page *page = &l->page;
	struct buf out = {0};
	char title[80];

	page->heading =
	    page->restricted ? "This file is restricted" : "Restrict this file";
	page->errors = page->said.v;
	page->nerrors = page->said.count;
	page->readers_error = typed_of(&page->said, "readers");
	page->why_error = typed_of(&page->said, "why");
	page->day_error = typed_of(&page->said, "day");
	page->lift_error = typed_of(&page->said, "lift");
	(void)snprintf(title, sizeof(title), "%s%s",
	    page->nerrors > 0 ? "Error: " : "", page->heading);
	page->shell = office_shell(l->r, &l->o, title, "files");
	office_once(page->once);
	office_once(page->once_lift);
	page_limiting(&out, page);
	reply_page(l->r, status, &out);
}

void
limiting_show(struct request *r, struct store *store)
{
	struct limiting l = {.store = store, .r = r};

	if (begin(&l))
		show(&l, MHD_HTTP_OK);
	limiting_clear(&l);
}

static void
take_reason(struct limiting *l, const char *reason, const char *field,
    const char *words)
{
	if (strlen(reason) < REASON_LEAST || !restriction_reason(reason))
		typed_say(&l->page.said, field, words);
}

/* Who was chosen, into WISH. */
static enum rc
take_readers(
    struct limiting *l, struct restriction_wish *wish, struct error *err)
{
	struct limiting_page *page = &l->page;
	char said[4];

	wish->readers = calloc(page->nholders + 1, sizeof(*wish->readers));
	if (wish->readers == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < page->nholders; i++)
		if (page->holders[i].chosen)
			wish->readers[wish->count++].v = page->holders[i].id;
	page->nobody = request_field(l->r, "nobody", said, sizeof(said));
	if (page->nobody == (wish->count > 0))
		typed_say(&page->said, "readers",
		    page->nobody ? "Choose people, or nobody, but not both"
				 : "Choose who may open it, or nobody");
	return RC_OK;
}

static void
take_day(struct limiting *l, struct restriction_wish *wish)
{
	if (!lookup_date(l->page.day, wish->review_on))
		typed_say(&l->page.said, "day",
		    "Enter the day of the review, such as 4 March 2027");
	else if (!restriction_due(wish->review_on, l->r->now_ms))
		typed_say(&l->page.said, "day",
		    "The day of the review must be in the future");
}

/* What was typed for KIND, into WISH; what is wrong with it, into the page. */
static enum rc
take(struct limiting *l, enum errand_kind kind, struct restriction_wish *wish,
    struct error *err)
{
	enum rc rc = RC_OK;

	if (kind == ERRAND_UNRESTRICT) {
		wish->reason = l->page.lift_why;
		take_reason(l, wish->reason, "lift",
		    "Say why it is restricted no longer");
		return RC_OK;
	}
	if (kind == ERRAND_RESTRICT)
		rc = take_readers(l, wish, err);
	wish->reason = l->page.why;
	take_reason(l, wish->reason, "why",
	    kind == ERRAND_RESTRICT ? "Say why it is restricted"
				    : "Say what the review found");
	take_day(l, wish);
	return rc;
}

static void
ask(struct limiting *l, enum errand_kind kind, const char *once)
{
	const struct errand e = {
	    .kind = kind, .number = l->page.child, .from = l->page.row};
	struct restriction_wish wish = {.count = 0};
	struct error err = {0};
	struct buf words = {0};
	enum rc rc = take(l, kind, &wish, &err);

	if (rc == RC_OK && l->page.said.count == 0) {
		restriction_wish_write(&wish, &words);
		rc = buf_check(&words, &err);
	}
	if (rc != RC_OK)
		reply_failed(l->r, rc, &err);
	else if (l->page.said.count > 0)
		show(l, MHD_HTTP_BAD_REQUEST);
	else
		office_ask(l->r, l->store, &l->o, &e, buf_str(&words), once);
	buf_clear(&words);
	restriction_wish_clear(&wish);
}

void
limiting_do(struct request *r, struct store *store)
{
	struct limiting l = {.store = store, .r = r};
	struct limiting_page *page = &l.page;
	char what[WHAT], once[OFFICE_ONCE];
	enum errand_kind kind;

	if (!begin(&l))
		goto done;
	if (!session_allows(r, &l.o.s)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		goto done;
	}
	(void)request_field(r, "what", what, sizeof(what));
	(void)request_field(r, "once", once, sizeof(once));
	(void)request_field(r, "why", page->why, sizeof(page->why));
	(void)request_field(r, "day", page->day, sizeof(page->day));
	(void)request_field(r, "lift", page->lift_why, sizeof(page->lift_why));
	kind = errand_named(what);
	if (!errand_files(kind)) {
		reply_not_found(r);
	} else if ((kind == ERRAND_RESTRICT) == page->restricted ||
	    office_field(r, "row") != page->row) {
		/* The page was opened before somebody else's deed. */
		typed_say(&page->said, "",
		    "Somebody restricted or opened the file since you opened "
		    "the page. Look at it again");
		show(&l, MHD_HTTP_CONFLICT);
	} else {
		ask(&l, kind, once);
	}
done:
	limiting_clear(&l);
}
