#include "store/docket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/cuts.h"
#include "store/agenda.h"
#include "store/list.h"
#include "store/standing.h"
#include "store/stmt.h"

static const char account_sql[] =
    "SELECT person_id, role FROM account WHERE id = $account"
    " AND role IN ('chair', 'coordinator') AND disabled_at IS NULL";

enum rc
docket_account(struct store *store, struct account_id account,
    struct docket_account *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, account_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		out->by.id = account;
		out->by.person.v = stmt_int(&s, 0);
		out->chair = strcmp(stmt_text(&s, 1), "chair") == 0;
	}
	return stmt_close(&s, rc);
}

static void
text(struct stmt *s, int column, char out[DOCKET_TEXT])
{
	(void)snprintf(out, DOCKET_TEXT, "%s", stmt_text(s, column));
}

static const char meetings_sql[] =
    "SELECT id, ref, type, area, coalesce(started_at, planned_at) AS at,"
    " ended_at, due_at FROM meeting WHERE ($meeting = 0 OR id = $meeting)"
    " AND (chair_id = $person OR coordinator_id = $person OR EXISTS"
    "  (SELECT 1 FROM attendance a WHERE a.meeting_id = meeting.id"
    "  AND a.person_id = $person AND a.capacity IN ('core', 'deputy')))"
    " ORDER BY at DESC, id DESC";

static enum rc
read_meetings(struct store *store, struct person_id person,
    struct meeting_id only, struct docket_meeting **out, size_t *count,
    struct error *err)
{
	struct docket_meeting *one;
	struct list list = {.size = sizeof(*one)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, meetings_sql, err);

	stmt_bind_int(&s, "$meeting", only.v);
	stmt_bind_int(&s, "$person", person.v);
	while ((one = list_next(&list, &s, &rc, err)) != NULL) {
		one->id.v = stmt_int(&s, 0);
		text(&s, 1, one->ref);
		text(&s, 2, one->type);
		text(&s, 3, one->area);
		one->at_ms = stmt_int(&s, 4);
		one->ended_ms = stmt_int(&s, 5);
		one->due_ms = stmt_int(&s, 6);
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

enum rc
docket_meetings(struct store *store, struct person_id person,
    struct docket_meeting **out, size_t *count, struct error *err)
{
	return read_meetings(
	    store, person, (struct meeting_id){0}, out, count, err);
}

enum rc
docket_meeting(struct store *store, struct person_id person,
    struct meeting_id meeting, struct docket_meeting *out, struct error *err)
{
	struct docket_meeting *found = NULL;
	size_t count = 0;
	enum rc rc = read_meetings(store, person, meeting, &found, &count, err);

	if (rc == RC_OK && (count != 1 || meeting.v == 0))
		rc = RC_NOTFOUND;
	if (rc == RC_OK)
		*out = found[0];
	free(found);
	return rc;
}

struct taking {
	struct list list;
	bool officer; /* the meeting's chair or coordinator */
	bool hidden;
};

/* Did the person of FACTS hear all of the case that anybody there heard?  Of what
 * nobody heard, because it was deferred or the meeting has not been, nobody did:
 * to be expected at a meeting is not to have sat through it. */
static enum rc
sat_through(const struct facts *facts, bool *there, struct error *err)
{
	struct cuts cuts = {0};
	enum rc rc = cuts_make(facts, &cuts, err);

	*there = facts->participant && cuts.open.count > 0 &&
	    span_samples(&cuts.mine) == span_samples(&cuts.open) &&
	    cuts.closed.count == 0;
	cuts_clear(&cuts);
	return rc;
}

static const char officer_sql[] =
    "SELECT 1 FROM meeting WHERE id = $meeting"
    " AND (chair_id = $person OR coordinator_id = $person)";

static enum rc
take(void *to, const struct standing_line *line, struct error *err)
{
	struct taking *t = to;
	struct docket_case *one;
	bool there = false;
	enum rc rc = RC_OK;

	if (facts_barred(line->facts)) {
		t->hidden = true;
		return RC_OK;
	}
	if (!t->officer) {
		if ((rc = sat_through(line->facts, &there, err)) != RC_OK)
			return rc;
		if (!there) {
			t->hidden = true;
			return RC_OK;
		}
	}
	if ((one = list_add(&t->list, &rc, err)) == NULL)
		return rc;
	one->id = line->c->id;
	(void)snprintf(
	    one->reference, sizeof(one->reference), "%s", line->c->reference);
	one->number = (int)t->list.count;
	one->deferred = line->facts->deferred;
	one->released = line->facts->released;
	one->samples = span_samples(&line->facts->passage);
	return RC_OK;
}

enum rc
docket_cases(struct store *store, struct person_id person,
    struct meeting_id meeting, int64_t now_ms, struct docket_case **out,
    size_t *count, bool *hidden, struct error *err)
{
	struct taking t = {.list = {.size = sizeof(struct docket_case)}};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, officer_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$person", person.v);
	if ((rc = stmt_any(&s, rc, &t.officer, err)) == RC_OK)
		rc = standing_table(
		    store, meeting, person, now_ms, take, &t, err);
	*out = list_take(&t.list, rc, count);
	if (hidden != NULL)
		*hidden = t.hidden;
	return rc;
}

enum rc
docket_case(struct store *store, struct person_id person,
    struct meeting_id meeting, struct case_id case_id, int64_t now_ms,
    struct docket_case *out, struct error *err)
{
	struct docket_meeting of = {.id = {0}};
	struct docket_case *cases = NULL;
	size_t count = 0, at = 0;
	enum rc rc;

	if ((rc = docket_meeting(store, person, meeting, &of, err)) != RC_OK ||
	    (rc = docket_cases(store, person, meeting, now_ms, &cases, &count,
		 NULL, err)) != RC_OK)
		goto done;
	while (at < count && cases[at].id.v != case_id.v)
		at++;
	if (at == count)
		rc = RC_NOTFOUND;
	else
		*out = cases[at];
done:
	free(cases);
	return rc;
}

enum rc
docket_knows(struct store *store, struct person_id person,
    struct meeting_id meeting, struct case_id case_id, int64_t now_ms,
    bool *yes, struct error *err)
{
	struct facts facts = {0};
	enum rc rc = standing_facts(
	    store, meeting, case_id, person, now_ms, &facts, err);

	*yes = rc == RC_OK && !facts_barred(&facts);
	facts_clear(&facts);
	return rc;
}

static const char prepares_sql[] =
    "SELECT 1 FROM meeting WHERE id = $meeting AND started_at IS NULL"
    " AND (chair_id = $person OR coordinator_id = $person)"
    " AND NOT EXISTS (SELECT 1 FROM recording r WHERE r.meeting_id = "
    "meeting.id)";

enum rc
docket_prepares(struct store *store, struct person_id person,
    struct meeting_id meeting, bool *yes, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, prepares_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$person", person.v);
	return stmt_any(&s, rc, yes, err);
}

enum rc
docket_hidden(struct store *store, struct person_id person,
    struct meeting_id meeting, int64_t now_ms, int **out, size_t *count,
    struct error *err)
{
	struct agenda_item *items = NULL;
	size_t nitems = 0;
	enum rc rc = agenda_list(store, meeting, &items, &nitems, err);

	*count = 0;
	if (rc == RC_OK && (*out = calloc(nitems + 1, sizeof(**out))) == NULL)
		rc = error_nomem(err);
	for (size_t i = 0; rc == RC_OK && i < nitems; i++) {
		bool knows = true;

		if (items[i].case_id.v != 0)
			rc = docket_knows(store, person, meeting,
			    items[i].case_id, now_ms, &knows, err);
		if (!knows)
			(*out)[(*count)++] = items[i].number;
	}
	free(items);
	return rc;
}
