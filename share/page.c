#include "share/page.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/span.h"

/* TEXT, LEN bytes of it. */
static void
escape(struct buf *out, const char *text, size_t len)
{
	const char *from = text, *end = text + len;

	for (const char *c = text;; c++) {
		const char *entity = c == end ? NULL
		    : *c == '&'               ? "&amp;"
		    : *c == '<'               ? "&lt;"
		    : *c == '>'               ? "&gt;"
		    : *c == '"'               ? "&quot;"
		    : *c == '\''              ? "&#39;"
					      : NULL;

		if (entity == NULL && c != end)
			continue;
		buf_put(out, from, (size_t)(c - from));
		if (c == end)
			return;
		buf_text(out, entity);
		from = c + 1;
	}
}

void
page_text(struct buf *out, const char *text)
{
	if (text != NULL)
		escape(out, text, strlen(text));
}

void
page_int(struct buf *out, long long v)
{
	buf_printf(out, "%lld", v);
}

const char *
page_say(struct buf *out, const char *words)
{
	size_t before = strcspn(words, "%");

	escape(out, words, before);
	return words + before + (words[before] == '%');
}

void
page_size(struct buf *out, size_t v)
{
	buf_printf(out, "%zu", v);
}

void
page_address_text(struct buf *out, const char *text)
{
	static const char plain[] = "-._~";

	for (const char *c = text; c != NULL && *c != '\0'; c++) {
		unsigned char u = (unsigned char)*c;
		bool keep = (u < 0x80 && isalnum(u));

		for (const char *s = plain; *s != '\0'; s++)
			keep = keep || *s == *c;
		if (keep)
			buf_put(out, c, 1);
		else
			buf_printf(out, "%%%02X", u);
	}
}

bool
page_said(const char *text)
{
	return text != NULL && text[0] != '\0';
}

bool
page_nonzero(long long v)
{
	return v != 0;
}

bool
page_some(size_t n)
{
	return n != 0;
}

char *
page_clock(long long samples, char *text)
{
	long long s = samples / SPAN_RATE;

	if (s >= 3600)
		(void)snprintf(text, PAGE_CLOCK, "%lld:%02lld:%02lld",
		    s / 3600 % 1000, s / 60 % 60, s % 60);
	else
		(void)snprintf(text, PAGE_CLOCK, "%lld:%02lld", s / 60, s % 60);
	return text;
}

char *
page_lasts(long long samples, char *text)
{
	return page_lasts_in(WORDBOOK_ENGLISH, samples, text);
}

char *
page_lasts_in(enum wordbook_language language, long long samples, char *text)
{
	return wordbook_lasts(
	    language, (samples + SPAN_RATE / 2) / SPAN_RATE, text);
}

char *
page_weight(long long bytes, char *text)
{
	if (bytes < 1000 * 1000)
		(void)snprintf(
		    text, PAGE_WEIGHT, "%lld kB", (bytes + 999) / 1000);
	else
		(void)snprintf(text, PAGE_WEIGHT, "%lld.%lld MB",
		    bytes / 1000000, bytes / 100000 % 10);
	return text;
}

void
page_when(int64_t ms, char *text)
{
	char full[CLOCK_TEXT];

	(void)snprintf(text, PAGE_DAY, "%s", clock_format_london(ms, full));
}

void
page_day(int64_t ms, char *text)
{
	page_when(ms, text);
	text[strcspn(text, ",")] = '\0';
}
