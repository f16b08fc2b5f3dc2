#include "share/planning.h"

#include <stdio.h>
#include <string.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "page_planning.h"
#include "share/reply.h"
#include "store/meeting.h"
#include "store/person.h"

static const char *const names[PLANNING_TYPES] = {
    "marac", "emergency_marac", "icpc", "rcpc", "review"};

static void
show(struct request *r, const struct office *o, struct planning_page *page,
    unsigned status)
{
	struct buf out = {0};
	char title[120];

	page->heading = page->meeting == 0 ? "Plan a meeting"
					   : "When, where and who chairs";
	for (size_t i = 0; i < PLANNING_TYPES; i++)
		page->types[page->ntypes++] = (struct planning_type){
		    .name = names[i],
		    .words = office_type(names[i]),
		    .chosen = strcmp(names[i], page->type) == 0,
		};
	page->errors = page->said.v;
	page->nerrors = page->said.count;
	page->ref_error = typed_of(&page->said, "ref");
	page->area_error = typed_of(&page->said, "area");
	page->venue_error = typed_of(&page->said, "venue");
	page->day_error = typed_of(&page->said, "day");
	page->time_error = typed_of(&page->said, "time");
	page->chair_error = typed_of(&page->said, "chair");
	page->coordinator_error = typed_of(&page->said, "coordinator");
	(void)snprintf(title, sizeof(title), "%s%s",
	    page->nerrors > 0 ? "Error: " : "", page->heading);
	page->shell = office_shell(r, o, title, "meetings");
	if (page->once[0] == '\0')
		office_once(page->once);
	page_planning(&out, page);
	reply_page(r, status, &out);
}

/* The name of ID, by which a form names somebody. */
static enum rc
name_of(struct store *store, struct person_id id, char out[TYPED_FIELD],
    struct error *err)
{
	struct person person = {0};
	enum rc rc = RC_OK;

	if (id.v != 0 && (rc = person_get(store, id, &person, err)) == RC_OK)
		(void)snprintf(out, TYPED_FIELD, "%s",
		    *person.agency != '\0' ? person.name : person.ref);
	person_clear(&person);
	return rc;
}

static enum rc
fill(struct planning_page *page, struct store *store, const struct office *o,
    struct error *err)
{
	struct clock_civil at = {0};
	struct meeting m = {0};
	enum rc rc = meeting_get(store, o->meeting.id, &m, err);

	if (rc != RC_OK)
		return rc;
	page->meeting = m.id.v;
	(void)snprintf(page->ref, sizeof(page->ref), "%s", m.ref);
	(void)snprintf(page->type, sizeof(page->type), "%s", m.type);
	(void)snprintf(page->area, sizeof(page->area), "%s", m.area);
	(void)snprintf(page->venue, sizeof(page->venue), "%s", m.venue);
	clock_civil_london(m.planned_ms, &at);
	(void)snprintf(page->day, sizeof(page->day), "%04d-%02d-%02d", at.year,
	    at.month, at.day);
	(void)snprintf(
	    page->time, sizeof(page->time), "%02d:%02d", at.hour, at.minute);
	if ((rc = name_of(store, m.chair, page->chair, err)) == RC_OK)
		rc = name_of(store, m.coordinator, page->coordinator, err);
	meeting_clear(&m);
	return rc;
}

void
planning_new(struct request *r, struct store *store)
{
	struct planning_page page = {.meeting = 0, .type = "marac"};
	struct office o = {.who = {.chair = false}};
	struct error err = {0};
	enum rc rc;

	if (!office_enter(r, store, &o))
		return;
	rc = name_of(store, o.who.by.person,
	    o.who.chair ? page.chair : page.coordinator, &err);
	if (rc == RC_OK)
		show(r, &o, &page, MHD_HTTP_OK);
	else
		reply_failed(r, rc, &err);
}

void
planning_show(struct request *r, struct store *store)
{
	struct planning_page page = {.meeting = 0};
	struct office o = {.who = {.chair = false}};
	struct error err = {0};
	enum rc rc;

	if (!office_prepares(r, store, &o))
		return;
	if ((rc = fill(&page, store, &o, &err)) == RC_OK)
		show(r, &o, &page, MHD_HTTP_OK);
	else
		reply_failed(r, rc, &err);
}

static void
take(struct request *r, struct planning_page *page)
{
	const struct {
		const char *name;
		char *to;
	} fields[] = {
	    {"ref", page->ref},
	    {"type", page->type},
	    {"area", page->area},
	    {"venue", page->venue},
	    {"day", page->day},
	    {"time", page->time},
	    {"chair", page->chair},
	    {"coordinator", page->coordinator},
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		(void)request_field(
		    r, fields[i].name, fields[i].to, TYPED_FIELD);
	(void)request_field(r, "once", page->once, sizeof(page->once));
}

static bool
is_day(const char *text)
{
	int64_t ms;

	return strlen(text) == strlen("2026-12-07") &&
	    clock_parse(text, &ms, NULL) == RC_OK;
}

/* By its reference: is it another meeting's? */
static enum rc
check_ref(struct planning_page *page, struct store *store, struct error *err)
{
	struct meeting_id id = {0};
	enum rc rc = meeting_find(store, page->ref, &id, err);

	if (rc == RC_OK && id.v != page->meeting)
		typed_say(&page->said, "ref",
		    "Reference: another meeting is called that already");
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

static enum rc
check(struct planning_page *page, struct store *store, const struct office *o,
    struct buf *csv, struct error *err)
{
	static const char *const labels[] = {"Reference", "Kind", "Area",
	    "Place", "Date and time", "Chair", "Coordinator"};
	char chair[TYPED_FIELD], coordinator[TYPED_FIELD];
	char planned[2 * TYPED_FIELD + 2];
	const char *const values[] = {page->ref, page->type, page->area,
	    page->venue, planned, chair, coordinator};
	struct person_id person = {0};
	const struct kind *kind = NULL;
	enum rc rc;

	/* Without a day there is no time to complain about. */
	(void)snprintf(
	    planned, sizeof(planned), "%s %s", page->day, page->time);
	if (!is_day(page->day)) {
		typed_say(&page->said, "day",
		    "Date: must be a date, written like 2026-12-07");
		(void)snprintf(
		    planned, sizeof(planned), "2026-01-01 %s", page->time);
	}
	if ((rc = kind_find("meetings", &kind, err)) != RC_OK ||
	    (rc = check_ref(page, store, err)) != RC_OK ||
	    (rc = typed_person(store, page->chair, "chair", chair, &page->said,
		 err)) != RC_OK ||
	    (rc = typed_person(store, page->coordinator, "coordinator",
		 coordinator, &page->said, err)) != RC_OK)
		return rc;
	typed_row(csv, kind, values);
	if ((rc = buf_check(csv, err)) != RC_OK)
		return rc;
	rc = typed_look(o, store, kind, csv, (struct meeting_id){0}, labels,
	    &page->said, err);
	for (size_t i = 0; i < page->said.count; i++)
		if (strcmp(page->said.v[i].field, "planned") == 0)
			page->said.v[i] = (struct typed_error){
			    "time", "Time: must be a time, written like 09:30"};
	if (rc == RC_INVALID || (rc == RC_OK && page->said.count > 0))
		return RC_OK;
	if (rc != RC_OK)
		return rc;
	if (person_find(store, chair, &person, NULL) == RC_OK &&
	    person.v == o->who.by.person.v)
		return RC_OK;
	if (person_find(store, coordinator, &person, NULL) != RC_OK ||
	    person.v != o->who.by.person.v)
		typed_say(&page->said, "coordinator",
		    "Coordinator: you must chair or coordinate a meeting that "
		    "you plan");
	return RC_OK;
}

static void
ask(struct request *r, struct store *store, struct office *o,
    struct planning_page *page)
{
	const struct errand e = {
	    .kind = ERRAND_PLAN, .meeting = {page->meeting}};
	struct error err = {0};
	struct buf csv = {0};
	enum rc rc;

	if (!session_allows(r, &o->s)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		return;
	}
	take(r, page);
	if (page->meeting != 0) /* what it is called stays */
		(void)snprintf(
		    page->ref, sizeof(page->ref), "%s", o->meeting.ref);
	if ((rc = check(page, store, o, &csv, &err)) != RC_OK)
		reply_failed(r, rc, &err);
	else if (page->said.count > 0)
		show(r, o, page, MHD_HTTP_BAD_REQUEST);
	else
		office_ask(r, store, o, &e, buf_str(&csv), page->once);
	buf_clear(&csv);
}

void
planning_add(struct request *r, struct store *store)
{
	struct planning_page page = {.meeting = 0};
	struct office o = {.who = {.chair = false}};

	if (office_enter(r, store, &o))
		ask(r, store, &o, &page);
}

void
planning_change(struct request *r, struct store *store)
{
	struct planning_page page = {.meeting = r->target.first};
	struct office o = {.who = {.chair = false}};

	if (office_prepares(r, store, &o))
		ask(r, store, &o, &page);
}
