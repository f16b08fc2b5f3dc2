#include "store/agency.h"

#include "store/stmt.h"

static const char find_sql[] = "SELECT id FROM agency WHERE name = $name";

enum rc
agency_find(struct store *store, const char *name, struct agency_id *id,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, find_sql, err);

	stmt_bind_text(&s, "$name", name);
	if ((rc = stmt_value(&s, rc, &id->v, err)) == RC_NOTFOUND)
		(void)error_set(err, rc,
		    "no agency is called '%s'; agencies come with `marac-store "
		    "import people`",
		    name);
	return rc;
}

static const char add_sql[] = "INSERT INTO agency (name) VALUES ($name)";

enum rc
agency_ensure(struct store *store, const char *name, struct agency_id *id,
    struct error *err)
{
	struct stmt s;
	enum rc rc = agency_find(store, name, id, err);

	if (rc != RC_NOTFOUND)
		return rc;
	rc = stmt_open(&s, store, add_sql, err);
	stmt_bind_text(&s, "$name", name);
	return stmt_insert(&s, rc, &id->v, err);
}

static const char contact_sql[] =
    "UPDATE agency SET contact_id = $person WHERE id = $id"
    " AND EXISTS (SELECT 1 FROM person WHERE id = $person"
    "  AND agency_id = $id)";

enum rc
agency_set_contact(struct store *store, struct agency_id id,
    struct person_id person, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, contact_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	stmt_bind_int(&s, "$person", person.v);
	if ((rc = stmt_finish(&s, rc, err)) == RC_OK &&
	    stmt_changed(store) != 1)
		rc = error_set(err, RC_INVALID,
		    "they do not work for that agency: its contact must");
	return rc;
}

static const char list_sql[] =
    "SELECT agency.name, (SELECT count(*) FROM account"
    "  WHERE disabled_at IS NULL AND (SELECT person.agency_id FROM person"
    "  WHERE person.id = account.person_id) = agency.id),"
    " agency.contact_id IS NOT NULL FROM agency ORDER BY agency.name";

enum rc
agency_list(struct store *store, agency_each *each, void *to, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, list_sql, err);

	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		rc = each(to, stmt_text(&s, 0), stmt_int(&s, 1),
		    stmt_int(&s, 2) != 0, err);
	return stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
}
