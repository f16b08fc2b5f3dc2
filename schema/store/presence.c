#include "store/presence.h"

#include <stdlib.h>
#include <string.h>

#include "store/list.h"
#include "store/stmt.h"

struct mark {
	int64_t seq;
	int64_t sample;
	int64_t supersedes;
	int64_t attendance;
	char kind[16];
	bool void_since;
};

/* One row of the attendance. */
struct attendee {
	int64_t person;
	int64_t attendance;
	bool participant;
	bool looked; /* PRESENT is known: asked for once, kept */
	struct span_list present;
};

struct presence {
	struct attendee *attendees; /* in the order of PERSON */
	size_t nattendees;
	struct mark *marks;
	size_t nmarks;
	int64_t end; /* the sample behind everything of the meeting */
	struct span_list closed;
	struct span_list off_record;
};

static const char marks_sql[] =
    "SELECT k.seq, k.kind, k.sample, k.supersedes, k.attendance_id"
    " FROM recording r JOIN mark k ON k.recording_id = r.id"
    " WHERE r.meeting_id = $meeting ORDER BY k.seq";

static enum rc
marks(struct store *store, struct meeting_id meeting, struct mark **out,
    size_t *count, struct error *err)
{
	struct mark *m;
	struct list list = {.size = sizeof(*m)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, marks_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	while ((m = list_next(&list, &s, &rc, err)) != NULL) {
		m->seq = stmt_int(&s, 0);
		/* A longer kind is none of those looked for here. */
		if (strlen(stmt_text(&s, 1)) < sizeof(m->kind))
			(void)strcpy(m->kind, stmt_text(&s, 1));
		m->sample = stmt_int(&s, 2);
		m->supersedes = stmt_int(&s, 3);
		m->attendance = stmt_int(&s, 4);
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

/* From the last to the first: what undoes may itself be undone. */
static void
undo(struct mark *m, size_t count)
{
	for (size_t i = count; i > 0; i--) {
		const struct mark *late = &m[i - 1];

		if (late->void_since || late->supersedes == 0)
			continue;
		for (size_t j = i - 1; j > 0; j--)
			if (m[j - 1].seq == late->supersedes)
				m[j - 1].void_since = true;
	}
}

/* From each BEGIN (or OR_BEGIN) mark to the next END; of ATTENDANCE, unless
 * that is 0.  What is not ended goes on to the end. */
static enum rc
between(const struct presence *p, int64_t attendance, const char *begin,
    const char *or_begin, const char *end, struct span_list *out,
    struct error *err)
{
	const struct mark *m = p->marks;
	struct span open = {0, p->end};
	bool inside = false;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < p->nmarks && rc == RC_OK; i++) {
		/* Before the recording counts as its beginning. */
		int64_t at = m[i].sample < 0 ? 0 : m[i].sample;

		if (m[i].void_since ||
		    (attendance != 0 && m[i].attendance != attendance))
			continue;
		if (!inside &&
		    (strcmp(m[i].kind, begin) == 0 ||
			strcmp(m[i].kind, or_begin) == 0)) {
			inside = true;
			open.from = at;
		} else if (inside && strcmp(m[i].kind, end) == 0) {
			inside = false;
			rc = span_add(out, (struct span){open.from, at}, err);
		}
	}
	if (rc == RC_OK && inside)
		rc = span_add(out, open, err);
	return rc;
}

static const char last_sql[] =
    "SELECT (SELECT max(to_sample) FROM passage"
    "  WHERE meeting_id = $meeting),"
    " (SELECT max(g.start_sample + g.samples)"
    "  FROM recording r JOIN segment g ON g.recording_id = r.id"
    "  WHERE r.meeting_id = $meeting)";

/* The sample behind everything of the meeting. */
static enum rc
last(struct store *store, struct meeting_id meeting, const struct mark *m,
    size_t count, int64_t *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, last_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	if (rc == RC_OK)
		rc = stmt_row(&s, err);
	for (int i = 0; rc == RC_OK && i < 2; i++) /* NULL is 0 */
		if (stmt_int(&s, i) > *out)
			*out = stmt_int(&s, i);
	for (size_t i = 0; i < count; i++)
		if (m[i].sample > *out)
			*out = m[i].sample;
	return stmt_close(&s, rc);
}

static const char attendance_sql[] =
    "SELECT person_id, id, CASE WHEN capacity = 'family' THEN 1 ELSE 0 END"
    " FROM attendance WHERE meeting_id = $meeting ORDER BY person_id";

static enum rc
attendees(struct store *store, struct meeting_id meeting, struct attendee **out,
    size_t *count, struct error *err)
{
	struct attendee *a;
	struct list list = {.size = sizeof(*a)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, attendance_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	while ((a = list_next(&list, &s, &rc, err)) != NULL) {
		a->person = stmt_int(&s, 0);
		a->attendance = stmt_int(&s, 1);
		a->participant = stmt_int(&s, 2) == 0;
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

enum rc
presence_open(struct presence **out, struct store *store,
    struct meeting_id meeting, struct error *err)
{
	struct presence *p = calloc(1, sizeof(*p));
	enum rc rc;

	if (p == NULL)
		return error_nomem(err);
	if ((rc = attendees(store, meeting, &p->attendees, &p->nattendees,
		 err)) != RC_OK ||
	    (rc = marks(store, meeting, &p->marks, &p->nmarks, err)) != RC_OK)
		goto done;
	undo(p->marks, p->nmarks);
	if ((rc = last(store, meeting, p->marks, p->nmarks, &p->end, err)) !=
		RC_OK ||
	    (rc = between(p, 0, "closed", "closed", "opened", &p->closed,
		 err)) != RC_OK ||
	    (rc = between(p, 0, "off-record", "break", "resumed",
		 &p->off_record, err)) != RC_OK)
		goto done;
	*out = p;
	p = NULL;
done:
	presence_close(p);
	return rc;
}

void
presence_close(struct presence *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->nattendees; i++)
		span_clear(&p->attendees[i].present);
	free(p->attendees);
	free(p->marks);
	span_clear(&p->closed);
	span_clear(&p->off_record);
	free(p);
}

static int
by_person(const void *key, const void *item)
{
	int64_t person = *(const int64_t *)key;
	const struct attendee *a = item;

	return (person > a->person) - (person < a->person);
}

enum rc
presence_of(struct presence *p, struct person_id person, struct facts *facts,
    struct error *err)
{
	const struct span_list none = {0};
	struct attendee *a = p->nattendees == 0
	    ? NULL
	    : bsearch(&person.v, p->attendees, p->nattendees, sizeof(*a),
		  by_person);
	enum rc rc;

	if ((rc = span_union(&p->closed, &none, &facts->closed, err)) !=
		RC_OK ||
	    (rc = span_union(&p->off_record, &none, &facts->off_record, err)) !=
		RC_OK ||
	    a == NULL)
		return rc;
	facts->attended = true;
	facts->participant = a->participant;
	if (!a->looked) {
		if ((rc = between(p, a->attendance, "join", "join", "leave",
			 &a->present, err)) != RC_OK) {
			span_clear(&a->present);
			return rc;
		}
		a->looked = true;
	}
	return span_union(&a->present, &none, &facts->present, err);
}
