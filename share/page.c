#include "share/page.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/span.h"

void
page_text(struct buf *out, const char *text)
{
	const char *from = text;

	if (text == NULL)
		return;
	for (const char *c = text;; c++) {
		const char *entity = *c == '&' ? "&amp;"
		    : *c == '<'                ? "&lt;"
		    : *c == '>'                ? "&gt;"
		    : *c == '"'                ? "&quot;"
		    : *c == '\''               ? "&#39;"
					       : NULL;

		if (entity == NULL && *c != '\0')
			continue;
		buf_put(out, from, (size_t)(c - from));
		if (*c == '\0')
			return;
		buf_text(out, entity);
		from = c + 1;
	}
}

void
page_int(struct buf *out, long long v)
{
	buf_printf(out, "%lld", v);
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
	long long s = (samples + SPAN_RATE / 2) / SPAN_RATE;
	long long m = (s + 30) / 60, h = m / 60;

	if (s < 60)
		(void)snprintf(
		    text, PAGE_LASTS, "%lld second%s", s, s == 1 ? "" : "s");
	else if (h == 0)
		(void)snprintf(
		    text, PAGE_LASTS, "%lld minute%s", m, m == 1 ? "" : "s");
	else
		(void)snprintf(text, PAGE_LASTS, "%lld hour%s %lld minute%s", h,
		    h == 1 ? "" : "s", m % 60, m % 60 == 1 ? "" : "s");
	return text;
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
