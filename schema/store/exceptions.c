#include "store/exceptions.h"

#include <assert.h>
#include <stdlib.h>

#include "store/deed.h"
#include "store/approver.h"
#include "store/list.h"
#include "store/stmt.h"

static const char void_sql[] =
    "UPDATE exception SET void_at = $now WHERE meeting_id = $meeting"
    " AND case_id = $case AND person_id = $person AND void_at IS NULL";

static const char propose_sql[] =
    "INSERT INTO exception (meeting_id, case_id, person_id, reason,"
    " proposed_by, proposed_at) VALUES ($meeting, $case, $person, $reason,"
    " $by, $now)";

enum rc
exceptions_propose(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, const char *reason,
    const struct releases_account *by, int64_t now_ms, struct exception_id *id,
    struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, void_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$person", person.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;

	rc = stmt_open(&s, store, propose_sql, err);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_text(&s, "$reason", reason);
	stmt_bind_int(&s, "$by", by->id.v);
	stmt_bind_int(&s, "$now", now_ms);
	if ((rc = stmt_insert(&s, rc, &id->v, err)) != RC_OK)
		return rc;
	return deed_add(store, by, "exception.proposed",
	    &(struct deed){meeting, case_id, person, id->v}, reason, err);
}

/* One that is not void. */
struct found {
	struct deed about;
	int64_t proposed_by; /* the persons */
	int64_t first_by;    /* 0: nobody yet */
	int64_t second_by;
};

static const char found_sql[] =
    "SELECT e.meeting_id, e.case_id, e.person_id, a.person_id, b.person_id,"
    " c.person_id FROM exception e JOIN account a ON a.id = e.proposed_by"
    " LEFT JOIN account b ON b.id = e.first_by"
    " LEFT JOIN account c ON c.id = e.second_by"
    " WHERE e.id = $id AND e.void_at IS NULL";

static enum rc
find(struct store *store, struct exception_id id, struct found *out,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, found_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		out->about = (struct deed){
		    {stmt_int(&s, 0)},
		    {stmt_int(&s, 1)},
		    {stmt_int(&s, 2)},
		    id.v,
		};
		out->proposed_by = stmt_int(&s, 3);
		out->first_by = stmt_int(&s, 4);
		out->second_by = stmt_int(&s, 5);
	} else if (rc == RC_NOTFOUND)
		rc = error_set(err, rc,
		    "there is no exception %lld, or it is void",
		    (long long)id.v);
	return stmt_close(&s, rc);
}

static const char first_sql[] =
    "UPDATE exception SET first_by = $by, first_at = $now WHERE id = $id";

static const char second_sql[] =
    "UPDATE exception SET second_by = $by, second_at = $now WHERE id = $id";

enum rc
exceptions_approve(struct store *store, struct exception_id id,
    const struct releases_account *by, int64_t now_ms, bool *complete,
    struct error *err)
{
	struct found e = {0};
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if ((rc = find(store, id, &e, err)) != RC_OK)
		return rc;
	if (e.second_by != 0)
		return error_set(err, RC_CONFLICT,
		    "two people have approved this exception already");
	/* One person with two accounts is still one person. */
	if (by->person.v == e.proposed_by || by->person.v == e.first_by)
		return error_set(err, RC_DENIED,
		    "an exception needs three people: one who proposes it and "
		    "two others who approve it");
	if (by->person.v == e.about.person.v)
		return error_set(err, RC_DENIED,
		    "nobody approves an exception for themselves");
	if ((rc = approver_of_copy(store, e.about.meeting, e.about.case_id,
		 e.about.person, by, now_ms, err)) != RC_OK)
		return rc;
	*complete = e.first_by != 0;
	rc = stmt_open(&s, store, *complete ? second_sql : first_sql, err);
	stmt_bind_int(&s, "$by", by->id.v);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$id", id.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;
	return deed_add(store, by,
	    *complete ? "exception.approved.second"
		      : "exception.approved.first",
	    &e.about, "", err);
}

static const char void_one_sql[] =
    "UPDATE exception SET void_at = $now WHERE id = $id";

enum rc
exceptions_void(struct store *store, struct exception_id id,
    const struct releases_account *by, const char *reason, int64_t now_ms,
    struct error *err)
{
	struct found e = {0};
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if ((rc = find(store, id, &e, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, void_one_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$id", id.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;
	return deed_add(store, by, "exception.void", &e.about, reason, err);
}

static const char valid_sql[] =
    "SELECT 1 FROM exception e JOIN account a ON a.id = e.proposed_by"
    " JOIN account b ON b.id = e.first_by"
    " JOIN account c ON c.id = e.second_by"
    " WHERE e.meeting_id = $meeting AND e.case_id = $case"
    " AND e.person_id = $person AND e.void_at IS NULL AND e.reason <> ''"
    " AND a.person_id <> b.person_id AND a.person_id <> c.person_id"
    " AND b.person_id <> c.person_id LIMIT 1";

enum rc
exceptions_valid(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, bool *valid,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, valid_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$person", person.v);
	return stmt_any(&s, rc, valid, err);
}

static void
clear_one(void *item)
{
	struct exceptions_one *one = item;

	free(one->name);
	free(one->reason);
	free(one->proposed_by);
	free(one->first_by);
	free(one->second_by);
}

void
exceptions_free(struct exceptions_one *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		clear_one(&list[i]);
	free(list);
}

static const char list_sql[] =
    "SELECT e.id, e.person_id, p.name, e.reason, q.name, r.name, s.name,"
    " q.id, r.id, s.id FROM exception e"
    " JOIN person p ON p.id = e.person_id"
    " JOIN account a ON a.id = e.proposed_by"
    " JOIN person q ON q.id = a.person_id"
    " LEFT JOIN account b ON b.id = e.first_by"
    " LEFT JOIN person r ON r.id = b.person_id"
    " LEFT JOIN account c ON c.id = e.second_by"
    " LEFT JOIN person s ON s.id = c.person_id"
    " WHERE e.case_id = $case AND e.meeting_id = $meeting"
    " AND e.void_at IS NULL ORDER BY e.id";

enum rc
exceptions_list(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct exceptions_one **out, size_t *count,
    struct error *err)
{
	struct exceptions_one *one;
	struct list list = {.size = sizeof(*one), .clear = clear_one};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, list_sql, err);

	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$meeting", meeting.v);
	while ((one = list_next(&list, &s, &rc, err)) != NULL) {
		one->id.v = stmt_int(&s, 0);
		one->person.v = stmt_int(&s, 1);
		for (int i = 0; i < 3; i++)
			one->said[i].v = stmt_int(&s, 7 + i);
		if ((rc = stmt_copy(&s, 2, &one->name, err)) == RC_OK &&
		    (rc = stmt_copy(&s, 3, &one->reason, err)) == RC_OK &&
		    (rc = stmt_copy(&s, 4, &one->proposed_by, err)) == RC_OK &&
		    (rc = stmt_copy(&s, 5, &one->first_by, err)) == RC_OK)
			rc = stmt_copy(&s, 6, &one->second_by, err);
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}
