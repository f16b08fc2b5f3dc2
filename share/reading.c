#include "share/reading.h"

#include <stdlib.h>
#include <string.h>

#include "base/span.h"

void
reading_clear(struct reading *w)
{
	cues_free(w->cues, w->ncues);
	free(w->lines);
	*w = (struct reading){0};
}

static const char *
label(enum wordbook_language language, const struct cues_one *cue)
{
	static const struct {
		const char *mark;
		enum wordbook_text label;
	} labels[] = {{"action", WORDBOOK_KIND_ACTION},
	    {"decision", WORDBOOK_KIND_DECISION}, {"risk", WORDBOOK_KIND_RISK},
	    {"note", WORDBOOK_KIND_NOTE}};

	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++) {
		if (strcmp(labels[i].mark, cue->mark) == 0)
			return wordbook_text(language, labels[i].label);
	}
	return "";
}

enum rc
reading_read(struct store *store, struct rendition_id rendition,
    enum wordbook_language language, struct reading *w, struct error *err)
{
	enum rc rc = cues_beside(store, rendition, &w->cues, &w->ncues, err);

	if (rc != RC_OK)
		return rc;
	if ((w->lines = calloc(w->ncues + 1, sizeof(*w->lines))) == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < w->ncues; i++) {
		const struct cues_one *cue = &w->cues[i];
		struct reading_line *line = &w->lines[w->nlines++];

		line->timed = cue->plays_at >= 0;
		if (line->timed) {
			line->seconds = cue->plays_at / SPAN_RATE;
			(void)page_clock(cue->plays_at, line->clock);
		}
		line->kind = label(language, cue);
		line->text = cue->text;
		if (cue->kind != LEGIBLE_TYPED)
			w->whole = true;
	}
	return RC_OK;
}

void
reading_print(const struct reading *w, struct buf *out)
{
	for (size_t i = 0; i < w->nlines; i++) {
		const struct reading_line *line = &w->lines[i];

		if (line->timed)
			buf_printf(out, "%s  ", line->clock);
		if (line->kind[0] != '\0')
			buf_printf(out, "%s: ", line->kind);
		buf_printf(out, "%s\r\n", line->text);
	}
}
