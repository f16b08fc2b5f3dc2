#include "share/markup.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

bool
markup_is_address(const struct markup *m)
{
	static const char *const names[] = {
	    "href", "src", "action", "formaction", "poster", "data"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(m->attr, names[i]) == 0)
			return true;
	}
	return false;
}

bool
markup_address_begun(const struct markup *m)
{
	if (m->value == 0 || strchr("/#?", m->begins[0]) == NULL)
		return false;
	/* "/" alone could become "//elsewhere". */
	return m->begins[0] != '/' || (m->value > 1 && m->begins[1] != '/');
}

bool
markup_same(const struct markup *a, const struct markup *b)
{
	if (a->where != b->where)
		return false;
	if (a->where == MARKUP_TAG)
		return a->named == b->named && strcmp(a->tag, b->tag) == 0;
	return a->where != MARKUP_VALUE ||
	    (a->quote == b->quote && strcmp(a->attr, b->attr) == 0);
}

static bool
ends(const struct markup *m, const char *with)
{
	size_t n = strlen(with), have = strlen(m->tail);

	return have >= n && strcasecmp(m->tail + have - n, with) == 0;
}

static void
add_to(char *name, char c)
{
	size_t n = strlen(name);

	if (n + 1 < MARKUP_NAME) {
		name[n] = (char)tolower((unsigned char)c);
		name[n + 1] = '\0';
	}
}

static const char *
forbidden(const struct markup *m)
{
	if (strncmp(m->attr, "on", 2) == 0 || strcmp(m->attr, "style") == 0 ||
	    strcmp(m->attr, "srcdoc") == 0)
		return "the pages' policy forbids this attribute";
	return NULL;
}

static void
begin_tag(struct markup *m, bool named)
{
	m->where = MARKUP_TAG;
	m->tag[0] = m->attr[0] = '\0';
	m->named = named;
}

static const char *
follow_tag(struct markup *m, char c)
{
	const char *wrong = NULL;

	if (ends(m, "<!")) {
		m->where = MARKUP_COMMENT;
	} else if (c == '>') {
		wrong = forbidden(m);
		m->where = strcmp(m->tag, "script") == 0 ||
			strcmp(m->tag, "style") == 0
		    ? MARKUP_RAW
		    : MARKUP_TEXT;
	} else if (c == '"' || c == '\'') {
		if (!ends(m, "=\"") && !ends(m, "='"))
			return "a quote that no attribute has";
		wrong = forbidden(m);
		m->where = MARKUP_VALUE;
		m->quote = c;
		m->value = 0;
	} else if (isspace((unsigned char)c)) {
		wrong = forbidden(m);
		m->named = true;
		m->attr[0] = '\0';
	} else if (!m->named) {
		add_to(m->tag, c);
	} else if (c != '=') {
		add_to(m->attr, c);
	}
	return wrong;
}

const char *
markup_follow(struct markup *m, char c)
{
	size_t n = strlen(m->tail);

	if (n + 1 == sizeof(m->tail)) {
		memmove(m->tail, m->tail + 1, n);
		n--;
	}
	m->tail[n] = c;
	m->tail[n + 1] = '\0';

	switch (m->where) {
	case MARKUP_TEXT:
		if (c == '<')
			begin_tag(m, false);
		break;
	case MARKUP_TAG:
		return follow_tag(m, c);
	case MARKUP_VALUE:
		if (c == m->quote) {
			m->where = MARKUP_TAG;
			m->attr[0] = '\0';
		} else {
			if (m->value < 2)
				m->begins[m->value] = c;
			m->value++;
		}
		break;
	case MARKUP_COMMENT:
		if (c == '>')
			m->where = MARKUP_TEXT;
		break;
	case MARKUP_RAW:
		if (ends(m, "</script") || ends(m, "</style"))
			begin_tag(m, true);
		break;
	}
	return NULL;
}
