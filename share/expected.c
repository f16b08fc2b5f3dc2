#include "share/expected.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "page_expected.h"
#include "share/reply.h"
#include "store/agenda.h"
#include "store/attendance.h"
#include "store/person.h"

enum { WHAT = 16, DAY = 12 };

static const struct {
	const char *name;
	const char *words;
} capacities[EXPECTED_CAPACITIES] = {
    {"core", "Member"},
    {"deputy", "Deputy"},
    {"observer", "Observer"},
    {"family", "Family"},
    {"advocate", "Advocate"},
};

struct expecting {
	struct store *store;
	struct request *r;
	struct office o;
	struct expected_page page;
	struct attendance *list;
	size_t count;
	struct docket_case *cases;
	size_t ncases;
	bool hidden; /* some cases are */
};

static void
expecting_clear(struct expecting *x)
{
	for (size_t i = 0; i < x->page.nclashes; i++)
		free(x->page.clashes[i].name);
	free(x->page.clashes);
	free(x->page.people);
	free(x->page.cases);
	free(x->cases);
	attendance_free(x->list, x->count);
}

static const char *
capacity_words(const char *name)
{
	for (size_t i = 0; i < EXPECTED_CAPACITIES; i++)
		if (strcmp(capacities[i].name, name) == 0)
			return capacities[i].words;
	return name;
}

static bool
is_family(const struct attendance *a)
{
	return strcmp(a->capacity, "family") == 0 ||
	    strcmp(a->capacity, "advocate") == 0;
}

/* Are there papers, which hold everybody's number? */
static enum rc
papered(struct expecting *x, bool *yes, struct error *err)
{
	struct agenda_item *items = NULL;
	size_t count = 0;
	enum rc rc =
	    agenda_list(x->store, x->o.meeting.id, &items, &count, err);

	*yes = false;
	for (size_t i = 0; i < count; i++)
		*yes = *yes || items[i].has_key;
	free(items);
	return rc;
}

static enum rc
fill_people(struct expecting *x, struct error *err)
{
	struct expected_page *page = &x->page;
	bool papers = false;
	enum rc rc = papered(x, &papers, err);

	if (rc == RC_OK)
		rc = attendance_list(
		    x->store, x->o.meeting.id, &x->list, &x->count, err);
	if (rc != RC_OK)
		return rc;
	page->people = calloc(x->count + 1, sizeof(*page->people));
	if (page->people == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < x->count; i++) {
		struct expected_person *to = &page->people[page->npeople];

		if (x->hidden && is_family(&x->list[i]))
			continue;
		to->meeting = page->meeting;
		to->id = x->list[i].person.v;
		to->form = x->o.s.form;
		office_once(to->once);
		to->name = x->list[i].name;
		to->agency = x->list[i].agency;
		to->capacity = capacity_words(x->list[i].capacity);
		to->removes = !papers;
		page->npeople++;
	}
	return RC_OK;
}

static const char *
reference_of(const struct expecting *x, struct case_id id)
{
	for (size_t i = 0; i < x->ncases; i++)
		if (x->cases[i].id.v == id.v)
			return x->cases[i].reference;
	return NULL;
}

static enum rc
fill_clashes(struct expecting *x, struct error *err)
{
	struct expected_page *page = &x->page;
	struct attendance_clash *list = NULL;
	size_t count = 0;
	enum rc rc =
	    attendance_clashes(x->store, x->o.meeting.id, &list, &count, err);

	if (rc == RC_OK &&
	    (page->clashes = calloc(count + 1, sizeof(*page->clashes))) == NULL)
		rc = error_nomem(err);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		const char *reference = reference_of(x, list[i].case_id);
		struct person person = {0};

		if (reference == NULL)
			continue;
		rc = person_get(x->store, list[i].person, &person, err);
		if (rc == RC_OK) {
			struct expected_clash *to =
			    &page->clashes[page->nclashes++];

			to->name = person.name; /* moved */
			person.name = NULL;
			to->reference = reference;
			page_day(list[i].declared_ms, to->at);
		}
		person_clear(&person);
	}
	free(list);
	return rc;
}

static enum rc
fill_choices(struct expecting *x, struct error *err)
{
	struct expected_page *page = &x->page;

	for (size_t i = 0; i < EXPECTED_CAPACITIES; i++)
		page->capacities[page->ncapacities++] =
		    (struct expected_choice){capacities[i].name,
			capacities[i].words,
			strcmp(capacities[i].name, page->capacity) == 0};
	page->cases = calloc(x->ncases + 1, sizeof(*page->cases));
	if (page->cases == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < x->ncases; i++)
		page->cases[page->ncases++] = (struct expected_choice){
		    x->cases[i].reference, x->cases[i].reference,
		    strcmp(x->cases[i].reference, page->about) == 0};
	return RC_OK;
}

static enum rc
load(struct expecting *x, struct error *err)
{
	struct expected_page *page = &x->page;
	enum rc rc;

	page->meeting = x->o.meeting.id.v;
	page->ref = x->o.meeting.ref;
	if ((rc = docket_cases(x->store, x->o.who.by.person, x->o.meeting.id,
		 x->r->now_ms, &x->cases, &x->ncases, &x->hidden, err)) !=
		RC_OK ||
	    (rc = fill_people(x, err)) != RC_OK ||
	    (rc = fill_clashes(x, err)) != RC_OK)
		return rc;
	return fill_choices(x, err);
}

static void
show(struct expecting *x, unsigned status)
{
	struct expected_page *page = &x->page;
	struct error err = {0};
	struct buf out = {0};
	enum rc rc = load(x, &err);

	if (rc != RC_OK) {
		reply_failed(x->r, rc, &err);
		return;
	}
	page->errors = page->said.v;
	page->nerrors = page->said.count;
	page->person_error = typed_of(&page->said, "person");
	page->who_error = typed_of(&page->said, "who");
	page->case_error = typed_of(&page->said, "about");
	page->shell = office_shell(x->r, &x->o,
	    page->nerrors > 0 ? "Error: Who is expected" : "Who is expected",
	    "meetings");
	office_once(page->once);
	office_once(page->once_conflict);
	page_expected(&out, page);
	reply_page(x->r, status, &out);
}

void
expected_show(struct request *r, struct store *store)
{
	struct expecting x = {.store = store, .r = r};

	if (!office_prepares(r, store, &x.o))
		return;
	x.page.saved = office_query(r, "saved") == 1;
	show(&x, MHD_HTTP_OK);
	expecting_clear(&x);
}

static void
today(int64_t now_ms, char out[DAY])
{
	struct clock_civil at = {0};

	clock_civil_london(now_ms, &at);
	(void)snprintf(out, DAY, "%04u-%02u-%02u", (unsigned)at.year % 10000,
	    (unsigned)at.month % 100, (unsigned)at.day % 100);
}

/* What was typed about somebody, as a row of CSV; errors go to FIELD. */
static enum rc
row(struct expecting *x, enum errand_kind what, struct buf *csv,
    struct error *err)
{
	static const char *const of_person[] = {
	    "Meeting", "Person", "Comes as", "Statement signed"};
	static const char *const of_conflict[] = {
	    "Meeting", "Case", "Person", "Day"};
	struct expected_page *page = &x->page;
	bool expects = what == ERRAND_EXPECT;
	char ref[TYPED_FIELD], day[DAY];
	const char *const person[] = {
	    x->o.meeting.ref, ref, page->capacity, ""};
	const char *const conflict[] = {
	    x->o.meeting.ref, page->about, ref, day};
	const struct kind *kind = NULL;
	enum rc rc;

	today(x->r->now_ms, day);
	if ((rc = kind_find(
		 expects ? "attendance" : "conflicts", &kind, err)) != RC_OK ||
	    (rc = typed_person(x->store, expects ? page->person : page->who,
		 expects ? "person" : "who", ref, &page->said, err)) != RC_OK ||
	    page->said.count > 0)
		return rc;
	typed_row(csv, kind, expects ? person : conflict);
	if ((rc = buf_check(csv, err)) != RC_OK)
		return rc;
	rc = typed_look(&x->o, x->store, kind, csv, x->o.meeting.id,
	    expects ? of_person : of_conflict, &page->said, err);
	for (size_t i = 0; !expects && i < page->said.count; i++)
		page->said.v[i].field =
		    strcmp(page->said.v[i].field, "case") == 0 ? "about"
							       : "who";
	return rc == RC_INVALID ? RC_OK : rc;
}

static void
ask(struct expecting *x, const char *what)
{
	struct expected_page *page = &x->page;
	struct errand e = {
	    .kind = errand_named(what), .meeting = x->o.meeting.id};
	char once[OFFICE_ONCE];
	struct error err = {0};
	struct buf csv = {0};
	enum rc rc = RC_OK;

	(void)request_field(x->r, "once", once, sizeof(once));
	switch (e.kind) {
	case ERRAND_EXPECT:
	case ERRAND_CONFLICT:
		rc = row(x, e.kind, &csv, &err);
		break;
	case ERRAND_UNEXPECT:
		e.person.v = office_field(x->r, "id");
		break;
	default:
		rc = RC_NOTFOUND;
	}
	if (rc != RC_OK)
		reply_failed(x->r, rc, &err);
	else if (page->said.count > 0)
		show(x, MHD_HTTP_BAD_REQUEST);
	else
		office_ask(x->r, x->store, &x->o, &e,
		    csv.len > 0 ? buf_str(&csv) : "", once);
	buf_clear(&csv);
}

void
expected_do(struct request *r, struct store *store)
{
	struct expecting x = {.store = store, .r = r};
	char what[WHAT];

	if (!office_prepares(r, store, &x.o))
		return;
	if (!session_allows(r, &x.o.s)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		return;
	}
	(void)request_field(r, "what", what, sizeof(what));
	(void)request_field(r, "person", x.page.person, TYPED_FIELD);
	(void)request_field(r, "capacity", x.page.capacity, TYPED_FIELD);
	(void)request_field(r, "who", x.page.who, TYPED_FIELD);
	(void)request_field(r, "about", x.page.about, TYPED_FIELD);
	ask(&x, what);
	expecting_clear(&x);
}
