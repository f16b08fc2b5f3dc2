/* The mail: what it must hold, what it must never hold, and that a repeat
 * could be told from another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <gmime/gmime.h>

#include "distributor/mail.h"
#include "seal/box.h"

static const char page[] =
    "https://documents.example/d/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static struct mail
sample(void)
{
	return (struct mail){
	    .from = "records@council.example",
	    .brand = "Document service",
	    .to = "erin@agency.example",
	    .message_id = "0123456789abcdef@council.example",
	    .link = page,
	    .notice = "",
	    .date_ms = (int64_t)1795435200 * 1000,
	    .expires_ms = (int64_t)1797854400 * 1000,
	};
}

/* Parsed by GMime, so that the test reads what a mail program would. */
static GMimeMessage *
parse(const struct buf *source)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(
	    (const char *)source->data, source->len);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

	g_object_unref(parser);
	g_object_unref(stream);
	assert_non_null(message);
	return message;
}

static char *
body_of(GMimeMessage *message)
{
	return g_mime_text_part_get_text(
	    GMIME_TEXT_PART(g_mime_message_get_mime_part(message)));
}

static void
holds_what_is_needed(void **state)
{
	struct mail mail = sample();
	struct buf source = {0};
	struct error err = {0};
	GMimeMessage *message;
	char *body;

	(void)state;
	assert_int_equal(mail_write(&mail, &source, &err), RC_OK);
	message = parse(&source);
	assert_string_equal(
	    g_mime_message_get_subject(message), "A document is ready for you");
	assert_string_equal(
	    g_mime_message_get_message_id(message), mail.message_id);
	assert_string_equal(
	    g_mime_object_get_header(GMIME_OBJECT(message), "Auto-Submitted"),
	    "auto-generated");
	/* 23 November 2026, 12:00 UTC */
	assert_int_equal(
	    g_date_time_to_unix(g_mime_message_get_date(message)), 1795435200);
	body = body_of(message);
	assert_non_null(strstr(body, page));
	assert_non_null(strstr(body, "the code you were given in person"));
	assert_non_null(strstr(body, "21 December 2026"));
	g_free(body);
	g_object_unref(message);
	buf_clear(&source);
}

/* A link on a line of its own, whatever its length; lines end in CRLF. */
static void
keeps_the_link_whole(void **state)
{
	struct mail mail = sample();
	struct buf source = {0};
	struct error err = {0};
	const char *at;

	(void)state;
	assert_int_equal(mail_write(&mail, &source, &err), RC_OK);
	at = strstr(buf_str(&source), page);
	assert_non_null(at);
	assert_memory_equal(at - 2, "\r\n", 2);
	assert_memory_equal(at + strlen(page), "\r\n", 2);
	for (size_t i = 0; i < source.len; i++)
		if (source.data[i] == '\n')
			assert_true(i > 0 && source.data[i - 1] == '\r');
	buf_clear(&source);
}

static void
shows_the_notice_in_any_script(void **state)
{
	struct mail mail = sample();
	struct buf source = {0};
	struct error err = {0};
	GMimeMessage *message;
	char *body;

	(void)state;
	mail.notice =
	    "Arddangosiad. Mae pawb yma wedi'i ddyfeisio \xe2\x80\x93 "
	    "\xc5\xb5yn.";
	assert_int_equal(mail_write(&mail, &source, &err), RC_OK);
	message = parse(&source);
	body = body_of(message);
	assert_non_null(strstr(body, mail.notice));
	assert_non_null(strstr(body, page));
	g_free(body);
	g_object_unref(message);
	buf_clear(&source);
}

static void
rule_07_refuses_telling_words(void **state)
{
	const char *const bad[] = {
	    "MARAC", "Domestic abuse team", "Safeguarding", "Victim support"};
	struct buf source = {0};
	struct error err = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct mail mail = sample();

		mail.brand = bad[i];
		assert_int_equal(mail_write(&mail, &source, &err), RC_DENIED);
		mail = sample();
		mail.notice = bad[i];
		assert_int_equal(mail_write(&mail, &source, &err), RC_DENIED);
	}
	{
		struct mail mail = sample();

		mail.link = "https://marac.example/d/AAAA";
		assert_int_equal(mail_write(&mail, &source, &err), RC_DENIED);
		mail = sample();
		mail.from = "office@domestic-abuse.example";
		assert_int_equal(mail_write(&mail, &source, &err), RC_DENIED);
	}
	assert_int_equal(source.len, 0);
	buf_clear(&source);
}

/* An agency's own address may hold such a word: it is theirs. */
static void
rule_07_lets_the_recipient_have_their_address(void **state)
{
	struct mail mail = sample();
	struct buf source = {0};
	struct error err = {0};

	(void)state;
	mail.to = "erin@safeguarding.example";
	assert_int_equal(mail_write(&mail, &source, &err), RC_OK);
	buf_clear(&source);
}

static void
a_notice_is_in_the_same_frame(void **state)
{
	struct mail mail = sample();
	struct buf source = {0};
	struct error err = {0};
	GMimeMessage *message;
	char *body;

	(void)state;
	mail.subject = "Please look at the list";
	mail.body = "Two are still waiting.\n";
	mail.notice = "A sentence of ours.";
	mail.link = NULL;
	assert_int_equal(mail_write(&mail, &source, &err), RC_OK);
	message = parse(&source);
	assert_string_equal(
	    g_mime_message_get_subject(message), "Please look at the list");
	assert_string_equal(
	    g_mime_object_get_header(GMIME_OBJECT(message), "Auto-Submitted"),
	    "auto-generated");
	body = body_of(message);
	assert_string_equal(body,
	    "A sentence of ours.\r\n\r\nTwo are still waiting.\r\n\r\n"
	    "Please do not pass this mail on, and do not answer it.\r\n\r\n"
	    "Document service\r\n");
	g_free(body);
	g_object_unref(message);
	buf_clear(&source);

	mail.link = page;
	assert_int_equal(mail_write(&mail, &source, &err), RC_OK);
	assert_non_null(strstr(buf_str(&source), page));
	assert_non_null(strstr(buf_str(&source), "21 December 2026"));
	assert_null(strstr(buf_str(&source), "A document is ready for you."));
	buf_clear(&source);
}

static void
rule_07_refuses_a_telling_notice(void **state)
{
	struct buf source = {0};
	struct error err = {0};
	struct mail mail = sample();

	(void)state;
	mail.subject = "Safeguarding: one is late";
	mail.body = "Please look.\n";
	assert_int_equal(mail_write(&mail, &source, &err), RC_DENIED);
	mail.subject = "One is late";
	mail.body = "A copy of the MARAC is late.\n";
	assert_int_equal(mail_write(&mail, &source, &err), RC_DENIED);
	mail.body = "One is late.\n";
	mail.subject = "One is late\r\nBcc: eve@x.example";
	assert_int_equal(mail_write(&mail, &source, &err), RC_INVALID);
	assert_int_equal(source.len, 0);
	mail.subject = "One is late";
	assert_int_equal(mail_write(&mail, &source, &err), RC_OK);
	buf_clear(&source);
}

/* Nothing but the recipient changes. */
static void
goes_to_the_new_address(void **state)
{
	struct mail mail = sample();
	struct buf source = {0}, moved = {0}, back = {0};
	struct error err = {0};

	(void)state;
	mail.subject = "One is late";
	mail.body = "To: nobody@x.example\n";
	assert_int_equal(mail_write(&mail, &source, &err), RC_OK);
	assert_int_equal(mail_readdress(buf_str(&source), "erin@other.example",
			     &moved, &err),
	    RC_OK);
	assert_true(mail_is_to(buf_str(&moved), "erin@other.example"));
	assert_int_equal(
	    mail_readdress(buf_str(&moved), mail.to, &back, &err), RC_OK);
	assert_string_equal(buf_str(&back), buf_str(&source));
	assert_int_equal(
	    mail_readdress(buf_str(&source), "a@b\r\nBcc: c@d", &moved, &err),
	    RC_INVALID);
	assert_int_equal(
	    mail_readdress("\r\nTo: a@b\r\n", mail.to, &moved, &err),
	    RC_INVALID);
	buf_clear(&back);
	buf_clear(&moved);
	buf_clear(&source);
}

static void
refuses_what_would_break_the_envelope(void **state)
{
	const char *const bad[] = {"", "erin", "@x.example", "erin@",
	    "a@b@c.example", "erin@x.example\r\nRCPT TO:<eve@x.example>",
	    "er in@x.example", "<erin@x.example>", "erin@x.example>", "erin@.x",
	    "\xc3\xa9rin@x.example", "erin@x.example,eve@x.example"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (mail_address(bad[i]))
			fail_msg("\"%s\" was taken", bad[i]);
	assert_true(mail_address("erin@x.example"));
	assert_true(mail_address("erin.o'example+1@mail.x.example"));
}

static void
knows_whom_it_is_to(void **state)
{
	struct mail mail = sample();
	struct buf source = {0};
	struct error err = {0};

	(void)state;
	assert_int_equal(mail_write(&mail, &source, &err), RC_OK);
	assert_true(mail_is_to(buf_str(&source), "erin@agency.example"));
	assert_false(mail_is_to(buf_str(&source), "erin@agency.exampl"));
	assert_false(mail_is_to(buf_str(&source), "erin@agency.example2"));
	assert_false(mail_is_to(buf_str(&source), "rin@agency.example"));
	assert_false(
	    mail_is_to("Subject: x\r\n\r\nTo: a@b.example\r\n", "a@b.example"));
	buf_clear(&source);
}

static void
numbers_never_repeat(void **state)
{
	char a[MAIL_ID], b[MAIL_ID];

	(void)state;
	(void)mail_id("records@council.example", a);
	(void)mail_id("records@council.example", b);
	assert_string_not_equal(a, b);
	assert_string_equal(a + 32, "@council.example");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(holds_what_is_needed),
	    cmocka_unit_test(keeps_the_link_whole),
	    cmocka_unit_test(shows_the_notice_in_any_script),
	    cmocka_unit_test(rule_07_refuses_telling_words),
	    cmocka_unit_test(rule_07_lets_the_recipient_have_their_address),
	    cmocka_unit_test(a_notice_is_in_the_same_frame),
	    cmocka_unit_test(rule_07_refuses_a_telling_notice),
	    cmocka_unit_test(goes_to_the_new_address),
	    cmocka_unit_test(refuses_what_would_break_the_envelope),
	    cmocka_unit_test(knows_whom_it_is_to),
	    cmocka_unit_test(numbers_never_repeat),
	};

	return box_init(NULL) != RC_OK
	    ? 1
	    : cmocka_run_group_tests_name("mail", tests, NULL, NULL);
}
