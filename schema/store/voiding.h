/*
 * voiding -- any edit voids the approval (rule 12).
 *
 * A release, a decision about a family member's copy, an exception, the
 * approval of a withheld passage: each was given on what was known then.  When
 * that is edited, what stood on it gets its void_at and must be made again.
 * Nothing is changed otherwise and nothing deleted.  A withheld passage is
 * never uncovered by an edit: it is proposed anew at once, and copies wait
 * until somebody approves it again.  Inside the caller's transaction; the
 * times are the wall clock's.
 *
 *   edited                             void
 *   a route, a child's understanding   the person's decisions and exceptions
 *   an attendance, an exclusion        those of that meeting
 *   a conflict                         those of that meeting and case
 *   a relationship                     those of the child's cases; approvals
 *                                      of what is withheld from this person
 *   a case                             everybody's of the case, its releases,
 *                                      approvals of what is withheld
 *   a boundary                         the same, at that meeting
 *   a withheld passage                 approved decisions to send; if it is
 *                                      lifted, the case's release too
 */
#ifndef STORE_VOIDING_H
#define STORE_VOIDING_H

#include "base/error.h"
#include "base/id.h"
#include "store/store.h"

/* A route or the understanding of PERSON. */
enum rc voiding_of_person(
    struct store *store, struct person_id person, struct error *err);

/* PERSON's relationship to CHILD. */
enum rc voiding_of_relation(struct store *store, struct person_id person,
    struct child_id child, struct error *err);

enum rc
voiding_of_case(struct store *store, struct case_id case_id, struct error *err);

/* Where PERSON was in MEETING. */
enum rc voiding_of_presence(struct store *store, struct meeting_id meeting,
    struct person_id person, struct error *err);

/* PERSON's conflict in CASE. */
enum rc voiding_of_conflict(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, struct error *err);

/* Where CASE was discussed in MEETING. */
enum rc voiding_of_boundary(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct error *err);

/* What is silent in the copies of CASE, of PERSON or ({0}) of everybody. */
enum rc voiding_of_sound(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, struct error *err);

/* The chair's release. */
enum rc voiding_of_release(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct error *err);

#endif
