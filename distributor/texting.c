#include "distributor/texting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/moment.h"
#include "base/text.h"
#include "distributor/deciding.h"
#include "recording/webvtt.h"
#include "store/cues.h"
#include "store/deed.h"
#include "store/playable.h"
#include "store/renditions.h"
#include "store/voiding.h"

enum { LINES_MOST = 2000 };

struct texting {
	struct deciding d;
	struct cues_one *v;
	size_t count;
};

static const char *
label(const struct cues_one *one)
{
	return one->kind == LEGIBLE_TYPED ? one->mark
	    : one->kind == LEGIBLE_SPOKEN ? "transcript"
					  : "minutes";
}

static enum rc
list_words(struct texting *t, struct error *err)
{
	enum rc rc = cues_all(t->d.desk.store, t->d.meeting.id, t->d.case_id,
	    &t->v, &t->count, err);

	for (size_t i = 0; rc == RC_OK && i < t->count; i++) {
		char clock[MOMENT_TEXT] = "";

		if (t->v[i].kind != LEGIBLE_MINUTES)
			(void)moment_text(t->v[i].span.from, clock);
		(void)printf(
		    "%-8s  %-10s  %s\n", clock, label(&t->v[i]), t->v[i].text);
	}
	return rc;
}

/* Where the case's recording plays MS, as a sample of the meeting; END: the
 * sample behind it. */
static int64_t
meeting_sample(const struct playable_part *parts, size_t count, int64_t ms,
    bool end, size_t *part)
{
	int64_t at = ms * (SPAN_RATE / 1000) - (end ? 1 : 0);

	for (size_t i = 0; i < count; i++) {
		int64_t in = at - parts[i].plays_at;

		if (in < 0 || in >= parts[i].to - parts[i].from)
			continue;
		*part = i;
		return parts[i].from + in + (end ? 1 : 0);
	}
	return -1;
}

static enum rc
place_cue(struct texting *t, const char *name, const struct webvtt_cue *cue,
    const struct playable_part *parts, size_t nparts, struct error *err)
{
	struct cues_one *one = &t->v[t->count];
	size_t first = 0, last = 0;

	one->kind = LEGIBLE_SPOKEN;
	one->span.from =
	    meeting_sample(parts, nparts, cue->from_ms, false, &first);
	one->span.to = meeting_sample(parts, nparts, cue->to_ms, true, &last);
	if (one->span.from < 0 || one->span.to < 0)
		return error_set(err, RC_INVALID,
		    "%s:%d: the case's recording plays nothing then; is it "
		    "the transcript of another one?",
		    name, cue->line);
	if (one->span.to <= one->span.from ||
	    (first != last &&
		one->span.to - one->span.from !=
		    (cue->to_ms - cue->from_ms) * (SPAN_RATE / 1000)))
		return error_set(err, RC_INVALID,
		    "%s:%d: something is left out in the middle of it; part "
		    "it in two there",
		    name, cue->line);
	if ((one->text = strdup(cue->text)) == NULL)
		return error_nomem(err);
	t->count++;
	return RC_OK;
}

static enum rc
take_transcript(struct texting *t, const char *name, const struct buf *file,
    struct error *err)
{
	struct playable_part *parts = NULL;
	struct rendition_id recording;
	struct webvtt cues = {0};
	size_t nparts = 0;
	enum rc rc;

	if ((rc = webvtt_parse(name, buf_str(file), file->len, &cues, err)) !=
	    RC_OK)
		return rc;
	rc = renditions_file(
	    t->d.desk.store, t->d.meeting.id, t->d.case_id, &recording, err);
	if (rc == RC_NOTFOUND)
		rc = error_set(err, RC_CONFLICT,
		    "the case has no recording in a child's file, so a "
		    "transcript has nothing to stand beside");
	if (rc == RC_OK)
		rc = playable_parts(
		    t->d.desk.store, recording, &parts, &nparts, err);
	if (rc == RC_OK && (t->v = calloc(cues.count, sizeof(*t->v))) == NULL)
		rc = error_nomem(err);
	for (size_t i = 0; i < cues.count && rc == RC_OK; i++)
		rc = place_cue(t, name, &cues.v[i], parts, nparts, err);
	free(parts);
	webvtt_clear(&cues);
	return rc;
}

/* A line of the minutes each, without the empty ones. */
static enum rc
take_minutes(
    struct texting *t, const char *name, struct buf *file, struct error *err)
{
	char *rest, *line;
	int number = 0;

	if (!text_valid(buf_str(file), file->len))
		return error_set(err, RC_INVALID,
		    "%s: not plain UTF-8 text; save it as plain text and try "
		    "again",
		    name);
	if ((t->v = calloc(LINES_MOST, sizeof(*t->v))) == NULL)
		return error_nomem(err);
	rest = (char *)file->data;
	while ((line = strsep(&rest, "\n")) != NULL) {
		number++;
		line[strcspn(line, "\r")] = '\0';
		line += strspn(line, " \t");
		if (*line == '\0')
			continue;
		if (strlen(line) > WEBVTT_TEXT || t->count == LINES_MOST)
			return error_set(err, RC_INVALID,
			    "%s:%d: minutes have at most %d lines of %d bytes",
			    name, number, LINES_MOST, WEBVTT_TEXT);
		t->v[t->count].kind = LEGIBLE_MINUTES;
		if ((t->v[t->count].text = strdup(line)) == NULL)
			return error_nomem(err);
		t->count++;
	}
	return t->count > 0
	    ? RC_OK
	    : error_set(err, RC_INVALID, "%s: nothing is written in it", name);
}

static enum rc
take_file(struct texting *t, const char *name, struct error *err)
{
	static const char magic[] = "WEBVTT", bom[] = "\xef\xbb\xbf";
	struct buf file = {0};
	const char *text;
	enum rc rc = buf_read_file(&file, name, WEBVTT_BYTES, err);

	if (rc != RC_OK)
		goto done;
	text = buf_str(&file);
	if (strncmp(text, bom, sizeof(bom) - 1) == 0)
		text += sizeof(bom) - 1;
	rc = strncmp(text, magic, sizeof(magic) - 1) == 0
	    ? take_transcript(t, name, &file, err)
	    : take_minutes(t, name, &file, err);
done:
	buf_clear(&file);
	return rc;
}

static enum rc
keep(struct texting *t, struct error *err)
{
	struct store *store = t->d.desk.store;
	const struct deed deed = {
	    .meeting = t->d.meeting.id, .case_id = t->d.case_id};
	enum rc rc;

	if ((rc = cues_put(store, t->d.meeting.id, t->d.case_id, t->v, t->count,
		 t->d.by.id, clock_wall_ms(), err)) != RC_OK ||
	    (rc = voiding_of_boundary(
		 store, t->d.meeting.id, t->d.case_id, err)) != RC_OK ||
	    (rc = deed_add(store, &t->d.by, "text.added", &deed, "", err)) !=
		RC_OK ||
	    (rc = store_commit(store, err)) != RC_OK)
		return rc;
	(void)printf(
	    "%zu lines of %s; the case must be released, and copies of "
	    "its family decided, again\n",
	    t->count, label(&t->v[0]));
	return RC_OK;
}

enum rc
texting_verb(struct cmd_call *call, struct error *err)
{
	bool adds = call->argc > 2;
	struct texting t = {0};
	enum rc rc;

	if ((rc = deciding_open(&t.d, call, err)) != RC_OK ||
	    (adds && (rc = store_begin(t.d.desk.store, err)) != RC_OK) ||
	    (rc = deciding_meeting(&t.d, call->argv[0], err)) != RC_OK ||
	    (rc = deciding_case(&t.d, call->argv[1], err)) != RC_OK)
		goto done;
	if (!adds)
		rc = list_words(&t, err);
	else if ((rc = take_file(&t, call->argv[2], err)) == RC_OK)
		rc = keep(&t, err);
done:
	if (t.d.desk.store != NULL)
		store_rollback(t.d.desk.store);
	cues_free(t.v, t.count);
	deciding_close(&t.d);
	return rc;
}
