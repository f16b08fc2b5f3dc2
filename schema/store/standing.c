#include "store/standing.h"

#include <stdlib.h>

#include "store/dossier.h"
#include "store/list.h"
#include "store/releases.h"
#include "store/stmt.h"

/* Reads of one moment, unless the caller already holds one. */
static enum rc
settle(struct store *store, bool *ours, struct error *err)
{
	*ours = !store_in_transaction(store);
	return *ours ? store_snapshot(store, err) : RC_OK;
}

static const char person_sql[] = "SELECT 1 FROM person WHERE id = $person";

static enum rc
known(struct store *store, struct person_id person, struct error *err)
{
	struct stmt s;
	bool there = false;
	enum rc rc = stmt_open(&s, store, person_sql, err);

	stmt_bind_int(&s, "$person", person.v);
	if ((rc = stmt_any(&s, rc, &there, err)) == RC_OK && !there)
		rc = error_set(err, RC_NOTFOUND, "there is no such person");
	return rc;
}

enum rc
standing_facts(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, int64_t now_ms,
    struct facts *facts, struct error *err)
{
	struct dossier *dossier = NULL;
	bool ours = false;
	enum rc rc;

	if ((rc = settle(store, &ours, err)) != RC_OK ||
	    (rc = known(store, person, err)) != RC_OK ||
	    (rc = dossier_open(&dossier, store, meeting, now_ms, err)) !=
		RC_OK ||
	    (rc = dossier_facts(dossier, case_id, person, facts, err)) != RC_OK)
		facts_clear(facts);
	dossier_close(dossier);
	if (ours)
		store_rollback(store);
	return rc;
}

enum rc
standing_ask(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, int64_t now_ms,
    struct entitlement *out, struct error *err)
{
	struct facts facts = {0};
	enum rc rc;

	if ((rc = standing_facts(store, meeting, case_id, person, now_ms,
		 &facts, err)) == RC_OK)
		rc = entitle_copy(&facts, out, err);
	facts_clear(&facts);
	return rc;
}

/* One person of one case. */
static enum rc
line(struct dossier *dossier, const struct releases_case *c,
    struct person_id person, standing_heard *heard, void *to, struct error *err)
{
	struct facts facts = {0};
	struct entitlement today = {0};
	enum rc rc;

	if ((rc = dossier_facts(dossier, c->id, person, &facts, err)) ==
		RC_OK &&
	    (rc = entitle_copy(&facts, &today, err)) == RC_OK)
		rc = heard(to,
		    &(struct standing_line){c, person, &facts, &today}, err);
	facts_clear(&facts);
	entitle_clear(&today);
	return rc;
}

/* Everybody of one case, or ONLY. */
static enum rc
lines(struct store *store, struct dossier *dossier, struct meeting_id meeting,
    const struct releases_case *c, struct person_id only, standing_heard *heard,
    void *to, struct error *err)
{
	struct person_id *people = NULL;
	size_t npeople = 0;
	enum rc rc;

	if (only.v != 0)
		return line(dossier, c, only, heard, to, err);
	rc = standing_people(store, meeting, c->id, &people, &npeople, err);
	for (size_t i = 0; rc == RC_OK && i < npeople; i++)
		rc = line(dossier, c, people[i], heard, to, err);
	free(people);
	return rc;
}

/* Of CASE, or of all when it is {0}. */
static enum rc
table(struct store *store, struct meeting_id meeting, struct case_id case_id,
    struct person_id only, int64_t now_ms, standing_heard *heard, void *to,
    struct error *err)
{
	struct dossier *dossier = NULL;
	struct releases_case *cases = NULL;
	size_t count = 0;
	bool ours = false, there = case_id.v == 0;
	enum rc rc;

	if ((rc = settle(store, &ours, err)) != RC_OK ||
	    (rc = dossier_open(&dossier, store, meeting, now_ms, err)) !=
		RC_OK ||
	    (rc = releases_cases(store, meeting, &cases, &count, err)) != RC_OK)
		goto done;
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		if (case_id.v != 0 && cases[i].id.v != case_id.v)
			continue;
		there = true;
		rc = lines(
		    store, dossier, meeting, &cases[i], only, heard, to, err);
	}
	if (rc == RC_OK && !there)
		rc = error_set(err, RC_NOTFOUND,
		    "that case is not on the meeting's agenda");
done:
	free(cases);
	dossier_close(dossier);
	if (ours)
		store_rollback(store);
	return rc;
}

enum rc
standing_table(struct store *store, struct meeting_id meeting,
    struct person_id only, int64_t now_ms, standing_heard *heard, void *to,
    struct error *err)
{
	return table(
	    store, meeting, (struct case_id){0}, only, now_ms, heard, to, err);
}

enum rc
standing_case(struct store *store, struct meeting_id meeting,
    struct case_id case_id, int64_t now_ms, standing_heard *heard, void *to,
    struct error *err)
{
	return table(store, meeting, case_id, (struct person_id){0}, now_ms,
	    heard, to, err);
}

/* What a copy is a copy of. */
struct question {
	struct meeting_id meeting;
	struct case_id case_id;
	struct person_id person;
	int64_t rendition;
};

/* Everything that must hold besides today's entitlement. */
static const char copy_sql[] =
    "SELECT c.meeting_id, c.case_id, c.person_id, c.rendition_id"
    " FROM copy c"
    " JOIN parcel p ON p.id = c.parcel_id AND p.person_id = c.person_id"
    "  AND p.meeting_id = c.meeting_id"
    " JOIN link_key l ON l.number = p.link_key"
    " JOIN rendition n ON n.id = c.rendition_id"
    "  AND n.meeting_id = c.meeting_id AND n.case_id = c.case_id"
    " WHERE c.id = $copy AND c.withdrawn_at IS NULL"
    " AND p.void_at IS NULL AND p.expires_at > $now AND l.void_at IS NULL";

static const char parts_sql[] =
    "SELECT from_sample, to_sample, silent FROM rendition_part"
    " WHERE rendition_id = $rendition";

/* All that it holds, and what of that is silence. */
static enum rc
parts(struct store *store, int64_t rendition, struct span_list *held,
    struct span_list *silent, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, parts_sql, err);

	stmt_bind_int(&s, "$rendition", rendition);
	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		struct span span = {stmt_int(&s, 0), stmt_int(&s, 1)};

		rc = span_add(held, span, err);
		if (rc == RC_OK && stmt_int(&s, 2) != 0)
			rc = span_add(silent, span, err);
	}
	return stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
}

static enum rc
copy_question(struct store *store, struct copy_id copy, int64_t now_ms,
    struct question *q, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, copy_sql, err);

	stmt_bind_int(&s, "$copy", copy.v);
	stmt_bind_int(&s, "$now", now_ms);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		q->meeting.v = stmt_int(&s, 0);
		q->case_id.v = stmt_int(&s, 1);
		q->person.v = stmt_int(&s, 2);
		q->rendition = stmt_int(&s, 3);
	}
	return stmt_close(&s, rc);
}

enum rc
standing_of_copy(struct store *store, struct copy_id copy, int64_t now_ms,
    enum reason *why, struct error *err)
{
	struct question q = {0};
	struct entitlement e = {0};
	struct span_list held = {0}, silent = {0};
	bool ours = false;
	enum rc rc;

	if (why != NULL)
		*why = 0;
	if ((rc = settle(store, &ours, err)) != RC_OK ||
	    (rc = copy_question(store, copy, now_ms, &q, err)) != RC_OK ||
	    (rc = parts(store, q.rendition, &held, &silent, err)) != RC_OK ||
	    (rc = standing_ask(store, q.meeting, q.case_id, q.person, now_ms,
		 &e, err)) != RC_OK)
		goto done;
	if (why != NULL)
		*why = e.reason;
	if (!entitle_still(&e, &held, &silent))
		rc = RC_NOTFOUND;
done:
	if (rc == RC_NOTFOUND) /* one answer for all of them */
		(void)error_set(err, rc, "there is no such copy");
	if (ours)
		store_rollback(store);
	span_clear(&held);
	span_clear(&silent);
	entitle_clear(&e);
	return rc;
}

static const char people_sql[] =
    "SELECT person_id FROM attendance WHERE meeting_id = $meeting"
    " UNION SELECT victim_id FROM marac_case WHERE id = $case"
    " UNION SELECT r.person_id FROM case_child k"
    "  JOIN relationship r ON r.child_id = k.child_id"
    "  WHERE k.case_id = $case"
    " UNION SELECT r.person_id FROM marac_case c"
    "  JOIN child d ON d.person_id = c.victim_id"
    "  JOIN relationship r ON r.child_id = d.id WHERE c.id = $case"
    " UNION SELECT d.person_id FROM case_child k"
    "  JOIN child d ON d.id = k.child_id WHERE k.case_id = $case"
    " UNION SELECT person_id FROM case_perpetrator WHERE case_id = $case"
    " UNION SELECT person_id FROM exception WHERE meeting_id = $meeting"
    "  AND case_id = $case AND void_at IS NULL"
    " ORDER BY 1";

enum rc
standing_people(struct store *store, struct meeting_id meeting_id,
    struct case_id case_id, struct person_id **out, size_t *count,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, people_sql, err);

	stmt_bind_int(&s, "$meeting", meeting_id.v);
	stmt_bind_int(&s, "$case", case_id.v);
	*out = list_ids(&s, &rc, count, err);
	return rc;
}
