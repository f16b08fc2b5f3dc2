#include "store/impartial.h"

#include <stdlib.h>

#include "base/clock.h"
#include "rules/facts.h"
#include "store/deed.h"
#include "store/list.h"
#include "store/standing.h"
#include "store/stmt.h"

enum rc
impartial_towards(struct store *store, const struct releases_account *by,
    struct meeting_id meeting, struct case_id case_id, bool *yes,
    struct error *err)
{
	struct facts facts = {0};
	enum rc rc = standing_facts(
	    store, meeting, case_id, by->person, clock_wall_ms(), &facts, err);

	*yes = rc == RC_OK && !facts_barred(&facts);
	facts_clear(&facts);
	return rc;
}

/* One case at one meeting. */
struct matter {
	struct meeting_id meeting;
	struct case_id case_id;
};

static const char meeting_sql[] =
    "SELECT DISTINCT meeting_id, case_id FROM agenda_item"
    " WHERE meeting_id = $meeting AND case_id IS NOT NULL";

/* What they have of it, and what they are the family of, on an agenda or not
 * yet. */
static const char person_sql[] =
    "SELECT meeting_id, case_id FROM copy"
    " WHERE person_id = $person AND withdrawn_at IS NULL"
    " AND $meeting IN (0, meeting_id)"
    " UNION SELECT meeting_id, case_id FROM debrief"
    " WHERE person_id = $person AND withdrawn_at IS NULL"
    " AND $meeting IN (0, meeting_id)"
    " UNION SELECT a.meeting_id, a.case_id FROM task t"
    " JOIN action a ON a.id = t.action_id"
    " WHERE t.person_id = $person AND $meeting IN (0, a.meeting_id)"
    " UNION SELECT $meeting, c.id FROM marac_case c"
    " WHERE c.id IN (SELECT id FROM marac_case WHERE victim_id = $person"
    "  UNION SELECT k.case_id FROM child d"
    "  JOIN case_child k ON k.child_id = d.id WHERE d.person_id = $person"
    "  UNION SELECT k.case_id FROM relationship r"
    "  JOIN case_child k ON k.child_id = r.child_id"
    "  WHERE r.person_id = $person)"
    " AND ($meeting = 0 OR EXISTS (SELECT 1 FROM agenda_item i"
    "  WHERE i.case_id = c.id AND i.meeting_id = $meeting))";

static enum rc
read_matters(struct store *store, const struct deed *which, struct matter **out,
    size_t *count, struct error *err)
{
	bool person = which->person.v != 0;
	struct matter *one;
	struct list list = {.size = sizeof(*one)};
	struct stmt s;
	enum rc rc =
	    stmt_open(&s, store, person ? person_sql : meeting_sql, err);

	stmt_bind_int(&s, "$meeting", which->meeting.v);
	if (person)
		stmt_bind_int(&s, "$person", which->person.v);
	while ((one = list_next(&list, &s, &rc, err)) != NULL) {
		one->meeting.v = stmt_int(&s, 0);
		one->case_id.v = stmt_int(&s, 1);
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

/* Of the *OF cases that WHICH is about BY may not decide about *BARRED. */
static enum rc
count(struct store *store, const struct releases_account *by,
    const struct deed *which, size_t *barred, size_t *of, struct error *err)
{
	struct matter *matters = NULL, one = {which->meeting, which->case_id};
	enum rc rc = RC_OK;

	*barred = 0;
	*of = 1;
	if (which->case_id.v == 0)
		rc = read_matters(store, which, &matters, of, err);
	for (size_t i = 0; rc == RC_OK && i < *of; i++) {
		const struct matter *m = matters == NULL ? &one : &matters[i];
		bool yes = false;

		rc = impartial_towards(
		    store, by, m->meeting, m->case_id, &yes, err);
		*barred += !yes;
	}
	free(matters);
	return rc;
}

static enum rc
refuse(const struct deed *which, struct error *err)
{
	return error_set(err, RC_DENIED,
	    "whoever has a conflict of interest in %s, belongs to its family, "
	    "or may be a source of harm in it, decides nothing about it: "
	    "somebody else must",
	    which->case_id.v != 0 ? "this case" : "a case that this is about");
}

enum rc
impartial_ask(struct store *store, const struct releases_account *by,
    const struct deed *which, struct error *err)
{
	size_t barred = 0, of = 0;
	enum rc rc = count(store, by, which, &barred, &of, err);

	return rc == RC_OK && barred > 0 ? refuse(which, err) : rc;
}

enum rc
impartial_stop(struct store *store, const struct releases_account *by,
    const struct deed *which, struct error *err)
{
	size_t barred = 0, of = 0;
	enum rc rc = count(store, by, which, &barred, &of, err);

	return rc == RC_OK && of > 0 && barred == of ? refuse(which, err) : rc;
}
