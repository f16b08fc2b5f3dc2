#include "store/dossier.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "store/exceptions.h"
#include "store/holds.h"
#include "store/list.h"
#include "store/presence.h"
#include "store/stmt.h"
#include "store/withholding.h"

/* One person's exclusion from a part of the meeting. */
struct excluded {
	int64_t person;
	struct span span;
};

struct child {
	int64_t id;
	int64_t person;
	bool of_case; /* else a child of whom it is about all the same */
	bool understanding;
};

struct relation {
	int64_t person;
	int64_t child;
	enum harm harm;
};

struct decided {
	int64_t person;
	int64_t proposed_ms;
	struct facts_decision decision;
};

/* Some persons, as a query found them. */
struct crowd {
	struct person_id *v;
	size_t count;
};

/* Of one case. */
struct file {
	struct case_id id; /* 0: none is read */
	struct span_list passage;
	int64_t victim;
	bool deferred;
	bool released;
	bool withheld; /* something is, or is proposed to be */
	int64_t safety_ms;
	int64_t from_ms; /* when it was read */
	int64_t next_ms; /* a later confirmation of safety; 0 for none */
	struct child *children;
	size_t nchildren;
	struct relation *relations;
	size_t nrelations;
	struct decided *decisions; /* the newest last */
	size_t ndecisions;
	struct crowd conflicts;
	struct crowd named;   /* as perpetrators, here or in a linked case */
	struct crowd accused; /* elsewhere, by somebody who is named here */
};

struct dossier {
	struct store *store;
	struct meeting_id meeting;
	bool dated;     /* STATE is known: else it is not kept */
	unsigned state; /* of the store, when it was read */
	int64_t now_ms;
	enum meeting_type type;
	struct presence *presence;
	struct excluded *excluded;
	size_t nexcluded;
	struct holds_row *holds;
	size_t nholds;
	struct file file;
};

static bool
among(const struct crowd *crowd, struct person_id person)
{
	for (size_t i = 0; i < crowd->count; i++)
		if (crowd->v[i].v == person.v)
			return true;
	return false;
}

static void
file_clear(struct file *f)
{
	span_clear(&f->passage);
	free(f->children);
	free(f->relations);
	free(f->decisions);
	free(f->conflicts.v);
	free(f->named.v);
	free(f->accused.v);
	*f = (struct file){0};
}

/* The statement SQL with the ids bound that it names. */
enum { MEETING = 1, CASE = 2 };

static enum rc
ask(struct stmt *s, const struct dossier *d, const char *sql, unsigned bind,
    struct error *err)
{
	enum rc rc = stmt_open(s, d->store, sql, err);

	if ((bind & MEETING) != 0)
		stmt_bind_int(s, "$meeting", d->meeting.v);
	if ((bind & CASE) != 0)
		stmt_bind_int(s, "$case", d->file.id.v);
	return rc;
}

static enum rc
crowd(const struct dossier *d, const char *sql, unsigned bind,
    struct crowd *out, struct error *err)
{
	struct stmt s;
	enum rc rc = ask(&s, d, sql, bind, err);

	out->v = list_ids(&s, &rc, &out->count, err);
	return rc;
}

/* The meeting ------------------------------------------------------------- */

static const char meeting_sql[] = "SELECT type FROM meeting"
				  " WHERE id = $meeting";

static enum rc
meeting(struct dossier *d, struct error *err)
{
	static const struct {
		const char *name;
		enum meeting_type type;
	} types[] = {{"marac", MEETING_MARAC},
	    {"emergency_marac", MEETING_EMERGENCY_MARAC},
	    {"icpc", MEETING_ICPC}, {"rcpc", MEETING_RCPC},
	    {"review", MEETING_REVIEW}};
	struct stmt s;
	enum rc rc = ask(&s, d, meeting_sql, MEETING, err);

	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_NOTFOUND)
		rc = error_set(err, RC_NOTFOUND, "there is no such meeting");
	for (size_t i = 0; rc == RC_OK && i < sizeof(types) / sizeof(*types);
	     i++)
		if (strcmp(stmt_text(&s, 0), types[i].name) == 0)
			d->type = types[i].type;
	return stmt_close(&s, rc);
}

static const char excluded_sql[] =
    "SELECT person_id, from_sample, to_sample FROM exclusion"
    " WHERE meeting_id = $meeting";

static enum rc
exclusions(struct dossier *d, struct error *err)
{
	struct excluded *x;
	struct list list = {.size = sizeof(*x)};
	struct stmt s;
	enum rc rc = ask(&s, d, excluded_sql, MEETING, err);

	while ((x = list_next(&list, &s, &rc, err)) != NULL) {
		x->person = stmt_int(&s, 0);
		x->span = (struct span){stmt_int(&s, 1), stmt_int(&s, 2)};
	}
	rc = stmt_close(&s, rc);
	d->excluded = list_take(&list, rc, &d->nexcluded);
	return rc;
}

/* The case ---------------------------------------------------------------- */

static const char case_sql[] =
    "SELECT c.victim_id,"
    " (SELECT coalesce(max(s.confirmed_at), 0) FROM safety_confirmation s"
    "   WHERE s.case_id = c.id AND s.confirmed_at <= $now),"
    " (SELECT coalesce(min(s.confirmed_at), 0) FROM safety_confirmation s"
    "   WHERE s.case_id = c.id AND s.confirmed_at > $now),"
    " (SELECT count(CASE WHEN i.status = 'deferred' THEN 1 END) > 0"
    "   AND count(CASE WHEN i.status = 'heard' THEN 1 END) = 0"
    "   FROM agenda_item i"
    "   WHERE i.case_id = c.id AND i.meeting_id = $meeting),"
    " EXISTS (SELECT 1 FROM case_release r WHERE r.meeting_id = $meeting"
    "   AND r.case_id = c.id AND r.void_at IS NULL),"
    " EXISTS (SELECT 1 FROM withheld_passage w WHERE w.meeting_id = $meeting"
    "   AND w.case_id = c.id AND w.void_at IS NULL)"
    " FROM marac_case c WHERE c.id = $case";

static enum rc
the_case(struct dossier *d, struct error *err)
{
	struct stmt s;
	enum rc rc = ask(&s, d, case_sql, MEETING | CASE, err);

	stmt_bind_int(&s, "$now", d->now_ms);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		d->file.victim = stmt_int(&s, 0);
		d->file.safety_ms = stmt_int(&s, 1);
		d->file.next_ms = stmt_int(&s, 2);
		d->file.deferred = stmt_int(&s, 3) != 0;
		d->file.released = stmt_int(&s, 4) != 0;
		d->file.withheld = stmt_int(&s, 5) != 0;
	} else if (rc == RC_NOTFOUND)
		rc = error_set(err, RC_NOTFOUND, "there is no such case");
	return stmt_close(&s, rc);
}

static const char passage_sql[] =
    "SELECT p.from_sample, p.to_sample"
    " FROM agenda_item i JOIN passage p ON p.item_id = i.id"
    " WHERE i.case_id = $case AND i.meeting_id = $meeting";

static enum rc
passage(struct dossier *d, struct error *err)
{
	struct stmt s;
	enum rc rc = ask(&s, d, passage_sql, MEETING | CASE, err);

	return stmt_spans(&s, rc, &d->file.passage, err);
}

/* Declared at any meeting of the case: it is in the case, not in the evening. */
static const char conflict_sql[] =
    "SELECT c.person_id FROM agenda_item i JOIN conflict c"
    " ON c.meeting_id = i.meeting_id AND c.case_id = i.case_id"
    " WHERE i.case_id = $case";

/* Of the case; and whoever else of it has a child's file, because a child's copy
 * needs the assessment (rule 13) whatever the case calls them.  Somebody may
 * come twice; who is of the case comes once as that. */
static const char children_sql[] =
    "SELECT id, person_id, understands = 1 AND understanding_by <> ''"
    " AND understanding_at IS NOT NULL AND supporter <> '', of_case FROM"
    " (SELECT d.*, 1 AS of_case FROM case_child k"
    "   JOIN child d ON d.id = k.child_id WHERE k.case_id = $case"
    "  UNION ALL SELECT d.*, 0 FROM marac_case c"
    "   JOIN child d ON d.person_id = c.victim_id WHERE c.id = $case"
    "  UNION ALL SELECT d.*, 0 FROM exception e"
    "   JOIN child d ON d.person_id = e.person_id"
    "   WHERE e.meeting_id = $meeting AND e.case_id = $case"
    "  UNION ALL SELECT d.*, 0 FROM case_child k"
    "   JOIN relationship r ON r.child_id = k.child_id"
    "   JOIN child d ON d.person_id = r.person_id WHERE k.case_id = $case"
    "  UNION ALL SELECT d.*, 0 FROM marac_case c"
    "   JOIN child v ON v.person_id = c.victim_id"
    "   JOIN relationship r ON r.child_id = v.id"
    "   JOIN child d ON d.person_id = r.person_id WHERE c.id = $case) found";

static enum rc
children(struct dossier *d, struct error *err)
{
	struct child *c;
	struct list list = {.size = sizeof(*c)};
	struct stmt s;
	enum rc rc = ask(&s, d, children_sql, MEETING | CASE, err);

	while ((c = list_next(&list, &s, &rc, err)) != NULL) {
		c->id = stmt_int(&s, 0);
		c->person = stmt_int(&s, 1);
		c->understanding = stmt_int(&s, 2) != 0;
		c->of_case = stmt_int(&s, 3) != 0;
	}
	rc = stmt_close(&s, rc);
	d->file.children = list_take(&list, rc, &d->file.nchildren);
	return rc;
}

/* Family and harm --------------------------------------------------------- */

/* Towards a child of the case, or the victim when that is a child too. */
static const char relations_sql[] =
    "SELECT r.person_id, r.child_id, r.source_of_harm"
    " FROM case_child k JOIN relationship r ON r.child_id = k.child_id"
    " WHERE k.case_id = $case"
    " UNION ALL SELECT r.person_id, r.child_id, r.source_of_harm"
    " FROM marac_case c JOIN child d ON d.person_id = c.victim_id"
    " JOIN relationship r ON r.child_id = d.id WHERE c.id = $case";

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

static enum rc
relations(struct dossier *d, struct error *err)
{
	struct relation *r;
	struct list list = {.size = sizeof(*r)};
	struct stmt s;
	enum rc rc = ask(&s, d, relations_sql, CASE, err);

	while ((r = list_next(&list, &s, &rc, err)) != NULL) {
		r->person = stmt_int(&s, 0);
		r->child = stmt_int(&s, 1);
		r->harm = harm_from(stmt_text(&s, 2));
	}
	rc = stmt_close(&s, rc);
	d->file.relations = list_take(&list, rc, &d->file.nrelations);
	return rc;
}

/* Named in this case, or in another that shares its victim or a child: harm
 * does not end with the case it was first recorded in. */
static const char named_sql[] =
    "SELECT p.person_id FROM case_perpetrator p WHERE p.case_id = $case"
    " UNION ALL SELECT p.person_id FROM marac_case c"
    "  JOIN marac_case o ON o.victim_id = c.victim_id"
    "  JOIN case_perpetrator p ON p.case_id = o.id WHERE c.id = $case"
    " UNION ALL SELECT p.person_id FROM case_child b"
    "  JOIN case_child a ON a.child_id = b.child_id"
    "  JOIN case_perpetrator p ON p.case_id = a.case_id"
    "  WHERE b.case_id = $case"
    " UNION ALL SELECT p.person_id FROM case_child b"
    "  JOIN child d ON d.id = b.child_id"
    "  JOIN marac_case o ON o.victim_id = d.person_id"
    "  JOIN case_perpetrator p ON p.case_id = o.id WHERE b.case_id = $case"
    " UNION ALL SELECT p.person_id FROM marac_case c"
    "  JOIN child d ON d.person_id = c.victim_id"
    "  JOIN case_child a ON a.child_id = d.id"
    "  JOIN case_perpetrator p ON p.case_id = a.case_id WHERE c.id = $case";

/* Counter-allegations: in the other case the roles are the other way round. */
static const char accused_sql[] =
    "SELECT p.person_id FROM case_perpetrator m"
    " JOIN marac_case o ON o.victim_id = m.person_id"
    " JOIN case_perpetrator p ON p.case_id = o.id WHERE m.case_id = $case";

static bool
related_to(const struct file *file, struct person_id person, int64_t child)
{
	for (size_t i = 0; i < file->nrelations; i++)
		if (file->relations[i].person == person.v &&
		    file->relations[i].child == child)
			return true;
	return false;
}

static void
family(const struct file *file, struct person_id person, struct facts *f)
{
	size_t of_case = 0, related = 0;
	bool own = false;

	f->family = file->victim == person.v;
	for (size_t i = 0; i < file->nchildren; i++) {
		const struct child *child = &file->children[i];
		bool victim = child->person == file->victim;

		if (child->person == person.v) {
			f->is_child = true;
			f->understanding = child->understanding;
			own = own || child->of_case;
		}
		of_case += child->of_case;
		if ((child->of_case || victim) &&
		    related_to(file, person, child->id)) {
			related += child->of_case;
			f->family = true;
		}
	}
	f->family = f->family || own;
	f->other_family = !own && related > 0 && related < of_case;
}

static void
harm(const struct file *file, struct person_id person, struct facts *f)
{
	f->harm = HARM_NO;
	if (among(&file->accused, person))
		f->harm = HARM_DISPUTED;
	for (size_t i = 0; i < file->nrelations; i++)
		if (file->relations[i].person == person.v &&
		    file->relations[i].harm > f->harm)
			f->harm = file->relations[i].harm;
	if (among(&file->named, person))
		f->harm = HARM_YES;
}

/* Decisions --------------------------------------------------------------- */

/* Two accounts of one person are one person (rule 12). */
static const char decisions_sql[] =
    "SELECT d.person_id, d.verdict, d.proposed_by,"
    " CASE WHEN b.person_id = a.person_id THEN d.proposed_by"
    " ELSE d.approved_by END, d.void_at, d.proposed_at"
    " FROM decision d JOIN account a ON a.id = d.proposed_by"
    " LEFT JOIN account b ON b.id = d.approved_by"
    " WHERE d.meeting_id = $meeting AND d.case_id = $case ORDER BY d.id";

static enum rc
decisions(struct dossier *d, struct error *err)
{
	struct decided *one;
	struct list list = {.size = sizeof(*one)};
	struct stmt s;
	enum rc rc = ask(&s, d, decisions_sql, MEETING | CASE, err);

	while ((one = list_next(&list, &s, &rc, err)) != NULL) {
		one->person = stmt_int(&s, 0);
		one->decision.verdict = strcmp(stmt_text(&s, 1), "send") == 0
		    ? VERDICT_SEND
		    : VERDICT_WITHHOLD;
		one->decision.proposed_by = stmt_int(&s, 2);
		one->decision.approved_by = stmt_int(&s, 3);
		one->decision.void_since = !stmt_is_null(&s, 4);
		one->proposed_ms = stmt_int(&s, 5);
	}
	rc = stmt_close(&s, rc);
	d->file.decisions = list_take(&list, rc, &d->file.ndecisions);
	return rc;
}

/* What is withheld from PERSON, and whether the decision knew it. */
static enum rc
withheld(const struct dossier *d, struct person_id person,
    const struct decided *decided, struct facts *f, struct error *err)
{
	int64_t named_ms = 0;
	enum rc rc;

	if (!d->file.withheld)
		return RC_OK;
	rc = withholding_read(d->store, d->meeting, d->file.id, person,
	    &f->withheld, &f->withholding_open, &named_ms, err);
	f->parted = rc == RC_OK && named_ms != 0 && decided != NULL &&
	    decided->proposed_ms > named_ms;
	return rc;
}

/* All of it --------------------------------------------------------------- */

/* Is F still what the store says of CASE at NOW?  Time alone changes one thing of
 * it: which confirmations of safety were before now. */
static bool
stands(const struct file *f, struct case_id case_id, int64_t now_ms)
{
	return f->id.v != 0 && f->id.v == case_id.v && now_ms >= f->from_ms &&
	    (f->next_ms == 0 || now_ms < f->next_ms);
}

static enum rc
read_file(struct dossier *d, struct case_id case_id, struct error *err)
{
	struct file *f = &d->file;
	enum rc rc;

	if (stands(f, case_id, d->now_ms))
		return RC_OK;
	file_clear(f);
	f->id = case_id;
	f->from_ms = d->now_ms;
	if ((rc = the_case(d, err)) != RC_OK ||
	    (rc = passage(d, err)) != RC_OK ||
	    (rc = children(d, err)) != RC_OK ||
	    (rc = relations(d, err)) != RC_OK ||
	    (rc = decisions(d, err)) != RC_OK ||
	    (rc = crowd(d, conflict_sql, CASE, &f->conflicts, err)) != RC_OK ||
	    (rc = crowd(d, named_sql, CASE, &f->named, err)) != RC_OK ||
	    (rc = crowd(d, accused_sql, CASE, &f->accused, err)) != RC_OK)
		file_clear(f); /* half of it is none of it */
	return rc;
}

enum rc
dossier_facts(struct dossier *d, struct case_id case_id,
    struct person_id person, struct facts *f, struct error *err)
{
	const struct span_list none = {0};
	const struct file *file = &d->file;
	const struct decided *decided = NULL;
	enum rc rc;

	if ((rc = read_file(d, case_id, err)) != RC_OK ||
	    (rc = presence_of(d->presence, person, f, err)) != RC_OK ||
	    (rc = span_union(&file->passage, &none, &f->passage, err)) != RC_OK)
		return rc;
	for (size_t i = 0; rc == RC_OK && i < d->nexcluded; i++)
		if (d->excluded[i].person == person.v)
			rc = span_add(&f->excluded, d->excluded[i].span, err);
	if (rc != RC_OK)
		return rc;

	f->meeting = d->type;
	f->now_ms = d->now_ms;
	f->deferred = file->deferred;
	f->released = file->released;
	f->safety_confirmed_ms = file->safety_ms;
	f->on_hold = holds_find(d->holds, d->nholds, case_id, person) != NULL;
	f->conflict = among(&file->conflicts, person);
	family(file, person, f);
	harm(file, person, f);
	for (size_t i = 0; i < file->ndecisions; i++)
		if (file->decisions[i].person == person.v)
			decided = &file->decisions[i];
	if (decided != NULL)
		f->decision = decided->decision;
	if ((rc = withheld(d, person, decided, f, err)) == RC_OK &&
	    f->harm != HARM_NO)
		rc = exceptions_valid(
		    d->store, d->meeting, case_id, person, &f->exception, err);
	/* Of others, whether they are a child is nothing to the rules. */
	f->is_child =
	    f->is_child && (f->family || (f->harm != HARM_NO && f->exception));
	return rc;
}

/* What the store kept, if that is MEETING's and of this very state; it is the
 * caller's now. */
static struct dossier *
take(struct store *store, struct meeting_id meeting)
{
	struct dossier **kept = store_dossier(store), *d = *kept;
	unsigned state = 0;

	if (d == NULL || d->meeting.v != meeting.v ||
	    !store_state(store, &state) || d->state != state)
		return NULL;
	*kept = NULL;
	return d;
}

static enum rc
fill(struct dossier *d, struct error *err)
{
	enum rc rc;

	if ((d->meeting.v != 0 && (rc = meeting(d, err)) != RC_OK) ||
	    (rc = exclusions(d, err)) != RC_OK ||
	    (rc = holds_of(d->store, d->meeting, &d->holds, &d->nholds, err)) !=
		RC_OK)
		return rc;
	return presence_open(&d->presence, d->store, d->meeting, err);
}

enum rc
dossier_open(struct dossier **out, struct store *store,
    struct meeting_id meeting_id, int64_t now_ms, struct error *err)
{
	struct dossier *d;
	enum rc rc = RC_OK;

	assert(store_in_transaction(store));
	if ((d = take(store, meeting_id)) == NULL) {
		if ((d = calloc(1, sizeof(*d))) == NULL)
			return error_nomem(err);
		d->store = store;
		d->meeting = meeting_id;
		d->type = MEETING_MARAC; /* the strictest */
		rc = fill(d, err);
		d->dated = store_state(store, &d->state);
	}
	d->now_ms = now_ms;
	if (rc == RC_OK)
		*out = d;
	else
		dossier_free(d);
	return rc;
}

void
dossier_close(struct dossier *d)
{
	struct dossier **kept;
	unsigned state = 0;

	if (d == NULL)
		return;
	kept = store_dossier(d->store);
	if (d->dated && store_state(d->store, &state) && state == d->state) {
		dossier_free(*kept);
		*kept = d;
	} else
		dossier_free(d);
}

void
dossier_free(struct dossier *d)
{
	if (d == NULL)
		return;
	file_clear(&d->file);
	presence_close(d->presence);
	free(d->excluded);
	free(d->holds);
	free(d);
}
