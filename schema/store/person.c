#include "store/person.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/agency.h"
#include "store/stmt.h"

void
person_clear(struct person *person)
{
	free(person->ref);
	free(person->name);
	free(person->agency);
	free(person->title);
	*person = (struct person){0};
}

static const char find_sql[] = "SELECT id FROM person WHERE ref = $ref";

enum rc
person_find(struct store *store, const char *ref, struct person_id *id,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, find_sql, err);

	stmt_bind_text(&s, "$ref", ref);
	if ((rc = stmt_value(&s, rc, &id->v, err)) == RC_NOTFOUND)
		(void)error_set(err, rc,
		    "nobody has the reference '%s'; import people first", ref);
	return rc;
}

static const char worker_sql[] =
    "SELECT count(*), coalesce(min(id), 0) FROM person"
    " WHERE name_folded = $folded AND agency_id IS NOT NULL";

enum rc
person_worker(struct store *store, const char *name, struct person_id *id,
    struct error *err)
{
	char *folded = NULL;
	int64_t count = 0;
	struct stmt s;
	enum rc rc = text_fold(name, &folded, err);

	if (rc != RC_OK)
		return rc;
	rc = stmt_open(&s, store, worker_sql, err);
	stmt_bind_text(&s, "$folded", folded);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		count = stmt_int(&s, 0);
		id->v = stmt_int(&s, 1);
	}
	rc = stmt_close(&s, rc);
	free(folded);
	if (rc == RC_OK && count != 1)
		rc = error_set(err, count == 0 ? RC_NOTFOUND : RC_CONFLICT,
		    "%s of an agency is called that",
		    count == 0 ? "nobody" : "more than one");
	return rc;
}

static const char get_sql[] =
    "SELECT person.ref, person.name, COALESCE(agency.name, ''), person.title"
    " FROM person LEFT JOIN agency ON agency.id = person.agency_id"
    " WHERE person.id = $id";

enum rc
person_get(struct store *store, struct person_id id, struct person *person,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, get_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_NOTFOUND)
		(void)error_set(
		    err, rc, "there is no person %lld", (long long)id.v);
	if (rc == RC_OK &&
	    (rc = stmt_copy(&s, 0, &person->ref, err)) == RC_OK &&
	    (rc = stmt_copy(&s, 1, &person->name, err)) == RC_OK &&
	    (rc = stmt_copy(&s, 2, &person->agency, err)) == RC_OK)
		rc = stmt_copy(&s, 3, &person->title, err);
	if (rc == RC_OK)
		person->id = id;
	else
		person_clear(person);
	return stmt_close(&s, rc);
}

static const char add_sql[] =
    "INSERT INTO person (ref, name, name_folded, agency_id, title)"
    " VALUES ($ref, $name, $folded, $agency, $title)";

static const char change_sql[] =
    "UPDATE person SET name = $name, name_folded = $folded,"
    " agency_id = $agency, title = $title WHERE ref = $ref"
    " AND (name IS DISTINCT FROM $name"
    "  OR name_folded IS DISTINCT FROM $folded"
    "  OR agency_id IS DISTINCT FROM $agency"
    "  OR title IS DISTINCT FROM $title)";

enum rc
person_put(struct store *store, const struct person_row *row,
    struct person_id *id, enum upsert *what, struct error *err)
{
	struct stmt s = {0};
	struct agency_id agency = {0};
	char *folded = NULL;
	bool found = false;
	enum rc rc;

	if ((rc = text_fold(row->name, &folded, err)) != RC_OK)
		goto done;
	if (row->agency[0] != '\0' &&
	    (rc = agency_ensure(store, row->agency, &agency, err)) != RC_OK)
		goto done;
	rc = person_find(store, row->ref, id, err);
	if (rc != RC_OK && rc != RC_NOTFOUND)
		goto done;
	found = rc == RC_OK;
	rc = stmt_open(&s, store, found ? change_sql : add_sql, err);
	stmt_bind_text(&s, "$ref", row->ref);
	stmt_bind_text(&s, "$name", row->name);
	stmt_bind_text(&s, "$folded", folded);
	stmt_bind_ref(&s, "$agency", agency.v);
	stmt_bind_text(&s, "$title", row->title);
	rc = upsert_finish(&s, rc, found, what, err);
	if (rc == RC_OK && !found)
		id->v = stmt_inserted(store);
done:
	free(folded);
	return rc;
}

static const char language_sql[] = "SELECT language FROM person WHERE id = $id";

enum rc
person_reads(struct store *store, struct person_id id,
    enum wordbook_language *language, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, language_sql, err);
	int found = -1;

	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		found = wordbook_find(stmt_text(&s, 0));
	*language =
	    found < 0 ? WORDBOOK_ENGLISH : (enum wordbook_language)found;
	return stmt_close(&s, rc);
}

static const char set_language_sql[] =
    "UPDATE person SET language = $code WHERE id = $id";

enum rc
person_set_language(struct store *store, struct person_id id, const char *code,
    struct error *err)
{
	struct stmt s;
	enum rc rc;

	if (wordbook_find(code) < 0)
		return error_set(err, RC_INVALID,
		    "a language is en (English) or cy (Welsh)");
	rc = stmt_open(&s, store, set_language_sql, err);
	stmt_bind_int(&s, "$id", id.v);
	stmt_bind_text(&s, "$code", code);
	return stmt_finish(&s, rc, err);
}

static const char had_language_sql[] =
    "SELECT CASE language WHEN '' THEN 0 WHEN $code THEN 1 ELSE 2 END"
    " FROM person WHERE id = $id";

enum rc
person_put_language(struct store *store, struct person_id id, const char *code,
    enum upsert *what, struct error *err)
{
	static const enum upsert was[] = {
	    UPSERT_ADDED, UPSERT_SAME, UPSERT_CHANGED};
	int64_t had = 0;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, had_language_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	stmt_bind_text(&s, "$code", code);
	if ((rc = stmt_value(&s, rc, &had, err)) != RC_OK)
		return rc;
	*what = was[had];
	return had == 1 ? RC_OK : person_set_language(store, id, code, err);
}

static const char aliases_sql[] =
    "SELECT alias FROM person_alias WHERE person_id = $person ORDER BY id";

static enum rc
aliases_same(struct store *store, struct person_id id,
    const char *const *aliases, size_t count, bool *same, struct error *err)
{
	struct stmt s;
	size_t i = 0;
	enum rc rc = stmt_open(&s, store, aliases_sql, err);

	*same = true;
	stmt_bind_int(&s, "$person", id.v);
	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		if (i >= count || strcmp(stmt_text(&s, 0), aliases[i]) != 0)
			*same = false;
		i++;
	}
	if (i != count)
		*same = false;
	return stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
}

static const char alias_clear_sql[] =
    "DELETE FROM person_alias WHERE person_id = $person";

static enum rc
alias_clear(struct store *store, struct person_id id, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, alias_clear_sql, err);

	stmt_bind_int(&s, "$person", id.v);
	return stmt_finish(&s, rc, err);
}

static const char alias_add_sql[] =
    "INSERT INTO person_alias (person_id, alias, alias_folded)"
    " VALUES ($person, $alias, $folded)"
    " ON CONFLICT (person_id, alias_folded) DO NOTHING";

static enum rc
alias_add(struct store *store, struct person_id id, const char *alias,
    struct error *err)
{
	struct stmt s;
	char *folded = NULL;
	enum rc rc = text_fold(alias, &folded, err);

	if (rc != RC_OK)
		return rc;
	rc = stmt_open(&s, store, alias_add_sql, err);
	stmt_bind_int(&s, "$person", id.v);
	stmt_bind_text(&s, "$alias", alias);
	stmt_bind_text(&s, "$folded", folded);
	rc = stmt_finish(&s, rc, err);
	free(folded);
	return rc;
}

enum rc
person_set_aliases(struct store *store, struct person_id id,
    const char *const *aliases, size_t count, bool *changed, struct error *err)
{
	bool same = false;
	enum rc rc = aliases_same(store, id, aliases, count, &same, err);

	*changed = !same;
	if (rc != RC_OK || same)
		return rc;
	rc = alias_clear(store, id, err);
	for (size_t i = 0; rc == RC_OK && i < count; i++)
		rc = alias_add(store, id, aliases[i], err);
	return rc;
}
