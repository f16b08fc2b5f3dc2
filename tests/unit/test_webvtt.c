/* Transcripts as transcribers write them, and as attackers do. */
#include "recording/webvtt.h"
#include "unit/scratch.h"

static enum rc
parse(const char *text, struct webvtt *out, struct error *err)
{
	return webvtt_parse("t.vtt", text, strlen(text), out, err);
}

static void
cues_come_with_times_and_words(void **state)
{
	struct webvtt w = {0};
	struct error err = {0};

	(void)state;
	assert_int_equal(
	    parse("\xef\xbb\xbfWEBVTT a title\r\nkind: captions\r\n\r\n"
		  "STYLE\r\n::cue {}\r\n\r\n"
		  "NOTE\r\n00:00:09.000 is no cue\r\n\r\n"
		  "1\r\n00:00:01.500 --> 00:00:02.250 line:0\r\n"
		  "<v Erin Example>Good <i>morning</i> &amp; &lt;all&gt;\r\n"
		  "two lines &unknown;\r\n\r\n"
		  "100:00:00.000 --> 100:00:01.000\r\nlate\r\n\r\n"
		  "101:00:00.000 --> 101:00:01.000\r\n<b></b>\r\n",
		&w, &err),
	    RC_OK);
	assert_int_equal(w.count, 2);
	assert_int_equal(w.v[0].from_ms, 1500);
	assert_int_equal(w.v[0].to_ms, 2250);
	assert_int_equal(w.v[0].line, 11);
	assert_string_equal(
	    w.v[0].text, "Good morning & <all> two lines &unknown;");
	assert_int_equal(w.v[1].from_ms, (int64_t)100 * 3600 * 1000);
	assert_string_equal(w.v[1].text, "late");
	webvtt_clear(&w);
	/* minutes and seconds alone, LF and CR alone, no end of the line */
	assert_int_equal(
	    parse("WEBVTT\n\n01:02.003 --> 01:03.000\na", &w, &err), RC_OK);
	assert_int_equal(w.v[0].from_ms, 62003);
	webvtt_clear(&w);
	assert_int_equal(
	    parse("WEBVTT\r\r01:02.003 --> 01:03.000\ra\rb\r", &w, &err),
	    RC_OK);
	assert_string_equal(w.v[0].text, "a b");
	webvtt_clear(&w);
}

static void
refused(const char *text, const char *said)
{
	struct webvtt w = {0};
	struct error err = {0};

	assert_int_equal(parse(text, &w, &err), RC_INVALID);
	if (strstr(err.text, said) == NULL)
		fail_msg("'%s' does not say '%s'", err.text, said);
	assert_null(w.v);
}

static void
what_is_wrong_is_named_with_its_line(void **state)
{
	(void)state;
	refused("", "t.vtt:1: no WebVTT");
	refused("WEBVTTX\n\n", "t.vtt:1: no WebVTT");
	refused("1\n00:01.000 --> 00:02.000\nsubrip\n", "no WebVTT");
	refused("WEBVTT\n\n", "no words in it");
	refused("WEBVTT\n\n00:02.000 --> 00:01.000\nbackward\n",
	    "t.vtt:3: no times");
	refused("WEBVTT\n\n00:01.000 --> 00:01.000\nempty\n", "no times");
	refused("WEBVTT\n\n00:61.000 --> 01:02.000\nseconds\n", "no times");
	refused("WEBVTT\n\n61:01.000 --> 62:02.000\nminutes\n", "no times");
	refused("WEBVTT\n\n00:01,000 --> 00:02,000\ncomma\n", "no times");
	refused("WEBVTT\n\n00:05.000 --> 00:06.000\nb\n\n"
		"00:04.000 --> 00:06.000\na\n",
	    "t.vtt:6: begins before");
	refused("WEBVTT\n\n00:05.000 --> 00:06.000\n"
		"00:07.000 --> 00:08.000\na\n",
	    "t.vtt:4: times where words");
	refused("WEBVTT\n\n00:05.000 --> 00:06.000\n\xff\n", "UTF-8");
}

static void
a_cue_is_bounded(void **state)
{
	struct webvtt w = {0};
	struct error err = {0};
	struct buf text = {0};

	(void)state;
	buf_text(&text, "WEBVTT\n\n00:01.000 --> 00:02.000\n");
	for (int i = 0; i < WEBVTT_TEXT; i++)
		buf_text(&text, "x");
	assert_int_equal(parse(buf_str(&text), &w, &err), RC_OK);
	assert_int_equal(strlen(w.v[0].text), WEBVTT_TEXT);
	webvtt_clear(&w);
	buf_text(&text, "x");
	refused(buf_str(&text), "t.vtt:3: a cue of more than 2,000");
	buf_clear(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cues_come_with_times_and_words),
	    cmocka_unit_test(what_is_wrong_is_named_with_its_line),
	    cmocka_unit_test(a_cue_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
