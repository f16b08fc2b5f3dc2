/* Copies and the outbox: what is written together, and how a message goes on
 * from state to state. */
#include "unit/delivery.h"

#include "seal/box.h"
#include "store/copies.h"
#include "store/outbox.h"

enum { HOUR = 3600 * 1000 };

static const int64_t now = DELIVERY_NOW;
static const struct box_key column = {{7}};
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

static struct copy_id
add_copy(int case_id)
{
	struct copies_row row = {
	    .rendition = {case_id},
	    .parcel = parcel,
	    .meeting = {1},
	    .case_id = {case_id},
	    .person = {OLIVE},
	};

	begin();
	assert_int_equal(copies_add(store, &row, "present_throughout",
			     DELIVERY_DUE, now, &err),
	    RC_OK);
	commit();
	return row.id;
}

/* A message to Olive, about her parcel unless it is an escalation. */
static enum rc
add(enum outbox_kind kind, const char *name, struct message_id *id)
{
	struct outbox_new new = {
	    .kind = kind,
	    .person = {OLIVE},
	    .route = {1},
	    .message_id = name,
	};

	if (kind != OUTBOX_ESCALATION) {
		new.parcel = parcel;
		new.meeting.v = 1;
	}
	return outbox_add(store, &new, now, id, &err);
}

/* Olive's parcel with a copy of each case, and its message, queued. */
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
	commit();
	parcel = p.id;
	copies[0] = add_copy(1);
	copies[1] = add_copy(2);
	begin();
	assert_int_equal(add(OUTBOX_PARCEL, "1@x.example", &message), RC_OK);
	assert_int_equal(outbox_queue(store, message, now, "", &err), RC_OK);
	commit();
	return 0;
}

static void
rule_23_a_copy_brings_its_notes(void **state)
{
	(void)state;
	/* Case 1 has two children, case 2 none. */
	rows_are(store,
	    "SELECT child_id, copy_id, kind, text FROM file_note"
	    " ORDER BY child_id",
	    "20|1|copy made|A copy for Olive Sample was made.\n"
	    "30|1|copy made|A copy for Olive Sample was made.\n");
	rows_are(store,
	    "SELECT copy_id, due_at - 1795360000000, met_at FROM delivery",
	    "1|0|-\n2|0|-\n");
	rows_are(store,
	    "SELECT who, what, which, why FROM audit_event ORDER BY seq",
	    "program:distributor|copy.made|copy:1|present_throughout\n"
	    "program:distributor|copy.made|copy:2|present_throughout\n");
}

static void
rule_23_acceptance_meets_and_notes(void **state)
{
	(void)state;
	begin();
	assert_int_equal(copies_withdraw(store, copies[1], "account:1", "why",
			     now + 1, &err),
	    RC_OK);
	assert_int_equal(outbox_sending(store, message, now + 1, &err), RC_OK);
	assert_int_equal(outbox_accept(store, message, now + 2, &err), RC_OK);
	commit();
	/* What was withdrawn was not sent. */
	rows_are(store, "SELECT copy_id, met_at - 1795000000000 FROM delivery",
	    "1|2\n2|-\n");
	rows_are(store,
	    "SELECT child_id, copy_id, text FROM file_note"
	    " WHERE kind = 'copy sent'",
	    "20|1|A copy for Olive Sample was sent.\n"
	    "30|1|A copy for Olive Sample was sent.\n");
	rows_are(store,
	    "SELECT state, accepted_at - 1795000000000 FROM message",
	    "accepted|2\n");
}

static void
a_new_copy_joins_only_what_was_not_tried(void **state)
{
	struct parcel_id found = {0};

	(void)state;
	rows_run(store,
	    "INSERT INTO marac_case (id, reference, victim_id)"
	    " VALUES (3, 'NS-3', 1)");
	assert_int_equal(copies_parcel_open(store, (struct meeting_id){1},
			     (struct person_id){OLIVE}, (struct case_id){3},
			     now, &found, &err),
	    RC_OK);
	assert_int_equal(found.v, parcel.v);
	/* It has a copy of case 1; it is over; its key is void; it went. */
	assert_int_equal(copies_parcel_open(store, (struct meeting_id){1},
			     (struct person_id){OLIVE}, (struct case_id){1},
			     now, &found, &err),
	    RC_NOTFOUND);
	assert_int_equal(copies_parcel_open(store, (struct meeting_id){1},
			     (struct person_id){OLIVE}, (struct case_id){3},
			     now + 1000, &found, &err),
	    RC_NOTFOUND);
	rows_run(store, "UPDATE link_key SET void_at = 1");
	assert_int_equal(copies_parcel_open(store, (struct meeting_id){1},
			     (struct person_id){OLIVE}, (struct case_id){3},
			     now, &found, &err),
	    RC_NOTFOUND);
	rows_run(store, "UPDATE link_key SET void_at = NULL");
	rows_run(store, "UPDATE message SET attempts = 1");
	assert_int_equal(copies_parcel_open(store, (struct meeting_id){1},
			     (struct person_id){OLIVE}, (struct case_id){3},
			     now, &found, &err),
	    RC_NOTFOUND);
}

static void
audio_goes_when_nobody_may_hear_it(void **state)
{
	struct copies_objects objects = {0};
	const struct rendition_id one = {1};

	(void)state;
	begin();
	assert_int_equal(copies_drop(store, one, &objects, &err), RC_NOTFOUND);
	assert_int_equal(
	    copies_withdraw(store, copies[0], "account:1", "why", now, &err),
	    RC_OK);
	commit();
	/* The children's files still play it. */
	rows_run(store, "INSERT INTO case_recording VALUES (1, 1, 1)");
	begin();
	assert_int_equal(copies_drop(store, one, &objects, &err), RC_NOTFOUND);
	commit();
	rows_run(store, "DELETE FROM case_recording");
	begin();
	assert_int_equal(copies_drop(store, one, &objects, &err), RC_OK);
	commit();
	assert_string_equal(objects.opus, "one.sealed");
	rows_are(store,
	    "SELECT rendition_id FROM rendition_key UNION ALL"
	    " SELECT rendition_id FROM rendition_part",
	    "2\n2\n");
	/* The copy stays, for its receipts, and plays nothing. */
	rows_are(store, "SELECT id, rendition_id FROM copy", "1|-\n2|2\n");
}

static void
rule_22_a_withdrawal_is_noted_once(void **state)
{
	(void)state;
	begin();
	assert_int_equal(copies_withdraw(store, copies[0], "account:1",
			     "sent in error", now, &err),
	    RC_OK);
	assert_int_equal(copies_withdraw(store, copies[0], "account:1",
			     "sent in error", now, &err),
	    RC_CONFLICT);
	commit();
	rows_are(store,
	    "SELECT child_id, text FROM file_note"
	    " WHERE kind = 'copy withdrawn'",
	    "20|A copy for Olive Sample was withdrawn: sent in error\n"
	    "30|A copy for Olive Sample was withdrawn: sent in error\n");
}

static void
somebodys_withdrawal_is_told_from_a_replacement(void **state)
{
	struct copies_had had = {0};

	(void)state;
	begin();
	assert_int_equal(copies_withdraw(store, copies[0], "account:1",
			     COPIES_REPLACED, now, &err),
	    RC_INVALID);
	assert_int_equal(copies_replace(store, copies[0], now, &err), RC_OK);
	assert_int_equal(
	    copies_withdraw(store, copies[1], "account:1", "why", now, &err),
	    RC_OK);
	commit();
	assert_int_equal(
	    copies_had(store, (struct meeting_id){1}, (struct case_id){1},
		(struct person_id){OLIVE}, now, &had, &err),
	    RC_OK);
	assert_int_equal(had.live.v, 0);
	assert_int_equal(had.withdrawn_ms, 0);
	assert_int_equal(
	    copies_had(store, (struct meeting_id){1}, (struct case_id){2},
		(struct person_id){OLIVE}, now, &had, &err),
	    RC_OK);
	assert_int_equal(had.withdrawn_ms, now);
}

static void
the_wait_grows_to_an_hour(void **state)
{
	(void)state;
	/* 60 n² seconds, at most 3600. */
	assert_int_equal(outbox_backoff_ms(1, 0), 60 * 1000);
	assert_int_equal(outbox_backoff_ms(2, 0), 240 * 1000);
	assert_int_equal(outbox_backoff_ms(7, 0), 2940 * 1000);
	assert_int_equal(outbox_backoff_ms(8, 0), 3600 * 1000);
	assert_int_equal(outbox_backoff_ms(1000000, 0), 3600 * 1000);
	for (uint32_t r = 0; r < 5000; r += 7)
		for (int n = 1; n < 12; n++) {
			int64_t most = outbox_backoff_ms(n, 0);

			assert_in_range(
			    outbox_backoff_ms(n, r), most * 4 / 5, most);
		}
	assert_int_not_equal(
	    outbox_backoff_ms(3, 500), outbox_backoff_ms(3, 501));
}

static size_t
due(int64_t at, bool held)
{
	struct message_id *list = NULL;
	size_t count = 0;

	assert_int_equal(
	    outbox_due(store, at, held, &list, &count, &err), RC_OK);
	free(list);
	return count;
}

static size_t
lost(int64_t at)
{
	struct message_id *list = NULL;
	size_t count = 0;

	assert_int_equal(outbox_lost(store, at, &list, &count, &err), RC_OK);
	free(list);
	return count;
}

static void
only_one_sender_gets_it(void **state)
{
	(void)state;
	assert_int_equal(due(now - 1, false), 0);
	assert_int_equal(due(now, false), 1);
	begin();
	assert_int_equal(outbox_sending(store, message, now, &err), RC_OK);
	assert_int_equal(
	    outbox_sending(store, message, now, &err), RC_CONFLICT);
	commit();
	assert_int_equal(due(now + 2 * HOUR, true), 0);
	/* Its sender may still be at it until the lease runs out. */
	assert_int_equal(lost(now + OUTBOX_LEASE_MS - 1), 0);
	assert_int_equal(lost(now + OUTBOX_LEASE_MS), 1);
	rows_are(store, "SELECT state, attempts FROM message", "sending|1\n");
}

static void
held_ones_are_looked_at_when_asked(void **state)
{
	(void)state;
	begin();
	assert_int_equal(
	    outbox_hold(store, message, now + HOUR, "because", &err), RC_OK);
	commit();
	assert_int_equal(due(now, false), 0);
	assert_int_equal(due(now, true), 1);
	assert_int_equal(due(now + HOUR, false), 1);
	begin();
	assert_int_equal(
	    outbox_fail(store, message, now, "refused", &err), RC_OK);
	commit();
	assert_int_equal(due(now + HOUR, true), 0);
}

static void
a_clock_that_was_ahead_puts_nothing_off(void **state)
{
	const int64_t day = 24 * (int64_t)HOUR;
	bool any = true;

	(void)state;
	/* A second is no wrong clock. */
	begin();
	assert_int_equal(
	    outbox_queue(store, message, now + HOUR, "why", &err), RC_OK);
	assert_int_equal(outbox_ahead(store, now - 1000, &any, &err), RC_OK);
	assert_false(any);
	/* Two days are; from then on it waits the hour that it may have had
	 * to, and not less. */
	assert_int_equal(outbox_ahead(store, now - 2 * day, &any, &err), RC_OK);
	assert_true(any);
	assert_int_equal(outbox_rewind(store, now - 2 * day, &err), RC_OK);
	commit();
	assert_int_equal(due(now - 2 * day + HOUR - 1, false), 0);
	assert_int_equal(due(now - 2 * day + HOUR, false), 1);
	/* A lease of a sender that died then. */
	begin();
	assert_int_equal(outbox_sending(store, message, now, &err), RC_OK);
	assert_int_equal(outbox_rewind(store, now - 2 * day, &err), RC_OK);
	commit();
	assert_int_equal(lost(now - 2 * day + OUTBOX_LEASE_MS - 1), 0);
	assert_int_equal(lost(now - 2 * day + OUTBOX_LEASE_MS), 1);
	/* What is held for a time of day, and what is held for ever. */
	begin();
	assert_int_equal(
	    outbox_hold(store, message, now + 2 * day, "why", &err), RC_OK);
	assert_int_equal(outbox_ahead(store, now, &any, &err), RC_OK);
	assert_false(any);
	assert_int_equal(outbox_ahead(store, now - 2 * day, &any, &err), RC_OK);
	assert_true(any);
	assert_int_equal(
	    outbox_hold(store, message, now + 365 * day, "never", &err), RC_OK);
	assert_int_equal(outbox_ahead(store, now, &any, &err), RC_OK);
	assert_false(any);
	commit();
}

static void
a_person_sends_again_what_waits_for_one(void **state)
{
	bool stuck = false;

	(void)state;
	begin();
	assert_int_equal(outbox_again(store, message, now, &err), RC_CONFLICT);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(
		    outbox_sending(store, message, now, &err), RC_OK);
		assert_int_equal(
		    outbox_ambiguous(store, message, now, "lost", &stuck, &err),
		    RC_OK);
	}
	commit();
	assert_true(stuck);
	begin();
	assert_int_equal(outbox_again(store, message, now, &err), RC_OK);
	commit();
	assert_int_equal(due(now, false), 1);
	/* Once: the next time that nobody knows, a person is asked again. */
	begin();
	assert_int_equal(outbox_sending(store, message, now, &err), RC_OK);
	assert_int_equal(
	    outbox_ambiguous(store, message, now, "lost", &stuck, &err), RC_OK);
	commit();
	assert_true(stuck);
	begin();
	assert_int_equal(
	    outbox_fail(store, message, now, "refused", &err), RC_OK);
	assert_int_equal(outbox_again(store, message, now, &err), RC_OK);
	assert_int_equal(outbox_sending(store, message, now, &err), RC_OK);
	assert_int_equal(outbox_accept(store, message, now, &err), RC_OK);
	assert_int_equal(outbox_again(store, message, now, &err), RC_CONFLICT);
	commit();
}

static void
two_repeats_an_hour_apart_and_then_a_person(void **state)
{
	bool stuck = true;
	int64_t at = now;

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(due(at, false), 1);
		begin();
		assert_int_equal(
		    outbox_sending(store, message, at, &err), RC_OK);
		assert_int_equal(
		    outbox_ambiguous(store, message, at, "lost", &stuck, &err),
		    RC_OK);
		commit();
		assert_int_equal(stuck, i == 2);
		assert_int_equal(due(at + HOUR - 1, false), 0);
		at += HOUR;
	}
	/* Three tries in all, and never again by itself. */
	assert_int_equal(due(at + 100 * (int64_t)HOUR, true), 0);
	rows_are(store, "SELECT state, attempts, ambiguous FROM message",
	    "held|3|3\n");
}

static void
a_tried_mail_never_changes(void **state)
{
	struct buf out = {0};

	(void)state;
	begin();
	assert_int_equal(outbox_write(store, &column, message,
			     (struct route_id){2}, "mail", 4, &err),
	    RC_OK);
	assert_int_equal(outbox_sending(store, message, now, &err), RC_OK);
	assert_int_equal(outbox_queue(store, message, now, "", &err), RC_OK);
	assert_int_equal(outbox_write(store, &column, message,
			     (struct route_id){1}, "other", 5, &err),
	    RC_CONFLICT);
	commit();
	assert_int_equal(
	    outbox_read(store, &column, message, &out, &err), RC_OK);
	assert_string_equal(buf_str(&out), "mail");
	rows_are(store, "SELECT route_id FROM message", "2\n");
	/* Sealed: neither readable nor openable elsewhere. */
	rows_are(store,
	    "SELECT instr(body_sealed, CAST('mail' AS BLOB)) FROM message",
	    "0\n");
	buf_clear(&out);
}

static void
a_parcel_has_one_mail_and_any_notices(void **state)
{
	struct outbox_message got = {0};
	struct message_id id = {0};

	(void)state;
	begin();
	assert_int_equal(add(OUTBOX_PARCEL, "2@x.example", &id), RC_CONFLICT);
	assert_int_equal(add(OUTBOX_REMINDER, "3@x.example", &id), RC_OK);
	assert_int_equal(add(OUTBOX_REMINDER, "4@x.example", &id), RC_OK);
	assert_int_equal(outbox_get(store, id, &got, &err), RC_OK);
	assert_int_equal(got.kind, OUTBOX_REMINDER);
	assert_int_equal(got.parcel.v, parcel.v);
	assert_int_equal(got.meeting.v, 1);
	assert_int_equal(add(OUTBOX_ESCALATION, "5@x.example", &id), RC_OK);
	assert_int_equal(outbox_get(store, id, &got, &err), RC_OK);
	assert_int_equal(got.kind, OUTBOX_ESCALATION);
	assert_int_equal(got.parcel.v, 0);
	assert_int_equal(got.meeting.v, 0);
	assert_int_equal(got.person.v, OLIVE);
	/* its mail is still the one */
	assert_int_equal(outbox_of(store, parcel, &id, &err), RC_OK);
	assert_int_equal(id.v, message.v);
	/* nobody is reminded of nothing */
	parcel.v = 0;
	assert_int_equal(add(OUTBOX_REMINDER, "6@x.example", &id), RC_CONFLICT);
	commit();
}

static void
a_notice_meets_no_clock(void **state)
{
	struct message_id ids[2];

	(void)state;
	begin();
	assert_int_equal(add(OUTBOX_REMINDER, "2@x.example", &ids[0]), RC_OK);
	assert_int_equal(add(OUTBOX_ESCALATION, "3@x.example", &ids[1]), RC_OK);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    outbox_sending(store, ids[i], now, &err), RC_OK);
		assert_int_equal(
		    outbox_accept(store, ids[i], now + 5, &err), RC_OK);
	}
	commit();
	rows_are(store, "SELECT met_at FROM delivery", "-\n-\n");
	rows_are(store,
	    "SELECT count(*) FROM file_note WHERE kind = 'copy sent'", "0\n");
	rows_are(store,
	    "SELECT what, which FROM audit_event ORDER BY seq DESC LIMIT 2",
	    "escalation.sent|message:3\nreminder.sent|message:2\n");
}

static void
an_escalation_goes_before_any_copy(void **state)
{
	struct message_id *list = NULL, id;
	size_t count = 0;

	(void)state;
	begin();
	assert_int_equal(add(OUTBOX_ESCALATION, "2@x.example", &id), RC_OK);
	assert_int_equal(outbox_queue(store, id, now, "", &err), RC_OK);
	commit();
	assert_int_equal(
	    outbox_due(store, now, false, &list, &count, &err), RC_OK);
	assert_int_equal(count, 2);
	assert_int_equal(list[0].v, id.v);
	assert_int_equal(list[1].v, message.v);
	free(list);
}

static void
what_is_left_to_collect(void **state)
{
	struct copy_id *list = NULL;
	size_t count = 9;

	(void)state;
	rows_run(store, "UPDATE copy SET collected_at = 1 WHERE id = 1");
	assert_int_equal(
	    copies_uncollected(store, parcel, &list, &count, &err), RC_OK);
	assert_int_equal(count, 1);
	assert_int_equal(list[0].v, copies[1].v);
	free(list);
	rows_run(store, "UPDATE copy SET withdrawn_at = 1 WHERE id = 2");
	assert_int_equal(
	    copies_uncollected(store, parcel, &list, &count, &err), RC_OK);
	assert_int_equal(count, 0);
	free(list);
}

static void
parcels_without_a_message_are_found(void **state)
{
	struct parcel_id *list = NULL;
	size_t count = 9;

	(void)state;
	assert_int_equal(
	    copies_parcels_unaddressed(store, now, &list, &count, &err), RC_OK);
	assert_int_equal(count, 0);
	free(list);
	rows_run(store, "UPDATE message SET kind = 'reminder'");
	assert_int_equal(
	    copies_parcels_unaddressed(store, now, &list, &count, &err), RC_OK);
	assert_int_equal(count, 1);
	assert_int_equal(list[0].v, parcel.v);
	free(list);
	rows_run(store, "UPDATE copy SET withdrawn_at = 1");
	assert_int_equal(
	    copies_parcels_unaddressed(store, now, &list, &count, &err), RC_OK);
	assert_int_equal(count, 0);
	free(list);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_store, rows_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(rule_23_a_copy_brings_its_notes),
	    TEST(rule_23_acceptance_meets_and_notes),
	    TEST(a_new_copy_joins_only_what_was_not_tried),
	    TEST(audio_goes_when_nobody_may_hear_it),
	    TEST(rule_22_a_withdrawal_is_noted_once),
	    TEST(somebodys_withdrawal_is_told_from_a_replacement),
	    cmocka_unit_test(the_wait_grows_to_an_hour),
	    TEST(only_one_sender_gets_it),
	    TEST(held_ones_are_looked_at_when_asked),
	    TEST(a_clock_that_was_ahead_puts_nothing_off),
	    TEST(a_person_sends_again_what_waits_for_one),
	    TEST(two_repeats_an_hour_apart_and_then_a_person),
	    TEST(a_tried_mail_never_changes),
	    TEST(a_parcel_has_one_mail_and_any_notices),
	    TEST(a_notice_meets_no_clock),
	    TEST(an_escalation_goes_before_any_copy),
	    TEST(what_is_left_to_collect),
	    TEST(parcels_without_a_message_are_found),
	};

	return box_init(NULL) != RC_OK
	    ? 1
	    : cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}
