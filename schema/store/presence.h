/*
 * presence -- when each person was in the room, and when nothing was for a
 * copy, as the marks of a meeting's recording say it.
 *
 * A mark that was undone is not one; what undoes may itself be undone.
 */
#ifndef STORE_PRESENCE_H
#define STORE_PRESENCE_H

#include "base/error.h"
#include "base/id.h"
#include "rules/facts.h"
#include "store/store.h"

struct presence;

/* Of everybody at MEETING, read once.  A meeting without a recording, or that
 * is not there, has nobody present. */
enum rc presence_open(struct presence **out, struct store *store,
    struct meeting_id meeting, struct error *err);
void presence_close(struct presence *presence);

/*
 * Of FACTS, about PERSON:
 *
 * attended, participant   is PERSON on the attendance, and not as family
 * present     from a join mark to the leave; before the recording: from sample
 *             0; never left: to the end of everything (passages, segments,
 *             marks).  Nothing for whoever is not on the attendance.
 * closed      closed sessions, ended or not
 * off_record  likewise, and breaks
 *
 * RC_NOMEM.
 */
enum rc presence_of(struct presence *presence, struct person_id person,
    struct facts *facts, struct error *err);

#endif
