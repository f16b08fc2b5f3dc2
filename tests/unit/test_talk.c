/* What may be concluded from a conversation, whatever curl called it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "distributor/talk.h"

static void
each_end_means_one_thing(void **state)
{
	static const struct {
		const char *what;
		CURLcode rc;
		struct talk talk;
		enum smtp_result want;
	} cases[] = {
	    {"it went", CURLE_OK,
		{.dot = true, .dot_answer = true, .code = 250}, SMTP_ACCEPTED},
	    /* curl's code of success is the only one */
	    {"nobody there", CURLE_COULDNT_CONNECT, {0}, SMTP_ABSENT},
	    {"mute", CURLE_OPERATION_TIMEDOUT, {0}, SMTP_ABSENT},
	    {"a greeting and no more", CURLE_OPERATION_TIMEDOUT, {.code = 220},
		SMTP_LATER},
	    {"not serving", CURLE_WEIRD_SERVER_REPLY, {.code = 554},
		SMTP_LATER},
	    {"no STARTTLS", CURLE_USE_SSL_FAILED, {.code = 250, .said = "EHLO"},
		SMTP_INSECURE},
	    {"a certificate", CURLE_PEER_FAILED_VERIFICATION,
		{.code = 220, .said = "STAR"}, SMTP_INSECURE},
	    {"a password", CURLE_LOGIN_DENIED, {.code = 535, .said = "AUTH"},
		SMTP_LOGIN},
	    {"a token", CURLE_LOGIN_DENIED, {.code = 334, .said = "AUTH"},
		SMTP_LOGIN},
	    {"not now", CURLE_LOGIN_DENIED, {.code = 454, .said = "AUTH"},
		SMTP_LATER},
	    {"sign in first", CURLE_SEND_ERROR, {.code = 530, .said = "MAIL"},
		SMTP_LOGIN},
	    {"a sender", CURLE_SEND_ERROR, {.code = 553, .said = "MAIL"},
		SMTP_REFUSED},
	    {"greylisted", CURLE_SEND_ERROR, {.code = 450, .said = "RCPT"},
		SMTP_LATER},
	    {"nobody of that name", CURLE_SEND_ERROR,
		{.code = 550, .said = "RCPT"}, SMTP_REFUSED},
	    {"DATA now", CURLE_SEND_ERROR, {.code = 421, .said = "DATA"},
		SMTP_LATER},
	    {"DATA ever", CURLE_SEND_ERROR, {.code = 554, .said = "DATA"},
		SMTP_REFUSED},
	    /* 354 is stale: nothing was said of the mail */
	    {"lost in the body", CURLE_SEND_ERROR,
		{.code = 354, .said = "DATA"}, SMTP_LATER},
	    {"lost after the dot", CURLE_RECV_ERROR,
		{.dot = true, .code = 354, .said = "DATA"}, SMTP_AMBIGUOUS},
	    {"slow after the dot", CURLE_OPERATION_TIMEDOUT,
		{.dot = true, .code = 354, .said = "DATA"}, SMTP_AMBIGUOUS},
	    {"TLS broken after the dot", CURLE_SSL_CONNECT_ERROR,
		{.dot = true, .code = 354, .said = "DATA"}, SMTP_AMBIGUOUS},
	    {"a yes, and then lost", CURLE_RECV_ERROR,
		{.dot = true, .dot_answer = true, .code = 250, .said = "DATA"},
		SMTP_AMBIGUOUS},
	    {"not now, after the dot", CURLE_WEIRD_SERVER_REPLY,
		{.dot = true, .dot_answer = true, .code = 452, .said = "DATA"},
		SMTP_LATER},
	    {"refused after the dot", CURLE_WEIRD_SERVER_REPLY,
		{.dot = true, .dot_answer = true, .code = 554, .said = "DATA"},
		SMTP_REFUSED},
	};
	char cause[TALK_CAUSE];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		enum smtp_result got =
		    talk_judge(&cases[i].talk, cases[i].rc, cause);

		if (got != cases[i].want)
			fail_msg("%s: %d (%s)", cases[i].what, (int)got, cause);
		assert_int_equal(cause[0] == '\0', got == SMTP_ACCEPTED);
	}
}

/* An answer with 4xx or 5xx shows its code; a stale yes does not. */
static void
the_cause_has_the_code_of_a_no(void **state)
{
	struct talk talk = {.code = 550, .said = "RCPT"};
	char cause[TALK_CAUSE];

	(void)state;
	(void)talk_judge(&talk, CURLE_SEND_ERROR, cause);
	assert_string_equal(
	    cause, "The mail server refused the address. (550)");
	talk = (struct talk){.dot = true, .code = 354, .said = "DATA"};
	(void)talk_judge(&talk, CURLE_RECV_ERROR, cause);
	assert_string_equal(
	    cause, "The connection was lost after the mail was handed over.");
}

static void
some_are_about_the_relay(void **state)
{
	(void)state;
	assert_true(talk_of_relay(SMTP_ABSENT));
	assert_true(talk_of_relay(SMTP_INSECURE));
	assert_true(talk_of_relay(SMTP_LOGIN));
	assert_false(talk_of_relay(SMTP_ACCEPTED));
	assert_false(talk_of_relay(SMTP_LATER));
	assert_false(talk_of_relay(SMTP_REFUSED));
	assert_false(talk_of_relay(SMTP_AMBIGUOUS));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_end_means_one_thing),
	    cmocka_unit_test(the_cause_has_the_code_of_a_no),
	    cmocka_unit_test(some_are_about_the_relay),
	};

	return cmocka_run_group_tests_name("talk", tests, NULL, NULL);
}
