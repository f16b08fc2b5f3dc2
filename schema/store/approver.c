#include "store/approver.h"

#include <assert.h>
#include <stdlib.h>

#include "rules/entitle.h"
#include "store/deed.h"
#include "store/recordings.h"
#include "store/standing.h"
#include "store/stmt.h"
#include "store/withholding.h"

enum { EACH_SIDE = 5 * SPAN_RATE };

/* As if everything that people can still say had been said in favour. */
static void
favour(struct facts *f)
{
	f->released = true;
	f->on_hold = false;
	f->withholding_open = false;
	f->parted = true;
	f->understanding = true;
	f->exception = true;
	f->safety_confirmed_ms = f->now_ms;
	f->decision = (struct facts_decision){
	    .verdict = VERDICT_SEND, .proposed_by = 1, .approved_by = 2};
}

static enum rc
of_person(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, int64_t now_ms,
    struct span_list *spans, struct span_list *silent, struct error *err)
{
	struct entitlement e = {0};
	struct facts facts = {0};
	enum rc rc;

	if ((rc = standing_facts(store, meeting, case_id, person, now_ms,
		 &facts, err)) != RC_OK)
		goto done;
	span_clear(&facts.withheld);
	if ((rc = withholding_would(store, meeting, case_id, person,
		 &facts.withheld, err)) != RC_OK)
		goto done;
	favour(&facts);
	if ((rc = entitle_copy(&facts, &e, err)) == RC_OK) {
		*spans = e.spans;
		*silent = e.silent;
		e.spans = e.silent = (struct span_list){0};
	}
done:
	entitle_clear(&e);
	facts_clear(&facts);
	return rc;
}

static enum rc
of_case(struct store *store, struct meeting_id meeting, struct case_id case_id,
    struct span_list *spans, struct span_list *silent, struct error *err)
{
	struct person_id everybody = {0};
	struct span_list all = {0}, closed = {0};
	enum rc rc;

	if ((rc = recordings_passage(store, meeting, case_id, &all, err)) ==
		RC_OK &&
	    (rc = recordings_closed(store, meeting, &closed, err)) == RC_OK &&
	    (rc = span_subtract(&all, &closed, spans, err)) == RC_OK)
		rc = withholding_would(
		    store, meeting, case_id, everybody, silent, err);
	span_clear(&all);
	span_clear(&closed);
	return rc;
}

enum rc
approver_copy(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, int64_t now_ms,
    struct span_list *spans, struct span_list *silent, struct error *err)
{
	return person.v == 0
	    ? of_case(store, meeting, case_id, spans, silent, err)
	    : of_person(
		  store, meeting, case_id, person, now_ms, spans, silent, err);
}

enum rc
approver_sound(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, int64_t now_ms,
    struct span_list *out, struct error *err)
{
	struct span_list spans = {0}, silent = {0};
	enum rc rc = approver_copy(
	    store, meeting, case_id, person, now_ms, &spans, &silent, err);

	if (rc == RC_OK)
		rc = span_subtract(&spans, &silent, out, err);
	span_clear(&spans);
	span_clear(&silent);
	return rc;
}

enum rc
approver_edges(const struct span_list *sound, struct approver_edge **out,
    size_t *count, struct error *err)
{
	*count = 0;
	*out = calloc(2 * sound->count + 1, sizeof(**out));
	if (*out == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < sound->count; i++) {
		(*out)[(*count)++] =
		    (struct approver_edge){sound->v[i].from, true};
		(*out)[(*count)++] =
		    (struct approver_edge){sound->v[i].to, false};
	}
	return RC_OK;
}

enum rc
approver_clips(
    const struct span_list *sound, struct span_list *out, struct error *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < sound->count && rc == RC_OK; i++) {
		struct span s = sound->v[i];
		int64_t head = s.from + EACH_SIDE, tail = s.to - EACH_SIDE;

		if (head >= tail) {
			rc = span_add(out, s, err);
			continue;
		}
		if ((rc = span_add(out, (struct span){s.from, head}, err)) ==
		    RC_OK)
			rc = span_add(out, (struct span){tail, s.to}, err);
	}
	return rc;
}

static const char add_sql[] =
    "INSERT INTO edge_heard (account_id, meeting_id, case_id, sample, begins,"
    " heard_at) VALUES ($account, $meeting, $case, $sample, $begins, $now)"
    " ON CONFLICT (account_id, meeting_id, case_id, sample, begins)"
    " DO UPDATE SET heard_at = excluded.heard_at";

enum rc
approver_hears(struct store *store, struct meeting_id meeting,
    struct case_id case_id, const struct span_list *sound,
    const struct releases_account *by, int64_t now_ms, struct error *err)
{
	struct approver_edge *edges = NULL;
	size_t count = 0;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = approver_edges(sound, &edges, &count, err);
	for (size_t i = 0; i < count && rc == RC_OK; i++) {
		struct stmt s;

		rc = stmt_open(&s, store, add_sql, err);
		stmt_bind_int(&s, "$account", by->id.v);
		stmt_bind_int(&s, "$meeting", meeting.v);
		stmt_bind_int(&s, "$case", case_id.v);
		stmt_bind_int(&s, "$sample", edges[i].sample);
		stmt_bind_int(&s, "$begins", edges[i].begins ? 1 : 0);
		stmt_bind_int(&s, "$now", now_ms);
		rc = stmt_finish(&s, rc, err);
	}
	free(edges);
	if (rc != RC_OK)
		return rc;
	return deed_add(store, by, "edges.heard",
	    &(struct deed){.meeting = meeting, .case_id = case_id}, "", err);
}

static const char heard_sql[] =
    "SELECT 1 FROM edge_heard WHERE account_id = $account"
    " AND meeting_id = $meeting AND case_id = $case AND sample = $sample"
    " AND begins = $begins";

/* Of the *COUNT EDGES keep those that BY has not heard. */
static enum rc
unheard(struct store *store, struct meeting_id meeting, struct case_id case_id,
    const struct releases_account *by, struct approver_edge *edges,
    size_t *count, struct error *err)
{
	size_t missing = 0;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < *count && rc == RC_OK; i++) {
		bool yes = false;
		struct stmt s;

		rc = stmt_open(&s, store, heard_sql, err);
		stmt_bind_int(&s, "$account", by->id.v);
		stmt_bind_int(&s, "$meeting", meeting.v);
		stmt_bind_int(&s, "$case", case_id.v);
		stmt_bind_int(&s, "$sample", edges[i].sample);
		stmt_bind_int(&s, "$begins", edges[i].begins ? 1 : 0);
		rc = stmt_any(&s, rc, &yes, err);
		if (!yes)
			edges[missing++] = edges[i];
	}
	*count = missing;
	return rc;
}

static enum rc
refuse(size_t missing, size_t of, struct error *err)
{
	return missing == 0 ? RC_OK
			    : error_set(err, RC_DENIED,
				  "%zu of the %zu cut edges were not heard by "
				  "whoever approves: play them with "
				  "`marac-distributor audition`, then approve",
				  missing, of);
}

enum rc
approver_missing(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person,
    const struct releases_account *by, int64_t now_ms,
    struct approver_edge **out, size_t *count, size_t *of, struct error *err)
{
	struct span_list sound = {0};
	enum rc rc;

	if ((rc = approver_sound(store, meeting, case_id, person, now_ms,
		 &sound, err)) == RC_OK &&
	    (rc = approver_edges(&sound, out, count, err)) == RC_OK) {
		*of = *count;
		rc = unheard(store, meeting, case_id, by, *out, count, err);
	}
	span_clear(&sound);
	return rc;
}

enum rc
approver_of_copy(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person,
    const struct releases_account *by, int64_t now_ms, struct error *err)
{
	struct approver_edge *edges = NULL;
	size_t count = 0, of = 0;
	enum rc rc = approver_missing(store, meeting, case_id, person, by,
	    now_ms, &edges, &count, &of, err);

	free(edges);
	return rc == RC_OK ? refuse(count, of, err) : rc;
}

/* Of SOUND's edges those where W, with what touches it, begins and ends. */
static enum rc
beside(const struct span_list *sound, const struct span_list *silent,
    const struct withholding *w, struct approver_edge **out, size_t *count,
    struct error *err)
{
	struct span whole = w->span;
	size_t kept = 0;
	enum rc rc;

	for (size_t i = 0; i < silent->count; i++)
		if (silent->v[i].from <= w->span.from &&
		    w->span.to <= silent->v[i].to)
			whole = silent->v[i];
	if ((rc = approver_edges(sound, out, count, err)) != RC_OK)
		return rc;
	for (size_t i = 0; i < *count; i++) {
		struct approver_edge e = (*out)[i];

		if (e.sample == (e.begins ? whole.to : whole.from))
			(*out)[kept++] = e;
	}
	*count = kept;
	return RC_OK;
}

enum rc
approver_missing_beside(struct store *store, const struct withholding *w,
    const struct releases_account *by, int64_t now_ms,
    struct approver_edge **out, size_t *count, size_t *of, struct error *err)
{
	struct span_list sound = {0}, silent = {0};
	enum rc rc;

	if ((rc = approver_sound(store, w->meeting, w->case_id, w->person,
		 now_ms, &sound, err)) == RC_OK &&
	    (rc = withholding_would(store, w->meeting, w->case_id, w->person,
		 &silent, err)) == RC_OK &&
	    (rc = beside(&sound, &silent, w, out, count, err)) == RC_OK) {
		*of = *count;
		rc = unheard(
		    store, w->meeting, w->case_id, by, *out, count, err);
	}
	span_clear(&sound);
	span_clear(&silent);
	return rc;
}

enum rc
approver_of_passage(struct store *store, const struct withholding *w,
    const struct releases_account *by, int64_t now_ms, struct error *err)
{
	struct approver_edge *edges = NULL;
	size_t count = 0, of = 0;
	enum rc rc = approver_missing_beside(
	    store, w, by, now_ms, &edges, &count, &of, err);

	free(edges);
	return rc == RC_OK ? refuse(count, of, err) : rc;
}
