#include "distributor/casefiles.h"

#include <stdlib.h>

#include "base/progress.h"
#include "distributor/render.h"
#include "store/recordings.h"
#include "store/renditions.h"
#include "store/withholding.h"

static enum rc
make_one(struct desk *desk, struct meeting_id meeting, struct case_id case_id,
    const struct span_list *closed, int *made, struct error *err)
{
	struct span_list passage = {0}, spans = {0}, silent = {0};
	struct person_id everybody = {0};
	struct rendition_id id;
	enum rc rc;

	rc = renditions_file(desk->store, meeting, case_id, &id, err);
	if (rc != RC_NOTFOUND)
		return rc;
	if ((rc = recordings_passage(
		 desk->store, meeting, case_id, &passage, err)) != RC_OK ||
	    (rc = span_subtract(&passage, closed, &spans, err)) != RC_OK ||
	    (rc = withholding_would(desk->store, meeting, case_id, everybody,
		 &silent, err)) != RC_OK ||
	    span_covers(&silent, &spans) || /* nothing is left to hear */
	    (rc = render_case(
		 desk, meeting, case_id, &spans, &silent, &id, err)) != RC_OK ||
	    (rc = store_begin(desk->store, err)) != RC_OK)
		goto done;
	if ((rc = renditions_set_file(
		 desk->store, meeting, case_id, id, err)) == RC_OK &&
	    (rc = store_commit(desk->store, err)) == RC_OK)
		(*made)++;
done:
	store_rollback(desk->store);
	span_clear(&silent);
	span_clear(&spans);
	span_clear(&passage);
	return rc;
}

enum rc
casefiles_make(
    struct desk *desk, struct meeting_id meeting, int *made, struct error *err)
{
	struct span_list closed = {0};
	struct case_id *cases = NULL;
	struct progress progress;
	size_t count = 0;
	int counted = 0;
	enum rc rc;

	if ((rc = render_sweep(desk, NULL, err)) != RC_OK ||
	    (rc = recordings_cases(
		 desk->store, meeting, &cases, &count, err)) != RC_OK ||
	    (rc = recordings_closed(desk->store, meeting, &closed, err)) !=
		RC_OK)
		goto done;
	progress_begin(&progress, "Making recordings", (int64_t)count);
	for (size_t i = 0; i < count && rc == RC_OK; i++) {
		rc = make_one(desk, meeting, cases[i], &closed, &counted, err);
		progress_at(&progress, (int64_t)i + 1);
	}
	progress_end(&progress);
done:
	if (made != NULL)
		*made = counted;
	span_clear(&closed);
	free(cases);
	return rc;
}

enum rc
casefiles_forget(struct desk *desk, struct meeting_id meeting,
    struct case_id case_id, struct rendition_id *old, struct error *err)
{
	return renditions_unset_file(desk->store, meeting, case_id, old, err);
}
