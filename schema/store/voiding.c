#include "store/voiding.h"

#include "base/clock.h"
#include "store/stmt.h"

static const char person_sql[] =
    "UPDATE decision SET void_at = $now"
    " WHERE person_id = $person AND void_at IS NULL";

enum rc
voiding_of_person(
    struct store *store, struct person_id person, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, person_sql, err);

	stmt_bind_int(&s, "$now", clock_wall_ms());
	stmt_bind_int(&s, "$person", person.v);
	return stmt_finish(&s, rc, err);
}

static const char relation_sql[] =
    "UPDATE decision SET void_at = $now"
    " WHERE person_id = $person AND void_at IS NULL AND case_id IN"
    " (SELECT case_id FROM case_child WHERE child_id = $child)";

enum rc
voiding_of_relation(struct store *store, struct person_id person,
    struct child_id child, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, relation_sql, err);

	stmt_bind_int(&s, "$now", clock_wall_ms());
	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_int(&s, "$child", child.v);
	return stmt_finish(&s, rc, err);
}

static const char case_sql[] = "UPDATE decision SET void_at = $now"
			       " WHERE case_id = $case AND void_at IS NULL";

enum rc
voiding_of_case(struct store *store, struct case_id case_id, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, case_sql, err);

	stmt_bind_int(&s, "$now", clock_wall_ms());
	stmt_bind_int(&s, "$case", case_id.v);
	return stmt_finish(&s, rc, err);
}
