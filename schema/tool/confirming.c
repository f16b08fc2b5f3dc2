#include "tool/confirming.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/audit.h"
#include "store/mcase.h"
#include "store/safety.h"
#include "tool/workshop.h"

static enum rc
check(const char *name, const char *capacity, struct error *err)
{
	if (name == NULL || *name == '\0' || strlen(name) > 200 ||
	    !text_valid(name, strlen(name)) || strpbrk(name, "\r\n") != NULL)
		return error_set(err, RC_INVALID,
		    "--by-name NAME is missing: who confirms it");
	if (capacity == NULL ||
	    (strcmp(capacity, "idva") != 0 &&
		strcmp(capacity, "social worker") != 0))
		return error_set(err, RC_INVALID,
		    "--capacity is idva or \"social worker\"; nobody else can "
		    "confirm it");
	return RC_OK;
}

enum rc
confirming_verb(struct cmd_call *call, struct error *err)
{
	const char *name = cmd_text(call, "by-name");
	const char *capacity = cmd_text(call, "capacity");
	struct store *store = NULL;
	struct case_id case_id = {0};
	char which[40];
	enum rc rc;

	if ((rc = check(name, capacity, err)) != RC_OK ||
	    (rc = workshop_open(call, &store, err)) != RC_OK ||
	    (rc = store_begin(store, err)) != RC_OK ||
	    (rc = mcase_find(store, call->argv[0], &case_id, err)) != RC_OK)
		goto done;
	(void)snprintf(which, sizeof(which), "case:%lld", (long long)case_id.v);
	if ((rc = safety_confirm(store, case_id, name, capacity,
		 clock_wall_ms(), err)) == RC_OK &&
	    (rc = audit_add(store, WORKSHOP_WHO, "safety.confirmed", which,
		 capacity, err)) == RC_OK &&
	    (rc = store_commit(store, err)) == RC_OK)
		(void)printf("Confirmed; good for seven days.\n");
done:
	store_close(store);
	return rc;
}
