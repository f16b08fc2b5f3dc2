#include "share/agendapage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "page_agendapage.h"
#include "page_sheetcheck.h"
#include "share/reply.h"
#include "share/upload.h"
#include "store/agenda.h"

enum { WHAT = 16 };

static const struct {
	const char *name;
	const char *words;
} kinds[AGENDAPAGE_KINDS] = {
    {"discussion", "Discussion"},
    {"alert_only", "Alert only"},
    {"transfer_in", "Transfer in"},
    {"actions_review", "Actions review"},
};

struct paging {
	struct store *store;
	struct request *r;
	struct office o;
	struct agendapage page;
	struct agenda_item *items;
	size_t nitems;
	int *hidden;
	size_t nhidden;
};

static void
paging_clear(struct paging *x)
{
	free(x->page.items);
	free(x->page.faults);
	free(x->items);
	free(x->hidden);
}

static const char *
kind_words(const char *name)
{
	for (size_t i = 0; i < AGENDAPAGE_KINDS; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return kinds[i].words;
	return name;
}

/* As who looks counts; 0: it is hidden. */
static int
own_number(const struct paging *x, int number)
{
	int own = number;

	for (size_t i = 0; i < x->nhidden; i++) {
		if (x->hidden[i] == number)
			return 0;
		own -= x->hidden[i] < number;
	}
	return own;
}

static enum rc
fill_items(struct paging *x, struct error *err)
{
	struct agendapage *page = &x->page;
	struct agendapage_item *last = NULL;
	enum rc rc;

	if ((rc = agenda_list(x->store, x->o.meeting.id, &x->items, &x->nitems,
		 err)) != RC_OK ||
	    (rc = docket_hidden(x->store, x->o.who.by.person, x->o.meeting.id,
		 x->r->now_ms, &x->hidden, &x->nhidden, err)) != RC_OK)
		return rc;
	page->items = calloc(x->nitems + 1, sizeof(*page->items));
	if (page->items == NULL)
		return error_nomem(err);
	page->next = 1;
	for (size_t i = 0; i < x->nitems; i++) {
		const struct agenda_item *item = &x->items[i];
		struct agendapage_item *to = &page->items[page->nitems];
		int number = own_number(x, item->number);

		if (number == 0)
			continue;
		page->next = number + 1;
		if (strcmp(item->kind, "spare") == 0)
			continue;
		to->meeting = page->meeting;
		to->id = item->id.v;
		to->form = x->o.s.form;
		to->number = number;
		to->kind = kind_words(item->kind);
		to->reference = item->reference;
		to->deferred = item->deferred;
		to->keyed = item->has_key;
		if (last != NULL && !last->keyed && !to->keyed) {
			to->above = last->id;
			last->below = to->id;
		}
		office_once(to->once_up);
		office_once(to->once_down);
		office_once(to->once_off);
		last = to;
		page->nitems++;
	}
	return RC_OK;
}

static void
show(struct paging *x, unsigned status)
{
	struct agendapage *page = &x->page;
	struct error err = {0};
	struct buf out = {0};
	enum rc rc;

	page->meeting = x->o.meeting.id.v;
	page->ref = x->o.meeting.ref;
	if ((rc = fill_items(x, &err)) != RC_OK) {
		reply_failed(x->r, rc, &err);
		return;
	}
	for (size_t i = 0; i < AGENDAPAGE_KINDS; i++)
		page->kinds[page->nkinds++] =
		    (struct agendapage_choice){kinds[i].name, kinds[i].words,
			strcmp(kinds[i].name, page->kind) == 0};
	page->errors = page->said.v;
	page->nerrors = page->said.count;
	page->case_error = typed_of(&page->said, "about");
	page->kind_error = typed_of(&page->said, "kind");
	page->file_error = typed_of(&page->said, "file");
	page->shell = office_shell(x->r, &x->o,
	    page->nerrors > 0 ? "Error: Agenda" : "Agenda", "meetings");
	office_once(page->once);
	page_agendapage(&out, page);
	reply_page(x->r, status, &out);
}

void
agendapage_show(struct request *r, struct store *store)
{
	struct paging x = {.store = store, .r = r};

	if (!office_prepares(r, store, &x.o))
		return;
	x.page.saved = office_query(r, "saved") == 1;
	show(&x, MHD_HTTP_OK);
	paging_clear(&x);
}

/* By hand ------------------------------------------------------------------- */

/* One more item, behind the others, as a row of CSV. */
static enum rc
row(struct paging *x, struct buf *csv, struct error *err)
{
	static const char *const labels[] = {"Meeting", "Number", "Kind",
	    "Case", "Referrer", "Deferred because"};
	struct agendapage *page = &x->page;
	char number[16];
	const char *const values[] = {x->o.meeting.ref, number, page->kind,
	    page->about, page->referrer, page->deferred};
	const struct kind *kind = NULL;
	enum rc rc;

	page->meeting = x->o.meeting.id.v;
	if ((rc = fill_items(x, err)) != RC_OK ||
	    (rc = kind_find("agenda", &kind, err)) != RC_OK)
		return rc;
	(void)snprintf(number, sizeof(number), "%d", page->next);
	for (size_t i = 0; *page->about != '\0' && i < page->nitems; i++)
		if (strcmp(page->items[i].reference, page->about) == 0)
			typed_say(&page->said, "about",
			    "Case: it is on this agenda already");
	typed_row(csv, kind, values);
	if ((rc = buf_check(csv, err)) == RC_OK && page->said.count == 0)
		rc = typed_look(&x->o, x->store, kind, csv, x->o.meeting.id,
		    labels, &page->said, err);
	for (size_t i = 0; i < page->said.count; i++)
		if (strcmp(page->said.v[i].field, "case") == 0)
			page->said.v[i].field = "about";
	free(page->items);
	free(x->items);
	free(x->hidden);
	page->items = NULL;
	page->nitems = 0;
	x->items = NULL;
	x->hidden = NULL;
	return rc == RC_INVALID ? RC_OK : rc;
}

static void
ask(struct paging *x, const char *what, const char *sheet)
{
	struct errand e = {
	    .kind = errand_named(what), .meeting = x->o.meeting.id};
	char once[OFFICE_ONCE];
	struct error err = {0};
	struct buf csv = {0};
	enum rc rc = RC_OK;

	(void)request_field(x->r, "once", once, sizeof(once));
	if (strcmp(what, "add") == 0) {
		e.kind = ERRAND_AGENDA;
		rc = row(x, &csv, &err);
	} else if (e.kind == ERRAND_AGENDA) {
		buf_text(&csv, sheet);
		rc = buf_check(&csv, &err);
	} else if (e.kind == ERRAND_TAKE_OFF || e.kind == ERRAND_SWAP) {
		e.number = office_field(x->r, "id");
		e.to = office_field(x->r, "with");
	} else {
		rc = RC_NOTFOUND;
	}
	if (rc != RC_OK)
		reply_failed(x->r, rc, &err);
	else if (x->page.said.count > 0)
		show(x, MHD_HTTP_BAD_REQUEST);
	else
		office_ask(x->r, x->store, &x->o, &e,
		    csv.len > 0 ? buf_str(&csv) : "", once);
	buf_clear(&csv);
}

void
agendapage_do(struct request *r, struct store *store)
{
	struct paging x = {.store = store, .r = r};
	char what[WHAT], *sheet;

	if (!office_prepares(r, store, &x.o))
		return;
	if (!session_allows(r, &x.o.s)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		return;
	}
	if ((sheet = malloc(AGENDAPAGE_SHEET)) == NULL) {
		reply_problem(r, MHD_HTTP_INTERNAL_SERVER_ERROR);
		return;
	}
	(void)request_field(r, "csv", sheet, AGENDAPAGE_SHEET);
	(void)request_field(r, "what", what, sizeof(what));
	(void)request_field(r, "about", x.page.about, TYPED_FIELD);
	(void)request_field(r, "kind", x.page.kind, TYPED_FIELD);
	(void)request_field(r, "referrer", x.page.referrer, TYPED_FIELD);
	(void)request_field(r, "deferred", x.page.deferred, TYPED_FIELD);
	ask(&x, what, sheet);
	free(sheet);
	paging_clear(&x);
}

/* From a file ---------------------------------------------------------------- */

static enum rc
tell_faults(struct paging *x, const struct faults *faults, struct error *err)
{
	struct agendapage *page = &x->page;
	char words[TYPED_ERROR];

	page->faults = calloc(FAULTS_SHOWN, sizeof(*page->faults));
	if (page->faults == NULL)
		return error_nomem(err);
	for (long i = 0; i < faults->count && i < FAULTS_SHOWN; i++) {
		const struct faults_one *one = &faults->shown[i];

		page->faults[page->nfaults++] = (struct agendapage_fault){
		    one->line, one->column, one->name, one->text};
	}
	page->more =
	    faults->count > FAULTS_SHOWN ? faults->count - FAULTS_SHOWN : 0;
	(void)snprintf(words, sizeof(words),
	    "%ld thing%s in the file must be put right; nothing was taken",
	    faults->count, faults->count == 1 ? "" : "s");
	typed_say(&page->said, "file", words);
	return RC_OK;
}

static enum rc
tell_rows(struct paging *x, const struct sheet *s, struct error *err)
{
	static const struct {
		const char *words;
		const char *colour;
	} became[] = {
	    [UPSERT_SAME] = {"As it is", "grey"},
	    [UPSERT_ADDED] = {"New", "green"},
	    [UPSERT_CHANGED] = {"Changed", "yellow"},
	};
	struct agendapage_check page = {
	    .meeting = x->o.meeting.id.v,
	    .ref = x->o.meeting.ref,
	    .csv = s->data,
	    .added = s->counts.added,
	    .changed = s->counts.changed,
	    .same = s->counts.same,
	    .nothing = s->counts.added + s->counts.changed == 0,
	};
	struct buf out = {0};

	page.rows = calloc(s->table.nrows + 1, sizeof(*page.rows));
	if (page.rows == NULL)
		return error_nomem(err);
	for (size_t i = 1; i < s->table.nrows; i++) {
		struct agendapage_row *to = &page.rows[page.nrows++];

		to->number = sheet_field(s, i, 1);
		to->kind = kind_words(sheet_field(s, i, 2));
		to->reference = sheet_field(s, i, 3);
		to->referrer = sheet_field(s, i, 4);
		to->deferred = sheet_field(s, i, 5);
		to->became = became[s->became[i]].words;
		to->colour = became[s->became[i]].colour;
	}
	page.shell = office_shell(x->r, &x->o, "Check the agenda", "meetings");
	office_once(page.once);
	page_sheetcheck(&out, &page);
	reply_page(x->r, MHD_HTTP_OK, &out);
	free(page.rows);
	return RC_OK;
}

/* CSV is looked at: shown, or complained about. */
static enum rc
look(struct paging *x, const char *csv, struct error *err)
{
	struct faults faults = {.file = "file"};
	struct sheet s = {
	    .store = x->store,
	    .data = csv,
	    .len = strlen(csv),
	    .who = "",
	    .looks = true,
	    .asks = x->o.who.by.person,
	    .of = x->o.meeting.id,
	    .faults = &faults,
	};
	enum rc rc;

	if ((rc = kind_find("agenda", &s.kind, err)) == RC_OK &&
	    (rc = sheet_put(&s, err)) == RC_OK)
		rc = tell_rows(x, &s, err);
	else if (rc == RC_INVALID &&
	    (rc = tell_faults(x, &faults, err)) == RC_OK)
		show(x, MHD_HTTP_BAD_REQUEST);
	sheet_clear(&s);
	faults_clear(&faults);
	return rc;
}

void
agendapage_check(struct request *r, struct store *store)
{
	struct paging x = {.store = store, .r = r};
	struct error err = {0};
	char *csv = NULL;
	enum rc rc;

	if (!office_prepares(r, store, &x.o))
		return;
	if (r->too_big) {
		typed_say(&x.page.said, "file",
		    "The file is too large for an agenda (16 kB)");
		show(&x, MHD_HTTP_CONTENT_TOO_LARGE);
		goto done;
	}
	if (upload_unpack(r, &err) != RC_OK || !session_allows(r, &x.o.s)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		goto done;
	}
	if ((csv = malloc(AGENDAPAGE_SHEET)) == NULL) {
		reply_problem(r, MHD_HTTP_INTERNAL_SERVER_ERROR);
		goto done;
	}
	if (!request_field(r, "file", csv, AGENDAPAGE_SHEET) || *csv == '\0') {
		typed_say(&x.page.said, "file",
		    "Choose a CSV file of at most 16 kB, saved as UTF-8 (in a "
		    "spreadsheet: \"CSV UTF-8\")");
		show(&x, MHD_HTTP_BAD_REQUEST);
	} else if ((rc = look(&x, csv, &err)) != RC_OK) {
		reply_failed(r, rc, &err);
	}
done:
	free(csv);
	paging_clear(&x);
}
