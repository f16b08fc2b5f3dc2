/*
 * approver -- rule 12: whoever approves has played every cut boundary of what
 * they approve.
 *
 * An edge is a sample of the meeting where the sound of a copy begins or ends:
 * the ends of its spans, and the ends of the silences in them.  What one copy
 * ends at another may begin at; these are two edges.  An account has heard an
 * edge when `marac-distributor audition` has played it to them (approver_hears).
 *
 * What is asked for:
 *
 *   a decision to send, an exception   every edge of the copy as the person
 *                        would get it if everything that is proposed were
 *                        approved, released and confirmed (approver_sound)
 *   a withheld passage   where the sound before it ends and the sound behind
 *                        it begins, as far as there is any: in the copy of
 *                        the person it is withheld from, or in the case's
 *                        recording when that is everybody
 */
#ifndef STORE_APPROVER_H
#define STORE_APPROVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "base/span.h"
#include "store/releases.h"
#include "store/store.h"

struct withholding; /* withholding.h */

struct approver_edge {
	int64_t sample; /* of the meeting */
	bool begins;    /* the sound begins here; else it ends */
};

/* What PERSON's copy of CASE would play, silences left out; nothing when a
 * rule that no approval lifts keeps it from them.  PERSON {0}: the case's
 * recording.  OUT must be = {0}. */
enum rc approver_sound(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, int64_t now_ms,
    struct span_list *out, struct error *err);

/* The same with its silences still in it: what the copy would hold, and what of
 * that would be silent.  Both must be = {0}. */
enum rc approver_copy(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, int64_t now_ms,
    struct span_list *spans, struct span_list *silent, struct error *err);

/* The edges of SOUND, two a span; malloc'd. */
enum rc approver_edges(const struct span_list *sound,
    struct approver_edge **out, size_t *count, struct error *err);

/* What of SOUND is within five seconds of where it begins or ends: what is
 * played so that its edges are heard.  OUT must be = {0}. */
enum rc approver_clips(
    const struct span_list *sound, struct span_list *out, struct error *err);

/* BY has heard the edges of SOUND.  Inside the caller's transaction; with its
 * audit event. */
enum rc approver_hears(struct store *store, struct meeting_id meeting,
    struct case_id case_id, const struct span_list *sound,
    const struct releases_account *by, int64_t now_ms, struct error *err);

/* Has BY heard all that is asked for?  RC_DENIED, the text says how many are
 * missing and what to do. */
enum rc approver_of_copy(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person,
    const struct releases_account *by, int64_t now_ms, struct error *err);
enum rc approver_of_passage(struct store *store, const struct withholding *w,
    const struct releases_account *by, int64_t now_ms, struct error *err);

/* The same to look at: those of *OF edges that BY has not heard; malloc'd. */
enum rc approver_missing(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person,
    const struct releases_account *by, int64_t now_ms,
    struct approver_edge **out, size_t *count, size_t *of, struct error *err);
enum rc
approver_missing_beside(struct store *store, const struct withholding *w,
    const struct releases_account *by, int64_t now_ms,
    struct approver_edge **out, size_t *count, size_t *of, struct error *err);

#endif
