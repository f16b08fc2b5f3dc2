#include "recording/webvtt.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

struct reader {
	const char *name;
	const char *at;
	const char *end;
	int line; /* of what next_line gave last */
};

struct line {
	const char *text;
	size_t len;
};

void
webvtt_clear(struct webvtt *w)
{
	for (size_t i = 0; i < w->count; i++)
		free(w->v[i].text);
	free(w->v);
	*w = (struct webvtt){0};
}

/* Ends with LF, CR LF or CR. */
static bool
next_line(struct reader *r, struct line *out)
{
	const char *p = r->at;

	if (p == r->end)
		return false;
	while (p < r->end && *p != '\n' && *p != '\r')
		p++;
	*out = (struct line){r->at, (size_t)(p - r->at)};
	if (p < r->end && *p++ == '\r' && p < r->end && *p == '\n')
		p++;
	r->at = p;
	r->line++;
	return true;
}

static bool
begins(const struct line *l, const char *word)
{
	size_t n = strlen(word);

	return l->len >= n && memcmp(l->text, word, n) == 0 &&
	    (l->len == n || l->text[n] == ' ' || l->text[n] == '\t');
}

static bool
has_arrow(const struct line *l)
{
	return memmem(l->text, l->len, "-->", 3) != NULL;
}

/* COUNT digits, or at least that many if MORE. */
static bool
digits(const char **p, const char *end, int count, bool more, int64_t *out)
{
	int n = 0;

	*out = 0;
	while (*p < end && **p >= '0' && **p <= '9' && n < (more ? 6 : count)) {
		*out = *out * 10 + (*(*p)++ - '0');
		n++;
	}
	return n >= count;
}

/* [hours:]mm:ss.mmm at *P, which moves behind it. */
static bool
timestamp(const char **p, const char *end, int64_t *ms)
{
	int64_t part[3] = {0}, fraction;
	int n = 0;

	if (!digits(p, end, 2, true, &part[n++]))
		return false;
	while (*p < end && **p == ':' && n < 3) {
		(*p)++;
		if (!digits(p, end, 2, false, &part[n++]))
			return false;
	}
	if (n < 2 || *p == end || **p != '.')
		return false;
	(*p)++;
	if (!digits(p, end, 3, false, &fraction) || part[n - 1] > 59 ||
	    part[n - 2] > 59)
		return false;
	*ms = fraction;
	*ms += part[n - 1] * 1000 + part[n - 2] * 60000;
	if (n == 3)
		*ms += part[0] * 3600000;
	return true;
}

static void
skip_blank(const char **p, const char *end)
{
	while (*p < end && (**p == ' ' || **p == '\t'))
		(*p)++;
}

static bool
times(const struct line *l, struct webvtt_cue *cue)
{
	const char *p = l->text, *end = l->text + l->len;

	skip_blank(&p, end);
	if (!timestamp(&p, end, &cue->from_ms))
		return false;
	skip_blank(&p, end);
	if (end - p < 3 || memcmp(p, "-->", 3) != 0)
		return false;
	p += 3;
	skip_blank(&p, end);
	return timestamp(&p, end, &cue->to_ms) && cue->from_ms < cue->to_ms;
}

/* The six names that WebVTT has; anything else stays as it is. */
static size_t
entity(const char *p, size_t len, struct buf *out)
{
	static const struct {
		const char *name;
		const char *text;
	} known[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"},
	    {"&nbsp;", " "}, {"&lrm;", ""}, {"&rlm;", ""}};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		size_t n = strlen(known[i].name);

		if (len >= n && memcmp(p, known[i].name, n) == 0) {
			buf_text(out, known[i].text);
			return n;
		}
	}
	buf_put(out, p, 1);
	return 1;
}

/* The words of L behind those of OUT, without tags.  Tags end with the line. */
static void
add_words(struct buf *out, const struct line *l)
{
	bool tag = false;

	if (out->len > 0)
		buf_text(out, " ");
	for (size_t i = 0; i < l->len;) {
		char c = l->text[i];

		if (tag) {
			tag = c != '>';
			i++;
		} else if (c == '<') {
			tag = true;
			i++;
		} else if (c == '&') {
			i += entity(l->text + i, l->len - i, out);
		} else {
			buf_put(out, &c, 1);
			i++;
		}
	}
}

static enum rc
bad(const struct reader *r, int line, const char *what, struct error *err)
{
	return error_set(err, RC_INVALID, "%s:%d: %s", r->name, line, what);
}

static enum rc
add_cue(struct reader *r, struct webvtt *w, size_t *room, struct webvtt_cue cue,
    const struct buf *words, struct error *err)
{
	const char *text = buf_str(words);

	text += strspn(text, " \t");
	if (*text == '\0')
		return RC_OK; /* only tags: nothing was said */
	if (w->count > 0 && cue.from_ms < w->v[w->count - 1].from_ms)
		return bad(r, cue.line, "begins before the cue above it", err);
	if (strlen(text) > WEBVTT_TEXT)
		return bad(r, cue.line,
		    "a cue of more than 2,000 bytes; part it in two", err);
	if (w->count == WEBVTT_CUES)
		return bad(r, cue.line, "more than 20,000 cues", err);
	if (w->count == *room) {
		size_t more = *room > 0 ? *room * 2 : 64;
		struct webvtt_cue *grown = realloc(w->v, more * sizeof(*grown));

		if (grown == NULL)
			return error_nomem(err);
		w->v = grown;
		*room = more;
	}
	if ((cue.text = strdup(text)) == NULL)
		return error_nomem(err);
	w->v[w->count++] = cue;
	return RC_OK;
}

/* What follows the line FIRST of a block, up to an empty one. */
static enum rc
read_block(struct reader *r, struct line first, struct webvtt *w, size_t *room,
    struct error *err)
{
	struct webvtt_cue cue = {0};
	struct buf words = {0};
	struct line l = first;
	bool timed = has_arrow(&first), more = true;
	enum rc rc;

	/* A note, a style, a region; or a name before the times. */
	if (!timed && !begins(&first, "NOTE") && !begins(&first, "STYLE") &&
	    !begins(&first, "REGION") && next_line(r, &l))
		timed = has_arrow(&l);
	else if (!timed)
		l = first;
	cue.line = r->line;
	if (timed && !times(&l, &cue))
		return bad(r, cue.line,
		    "no times of a cue: write 00:01:02.345 --> 00:01:04.000",
		    err);
	while (more && l.len > 0 && (more = next_line(r, &l)) && l.len > 0) {
		if (timed && has_arrow(&l)) {
			buf_clear(&words);
			return bad(r, r->line,
			    "times where words should be; put an empty line "
			    "before them",
			    err);
		}
		if (timed)
			add_words(&words, &l);
	}
	rc = buf_check(&words, err);
	if (rc == RC_OK && timed)
		rc = add_cue(r, w, room, cue, &words, err);
	buf_clear(&words);
	return rc;
}

enum rc
webvtt_parse(const char *name, const char *data, size_t len, struct webvtt *out,
    struct error *err)
{
	struct reader r = {.name = name, .at = data, .end = data + len};
	struct line l;
	size_t room = 0;
	enum rc rc = RC_OK;

	if (len > WEBVTT_BYTES)
		return bad(&r, 1, "more than 4 MiB", err);
	if (len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0)
		r.at += 3;
	if (!text_valid(r.at, (size_t)(r.end - r.at)))
		return bad(&r, 1,
		    "not plain UTF-8 text; save it as UTF-8 and try again",
		    err);
	if (!next_line(&r, &l) || !begins(&l, "WEBVTT"))
		return bad(
		    &r, 1, "no WebVTT: its first line must be WEBVTT", err);
	while (l.len > 0 && next_line(&r, &l))
		;
	while (rc == RC_OK && next_line(&r, &l)) {
		if (l.len > 0)
			rc = read_block(&r, l, out, &room, err);
	}
	if (rc == RC_OK && out->count == 0)
		rc = bad(&r, r.line, "no words in it", err);
	if (rc != RC_OK)
		webvtt_clear(out);
	return rc;
}
