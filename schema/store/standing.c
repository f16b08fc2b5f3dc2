#include "store/standing.h"

#include <string.h>

#include "store/list.h"
#include "store/presence.h"
#include "store/stmt.h"

/* What is being asked about. */
struct question {
	struct store *store;
	struct meeting_id meeting;
	struct case_id case_id;
	struct person_id person;
	int64_t now_ms;
};

/* The statement SQL with those of Q's ids bound that it names. */
enum { MEETING = 1, CASE = 2, PERSON = 4 };

static enum rc
ask(struct stmt *s, const struct question *q, const char *sql, unsigned bind,
    struct error *err)
{
	enum rc rc = stmt_open(s, q->store, sql, err);

	if ((bind & MEETING) != 0)
		stmt_bind_int(s, "$meeting", q->meeting.v);
	if ((bind & CASE) != 0)
		stmt_bind_int(s, "$case", q->case_id.v);
	if ((bind & PERSON) != 0)
		stmt_bind_int(s, "$person", q->person.v);
	return rc;
}

/* The first row, or RC_NOTFOUND without a text. */
static enum rc
first(struct stmt *s, const struct question *q, const char *sql, unsigned bind,
    struct error *err)
{
	enum rc rc = ask(s, q, sql, bind, err);

	return rc == RC_OK ? stmt_row(s, err) : rc;
}

static enum rc
spans(const struct question *q, const char *sql, unsigned bind,
    struct span_list *out, struct error *err)
{
	struct stmt s;
	enum rc rc = ask(&s, q, sql, bind, err);

	return stmt_spans(&s, rc, out, err);
}

/* The meeting and the case ------------------------------------------------ */

static const char meeting_sql[] =
    "SELECT m.type FROM meeting m, marac_case c, person p"
    " WHERE m.id = $meeting AND c.id = $case AND p.id = $person";

static enum rc
meeting(const struct question *q, struct facts *f, struct error *err)
{
	static const struct {
		const char *name;
		enum meeting_type type;
	} types[] = {{"marac", MEETING_MARAC},
	    {"emergency_marac", MEETING_EMERGENCY_MARAC},
	    {"icpc", MEETING_ICPC}, {"rcpc", MEETING_RCPC},
	    {"review", MEETING_REVIEW}};
	struct stmt s;
	enum rc rc = first(&s, q, meeting_sql, MEETING | CASE | PERSON, err);

	f->meeting = MEETING_MARAC; /* the strictest */
	if (rc == RC_NOTFOUND)
		rc = error_set(err, RC_NOTFOUND,
		    "there is no such meeting, case or person");
	for (size_t i = 0; rc == RC_OK && i < sizeof(types) / sizeof(*types);
	     i++)
		if (strcmp(stmt_text(&s, 0), types[i].name) == 0)
			f->meeting = types[i].type;
	return stmt_close(&s, rc);
}

static const char passage_sql[] =
    "SELECT p.from_sample, p.to_sample"
    " FROM agenda_item i JOIN passage p ON p.item_id = i.id"
    " WHERE i.case_id = $case AND i.meeting_id = $meeting";

static const char deferred_sql[] =
    "SELECT count(CASE WHEN status = 'deferred' THEN 1 END),"
    " count(CASE WHEN status = 'heard' THEN 1 END)"
    " FROM agenda_item WHERE case_id = $case AND meeting_id = $meeting";

static enum rc
deferred(const struct question *q, struct facts *f, struct error *err)
{
	struct stmt s;
	enum rc rc = first(&s, q, deferred_sql, MEETING | CASE, err);

	if (rc == RC_OK)
		f->deferred = stmt_int(&s, 0) > 0 && stmt_int(&s, 1) == 0;
	return stmt_close(&s, rc);
}

static const char released_sql[] =
    "SELECT 1 FROM case_release WHERE meeting_id = $meeting"
    " AND case_id = $case AND void_at IS NULL LIMIT 1";

static const char conflict_sql[] =
    "SELECT 1 FROM conflict WHERE meeting_id = $meeting"
    " AND case_id = $case AND person_id = $person";

/* Is there a row at all? */
static enum rc
any(const struct question *q, const char *sql, unsigned bind, bool *out,
    struct error *err)
{
	struct stmt s;
	enum rc rc = ask(&s, q, sql, bind, err);

	return stmt_any(&s, rc, out, err);
}

static const char excluded_sql[] =
    "SELECT from_sample, to_sample FROM exclusion"
    " WHERE meeting_id = $meeting AND person_id = $person";

/* Family and harm --------------------------------------------------------- */

static const char family_sql[] =
    "SELECT CASE WHEN c.victim_id = $person THEN 1 ELSE 0 END,"
    " (SELECT count(*) FROM case_child k WHERE k.case_id = c.id),"
    " (SELECT count(DISTINCT k.child_id) FROM case_child k"
    "  JOIN relationship r ON r.child_id = k.child_id"
    "  AND r.person_id = $person WHERE k.case_id = c.id)"
    " FROM marac_case c WHERE c.id = $case";

static const char child_sql[] =
    "SELECT CASE WHEN d.understands = 1 AND d.understanding_by <> ''"
    " AND d.understanding_at IS NOT NULL AND d.supporter <> ''"
    " THEN 1 ELSE 0 END"
    " FROM child d JOIN case_child k ON k.child_id = d.id"
    " WHERE d.person_id = $person AND k.case_id = $case";

static enum rc
family(const struct question *q, struct facts *f, struct error *err)
{
	struct stmt s;
	int64_t children = 0, related = 0;
	enum rc rc = first(&s, q, family_sql, CASE | PERSON, err);

	if (rc == RC_OK) {
		children = stmt_int(&s, 1);
		related = stmt_int(&s, 2);
		f->family = stmt_int(&s, 0) != 0 || related > 0;
	}
	if ((rc = stmt_close(&s, rc)) != RC_OK)
		return rc;

	rc = first(&s, q, child_sql, CASE | PERSON, err);
	if (rc == RC_OK) {
		f->is_child = true;
		f->family = true;
		f->understanding = stmt_int(&s, 0) != 0;
	}
	f->other_family = !f->is_child && related > 0 && related < children;
	return stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
}

/* Towards a child of the case, or the victim when that is a child too.  The
 * dates of a relationship do not lessen its answer. */
static const char relationship_sql[] =
    "SELECT r.source_of_harm FROM relationship r"
    " WHERE r.person_id = $person AND (r.child_id IN"
    "  (SELECT k.child_id FROM case_child k WHERE k.case_id = $case)"
    " OR r.child_id IN (SELECT d.id FROM marac_case c"
    "  JOIN child d ON d.person_id = c.victim_id WHERE c.id = $case))";

static enum harm
harm_from(const char *word)
{
	if (strcmp(word, "no") == 0)
		return HARM_NO;
	if (strcmp(word, "yes") == 0)
		return HARM_YES;
	if (strcmp(word, "disputed") == 0)
		return HARM_DISPUTED;
	return HARM_UNKNOWN;
}

/* Named in this case, or in another that shares its victim or a child: harm
 * does not end with the case it was first recorded in. */
static const char perpetrator_sql[] =
    "SELECT 1 FROM case_perpetrator p"
    " JOIN marac_case o ON o.id = p.case_id"
    " JOIN marac_case c ON c.id = $case"
    " WHERE p.person_id = $person AND (o.victim_id = c.victim_id"
    " OR EXISTS (SELECT 1 FROM case_child a JOIN case_child b"
    "  ON b.case_id = c.id AND b.child_id = a.child_id"
    "  WHERE a.case_id = o.id)"
    " OR EXISTS (SELECT 1 FROM child d JOIN case_child b"
    "  ON b.case_id = c.id AND b.child_id = d.id"
    "  WHERE d.person_id = o.victim_id)"
    " OR EXISTS (SELECT 1 FROM child d JOIN case_child a"
    "  ON a.case_id = o.id AND a.child_id = d.id"
    "  WHERE d.person_id = c.victim_id)) LIMIT 1";

static enum rc
harm(const struct question *q, struct facts *f, struct error *err)
{
	bool named = false;
	struct stmt s;
	enum rc rc = ask(&s, q, relationship_sql, CASE | PERSON, err);

	f->harm = HARM_NO;
	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		enum harm one = harm_from(stmt_text(&s, 0));

		if (one > f->harm)
			f->harm = one;
	}
	if ((rc = stmt_close(&s, rc)) != RC_NOTFOUND)
		return rc;
	rc = any(q, perpetrator_sql, CASE | PERSON, &named, err);
	if (rc == RC_OK && named)
		f->harm = HARM_YES;
	return rc;
}

/* Decisions --------------------------------------------------------------- */

/* Two accounts of one person are one person (rule 12). */
static const char decision_sql[] =
    "SELECT d.verdict, d.proposed_by,"
    " CASE WHEN b.person_id = a.person_id THEN d.proposed_by"
    " ELSE d.approved_by END, d.void_at"
    " FROM decision d JOIN account a ON a.id = d.proposed_by"
    " LEFT JOIN account b ON b.id = d.approved_by"
    " WHERE d.meeting_id = $meeting AND d.case_id = $case"
    " AND d.person_id = $person ORDER BY d.id DESC LIMIT 1";

static enum rc
decision(const struct question *q, struct facts *f, struct error *err)
{
	struct stmt s;
	enum rc rc = first(&s, q, decision_sql, MEETING | CASE | PERSON, err);

	if (rc == RC_OK) {
		f->decision.verdict = strcmp(stmt_text(&s, 0), "send") == 0
		    ? VERDICT_SEND
		    : VERDICT_WITHHOLD;
		f->decision.proposed_by = stmt_int(&s, 1);
		f->decision.approved_by = stmt_int(&s, 2);
		f->decision.void_since = !stmt_is_null(&s, 3);
	}
	return stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
}

static const char safety_sql[] =
    "SELECT coalesce(max(confirmed_at), 0) FROM safety_confirmation"
    " WHERE case_id = $case AND confirmed_at <= $now";

static enum rc
safety(const struct question *q, struct facts *f, struct error *err)
{
	struct stmt s;
	enum rc rc = ask(&s, q, safety_sql, CASE, err);

	stmt_bind_int(&s, "$now", q->now_ms);
	return stmt_value(&s, rc, &f->safety_confirmed_ms, err);
}

/* All of it --------------------------------------------------------------- */

/* Reads of one moment, unless the caller already holds one. */
static enum rc
settle(struct store *store, bool *ours, struct error *err)
{
	*ours = !store_in_transaction(store);
	return *ours ? store_snapshot(store, err) : RC_OK;
}

static enum rc
gather(const struct question *q, struct facts *f, struct error *err)
{
	enum rc rc;

	f->now_ms = q->now_ms;
	if ((rc = meeting(q, f, err)) != RC_OK ||
	    (rc = spans(q, passage_sql, MEETING | CASE, &f->passage, err)) !=
		RC_OK ||
	    (rc = deferred(q, f, err)) != RC_OK ||
	    (rc = any(q, released_sql, MEETING | CASE, &f->released, err)) !=
		RC_OK ||
	    (rc = any(q, conflict_sql, MEETING | CASE | PERSON, &f->conflict,
		 err)) != RC_OK ||
	    (rc = presence_read(q->store, q->meeting, q->person, f, err)) !=
		RC_OK ||
	    (rc = spans(q, excluded_sql, MEETING | PERSON, &f->excluded,
		 err)) != RC_OK ||
	    (rc = family(q, f, err)) != RC_OK ||
	    (rc = harm(q, f, err)) != RC_OK ||
	    (rc = decision(q, f, err)) != RC_OK ||
	    (rc = safety(q, f, err)) != RC_OK)
		return rc;
	return RC_OK;
}

enum rc
standing_facts(struct store *store, struct meeting_id meeting_id,
    struct case_id case_id, struct person_id person, int64_t now_ms,
    struct facts *facts, struct error *err)
{
	struct question q = {store, meeting_id, case_id, person, now_ms};
	bool ours = false;
	enum rc rc;

	if ((rc = settle(store, &ours, err)) == RC_OK)
		rc = gather(&q, facts, err);
	if (rc != RC_OK)
		facts_clear(facts);
	if (ours)
		store_rollback(store);
	return rc;
}

enum rc
standing_ask(struct store *store, struct meeting_id meeting_id,
    struct case_id case_id, struct person_id person, int64_t now_ms,
    struct entitlement *out, struct error *err)
{
	struct facts facts = {0};
	enum rc rc;

	if ((rc = standing_facts(store, meeting_id, case_id, person, now_ms,
		 &facts, err)) == RC_OK)
		rc = entitle_copy(&facts, out, err);
	facts_clear(&facts);
	return rc;
}

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
    "SELECT from_sample, to_sample FROM rendition_part"
    " WHERE rendition_id = $rendition";

static const char silent_sql[] =
    "SELECT from_sample, to_sample FROM rendition_part"
    " WHERE rendition_id = $rendition AND silent = 1";

static enum rc
parts(struct store *store, int64_t rendition, const char *sql,
    struct span_list *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, sql, err);

	stmt_bind_int(&s, "$rendition", rendition);
	return stmt_spans(&s, rc, out, err);
}

static enum rc
copy_question(struct copy_id copy, struct question *q, int64_t *rendition,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, q->store, copy_sql, err);

	stmt_bind_int(&s, "$copy", copy.v);
	stmt_bind_int(&s, "$now", q->now_ms);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		q->meeting.v = stmt_int(&s, 0);
		q->case_id.v = stmt_int(&s, 1);
		q->person.v = stmt_int(&s, 2);
		*rendition = stmt_int(&s, 3);
	}
	return stmt_close(&s, rc);
}

enum rc
standing_of_copy(struct store *store, struct copy_id copy, int64_t now_ms,
    enum reason *why, struct error *err)
{
	struct question q = {.store = store, .now_ms = now_ms};
	struct entitlement e = {0};
	struct span_list held = {0}, silent = {0};
	int64_t rendition = 0;
	bool ours = false;
	enum rc rc;

	if (why != NULL)
		*why = 0;
	if ((rc = settle(store, &ours, err)) != RC_OK ||
	    (rc = copy_question(copy, &q, &rendition, err)) != RC_OK ||
	    (rc = parts(store, rendition, parts_sql, &held, err)) != RC_OK ||
	    (rc = parts(store, rendition, silent_sql, &silent, err)) != RC_OK ||
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
    " UNION SELECT d.person_id FROM case_child k"
    "  JOIN child d ON d.id = k.child_id WHERE k.case_id = $case"
    " UNION SELECT person_id FROM case_perpetrator WHERE case_id = $case"
    " ORDER BY 1";

enum rc
standing_people(struct store *store, struct meeting_id meeting_id,
    struct case_id case_id, struct person_id **out, size_t *count,
    struct error *err)
{
	struct question q = {
	    .store = store, .meeting = meeting_id, .case_id = case_id};
	struct stmt s;
	enum rc rc = ask(&s, &q, people_sql, MEETING | CASE, err);

	*out = list_ids(&s, &rc, count, err);
	return rc;
}
