/* What recipients read: complete in each language, neutral, and never another
 * language's by mistake. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "base/wordbook.h"

/* What is sent, or stands where somebody may look over a shoulder. */
static bool
shown(enum wordbook_text text)
{
	static const enum wordbook_text titles[] = {WORDBOOK_READY_TITLE,
	    WORDBOOK_SLIP_TITLE, WORDBOOK_COPIES_TITLE, WORDBOOK_COPY_TITLE,
	    WORDBOOK_STOPPED_TITLE, WORDBOOK_TEXT_TITLE, WORDBOOK_TASK_TITLE,
	    WORDBOOK_PROMISE_TITLE, WORDBOOK_REFUSED_TITLE, WORDBOOK_NOT_FOUND,
	    WORDBOOK_ENDED, WORDBOOK_CANNOT, WORDBOOK_TOO_LONG,
	    WORDBOOK_NO_MORE, WORDBOOK_TRIES, WORDBOOK_BROKEN,
	    WORDBOOK_TASK_DUE};

	for (size_t i = 0; i < sizeof(titles) / sizeof(*titles); i++)
		if (titles[i] == text)
			return true;
	return text >= WORDBOOK_MAIL_READY;
}

static void
rule_07_every_text_is_neutral_in_each_language(void **state)
{
	static const char *const never[] = {"child", "meeting", "case",
	    "recording", "plentyn", "cyfarfod", "achos", "recordiad"};

	(void)state;
	for (int text = 0; text < WORDBOOK_TEXTS; text++) {
		for (int l = 0; l < WORDBOOK_LANGUAGES; l++) {
			const char *words =
			    wordbook_text((enum wordbook_language)l,
				(enum wordbook_text)text);

			/* (Its words are those of the alarm beside it.) */
			if (text != WORDBOOK_DANGER && text_telling(words))
				fail_msg("\"%s\" tells", words);
			for (size_t i = 0; i < 8; i++)
				if (shown((enum wordbook_text)text) &&
				    strcasestr(words, never[i]) != NULL)
					fail_msg("\"%s\" tells", words);
		}
	}
}

static int
count_holes(const char *words)
{
	int n = 0;

	for (; *words != '\0'; words++)
		n += *words == '%';
	return n;
}

static void
both_languages_have_the_same_holes_and_other_words(void **state)
{
	(void)state;
	for (int text = 0; text < WORDBOOK_TEXTS; text++) {
		const char *english =
		    wordbook_text(WORDBOOK_ENGLISH, (enum wordbook_text)text);
		const char *welsh =
		    wordbook_text(WORDBOOK_WELSH, (enum wordbook_text)text);
		int holes = wordbook_holes((enum wordbook_text)text);

		if (count_holes(english) != holes ||
		    count_holes(welsh) != holes)
			fail_msg("not %d holes: \"%s\"", holes, english);
		if (strcmp(english, welsh) == 0)
			fail_msg("not translated: \"%s\"", english);
	}
}

/* A reader of nine loses the thread of a long sentence. */
static void
every_english_sentence_is_short(void **state)
{
	(void)state;
	for (int text = 0; text < WORDBOOK_TEXTS; text++) {
		const char *words =
		    wordbook_text(WORDBOOK_ENGLISH, (enum wordbook_text)text);
		int count = 1;

		for (const char *c = words; *c != '\0'; c++) {
			if (strchr(".:?!", *c) != NULL)
				count = 0;
			else if (*c == ' ' || *c == '\n')
				count++;
			if (count > 20)
				fail_msg("over 20 words: \"%s\"", words);
		}
	}
}

/* Of a mail's body none may be encoded, or the link's line could break; a text
 * message of other letters costs twice. */
static void
mail_and_text_messages_are_ascii(void **state)
{
	(void)state;
	for (int text = WORDBOOK_MAIL_READY; text <= WORDBOOK_SMS_PASSPHRASE;
	     text++)
		for (int l = 0; l < WORDBOOK_LANGUAGES; l++)
			for (const char *c =
				 wordbook_text((enum wordbook_language)l,
				     (enum wordbook_text)text);
			     *c != '\0'; c++)
				assert_true(*c >= ' ' && *c <= '~');
}

static void
a_hole_is_filled_where_it_stands(void **state)
{
	struct buf out = {0};

	(void)state;
	wordbook_put(&out, WORDBOOK_WELSH, WORDBOOK_MAIL_UNTIL, "5 Mai 2026");
	wordbook_put(&out, WORDBOOK_ENGLISH, WORDBOOK_MAIL_UNTIL, "%s");
	assert_string_equal(buf_str(&out),
	    "Gallwch chi agor y dudalen tan 5 Mai 2026."
	    "The page can be opened until %s.");
	buf_clear(&out);
	assert_int_equal(wordbook_find("cy"), WORDBOOK_WELSH);
	assert_int_equal(wordbook_find("en"), WORDBOOK_ENGLISH);
	assert_int_equal(wordbook_find(""), -1);
	assert_int_equal(wordbook_find("fr"), -1);
	assert_int_equal(wordbook_find(NULL), -1);
}

static void
a_length_of_time_is_said_in_each_language(void **state)
{
	static const struct {
		long long s;
		const char *english, *welsh;
	} lasts[] = {
	    {1, "1 second", "1 eiliad"},
	    {59, "59 seconds", "59 eiliad"},
	    {60, "1 minute", "1 munud"},
	    {120, "2 minutes", "2 funud"},
	    {13 * 60, "13 minutes", "13 munud"},
	    {3600, "1 hour 0 minutes", "1 awr 0 munud"},
	    {2 * 3600 + 120, "2 hours 2 minutes", "2 awr 2 funud"},
	};
	char text[WORDBOOK_SPAN];

	(void)state;
	for (size_t i = 0; i < sizeof(lasts) / sizeof(*lasts); i++) {
		assert_string_equal(
		    wordbook_lasts(WORDBOOK_ENGLISH, lasts[i].s, text),
		    lasts[i].english);
		assert_string_equal(
		    wordbook_lasts(WORDBOOK_WELSH, lasts[i].s, text),
		    lasts[i].welsh);
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
	/* 17:05 in London, an hour before that in UTC. */
	assert_string_equal(wordbook_when(WORDBOOK_WELSH, 1781539500000, text),
	    "15 Mehefin 2026, 17:05");
	assert_string_equal(
	    wordbook_when(WORDBOOK_ENGLISH, 1781539500000, text),
	    "15 June 2026, 5:05pm");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rule_07_every_text_is_neutral_in_each_language),
	    cmocka_unit_test(
		both_languages_have_the_same_holes_and_other_words),
	    cmocka_unit_test(mail_and_text_messages_are_ascii),
	    cmocka_unit_test(every_english_sentence_is_short),
	    cmocka_unit_test(a_hole_is_filled_where_it_stands),
	    cmocka_unit_test(a_length_of_time_is_said_in_each_language),
	    cmocka_unit_test(days_are_londons_in_each_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
