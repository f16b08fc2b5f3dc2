/*
 * cues -- words beside the sound of a case: those typed with marks, a
 * transcript, minutes.
 *
 * What of them stands beside a rendition is rules/legible's to say, asked each
 * time: nothing of it is stored, so a withheld passage takes its words along at
 * once.
 */
#ifndef STORE_CUES_H
#define STORE_CUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "base/span.h"
#include "rules/legible.h"
#include "store/store.h"

struct cues_one {
	enum legible_kind kind;
	struct span span; /* of the meeting; TYPED: both the mark's sample */
	int64_t plays_at; /* samples into the rendition; -1: all of it */
	char mark[16];    /* TYPED: "action", "decision", "risk", "note" */
	char *text;
};
void cues_free(struct cues_one *v, size_t count); /* NULL-safe */

/* All words of CASE at MEETING that are in force, minutes first, then by time.
 * malloc'd: cues_free. */
enum rc
cues_all(struct store *store, struct meeting_id meeting, struct case_id case_id,
    struct cues_one **out, size_t *count, struct error *err);

/* Those that may stand beside RENDITION.  RC_NOTFOUND: none such. */
enum rc cues_beside(struct store *store, struct rendition_id rendition,
    struct cues_one **out, size_t *count, struct error *err);

/* V[COUNT], all SPOKEN or all MINUTES, are from now on the transcript or the
 * minutes of CASE at MEETING, instead of those before.  Inside the caller's
 * transaction. */
enum rc cues_put(struct store *store, struct meeting_id meeting,
    struct case_id case_id, const struct cues_one *v, size_t count,
    struct account_id by, int64_t now_ms, struct error *err);

#endif
