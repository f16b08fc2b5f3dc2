#include "tool/pledging.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "store/account.h"
#include "store/pledges.h"
#include "tool/workshop.h"

static enum rc
who(struct store *store, const char *login, struct account_id *id,
    struct error *err)
{
	char role[ACCOUNT_ROLE];
	enum rc rc;

	if (login == NULL)
		return error_set(err, RC_INVALID,
		    "--by LOGIN is missing: who sets the text");
	if ((rc = account_find(store, login, id, err)) == RC_OK &&
	    (rc = account_role(store, *id, role, err)) == RC_OK &&
	    strcmp(role, "administrator") != 0 &&
	    strcmp(role, "coordinator") != 0)
		rc = error_set(err, RC_DENIED,
		    "only an administrator or a coordinator sets the text");
	return rc;
}

enum rc
pledging_set(struct cmd_call *call, struct error *err)
{
	struct buf english = {0}, welsh = {0};
	struct store *store = NULL;
	struct account_id by = {0};
	int64_t number = 0;
	enum rc rc;

	if ((rc = buf_read_file(
		 &english, call->argv[0], PLEDGES_TEXT + 1, err)) != RC_OK ||
	    (rc = buf_read_file(
		 &welsh, call->argv[1], PLEDGES_TEXT + 1, err)) != RC_OK ||
	    (rc = workshop_open(call, &store, err)) != RC_OK ||
	    (rc = who(store, cmd_text(call, "by"), &by, err)) != RC_OK ||
	    (rc = store_begin(store, err)) != RC_OK)
		goto done;
	if ((rc = pledges_set(store, buf_str(&english), buf_str(&welsh), by,
		 clock_wall_ms(), &number, err)) == RC_OK &&
	    (rc = store_commit(store, err)) == RC_OK)
		(void)printf("version %lld: every participant is asked to "
			     "accept it before their next document\n",
		    (long long)number);
	store_rollback(store);
done:
	store_close(store);
	buf_clear(&english);
	buf_clear(&welsh);
	return rc;
}

static void
print_line(const struct pledges_version *v)
{
	char since[CLOCK_TEXT];

	(void)printf("version %lld, since %s, accepted by %lld\n",
	    (long long)v->number, clock_format_london(v->since_ms, since),
	    (long long)v->accepted);
}

enum rc
pledging_list(struct cmd_call *call, struct error *err)
{
	struct pledges_version v = {0};
	struct store *store = NULL;
	enum rc rc = workshop_open(call, &store, err);

	for (int64_t number = 1; rc == RC_OK; number++) {
		if ((rc = pledges_get(store, number, &v, err)) == RC_OK)
			print_line(&v);
		pledges_clear(&v);
	}
	store_close(store);
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

enum rc
pledging_show(struct cmd_call *call, struct error *err)
{
	struct pledges_version v = {0};
	struct store *store = NULL;
	int64_t number = strtoll(call->argv[0], NULL, 10);
	enum rc rc;

	if ((rc = workshop_open(call, &store, err)) == RC_OK &&
	    (rc = pledges_get(store, number > 0 ? number : -1, &v, err)) ==
		RC_NOTFOUND)
		(void)error_set(err, rc,
		    "there is no version %s; `marac-store statement list` "
		    "shows those there are",
		    call->argv[0]);
	if (rc == RC_OK) {
		print_line(&v);
		(void)printf("\n%s\n\n%s\n", v.english, v.welsh);
	}
	pledges_clear(&v);
	store_close(store);
	return rc;
}
