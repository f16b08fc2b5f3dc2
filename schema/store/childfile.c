#include "store/childfile.h"

#include <stdio.h>
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

void
childfile_child_clear(struct childfile_child *child)
{
	free(child->name);
	free(child->aliases);
	free(child->born_on);
	free(child->expected_on);
	free(child->school);
	free(child->interpreter);
	free(child->flags);
	memset(child, 0, sizeof(*child));
}

static void
clear_child(void *item)
{
	childfile_child_clear(item);
}

static enum rc
take_child(struct stmt *s, struct childfile_child *c, struct error *err)
{
	enum rc rc = RC_OK;

	c->id.v = stmt_int(s, 0);
	take(s, 1, &c->name, &rc, err);
	take(s, 2, &c->aliases, &rc, err);
	take(s, 3, &c->born_on, &rc, err);
	take(s, 4, &c->expected_on, &rc, err);
	take(s, 5, &c->school, &rc, err);
	take(s, 6, &c->interpreter, &rc, err);
	take(s, 7, &c->flags, &rc, err);
	return rc;
}

/* A row more of the same child: another alias. */
static enum rc
add_alias(struct childfile_child *c, const char *alias, struct error *err)
{
	char *both;

	if (asprintf(&both, "%s, %s", c->aliases, alias) < 0)
		return error_nomem(err);
	free(c->aliases);
	c->aliases = both;
	return RC_OK;
}

/* Of those assigned, none of the reader's own family, however the assignment
 * came about: nobody related to a child of one of its cases, victim of one, or
 * named as a source of harm in one or in another that shares its victim or one
 * of its children. */
static const char list_sql[] =
    "SELECT c.id, p.name, a.alias, c.born_on, c.expected_on, c.school,"
    " c.interpreter, c.flags"
    " FROM child_assignment g JOIN child c ON c.id = g.child_id"
    " JOIN person p ON p.id = c.person_id"
    " LEFT JOIN person_alias a ON a.person_id = p.id"
    " JOIN account u ON u.id = g.account_id AND u.disabled_at IS NULL"
    " WHERE g.account_id = $account AND ($child = 0 OR c.id = $child)"
    " AND c.person_id <> u.person_id"
    " AND NOT EXISTS (SELECT 1 FROM relationship r"
    "  WHERE r.person_id = u.person_id AND (r.child_id = c.id"
    "   OR r.child_id IN (SELECT k.child_id FROM case_child h"
    "    JOIN case_child k ON k.case_id = h.case_id"
    "    WHERE h.child_id = c.id)))"
    " AND NOT EXISTS (SELECT 1 FROM case_child h"
    "  JOIN marac_case k ON k.id = h.case_id"
    "  JOIN marac_case o ON o.victim_id = k.victim_id"
    "  WHERE h.child_id = c.id AND (k.victim_id = u.person_id"
    "   OR EXISTS (SELECT 1 FROM case_perpetrator x"
    "    WHERE x.case_id = o.id AND x.person_id = u.person_id)))"
    " AND NOT EXISTS (SELECT 1 FROM case_child h"
    "  JOIN case_child s ON s.case_id = h.case_id"
    "  JOIN case_child o ON o.child_id = s.child_id"
    "  JOIN case_perpetrator x ON x.case_id = o.case_id"
    "  WHERE h.child_id = c.id AND x.person_id = u.person_id)"
    " AND (p.name_folded LIKE '%' || $folded || '%'"
    "  OR EXISTS (SELECT 1 FROM person_alias b WHERE b.person_id = p.id"
    "   AND b.alias_folded LIKE '%' || $folded || '%'))"
    " ORDER BY p.name_folded, c.born_on, c.id, a.alias";

static enum rc
children(struct store *store, struct account_id account, struct child_id child,
    const char *folded, struct childfile_child **out, size_t *count,
    struct error *err)
{
	struct childfile_child *last = NULL;
	struct list list = {.size = sizeof(*last), .clear = clear_child};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, list_sql, err);

	stmt_bind_int(&s, "$account", account.v);
	stmt_bind_int(&s, "$child", child.v);
	stmt_bind_text(&s, "$folded", folded);
	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		if (last != NULL && last->id.v == stmt_int(&s, 0))
			rc = add_alias(last, stmt_text(&s, 2), err);
		else if ((last = list_add(&list, &rc, err)) != NULL)
			rc = take_child(&s, last, err);
	}
	rc = stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
	*out = list_take(&list, rc, count);
	return rc;
}

enum rc
childfile_list(struct store *store, struct account_id account,
    const char *folded, struct childfile_child **out, size_t *count,
    struct error *err)
{
	return children(
	    store, account, (struct child_id){0}, folded, out, count, err);
}

void
childfile_list_free(struct childfile_child *all, size_t count)
{
	for (size_t i = 0; i < count; i++)
		childfile_child_clear(&all[i]);
	free(all);
}

enum rc
childfile_child(struct store *store, struct account_id account,
    struct child_id child, struct childfile_child *out, struct error *err)
{
	struct childfile_child *all = NULL;
	size_t count = 0;
	enum rc rc = child.v <= 0
	    ? RC_NOTFOUND
	    : children(store, account, child, "", &all, &count, err);

	if (rc == RC_OK && count == 0)
		rc = RC_NOTFOUND;
	if (rc == RC_OK) {
		*out = all[0];
		memset(&all[0], 0, sizeof(all[0]));
	}
	childfile_list_free(all, count);
	return rc;
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
    "  END, a.due_on, a.outcome, a.basis, coalesce(k.sample, -1)"
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
		take(&s, 6, &a->basis, &rc, err);
		a->sample = stmt_int(&s, 7);
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
    " coalesce(c.collected_at, 0), coalesce(c.withdrawn_at, 0)"
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
	}
	f->copies = list.v; /* a failure's too: childfile_clear */
	f->ncopies = list.count;
	return stmt_close(&s, rc);
}

static const char notes_sql[] =
    "SELECT n.at, n.text FROM file_note n WHERE n.child_id = $child"
    " AND NOT EXISTS (SELECT 1 FROM account u"
    "  JOIN conflict f ON f.person_id = u.person_id"
    "   AND f.case_id = n.case_id AND f.meeting_id IN (SELECT x.meeting_id"
    "    FROM agenda_item x WHERE x.case_id = n.case_id)"
    "  WHERE u.id = $account)"
    " ORDER BY n.at DESC, n.id DESC";

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
		take(&s, 1, &n->text, &rc, err);
	}
	f->notes = list.v; /* a failure's too: childfile_clear */
	f->nnotes = list.count;
	return stmt_close(&s, rc);
}

enum rc
childfile_read(struct store *store, struct account_id account,
    struct child_id child, struct childfile *out, struct error *err)
{
	enum rc rc;

	if ((rc = childfile_child(store, account, child, &out->child, err)) !=
		RC_OK ||
	    (rc = read_meetings(store, account, child, out, err)) != RC_OK ||
	    (rc = read_marks(store, account, child, out, err)) != RC_OK ||
	    (rc = read_actions(store, account, child, out, err)) != RC_OK ||
	    (rc = wording_withhold(store, out, err)) != RC_OK ||
	    (rc = read_copies(store, account, child, out, err)) != RC_OK)
		return rc;
	return read_notes(store, account, child, out, err);
}

void
childfile_clear(struct childfile *f)
{
	childfile_child_clear(&f->child);
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
		free(f->actions[i].basis);
	}
	for (size_t i = 0; i < f->ncopies; i++) {
		free(f->copies[i].to);
		free(f->copies[i].channel);
	}
	for (size_t i = 0; i < f->nnotes; i++)
		free(f->notes[i].text);
	free(f->meetings);
	free(f->marks);
	free(f->actions);
	free(f->copies);
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
    struct child_id child, struct rendition_id rendition, struct error *err)
{
	struct childfile_child whose = {0};
	struct stmt s;
	enum rc rc = childfile_child(store, account, child, &whose, err);

	childfile_child_clear(&whose);
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
