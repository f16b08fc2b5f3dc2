#include "distributor/deciding.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/moment.h"
#include "store/mcase.h"
#include "store/person.h"

enum rc
deciding_open(
    struct deciding *d, const struct cmd_call *call, struct error *err)
{
	const char *login = cmd_text(call, "by");
	enum rc rc;

	if (login == NULL)
		return error_set(err, RC_INVALID,
		    "say who decides: --by LOGIN, a chair or a coordinator");
	if ((rc = desk_open(&d->desk, call, err)) == RC_OK)
		rc = releases_account(d->desk.store, login, &d->by, err);
	return rc;
}

void
deciding_close(struct deciding *d)
{
	if (d->desk.store != NULL)
		store_rollback(d->desk.store);
	desk_close(&d->desk);
	*d = (struct deciding){0};
}

enum rc
deciding_meeting(struct deciding *d, const char *ref, struct error *err)
{
	return releases_meeting(d->desk.store, ref, &d->meeting, err);
}

enum rc
deciding_case(struct deciding *d, const char *ref, struct error *err)
{
	struct releases_case *cases = NULL;
	bool there = false;
	size_t count = 0;
	enum rc rc;

	if ((rc = mcase_find(d->desk.store, ref, &d->case_id, err)) != RC_OK ||
	    (rc = releases_cases(
		 d->desk.store, d->meeting.id, &cases, &count, err)) != RC_OK)
		return rc;
	for (size_t i = 0; i < count; i++)
		there = there || cases[i].id.v == d->case_id.v;
	free(cases);
	return there ? RC_OK
		     : error_set(err, RC_NOTFOUND,
			   "%s is not on that meeting's agenda", ref);
}

enum rc
deciding_person(struct deciding *d, const char *ref, struct error *err)
{
	return person_find(d->desk.store, ref, &d->person, err);
}

enum rc
deciding_reason(
    const struct cmd_call *call, const char **reason, struct error *err)
{
	*reason = cmd_text(call, "reason");
	return *reason != NULL && **reason != '\0'
	    ? RC_OK
	    : error_set(err, RC_INVALID, "it needs its --reason TEXT");
}

enum rc
deciding_number(
    const char *text, const char *what, int64_t *id, struct error *err)
{
	long long number;
	char end;

	if (sscanf(text, "%lld%c", &number, &end) != 1 || number <= 0)
		return error_set(err, RC_INVALID,
		    "'%s' is not the number of %s", text, what);
	*id = number;
	return RC_OK;
}

enum rc
deciding_span(
    const char *from, const char *to, struct span *span, struct error *err)
{
	enum rc rc;

	if ((rc = moment_parse(from, &span->from, err)) != RC_OK ||
	    (rc = moment_parse(to, &span->to, err)) != RC_OK)
		return rc;
	return span->from < span->to
	    ? RC_OK
	    : error_set(err, RC_INVALID, "%s is not behind %s", to, from);
}
