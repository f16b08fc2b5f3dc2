#include "store/pledges.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/alert.h"
#include "store/audit.h"
#include "store/copies.h"
#include "store/stmt.h"

void
pledges_clear(struct pledges_version *version)
{
	free(version->english);
	free(version->welsh);
	*version = (struct pledges_version){0};
}

static const char get_sql[] =
    "SELECT s.id, s.set_at, s.english, s.welsh, (SELECT count(*)"
    "  FROM statement_accepted a WHERE a.statement_id = s.id)"
    " FROM statement s WHERE s.id = CASE WHEN $number = 0"
    "  THEN (SELECT max(id) FROM statement) ELSE $number END";

enum rc
pledges_get(struct store *store, int64_t number, struct pledges_version *out,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, get_sql, err);

	stmt_bind_int(&s, "$number", number);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		out->number = stmt_int(&s, 0);
		out->since_ms = stmt_int(&s, 1);
		out->accepted = stmt_int(&s, 4);
		if ((rc = stmt_copy(&s, 2, &out->english, err)) == RC_OK)
			rc = stmt_copy(&s, 3, &out->welsh, err);
	}
	if (rc != RC_OK)
		pledges_clear(out);
	return stmt_close(&s, rc);
}

static const char owed_sql[] =
    "SELECT 1 FROM parcel k JOIN person p ON p.id = k.person_id"
    " JOIN statement s ON s.id = (SELECT max(id) FROM statement)"
    " WHERE k.id = $parcel"
    " AND NOT EXISTS (SELECT 1 FROM statement_accepted a"
    "  WHERE a.statement_id = s.id AND a.person_id = p.id)"
    " AND NOT EXISTS (SELECT 1 FROM child c WHERE c.person_id = p.id)"
    " AND CASE (SELECT capacity = 'family' FROM attendance t"
    "   WHERE t.meeting_id = k.meeting_id AND t.person_id = p.id)"
    "  WHEN 0 THEN 1 WHEN 1 THEN 0"
    "  ELSE p.agency_id IS NOT NULL AND (EXISTS (SELECT 1 FROM debrief d"
    "    WHERE d.person_id = p.id AND d.meeting_id = k.meeting_id)"
    "   OR EXISTS (SELECT 1 FROM task x JOIN action n"
    "     ON n.id = x.action_id WHERE x.person_id = p.id"
    "     AND n.meeting_id = k.meeting_id)) END";

enum rc
pledges_owed(
    struct store *store, struct parcel_id parcel, bool *owed, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, owed_sql, err);

	stmt_bind_int(&s, "$parcel", parcel.v);
	return stmt_any(&s, rc, owed, err);
}

static enum rc
good(const char *text, const char *which, struct error *err)
{
	size_t len = strlen(text);

	if (text[strspn(text, " \t\r\n")] == '\0')
		return error_set(
		    err, RC_INVALID, "the %s text is empty", which);
	if (len > PLEDGES_TEXT)
		return error_set(err, RC_INVALID,
		    "the %s text is longer than %d bytes", which, PLEDGES_TEXT);
	if (!text_valid(text, len))
		return error_set(
		    err, RC_INVALID, "the %s text is not UTF-8", which);
	return RC_OK;
}

static const char set_sql[] =
    "INSERT INTO statement (id, english, welsh, set_by, set_at)"
    " SELECT coalesce(max(id), 0) + 1, $english, $welsh, $by, $now"
    " FROM statement RETURNING id";

enum rc
pledges_set(struct store *store, const char *english, const char *welsh,
    struct account_id by, int64_t now_ms, int64_t *number, struct error *err)
{
	char who[40], which[40];
	struct stmt s;
	enum rc rc;

	if ((rc = good(english, "English", err)) != RC_OK ||
	    (rc = good(welsh, "Welsh", err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, set_sql, err);
	stmt_bind_text(&s, "$english", english);
	stmt_bind_text(&s, "$welsh", welsh);
	stmt_bind_int(&s, "$by", by.v);
	stmt_bind_int(&s, "$now", now_ms);
	if ((rc = stmt_value(&s, rc, number, err)) != RC_OK)
		return rc;
	(void)snprintf(who, sizeof(who), "account:%" PRId64, by.v);
	(void)snprintf(which, sizeof(which), "statement:%" PRId64, *number);
	return audit_add(store, who, "statement.set", which, "", err);
}

static const char newest_sql[] = "SELECT coalesce(max(id), 0) FROM statement";

static enum rc
is_newest(struct store *store, int64_t number, struct error *err)
{
	int64_t newest = 0;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, newest_sql, err);

	rc = stmt_value(&s, rc, &newest, err);
	if (rc == RC_OK && newest != number)
		rc = error_set(
		    err, RC_CONFLICT, "there is a newer statement to read");
	return rc;
}

static const char accept_sql[] =
    "INSERT INTO statement_accepted (statement_id, person_id, language,"
    " accepted_at) VALUES ($number, $person, $language, $now)"
    " ON CONFLICT (statement_id, person_id) DO NOTHING RETURNING 1";

enum rc
pledges_accept(struct store *store, struct person_id person, int64_t number,
    enum wordbook_language language, int64_t now_ms, struct error *err)
{
	char who[40], which[40];
	bool new = false;
	struct stmt s;
	enum rc rc = is_newest(store, number, err);

	if (rc != RC_OK)
		return rc;
	rc = stmt_open(&s, store, accept_sql, err);
	stmt_bind_int(&s, "$number", number);
	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_text(&s, "$language", wordbook_code(language));
	stmt_bind_int(&s, "$now", now_ms);
	if ((rc = stmt_any(&s, rc, &new, err)) != RC_OK || !new)
		return rc;
	(void)snprintf(who, sizeof(who), "recipient:%" PRId64, person.v);
	(void)snprintf(which, sizeof(which), "statement:%" PRId64, number);
	return audit_add(store, who, "statement.accepted", which,
	    wordbook_code(language), err);
}

enum rc
pledges_refuse(struct store *store, struct parcel_id parcel, int64_t number,
    int64_t now_ms, struct error *err)
{
	char who[40], which[40], text[160];
	struct copies_parcel row = {0};
	enum rc rc;

	if ((rc = is_newest(store, number, err)) != RC_OK ||
	    (rc = copies_parcel_get(store, parcel, &row, err)) != RC_OK)
		return rc;
	(void)snprintf(who, sizeof(who), "recipient:%" PRId64, row.person.v);
	(void)snprintf(which, sizeof(which), "statement:%" PRId64, number);
	(void)snprintf(text, sizeof(text),
	    "A participant did not agree to the statement of confidentiality "
	    "(parcel %" PRId64 "), so nothing of it opens. Speak to them.",
	    parcel.v);
	if ((rc = audit_add(store, who, "statement.refused", which, "", err)) ==
	    RC_OK)
		rc = alert_once(store, row.meeting, now_ms, text, err);
	return rc;
}
