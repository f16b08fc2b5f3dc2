#include "distributor/bundle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/progress.h"
#include "distributor/archive.h"
#include "distributor/render.h"
#include "store/cues.h"
#include "store/person.h"
#include "store/renditions.h"
#include "store/standing.h"

/* One copy in the clear. */
struct sound {
	struct buf opus, mp3, words;
};

static enum rc
check_professional(struct desk *desk, const struct bundle *b,
    struct case_id case_id, struct error *err)
{
	struct facts facts = {0};
	enum rc rc = standing_facts(desk->store, b->meeting, case_id, b->person,
	    clock_wall_ms(), &facts, err);

	if (rc == RC_OK && (facts.family || !facts.participant))
		rc = error_set(err, RC_DENIED,
		    "a drop folder is for those who took part for their "
		    "agency, never for family");
	facts_clear(&facts);
	return rc;
}

enum rc
bundle_ask(struct desk *desk, struct meeting_id meeting,
    struct person_id person, bool agency, struct bundle *out, struct error *err)
{
	size_t count = 0;
	enum rc rc;

	out->meeting = meeting;
	out->person = person;
	rc = exports_copies(
	    desk->store, meeting, person, &out->copies, &count, err);
	for (size_t i = 0; i < count && rc == RC_OK; i++) {
		rc = standing_of_copy(desk->store, out->copies[i].copy,
		    clock_wall_ms(), NULL, err);
		if (rc == RC_NOTFOUND) {
			rc = RC_OK;
			continue;
		}
		if (rc == RC_OK && agency)
			rc = check_professional(
			    desk, out, out->copies[i].case_id, err);
		if (rc == RC_OK)
			out->copies[out->count++] = out->copies[i];
	}
	if (rc == RC_OK && out->count == 0)
		rc = error_set(err, RC_NOTFOUND,
		    "there is no copy that this person may hear today: "
		    "`explain` says why, `copies` makes what is owed");
	return rc;
}

/* As share writes it: "12:05", "1:02:03". */
static void
put_clock(struct buf *out, int64_t samples)
{
	long long s = samples / SPAN_RATE;

	if (s >= 3600)
		buf_printf(
		    out, "%lld:%02lld:%02lld  ", s / 3600, s / 60 % 60, s % 60);
	else
		buf_printf(out, "%lld:%02lld  ", s / 60, s % 60);
}

static enum rc
put_words(struct desk *desk, struct rendition_id id, struct buf *out,
    struct error *err)
{
	struct cues_one *cues = NULL;
	size_t count = 0;
	enum rc rc = cues_beside(desk->store, id, &cues, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		if (cues[i].plays_at >= 0)
			put_clock(out, cues[i].plays_at);
		if (cues[i].mark[0] != '\0')
			buf_printf(out, "%c%s: ", cues[i].mark[0] - 'a' + 'A',
			    cues[i].mark + 1);
		buf_printf(out, "%s\r\n", cues[i].text);
	}
	cues_free(cues, count);
	return rc == RC_OK ? buf_check(out, err) : rc;
}

static enum rc
cut(struct desk *desk, const struct bundle *b, const struct exports_copy *copy,
    struct sound *sound, struct error *err)
{
	struct entitlement today = {0};
	unsigned char plan[BOX_HASH];
	struct rendition_id id = {0};
	enum rc rc = standing_ask(desk->store, b->meeting, copy->case_id,
	    b->person, clock_wall_ms(), &today, err);

	if (rc == RC_OK &&
	    (rc = renditions_plan(b->meeting, copy->case_id, &today.spans,
		 &today.silent, plan, err)) == RC_OK)
		rc = renditions_find(desk->store, plan, &id, err);
	if (rc == RC_NOTFOUND || (rc == RC_OK && id.v != copy->rendition.v))
		rc = error_set(err, RC_CONFLICT,
		    "what they may hear has changed since copy %lld was made: "
		    "run `copies` first",
		    (long long)copy->copy.v);
	if (rc == RC_OK &&
	    (rc = render_again(desk, b->meeting, &today.spans, &today.silent,
		 id, &sound->opus, &sound->mp3, err)) == RC_OK)
		rc = put_words(desk, id, &sound->words, err);
	entitle_clear(&today);
	return rc == RC_OK
	    ? rc
	    : error_prefix(err, "copy %lld", (long long)copy->copy.v);
}

/* A file of FILES for BYTES, unless there is nothing of it. */
static void
put(struct archive_file *files, size_t *count, const struct buf *bytes,
    size_t number, const char *kind)
{
	struct archive_file *file = &files[*count];

	if (bytes->len == 0)
		return;
	*file = (struct archive_file){
	    .data = bytes->data,
	    .len = bytes->len,
	    .packed = strcmp(kind, "txt") == 0,
	};
	(void)snprintf(
	    file->name, sizeof(file->name), "document-%zu.%s", number, kind);
	++*count;
}

enum rc
bundle_write(struct desk *desk, const struct bundle *bundle,
    const char *passphrase, struct sink *sink, struct error *err)
{
	struct sound *sounds = calloc(bundle->count + 1, sizeof(*sounds));
	struct archive_file *files =
	    calloc(3 * bundle->count + 1, sizeof(*files));
	enum wordbook_language language;
	struct progress progress;
	size_t count = 0;
	enum rc rc = RC_OK;

	if (sounds == NULL || files == NULL)
		rc = error_nomem(err);
	progress_begin(&progress, "Cutting", (int64_t)bundle->count);
	for (size_t i = 0; i < bundle->count && rc == RC_OK; i++) {
		rc = cut(desk, bundle, &bundle->copies[i], &sounds[i], err);
		progress_at(&progress, (int64_t)i + 1);
	}
	progress_end(&progress);
	if (rc == RC_OK &&
	    (rc = person_reads(desk->store, bundle->person, &language, err)) ==
		RC_OK)
		files[count++] = (struct archive_file){
		    .name = "README.txt",
		    .data = wordbook_text(language, WORDBOOK_README),
		    .len = strlen(wordbook_text(language, WORDBOOK_README)),
		    .open = true,
		};
	for (size_t i = 0; i < bundle->count && rc == RC_OK; i++) {
		put(files, &count, &sounds[i].mp3, i + 1, "mp3");
		put(files, &count, &sounds[i].opus, i + 1, "opus");
		put(files, &count, &sounds[i].words, i + 1, "txt");
	}
	if (rc == RC_OK)
		rc = archive_write(files, count, passphrase, sink, err);
	for (size_t i = 0; sounds != NULL && i < bundle->count; i++) {
		buf_clear(&sounds[i].opus);
		buf_clear(&sounds[i].mp3);
		buf_clear(&sounds[i].words);
	}
	free(sounds);
	free(files);
	return rc;
}

void
bundle_clear(struct bundle *bundle)
{
	free(bundle->copies);
	*bundle = (struct bundle){0};
}
