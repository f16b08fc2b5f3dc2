#include "tool/agencies.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "store/agency.h"
#include "store/audit.h"
#include "store/dropfolder.h"
#include "store/person.h"
#include "tool/workshop.h"

enum rc
agencies_drop(struct cmd_call *call, struct error *err)
{
	bool none = strcmp(call->argv[1], "none") == 0;
	struct dropfolder folder = {0};
	struct store *store = NULL;
	char which[40];
	enum rc rc;

	if ((!none &&
		(rc = dropfolder_parse(call->argv[1],
		     cmd_text(call, "host-key"), cmd_text(call, "token-file"),
		     &folder, err)) != RC_OK) ||
	    (rc = workshop_open(call, &store, err)) != RC_OK ||
	    (rc = store_begin(store, err)) != RC_OK ||
	    (rc = agency_find(store, call->argv[0], &folder.agency, err)) !=
		RC_OK ||
	    (rc = none ? dropfolder_remove(store, folder.agency, err)
		       : dropfolder_put(
			     store, &folder, clock_wall_ms(), err)) != RC_OK)
		goto done;
	(void)snprintf(
	    which, sizeof(which), "agency:%lld", (long long)folder.agency.v);
	if ((rc = audit_add(store, WORKSHOP_WHO,
		 none ? "drop.removed" : "drop.set", which, "", err)) ==
		RC_OK &&
	    (rc = store_commit(store, err)) == RC_OK)
		(void)printf("%s has %s drop folder\n", call->argv[0],
		    none ? "no" : "a");
done:
	store_close(store);
	return rc;
}

enum rc
agencies_contact(struct cmd_call *call, struct error *err)
{
	struct store *store = NULL;
	struct person_id person = {0};
	struct agency_id id = {0};
	char which[64];
	enum rc rc;

	if ((rc = workshop_open(call, &store, err)) != RC_OK ||
	    (rc = store_begin(store, err)) != RC_OK ||
	    (rc = agency_find(store, call->argv[0], &id, err)) != RC_OK ||
	    (rc = person_find(store, call->argv[1], &person, err)) != RC_OK ||
	    (rc = agency_set_contact(store, id, person, err)) != RC_OK)
		goto done;
	(void)snprintf(which, sizeof(which), "agency:%lld person:%lld",
	    (long long)id.v, (long long)person.v);
	if ((rc = audit_add(store, WORKSHOP_WHO, "agency.contact", which, "",
		 err)) == RC_OK &&
	    (rc = store_commit(store, err)) == RC_OK)
		(void)printf("%s gets the actions of %s\n", call->argv[1],
		    call->argv[0]);
done:
	store_close(store);
	return rc;
}
