#include "tool/restricting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/child.h"
#include "store/looks.h"
#include "store/person.h"
#include "store/restriction.h"
#include "tool/workshop.h"

enum { DATE = 10 };

static enum rc
check_reason(const char *reason, struct error *err)
{
	return restriction_reason(reason)
	    ? RC_OK
	    : error_set(err, RC_INVALID, "--reason TEXT is missing: say why");
}

/* The day a London calendar shows at MS. */
static void
day_of(int64_t ms, char out[DATE + 1])
{
	struct clock_civil c;
	char text[40];

	clock_civil_london(ms, &c);
	(void)snprintf(
	    text, sizeof(text), "%04d-%02d-%02d", c.year, c.month, c.day);
	(void)snprintf(out, DATE + 1, "%.10s", text);
}

static enum rc
check_review(const char *date, int64_t now_ms, struct error *err)
{
	return restriction_due(date, now_ms)
	    ? RC_OK
	    : error_set(err, RC_INVALID,
		  "--review YYYY-MM-DD is missing, or not a day to come: "
		  "when it is looked at again");
}

/* The store in a transaction, and who does it to whose file. */
static enum rc
begin(struct cmd_call *call, struct store **store, struct restriction_by *by,
    struct error *err)
{
	const char *login = cmd_text(call, "by");
	struct person_id person = {0};
	enum rc rc;

	if (login == NULL)
		return error_set(err, RC_INVALID,
		    "--by LOGIN is missing: a coordinator or an administrator");
	if ((rc = workshop_open(call, store, err)) != RC_OK ||
	    (rc = store_begin(*store, err)) != RC_OK ||
	    (rc = person_find(*store, call->argv[0], &person, err)) != RC_OK)
		return rc;
	return restriction_by(*store, login, person, by, err);
}

enum rc
restricting_set(struct cmd_call *call, struct error *err)
{
	const char *reason = cmd_text(call, "reason");
	const char *review = cmd_text(call, "review");
	int64_t now_ms = clock_wall_ms();
	struct restriction_by by = {.account = {0}};
	struct person_id *readers = NULL;
	struct store *store = NULL;
	size_t count = 0;
	enum rc rc;

	if ((rc = check_reason(reason, err)) != RC_OK ||
	    (rc = check_review(review, now_ms, err)) != RC_OK ||
	    (rc = begin(call, &store, &by, err)) != RC_OK)
		goto done;
	readers = calloc((size_t)call->argc, sizeof(*readers));
	if (readers == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	for (int i = 1; i < call->argc; i++)
		if ((rc = person_find(store, call->argv[i], &readers[count++],
			 err)) != RC_OK)
			goto done;
	if ((rc = restriction_set(store, &by, readers, count, reason, review,
		 now_ms, err)) == RC_OK &&
	    (rc = store_commit(store, err)) == RC_OK)
		(void)printf("The file of %s is restricted to %zu of those who "
			     "hold it, and reviewed on %s.\n",
		    call->argv[0], count, review);
done:
	free(readers);
	store_close(store);
	return rc;
}

enum rc
restricting_review(struct cmd_call *call, struct error *err)
{
	const char *reason = cmd_text(call, "reason");
	const char *review = cmd_text(call, "review");
	int64_t now_ms = clock_wall_ms();
	struct restriction_by by = {.account = {0}};
	struct store *store = NULL;
	enum rc rc;

	if ((rc = check_reason(reason, err)) == RC_OK &&
	    (rc = check_review(review, now_ms, err)) == RC_OK &&
	    (rc = begin(call, &store, &by, err)) == RC_OK &&
	    (rc = restriction_review(
		 store, &by, reason, review, now_ms, err)) == RC_OK &&
	    (rc = store_commit(store, err)) == RC_OK)
		(void)printf("The file of %s stays restricted; it is reviewed "
			     "on %s.\n",
		    call->argv[0], review);
	store_close(store);
	return rc;
}

enum rc
restricting_lift(struct cmd_call *call, struct error *err)
{
	const char *reason = cmd_text(call, "reason");
	struct restriction_by by = {.account = {0}};
	struct store *store = NULL;
	enum rc rc;

	if ((rc = check_reason(reason, err)) == RC_OK &&
	    (rc = begin(call, &store, &by, err)) == RC_OK &&
	    (rc = restriction_lift(store, &by, reason, clock_wall_ms(), err)) ==
		RC_OK &&
	    (rc = store_commit(store, err)) == RC_OK)
		(void)printf("The file of %s is open to whoever holds it.\n",
		    call->argv[0]);
	store_close(store);
	return rc;
}

enum rc
restricting_list(struct cmd_call *call, struct error *err)
{
	struct restriction_one *list = NULL;
	struct store *store = NULL;
	char today[DATE + 1];
	size_t count = 0;
	enum rc rc;

	day_of(clock_wall_ms(), today);
	if ((rc = workshop_open(call, &store, err)) == RC_OK)
		rc = restriction_list(
		    store, (struct account_id){0}, &list, &count, err);
	for (size_t i = 0; i < count; i++)
		(void)printf("%-8s  review %s%s  by %s: %s (%s)\n", list[i].ref,
		    list[i].review_on,
		    strcmp(list[i].review_on, today) < 0 ? ", overdue" : "",
		    list[i].by, list[i].reason,
		    *list[i].readers != '\0' ? list[i].readers : "nobody");
	restriction_free(list, count);
	store_close(store);
	return rc;
}

enum rc
restricting_looks(struct cmd_call *call, struct error *err)
{
	static const char *const kinds[] = {
	    [LOOKS_OPENED] = "opened",
	    [LOOKS_EMERGENCY] = "emergency",
	    [LOOKS_HEARD] = "listened",
	};
	struct person_id person = {0};
	struct looks_one *list = NULL;
	struct store *store = NULL;
	struct child_id child = {0};
	char at[64];
	size_t count = 0;
	enum rc rc;

	if ((rc = workshop_open(call, &store, err)) == RC_OK &&
	    (rc = person_find(store, call->argv[0], &person, err)) == RC_OK &&
	    (rc = child_find(store, person, &child, err)) == RC_OK)
		rc = looks_list(
		    store, child, (struct account_id){0}, &list, &count, err);
	for (size_t i = 0; i < count; i++)
		(void)printf("%s  %-9s  %s  %s%s%s\n",
		    clock_format_london(list[i].at_ms, at), kinds[list[i].kind],
		    list[i].login, list[i].reference,
		    *list[i].reference != '\0' ? "  " : "", list[i].why);
	if (rc == RC_OK && count == 0)
		(void)printf("Nobody has looked at this file.\n");
	looks_free(list, count);
	store_close(store);
	return rc;
}
