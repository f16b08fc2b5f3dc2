#include "distributor/attach.h"

#include "distributor/desk.h"

enum rc
attach_verb(struct cmd_call *call, struct error *err)
{
	struct desk desk = {0};
	enum rc rc;

	if ((rc = desk_open(&desk, call, err)) == RC_OK)
		rc = error_set(err, RC_INVALID, "attach is not there yet");
	desk_close(&desk);
	return rc;
}
