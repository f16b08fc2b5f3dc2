/*
 * escalations -- who was told what of something owed that has not gone, and by
 * which way.
 *
 * Owed is a case's copy, or debrief, to a person, made or not, or an action to
 * its owner: the copy that is made at last goes on with the steps that were told
 * before.  A step is told once for each
 * cause (rules/escalate.h); the row is made in the transaction that puts the
 * mail into the outbox and the alert on the banner, so that a telling is whole
 * or was none.
 *
 * A notice is all that one person is told at once about one meeting.  It goes
 * by mail; while the mail server has not taken that, by a text message too.
 */
#ifndef STORE_ESCALATIONS_H
#define STORE_ESCALATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "rules/escalate.h"
#include "store/owed.h"
#include "store/store.h"

struct escalations_of {
	struct meeting_id meeting;
	struct case_id case_id;
	struct person_id person;
	enum owed_kind kind;
	struct action_id action; /* 0: it is another kind */
};

/* The tellings so far; malloc'd (NULL for none), the caller frees. */
enum rc escalations_told(struct store *store, const struct escalations_of *of,
    struct escalate_told **out, size_t *count, struct error *err);

struct escalations_new {
	struct escalations_of of;
	struct copy_id copy; /* 0: none is made */
	enum escalate_step step;
	enum escalate_cause cause;
	const char *advice;
	struct notice_id coordinator; /* 0: nobody could be told by mail */
	struct notice_id chair;
};

/* In a transaction, with its audit event.  What was told of the same step and
 * cause by a clock that was wrong is told again. */
enum rc escalations_add(struct store *store, const struct escalations_new *new,
    int64_t now_ms, struct error *err);

/*
 * Whom to tell of CASE at MEETING: the coordinator, or with CHAIR the chair; the
 * one that the meeting names, else everybody with an account of that role.  Who
 * must know nothing of the case (facts_barred) is left out.  When nobody is left,
 * it is the other of the two; then everybody else who coordinates or chairs;
 * then the administrators; then nobody, and the banner alone says it.  malloc'd
 * (NULL for none).
 */
enum rc escalations_people(struct store *store, struct meeting_id meeting,
    struct case_id case_id, bool chair, int64_t now_ms, struct person_id **out,
    size_t *count, struct error *err);

/* A notice to PERSON, whose mail is MESSAGE (0: there is none).  A text message
 * is wanted from TEXT_MS on, if that mail has not been accepted by then.  In a
 * transaction. */
enum rc escalations_notice(struct store *store, struct meeting_id meeting,
    struct person_id person, struct message_id message, int64_t text_ms,
    int64_t now_ms, struct notice_id *id, struct error *err);

/* Notices for which a text message is wanted at NOW_MS, by person and oldest
 * first; malloc'd, the caller frees. */
struct escalations_text {
	struct notice_id id;
	struct person_id person;
	int64_t made_ms;
	bool accepted; /* its mail was, after all */
};
enum rc escalations_texts(struct store *store, int64_t now_ms,
    struct escalations_text **out, size_t *count, struct error *err);

/* A try to send one, committed before it is made: the next is at NEXT_MS. */
enum rc escalations_text_try(struct store *store, struct notice_id id,
    int64_t next_ms, struct error *err);
/* No more is wanted; SENT_MS: when the gateway took one, 0 it did not. */
enum rc escalations_text_end(struct store *store, struct notice_id id,
    int64_t sent_ms, struct error *err);

/* Live parcels whose mail was accepted, of which something can still be
 * collected and nobody was reminded, when their time has come: five days before
 * the link is over, or at half its life when that is shorter than ten days
 * (rule 20).  malloc'd. */
enum rc escalations_reminders(struct store *store, int64_t now_ms,
    struct parcel_id **out, size_t *count, struct error *err);

/* The same of parcels that went on paper with a code, of which the coordinator
 * was not told: no mail of ours goes to their readers.  malloc'd. */
enum rc escalations_uncollected(struct store *store, int64_t now_ms,
    struct parcel_id **out, size_t *count, struct error *err);
/* That was told.  In a transaction. */
enum rc escalations_uncollected_told(struct store *store,
    struct parcel_id parcel, int64_t now_ms, struct error *err);

#endif
