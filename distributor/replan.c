#include "distributor/replan.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "rules/entitle.h"
#include "store/copies.h"
#include "store/person.h"
#include "store/releases.h"
#include "store/standing.h"

void
replan_clear(struct replan *r)
{
	for (size_t i = 0; i < r->ncases; i++) {
		span_clear(&r->cases[i].before);
		span_clear(&r->cases[i].after);
	}
	free(r->cases);
	free(r->parts);
	timeline_clear(&r->after);
	timeline_clear(&r->before);
	free(r->segments);
	free(r->agenda);
	free(r->moves);
	free(r->entries);
	free(r->marks);
	*r = (struct replan){0};
}

static enum journal_kind
kind_of(const char *name)
{
	for (int kind = JOURNAL_ANNOUNCED; kind <= JOURNAL_ENDED; kind++)
		if (strcmp(journal_kind_name((enum journal_kind)kind), name) ==
		    0)
			return (enum journal_kind)kind;
	return JOURNAL_NOTE; /* a later version's, which moves nothing */
}

/* The marks as entries and moves. */
static enum rc
take_marks(struct replan *r, struct error *err)
{
	r->entries = calloc(r->count + 1, sizeof(*r->entries));
	r->moves = calloc(r->count + 2, sizeof(*r->moves));
	if (r->entries == NULL || r->moves == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < r->count; i++) {
		const struct boundaries_mark *m = &r->marks[i];

		r->entries[i] = (struct journal_entry){
		    .seq = m->seq,
		    .kind = kind_of(m->kind),
		    .item = (uint16_t)m->number,
		    .sample = m->sample,
		    .supersedes = m->supersedes,
		};
		if (m->moved >= 0)
			r->moves[r->nmoves++] =
			    (struct timeline_move){m->seq, m->moved};
	}
	return RC_OK;
}

enum rc
replan_read(struct replan *r, struct store *store, struct meeting_id meeting,
    struct error *err)
{
	struct buf odd = {0};
	char *folder = NULL;
	enum rc rc;

	r->meeting = meeting;
	if ((rc = recordings_segments(store, meeting, &folder, &r->segments,
		 &r->nsegments, err)) == RC_OK &&
	    (rc = recordings_agenda(
		 store, meeting, &r->agenda, &r->nagenda, err)) == RC_OK &&
	    (rc = boundaries_marks(
		 store, meeting, &r->marks, &r->count, err)) == RC_OK &&
	    (rc = take_marks(r, err)) == RC_OK)
		rc = timeline_read(r->entries, r->count, r->moves, r->nmoves,
		    &r->before, &odd, err);
	buf_clear(&odd);
	free(folder);
	return rc;
}

const struct recordings_item *
replan_item(const struct replan *r, int number)
{
	for (size_t i = 0; i < r->nagenda; i++)
		if (r->agenda[i].number == number)
			return &r->agenda[i];
	return NULL;
}

enum rc
replan_find(struct replan *r, int number, int64_t sample, struct error *err)
{
	const struct timeline_begin *b = r->before.begins;
	int64_t nearest = INT64_MAX;
	size_t found = 0;

	for (size_t i = 0; i + 1 < r->before.nbegins; i++) {
		int64_t away = sample < b[i].sample ? b[i].sample - sample
						    : sample - b[i].sample;

		if (r->entries[b[i].entry].item != number)
			continue;
		found++;
		if (away < nearest) {
			nearest = away;
			r->at = i;
		}
	}
	if (found == 0)
		return error_set(err, RC_NOTFOUND,
		    "item %d did not begin in this recording", number);
	if (found > 1 && sample < 0)
		return error_set(err, RC_INVALID,
		    "item %d began more than once: type the time", number);
	return RC_OK;
}

/* Of PARTS those of CASE. */
static enum rc
passage_of(const struct replan *r, struct case_id id, struct span_list *out,
    struct error *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < r->nparts && rc == RC_OK; i++) {
		const struct recordings_item *item =
		    replan_item(r, r->parts[i].item);

		if (item != NULL && item->case_id.v == id.v)
			rc = span_add(out, r->parts[i].span, err);
	}
	return rc;
}

static bool
listed(const struct replan *r, struct case_id id)
{
	for (size_t i = 0; i < r->ncases; i++)
		if (r->cases[i].id.v == id.v)
			return true;
	return false;
}

static enum rc
find_cases(struct replan *r, struct store *store, struct error *err)
{
	enum rc rc = RC_OK;

	r->cases = calloc(r->nagenda + 1, sizeof(*r->cases));
	if (r->cases == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < r->nagenda && rc == RC_OK; i++) {
		struct replan_case *c = &r->cases[r->ncases];

		c->id = r->agenda[i].case_id;
		if (c->id.v == 0 || listed(r, c->id))
			continue;
		if ((rc = recordings_passage(
			 store, r->meeting, c->id, &c->before, err)) != RC_OK ||
		    (rc = passage_of(r, c->id, &c->after, err)) != RC_OK ||
		    span_equal(&c->before, &c->after)) {
			span_clear(&c->before);
			span_clear(&c->after);
		} else
			r->ncases++;
	}
	return rc;
}

static enum rc
refuse(const struct replan *r, int64_t sample, struct error *err)
{
	struct span room =
	    timeline_room(r->entries, r->count, &r->before, r->at);
	char from[MOMENT_TEXT], to[MOMENT_TEXT], at[MOMENT_TEXT];

	return error_set(err, RC_CONFLICT,
	    "it cannot begin at %s: only from %s to %s, where the next break, "
	    "off-record stretch, closed session, gap or item is",
	    moment_text(sample, at), moment_text(room.from, from),
	    moment_text(room.to, to));
}

enum rc
replan_move(
    struct replan *r, struct store *store, int64_t sample, struct error *err)
{
	const struct timeline_begin *b = &r->before.begins[r->at];
	struct span room =
	    timeline_room(r->entries, r->count, &r->before, r->at);
	struct buf odd = {0};
	enum rc rc;

	r->sample = sample;
	if (sample == b->sample)
		return error_set(
		    err, RC_CONFLICT, "the item begins there already");
	if (sample < room.from || sample > room.to)
		return refuse(r, sample, err);
	r->moves[r->nmoves++] =
	    (struct timeline_move){r->entries[b->entry].seq, sample};
	if ((rc = timeline_read(r->entries, r->count, r->moves, r->nmoves,
		 &r->after, &odd, err)) != RC_OK)
		goto done;
	/* No other beginning may follow it about. */
	for (size_t i = 0; i < r->after.nbegins && rc == RC_OK; i++)
		if (r->after.begins[i].sample !=
		    (i == r->at ? sample : r->before.begins[i].sample))
			rc = refuse(r, sample, err);
	if (rc == RC_OK &&
	    (rc = passages_read(&r->after, r->segments, r->nsegments, &r->parts,
		 &r->nparts, err)) == RC_OK)
		rc = find_cases(r, store, err);
done:
	buf_clear(&odd);
	return rc;
}

/* Showing ----------------------------------------------------------------- */

static bool
owed(const struct entitlement *e)
{
	return e->outcome == OUTCOME_SENT || e->outcome == OUTCOME_PART;
}

static double
seconds_without(
    const struct span_list *a, const struct span_list *b, struct error *err)
{
	struct span_list rest = {0};
	double seconds = 0;

	if (span_subtract(a, b, &rest, err) == RC_OK)
		seconds = (double)span_samples(&rest) / SPAN_RATE;
	span_clear(&rest);
	return seconds;
}

static enum rc
show_person(const struct replan_case *c, struct store *store,
    struct meeting_id meeting, struct person_id person, int64_t now_ms,
    struct buf *out, struct error *err)
{
	struct entitlement before = {0}, after = {0};
	struct copies_had had = {0};
	struct facts facts = {0};
	struct person who = {0};
	enum rc rc;

	if ((rc = standing_facts(store, meeting, c->id, person, now_ms, &facts,
		 err)) != RC_OK ||
	    (rc = entitle_copy(&facts, &before, err)) != RC_OK)
		goto done;
	span_clear(&facts.passage);
	if ((rc = span_union(&c->after, &(struct span_list){0}, &facts.passage,
		 err)) != RC_OK ||
	    (rc = entitle_copy(&facts, &after, err)) != RC_OK ||
	    (rc = copies_had(
		 store, meeting, c->id, person, now_ms, &had, err)) != RC_OK ||
	    (rc = person_get(store, person, &who, err)) != RC_OK)
		goto done;
	if ((had.live.v == 0 && !owed(&before) && !owed(&after)) ||
	    (owed(&before) && owed(&after) &&
		span_equal(&before.spans, &after.spans)))
		goto done;
	buf_text(out, "  ");
	buf_cell(out, who.name, 24);
	if (owed(&before) || owed(&after))
		buf_printf(out, "gains %.1f s, loses %.1f s",
		    seconds_without(&after.spans, &before.spans, err),
		    seconds_without(&before.spans, &after.spans, err));
	else
		buf_text(out, "nothing may be heard today");
	if (had.live.v != 0)
		buf_printf(out, "; copy %lld stops", (long long)had.live.v);
	buf_text(out, "\n");
done:
	person_clear(&who);
	facts_clear(&facts);
	entitle_clear(&before);
	entitle_clear(&after);
	return rc;
}

static enum rc
show_case(const struct replan *r, const struct replan_case *c,
    struct store *store, int64_t now_ms, struct buf *out, struct error *err)
{
	struct releases_case *cases = NULL;
	struct person_id *people = NULL;
	size_t ncases = 0, count = 0;
	enum rc rc;

	if ((rc = releases_cases(store, r->meeting, &cases, &ncases, err)) !=
		RC_OK ||
	    (rc = standing_people(
		 store, r->meeting, c->id, &people, &count, err)) != RC_OK)
		goto done;
	for (size_t i = 0; i < ncases; i++)
		if (cases[i].id.v == c->id.v)
			buf_printf(out, "%s: gains %.1f s, loses %.1f s\n",
			    cases[i].reference,
			    seconds_without(&c->after, &c->before, err),
			    seconds_without(&c->before, &c->after, err));
	for (size_t i = 0; i < count && rc == RC_OK; i++)
		rc = show_person(
		    c, store, r->meeting, people[i], now_ms, out, err);
done:
	free(cases);
	free(people);
	return rc;
}

enum rc
replan_show(const struct replan *r, struct store *store, int64_t now_ms,
    struct buf *out, struct error *err)
{
	const struct timeline_begin *b = &r->before.begins[r->at];
	char from[MOMENT_TEXT], to[MOMENT_TEXT];
	enum rc rc = RC_OK;

	buf_printf(out, "Item %d begins at %s instead of %s.\n",
	    r->entries[b->entry].item, moment_text(r->sample, to),
	    moment_text(b->sample, from));
	for (size_t i = 0; i < r->ncases && rc == RC_OK; i++)
		rc = show_case(r, &r->cases[i], store, now_ms, out, err);
	return rc == RC_OK ? buf_check(out, err) : rc;
}
