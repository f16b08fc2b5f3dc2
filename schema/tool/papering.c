#include "tool/papering.h"

#include <stdio.h>
#include <unistd.h>

#include "prepare/paperset.h"
#include "store/meeting.h"
#include "tool/workshop.h"

static enum rc
make(struct store *store, struct keystore *keys, struct meeting_id meeting,
    struct error *err)
{
	enum rc rc = store_begin(store, err);

	if (rc == RC_OK &&
	    (rc = paperset_keys(store, keys, meeting, WORKSHOP_WHO, err)) ==
		RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

static enum rc
hand_out(struct store *store, struct meeting_id meeting,
    const struct papers *papers, struct error *err)
{
	enum rc rc = store_begin(store, err);

	if (rc == RC_OK &&
	    (rc = paperset_publish(
		 store, meeting, papers, WORKSHOP_WHO, err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

enum rc
papering_verb(struct cmd_call *call, struct error *err)
{
	const char *out = cmd_text(call, "out");
	bool publish = cmd_flag(call, "publish");
	struct store *store = NULL;
	struct keystore *keys = NULL;
	struct meeting_id meeting = {0};
	struct papers papers = {0};
	struct buf list = {0};
	enum rc rc;

	if (out == NULL && !publish)
		return error_set(err, RC_INVALID,
		    "--out FILE or --publish is missing: where they go");
	if (out != NULL && access(out, F_OK) == 0)
		return error_set(err, RC_CONFLICT,
		    "%s exists already; name another file", out);
	if ((rc = workshop_open(call, &store, err)) != RC_OK ||
	    (rc = workshop_keys(
		 workshop_dir(call), "distributor", &keys, err)) != RC_OK ||
	    (rc = meeting_find(store, call->argv[0], &meeting, err)) != RC_OK ||
	    (rc = make(store, keys, meeting, err)) != RC_OK ||
	    (rc = paperset_fill(store, meeting, &papers, err)) != RC_OK ||
	    (out != NULL && (rc = papers_write(out, &papers, err)) != RC_OK) ||
	    (publish && (rc = hand_out(store, meeting, &papers, err)) != RC_OK))
		goto done;
	(void)printf("%s: %zu items, %d of them spare, %zu people expected\n",
	    out != NULL ? out : "published", papers.nitems, PAPERSET_SPARES,
	    papers.npeople);
	papers_list(&papers, &list);
	(void)fputs(buf_str(&list), stdout);
done:
	buf_clear(&list);
	papers_clear(&papers);
	keystore_close(keys);
	store_close(store);
	return rc;
}
