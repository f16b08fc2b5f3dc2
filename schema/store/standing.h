/*
 * standing -- what a person may hear today, asked of the store.
 *
 * Asks rules/entitle with the facts of store/dossier.  The one place where the two
 * meet, so that release, sending and every page ask the same.
 */
#ifndef STORE_STANDING_H
#define STORE_STANDING_H

#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "rules/entitle.h"
#include "store/releases.h"
#include "store/store.h"

/* Facts of PERSON about CASE at MEETING, at NOW_MS, into FACTS (which must be
 * = {0}); dossier.h says what they are.  Read at one moment, inside the caller's
 * transaction if there is one.  RC_NOTFOUND: no such meeting, case or person. */
enum rc standing_facts(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, int64_t now_ms,
    struct facts *facts, struct error *err);

/* The same, judged. */
enum rc standing_ask(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, int64_t now_ms,
    struct entitlement *out, struct error *err);

/* Everybody's answer about every case on the agenda of MEETING, in its order and
 * by person (standing_people), or, unless ONLY is {0}, that person's alone, who
 * need not be concerned; each handed to HEARD, all of one moment.  A failure of
 * HEARD ends it and comes back.  What a line points at lasts for the
 * call; HEARD may keep what TODAY holds and leave it = {0}.
 * RC_NOTFOUND no such meeting. */
struct standing_line {
	const struct releases_case *c;
	struct person_id person;
	const struct facts *facts;
	struct entitlement *today;
};
typedef enum rc
standing_heard(void *to, const struct standing_line *line, struct error *err);

enum rc standing_table(struct store *store, struct meeting_id meeting,
    struct person_id only, int64_t now_ms, standing_heard *heard, void *to,
    struct error *err);

/* Everybody's answer about CASE alone, in the same way.  RC_NOTFOUND: it is not
 * on the agenda of MEETING. */
enum rc standing_case(struct store *store, struct meeting_id meeting,
    struct case_id case_id, int64_t now_ms, standing_heard *heard, void *to,
    struct error *err);

/* May COPY still be heard?  RC_OK yes.  RC_NOTFOUND for everything else:
 * withdrawn, no rendition, parcel void or expired, link key void, or today's
 * answer lacks something the rendition holds.  One answer, so that none of
 * them can be told apart from a copy that never existed.  WHY (may be NULL)
 * gets today's reason, for the audit and the coordinator only; 0 when it was not
 * the rules (withdrawn, void, expired, never there). */
enum rc standing_of_copy(struct store *store, struct copy_id copy,
    int64_t now_ms, enum reason *why, struct error *err);

/* Everybody who is or could be concerned with CASE at MEETING: attendances,
 * victim, relations, children, perpetrators, whoever an exception is for; each
 * once, in the order of their ids.  malloc'd (NULL for none), the caller frees. */
enum rc standing_people(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id **out, size_t *count,
    struct error *err);

#endif
