#include "store/childfile.h"

#include <stdlib.h>
#include <string.h>

#include "store/list.h"
#include "store/stmt.h"
#include "store/wording.h"

/* Column COLUMN into *TO, while *RC is well. */
static void
take(struct stmt *s, int column, char **to, enum rc *rc, struct error *err)
{
	if (*rc == RC_OK)
		*rc = stmt_copy(s, column, to, err);
}

static const char meetings_sql[] =
    "SELECT m.id, k.id, m.ref, m.type, m.area, k.reference, min(i.status),"
    " coalesce(m.started_at, m.planned_at), coalesce(r.id, 0),"
    " coalesce(r.samples, 0), coalesce(r.bytes, 0)"
    " FROM case_child h JOIN marac_case k ON k.id = h.case_id"
    " JOIN agenda_item i ON i.case_id = k.id"
    " JOIN meeting m ON m.id = i.meeting_id"
    " LEFT JOIN case_recording c ON c.meeting_id = m.id"
    "  AND c.case_id = k.id"
    " LEFT JOIN rendition r ON r.id = c.rendition_id"
    "  AND EXISTS (SELECT 1 FROM rendition_key y"
    "   WHERE y.rendition_id = r.id)"
    " WHERE h.child_id = $child"
    " AND NOT EXISTS (SELECT 1 FROM account u"
    "  JOIN conflict f ON f.person_id = u.person_id"
    "   AND f.case_id = h.case_id AND f.meeting_id IN (SELECT x.meeting_id"
    "    FROM agenda_item x WHERE x.case_id = h.case_id)"
    "  WHERE u.id = $account)"
    " GROUP BY m.id, k.id, m.ref, m.type, m.area, k.reference,"
    "  m.started_at, m.planned_at, r.id, r.samples, r.bytes"
    " ORDER BY coalesce(m.started_at, m.planned_at) DESC, m.id DESC, k.id";

static enum rc
read_meetings(struct store *store, struct account_id account,
    struct child_id child, struct childfile *f, struct error *err)
{
	struct childfile_meeting *m;
	struct list list = {.size = sizeof(*m)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, meetings_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_int(&s, "$child", child.v);
	while ((m = list_next(&list, &s, &rc, err)) != NULL) {
		m->meeting.v = stmt_int(&s, 0);
		m->case_id.v = stmt_int(&s, 1);
		take(&s, 2, &m->ref, &rc, err);
		take(&s, 3, &m->type, &rc, err);
		take(&s, 4, &m->area, &rc, err);
		take(&s, 5, &m->reference, &rc, err);
		take(&s, 6, &m->status, &rc, err);
		m->at_ms = stmt_int(&s, 7);
		m->rendition.v = stmt_int(&s, 8);
		m->samples = stmt_int(&s, 9);
		m->bytes = stmt_int(&s, 10);
	}
	f->meetings = list.v; /* a failure's too: childfile_clear */
	f->nmeetings = list.count;
	return stmt_close(&s, rc);
}

static const char marks_sql[] =
    "SELECT i.meeting_id, i.case_id, k.kind, k.words, k.sample, k.at"
    " FROM case_child h JOIN agenda_item i ON i.case_id = h.case_id"
    " JOIN mark k ON k.item_id = i.id"
    " WHERE h.child_id = $child"
    " AND NOT EXISTS (SELECT 1 FROM account u"
    "  JOIN conflict f ON f.person_id = u.person_id"
    "   AND f.case_id = h.case_id AND f.meeting_id IN (SELECT x.meeting_id"
    "    FROM agenda_item x WHERE x.case_id = h.case_id)"
    "  WHERE u.id = $account)"
    " AND k.kind IN ('action', 'decision', 'risk', 'note')"
    " AND NOT EXISTS (SELECT 1 FROM mark u"
    "  WHERE u.recording_id = k.recording_id AND u.kind = 'undone'"
    "  AND u.supersedes = k.seq)"
    " ORDER BY k.recording_id, k.sample, k.seq";

static enum rc
read_marks(struct store *store, struct account_id account,
    struct child_id child, struct childfile *f, struct error *err)
{
	struct childfile_mark *m;
	struct list list = {.size = sizeof(*m)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, marks_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_int(&s, "$child", child.v);
	while ((m = list_next(&list, &s, &rc, err)) != NULL) {
		m->meeting.v = stmt_int(&s, 0);
		m->case_id.v = stmt_int(&s, 1);
		take(&s, 2, &m->kind, &rc, err);
		take(&s, 3, &m->words, &rc, err);
		m->sample = stmt_int(&s, 4);
		m->at_ms = stmt_int(&s, 5);
	}
	f->marks = list.v; /* a failure's too: childfile_clear */
	f->nmarks = list.count;
	return stmt_close(&s, rc);
}

static const char actions_sql[] =
    "SELECT a.meeting_id, a.case_id, a.text,"
    " g.name || CASE WHEN p.name IS NULL THEN '' ELSE ' (' || p.name || ')'"
    "  END, a.due_on, a.outcome, a.outcome_note, a.basis,"
    " coalesce(k.sample, -1)"
    " FROM case_child h JOIN action a ON a.case_id = h.case_id"
    " JOIN agency g ON g.id = a.owner_agency_id"
    " LEFT JOIN person p ON p.id = a.owner_person_id"
    " LEFT JOIN mark k ON k.id = a.mark_id"
    " WHERE h.child_id = $child"
    " AND NOT EXISTS (SELECT 1 FROM account u"
    "  JOIN conflict f ON f.person_id = u.person_id"
    "   AND f.case_id = h.case_id AND f.meeting_id IN (SELECT x.meeting_id"
    "    FROM agenda_item x WHERE x.case_id = h.case_id)"
    "  WHERE u.id = $account)"
    " AND (a.child_id IS NULL OR a.child_id = $child)"
    " ORDER BY a.due_on, a.id";

static enum rc
read_actions(struct store *store, struct account_id account,
    struct child_id child, struct childfile *f, struct error *err)
{
	struct childfile_action *a;
	struct list list = {.size = sizeof(*a)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, actions_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_int(&s, "$child", child.v);
	while ((a = list_next(&list, &s, &rc, err)) != NULL) {
		a->meeting.v = stmt_int(&s, 0);
		a->case_id.v = stmt_int(&s, 1);
		take(&s, 2, &a->text, &rc, err);
		take(&s, 3, &a->owner, &rc, err);
		take(&s, 4, &a->due_on, &rc, err);
		take(&s, 5, &a->outcome, &rc, err);
		take(&s, 6, &a->outcome_note, &rc, err);
		take(&s, 7, &a->basis, &rc, err);
		a->sample = stmt_int(&s, 8);
	}
	f->actions = list.v; /* a failure's too: childfile_clear */
	f->nactions = list.count;
	return stmt_close(&s, rc);
}

static const char copies_sql[] =
    "SELECT c.meeting_id, c.case_id,"
    " p.name || CASE WHEN g.name IS NULL THEN '' ELSE ' (' || g.name || ')'"
    "  END, coalesce(d.channel, ''), c.made_at, coalesce(d.due_at, 0),"
    " coalesce(d.met_at, 0), coalesce(c.opened_at, 0),"
    " coalesce(c.collected_at, 0), coalesce(c.withdrawn_at, 0),"
    " coalesce((SELECT max(y.returned_at) FROM paper y"
    "  WHERE y.parcel_id = c.parcel_id), 0)"
    " FROM case_child h JOIN copy c ON c.case_id = h.case_id"
    " JOIN person p ON p.id = c.person_id"
    " LEFT JOIN agency g ON g.id = p.agency_id"
    " LEFT JOIN delivery d ON d.copy_id = c.id"
    " WHERE h.child_id = $child"
    " AND NOT EXISTS (SELECT 1 FROM account u"
    "  JOIN conflict f ON f.person_id = u.person_id"
    "   AND f.case_id = h.case_id AND f.meeting_id IN (SELECT x.meeting_id"
    "    FROM agenda_item x WHERE x.case_id = h.case_id)"
    "  WHERE u.id = $account)"
    " ORDER BY c.made_at, c.id";

static enum rc
read_copies(struct store *store, struct account_id account,
    struct child_id child, struct childfile *f, struct error *err)
{
	struct childfile_copy *c;
	struct list list = {.size = sizeof(*c)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, copies_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_int(&s, "$child", child.v);
	while ((c = list_next(&list, &s, &rc, err)) != NULL) {
		c->meeting.v = stmt_int(&s, 0);
		c->case_id.v = stmt_int(&s, 1);
		take(&s, 2, &c->to, &rc, err);
		take(&s, 3, &c->channel, &rc, err);
		c->made_ms = stmt_int(&s, 4);
		c->due_ms = stmt_int(&s, 5);
		c->met_ms = stmt_int(&s, 6);
		c->opened_ms = stmt_int(&s, 7);
		c->collected_ms = stmt_int(&s, 8);
		c->withdrawn_ms = stmt_int(&s, 9);
		c->returned_ms = stmt_int(&s, 10);
	}
	f->copies = list.v; /* a failure's too: childfile_clear */
	f->ncopies = list.count;
	return stmt_close(&s, rc);
}

static const char reports_sql[] =
    "SELECT d.meeting_id, d.case_id,"
    " p.name || CASE WHEN g.name IS NULL THEN '' ELSE ' (' || g.name || ')'"
    "  END, d.due_at, coalesce(d.given_at, 0),"
    " coalesce(d.acknowledged_at, 0), coalesce(d.withdrawn_at, 0)"
    " FROM case_child h JOIN debrief d ON d.case_id = h.case_id"
    " JOIN person p ON p.id = d.person_id"
    " LEFT JOIN agency g ON g.id = p.agency_id"
    " WHERE h.child_id = $child AND d.approved_by IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM account u"
    "  JOIN conflict f ON f.person_id = u.person_id"
    "   AND f.case_id = h.case_id AND f.meeting_id IN (SELECT x.meeting_id"
    "    FROM agenda_item x WHERE x.case_id = h.case_id)"
    "  WHERE u.id = $account)"
    " ORDER BY d.due_at, d.id";

static enum rc
read_reports(struct store *store, struct account_id account,
    struct child_id child, struct childfile *f, struct error *err)
{
	struct childfile_report *r;
	struct list list = {.size = sizeof(*r)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, reports_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_int(&s, "$child", child.v);
	while ((r = list_next(&list, &s, &rc, err)) != NULL) {
		r->meeting.v = stmt_int(&s, 0);
		r->case_id.v = stmt_int(&s, 1);
		take(&s, 2, &r->to, &rc, err);
		r->due_ms = stmt_int(&s, 3);
		r->given_ms = stmt_int(&s, 4);
		r->acknowledged_ms = stmt_int(&s, 5);
		r->withdrawn_ms = stmt_int(&s, 6);
	}
	f->reports = list.v; /* a failure's too: childfile_clear */
	f->nreports = list.count;
	return stmt_close(&s, rc);
}

static const char notes_sql[] =
    "SELECT n.at, n.kind, n.text, n.id FROM file_note n"
    " WHERE n.child_id = $child"
    " AND NOT EXISTS (SELECT 1 FROM account u"
    "  JOIN conflict f ON f.person_id = u.person_id"
    "   AND f.case_id = n.case_id AND f.meeting_id IN (SELECT x.meeting_id"
    "    FROM agenda_item x WHERE x.case_id = n.case_id)"
    "  WHERE u.id = $account)"
    " UNION ALL SELECT l.at, l.kind, 'Opened in an emergency by ' || p.name"
    "  || ', who does not hold it: ' || l.why, l.id"
    " FROM file_look l JOIN account u ON u.id = l.account_id"
    " JOIN person p ON p.id = u.person_id"
    " WHERE l.child_id = $child AND l.kind = 'emergency'"
    " UNION ALL SELECT x.set_at, 'restriction', 'Restricted by ' || p.name"
    "  || ': ' || x.reason, x.id"
    " FROM file_restriction x JOIN account u ON u.id = x.set_by"
    " JOIN person p ON p.id = u.person_id WHERE x.child_id = $child"
    " UNION ALL SELECT x.lifted_at, 'restriction',"
    "  'No longer restricted, says ' || p.name || ': ' || x.lifted_why, x.id"
    " FROM file_restriction x JOIN account u ON u.id = x.lifted_by"
    " JOIN person p ON p.id = u.person_id WHERE x.child_id = $child"
    " ORDER BY 1 DESC, 4 DESC";

static enum rc
read_notes(struct store *store, struct account_id account,
    struct child_id child, struct childfile *f, struct error *err)
{
	struct childfile_note *n;
	struct list list = {.size = sizeof(*n)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, notes_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_int(&s, "$child", child.v);
	while ((n = list_next(&list, &s, &rc, err)) != NULL) {
		n->at_ms = stmt_int(&s, 0);
		take(&s, 1, &n->kind, &rc, err);
		take(&s, 2, &n->text, &rc, err);
	}
	f->notes = list.v; /* a failure's too: childfile_clear */
	f->nnotes = list.count;
	return stmt_close(&s, rc);
}

enum rc
childfile_read(struct store *store, struct account_id account,
    struct child_id child, int64_t now_ms, struct childfile *out,
    struct error *err)
{
	enum rc rc;

	if ((rc = caseload_child(
		 store, account, child, now_ms, &out->child, err)) != RC_OK ||
	    (rc = read_meetings(store, account, child, out, err)) != RC_OK ||
	    (rc = read_marks(store, account, child, out, err)) != RC_OK ||
	    (rc = read_actions(store, account, child, out, err)) != RC_OK ||
	    (rc = wording_withhold(store, out, err)) != RC_OK ||
	    (rc = read_copies(store, account, child, out, err)) != RC_OK ||
	    (rc = read_reports(store, account, child, out, err)) != RC_OK)
		return rc;
	return read_notes(store, account, child, out, err);
}

void
childfile_clear(struct childfile *f)
{
	caseload_clear(&f->child);
	for (size_t i = 0; i < f->nmeetings; i++) {
		free(f->meetings[i].ref);
		free(f->meetings[i].type);
		free(f->meetings[i].area);
		free(f->meetings[i].reference);
		free(f->meetings[i].status);
	}
	for (size_t i = 0; i < f->nmarks; i++) {
		free(f->marks[i].kind);
		free(f->marks[i].words);
	}
	for (size_t i = 0; i < f->nactions; i++) {
		free(f->actions[i].text);
		free(f->actions[i].owner);
		free(f->actions[i].due_on);
		free(f->actions[i].outcome);
		free(f->actions[i].outcome_note);
		free(f->actions[i].basis);
	}
	for (size_t i = 0; i < f->ncopies; i++) {
		free(f->copies[i].to);
		free(f->copies[i].channel);
	}
	for (size_t i = 0; i < f->nreports; i++)
		free(f->reports[i].to);
	for (size_t i = 0; i < f->nnotes; i++) {
		free(f->notes[i].kind);
		free(f->notes[i].text);
	}
	free(f->meetings);
	free(f->marks);
	free(f->actions);
	free(f->copies);
	free(f->reports);
	free(f->notes);
	memset(f, 0, sizeof(*f));
}

static const char may_hear_sql[] =
    "SELECT 1 FROM case_child h"
    " JOIN case_recording c ON c.case_id = h.case_id"
    " WHERE h.child_id = $child AND c.rendition_id = $rendition"
    " AND NOT EXISTS (SELECT 1 FROM account u"
    "  JOIN conflict f ON f.person_id = u.person_id"
    "   AND f.case_id = h.case_id AND f.meeting_id IN (SELECT x.meeting_id"
    "    FROM agenda_item x WHERE x.case_id = h.case_id)"
    "  WHERE u.id = $account)";

enum rc
childfile_may_hear(struct store *store, struct account_id account,
    struct child_id child, struct rendition_id rendition, int64_t now_ms,
    struct error *err)
{
	struct caseload_child whose = {.id = {0}};
	struct stmt s;
	enum rc rc = caseload_child(store, account, child, now_ms, &whose, err);

	caseload_clear(&whose);
	if (rc != RC_OK)
		return rc;
	rc = stmt_open(&s, store, may_hear_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_int(&s, "$child", child.v);
	stmt_bind_int(&s, "$rendition", rendition.v);
	if (rc == RC_OK)
		rc = stmt_row(&s, err);
	return stmt_close(&s, rc);
}
