#include "store/mcase.h"

#include <stdlib.h>

#include "store/child.h"
#include "store/list.h"
#include "store/stmt.h"
#include "store/voiding.h"

static const char find_sql[] =
    "SELECT id FROM marac_case WHERE reference = $reference";

enum rc
mcase_find(struct store *store, const char *reference, struct case_id *id,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, find_sql, err);

	stmt_bind_text(&s, "$reference", reference);
	if ((rc = stmt_value(&s, rc, &id->v, err)) == RC_NOTFOUND)
		rc = mcase_missing(reference, err);
	return rc;
}

enum rc
mcase_missing(const char *reference, struct error *err)
{
	return error_set(err, RC_NOTFOUND,
	    "no case has the reference '%s'; import cases first", reference);
}

static const char add_sql[] =
    "INSERT INTO marac_case (reference, victim_id, criteria, dash_score,"
    " last_referral_on)"
    " VALUES ($reference, $victim, $criteria, $score, $referred)";

static const char change_sql[] =
    "UPDATE marac_case SET victim_id = $victim, criteria = $criteria,"
    " dash_score = $score, last_referral_on = $referred"
    " WHERE reference = $reference"
    " AND (victim_id IS DISTINCT FROM $victim"
    "  OR criteria IS DISTINCT FROM $criteria"
    "  OR dash_score IS DISTINCT FROM $score"
    "  OR last_referral_on IS DISTINCT FROM $referred)";

static enum rc
write_row(struct store *store, const char *sql, const struct mcase_row *row,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, sql, err);

	stmt_bind_text(&s, "$reference", row->reference);
	stmt_bind_int(&s, "$victim", row->victim.v);
	stmt_bind_text(&s, "$criteria", row->criteria);
	if (row->dash_score < 0)
		stmt_bind_null(&s, "$score");
	else
		stmt_bind_int(&s, "$score", row->dash_score);
	stmt_bind_text(&s, "$referred", row->last_referral_on);
	return stmt_finish(&s, rc, err);
}

/* One of the two lists of a case: its statements and the new members. */
struct members {
	const char *list;
	const char *add;
	const char *remove;
};

static const char children_sql[] =
    "SELECT child_id FROM case_child WHERE case_id = $case";
static const char child_add_sql[] =
    "INSERT INTO case_child (case_id, child_id) VALUES ($case, $member)";
static const char child_remove_sql[] =
    "DELETE FROM case_child WHERE case_id = $case AND child_id = $member";
static const struct members children = {
    children_sql, child_add_sql, child_remove_sql};

static const char perpetrators_sql[] =
    "SELECT person_id FROM case_perpetrator WHERE case_id = $case";
static const char perpetrator_add_sql[] =
    "INSERT INTO case_perpetrator (case_id, person_id)"
    " VALUES ($case, $member)";
static const char perpetrator_remove_sql[] =
    "DELETE FROM case_perpetrator"
    " WHERE case_id = $case AND person_id = $member";
static const struct members perpetrators = {
    perpetrators_sql, perpetrator_add_sql, perpetrator_remove_sql};

static enum rc
member(struct store *store, const char *sql, struct case_id id,
    int64_t member_id, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, sql, err);

	stmt_bind_int(&s, "$case", id.v);
	stmt_bind_int(&s, "$member", member_id);
	return stmt_finish(&s, rc, err);
}

static bool
among(int64_t id, const int64_t *ids, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (ids[i] == id)
			return true;
	}
	return false;
}

/* As given, and with the victim. */
enum { MEMBERS_MAX = 64, MEMBERS_ROOM };

static enum rc
read_members(struct store *store, const char *sql, struct case_id id,
    int64_t old[MEMBERS_ROOM], size_t *count, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, sql, err);

	*count = 0;
	stmt_bind_int(&s, "$case", id.v);
	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		if (*count == MEMBERS_ROOM)
			rc = error_set(err, RC_DAMAGED,
			    "case %lld has over %d members", (long long)id.v,
			    MEMBERS_MAX);
		else
			old[(*count)++] = stmt_int(&s, 0);
	}
	return stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
}

/* Make NOW the whole list; *CHANGED when it was another. */
static enum rc
set_members(struct store *store, const struct members *which, struct case_id id,
    const int64_t *now, size_t count, bool *changed, struct error *err)
{
	int64_t old[MEMBERS_ROOM];
	size_t nold = 0;
	enum rc rc;

	rc = read_members(store, which->list, id, old, &nold, err);
	for (size_t i = 0; rc == RC_OK && i < nold; i++) {
		if (among(old[i], now, count))
			continue;
		*changed = true;
		rc = member(store, which->remove, id, old[i], err);
	}
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		if (among(now[i], old, nold) || among(now[i], now, i))
			continue;
		*changed = true;
		rc = member(store, which->add, id, now[i], err);
	}
	return rc;
}

/* A victim who is a child is one of the case's: its recording and notes are in
 * that child's file as well (rule 23). */
static enum rc
add_victim(struct store *store, struct person_id victim, int64_t *ids,
    size_t *count, struct error *err)
{
	struct child_id child;
	enum rc rc = child_find(store, victim, &child, err);

	if (rc == RC_OK)
		ids[(*count)++] = child.v;
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

static enum rc
set_lists(struct store *store, struct case_id id, const struct mcase_row *row,
    bool *changed, struct error *err)
{
	int64_t ids[MEMBERS_ROOM];
	size_t nchildren = row->nchildren;
	enum rc rc;

	if (row->nchildren > MEMBERS_MAX || row->nperpetrators > MEMBERS_MAX)
		return error_set(err, RC_INVALID,
		    "a case has at most %d children and as many perpetrators",
		    MEMBERS_MAX);
	for (size_t i = 0; i < row->nchildren; i++)
		ids[i] = row->children[i].v;
	if ((rc = add_victim(store, row->victim, ids, &nchildren, err)) ==
	    RC_OK)
		rc = set_members(
		    store, &children, id, ids, nchildren, changed, err);
	for (size_t i = 0; i < row->nperpetrators; i++)
		ids[i] = row->perpetrators[i].v;
	if (rc == RC_OK)
		rc = set_members(store, &perpetrators, id, ids,
		    row->nperpetrators, changed, err);
	return rc;
}

enum rc
mcase_put(struct store *store, const struct mcase_row *row, struct case_id *id,
    enum upsert *what, struct error *err)
{
	bool changed = false;
	bool found;
	enum rc rc = mcase_find(store, row->reference, id, err);

	if (rc != RC_OK && rc != RC_NOTFOUND)
		return rc;
	found = rc == RC_OK;
	rc = write_row(store, found ? change_sql : add_sql, row, err);
	if (rc != RC_OK)
		return rc;
	if (found)
		changed = stmt_changed(store) > 0;
	else
		id->v = stmt_inserted(store);
	if ((rc = set_lists(store, *id, row, &changed, err)) != RC_OK)
		return rc;
	if (!found)
		*what = UPSERT_ADDED;
	else
		*what = changed ? UPSERT_CHANGED : UPSERT_SAME;
	if (*what == UPSERT_CHANGED)
		rc = voiding_of_case(store, *id, err);
	return rc;
}

static const char unlinked_sql[] =
    "SELECT k.id FROM marac_case k WHERE k.victim_id = $person"
    " AND NOT EXISTS (SELECT 1 FROM case_child h"
    "  WHERE h.case_id = k.id AND h.child_id = $child)";

enum rc
mcase_victim_is_child(struct store *store, struct person_id person,
    struct child_id child, struct error *err)
{
	struct case_id *cases;
	size_t count = 0;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, unlinked_sql, err);

	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_int(&s, "$child", child.v);
	cases = list_ids(&s, &rc, &count, err);
	for (size_t i = 0; i < count && rc == RC_OK; i++)
		if ((rc = member(store, child_add_sql, cases[i], child.v,
			 err)) == RC_OK)
			rc = voiding_of_case(store, cases[i], err);
	free(cases);
	return rc;
}
