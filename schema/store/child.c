#include "store/child.h"

#include "store/mcase.h"
#include "store/stmt.h"
#include "store/voiding.h"

static const char find_sql[] = "SELECT id FROM child WHERE person_id = $person";

enum rc
child_find(struct store *store, struct person_id person, struct child_id *id,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, find_sql, err);

	stmt_bind_int(&s, "$person", person.v);
	if ((rc = stmt_value(&s, rc, &id->v, err)) == RC_NOTFOUND)
		(void)error_set(err, rc,
		    "that person is not a child here; import children first");
	return rc;
}

static const char add_sql[] =
    "INSERT INTO child (person_id, born_on, expected_on, school,"
    " interpreter, flags, understands, understanding_by, understanding_at,"
    " supporter) VALUES ($person, $born, $expected, $school, $interpreter,"
    " $flags, $understands, $by, $at, $supporter)";

static const char change_sql[] =
    "UPDATE child SET born_on = $born, expected_on = $expected,"
    " school = $school, interpreter = $interpreter, flags = $flags,"
    " understands = $understands, understanding_by = $by,"
    " understanding_at = $at, supporter = $supporter"
    " WHERE person_id = $person"
    " AND (born_on IS DISTINCT FROM $born"
    "  OR expected_on IS DISTINCT FROM $expected"
    "  OR school IS DISTINCT FROM $school"
    "  OR interpreter IS DISTINCT FROM $interpreter"
    "  OR flags IS DISTINCT FROM $flags"
    "  OR understands IS DISTINCT FROM $understands"
    "  OR understanding_by IS DISTINCT FROM $by"
    "  OR understanding_at IS DISTINCT FROM $at"
    "  OR supporter IS DISTINCT FROM $supporter)";

enum rc
child_put(struct store *store, const struct child_row *row, struct child_id *id,
    enum upsert *what, struct error *err)
{
	struct stmt s;
	bool found;
	enum rc rc = child_find(store, row->person, id, err);

	if (rc != RC_OK && rc != RC_NOTFOUND)
		return rc;
	found = rc == RC_OK;
	rc = stmt_open(&s, store, found ? change_sql : add_sql, err);
	stmt_bind_int(&s, "$person", row->person.v);
	stmt_bind_text(&s, "$born", row->born_on);
	stmt_bind_text(&s, "$expected", row->expected_on);
	stmt_bind_text(&s, "$school", row->school);
	stmt_bind_text(&s, "$interpreter", row->interpreter);
	stmt_bind_text(&s, "$flags", row->flags);
	stmt_bind_int(&s, "$understands", row->understands);
	stmt_bind_text(&s, "$by", row->understanding_by);
	stmt_bind_ref(&s, "$at", row->understanding_at);
	stmt_bind_text(&s, "$supporter", row->supporter);
	rc = upsert_finish(&s, rc, found, what, err);
	if (rc == RC_OK && !found) {
		id->v = stmt_inserted(store);
		rc = mcase_victim_is_child(store, row->person, *id, err);
	}
	if (rc == RC_OK && *what == UPSERT_CHANGED)
		rc = voiding_of_person(store, row->person, err);
	return rc;
}
