/*
 * dossier -- the facts of one meeting, read once for as many questions as
 * come: rules/facts.h is filled here and nowhere else.
 *
 * Everything is read by meeting or by case, and the person picked out of it, so
 * that one question and twenty-five thousand go the same way.
 *
 * Whoever listens asks for a part of the sound, and the next, and each time the
 * rules are asked anew.  So what was read stays with the store for the next
 * question while the store's state is the same (store_state): rows of one meeting
 * and one case of it, never an answer.  One commit by anybody, about anything, and
 * all is read again.
 */
#ifndef STORE_DOSSIER_H
#define STORE_DOSSIER_H

#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "rules/facts.h"
#include "store/store.h"

struct dossier;

/* MEETING at NOW_MS; {0}: of none, for what is true of a case before there is a
 * meeting about it (family, harm, conflict).  Reads of one moment: the caller is in a transaction and
 * stays in it until dossier_close.  RC_NOTFOUND no such meeting. */
enum rc dossier_open(struct dossier **out, struct store *store,
    struct meeting_id meeting, int64_t now_ms, struct error *err);
void dossier_close(struct dossier *dossier);
/* Without keeping it; elsewhere only for store_close. */
void dossier_free(struct dossier *dossier); /* NULL-safe */

/*
 * About CASE and PERSON (which must be there) into FACTS, which must be = {0}
 * and stays the caller's to clear.  One case is remembered: ask case by case.
 *
 * attended, participant, present, closed, off_record: presence.h
 * harm        named in this case, or in another that shares its victim or a
 *             child: YES.  Else the worst relationship to a child of the case;
 *             its dates do not lessen it.  Who is named in another case by
 *             somebody who is named in this one is DISPUTED at least: what both
 *             say holds both (rule 4).
 * is_child    of the case, its victim or their family, and has a child's file:
 *             rule 13 asks for the assessment whatever the case calls them
 * exception   exceptions.h; looked for only where there is harm
 * parted      an approved withheld passage names PERSON, and the decision was
 *             proposed after the newest of them was approved
 * decision    the newest; two accounts of one person are one
 * RC_NOTFOUND no such case.
 */
enum rc dossier_facts(struct dossier *dossier, struct case_id case_id,
    struct person_id person, struct facts *facts, struct error *err);

#endif
