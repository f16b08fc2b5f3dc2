#include "recorder/importing.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/progress.h"
#include "base/stop.h"
#include "recorder/folder.h"
#include "recorder/home.h"
#include "recorder/marksheet.h"
#include "recorder/placing.h"
#include "recorder/script.h"
#include "recorder/soundfile.h"
#include "recorder/stretch.h"

enum { THREADS_MOST = 16, CHUNK = 9600 };

struct import {
	const char *sound;
	struct marksheet sheet;
	struct script script;
	struct folder folder;
	struct box_sign_secret signer;
	int64_t wall_ms;
	int64_t length;
	size_t *order;      /* stretches, the longest first */
	atomic_size_t next; /* place in ORDER to be taken */
	atomic_llong done;  /* samples encoded */
	atomic_bool stop;
	pthread_mutex_t lock; /* over FAULT */
	struct error fault;
	struct placing place;
};

/* The marks of stretch N that have words. */
static enum rc
seal_words(
    struct import *in, size_t n, struct stretch *stretch, struct error *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < in->script.nwords && rc == RC_OK; i++) {
		const struct script_words *w = &in->script.words[i];
		struct buf text = {0};

		if (w->stretch != n)
			continue;
		rc = command_event(&in->sheet.rows[w->row].command, &text, err);
		if (rc == RC_OK)
			rc =
			    stretch_event(stretch, w->seq, buf_str(&text), err);
		buf_clear(&text);
	}
	return rc;
}

static enum rc
encode(struct import *in, struct soundfile *sound, size_t n, struct error *err)
{
	const struct script_stretch *s = &in->script.stretches[n];
	char name[16], path[FOLDER_PATH];
	const struct stretch_plan plan = {
	    .path = path,
	    .to = &folder_item(&in->folder, s->item)->key,
	    .signer = &in->signer,
	    .start_sample = s->span.from,
	    .created_ms = in->wall_ms + s->span.from / (SPAN_RATE / 1000),
	};
	struct stretch *stretch = NULL;
	int16_t pcm[CHUNK];
	enum rc rc;

	(void)snprintf(name, sizeof(name), "%04zu.seg", n + 1);
	if ((rc = folder_join(path, in->folder.path, name, err)) != RC_OK ||
	    (rc = stretch_open(&stretch, &plan, err)) != RC_OK ||
	    (rc = soundfile_seek(sound, s->span.from, err)) != RC_OK)
		goto done;
	for (int64_t at = s->span.from; at < s->span.to && rc == RC_OK;) {
		int64_t left = s->span.to - at;
		size_t count = left < CHUNK ? (size_t)left : CHUNK;

		if (atomic_load(&in->stop)) {
			rc = error_set(err, RC_BUSY, "stopped");
			break;
		}
		at += (int64_t)count;
		if ((rc = soundfile_read(sound, pcm, count, err)) == RC_OK)
			rc = stretch_write(stretch, pcm, count,
			    in->wall_ms + at / (SPAN_RATE / 1000), 0, err);
		(void)atomic_fetch_add(&in->done, (long long)count);
	}
	if (rc == RC_OK && soundfile_cancels(sound))
		rc = error_set(err, RC_INVALID,
		    "the channels of %s cancel each other, one is the other "
		    "turned over; make one of them a file (\"sox IN OUT remix "
		    "1\") and import that",
		    in->sound);
	if (rc == RC_OK && (rc = seal_words(in, n, stretch, err)) == RC_OK)
		rc = stretch_finish(&stretch, err);
done:
	stretch_abandon(&stretch);
	explicit_bzero(pcm, sizeof(pcm));
	return rc;
}

static void *
work(void *data)
{
	struct import *in = data;
	struct soundfile *sound = NULL;
	struct error err = {0};
	enum rc rc = soundfile_open(&sound, in->sound, &err);
	size_t n;

	while (rc == RC_OK && !atomic_load(&in->stop) &&
	    (n = atomic_fetch_add(&in->next, 1)) < in->script.nstretches)
		rc = encode(in, sound, in->order[n], &err);
	if (rc != RC_OK && !atomic_exchange(&in->stop, true)) {
		(void)pthread_mutex_lock(&in->lock);
		in->fault = err;
		(void)pthread_mutex_unlock(&in->lock);
	}
	soundfile_close(sound);
	return NULL;
}

static int
longer_first(const void *a, const void *b, void *data)
{
	const struct script_stretch *all = data;
	const struct span *x = &all[*(const size_t *)a].span;
	const struct span *y = &all[*(const size_t *)b].span;
	int64_t d = (y->to - y->from) - (x->to - x->from);

	return (d > 0) - (d < 0);
}

/* The longest first, so that no core waits long for another at the end. */
static enum rc
put_in_order(struct import *in, struct error *err)
{
	size_t n = in->script.nstretches;

	if ((in->order = calloc(n, sizeof(*in->order))) == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < n; i++)
		in->order[i] = i;
	qsort_r(in->order, n, sizeof(*in->order), longer_first,
	    in->script.stretches);
	return RC_OK;
}

static int64_t
total(const struct script *script)
{
	int64_t sum = 0;

	for (size_t i = 0; i < script->nstretches; i++)
		sum += script->stretches[i].span.to -
		    script->stretches[i].span.from;
	return sum;
}

static enum rc
encode_all(struct import *in, struct error *err)
{
	static const struct timespec tick = {.tv_nsec = 50 * 1000 * 1000};
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int64_t all = total(&in->script);
	pthread_t threads[THREADS_MOST];
	struct progress bar;
	int n = 0, wanted;

	wanted = cores < 1         ? 1
	    : cores > THREADS_MOST ? THREADS_MOST
				   : (int)cores;
	progress_begin(&bar, "Importing", all);
	while (n < wanted && pthread_create(&threads[n], NULL, work, in) == 0)
		n++;
	if (n == 0) {
		progress_end(&bar);
		return error_set(err, RC_NOMEM, "no thread can be started");
	}
	while (!atomic_load(&in->stop) && atomic_load(&in->done) < all) {
		progress_at(&bar, atomic_load(&in->done));
		if (stop_asked())
			atomic_store(&in->stop, true);
		(void)nanosleep(&tick, NULL);
	}
	while (n > 0)
		(void)pthread_join(threads[--n], NULL);
	progress_end(&bar);
	if (stop_asked())
		return error_set(err, RC_BUSY, "interrupted; nothing was kept");
	if (in->fault.rc != RC_OK) {
		*err = in->fault;
		return err->rc;
	}
	return RC_OK;
}

static enum rc
write_journal(struct import *in, struct error *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < in->script.count && rc == RC_OK; i++)
		rc = journal_append(
		    in->folder.journal, &in->script.entries[i], err);
	return rc == RC_OK ? journal_sync(in->folder.journal, err) : rc;
}

static enum rc
appear(struct import *in, struct error *err)
{
	char clock[FOLDER_PATH];
	enum rc rc;

	if ((rc = folder_join(clock, in->place.hidden, "clock", err)) != RC_OK)
		return rc;
	(void)unlink(clock);
	return placing_appear(&in->place, err);
}

static enum rc
prepare(struct import *in, const struct cmd_call *call,
    const struct papers *papers, struct error *err)
{
	const char *began = cmd_text(call, "began");
	struct soundfile *sound = NULL;
	enum rc rc;

	in->wall_ms = papers->planned_ms;
	if (began != NULL &&
	    (rc = clock_parse(began, &in->wall_ms, err)) != RC_OK)
		return error_prefix(err, "--began");
	if ((rc = soundfile_open(&sound, in->sound, err)) != RC_OK)
		return rc;
	in->length = soundfile_samples(sound);
	soundfile_close(sound);
	if ((rc = marksheet_read(cmd_text(call, "marks"), &in->sheet, err)) ==
	    RC_OK)
		rc = script_make(&in->sheet, cmd_text(call, "marks"), papers,
		    in->length, in->wall_ms, &in->script, err);
	if (rc == RC_OK)
		rc = put_in_order(in, err);
	return rc;
}

enum rc
importing_verb(struct cmd_call *call, struct error *err)
{
	const char *home = home_of(call), *file = cmd_text(call, "papers");
	struct import in = {.sound = call->argv[0]};
	struct papers papers = {0};
	enum rc rc;

	if (file == NULL || cmd_text(call, "marks") == NULL)
		return error_set(err, RC_INVALID,
		    "import needs --marks CSV and --papers FILE");
	in.place.fd = -1;
	in.folder.clock_fd = -1;
	(void)pthread_mutex_init(&in.lock, NULL);
	stop_watch(false);
	if ((rc = papers_read(file, &papers, err)) != RC_OK ||
	    (rc = prepare(&in, call, &papers, err)) != RC_OK ||
	    (rc = folder_signer(home, &in.signer, err)) != RC_OK ||
	    (rc = placing_begin(&in.place, home, papers.public_id, err)) !=
		RC_OK)
		goto done;
	if ((rc = folder_make(&in.folder, in.place.hidden, file, err)) ==
		RC_OK &&
	    (rc = encode_all(&in, err)) == RC_OK &&
	    (rc = write_journal(&in, err)) == RC_OK &&
	    (rc = appear(&in, err)) == RC_OK)
		(void)printf("%s\n%zu segments, %lld s\n", in.place.final,
		    in.script.nstretches,
		    (long long)(total(&in.script) / SPAN_RATE));
done:
	folder_close(&in.folder);
	placing_end(&in.place);
	free(in.order);
	script_clear(&in.script);
	marksheet_clear(&in.sheet);
	papers_clear(&papers);
	box_wipe(&in.signer, sizeof(in.signer));
	(void)pthread_mutex_destroy(&in.lock);
	return rc;
}
