#include "distributor/moving.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/moment.h"
#include "distributor/casefiles.h"
#include "distributor/deciding.h"
#include "distributor/replan.h"
#include "distributor/withdrawing.h"
#include "store/alert.h"
#include "store/deed.h"
#include "store/docket.h"
#include "store/impartial.h"
#include "store/note.h"
#include "store/voiding.h"
#include "store/withholding.h"

struct moving {
	struct deciding d;
	struct replan plan;
	const char *reason;
	int64_t now_ms;
	struct rendition_id *old; /* one a case of the plan */
};

static void
moving_clear(struct moving *m)
{
	free(m->old);
	replan_clear(&m->plan);
	deciding_close(&m->d);
}

static bool
is_words(const char *kind)
{
	return strcmp(kind, "action") == 0 || strcmp(kind, "decision") == 0 ||
	    strcmp(kind, "risk") == 0 || strcmp(kind, "note") == 0;
}

/* What was typed in the stretch belongs to whoever has it now. */
static enum rc
hand_over(
    struct moving *m, const struct boundaries_mark *mark, struct error *err)
{
	struct store *store = m->d.desk.store;
	const struct recordings_item *item =
	    replan_item(&m->plan, timeline_item(&m->plan.after, mark->sample));
	char at[MOMENT_TEXT], text[160];
	enum rc rc;

	if (!is_words(mark->kind) || item == NULL || item->id.v == mark->item.v)
		return RC_OK;
	rc =
	    boundaries_hand_over(store, mark->id, item->id, item->case_id, err);
	if (rc != RC_NOTFOUND)
		return rc;
	(void)snprintf(text, sizeof(text),
	    "An action marked at %s is now in item %d, which has no case: "
	    "put it right by hand.",
	    moment_text(mark->sample, at), item->number);
	return alert_add(store, m->plan.meeting, m->now_ms, text, err);
}

static enum rc
keep_passages(struct moving *m, struct error *err)
{
	struct store *store = m->d.desk.store;
	enum rc rc = boundaries_clear(store, m->plan.meeting, err);

	for (size_t i = 0; i < m->plan.nparts && rc == RC_OK; i++) {
		const struct passages_part *part = &m->plan.parts[i];
		const struct recordings_item *item =
		    replan_item(&m->plan, part->item);

		if (item == NULL)
			return error_set(err, RC_INVALID,
			    "item %d is not on the agenda", part->item);
		if ((rc = recordings_add_passage(store, m->plan.meeting,
			 item->id, part->span, err)) == RC_OK)
			rc = recordings_set_heard(store, item->id, err);
	}
	for (size_t i = 0; i < m->plan.count && rc == RC_OK; i++)
		rc = hand_over(m, &m->plan.marks[i], err);
	return rc;
}

static enum rc
keep_case(struct moving *m, size_t i, struct error *err)
{
	const struct replan_case *c = &m->plan.cases[i];
	struct desk *desk = &m->d.desk;
	char is[MOMENT_TEXT], was[MOMENT_TEXT], text[160];
	enum rc rc;

	(void)snprintf(text, sizeof(text),
	    "A boundary was moved: the recording is %s instead of %s.",
	    moment_text(span_samples(&c->after), is),
	    moment_text(span_samples(&c->before), was));
	if ((rc = voiding_of_boundary(
		 desk->store, m->plan.meeting, c->id, err)) == RC_OK &&
	    (rc = casefiles_forget(
		 desk, m->plan.meeting, c->id, &m->old[i], err)) == RC_OK)
		rc = note_add(desk->store, NOTE_RECORDING, c->id,
		    m->plan.meeting, (struct copy_id){0}, m->now_ms, text, err);
	return rc;
}

/* What is withheld from the case that loses the stretch, for the one that gets
 * it. */
static enum rc
carry(struct moving *m, struct error *err)
{
	const struct replan *r = &m->plan;
	const struct timeline_begin *b = &r->before.begins[r->at];
	bool earlier = r->sample < b->sample;
	struct span span = {
	    earlier ? r->sample : b->sample, earlier ? b->sample : r->sample};
	const struct recordings_item *own, *before;

	if (r->at == 0)
		return RC_OK;
	own = replan_item(r, r->entries[b->entry].item);
	before = replan_item(r, r->entries[b[-1].entry].item);
	if (own == NULL || before == NULL || own->case_id.v == 0 ||
	    before->case_id.v == 0 || own->case_id.v == before->case_id.v)
		return RC_OK;
	return withholding_carry(m->d.desk.store, r->meeting,
	    earlier ? before->case_id : own->case_id,
	    earlier ? own->case_id : before->case_id, span, m->now_ms, err);
}

static enum rc
keep(struct moving *m, struct error *err)
{
	const struct replan *r = &m->plan;
	struct mark_id mark = r->marks[r->before.begins[r->at].entry].id;
	enum rc rc;

	m->old = calloc(r->ncases + 1, sizeof(*m->old));
	if (m->old == NULL)
		return error_nomem(err);
	if ((rc = boundaries_move(m->d.desk.store, r->meeting, mark, r->sample,
		 m->reason, &m->d.by, m->now_ms, err)) != RC_OK ||
	    (rc = keep_passages(m, err)) != RC_OK ||
	    (rc = carry(m, err)) != RC_OK)
		return rc;
	for (size_t i = 0; i < r->ncases && rc == RC_OK; i++)
		rc = keep_case(m, i, err);
	return rc;
}

/* Of neither case that whoever moves it may decide nothing about. */
static enum rc
ask_impartial(const struct moving *m, struct error *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < m->plan.ncases && rc == RC_OK; i++)
		rc = impartial_ask(m->d.desk.store, &m->d.by,
		    &(struct deed){.meeting = m->plan.meeting,
			.case_id = m->plan.cases[i].id},
		    err);
	return rc;
}

/* The children's files play the new passages; what they played goes. */
static enum rc
make_anew(struct moving *m, struct error *err)
{
	enum rc rc = casefiles_make(&m->d.desk, m->plan.meeting, NULL, err);

	for (size_t i = 0; i < m->plan.ncases && rc == RC_OK; i++)
		rc = withdrawing_drop(&m->d.desk, m->old[i], err);
	return rc == RC_OK
	    ? rc
	    : error_prefix(err,
		  "the boundary is kept, but the recordings are not made "
		  "(`attach` it again to make them)");
}

/* Which beginning, and to where. */
static enum rc
aim(struct moving *m, const struct cmd_call *call, struct error *err)
{
	struct replan *r = &m->plan;
	int64_t number, sample = -1;
	long long late;
	enum rc rc;

	if ((call->argc == 3) == (cmd_text(call, "late") != NULL))
		return error_set(err, RC_INVALID,
		    "say where it begins: a TIME, or --late SECONDS");
	if ((rc = deciding_number(call->argv[1], "an item of the agenda",
		 &number, err)) != RC_OK ||
	    (rc = cmd_number(call, "late", 1, 86400, 0, &late, err)) != RC_OK)
		return rc;
	if (call->argc == 3 &&
	    (rc = moment_parse(call->argv[2], &sample, err)) != RC_OK)
		return rc;
	if (number > UINT16_MAX)
		number = 0; /* no item */
	if ((rc = replan_find(r, (int)number, sample, err)) != RC_OK)
		return rc;
	if (call->argc < 3)
		sample = r->entries[r->before.begins[r->at].entry].sample -
		    late * SPAN_RATE;
	return replan_move(r, m->d.desk.store, sample, err);
}

static enum rc
boundary(struct moving *m, const struct cmd_call *call, struct error *err)
{
	bool dry = cmd_flag(call, "dry-run");
	struct buf out = {0};
	enum rc rc;

	m->now_ms = clock_wall_ms();
	if ((rc = deciding_open(&m->d, call, err)) != RC_OK ||
	    (rc = deciding_meeting(&m->d, call->argv[0], err)) != RC_OK ||
	    (rc = store_begin(m->d.desk.store, err)) != RC_OK ||
	    (rc = replan_read(
		 &m->plan, m->d.desk.store, m->d.meeting.id, err)) != RC_OK ||
	    (rc = aim(m, call, err)) != RC_OK ||
	    (rc = ask_impartial(m, err)) != RC_OK ||
	    (rc = replan_show(
		 &m->plan, m->d.desk.store, m->now_ms, &out, err)) != RC_OK)
		goto done;
	(void)fputs(buf_str(&out), stdout);
	if (dry)
		(void)printf("Nothing is changed.\n");
	else if (!cmd_flag(call, "yes"))
		rc = error_set(err, RC_CONFLICT,
		    "nothing is changed: say --yes to keep it, or --dry-run "
		    "to look only");
	else if ((rc = keep(m, err)) == RC_OK &&
	    (rc = store_commit(m->d.desk.store, err)) == RC_OK &&
	    (rc = make_anew(m, err)) == RC_OK)
		(void)printf("Kept. Both cases must be released again, and "
			     "decided for their families.\n");
done:
	buf_clear(&out);
	return rc;
}

enum rc
moving_boundary(struct cmd_call *call, struct error *err)
{
	struct moving m = {0};
	enum rc rc;

	if (cmd_flag(call, "dry-run") && cmd_flag(call, "yes"))
		return error_set(
		    err, RC_INVALID, "--dry-run and --yes exclude each other");
	if ((rc = deciding_reason(call, &m.reason, err)) == RC_OK)
		rc = boundary(&m, call, err);
	moving_clear(&m);
	return rc;
}

/* A page shows nothing of a case that whoever asks must not know of, so it
 * moves none of it either. */
static enum rc
may_move(struct moving *m, struct error *err)
{
	struct docket_case one;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < m->plan.ncases && rc == RC_OK; i++)
		rc = docket_case(m->d.desk.store, m->d.by.person,
		    m->plan.meeting, m->plan.cases[i].id, m->now_ms, &one, err);
	return rc == RC_NOTFOUND
	    ? error_set(err, RC_DENIED, "it may not begin or end there")
	    : rc;
}

/* The beginning that is at AT. */
static enum rc
aim_at(struct replan *r, int64_t at, struct error *err)
{
	for (size_t i = 0; i + 1 < r->before.nbegins; i++)
		if (r->before.begins[i].sample == at) {
			r->at = i;
			return RC_OK;
		}
	return error_set(err, RC_CONFLICT,
	    "no item begins there: a break or the meeting's end is next to it, "
	    "or somebody has moved it meanwhile");
}

enum rc
moving_begin(const struct deciding *d, int64_t at, int64_t to,
    const char *reason, struct moving_old *old, struct error *err)
{
	struct moving m = {
	    .d = *d, .reason = reason, .now_ms = clock_wall_ms()};
	enum rc rc;

	if ((rc = replan_read(&m.plan, m.d.desk.store, d->meeting.id, err)) ==
		RC_OK &&
	    (rc = aim_at(&m.plan, at, err)) == RC_OK &&
	    (rc = replan_move(&m.plan, m.d.desk.store, to, err)) == RC_OK &&
	    (rc = may_move(&m, err)) == RC_OK &&
	    (rc = keep(&m, err)) == RC_OK) {
		old->v = m.old;
		old->count = m.plan.ncases;
		m.old = NULL;
	}
	free(m.old);
	replan_clear(&m.plan);
	return rc;
}

static void
print_begins(const struct replan *r)
{
	char at[MOMENT_TEXT], from[MOMENT_TEXT], to[MOMENT_TEXT];

	for (size_t i = 0; i + 1 < r->before.nbegins; i++) {
		const struct timeline_begin *b = &r->before.begins[i];
		struct span room =
		    timeline_room(r->entries, r->count, &r->before, i);

		(void)printf("item %-3d %s  (marked %s",
		    r->entries[b->entry].item, moment_text(b->sample, at),
		    moment_text(r->entries[b->entry].sample, from));
		(void)printf("; may begin from %s to %s)\n",
		    moment_text(room.from, from), moment_text(room.to, to));
	}
}

enum rc
moving_boundaries(struct cmd_call *call, struct error *err)
{
	struct releases_meeting meeting = {0};
	struct replan plan = {0};
	struct desk desk = {0};
	enum rc rc;

	if ((rc = desk_open(&desk, call, err)) != RC_OK ||
	    (rc = releases_meeting(desk.store, call->argv[0], &meeting, err)) !=
		RC_OK ||
	    (rc = store_snapshot(desk.store, err)) != RC_OK)
		goto done;
	if ((rc = replan_read(&plan, desk.store, meeting.id, err)) == RC_OK)
		print_begins(&plan);
	store_rollback(desk.store);
done:
	replan_clear(&plan);
	desk_close(&desk);
	return rc;
}
