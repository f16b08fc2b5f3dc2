/* What a returned mail says: tests/data/bounces holds one of each kind, written
 * from RFC 3464, RFC 6533 and what mail systems document of their own; the
 * people in them are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "distributor/bounce.h"

#define OURS "0123456789abcdef0123456789abcdef@service.example"
#define MARKED "bounces+57.0123456789abcdef0123@service.example"
#define PLAIN "bounces@service.example"

static const struct {
	const char *name;
	enum dsn_action action;
	const char *status;
	const char *to;
	const char *message_id;
} mails[] = {
    /* by the standard */
    {"postfix-failed", DSN_FAILED, "5.1.1", MARKED, OURS},
    {"postfix-delayed", DSN_DELAYED, "4.4.1", MARKED, OURS},
    {"rfc3464-simple", DSN_FAILED, "4.0.0", PLAIN, OURS},
    {"rfc3464-several", DSN_FAILED, "5.1.6", MARKED, OURS},
    {"success-delivered", DSN_ARRIVED, "2.1.5", MARKED, OURS},
    {"success-relayed", DSN_ARRIVED, "2.0.0", MARKED, OURS},
    {"success-expanded", DSN_ARRIVED, "2.0.0", MARKED, OURS},
    {"global", DSN_FAILED, "5.6.7", MARKED, OURS},
    {"exim", DSN_FAILED, "5.2.2", MARKED, OURS},
    {"exchange", DSN_FAILED, "5.1.10",
	"BOUNCES+57.0123456789ABCDEF0123@SERVICE.EXAMPLE", OURS},
    {"gmail", DSN_FAILED, "5.1.1", MARKED, OURS},
    /* nearly */
    {"no-action", DSN_FAILED, "5.7.1", MARKED, OURS},
    {"no-action-success", DSN_ARRIVED, "2.0.0", MARKED, OURS},
    {"nothing-but-recipient", DSN_FAILED, "", MARKED, OURS},
    {"no-empty-line", DSN_FAILED, "5.2.1", MARKED, OURS},
    {"status-without-dots", DSN_FAILED, "", MARKED, OURS},
    {"mixed", DSN_FAILED, "5.1.2", MARKED, OURS},
    {"base64", DSN_FAILED, "5.4.1", MARKED, OURS},
    /* not at all */
    {"qmail", DSN_FAILED, "5.1.1", MARKED, OURS},
    {"exim-plain", DSN_FAILED, "5.7.1", PLAIN, OURS},
    {"exim-plain-delayed", DSN_DELAYED, "", PLAIN, OURS},
    {"exchange-plain", DSN_FAILED, "5.2.2", PLAIN, OURS},
    {"sendmail-warning", DSN_DELAYED, "", PLAIN, OURS},
    /* no bounces */
    {"says-nothing", DSN_NONE, "", MARKED, OURS},
    {"out-of-office", DSN_NONE, "", MARKED, OURS},
    {"out-of-office-old", DSN_NONE, "", MARKED, OURS},
    {"answer", DSN_NONE, "", MARKED, OURS},
    {"postmaster-notice", DSN_NONE, "", MARKED, ""},
    {"read-receipt", DSN_NONE, "", MARKED, ""},
    {"complaint", DSN_NONE, "", MARKED, OURS},
    {"forwarded", DSN_NONE, "", MARKED,
	"20261123120002.7C5A01@relay.service.example"},
};

static void
get(const char *name, struct buf *mail)
{
	char path[512];

	(void)snprintf(
	    path, sizeof(path), "%s/bounces/%s.eml", TEST_DATA, name);
	assert_int_equal(buf_read_file(mail, path, BOUNCE_SIZE, NULL), RC_OK);
}

static bool
is_to(const struct bounce *bounce, const char *to)
{
	for (size_t i = 0; i < bounce->nto; i++)
		if (strcmp(bounce->to[i], to) == 0)
			return true;
	return false;
}

static void
reads_every_kind(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(mails) / sizeof(*mails); i++) {
		struct buf mail = {0};
		struct bounce bounce;

		get(mails[i].name, &mail);
		bounce_read(mail.data, mail.len, &bounce);
		if (bounce.dsn.action != mails[i].action ||
		    strcmp(bounce.dsn.status, mails[i].status) != 0 ||
		    !is_to(&bounce, mails[i].to) ||
		    strcmp(bounce.message_id, mails[i].message_id) != 0)
			fail_msg("%s: %d '%s' to '%s' about '%s'",
			    mails[i].name, (int)bounce.dsn.action,
			    bounce.dsn.status, bounce.to[0], bounce.message_id);
		buf_clear(&mail);
	}
}

/* The failed address is a person's: nothing that is handed out holds it. */
static void
keeps_no_address_that_failed(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(mails) / sizeof(*mails); i++) {
		struct buf mail = {0};
		struct bounce bounce;

		get(mails[i].name, &mail);
		bounce_read(mail.data, mail.len, &bounce);
		assert_null(memmem(&bounce, sizeof(bounce), "erin", 4));
		buf_clear(&mail);
	}
}

/* What one part of a mail that is delivered twice differs in, and what not. */
static void
a_report_is_known_again(void **state)
{
	struct buf mail = {0}, other = {0};
	struct bounce first, again;
	size_t at;

	(void)state;
	get("postfix-failed", &mail);
	bounce_read(mail.data, mail.len, &first);

	/* Another way through the post, other line ends. */
	buf_text(&other, "Received: by elsewhere.example\r\n");
	for (size_t i = 0; i < mail.len; i++) {
		if (mail.data[i] == '\n')
			buf_u8(&other, '\r');
		buf_u8(&other, mail.data[i]);
	}
	bounce_read(other.data, other.len, &again);
	assert_memory_equal(first.digest, again.digest, BOX_HASH);

	/* A letter of the text. */
	at = (size_t)(strstr(buf_str(&mail), "I'm sorry") - buf_str(&mail));
	mail.data[at] = 'J';
	bounce_read(mail.data, mail.len, &again);
	assert_memory_not_equal(first.digest, again.digest, BOX_HASH);
	mail.data[at] = 'I';

	/* The Message-ID, which is the mail system's number of this report. */
	at = (size_t)(strstr(buf_str(&mail), "20261123120002.7C") -
	    buf_str(&mail));
	mail.data[at] = '3';
	bounce_read(mail.data, mail.len, &again);
	assert_memory_not_equal(first.digest, again.digest, BOX_HASH);
	buf_clear(&other);
	buf_clear(&mail);
}

/* DEPTH multiparts in one another, a report of failure in the innermost. */
static void
nest(struct buf *mail, int depth)
{
	buf_text(mail, "From: mailer-daemon@x.example\nTo: " MARKED "\n");
	for (int i = 0; i < depth; i++)
		buf_printf(mail,
		    "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i,
		    i);
	buf_text(mail,
	    "Content-Type: message/delivery-status\n\nFinal-Recipient: "
	    "rfc822; x@x.example\nAction: failed\nStatus: 5.1.1\n");
}

static void
parts_are_bounded(void **state)
{
	struct buf mail = {0};
	struct bounce bounce;

	(void)state;
	nest(&mail, BOUNCE_DEPTH);
	bounce_read(mail.data, mail.len, &bounce);
	assert_int_equal(bounce.dsn.action, DSN_FAILED);
	buf_reset(&mail);
	nest(&mail, BOUNCE_DEPTH + 1);
	bounce_read(mail.data, mail.len, &bounce);
	assert_int_equal(bounce.dsn.action, DSN_NONE);

	/* Thousands in one another: its headers are read, and no more. */
	buf_reset(&mail);
	nest(&mail, 4000);
	bounce_read(mail.data, mail.len, &bounce);
	assert_int_equal(bounce.dsn.action, DSN_NONE);
	assert_true(is_to(&bounce, MARKED));

	/* One line that names a type too many, wherever it stands. */
	for (int more = 0; more <= 1; more++) {
		buf_reset(&mail);
		nest(&mail, 1);
		buf_text(&mail, "\n--b0\n\n");
		for (int i = 2; i < BOUNCE_TYPES + more; i++)
			buf_text(&mail, "content-TYPE\n");
		bounce_read(mail.data, mail.len, &bounce);
		assert_int_equal(
		    bounce.dsn.action, more == 0 ? DSN_FAILED : DSN_NONE);
	}

	/* Beside one another: the report is behind those that are looked at. */
	for (int texts = BOUNCE_PARTS - 2; texts <= BOUNCE_PARTS; texts += 2) {
		buf_reset(&mail);
		buf_text(&mail,
		    "To: " MARKED "\nContent-Type: multipart/mixed; "
		    "boundary=b\n\n");
		for (int i = 0; i < texts; i++)
			buf_text(&mail, "--b\nContent-Type: text/x\n\nx\n");
		buf_text(&mail,
		    "--b\nContent-Type: message/delivery-status\n\n"
		    "Final-Recipient: rfc822; x@x.example\nAction: failed\n");
		bounce_read(mail.data, mail.len, &bounce);
		assert_int_equal(bounce.dsn.action,
		    texts < BOUNCE_PARTS ? DSN_FAILED : DSN_NONE);
	}
	buf_clear(&mail);
}

/* What is behind BOUNCE_SIZE bytes is not read; what is cut says no less. */
static void
size_is_bounded(void **state)
{
	struct buf mail = {0}, cut = {0};
	struct bounce bounce;
	size_t at;

	(void)state;
	get("postfix-failed", &mail);
	at = (size_t)(strstr(buf_str(&mail), "--2B6AD1") - buf_str(&mail));
	buf_put(&cut, mail.data, at);
	(void)memset(buf_more(&cut, BOUNCE_SIZE), 'x', BOUNCE_SIZE);
	buf_put(&cut, mail.data + at, mail.len - at);
	bounce_read(cut.data, cut.len, &bounce);
	assert_int_equal(bounce.dsn.action, DSN_NONE);

	/* It ends in the headers of our mail, as a long one does. */
	at =
	    (size_t)(strstr(buf_str(&mail), "Content-Transfer-Encoding: 7bit") -
		buf_str(&mail));
	bounce_read(mail.data, at, &bounce);
	assert_int_equal(bounce.dsn.action, DSN_FAILED);
	assert_string_equal(bounce.dsn.status, "5.1.1");
	assert_string_equal(bounce.message_id, OURS);
	buf_clear(&cut);
	buf_clear(&mail);
}

static void
addresses_are_bounded(void **state)
{
	struct buf mail = {0};
	struct bounce bounce;

	(void)state;
	buf_text(&mail, "To: ");
	for (int i = 0; i < 100; i++)
		buf_printf(&mail, "a%d@x.example, ", i);
	buf_text(&mail, "\nDelivered-To: " MARKED "\nTo: ");
	(void)memset(buf_more(&mail, 300), 'x', 300);
	buf_text(&mail, "@x.example\n\n");
	bounce_read(mail.data, mail.len, &bounce);
	assert_int_equal(bounce.nto, BOUNCE_TO);
	/* Of the envelope, so it has come first. */
	assert_string_equal(bounce.to[0], MARKED);

	/* A Message-ID that is none of ours is not cut to fit. */
	buf_reset(&mail);
	buf_text(&mail, "In-Reply-To: <");
	(void)memset(buf_more(&mail, BOUNCE_ID), 'x', BOUNCE_ID);
	buf_text(&mail, ">\n\n");
	bounce_read(mail.data, mail.len, &bounce);
	assert_string_equal(bounce.message_id, "");
	buf_clear(&mail);
}

static void
nothing_is_no_bounce(void **state)
{
	struct bounce bounce;

	(void)state;
	bounce_read("", 0, &bounce);
	assert_int_equal(bounce.dsn.action, DSN_NONE);
	bounce_read("\n", 1, &bounce);
	assert_int_equal(bounce.dsn.action, DSN_NONE);
	bounce_read("\0\0\0\0", 4, &bounce);
	assert_int_equal(bounce.dsn.action, DSN_NONE);
}

/* RFC 3463, section 2. */
static void
finds_a_status(void **state)
{
	static const char *const codes[][2] = {
	    {"5.1.1", "5.1.1"},
	    {"smtp; 550 5.1.10 gone", "5.1.10"},
	    {"550-5.1.1 gone", "5.1.1"},
	    {"(#4.4.2)", "4.4.2"},
	    {"said 5.2.2.", "5.2.2"},
	    {"5.123.123", "5.123.123"},
	    {"5.1234.1", ""},
	    {"5.1", ""},
	    {"5..1", ""},
	    {"3.1.1", ""},
	    {"15.1.1", ""},
	    {"5.1.1.9", ""},
	    {"1.5.1.1", ""},
	    {"192.0.2.25 then 4.7.0", "4.7.0"},
	    {"", ""},
	    {"5.", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
		char status[DSN_STATUS];

		dsn_code(codes[i][0], strlen(codes[i][0]), status);
		if (strcmp(status, codes[i][1]) != 0)
			fail_msg("'%s' gives '%s'", codes[i][0], status);
	}
}

static void
says_why_and_what_to_do(void **state)
{
	char why[BOUNCE_WHY], alert[BOUNCE_ALERT];

	(void)state;
	assert_string_equal(bounce_why("5.1.1", why),
	    "The mail came back: the address does not exist. (5.1.1)");
	assert_string_equal(bounce_why("4.2.2", why),
	    "The mail came back: the mailbox is full. (4.2.2)");
	/* 5.2.22 is not 5.2.2. */
	assert_string_equal(bounce_why("5.2.22", why),
	    "The mail came back: the mailbox does not take it. (5.2.22)");
	assert_string_equal(bounce_why("5.1.8", why),
	    "The mail came back: the recipient's mail server refuses our "
	    "address. (5.1.8)");
	assert_string_equal(bounce_why("", why),
	    "The mail came back: it could not be delivered.");
	assert_string_equal(bounce_alert("5.2.2", true, alert),
	    "The mail came back: the mailbox is full. (5.2.2) What was in it "
	    "counts as not delivered, and nothing is sent anywhere else by "
	    "itself; `due` shows whose it is. Ask the recipient for an "
	    "address that works, or give it to them in another way.");
	assert_null(strstr(bounce_alert("5.2.2", false, alert), "`due`"));
}

static int
start(void **state)
{
	(void)state;
	bounce_init();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_every_kind),
	    cmocka_unit_test(keeps_no_address_that_failed),
	    cmocka_unit_test(a_report_is_known_again),
	    cmocka_unit_test(parts_are_bounded),
	    cmocka_unit_test(size_is_bounded),
	    cmocka_unit_test(addresses_are_bounded),
	    cmocka_unit_test(nothing_is_no_bounce),
	    cmocka_unit_test(finds_a_status),
	    cmocka_unit_test(says_why_and_what_to_do),
	};

	return cmocka_run_group_tests_name("bounce", tests, start, NULL);
}
