#include "base/wordbook.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

static const char *const texts[WORDBOOK_TEXTS][WORDBOOK_LANGUAGES] = {
#define W(name, holes, english, welsh) [WORDBOOK_##name] = {(english), (welsh)},
#include "base/wordbook.def"
#undef W
};

/* Nothing is translated by nothing. */
#define W(name, holes, english, welsh) \
	_Static_assert(sizeof(english) > 1 && sizeof(welsh) > 1, #name);
#include "base/wordbook.def"
#undef W

static const int holes_of[WORDBOOK_TEXTS] = {
#define W(name, holes, english, welsh) [WORDBOOK_##name] = (holes),
#include "base/wordbook.def"
#undef W
};

static const char *const codes[WORDBOOK_LANGUAGES] = {"en", "cy"};

static const char *const months[WORDBOOK_LANGUAGES][12] = {
    {"January", "February", "March", "April", "May", "June", "July", "August",
	"September", "October", "November", "December"},
    {"Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf",
	"Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"},
};

const char *
wordbook_text(enum wordbook_language language, enum wordbook_text text)
{
	return texts[text][language];
}

int
wordbook_holes(enum wordbook_text text)
{
	return holes_of[text];
}

void
wordbook_put(struct buf *out, enum wordbook_language language,
    enum wordbook_text text, const char *fill)
{
	const char *words = texts[text][language];
	size_t before = strcspn(words, "%");

	assert(holes_of[text] == (fill != NULL));
	buf_put(out, words, before);
	if (fill == NULL)
		return;
	buf_text(out, fill);
	buf_text(out, words + before + 1);
}

const char *
wordbook_code(enum wordbook_language language)
{
	return codes[language];
}

int
wordbook_find(const char *code)
{
	for (int l = 0; code != NULL && l < WORDBOOK_LANGUAGES; l++)
		if (strcmp(codes[l], code) == 0)
			return l;
	return -1;
}

char *
wordbook_day(enum wordbook_language language, int64_t ms, char *text)
{
	struct clock_civil civil;

	clock_civil_london(ms, &civil);
	(void)snprintf(text, WORDBOOK_DAY, "%d %s %d", civil.day,
	    months[language][civil.month - 1], civil.year);
	return text;
}

char *
wordbook_when(enum wordbook_language language, int64_t ms, char *text)
{
	struct clock_civil civil;
	char day[WORDBOOK_DAY];
	char full[CLOCK_TEXT];

	if (language == WORDBOOK_ENGLISH) {
		(void)snprintf(
		    text, WORDBOOK_DAY, "%s", clock_format_london(ms, full));
		return text;
	}
	clock_civil_london(ms, &civil);
	(void)snprintf(text, WORDBOOK_DAY, "%.32s, %02d:%02d",
	    wordbook_day(language, ms, day), civil.hour, civil.minute);
	return text;
}

char *
wordbook_lasts(enum wordbook_language language, long long s, char *text)
{
	bool welsh = language == WORDBOOK_WELSH;
	long long m = (s + 30) / 60, h = m / 60;
	const char *hours, *minutes, *seconds;

	m = h > 0 ? m % 60 : m;
	/* After a number a Welsh noun stays one; 2 softens it. */
	hours = welsh ? "awr" : h == 1 ? "hour" : "hours";
	minutes = welsh && m == 2 ? "funud"
	    : welsh               ? "munud"
	    : m == 1              ? "minute"
				  : "minutes";
	seconds = welsh ? "eiliad" : s == 1 ? "second" : "seconds";
	if (s < 60)
		(void)snprintf(text, WORDBOOK_SPAN, "%lld %s", s, seconds);
	else if (h == 0)
		(void)snprintf(text, WORDBOOK_SPAN, "%lld %s", m, minutes);
	else
		(void)snprintf(text, WORDBOOK_SPAN, "%lld %s %lld %s", h, hours,
		    m, minutes);
	return text;
}
