#include "store/verdicts.h"

/* Is somebody with this answer owed a copy or a decision? */
static bool
owed(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_SENT:
	case OUTCOME_PART:
	case OUTCOME_DECIDE:
	case OUTCOME_HELD:
		return true;
	case OUTCOME_NOT_SENT:
	case OUTCOME_WITHHELD:
	case OUTCOME_BLOCKED:
		break;
	}
	return false;
}

struct asking {
	struct store *store;
	verdicts_heard *heard;
	void *to;
};

static enum rc
tell(void *of, const struct standing_line *line, struct error *err)
{
	struct asking *a = of;
	struct person person = {0};
	struct verdicts t = {.line = line, .person = &person};
	enum rc rc;

	if ((rc = person_get(a->store, line->person, &person, err)) != RC_OK ||
	    (rc = cuts_make(line->facts, &t.cuts, err)) != RC_OK)
		goto done;
	t.of = span_samples(&line->facts->passage);
	t.heard = span_samples(&line->today->spans) -
	    span_samples(&line->today->silent);
	t.owed = owed(line->today->outcome);
	if (t.owed)
		t.would =
		    span_samples(&t.cuts.mine) - span_samples(&t.cuts.silent);
	rc = a->heard(a->to, &t, err);
done:
	cuts_clear(&t.cuts);
	person_clear(&person);
	return rc;
}

enum rc
verdicts_table(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id only, int64_t now_ms,
    verdicts_heard *heard, void *to, struct error *err)
{
	struct asking a = {store, heard, to};

	return case_id.v != 0
	    ? standing_case(store, meeting, case_id, now_ms, tell, &a, err)
	    : standing_table(store, meeting, only, now_ms, tell, &a, err);
}
