/*
 * presence -- when a person was in the room, and when nothing was for a copy,
 * as the marks of a meeting's recording say it.
 *
 * A mark that was undone is not one; what undoes may itself be undone.
 */
#ifndef STORE_PRESENCE_H
#define STORE_PRESENCE_H

#include "base/error.h"
#include "base/id.h"
#include "rules/facts.h"
#include "store/store.h"

/*
 * Of FACTS, about PERSON at MEETING:
 *
 * attended, participant   is PERSON on the attendance, and not as family
 * present     from a join mark to the leave; before the recording: from sample
 *             0; never left: to the end of everything (passages, segments,
 *             marks).  Nothing for whoever is not on the attendance.
 * closed      closed sessions, and off the record or in a break, ended or not
 */
enum rc presence_read(struct store *store, struct meeting_id meeting,
    struct person_id person, struct facts *facts, struct error *err);

#endif
