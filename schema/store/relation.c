#include "store/relation.h"

#include "store/stmt.h"
#include "store/voiding.h"

static const char find_sql[] =
    "SELECT id FROM relationship WHERE person_id = $person"
    " AND child_id = $child AND kind = $kind";

static enum rc
find(struct store *store, const struct relation_row *row, bool *found,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, find_sql, err);

	stmt_bind_int(&s, "$person", row->person.v);
	stmt_bind_int(&s, "$child", row->child.v);
	stmt_bind_text(&s, "$kind", row->kind);
	return stmt_any(&s, rc, found, err);
}

static const char add_sql[] =
    "INSERT INTO relationship (person_id, child_id, kind,"
    " parental_responsibility, source_of_harm, valid_from, valid_to)"
    " VALUES ($person, $child, $kind, $responsibility, $harm, $from, $to)";

static const char change_sql[] =
    "UPDATE relationship SET parental_responsibility = $responsibility,"
    " source_of_harm = $harm, valid_from = $from, valid_to = $to"
    " WHERE person_id = $person AND child_id = $child AND kind = $kind"
    " AND (parental_responsibility IS DISTINCT FROM $responsibility"
    "  OR source_of_harm IS DISTINCT FROM $harm"
    "  OR valid_from IS DISTINCT FROM $from"
    "  OR valid_to IS DISTINCT FROM $to)";

enum rc
relation_put(struct store *store, const struct relation_row *row,
    enum upsert *what, struct error *err)
{
	struct stmt s;
	bool found = false;
	enum rc rc = find(store, row, &found, err);

	if (rc != RC_OK)
		return rc;
	rc = stmt_open(&s, store, found ? change_sql : add_sql, err);
	stmt_bind_int(&s, "$person", row->person.v);
	stmt_bind_int(&s, "$child", row->child.v);
	stmt_bind_text(&s, "$kind", row->kind);
	stmt_bind_int(&s, "$responsibility", row->parental_responsibility);
	stmt_bind_text(&s, "$harm", row->source_of_harm);
	stmt_bind_text(&s, "$from", row->valid_from);
	stmt_bind_text(&s, "$to", row->valid_to);
	rc = upsert_finish(&s, rc, found, what, err);
	if (rc == RC_OK && *what != UPSERT_SAME)
		rc = voiding_of_relation(store, row->person, row->child, err);
	return rc;
}
