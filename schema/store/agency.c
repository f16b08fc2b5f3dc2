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
