#include "distributor/render.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/progress.h"
#include "distributor/making.h"
#include "store/audit.h"
#include "store/renditions.h"
#include "store/setting.h"

enum { WORKERS = 64 };

/* A rendition that is to be made, whoever wants it. */
struct job {
	unsigned char plan_hash[BOX_HASH];
	struct case_id case_id;
	struct making making;
	bool over; /* its thread is done with it; RC and ERR say how */
	bool kept; /* and its rows are there */
	enum rc rc;
	struct error err;
};

struct rendering {
	struct desk *desk;
	struct meeting_id meeting;
	struct reel_rack rack;
	struct job *jobs;
	size_t njobs;
	atomic_llong done; /* samples */

	pthread_mutex_t lock; /* over what follows, and job.over */
	pthread_cond_t changed;
	size_t next;
	bool stop;
};

/* -- threads --------------------------------------------------------------- */

static void *
work(void *of)
{
	struct rendering *r = of;

	(void)pthread_mutex_lock(&r->lock);
	while (!r->stop && r->next < r->njobs) {
		struct job *job = &r->jobs[r->next++];

		(void)pthread_mutex_unlock(&r->lock);
		job->rc = making_run(
		    &job->making, r->desk, &r->rack, &r->done, &job->err);
		if (!job->making.mp3)
			atomic_fetch_add(&r->done, job->making.splice.samples);
		(void)pthread_mutex_lock(&r->lock);
		job->over = true;
		(void)pthread_cond_signal(&r->changed);
	}
	(void)pthread_mutex_unlock(&r->lock);
	return NULL;
}

static size_t
processors(void)
{
	cpu_set_t set;
	int count =
	    sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;

	return count < 1 ? 1 : count > WORKERS ? WORKERS : (size_t)count;
}

/* Wait until JOB is over, and say how far all of it is meanwhile. */
static void
await(struct rendering *r, const struct job *job, struct progress *progress)
{
	struct timespec until;

	(void)pthread_mutex_lock(&r->lock);
	while (!job->over) {
		(void)clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += 100 * 1000 * 1000;
		until.tv_sec += until.tv_nsec / (1000 * 1000 * 1000);
		until.tv_nsec %= 1000 * 1000 * 1000;
		(void)pthread_cond_timedwait(&r->changed, &r->lock, &until);
		if (progress != NULL)
			progress_at(progress, atomic_load(&r->done));
	}
	(void)pthread_mutex_unlock(&r->lock);
}

static void
stop(struct rendering *r)
{
	(void)pthread_mutex_lock(&r->lock);
	r->stop = true;
	(void)pthread_mutex_unlock(&r->lock);
}

/* -- rows ------------------------------------------------------------------ */

static enum rc
seal_key(struct desk *desk, const struct box_key *key,
    unsigned char sealed[BOX_SEALED_KEY], struct error *err)
{
	struct box_public share;
	enum rc rc = setting_share_key(desk->store, &share, err);

	return rc == RC_OK ? box_key_seal(key, &share, sealed, err) : rc;
}

static enum rc
add_opus(struct rendering *r, const struct job *job, struct rendition_id *id,
    struct error *err)
{
	const struct splice *splice = &job->making.splice;
	unsigned char sealed[BOX_SEALED_KEY];
	struct renditions_part *parts;
	struct renditions_row row = {
	    .meeting = r->meeting,
	    .case_id = job->case_id,
	    .plan_hash = job->plan_hash,
	    .object = job->making.opus_file.name,
	    .samples = splice->samples,
	    .bytes = job->making.opus_file.bytes,
	    .plain_hash = job->making.opus_file.digest,
	    .serial = job->making.serial,
	    .made_ms = clock_wall_ms(),
	    .sealed_key = sealed,
	    .nparts = splice->nparts,
	};
	enum rc rc;

	row.parts = parts = calloc(splice->nparts, sizeof(*parts));
	if (parts == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < splice->nparts; i++)
		parts[i] = (struct renditions_part){
		    splice->parts[i].span,
		    splice->parts[i].plays_at,
		    splice->parts[i].silent,
		};
	if ((rc = seal_key(r->desk, &job->making.opus_file.key, sealed, err)) ==
		RC_OK &&
	    (rc = renditions_add(r->desk->store, &row, id, err)) == RC_OK)
		rc = renditions_add_outline(r->desk->store, *id,
		    job->making.outline.data, job->making.outline.len, err);
	free(parts);
	return rc;
}

static enum rc
add_mp3(struct rendering *r, const struct job *job, struct rendition_id id,
    struct error *err)
{
	unsigned char sealed[BOX_SEALED_KEY];
	struct renditions_mp3 row = {
	    .object = job->making.mp3_file.name,
	    .bytes = job->making.mp3_file.bytes,
	    .plain_hash = job->making.mp3_file.digest,
	    .sealed_key = sealed,
	};
	enum rc rc = seal_key(r->desk, &job->making.mp3_file.key, sealed, err);

	return rc == RC_OK ? renditions_add_mp3(r->desk->store, id, &row, err)
			   : rc;
}

/* Inside the transaction: add what nobody else has added meanwhile. */
static enum rc
add_rows(struct rendering *r, const struct job *job, bool *opus, bool *mp3,
    struct error *err)
{
	struct store *store = r->desk->store;
	struct rendition_id id;
	char which[48];
	bool has = false;
	enum rc rc = renditions_find(store, job->plan_hash, &id, err);

	if (rc == RC_NOTFOUND && !job->making.opus)
		return error_set(err, RC_BUSY,
		    "it was withdrawn while its MP3 was made; run this again");
	if (rc == RC_NOTFOUND) {
		*opus = true;
		rc = add_opus(r, job, &id, err);
	}
	if (rc != RC_OK || !job->making.mp3 ||
	    (rc = renditions_has_mp3(store, id, &has, err)) != RC_OK)
		goto done;
	if (!has) {
		*mp3 = true;
		rc = add_mp3(r, job, id, err);
	}
done:
	if (rc != RC_OK || (!*opus && !*mp3))
		return rc;
	(void)snprintf(which, sizeof(which), "rendition:%lld", (long long)id.v);
	return audit_add(store, "program:distributor", "rendition.made", which,
	    *opus ? "" : "the MP3 of it", err);
}

/* Is a failure with RC one of JOB?  Not when its Opus is there and only the
 * recording is gone that an MP3 would be made of. */
static bool
lacks_opus(const struct job *job, enum rc rc)
{
	return job->making.opus || (rc != RC_NOTFOUND && rc != RC_DENIED);
}

/* JOB's files are over to rows, or gone. */
static enum rc
commit(struct rendering *r, struct job *job, struct error *err)
{
	struct store *store = r->desk->store;
	bool opus = false, mp3 = false;
	enum rc rc = job->rc;

	if (rc != RC_OK && !lacks_opus(job, rc)) {
		log_warn("no MP3 for case %lld: %s", (long long)job->case_id.v,
		    job->err.text);
		rc = RC_OK;
	} else if (rc != RC_OK) {
		*err = job->err;
	} else {
		if ((rc = store_begin(store, err)) == RC_OK &&
		    (rc = add_rows(r, job, &opus, &mp3, err)) == RC_OK)
			rc = store_commit(store, err);
		store_rollback(store);
	}
	if (rc != RC_OK)
		error_prefix(err, "make the audio of case %lld",
		    (long long)job->case_id.v);
	making_clear(&job->making, rc == RC_OK && opus, rc == RC_OK && mp3);
	job->kept = true;
	return rc;
}

/* -- all of it -------------------------------------------------------------- */

/* A job for WANT, unless there is one or nothing is to be done. */
static enum rc
plan(struct rendering *r, struct render_want *want,
    const unsigned char hash[BOX_HASH], struct error *err)
{
	struct store *store = r->desk->store;
	struct making making = {
	    .spans = want->spans,
	    .silent = want->silent,
	    .mp3 = want->mp3,
	};
	bool has = false;
	enum rc rc = renditions_find(store, hash, &want->id, err);

	making.opus = rc == RC_NOTFOUND;
	if (rc == RC_OK && want->mp3) {
		rc = renditions_has_mp3(store, want->id, &has, err);
		making.mp3 = !has;
	}
	if (rc == RC_NOTFOUND)
		rc = RC_OK;
	if (rc != RC_OK || (!making.opus && !making.mp3))
		return rc;
	for (size_t i = 0; i < r->njobs; i++)
		if (memcmp(r->jobs[i].plan_hash, hash, BOX_HASH) == 0) {
			r->jobs[i].making.mp3 |= making.mp3;
			return RC_OK;
		}
	r->jobs[r->njobs] =
	    (struct job){.case_id = want->case_id, .making = making};
	memcpy(r->jobs[r->njobs++].plan_hash, hash, BOX_HASH);
	return RC_OK;
}

static enum rc
make(struct rendering *r, const char *what, struct error *err)
{
	pthread_t threads[WORKERS];
	struct progress progress;
	int64_t total = 0;
	size_t count = processors(), running = 0;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < r->njobs; i++)
		total += span_samples(r->jobs[i].making.spans);
	if (what != NULL)
		progress_begin(&progress, what, total);
	for (; running < count && running < r->njobs; running++)
		if (pthread_create(&threads[running], NULL, work, r) != 0)
			break;
	if (running == 0)
		rc = error_set(err, RC_NOMEM, "no thread can be started");
	for (size_t i = 0; i < r->njobs && rc == RC_OK; i++) {
		await(r, &r->jobs[i], what != NULL ? &progress : NULL);
		rc = commit(r, &r->jobs[i], err);
	}
	stop(r);
	while (running > 0)
		(void)pthread_join(threads[--running], NULL);
	for (size_t i = 0; i < r->njobs; i++)
		if (!r->jobs[i].kept)
			making_clear(&r->jobs[i].making, false, false);
	if (what != NULL)
		progress_end(&progress);
	return rc;
}

static enum rc
make_locked(struct rendering *r, const char *what, struct error *err)
{
	int lock = -1;
	enum rc rc;

	if (r->njobs == 0)
		return RC_OK;
	if ((rc = objects_lock(r->desk, &lock, err)) == RC_OK &&
	    ((rc = reel_rows(r->desk, r->meeting, &r->rack, err)) == RC_OK ||
		rc == RC_NOTFOUND)) /* then every job says so */
		rc = make(r, what, err);
	objects_unlock(lock);
	return rc;
}

enum rc
render_all(struct desk *desk, struct meeting_id meeting,
    struct render_want *wants, size_t count, const char *what,
    struct error *err)
{
	struct rendering r = {
	    .desk = desk,
	    .meeting = meeting,
	    .lock = PTHREAD_MUTEX_INITIALIZER,
	    .changed = PTHREAD_COND_INITIALIZER,
	};
	unsigned char(*hashes)[BOX_HASH] = calloc(count + 1, sizeof(*hashes));
	enum rc rc = RC_OK;

	assert(!store_in_transaction(desk->store));
	r.jobs = calloc(count + 1, sizeof(*r.jobs));
	if (hashes == NULL || r.jobs == NULL)
		rc = error_nomem(err);
	for (size_t i = 0; i < count && rc == RC_OK; i++)
		if ((rc = renditions_plan(meeting, wants[i].case_id,
			 wants[i].spans, wants[i].silent, hashes[i], err)) ==
		    RC_OK)
			rc = plan(&r, &wants[i], hashes[i], err);
	if (rc == RC_OK)
		rc = make_locked(&r, what, err);
	for (size_t i = 0; i < count && rc == RC_OK; i++)
		rc = renditions_find(desk->store, hashes[i], &wants[i].id, err);
	reel_rack_clear(&r.rack);
	free(r.jobs);
	free(hashes);
	return rc;
}

enum rc
render_case(struct desk *desk, struct meeting_id meeting,
    struct case_id case_id, const struct span_list *spans,
    const struct span_list *silent, struct rendition_id *id, struct error *err)
{
	struct render_want want = {
	    .case_id = case_id,
	    .spans = spans,
	    .silent = silent,
	};
	enum rc rc = render_all(desk, meeting, &want, 1, NULL, err);

	*id = want.id;
	return rc;
}

enum rc
render_to(struct desk *desk, struct meeting_id meeting,
    const struct span_list *spans, const struct span_list *silent,
    struct sink *sink, struct error *err)
{
	struct making making = {.spans = spans, .silent = silent};
	struct reel_rack rack = {0};
	enum rc rc = reel_rows(desk, meeting, &rack, err);

	if (rc == RC_OK)
		rc = making_sound(&making, desk, &rack, sink, err);
	making_clear(&making, false, false);
	reel_rack_clear(&rack);
	return rc;
}

static bool
is(const struct buf *bytes, const unsigned char hash[BOX_HASH])
{
	unsigned char digest[BOX_HASH];

	box_hash(bytes->data, bytes->len, digest);
	return memcmp(digest, hash, BOX_HASH) == 0;
}

enum rc
render_again(struct desk *desk, struct meeting_id meeting,
    const struct span_list *spans, const struct span_list *silent,
    struct rendition_id id, struct buf *opus, struct buf *mp3,
    struct error *err)
{
	struct making making = {.spans = spans, .silent = silent};
	struct renditions_files files = {0};
	struct reel_rack rack = {0};
	enum rc rc = renditions_files(desk->store, id, &files, err);

	making.mp3 = files.mp3;
	making.serial = files.serial;
	if (rc == RC_OK)
		rc = reel_rows(desk, meeting, &rack, err);
	if (rc == RC_OK)
		rc = making_pair(&making, desk, &rack, opus, mp3, err);
	if (rc == RC_OK &&
	    (files.serial == 0 || !is(opus, files.opus_hash) ||
		(files.mp3 && !is(mp3, files.mp3_hash))))
		rc = error_set(err, RC_CONFLICT,
		    "the copy cannot be made again as it was: withdraw it, "
		    "release or decide anew, and run `copies`");
	making_clear(&making, false, false);
	reel_rack_clear(&rack);
	return rc;
}
