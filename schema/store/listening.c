#include "store/listening.h"

#include <assert.h>
#include <string.h>

#include "store/approver.h"
#include "store/list.h"
#include "store/renditions.h"
#include "store/stmt.h"

enum rc
listening_shape(struct store *store, const struct listening *l, int64_t now_ms,
    struct span_list *spans, struct span_list *silent, struct error *err)
{
	struct span_list sound = {0};
	enum rc rc;

	if (!l->edges)
		return approver_copy(store, l->meeting, l->case_id, l->person,
		    now_ms, spans, silent, err);
	if ((rc = approver_sound(store, l->meeting, l->case_id, l->person,
		 now_ms, &sound, err)) == RC_OK)
		rc = approver_clips(&sound, spans, err);
	span_clear(&sound);
	return rc;
}

static const char there_sql[] =
    "SELECT id FROM listening WHERE account_id = $account"
    " AND meeting_id = $meeting AND case_id = $case"
    " AND coalesce(person_id, 0) = $person AND edges = $edges"
    " AND rendition_id = $rendition";

static const char add_sql[] =
    "INSERT INTO listening (account_id, meeting_id, case_id, person_id, edges,"
    " rendition_id, made_at) VALUES ($account, $meeting, $case, $person,"
    " $edges, $rendition, $now)";

enum rc
listening_add(struct store *store, const struct listening *l, int64_t now_ms,
    struct listening_id *id, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, there_sql, err);
	stmt_bind_int(&s, "$account", l->account.v);
	stmt_bind_int(&s, "$meeting", l->meeting.v);
	stmt_bind_int(&s, "$case", l->case_id.v);
	stmt_bind_int(&s, "$person", l->person.v);
	stmt_bind_int(&s, "$edges", l->edges ? 1 : 0);
	stmt_bind_int(&s, "$rendition", l->rendition.v);
	if ((rc = stmt_value(&s, rc, &id->v, err)) != RC_NOTFOUND)
		return rc;
	rc = stmt_open(&s, store, add_sql, err);
	stmt_bind_int(&s, "$account", l->account.v);
	stmt_bind_int(&s, "$meeting", l->meeting.v);
	stmt_bind_int(&s, "$case", l->case_id.v);
	stmt_bind_ref(&s, "$person", l->person.v);
	stmt_bind_int(&s, "$edges", l->edges ? 1 : 0);
	stmt_bind_int(&s, "$rendition", l->rendition.v);
	stmt_bind_int(&s, "$now", now_ms);
	return stmt_insert(&s, rc, &id->v, err);
}

/* The plan of what L's rendition holds, and of what it should hold today. */
static const char plan_sql[] = "SELECT plan_hash FROM rendition WHERE id = $id";

static enum rc
stands(struct store *store, const struct listening *l, int64_t now_ms,
    struct error *err)
{
	unsigned char today[BOX_HASH], made[BOX_HASH];
	struct span_list spans = {0}, silent = {0};
	struct stmt s;
	enum rc rc;

	if ((rc = listening_shape(store, l, now_ms, &spans, &silent, err)) !=
		RC_OK ||
	    (rc = renditions_plan(
		 l->meeting, l->case_id, &spans, &silent, today, err)) != RC_OK)
		goto done;
	rc = stmt_open(&s, store, plan_sql, err);
	stmt_bind_int(&s, "$id", l->rendition.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		rc = stmt_bytes(&s, 0, made, sizeof(made), err);
	rc = stmt_close(&s, rc);
	if (rc == RC_OK && memcmp(today, made, sizeof(made)) != 0)
		rc = RC_NOTFOUND;
done:
	span_clear(&spans);
	span_clear(&silent);
	return rc;
}

static const char get_sql[] =
    "SELECT l.id, l.account_id, l.meeting_id, l.case_id, l.person_id, l.edges,"
    " l.rendition_id, r.samples, r.bytes, l.heard_at IS NOT NULL"
    " FROM listening l JOIN rendition r ON r.id = l.rendition_id"
    " WHERE l.id = $id AND l.account_id = $account";

enum rc
listening_get(struct store *store, struct listening_id id,
    struct account_id account, int64_t now_ms, struct listening *out,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, get_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	stmt_bind_int(&s, "$account", account.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		*out = (struct listening){
		    .id = {stmt_int(&s, 0)},
		    .account = {stmt_int(&s, 1)},
		    .meeting = {stmt_int(&s, 2)},
		    .case_id = {stmt_int(&s, 3)},
		    .person = {stmt_int(&s, 4)},
		    .edges = stmt_int(&s, 5) != 0,
		    .rendition = {stmt_int(&s, 6)},
		    .samples = stmt_int(&s, 7),
		    .bytes = stmt_int(&s, 8),
		    .heard = stmt_int(&s, 9) != 0,
		};
	rc = stmt_close(&s, rc);
	return rc == RC_OK ? stands(store, out, now_ms, err) : rc;
}

/* Coverage ---------------------------------------------------------------- */

static const char covered_sql[] =
    "SELECT from_byte, to_byte FROM listening_coverage"
    " WHERE listening_id = $id ORDER BY from_byte";

static enum rc
covered(struct store *store, struct listening_id id, struct span_list *list,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, covered_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	return stmt_spans(&s, rc, list, err);
}

static const char uncover_sql[] =
    "DELETE FROM listening_coverage WHERE listening_id = $id";

static const char cover_sql[] =
    "INSERT INTO listening_coverage (listening_id, from_byte, to_byte)"
    " VALUES ($id, $from, $to)";

static enum rc
cover(struct store *store, struct listening_id id, const struct span_list *list,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, uncover_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	rc = stmt_finish(&s, rc, err);
	for (size_t i = 0; i < list->count && rc == RC_OK; i++) {
		rc = stmt_open(&s, store, cover_sql, err);
		stmt_bind_int(&s, "$id", id.v);
		stmt_bind_int(&s, "$from", list->v[i].from);
		stmt_bind_int(&s, "$to", list->v[i].to);
		rc = stmt_finish(&s, rc, err);
	}
	return rc;
}

static const char bytes_sql[] =
    "SELECT r.bytes FROM listening l JOIN rendition r ON r.id = l.rendition_id"
    " WHERE l.id = $id";

static enum rc
is_whole(struct store *store, struct listening_id id,
    const struct span_list *list, bool *whole, struct error *err)
{
	int64_t bytes = 0;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, bytes_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	rc = stmt_value(&s, rc, &bytes, err);
	*whole = rc == RC_OK && list->count == 1 && list->v[0].from == 0 &&
	    list->v[0].to == bytes;
	return rc;
}

enum rc
listening_fetched(struct store *store, struct listening_id id, int64_t from,
    int64_t to, bool *whole, struct error *err)
{
	struct span fetched = {from, to};
	const struct span_list asked = {&fetched, 1};
	struct span_list list = {0};
	enum rc rc;

	*whole = false;
	if (from < 0 || from >= to)
		return RC_OK;
	/* A player asks for the same again and again: that writes nothing. */
	rc = covered(store, id, &list, err);
	if (rc == RC_OK && span_covers(&list, &asked)) {
		rc = is_whole(store, id, &list, whole, err);
		goto done;
	}
	if (rc != RC_OK)
		goto done;
	span_clear(&list);
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = covered(store, id, &list, err)) == RC_OK &&
	    (rc = span_add(&list, fetched, err)) == RC_OK &&
	    (rc = cover(store, id, &list, err)) == RC_OK &&
	    (rc = is_whole(store, id, &list, whole, err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
done:
	span_clear(&list);
	if (rc != RC_OK)
		*whole = false;
	return rc;
}

enum rc
listening_whole(struct store *store, const struct listening *l, bool *whole,
    struct error *err)
{
	struct span_list list = {0};
	enum rc rc = covered(store, l->id, &list, err);

	if (rc == RC_OK)
		rc = is_whole(store, l->id, &list, whole, err);
	span_clear(&list);
	return rc;
}

static const char hears_sql[] =
    "UPDATE listening SET heard_at = $now WHERE id = $id";

enum rc
listening_hears(struct store *store, struct listening_id id, int64_t now_ms,
    struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, hears_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$id", id.v);
	return stmt_finish(&s, rc, err);
}

static const char old_sql[] =
    "SELECT rendition_id FROM listening WHERE made_at < $before";

static const char forget_sql[] =
    "DELETE FROM listening WHERE made_at < $before";

enum rc
listening_sweep(struct store *store, int64_t before_ms,
    struct rendition_id **out, size_t *count, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, old_sql, err);
	stmt_bind_int(&s, "$before", before_ms);
	*out = list_ids(&s, &rc, count, err);
	if (rc != RC_OK || *count == 0)
		return rc;
	rc = stmt_open(&s, store, forget_sql, err);
	stmt_bind_int(&s, "$before", before_ms);
	return stmt_finish(&s, rc, err);
}
