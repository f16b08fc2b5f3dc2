#include "distributor/rehearsing.h"

#include <stdlib.h>

#include "base/clock.h"
#include "distributor/clearing.h"
#include "store/actions.h"
#include "store/copies.h"
#include "store/debriefs.h"
#include "store/owed.h"
#include "store/paperwork.h"
#include "store/person.h"

/* Something in a parcel. */
struct thing {
	enum owed_kind kind;
	int64_t id;     /* of its row; a task's */
	int64_t number; /* by which people call it; an action's */
};

struct things {
	struct thing *v;
	size_t count;
};

struct rehearsal {
	struct post *post;
	int64_t now_ms;
	struct buf *out;
	int go, wait;
};

static enum rc
grow(struct things *list, size_t by, struct error *err)
{
	struct thing *grown =
	    realloc(list->v, (list->count + by + 1) * sizeof(*list->v));

	if (grown == NULL)
		return error_nomem(err);
	list->v = grown;
	return RC_OK;
}

/* All that is in PARCEL and nobody withdrew. */
static enum rc
things_of(struct store *store, struct parcel_id parcel, struct things *out,
    struct error *err)
{
	struct debrief_id *debriefs = NULL;
	struct copy_id *copies = NULL;
	struct task_id *tasks = NULL;
	size_t ncopies = 0, ndebriefs = 0, ntasks = 0;
	enum rc rc;

	if ((rc = copies_of_parcel(store, parcel, &copies, &ncopies, err)) !=
		RC_OK ||
	    (rc = debriefs_of_parcel(
		 store, parcel, &debriefs, &ndebriefs, err)) != RC_OK ||
	    (rc = actions_tasks_of_parcel(
		 store, parcel, &tasks, &ntasks, err)) != RC_OK ||
	    (rc = grow(out, ncopies + ndebriefs + ntasks, err)) != RC_OK)
		goto done;
	for (size_t i = 0; i < ncopies; i++)
		out->v[out->count++] =
		    (struct thing){OWED_COPY, copies[i].v, copies[i].v};
	for (size_t i = 0; i < ndebriefs; i++)
		out->v[out->count++] =
		    (struct thing){OWED_DEBRIEF, debriefs[i].v, debriefs[i].v};
	for (size_t i = 0; rc == RC_OK && i < ntasks; i++) {
		struct actions_task task = {0};

		rc = actions_task(store, tasks[i], &task, err);
		out->v[out->count++] =
		    (struct thing){OWED_ACTION, tasks[i].v, task.action.v};
	}
done:
	free(copies);
	free(debriefs);
	free(tasks);
	return rc;
}

static bool
among(const struct things *list, const struct thing *thing)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->v[i].kind == thing->kind &&
		    list->v[i].id == thing->id)
			return true;
	return false;
}

/* "copies 3, 7; action 2" */
static void
put_things(const struct things *list, struct buf *out)
{
	static const char *const names[][2] = {
	    [OWED_COPY] = {"copy", "copies"},
	    [OWED_DEBRIEF] = {"debrief", "debriefs"},
	    [OWED_ACTION] = {"action", "actions"},
	};
	bool first = true;

	for (enum owed_kind k = OWED_COPY; k <= OWED_ACTION; k++) {
		int count = 0, put = 0;

		for (size_t i = 0; i < list->count; i++)
			count += list->v[i].kind == k;
		if (count == 0)
			continue;
		buf_printf(out, "%s%s", first ? "" : "; ", names[k][count > 1]);
		first = false;
		for (size_t i = 0; i < list->count; i++)
			if (list->v[i].kind == k)
				buf_printf(out, "%s %lld",
				    put++ == 0 ? "" : ",",
				    (long long)list->v[i].number);
	}
}

/* A line about M, with THINGS of its parcel; CAUSE NULL: it would go. */
static enum rc
put_line(struct rehearsal *r, const struct outbox_message *m,
    const struct things *things, const char *cause, struct error *err)
{
	struct store *store = r->post->desk->store;
	struct paperwork paper = {0};
	struct person person = {0};
	const char *way = "by e-mail";
	enum rc rc = person_get(store, m->person, &person, err);

	if (rc == RC_OK && m->parcel.v != 0) {
		rc = paperwork_of(store, m->parcel, &paper, err);
		if (rc == RC_OK)
			way = paper.channel == PAPERWORK_LETTER ? "by letter"
								: "in person";
		else if (rc == RC_NOTFOUND)
			rc = RC_OK;
	}
	if (rc != RC_OK)
		goto done;
	buf_printf(r->out, "would %s  %s  %s  ",
	    cause == NULL ? "go  " : "wait", person.ref, way);
	if (m->kind == OUTBOX_ESCALATION)
		buf_text(r->out, "a notice");
	if (m->kind == OUTBOX_REMINDER)
		buf_text(r->out, "a reminder of ");
	put_things(things, r->out);
	if (cause != NULL)
		buf_printf(r->out, ": %s",
		    *cause == '\0' ? "It waits for its turn." : cause);
	if (cause != NULL && m->state == OUTBOX_QUEUED &&
	    m->next_ms > r->now_ms) {
		char next[CLOCK_TEXT];

		buf_printf(r->out, " (next: %s)",
		    clock_format_london(m->next_ms, next));
	}
	buf_text(r->out, "\n");
	*(cause == NULL ? &r->go : &r->wait) += 1;
done:
	person_clear(&person);
	return rc;
}

/* The parcel that THING is in by now; its mail's cause is CAUSE. */
static enum rc
put_apart(struct rehearsal *r, const struct thing *thing, struct error *err)
{
	struct store *store = r->post->desk->store;
	const struct things alone = {(struct thing[]){*thing}, 1};
	struct outbox_message m = {0};
	struct copies_parcel parcel = {0};
	struct debriefs_row debrief = {0};
	struct copies_row copy = {0};
	struct actions_task task = {0};
	struct message_id id = {0};
	enum rc rc;

	if (thing->kind == OWED_COPY) {
		rc = copies_get(store, (struct copy_id){thing->id}, &copy, err);
		m.parcel = copy.parcel;
	} else if (thing->kind == OWED_DEBRIEF) {
		rc = debriefs_get(
		    store, (struct debrief_id){thing->id}, &debrief, err);
		m.parcel = debrief.parcel;
	} else {
		rc = actions_task(
		    store, (struct task_id){thing->id}, &task, err);
		m.parcel = task.parcel;
	}
	if (rc != RC_OK ||
	    (rc = copies_parcel_get(store, m.parcel, &parcel, err)) != RC_OK ||
	    (rc = outbox_of(store, m.parcel, &id, err)) != RC_OK)
		return rc;
	m.kind = OUTBOX_PARCEL;
	m.person = parcel.person;
	if (id.v != 0 && (rc = outbox_get(store, id, &m, err)) != RC_OK)
		return rc;
	return put_line(r, &m, &alone, m.cause, err);
}

/* What would become of M, in a transaction that is rolled back. */
static enum rc
ask(struct rehearsal *r, const struct outbox_message *m, struct error *err)
{
	struct store *store = r->post->desk->store;
	struct things before = {0}, after = {0};
	struct outbox_message now = *m;
	struct buf to = {0}, source = {0};
	bool looked = (m->state == OUTBOX_QUEUED && m->next_ms <= r->now_ms) ||
	    (m->state == OUTBOX_HELD && m->ambiguous <= OUTBOX_REPEATS);
	bool go = false;
	enum rc rc = RC_OK;

	if (m->parcel.v != 0)
		rc = things_of(store, m->parcel, &before, err);
	/* What everything was taken out of is nobody's to wait for. */
	if (rc != RC_OK || (m->parcel.v != 0 && before.count == 0))
		goto done;
	if (looked) {
		rc =
		    clearing_ask(r->post, m, r->now_ms, &go, &to, &source, err);
		if (rc == RC_OK)
			rc = outbox_get(store, m->id, &now, err);
	}
	if (rc == RC_OK && m->parcel.v != 0)
		rc = things_of(store, m->parcel, &after, err);
	if (rc == RC_OK)
		rc = put_line(r, &now, &after,
		    go                               ? NULL
			: m->state == OUTBOX_SENDING ? "It is on its way."
						     : now.cause,
		    err);
	for (size_t i = 0; rc == RC_OK && i < before.count; i++)
		if (!among(&after, &before.v[i]))
			rc = put_apart(r, &before.v[i], err);
done:
	buf_clear(&to);
	buf_clear(&source);
	free(before.v);
	free(after.v);
	return rc;
}

static enum rc
of_message(struct rehearsal *r, struct message_id id, struct error *err)
{
	struct store *store = r->post->desk->store;
	struct outbox_message m = {0};
	enum rc rc = store_begin(store, err);

	if (rc == RC_OK && (rc = outbox_get(store, id, &m, err)) == RC_OK)
		rc = ask(r, &m, err);
	store_rollback(store);
	return rc;
}

/* PARCEL, which nobody could be written to about when it was made. */
static enum rc
of_parcel(struct rehearsal *r, struct parcel_id id, struct error *err)
{
	struct store *store = r->post->desk->store;
	struct outbox_message m = {.kind = OUTBOX_PARCEL, .parcel = id};
	struct copies_parcel parcel = {0};
	struct message_id message = {0};
	struct things things = {0};
	enum rc rc = store_begin(store, err);

	if (rc != RC_OK)
		return rc;
	if ((rc = post_message(r->post, id, false, r->now_ms, &message, err)) ==
		RC_OK &&
	    message.v != 0) {
		if ((rc = outbox_get(store, message, &m, err)) == RC_OK)
			rc = ask(r, &m, err);
	} else if (rc == RC_OK &&
	    (rc = copies_parcel_get(store, id, &parcel, err)) == RC_OK &&
	    (rc = things_of(store, id, &things, err)) == RC_OK) {
		m.person = parcel.person;
		rc = put_line(
		    r, &m, &things, "This person has no e-mail route.", err);
	}
	store_rollback(store);
	free(things.v);
	return rc;
}

enum rc
rehearsing_list(
    struct post *post, int64_t now_ms, struct buf *out, struct error *err)
{
	struct rehearsal r = {.post = post, .now_ms = now_ms, .out = out};
	struct store *store = post->desk->store;
	struct message_id *messages = NULL;
	struct parcel_id *parcels = NULL;
	size_t count = 0, nparcels = 0;
	enum rc rc;

	if ((rc = copies_parcels_unaddressed(
		 store, now_ms, &parcels, &nparcels, err)) != RC_OK ||
	    (rc = outbox_open(store, now_ms, &messages, &count, err)) != RC_OK)
		goto done;
	for (size_t i = 0; rc == RC_OK && i < count; i++)
		rc = of_message(&r, messages[i], err);
	for (size_t i = 0; rc == RC_OK && i < nparcels; i++)
		rc = of_parcel(&r, parcels[i], err);
	buf_printf(out, "%d would go, %d would wait\n", r.go, r.wait);
	if (rc == RC_OK)
		rc = buf_check(out, err);
done:
	free(messages);
	free(parcels);
	return rc;
}
