#include "distributor/releasing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "distributor/deciding.h"
#include "rules/entitle.h"
#include "store/impartial.h"
#include "store/profile.h"
#include "store/releases.h"
#include "store/standing.h"

/* With the meeting, which is the first argument of all three. */
static enum rc
ask(struct deciding *d, const struct cmd_call *call, struct error *err)
{
	enum rc rc = deciding_open(d, call, err);

	return rc == RC_OK ? deciding_meeting(d, call->argv[0], err) : rc;
}

/* A's person must be family in its case. */
static enum rc
need_family(struct deciding *a, struct error *err)
{
	struct facts facts = {0};
	enum rc rc = standing_facts(a->desk.store, a->meeting.id, a->case_id,
	    a->person, clock_wall_ms(), &facts, err);

	if (rc == RC_OK && !entitle_as_family(&facts))
		rc = error_set(err, RC_CONFLICT,
		    "this person is not of the family in this case: "
		    "participants need no decision");
	facts_clear(&facts);
	return rc;
}

/* CASE and PERSON of `decide` and `approve`, and begin what is written. */
static enum rc
ask_family(struct deciding *a, const struct cmd_call *call, struct error *err)
{
	enum rc rc;

	if ((rc = ask(a, call, err)) == RC_OK &&
	    (rc = deciding_case(a, call->argv[1], err)) == RC_OK &&
	    (rc = deciding_person(a, call->argv[2], err)) == RC_OK)
		rc = store_begin(a->desk.store, err);
	return rc;
}

enum rc
releasing_cases(
    struct deciding *a, size_t *released, size_t *proposed, struct error *err)
{
	struct store *store = a->desk.store;
	struct releases_case *cases = NULL;
	size_t count = 0;
	bool may = true;
	enum rc rc;

	rc = releases_cases(store, a->meeting.id, &cases, &count, err);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		if (a->case_id.v != 0 && cases[i].id.v != a->case_id.v)
			continue;
		/* Of all of them, those that they may decide about. */
		if (a->case_id.v == 0 &&
		    ((rc = impartial_towards(store, &a->by, a->meeting.id,
			  cases[i].id, &may, err)) != RC_OK ||
			!may))
			continue;
		if ((rc = releases_release(store, a->meeting.id, cases[i].id,
			 &a->by, clock_wall_ms(), err)) == RC_OK)
			rc = profile_propose(store, a->meeting.id, cases[i].id,
			    &a->by, clock_wall_ms(), proposed, err);
		(*released)++;
	}
	free(cases);
	if (rc != RC_OK || *released > 0)
		return rc;
	return count == 0
	    ? error_set(err, RC_NOTFOUND, "no case is on that meeting's agenda")
	    : error_set(err, RC_DENIED,
		  "there is a conflict of interest in every case "
		  "of this meeting: another chair must release "
		  "it");
}

/* How many were left to somebody else. */
static enum rc
tell_rest(struct deciding *a, size_t released, struct error *err)
{
	struct releases_case *cases = NULL;
	size_t count = 0;
	enum rc rc =
	    releases_cases(a->desk.store, a->meeting.id, &cases, &count, err);

	free(cases);
	if (rc == RC_OK && released < count)
		(void)printf(
		    "%zu case%s left: whoever has a conflict of interest in a "
		    "case, belongs to its family or may be a source of harm "
		    "in it does not release it; another chair must\n",
		    count - released, count - released == 1 ? "" : "s");
	return rc;
}

enum rc
releasing_release(struct cmd_call *call, struct error *err)
{
	const char *reference = cmd_text(call, "case");
	size_t released = 0, proposed = 0;
	struct deciding a = {0};
	enum rc rc;

	if ((rc = ask(&a, call, err)) == RC_OK &&
	    (reference == NULL ||
		(rc = deciding_case(&a, reference, err)) == RC_OK) &&
	    (rc = store_begin(a.desk.store, err)) == RC_OK &&
	    (rc = releasing_cases(&a, &released, &proposed, err)) == RC_OK &&
	    (rc = store_commit(a.desk.store, err)) == RC_OK)
		(void)printf("%zu case%s released\n", released,
		    released == 1 ? "" : "s");
	if (rc == RC_OK && reference == NULL)
		rc = tell_rest(&a, released, err);
	if (rc == RC_OK && proposed > 0)
		(void)printf(
		    "%zu cop%s to family proposed by default; somebody "
		    "else must approve\n",
		    proposed, proposed == 1 ? "y" : "ies");
	deciding_close(&a);
	return rc;
}

enum rc
releasing_propose(struct deciding *a, enum verdict verdict, const char *reason,
    struct error *err)
{
	enum rc rc = need_family(a, err);

	return rc == RC_OK
	    ? releases_propose(a->desk.store, a->meeting.id, a->case_id,
		  a->person, verdict, reason, &a->by, clock_wall_ms(), err)
	    : rc;
}

enum rc
releasing_decide(struct cmd_call *call, struct error *err)
{
	const char *reason;
	const char *word = call->argv[3];
	enum verdict verdict;
	struct deciding a = {0};
	enum rc rc;

	if (strcmp(word, "send") == 0)
		verdict = VERDICT_SEND;
	else if (strcmp(word, "withhold") == 0)
		verdict = VERDICT_WITHHOLD;
	else
		return error_set(err, RC_INVALID,
		    "'%s' is neither \"send\" nor \"withhold\"", word);
	if ((rc = deciding_reason(call, &reason, err)) == RC_OK &&
	    (rc = ask_family(&a, call, err)) == RC_OK &&
	    (rc = releasing_propose(&a, verdict, reason, err)) == RC_OK &&
	    (rc = store_commit(a.desk.store, err)) == RC_OK)
		(void)printf("proposed; somebody else must approve it\n");
	deciding_close(&a);
	return rc;
}

/* An approved "send" can still be barred by a rule; say so at once. */
static enum rc
tell(struct deciding *a, enum verdict verdict, struct error *err)
{
	struct entitlement today = {0};
	enum rc rc = standing_ask(a->desk.store, a->meeting.id, a->case_id,
	    a->person, clock_wall_ms(), &today, err);

	if (rc == RC_OK && verdict == VERDICT_SEND &&
	    today.outcome != OUTCOME_SENT && today.outcome != OUTCOME_PART)
		(void)printf("approved: send; but today nothing goes: %s\n",
		    entitle_reason_text(today.reason));
	else if (rc == RC_OK)
		(void)printf("approved: %s\n",
		    verdict == VERDICT_SEND ? "send" : "withhold");
	entitle_clear(&today);
	return rc;
}

enum rc
releasing_second(struct deciding *a, enum verdict *verdict, struct error *err)
{
	enum rc rc = need_family(a, err);

	return rc == RC_OK
	    ? releases_approve(a->desk.store, a->meeting.id, a->case_id,
		  a->person, &a->by, clock_wall_ms(), verdict, err)
	    : rc;
}

enum rc
releasing_approve(struct cmd_call *call, struct error *err)
{
	struct deciding a = {0};
	enum verdict verdict = VERDICT_NONE;
	enum rc rc;

	if ((rc = ask_family(&a, call, err)) == RC_OK &&
	    (rc = releasing_second(&a, &verdict, err)) == RC_OK &&
	    (rc = store_commit(a.desk.store, err)) == RC_OK)
		rc = tell(&a, verdict, err);
	deciding_close(&a);
	return rc;
}
