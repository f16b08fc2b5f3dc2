#include "distributor/withdrawing.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/copies.h"
#include "store/deed.h"
#include "store/impartial.h"

/* The key is gone: what is left of the file opens for nobody. */
static enum rc
remove_object(const struct desk *desk, const char *name, struct error *err)
{
	char path[4096];

	if (*name == '\0')
		return RC_OK;
	if (snprintf(path, sizeof(path), "%s/objects/%s",
		store_dir(desk->store), name) >= (int)sizeof(path))
		return error_set(
		    err, RC_INVALID, "the path of the store is too long");
	if (unlink(path) != 0 && errno != ENOENT)
		return error_sys(err, RC_IO, "cannot remove %s", path);
	return RC_OK;
}

enum rc
withdrawing_drop(struct desk *desk, struct rendition_id id, struct error *err)
{
	struct copies_objects objects = {0};
	enum rc rc;

	if (id.v == 0)
		return RC_OK;
	if ((rc = store_begin(desk->store, err)) != RC_OK)
		return rc;
	rc = copies_drop(desk->store, id, &objects, err);
	if (rc == RC_OK)
		rc = store_commit(desk->store, err);
	store_rollback(desk->store);
	if (rc == RC_NOTFOUND)
		return RC_OK;
	if (rc != RC_OK)
		return rc;
	rc = remove_object(desk, objects.opus, err);
	return rc == RC_OK ? remove_object(desk, objects.mp3, err) : rc;
}

enum rc
withdrawing_copy(struct desk *desk, const struct releases_account *by,
    struct copy_id id, const char *why, struct rendition_id *old,
    struct error *err)
{
	struct copies_row row = {0};
	char who[40];
	enum rc rc;

	(void)snprintf(who, sizeof(who), "account:%lld", (long long)by->id.v);
	if ((rc = copies_get(desk->store, id, &row, err)) == RC_OK &&
	    (rc = impartial_ask(desk->store, by,
		 &(struct deed){.meeting = row.meeting, .case_id = row.case_id},
		 err)) == RC_OK)
		rc = copies_withdraw(
		    desk->store, id, who, why, clock_wall_ms(), err);
	*old = row.rendition;
	return rc;
}

static enum rc
withdraw(struct desk *desk, struct copy_id id, const char *login,
    const char *why, struct error *err)
{
	struct releases_account by = {0};
	struct rendition_id old = {0};
	enum rc rc;

	if ((rc = releases_account(desk->store, login, &by, err)) != RC_OK ||
	    (rc = store_begin(desk->store, err)) != RC_OK)
		return rc;
	if ((rc = withdrawing_copy(desk, &by, id, why, &old, err)) == RC_OK)
		rc = store_commit(desk->store, err);
	store_rollback(desk->store);
	return rc == RC_OK ? withdrawing_drop(desk, old, err) : rc;
}

enum rc
withdrawing_verb(struct cmd_call *call, struct error *err)
{
	const char *login = cmd_text(call, "by");
	const char *why = cmd_text(call, "reason");
	struct desk desk = {0};
	struct copy_id id = {0};
	char end;
	enum rc rc;

	if (sscanf(call->argv[0], "%lld%c", (long long *)&id.v, &end) != 1 ||
	    id.v <= 0)
		return error_set(err, RC_INVALID,
		    "'%s' is not the number of a copy (`due` lists them)",
		    call->argv[0]);
	if (login == NULL || why == NULL || *why == '\0')
		return error_set(err, RC_INVALID,
		    "a withdrawal needs --by LOGIN and --reason TEXT");
	if ((rc = desk_open(&desk, call, err)) == RC_OK &&
	    (rc = withdraw(&desk, id, login, why, err)) == RC_OK)
		(void)printf("copy %lld is withdrawn\n", (long long)id.v);
	desk_close(&desk);
	return rc;
}
