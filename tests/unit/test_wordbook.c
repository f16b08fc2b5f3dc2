/* The words on paper: complete in each language, neutral, and never another
 * language's by mistake. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "distributor/wordbook.h"

static void
rule_07_every_text_is_there_in_each_language_and_neutral(void **state)
{
	static const char *const never[] = {"child", "meeting", "case",
	    "recording", "plentyn", "cyfarfod", "achos", "recordiad"};

	(void)state;
	for (int text = 0; text < WORDBOOK_TEXTS; text++) {
		for (int l = 0; l < WORDBOOK_LANGUAGES; l++) {
			const char *words =
			    wordbook_text((enum wordbook_language)l,
				(enum wordbook_text)text);

			if (words == NULL || *words == '\0')
				fail_msg("text %d has no words in %s", text,
				    wordbook_code((enum wordbook_language)l));
			if (text_telling(words))
				fail_msg("\"%s\" tells", words);
			for (size_t i = 0; i < 8; i++)
				if (strcasestr(words, never[i]) != NULL)
					fail_msg("\"%s\" tells", words);
			/* The day goes into one text, and into it alone. */
			assert_int_equal(strstr(words, "%s") != NULL,
			    text == WORDBOOK_UNTIL);
		}
		assert_string_not_equal(
		    wordbook_text(WORDBOOK_ENGLISH, (enum wordbook_text)text),
		    wordbook_text(WORDBOOK_WELSH, (enum wordbook_text)text));
	}
}

/* A day of each month, by date -d @N in Europe/London. */
static void
days_are_londons_in_each_language(void **state)
{
	static const struct {
		int64_t s;
		const char *english, *welsh;
	} days[] = {
	    {1768435200, "15 January 2026", "15 Ionawr 2026"},
	    {1771113600, "15 February 2026", "15 Chwefror 2026"},
	    {1773532800, "15 March 2026", "15 Mawrth 2026"},
	    {1776211200, "15 April 2026", "15 Ebrill 2026"},
	    {1778803200, "15 May 2026", "15 Mai 2026"},
	    {1781481600, "15 June 2026", "15 Mehefin 2026"},
	    {1784073600, "15 July 2026", "15 Gorffennaf 2026"},
	    {1786752000, "15 August 2026", "15 Awst 2026"},
	    {1789430400, "15 September 2026", "15 Medi 2026"},
	    {1792022400, "15 October 2026", "15 Hydref 2026"},
	    {1794700800, "15 November 2026", "15 Tachwedd 2026"},
	    {1797292800, "15 December 2026", "15 Rhagfyr 2026"},
	    /* 23:30 UTC in summer is the next day. */
	    {1781479800, "15 June 2026", "15 Mehefin 2026"},
	};
	char text[WORDBOOK_DAY];

	(void)state;
	for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++) {
		assert_string_equal(
		    wordbook_day(WORDBOOK_ENGLISH, days[i].s * 1000, text),
		    days[i].english);
		assert_string_equal(
		    wordbook_day(WORDBOOK_WELSH, days[i].s * 1000, text),
		    days[i].welsh);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		rule_07_every_text_is_there_in_each_language_and_neutral),
	    cmocka_unit_test(days_are_londons_in_each_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
