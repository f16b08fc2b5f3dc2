#include "distributor/releasing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "distributor/deciding.h"
#include "rules/entitle.h"
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

/* CASE and PERSON of `decide` and `approve`; PERSON must be family. */
static enum rc
ask_family(struct deciding *a, const struct cmd_call *call, struct error *err)
{
	struct facts facts = {0};
	enum rc rc;

	if ((rc = ask(a, call, err)) != RC_OK ||
	    (rc = deciding_case(a, call->argv[1], err)) != RC_OK ||
	    (rc = deciding_person(a, call->argv[2], err)) != RC_OK ||
	    (rc = standing_facts(a->desk.store, a->meeting.id, a->case_id,
		 a->person, clock_wall_ms(), &facts, err)) != RC_OK)
		goto done;
	if (!entitle_as_family(&facts))
		rc = error_set(err, RC_CONFLICT,
		    "%s is not of the family in %s: participants need no "
		    "decision",
		    call->argv[2], call->argv[1]);
done:
	facts_clear(&facts);
	return rc;
}

static enum rc
release_all(struct deciding *a, const char *reference, size_t *released,
    size_t *proposed, struct error *err)
{
	struct store *store = a->desk.store;
	struct releases_case *cases = NULL;
	struct case_id only = {0};
	size_t count = 0;
	enum rc rc;

	if ((rc = store_begin(store, err)) != RC_OK)
		return rc;
	if ((rc = releases_cases(store, a->meeting.id, &cases, &count, err)) !=
	    RC_OK)
		goto done;
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		if (reference != NULL &&
		    strcmp(reference, cases[i].reference) != 0)
			continue;
		if (reference != NULL)
			only = cases[i].id;
		rc = releases_release(store, a->meeting.id, cases[i].id, &a->by,
		    clock_wall_ms(), err);
		(*released)++;
	}
	if (rc == RC_OK && *released == 0)
		rc = error_set(err, RC_NOTFOUND,
		    reference != NULL ? "%s is not on that meeting's agenda"
				      : "no case is on that meeting's agenda%s",
		    reference != NULL ? reference : "");
	if (rc == RC_OK)
		rc = profile_propose(store, a->meeting.id, only, &a->by,
		    clock_wall_ms(), proposed, err);
	if (rc == RC_OK)
		rc = store_commit(store, err);
done:
	store_rollback(store);
	free(cases);
	return rc;
}

enum rc
releasing_release(struct cmd_call *call, struct error *err)
{
	struct deciding a = {0};
	size_t released = 0, proposed = 0;
	enum rc rc;

	if ((rc = ask(&a, call, err)) == RC_OK &&
	    (rc = release_all(&a, cmd_text(call, "case"), &released, &proposed,
		 err)) == RC_OK)
		(void)printf("%zu case%s released\n", released,
		    released == 1 ? "" : "s");
	if (rc == RC_OK && proposed > 0)
		(void)printf(
		    "%zu cop%s to family proposed by default; somebody "
		    "else must approve\n",
		    proposed, proposed == 1 ? "y" : "ies");
	deciding_close(&a);
	return rc;
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
	if ((rc = deciding_reason(call, &reason, err)) != RC_OK ||
	    (rc = ask_family(&a, call, err)) != RC_OK ||
	    (rc = store_begin(a.desk.store, err)) != RC_OK)
		goto done;
	if ((rc = releases_propose(a.desk.store, a.meeting.id, a.case_id,
		 a.person, verdict, reason, &a.by, clock_wall_ms(), err)) ==
		RC_OK &&
	    (rc = store_commit(a.desk.store, err)) == RC_OK)
		(void)printf("proposed; somebody else must approve it\n");
	store_rollback(a.desk.store);
done:
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
releasing_approve(struct cmd_call *call, struct error *err)
{
	struct deciding a = {0};
	enum verdict verdict = VERDICT_NONE;
	enum rc rc;

	if ((rc = ask_family(&a, call, err)) != RC_OK ||
	    (rc = store_begin(a.desk.store, err)) != RC_OK)
		goto done;
	if ((rc = releases_approve(a.desk.store, a.meeting.id, a.case_id,
		 a.person, &a.by, clock_wall_ms(), &verdict, err)) == RC_OK &&
	    (rc = store_commit(a.desk.store, err)) == RC_OK)
		rc = tell(&a, verdict, err);
	store_rollback(a.desk.store);
done:
	deciding_close(&a);
	return rc;
}
