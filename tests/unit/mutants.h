/*
 * mutants -- the guards that keep a week of delivery (weekly.h) well, each of
 * which can be taken away by its name, here and not in what is tested: then the
 * weeks must fail.
 *
 *	escalation	nobody runs `escalate`
 *	once		`escalate` stops after its first telling
 *	lease		what a dead sender leaves is sent again at once
 *	due		the due time is an hour late
 *	route		every route is called usable
 *	repeat		what nobody knows the fate of is tried for ever
 *	hold		nobody knows of a hold
 *	clock		what a clock that was ahead has put off stays so
 *	race		what another sender has leased is sent all the same
 *	again		what another sender has put off goes at once
 *	bounces		what came back is not taken back
 *	forged		a report needs no hash
 *	paper		what goes on paper goes by mail, too
 *	moved		a changed address is like the one before
 *	debrief		of a debrief nobody is told
 */
#ifndef UNIT_MUTANTS_H
#define UNIT_MUTANTS_H

#include "store/bounces.h"
#include "store/escalations.h"
#include "store/paperwork.h"
#include "unit/happening.h"

static const char *const mutants[] = {"escalation", "once", "lease", "due",
    "route", "repeat", "hold", "clock", "race", "again", "bounces", "forged",
    "paper", "moved", "debrief"};

static const char *mutant = "";

static bool
without(const char *guard)
{
	return strcmp(mutant, guard) == 0;
}

int64_t __real_due_at(int64_t);
int64_t __wrap_due_at(int64_t);
enum contact_answer __real_contact_now(const struct contact_facts *, int64_t);
enum contact_answer __wrap_contact_now(const struct contact_facts *, int64_t);
enum rc __real_outbox_lost(
    struct store *, int64_t, struct message_id **, size_t *, struct error *);
enum rc __wrap_outbox_lost(
    struct store *, int64_t, struct message_id **, size_t *, struct error *);
enum rc __real_outbox_ambiguous(struct store *, struct message_id, int64_t,
    const char *, bool *, struct error *);
enum rc __wrap_outbox_ambiguous(struct store *, struct message_id, int64_t,
    const char *, bool *, struct error *);
enum rc __real_outbox_ahead(struct store *, int64_t, bool *, struct error *);
enum rc __wrap_outbox_ahead(struct store *, int64_t, bool *, struct error *);
enum rc __real_outbox_get(
    struct store *, struct message_id, struct outbox_message *, struct error *);
enum rc __wrap_outbox_get(
    struct store *, struct message_id, struct outbox_message *, struct error *);
enum rc __real_outbox_sending(
    struct store *, struct message_id, int64_t, struct error *);
enum rc __wrap_outbox_sending(
    struct store *, struct message_id, int64_t, struct error *);
enum rc __real_bounces_take_back(struct store *, struct message_id,
    const char *, int64_t, bool *, struct error *);
enum rc __wrap_bounces_take_back(struct store *, struct message_id,
    const char *, int64_t, bool *, struct error *);
bool __real_verp_holds(const struct box_key *, struct message_id, const char *,
    const char[VERP_MAC]);
bool __wrap_verp_holds(const struct box_key *, struct message_id, const char *,
    const char[VERP_MAC]);
enum rc __real_paperwork_of(
    struct store *, struct parcel_id, struct paperwork *, struct error *);
enum rc __wrap_paperwork_of(
    struct store *, struct parcel_id, struct paperwork *, struct error *);
bool __real_mail_is_to(const char *, const char *);
bool __wrap_mail_is_to(const char *, const char *);
enum rc __real_escalations_add(
    struct store *, const struct escalations_new *, int64_t, struct error *);
enum rc __wrap_escalations_add(
    struct store *, const struct escalations_new *, int64_t, struct error *);
const struct holds_row *__real_holds_find(
    const struct holds_row *, size_t, struct case_id, struct person_id);
const struct holds_row *__wrap_holds_find(
    const struct holds_row *, size_t, struct case_id, struct person_id);

enum rc
__wrap_outbox_ahead(
    struct store *store, int64_t now, bool *any, struct error *err)
{
	enum rc rc = __real_outbox_ahead(store, now, any, err);

	*any = *any && !without("clock");
	return rc;
}

const struct holds_row *
__wrap_holds_find(const struct holds_row *rows_, size_t count,
    struct case_id case_id, struct person_id person)
{
	return without("hold")
	    ? NULL
	    : __real_holds_find(rows_, count, case_id, person);
}

int64_t
__wrap_due_at(int64_t ended)
{
	return __real_due_at(ended) + (without("due") ? HOUR_MS : 0);
}

enum contact_answer
__wrap_contact_now(const struct contact_facts *f, int64_t now)
{
	return without("route") ? CONTACT_USABLE : __real_contact_now(f, now);
}

enum rc
__wrap_outbox_lost(struct store *store, int64_t now, struct message_id **out,
    size_t *count, struct error *err)
{
	if (without("lease"))
		rows_run(store,
		    "UPDATE message SET state = 'queued', next_at = 0"
		    " WHERE state = 'sending'");
	return __real_outbox_lost(store, now, out, count, err);
}

enum rc
__wrap_outbox_ambiguous(struct store *store, struct message_id id, int64_t now,
    const char *cause, bool *stuck, struct error *err)
{
	if (without("repeat"))
		rows_run(store, "UPDATE message SET ambiguous = 0");
	return __real_outbox_ambiguous(store, id, now, cause, stuck, err);
}

enum rc
__wrap_outbox_get(struct store *store, struct message_id id,
    struct outbox_message *out, struct error *err)
{
	enum rc rc = __real_outbox_get(store, id, out, err);

	if (without("race") && out->state == OUTBOX_SENDING)
		out->state = OUTBOX_QUEUED;
	if (without("again"))
		out->next_ms = 0;
	return rc;
}

enum rc
__wrap_outbox_sending(
    struct store *store, struct message_id id, int64_t now, struct error *err)
{
	if (without("race"))
		rows_run(store,
		    "UPDATE message SET state = 'queued' WHERE state ="
		    " 'sending'");
	return __real_outbox_sending(store, id, now, err);
}

enum rc
__wrap_bounces_take_back(struct store *store, struct message_id id,
    const char *cause, int64_t now, bool *done_, struct error *err)
{
	*done_ = false;
	return without("bounces")
	    ? RC_OK
	    : __real_bounces_take_back(store, id, cause, now, done_, err);
}

bool
__wrap_verp_holds(const struct box_key *key, struct message_id id,
    const char *message_id, const char mac[VERP_MAC])
{
	return without("forged") || __real_verp_holds(key, id, message_id, mac);
}

enum rc
__wrap_paperwork_of(struct store *store, struct parcel_id parcel,
    struct paperwork *out, struct error *err)
{
	return without("paper") ? RC_NOTFOUND
				: __real_paperwork_of(store, parcel, out, err);
}

bool
__wrap_mail_is_to(const char *source, const char *to)
{
	return without("moved") || __real_mail_is_to(source, to);
}

enum rc
__wrap_escalations_add(struct store *store, const struct escalations_new *new,
    int64_t now, struct error *err)
{
	return without("debrief") && new->of.kind == OWED_DEBRIEF
	    ? RC_OK
	    : __real_escalations_add(store, new, now, err);
}

#endif
