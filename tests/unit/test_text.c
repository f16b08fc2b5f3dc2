/* People's words: what is text, how names compare, what must not travel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

static void
folds(const char *text, const char *want)
{
	char *got = NULL;

	assert_int_equal(text_fold(text, &got, NULL), RC_OK);
	assert_string_equal(got, want);
	free(got);
}

static void
names_fold_to_one_form(void **state)
{
	(void)state;
	folds("O'Brien-\xc5\xb4yn ", "o brien wyn");
	folds("O\xe2\x80\x99"
	      "BRIEN  W\xcc\x82yn",
	    "o brien wyn"); /* curly quote; W and a combining circumflex */
	folds("Ren\xc3\xa9"
	      "e",
	    "renee");
	folds("Rene\xcc\x81"
	      "e",
	    "renee");
	folds("Stra\xc3\x9f"
	      "e",
	    "strasse");
	folds("\xef\xac\x81sh", "fish"); /* the fi ligature */
	folds("Flat 4b,\t12\n High St.", "flat 4b 12 high st");
	folds("\xce\x9f\xce\x94\xce\xa5\xce\xa3\xce\xa3\xce\x95\xce\xa5\xce"
	      "\xa3",
	    "\xce\xbf\xce\xb4\xcf\x85\xcf\x83\xcf\x83\xce\xb5\xcf\x85\xcf"
	    "\x83"); /* every sigma alike */
	folds("", "");
	folds(" -- ", "");
}

static void
refuses_what_is_not_utf8(void **state)
{
	static const char *const bad[] = {
	    "\xff", "abc\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80"};
	char *got = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(text_fold(bad[i], &got, NULL), RC_INVALID);
		assert_null(got);
		assert_false(text_valid(bad[i], strlen(bad[i])));
		assert_true(text_telling(bad[i]));
	}
}

static void
control_characters_are_not_text(void **state)
{
	(void)state;
	assert_true(text_valid("a\tb\r\nc", 6));
	assert_true(text_valid("", 0));
	assert_false(text_valid("a\0b", 3));
	assert_false(text_valid("\x1b[31m", 5));
	assert_false(text_valid("\x7f", 1));
	assert_false(text_valid("\xc2\x85", 2)); /* C1: next line */
	assert_true(text_valid("\xe2\x80\x99", 3));
}

static void
rule_07_telling_words_are_known(void **state)
{
	static const char *const telling[] = {"MARAC", "marac@council.example",
	    "http://ns-marac.example", "Domestic Abuse Service",
	    "https://domestic-abuse.example", "no-violence.example",
	    "Victim support", "IDVA team", "Women's Refuge",
	    "Child  Protection", "Safeguarding", "Cam-drin domestig",
	    "https://camdrin.example", "Trais yn y cartref", "heb drais",
	    "Dioddefwr", "Lloches i fenywod", "Diogelu plant",
	    "Amddiffyn Plant", "Gwasanaethau Cymdeithasol",
	    "eich gweithiwr cymdeithasol", "y cyflawnwr", "ymosodiad"};
	static const char *const neutral[] = {"Document service",
	    "records@council.example", "http://localhost:8470",
	    "Demonstration. Every person here is invented.", "",
	    "Your documents are ready", "Gwasanaeth dogfennau",
	    "Mae dogfen yn barod i chi", "Cadwch y cod yn ddiogel"};

	(void)state;
	for (size_t i = 0; i < sizeof(telling) / sizeof(telling[0]); i++)
		if (!text_telling(telling[i]))
			fail_msg("lets \"%s\" travel", telling[i]);
	for (size_t i = 0; i < sizeof(neutral) / sizeof(neutral[0]); i++)
		if (text_telling(neutral[i]))
			fail_msg("stops \"%s\"", neutral[i]);
}

static void
a_cut_is_between_letters(void **state)
{
	static const char text[] = "a\303\270\342\202\254b";
	static const char *const cuts[] = {"", "a", "a", "a\303\270",
	    "a\303\270", "a\303\270", "a\303\270\342\202\254", text, text};
	char out[16];

	(void)state;
	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		assert_ptr_equal(text_cut(text, out, i + 1), out);
		assert_string_equal(out, cuts[i]);
	}
	assert_string_equal(
	    text_cut("R\370d\033[1m\302", out, sizeof(out)), "R?d?[1m?");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_fold_to_one_form),
	    cmocka_unit_test(refuses_what_is_not_utf8),
	    cmocka_unit_test(control_characters_are_not_text),
	    cmocka_unit_test(rule_07_telling_words_are_known),
	    cmocka_unit_test(a_cut_is_between_letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
