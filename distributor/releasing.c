#include "distributor/releasing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "distributor/desk.h"
#include "store/mcase.h"
#include "store/person.h"
#include "store/releases.h"
#include "store/standing.h"

/* What all three are called with. */
struct asked {
	struct desk desk;
	struct releases_meeting meeting;
	struct releases_account by;
	struct case_id case_id;
	struct person_id person;
};

static enum rc
ask(struct asked *a, const struct cmd_call *call, struct error *err)
{
	const char *login = cmd_text(call, "by");
	enum rc rc;

	if (login == NULL)
		return error_set(err, RC_INVALID,
		    "say who decides: --by LOGIN, a chair or a coordinator");
	if ((rc = desk_open(&a->desk, call, err)) != RC_OK ||
	    (rc = releases_account(a->desk.store, login, &a->by, err)) !=
		RC_OK ||
	    (rc = releases_meeting(
		 a->desk.store, call->argv[0], &a->meeting, err)) != RC_OK)
		return rc;
	return RC_OK;
}

/* CASE and PERSON of `decide` and `approve`; PERSON must be family. */
static enum rc
ask_family(struct asked *a, const struct cmd_call *call, struct error *err)
{
	struct store *store;
	struct facts facts = {0};
	enum rc rc;

	if ((rc = ask(a, call, err)) != RC_OK)
		return rc;
	store = a->desk.store;
	if ((rc = mcase_find(store, call->argv[1], &a->case_id, err)) !=
		RC_OK ||
	    (rc = person_find(store, call->argv[2], &a->person, err)) !=
		RC_OK ||
	    (rc = standing_facts(store, a->meeting.id, a->case_id, a->person,
		 clock_wall_ms(), &facts, err)) != RC_OK)
		goto done;
	if (!facts.family)
		rc = error_set(err, RC_CONFLICT,
		    "%s is not of the family in %s: participants need no "
		    "decision",
		    call->argv[2], call->argv[1]);
done:
	facts_clear(&facts);
	return rc;
}

static enum rc
release_all(
    struct asked *a, const char *reference, size_t *released, struct error *err)
{
	struct store *store = a->desk.store;
	struct releases_case *cases = NULL;
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
		rc = store_commit(store, err);
done:
	store_rollback(store);
	free(cases);
	return rc;
}

enum rc
releasing_release(struct cmd_call *call, struct error *err)
{
	struct asked a = {0};
	size_t released = 0;
	enum rc rc;

	if ((rc = ask(&a, call, err)) == RC_OK &&
	    (rc = release_all(&a, cmd_text(call, "case"), &released, err)) ==
		RC_OK)
		(void)printf("%zu case%s released\n", released,
		    released == 1 ? "" : "s");
	desk_close(&a.desk);
	return rc;
}

enum rc
releasing_decide(struct cmd_call *call, struct error *err)
{
	const char *reason = cmd_text(call, "reason");
	const char *word = call->argv[3];
	enum verdict verdict;
	struct asked a = {0};
	enum rc rc;

	if (strcmp(word, "send") == 0)
		verdict = VERDICT_SEND;
	else if (strcmp(word, "withhold") == 0)
		verdict = VERDICT_WITHHOLD;
	else
		return error_set(err, RC_INVALID,
		    "'%s' is neither \"send\" nor \"withhold\"", word);
	if (reason == NULL || *reason == '\0')
		return error_set(
		    err, RC_INVALID, "a decision needs its --reason TEXT");
	if ((rc = ask_family(&a, call, err)) != RC_OK ||
	    (rc = store_begin(a.desk.store, err)) != RC_OK)
		goto done;
	if ((rc = releases_propose(a.desk.store, a.meeting.id, a.case_id,
		 a.person, verdict, reason, &a.by, clock_wall_ms(), err)) ==
		RC_OK &&
	    (rc = store_commit(a.desk.store, err)) == RC_OK)
		(void)printf("proposed; somebody else must approve it\n");
	store_rollback(a.desk.store);
done:
	desk_close(&a.desk);
	return rc;
}

/* An approved "send" can still be barred by a rule; say so at once. */
static enum rc
tell(struct asked *a, enum verdict verdict, struct error *err)
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
	struct asked a = {0};
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
	desk_close(&a.desk);
	return rc;
}
