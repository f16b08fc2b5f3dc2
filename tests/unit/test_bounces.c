/* A message that came back: what was met is not, once, whatever comes again;
 * and how far the mailbox was read. */
#include "unit/delivery.h"

#include "store/bounces.h"
#include "store/copies.h"
#include "store/mailbox.h"
#include "store/outbox.h"

static const int64_t now = DELIVERY_NOW;
static const char cause[] = "The mail came back: the mailbox is full. (5.2.2)";
static struct store *store;
static struct error err;
static struct message_id message;
static struct parcel_id parcel;
static struct copy_id copies[2];

static void
begin(void)
{
	assert_int_equal(store_begin(store, &err), RC_OK);
}

static void
commit(void)
{
	assert_int_equal(store_commit(store, &err), RC_OK);
}

static void
add_copy(int case_id)
{
	struct copies_row row = {
	    .rendition = {case_id},
	    .parcel = parcel,
	    .meeting = {1},
	    .case_id = {case_id},
	    .person = {OLIVE},
	};

	assert_int_equal(copies_add(store, &row, "present_throughout",
			     DELIVERY_DUE, now, &err),
	    RC_OK);
	copies[case_id - 1] = row.id;
}

static void
add_message(enum outbox_kind kind, const char *name, struct message_id *id)
{
	const struct outbox_new new = {
	    .kind = kind,
	    .parcel = parcel,
	    .meeting = {1},
	    .person = {OLIVE},
	    .route = {1},
	    .message_id = name,
	};

	assert_int_equal(outbox_add(store, &new, now, id, &err), RC_OK);
	assert_int_equal(outbox_queue(store, *id, now, "", &err), RC_OK);
	assert_int_equal(outbox_sending(store, *id, now, &err), RC_OK);
}

/* Olive's parcel with a copy of each case, and its message, accepted. */
static int
open_store(void **state)
{
	struct copies_parcel p = {
	    .meeting = {1},
	    .person = {OLIVE},
	    .selector = {1, 2, 3},
	    .generation = 1,
	    .link_key = 1,
	    .expires_ms = now + 1000,
	};
	const unsigned char hash[BOX_HASH] = {9};

	err = (struct error){0};
	*state = store = rows_store();
	delivery_fill(store);
	delivery_render(store);
	begin();
	assert_int_equal(copies_parcel_add(store, &p, hash, now, &err), RC_OK);
	parcel = p.id;
	add_copy(1);
	add_copy(2);
	add_message(OUTBOX_PARCEL, "1@x.example", &message);
	assert_int_equal(outbox_accept(store, message, now + 1, &err), RC_OK);
	commit();
	return 0;
}

static bool
take_back(struct message_id id)
{
	bool done = false;

	begin();
	assert_int_equal(
	    bounces_take_back(store, id, cause, now + 2, &done, &err), RC_OK);
	commit();
	return done;
}

static void
rule_23_a_bounce_takes_back_and_notes(void **state)
{
	(void)state;
	rows_are(
	    store, "SELECT count(*) FROM delivery WHERE met_at IS NULL", "0\n");
	assert_true(take_back(message));
	rows_are(store, "SELECT copy_id, met_at FROM delivery", "1|-\n2|-\n");
	rows_are(store,
	    "SELECT state, cause, accepted_at - 1795000000000 FROM message",
	    "bounced|The mail came back: the mailbox is full. (5.2.2)|1\n");
	/* Case 1 has two children, case 2 none. */
	rows_are(store,
	    "SELECT child_id, copy_id, text FROM file_note"
	    " WHERE kind = 'copy bounced' ORDER BY child_id",
	    "20|1|A copy for Olive Sample came back undelivered: The mail came "
	    "back: the mailbox is full. (5.2.2)\n"
	    "30|1|A copy for Olive Sample came back undelivered: The mail came "
	    "back: the mailbox is full. (5.2.2)\n");
	rows_are(store,
	    "SELECT who, which FROM audit_event WHERE what = 'copy.bounced'",
	    "program:distributor|copy:1\nprogram:distributor|copy:2\n");

	/* Again: nothing. */
	assert_false(take_back(message));
	rows_are(store,
	    "SELECT count(*) FROM file_note WHERE kind = 'copy bounced'",
	    "2\n");
}

/* Who took a copy back has done so; who was handed theirs has it. */
static void
a_bounce_leaves_what_is_not_its_own(void **state)
{
	(void)state;
	begin();
	assert_int_equal(copies_withdraw(store, copies[0], "account:1", "why",
			     now + 1, &err),
	    RC_OK);
	commit();
	rows_run(store,
	    "UPDATE delivery SET channel = 'in person' WHERE copy_id = 2");
	assert_true(take_back(message));
	rows_are(store, "SELECT copy_id, met_at - 1795000000000 FROM delivery",
	    "1|1\n2|1\n");
	rows_are(store,
	    "SELECT copy_id FROM file_note WHERE kind = 'copy bounced'", "");
}

/* It was accepted after all, and came back before anybody wrote that down. */
static void
a_bounce_ends_whatever_was_going_on(void **state)
{
	static const char *const states[] = {"queued", "sending", "held"};
	char sql[80];

	(void)state;
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
		(void)snprintf(sql, sizeof(sql),
		    "UPDATE message SET state = '%s'", states[i]);
		rows_run(store, sql);
		assert_true(take_back(message));
		rows_are(store, "SELECT state, leased_until FROM message",
		    "bounced|0\n");
	}
	rows_run(store, "UPDATE message SET state = 'failed', cause = 'x'");
	assert_false(take_back(message));
	rows_are(store, "SELECT state, cause FROM message", "failed|x\n");
}

/* A notice has no clock: its parcel stays met. */
static void
a_notice_takes_nothing_along(void **state)
{
	struct message_id notice = {0};

	(void)state;
	begin();
	add_message(OUTBOX_REMINDER, "2@x.example", &notice);
	assert_int_equal(outbox_accept(store, notice, now + 1, &err), RC_OK);
	commit();
	assert_true(take_back(notice));
	rows_are(store, "SELECT id, state FROM message ORDER BY id",
	    "1|accepted\n2|bounced\n");
	rows_are(
	    store, "SELECT count(*) FROM delivery WHERE met_at IS NULL", "0\n");
}

static void
the_same_report_counts_once(void **state)
{
	struct bounces_report report = {
	    .message = message,
	    .digest = {1},
	    .failed = false,
	    .status = "4.4.1",
	};
	bool news = false;

	(void)state;
	begin();
	assert_int_equal(bounces_add(store, &report, now, &news, &err), RC_OK);
	assert_true(news);
	assert_int_equal(bounces_add(store, &report, now, &news, &err), RC_OK);
	assert_false(news);
	report.digest[31] = 1;
	report.failed = true;
	assert_int_equal(bounces_add(store, &report, now, &news, &err), RC_OK);
	assert_true(news);
	commit();
	rows_are(store, "SELECT message_id, kind, status FROM bounce",
	    "1|delayed|4.4.1\n1|failed|4.4.1\n");
	rows_are(store,
	    "SELECT what, which, why FROM audit_event WHERE which LIKE "
	    "'message:%'",
	    "message.delayed|message:1|4.4.1\n"
	    "message.bounced|message:1|4.4.1\n");
	/* By itself it changes nothing of the message. */
	rows_are(store, "SELECT state, cause FROM message", "accepted|\n");
}

static void
a_message_is_found_by_its_name(void **state)
{
	struct message_id id = {0};

	(void)state;
	assert_int_equal(bounces_find(store, "1@x.example", &id, &err), RC_OK);
	assert_int_equal(id.v, message.v);
	assert_int_equal(
	    bounces_find(store, "3@x.example", &id, &err), RC_NOTFOUND);
	assert_int_equal(bounces_find(store, "", &id, &err), RC_NOTFOUND);
}

static void
the_place_in_a_mailbox_is_kept(void **state)
{
	struct mailbox m = {.validity = 9};

	(void)state;
	assert_int_equal(mailbox_get(store, "u at x", &m, &err), RC_OK);
	assert_int_equal(m.validity, 0);
	assert_int_equal(m.next, 1);
	assert_string_equal(m.fault, "");
	m = (struct mailbox){4294967295, 4294967295, 3, "no"};
	begin();
	assert_int_equal(mailbox_put(store, "u at x", &m, &err), RC_OK);
	m.fault[0] = '\0';
	assert_int_equal(mailbox_put(store, "v at x", &m, &err), RC_OK);
	m.next = 5;
	assert_int_equal(mailbox_put(store, "v at x", &m, &err), RC_OK);
	commit();
	rows_are(store, "SELECT * FROM mailbox ORDER BY name",
	    "u at x|4294967295|4294967295|3|no\n"
	    "v at x|4294967295|5|3|\n");
	assert_int_equal(mailbox_get(store, "u at x", &m, &err), RC_OK);
	assert_string_equal(m.fault, "no");
	assert_int_equal(m.unmatched, 3);
}

/* Nobody knew whether the mail arrived, so that a letter was posted; then the
 * mail came back: the letter still meets the clock. */
static void
rule_19_a_late_bounce_leaves_a_letter_alone(void **state)
{
	(void)state;
	rows_run(store,
	    "INSERT INTO contact_route (id, person_id, channel, value_sealed,"
	    " value_mac, safe) VALUES (50, 7, 'letter', x'', x'50', 'yes');"
	    "INSERT INTO paper (parcel_id, channel, route_id, link_key,"
	    " selector, printed_by, printed_at, done_by, done_at) SELECT"
	    " parcel_id, 'letter', 50, 1, x'50', 1, 5, 1, 6 FROM message;"
	    "UPDATE message SET state = 'held';"
	    "UPDATE delivery SET channel = 'letter', met_at = 6");
	assert_true(take_back(message));
	rows_are(store, "SELECT met_at FROM delivery", "6\n6\n");
	rows_are(store,
	    "SELECT count(*) FROM file_note WHERE kind = 'copy bounced'",
	    "0\n");
	rows_are(store, "SELECT state FROM message", "bounced\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		rule_23_a_bounce_takes_back_and_notes, open_store, rows_end),
	    cmocka_unit_test_setup_teardown(
		a_bounce_leaves_what_is_not_its_own, open_store, rows_end),
	    cmocka_unit_test_setup_teardown(
		a_bounce_ends_whatever_was_going_on, open_store, rows_end),
	    cmocka_unit_test_setup_teardown(
		a_notice_takes_nothing_along, open_store, rows_end),
	    cmocka_unit_test_setup_teardown(
		the_same_report_counts_once, open_store, rows_end),
	    cmocka_unit_test_setup_teardown(
		a_message_is_found_by_its_name, open_store, rows_end),
	    cmocka_unit_test_setup_teardown(
		the_place_in_a_mailbox_is_kept, open_store, rows_end),
	    cmocka_unit_test_setup_teardown(
		rule_19_a_late_bounce_leaves_a_letter_alone, open_store,
		rows_end),
	};

	return cmocka_run_group_tests_name("bounces", tests, NULL, NULL);
}
