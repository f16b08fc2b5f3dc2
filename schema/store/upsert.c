#include "store/upsert.h"

#include "store/stmt.h"

enum rc
upsert_finish(struct stmt *s, enum rc rc, bool found, enum upsert *what,
    struct error *err)
{
	struct store *store = s->store;

	if ((rc = stmt_finish(s, rc, err)) != RC_OK)
		return rc;
	if (!found)
		*what = UPSERT_ADDED;
	else
		*what = stmt_changed(store) > 0 ? UPSERT_CHANGED : UPSERT_SAME;
	return RC_OK;
}
