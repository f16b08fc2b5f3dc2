/* Text messages: which numbers and which words go at all.  What a gateway
 * answers is in e2e/text-gateway.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "distributor/sms.h"
#include "unit/scratch.h"

static char dir[SCRATCH_PATH], path[SCRATCH_PATH], token[SCRATCH_PATH];

static int
begin(void **state)
{
	*state = scratch_make(dir);
	scratch_path(path, dir, "marac.conf");
	scratch_path(token, dir, "token");
	return 0;
}

/* NUMBER "": nothing. */
static void
becomes(const char *to, const char *number)
{
	struct buf out = {0};
	bool yes = sms_number(to, &out);

	if (yes != (*number != '\0') || strcmp(buf_str(&out), number) != 0)
		fail_msg("%s became '%s'", to, buf_str(&out));
	buf_clear(&out);
}

static void
numbers_as_gateways_want_them(void **state)
{
	(void)state;
	becomes("07700 900123", "+447700900123");
	becomes("+44 7700 900123", "+447700900123");
	becomes("0044-7700-900123", "+447700900123");
	becomes("(07700) 900.123", "+447700900123");
	becomes("+353 85 012 3456", "+353850123456");
	becomes("+123456789012345", "+123456789012345");
	becomes("+1234567890123456", ""); /* E.164 ends at 15 */
	becomes("", "");
	becomes("+", "");
	becomes("00", "");
	becomes("7700900123", ""); /* of which country? */
	becomes("07700 900123 (work)", "");
	becomes("07700 9001234", "");
	becomes("07700 90012", "");
	becomes("+07700900123", "");
	becomes("0000000000000000000000000", "");
	becomes("000000000000000", "");
}

static void
rule_07_no_landline_reads_a_text_aloud(void **state)
{
	(void)state;
	becomes("020 7946 0123", "");
	becomes("+44 20 7946 0123", "");
	becomes("0044 1632 960123", "");
	becomes("070 1234 5678", "");
}

static enum sms_result
try_to(const char *to, const char *text, char cause[SMS_CAUSE])
{
	struct conf *conf = NULL;
	struct error err = {0};
	struct sms *sms = NULL;
	enum sms_result result;

	scratch_put(path, "[sms]\nurl = https://127.0.0.1:1/messages\n");
	assert_int_equal(conf_open(&conf, path, &err), RC_OK);
	assert_int_equal(sms_open(&sms, conf, &err), RC_OK);
	result = sms_send(sms, to, text, "1", cause);
	sms_close(sms);
	conf_close(conf);
	return result;
}

/* Nobody listens at port 1: what comes as far as that would have gone. */
static void
rule_07_telling_words_are_refused(void **state)
{
	char cause[SMS_CAUSE];
	char lengthy[SMS_TEXT + 2];

	(void)state;
	assert_int_equal(try_to("07700 900123", "Your code", cause), SMS_LATER);
	assert_int_equal(
	    try_to("07700 900123", "The MARAC's code", cause), SMS_REFUSED);
	assert_null(strstr(cause, "MARAC"));
	assert_int_equal(
	    try_to("07700 900123", "About the abuse", cause), SMS_REFUSED);
	assert_int_equal(try_to("07700 900123", "", cause), SMS_REFUSED);
	assert_int_equal(
	    try_to("020 7946 0123", "Your code", cause), SMS_REFUSED);
	assert_null(strstr(cause, "7946"));
	memset(lengthy, 'a', SMS_TEXT + 1);
	lengthy[SMS_TEXT + 1] = '\0';
	assert_int_equal(try_to("07700 900123", lengthy, cause), SMS_REFUSED);
	lengthy[SMS_TEXT] = '\0';
	assert_int_equal(try_to("07700 900123", lengthy, cause), SMS_LATER);
}

static void
opens(const char *text, enum rc want, const char *says)
{
	struct conf *conf = NULL;
	struct error err = {0};
	struct sms *sms = NULL;

	scratch_put(path, text);
	assert_int_equal(conf_open(&conf, path, &err), RC_OK);
	assert_int_equal(sms_open(&sms, conf, &err), want);
	if (want != RC_OK)
		assert_non_null(strstr(err.text, says));
	assert_true((sms != NULL) == (want == RC_OK));
	sms_close(sms);
	conf_close(conf);
}

static void
a_gateway_and_its_token(void **state)
{
	char text[2 * SCRATCH_PATH];

	(void)state;
	opens("", RC_NOTFOUND, "[sms]");
	(void)snprintf(text, sizeof(text),
	    "[sms]\nurl = https://localhost/\ntoken_file = %s\n", token);
	opens(text, RC_NOTFOUND, "sms.token_file");
	scratch_put(token, "one two\n");
	opens(text, RC_INVALID, "sms.token_file");
	scratch_put(token, "one\ntwo\n");
	opens(text, RC_INVALID, "sms.token_file");
	scratch_put(token, "\n");
	opens(text, RC_INVALID, "sms.token_file");
	scratch_put(token, "0123456789abcdef\n");
	opens(text, RC_OK, NULL);
}

static void
https_and_nothing_else(void **state)
{
	static const char *const bad[] = {"http://localhost/",
	    "http://127.0.0.1:8080/", "https://", "https://user@localhost/",
	    "https:///messages", "ftp://localhost/", "localhost",
	    "https://localhost/#x", "https://local host/"};
	struct conf *conf = NULL;
	char text[128];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		(void)snprintf(text, sizeof(text), "[sms]\nurl = %s\n", bad[i]);
		scratch_put(path, text);
		assert_int_equal(conf_open(&conf, path, NULL), RC_INVALID);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(numbers_as_gateways_want_them),
	    cmocka_unit_test(rule_07_no_landline_reads_a_text_aloud),
	    cmocka_unit_test_setup_teardown(
		rule_07_telling_words_are_refused, begin, scratch_end),
	    cmocka_unit_test_setup_teardown(
		a_gateway_and_its_token, begin, scratch_end),
	    cmocka_unit_test_setup_teardown(
		https_and_nothing_else, begin, scratch_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
