#include "recorder/script.h"

#include <stdlib.h>
#include <string.h>

#include "recorder/allowing.h"
#include "recorder/tagging.h"

struct maker {
	struct script *out;
	struct tagging tagging;
	int64_t wall_ms;
	bool open;    /* the last stretch goes on */
	int64_t from; /* where the next begins, or -1 */
	int item;     /* of the open or coming stretch */
	bool closed;
};

void
script_clear(struct script *script)
{
	free(script->entries);
	free(script->stretches);
	free(script->words);
	*script = (struct script){0};
}

/* One more of SIZE bytes behind COUNT in *V. */
static void *
more(void **v, size_t count, size_t size, struct error *err)
{
	void *grown = *v;

	if ((count & (count - 1)) == 0)
		grown = realloc(*v, (count > 0 ? count * 2 : 1) * size);
	if (grown == NULL) {
		(void)error_nomem(err);
		return NULL;
	}
	*v = grown;
	return (char *)grown + count * size;
}

static enum rc
push(struct maker *m, struct journal_entry *e, struct error *err)
{
	void *v = m->out->entries;
	struct journal_entry *at = more(&v, m->out->count, sizeof(*at), err);

	if (at == NULL)
		return RC_NOMEM;
	m->out->entries = v;
	e->seq = (uint32_t)++m->out->count;
	*at = *e;
	return tagging_apply(&m->tagging, e, err);
}

static enum rc
push_segment(
    struct maker *m, enum journal_kind kind, int64_t sample, struct error *err)
{
	struct journal_entry e = {
	    .kind = kind,
	    .item = (uint16_t)m->item,
	    .sample = sample,
	    .wall_ms = m->wall_ms + sample / (SPAN_RATE / 1000),
	    .value = (int64_t)m->out->nstretches,
	};

	return push(m, &e, err);
}

/* Time has come to SAMPLE: a stretch that was to begin earlier has begun. */
static enum rc
advance(struct maker *m, int64_t sample, struct error *err)
{
	void *v = m->out->stretches;
	struct script_stretch *at;

	if (m->from < 0 || m->open || sample <= m->from)
		return RC_OK;
	at = more(&v, m->out->nstretches, sizeof(*at), err);
	if (at == NULL)
		return RC_NOMEM;
	m->out->stretches = v;
	*at = (struct script_stretch){m->item, {m->from, m->from}};
	m->out->nstretches++;
	m->open = true;
	return push_segment(m, JOURNAL_SEGMENT_BEGUN, m->from, err);
}

static enum rc
close_stretch(struct maker *m, int64_t sample, struct error *err)
{
	m->from = -1;
	if (!m->open)
		return RC_OK;
	m->open = false;
	m->out->stretches[m->out->nstretches - 1].span.to = sample;
	return push_segment(m, JOURNAL_SEGMENT_SEALED, sample, err);
}

/* The state is another now: end the stretch, let the next one begin. */
static enum rc
settle(struct maker *m, int64_t sample, struct error *err)
{
	bool recording = m->tagging.state == COMMAND_RECORDING;
	enum rc rc = RC_OK;

	if (!recording || m->item != m->tagging.item ||
	    m->closed != m->tagging.closed)
		rc = close_stretch(m, sample, err);
	if (recording && !m->open)
		m->from = sample;
	m->item = m->tagging.item;
	m->closed = m->tagging.closed;
	return rc;
}

static enum rc
add_words(struct maker *m, size_t row, struct error *err)
{
	void *v = m->out->words;
	struct script_words *at = more(&v, m->out->nwords, sizeof(*at), err);

	if (at == NULL)
		return RC_NOMEM;
	m->out->words = v;
	m->out->nwords++;
	*at = (struct script_words){
	    .seq = (uint32_t)m->out->count,
	    .row = row,
	    .stretch = m->out->nstretches - (m->open ? 1 : 0),
	};
	return RC_OK;
}

/* The first item starts the recording, at its time and with its number. */
static enum rc
decide(const struct maker *m, const struct marksheet_row *row,
    struct allowing_plan *plan, struct error *err)
{
	struct command start = {.verb = COMMAND_START};
	bool first = m->tagging.state == COMMAND_READY &&
	    row->command.verb == COMMAND_NEXT;
	enum rc rc = allowing_make(&m->tagging, first ? &start : &row->command,
	    row->sample, m->wall_ms + row->sample / (SPAN_RATE / 1000), plan,
	    err);

	if (rc == RC_OK && first) {
		plan->entries[0].sample = row->sample;
		plan->entries[1].sample = row->sample;
		plan->entries[1].item = (uint16_t)row->command.item;
	}
	return rc;
}

static enum rc
take(struct maker *m, const struct marksheet *sheet, size_t at, int64_t length,
    struct error *err)
{
	const struct marksheet_row *row = &sheet->rows[at];
	struct allowing_plan plan;
	enum rc rc;

	if (row->sample > length)
		return error_set(err, RC_INVALID,
		    "this is behind the end of the sound, %lld.%03lld s",
		    (long long)(length / SPAN_RATE),
		    (long long)(length % SPAN_RATE / (SPAN_RATE / 1000)));
	if ((rc = advance(m, row->sample, err)) != RC_OK ||
	    (rc = decide(m, row, &plan, err)) != RC_OK)
		return rc;
	/* As when recording: the seal, and then that the record was left. */
	if (row->command.verb == COMMAND_OFF_RECORD ||
	    row->command.verb == COMMAND_BREAK ||
	    row->command.verb == COMMAND_END)
		rc = close_stretch(m, row->sample, err);
	for (size_t i = 0; i < plan.count && rc == RC_OK; i++)
		rc = push(m, &plan.entries[i], err);
	if (rc == RC_OK && row->command.words[0] != '\0')
		rc = add_words(m, at, err);
	return rc == RC_OK ? settle(m, row->sample, err) : rc;
}

/* "end" at the sound's end when the sheet has none. */
static enum rc
finish(struct maker *m, const struct marksheet *sheet, int64_t length,
    struct error *err)
{
	struct marksheet_row last = {
	    .sample = length, .command = {.verb = COMMAND_END}};
	const struct marksheet end = {.rows = &last, .count = 1};

	(void)sheet;
	if (m->tagging.state == COMMAND_ENDED)
		return RC_OK;
	if (m->tagging.state == COMMAND_READY)
		return error_set(err, RC_INVALID,
		    "no item begins; a line of kind \"item\" starts the "
		    "recording");
	return take(m, &end, 0, length, err);
}

enum rc
script_make(const struct marksheet *sheet, const char *name,
    const struct papers *papers, int64_t length, int64_t wall_ms,
    struct script *out, struct error *err)
{
	struct maker m = {.out = out, .wall_ms = wall_ms, .from = -1};
	enum rc rc;

	if ((rc = tagging_open(&m.tagging, papers, err)) != RC_OK)
		return rc;
	for (size_t i = 0; i < sheet->count && rc == RC_OK; i++) {
		if ((rc = take(&m, sheet, i, length, err)) != RC_OK)
			(void)error_prefix(err, "%s:%d:%d", name,
			    sheet->rows[i].line, sheet->rows[i].column);
	}
	if (rc == RC_OK && (rc = finish(&m, sheet, length, err)) != RC_OK)
		(void)error_prefix(err, "%s", name);
	for (size_t i = 0; i < out->nwords && rc == RC_OK; i++) {
		if (out->words[i].stretch >= out->nstretches)
			rc = error_set(err, RC_INVALID,
			    "%s:%d:1: nothing is recorded at this moment, so "
			    "the words have nowhere to go",
			    name, sheet->rows[out->words[i].row].line);
	}
	if (rc == RC_OK && out->nstretches == 0)
		rc = error_set(
		    err, RC_INVALID, "%s: nothing is to be recorded", name);
	tagging_clear(&m.tagging);
	if (rc != RC_OK)
		script_clear(out);
	return rc;
}
