#include "distributor/casefiles.h"

#include <stdlib.h>

#include "distributor/objects.h"
#include "distributor/render.h"
#include "store/recordings.h"
#include "store/renditions.h"
#include "store/withholding.h"

/* A case whose file has no recording yet. */
struct lack {
	struct case_id case_id;
	struct span_list spans;
	struct span_list silent;
};

/* What the file of OUT->case_id is to play; nothing in SPANS: none. */
static enum rc
look(struct desk *desk, struct meeting_id meeting,
    const struct span_list *closed, struct lack *out, struct error *err)
{
	struct person_id everybody = {0};
	struct span_list passage = {0};
	struct rendition_id id;
	enum rc rc;

	rc = renditions_file(desk->store, meeting, out->case_id, &id, err);
	if (rc != RC_NOTFOUND)
		return rc;
	if ((rc = recordings_passage(
		 desk->store, meeting, out->case_id, &passage, err)) == RC_OK &&
	    (rc = span_subtract(&passage, closed, &out->spans, err)) == RC_OK)
		rc = withholding_would(desk->store, meeting, out->case_id,
		    everybody, &out->silent, err);
	if (rc == RC_OK && span_covers(&out->silent, &out->spans))
		span_clear(&out->spans); /* nothing is left to hear */
	span_clear(&passage);
	return rc;
}

static enum rc
set_files(struct desk *desk, struct meeting_id meeting,
    const struct render_want *wants, size_t count, struct error *err)
{
	enum rc rc = store_begin(desk->store, err);

	for (size_t i = 0; i < count && rc == RC_OK; i++)
		rc = renditions_set_file(
		    desk->store, meeting, wants[i].case_id, wants[i].id, err);
	if (rc == RC_OK)
		rc = store_commit(desk->store, err);
	store_rollback(desk->store);
	return rc;
}

enum rc
casefiles_make(
    struct desk *desk, struct meeting_id meeting, int *made, struct error *err)
{
	struct render_want *wants = NULL;
	struct span_list closed = {0};
	struct case_id *cases = NULL;
	struct lack *lacks = NULL;
	size_t count = 0, wanted = 0;
	int lock = -1;
	enum rc rc;

	if (made != NULL)
		*made = 0;
	if ((rc = objects_lock(desk, &lock, err)) != RC_OK ||
	    (rc = recordings_cases(
		 desk->store, meeting, &cases, &count, err)) != RC_OK ||
	    (rc = recordings_closed(desk->store, meeting, &closed, err)) !=
		RC_OK)
		goto done;
	lacks = calloc(count + 1, sizeof(*lacks));
	wants = calloc(count + 1, sizeof(*wants));
	if (lacks == NULL || wants == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	for (size_t i = 0; i < count && rc == RC_OK; i++) {
		lacks[i].case_id = cases[i];
		rc = look(desk, meeting, &closed, &lacks[i], err);
		if (rc == RC_OK && lacks[i].spans.count > 0)
			wants[wanted++] = (struct render_want){
			    .case_id = cases[i],
			    .spans = &lacks[i].spans,
			    .silent = &lacks[i].silent,
			};
	}
	if (rc != RC_OK ||
	    (rc = render_all(desk, meeting, wants, wanted, "Making recordings",
		 err)) != RC_OK ||
	    (rc = set_files(desk, meeting, wants, wanted, err)) != RC_OK)
		goto done;
	if (made != NULL)
		*made = (int)wanted;
done:
	for (size_t i = 0; lacks != NULL && i < count; i++) {
		span_clear(&lacks[i].spans);
		span_clear(&lacks[i].silent);
	}
	objects_unlock(lock);
	span_clear(&closed);
	free(lacks);
	free(wants);
	free(cases);
	return rc;
}

enum rc
casefiles_forget(struct desk *desk, struct meeting_id meeting,
    struct case_id case_id, struct rendition_id *old, struct error *err)
{
	return renditions_unset_file(desk->store, meeting, case_id, old, err);
}
