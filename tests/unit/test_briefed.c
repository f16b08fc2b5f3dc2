/* What the store says to the rules about debriefs and actions, and what is
 * written together. */
#include "unit/delivery.h"

#include "store/actions.h"
#include "store/addressees.h"
#include "store/bounces.h"
#include "store/briefed.h"
#include "store/copies.h"
#include "store/debriefs.h"
#include "store/outbox.h"

#define DAY ((int64_t)24 * 3600 * 1000)

/* Cleo and Hedda were not there; Bea is Ann's aunt; Connie chairs. */
enum { CLEO = 10, HEDDA, BEA, CONNIE, CARL };

static const int64_t now = DELIVERY_NOW;
static const struct meeting_id meeting = {1};
static const struct case_id case_1 = {1};
static struct store *store;
static struct error err;

static struct debriefs_text
words(void)
{
	static char issues[] = "Issues.", plan[] = "Plan.", safety[] = "Safe.",
		    authority[] = "An Act";

	return (struct debriefs_text){issues, plan, safety, authority};
}

static int
open_store(void **state)
{
	err = (struct error){0};
	*state = store = rows_store();
	delivery_fill(store);
	rows_run(store,
	    "INSERT INTO agency (id, name) VALUES (1, 'Care'), (2, 'School');"
	    "INSERT INTO person (id, ref, name, name_folded, agency_id) VALUES"
	    " (10, 'cleo', 'Cleo Sample', 'cleo sample', 1),"
	    " (11, 'hedda', 'Hedda Sample', 'hedda sample', 2),"
	    " (12, 'bea', 'Bea Example', 'bea example', 1),"
	    " (13, 'connie', 'Connie Sample', 'connie sample', 1),"
	    " (14, 'carl', 'Carl Sample', 'carl sample', 1);"
	    "INSERT INTO relationship (person_id, child_id, kind,"
	    " parental_responsibility, source_of_harm) VALUES"
	    " (12, 20, 'aunt', 0, 'no');"
	    "INSERT INTO case_release (meeting_id, case_id, released_by,"
	    " released_at) VALUES (1, 1, 2, 0);"
	    "INSERT INTO action (id, meeting_id, case_id, text,"
	    " owner_agency_id, owner_person_id, due_on) VALUES"
	    " (1, 1, 1, 'Call them', 1, NULL, '2026-12-01'),"
	    " (2, 1, 1, 'See them', 2, 11, '2026-12-02')");
	return 0;
}

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

static enum briefing_reason
asked(int person)
{
	struct briefing_answer a = {0};

	assert_int_equal(briefed_ask(store, meeting, case_1,
			     (struct person_id){person}, now, &a, &err),
	    RC_OK);
	return a.reason;
}

static void
owed(int person)
{
	begin();
	assert_int_equal(
	    addressees_add(store, meeting, case_1, (struct person_id){person},
		"why", &(struct releases_account){{1}, {OLIVE}}, now, &err),
	    RC_OK);
	commit();
}

static struct debrief_id
written(int person)
{
	struct debriefs_row row = {
	    .meeting = meeting,
	    .case_id = case_1,
	    .person = {person},
	    .due_ms = DELIVERY_DUE,
	};
	struct debriefs_text text = words();
	struct debrief_id id = {0};

	begin();
	assert_int_equal(
	    debriefs_propose(store, &row, &text,
		&(struct releases_account){{1}, {OLIVE}}, now, &id, &err),
	    RC_OK);
	commit();
	return id;
}

static enum rc
approved(struct debrief_id id, int account, int person)
{
	enum rc rc;

	begin();
	rc = debriefs_approve(store, id,
	    &(struct releases_account){{account}, {person}}, now, &err);
	if (rc == RC_OK)
		commit();
	store_rollback(store);
	return rc;
}

static struct debrief_id
given_to(int person)
{
	unsigned char hash[BOX_HASH] = {9};
	struct copies_parcel parcel = {
	    .meeting = meeting,
	    .person = {person},
	    .selector = {(unsigned char)person},
	    .generation = 1,
	    .link_key = 1,
	    .expires_ms = now + DAY,
	};
	struct debrief_id id;

	owed(person);
	id = written(person);
	assert_int_equal(approved(id, 2, IAN), RC_OK);
	begin();
	assert_int_equal(
	    copies_parcel_add(store, &parcel, hash, now, &err), RC_OK);
	assert_int_equal(debriefs_put(store, id, parcel.id, now, &err), RC_OK);
	commit();
	return id;
}

static enum rc
readable(struct debrief_id id)
{
	return briefed_debrief(store, id, now, NULL, &err);
}

/* Every step of the way, in the words of the reason. */
static void
rule_12_a_debrief_waits_for_text_second_person_and_release(void **state)
{
	struct debrief_id id;

	(void)state;
	assert_int_equal(asked(CLEO), BRIEFING_NOT_ADDRESSEE);
	owed(CLEO);
	owed(CLEO); /* twice is once */
	rows_are(store, "SELECT count(*) FROM addressee", "1\n");
	assert_int_equal(asked(CLEO), BRIEFING_NOT_WRITTEN);
	id = written(CLEO);
	assert_int_equal(asked(CLEO), BRIEFING_NOT_APPROVED);
	assert_int_equal(approved(id, 1, OLIVE), RC_DENIED);
	/* Olive's other account is Olive. */
	assert_int_equal(approved(id, 3, OLIVE), RC_DENIED);
	assert_int_equal(approved(id, 2, IAN), RC_OK);
	assert_int_equal(approved(id, 2, IAN), RC_CONFLICT);
	assert_int_equal(asked(CLEO), BRIEFING_OWED);
	rows_run(store, "UPDATE case_release SET void_at = 1");
	assert_int_equal(asked(CLEO), BRIEFING_NOT_RELEASED);
}

static void
rule_12_the_rules_ask_again_who_approved(void **state)
{
	(void)state;
	owed(CLEO);
	(void)written(CLEO);
	rows_run(store, "UPDATE debrief SET approved_by = 3, approved_at = 1");
	assert_int_equal(asked(CLEO), BRIEFING_SAME_PERSON);
}

static void
rule_24_a_debrief_needs_its_child_safety_text(void **state)
{
	struct debriefs_row row = {
	    .meeting = meeting,
	    .case_id = case_1,
	    .person = {CLEO},
	    .due_ms = 1,
	};
	struct debriefs_text text = words();
	char none[] = "";
	struct debrief_id id;

	(void)state;
	text.child_safety = none;
	begin();
	assert_int_equal(
	    debriefs_propose(store, &row, &text,
		&(struct releases_account){{1}, {OLIVE}}, now, &id, &err),
	    RC_INVALID);
	store_rollback(store);
	assert_int_not_equal(
	    sqlite3_exec(store_handle(store),
		"INSERT INTO debrief (meeting_id, case_id, person_id,"
		" key_issues, plan, child_safety, authority, proposed_by,"
		" proposed_at, due_at) VALUES (1, 1, 10, 'x', 'x', '', 'x', 1,"
		" 1, 1)",
		NULL, NULL, NULL),
	    SQLITE_OK);
}

static void
rule_03_04_14_who_never_gets_one(void **state)
{
	struct debrief_id id;

	(void)state;
	owed(VERA);
	assert_int_equal(asked(VERA), BRIEFING_NO_AGENCY);
	owed(BEA);
	assert_int_equal(asked(BEA), BRIEFING_FAMILY);
	id = given_to(CLEO);
	assert_int_equal(readable(id), RC_OK);

	rows_run(store, "INSERT INTO conflict VALUES (1, 1, 10, 0)");
	assert_int_equal(asked(CLEO), BRIEFING_CONFLICT);
	assert_int_equal(readable(id), RC_NOTFOUND);
	rows_run(store,
	    "DELETE FROM conflict;"
	    "INSERT INTO relationship (person_id, child_id, kind,"
	    " parental_responsibility) VALUES (10, 30, 'cousin', 0)");
	assert_int_equal(asked(CLEO), BRIEFING_HARM_UNKNOWN);
	rows_run(store, "UPDATE relationship SET source_of_harm = 'disputed'");
	assert_int_equal(asked(CLEO), BRIEFING_HARM_DISPUTED);
	rows_run(store,
	    "DELETE FROM relationship WHERE person_id = 10;"
	    "INSERT INTO case_perpetrator VALUES (2, 10)"); /* the same victim */
	assert_int_equal(asked(CLEO), BRIEFING_HARM_YES);
	assert_int_equal(readable(id), RC_NOTFOUND);
	/* There is no exception for words. */
	rows_run(store,
	    "INSERT INTO exception (meeting_id, case_id, person_id, reason,"
	    " proposed_by, proposed_at, first_by, first_at, second_by,"
	    " second_at) VALUES (1, 1, 10, 'why', 1, 1, 2, 2, 5, 3)");
	assert_int_equal(asked(CLEO), BRIEFING_HARM_YES);
}

static void
rule_21_22_what_may_not_be_read_is_one_answer(void **state)
{
	static const char *const ends[] = {
	    "UPDATE debrief SET withdrawn_at = 1",
	    "UPDATE parcel SET void_at = 1",
	    "UPDATE parcel SET expires_at = 1",
	    "UPDATE link_key SET void_at = 1",
	    "UPDATE parcel SET person_id = 11",
	    "UPDATE debrief SET parcel_id = NULL, made_at = NULL",
	    "UPDATE addressee SET void_at = 1",
	    "UPDATE case_release SET void_at = 1",
	    "UPDATE agenda_item SET status = 'deferred'",
	    "UPDATE person SET agency_id = NULL",
	};
	struct debrief_id id;

	id = given_to(CLEO);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		assert_int_equal(readable(id), RC_OK);
		rows_run(store, ends[i]);
		if (readable(id) != RC_NOTFOUND)
			fail_msg("still read after: %s", ends[i]);
		assert_string_equal(err.text, "there is nothing like that");
		(void)rows_end(state);
		(void)open_store(state);
		id = given_to(CLEO);
	}
	assert_int_equal(readable((struct debrief_id){id.v + 1}), RC_NOTFOUND);
	assert_string_equal(err.text, "there is nothing like that");
}

static void
rule_23_every_step_in_a_parcel_is_noted_once(void **state)
{
	struct debrief_id id = given_to(CLEO);

	(void)state;
	begin();
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    debriefs_given(store, id, now + i, &err), RC_OK);
		assert_int_equal(
		    debriefs_opened(store, id, now + i, &err), RC_OK);
		assert_int_equal(
		    debriefs_acknowledge(store, id, now + i, &err), RC_OK);
	}
	assert_int_equal(
	    debriefs_withdraw(store, id, "account:1", "why", now, &err), RC_OK);
	assert_int_equal(
	    debriefs_withdraw(store, id, "account:1", "why", now, &err),
	    RC_CONFLICT);
	commit();
	rows_are(store,
	    "SELECT kind, count(*), count(DISTINCT child_id),"
	    " count(debrief_id), min(text) FROM file_note GROUP BY kind",
	    "debrief acknowledged|2|2|2|A debrief for Cleo Sample was read and"
	    " acknowledged.\n"
	    "debrief given|2|2|2|A debrief for Cleo Sample was given.\n"
	    "debrief made|2|2|2|A debrief for Cleo Sample was made.\n"
	    "debrief opened|2|2|2|A debrief for Cleo Sample was opened.\n"
	    "debrief withdrawn|2|2|2|A debrief for Cleo Sample was withdrawn:"
	    " why\n");
	rows_are(store,
	    "SELECT given_at - 1795000000000, acknowledged_at - 1795000000000"
	    " FROM debrief",
	    "0|0\n");
	rows_are(store,
	    "SELECT what, count(*) FROM audit_event WHERE which LIKE"
	    " 'debrief:%' GROUP BY what",
	    "debrief.acknowledged|1\ndebrief.given|1\ndebrief.made|1\n"
	    "debrief.opened|1\ndebrief.withdrawn|1\n");
}

static void
what_came_back_was_not_given(void **state)
{
	struct debrief_id id = given_to(CLEO);
	struct debriefs_row row = {0};
	struct message_id message = {0};
	struct task_id task = {0};
	bool done = false;

	(void)state;
	assert_int_equal(debriefs_get(store, id, &row, &err), RC_OK);
	rows_run(store,
	    "UPDATE agency SET contact_id = 10 WHERE id = 1;"
	    "INSERT INTO contact_route (id, person_id, channel, value_sealed,"
	    " value_mac, safe) VALUES (1, 10, 'email', x'', x'01', 'yes')");
	begin();
	assert_int_equal(
	    actions_put(store, (struct action_id){1}, (struct person_id){CLEO},
		row.parcel, now, &task, &err),
	    RC_OK);
	assert_int_equal(outbox_add(store,
			     &(struct outbox_new){.kind = OUTBOX_PARCEL,
				 .parcel = row.parcel,
				 .meeting = meeting,
				 .person = {CLEO},
				 .route = {1},
				 .message_id = "1@x.example"},
			     now, &message, &err),
	    RC_OK);
	assert_int_equal(outbox_accept(store, message, now + 1, &err), RC_OK);
	commit();
	rows_are(store,
	    "SELECT d.given_at - 1795000000000, t.sent_at - 1795000000000"
	    " FROM debrief d, task t",
	    "1|1\n");
	begin();
	assert_int_equal(bounces_take_back(store, message, "No such box.",
			     now + 2, &done, &err),
	    RC_OK);
	assert_true(done);
	commit();
	rows_are(store, "SELECT d.given_at, t.sent_at FROM debrief d, task t",
	    "-|-\n");
	rows_are(store,
	    "SELECT child_id, text FROM file_note WHERE"
	    " kind = 'debrief bounced' AND child_id = 20",
	    "20|A debrief for Cleo Sample came back undelivered: No such"
	    " box.\n");
	/* Unless they have said that they read it. */
	begin();
	assert_int_equal(debriefs_given(store, id, now + 3, &err), RC_OK);
	assert_int_equal(debriefs_acknowledge(store, id, now + 3, &err), RC_OK);
	assert_int_equal(
	    debriefs_bounced(store, id, "Late.", now + 4, &err), RC_OK);
	commit();
	rows_are(store, "SELECT given_at - 1795000000000 FROM debrief", "3\n");
}

static void
a_new_debrief_takes_the_place_of_the_old(void **state)
{
	struct debrief_id old = given_to(CLEO), live, new;

	(void)state;
	new = written(CLEO);
	assert_int_equal(readable(old), RC_NOTFOUND);
	assert_int_equal(debriefs_live(store, meeting, case_1,
			     (struct person_id){CLEO}, &live, &err),
	    RC_OK);
	assert_int_equal(live.v, new.v);
	/* An edit voids the approval. */
	assert_int_equal(asked(CLEO), BRIEFING_NOT_APPROVED);
	assert_int_equal(approved(new, 2, IAN), RC_OK);
	assert_int_equal(asked(CLEO), BRIEFING_OWED);
	assert_int_equal(readable(old), RC_NOTFOUND);
}

static void
addressees(const char *want)
{
	struct addressees_one *list = NULL;
	char got[256] = "";
	size_t count = 0;

	assert_int_equal(
	    addressees_of(store, meeting, case_1, &list, &count, &err), RC_OK);
	for (size_t i = 0; i < count; i++)
		(void)snprintf(got + strlen(got), sizeof(got) - strlen(got),
		    "%lld%s ", (long long)list[i].person.v,
		    list[i].decided_by.v == 0 ? "r" : "d");
	addressees_free(list, count);
	assert_string_equal(got, want);
}

/* A meeting ID of TYPE about CASE_ID, DAYS after meeting 1 ended. */
static void
conference(int id, const char *type, int case_id, int days, const char *chair)
{
	char sql[512];

	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at,"
	    " chair_id) VALUES (%d, 'm%d', 'C-%d', '%s', 'N', %lld, %s);"
	    "INSERT INTO agenda_item (public_id, meeting_id, number, kind,"
	    " case_id) VALUES ('x%d', %d, 1, 'discussion', %d)",
	    id, id, id, type, 1794755200000LL + days * (long long)DAY, chair,
	    id, id, case_id);
	rows_run(store, sql);
}

static void
the_chair_of_the_next_conference_is_always_one(void **state)
{
	(void)state;
	addressees("");
	conference(5, "marac", 1, 10, "14"); /* is none */
	conference(6, "rcpc", 1, -3, "14");  /* was before */
	conference(7, "icpc", 2, 5, "14");   /* about no child of case 1 */
	addressees("");
	conference(8, "rcpc", 1, 30, "13");
	addressees("13r ");
	conference(9, "rcpc", 1, 60, "14"); /* not the next */
	addressees("13r ");
	/* Of Bob alone, in another case of his. */
	rows_run(store,
	    "INSERT INTO marac_case (id, reference, victim_id) VALUES"
	    " (3, 'NS-3', 1);"
	    "INSERT INTO case_child VALUES (3, 30)");
	conference(10, "icpc", 3, 20, "11");
	addressees("11r 13r ");
	/* Its chair is not known yet: nobody stands in. */
	rows_run(store, "UPDATE meeting SET chair_id = NULL WHERE id = 8");
	addressees("11r ");
	/* Who was named, too, is listed once, with who named them. */
	owed(HEDDA);
	owed(CLEO);
	addressees("10d 11d ");
	begin();
	assert_int_equal(
	    addressees_end(store, meeting, case_1, (struct person_id){HEDDA},
		"why", &(struct releases_account){{1}, {OLIVE}}, now, &err),
	    RC_OK);
	assert_int_equal(
	    addressees_end(store, meeting, case_1, (struct person_id){CARL},
		"why", &(struct releases_account){{1}, {OLIVE}}, now, &err),
	    RC_NOTFOUND);
	commit();
	addressees("10d 11r ");
}

static enum briefing_reason
asked_action(int action, int person)
{
	struct briefing_answer a = {0};

	assert_int_equal(briefed_ask_action(store, (struct action_id){action},
			     (struct person_id){person}, now, &a, &err),
	    RC_OK);
	return a.reason;
}

static void
rule_14_an_action_is_its_owners_or_the_contacts(void **state)
{
	(void)state;
	assert_int_equal(asked_action(1, CLEO), BRIEFING_NOT_OWNER);
	rows_run(store, "UPDATE agency SET contact_id = 10 WHERE id = 1");
	assert_int_equal(asked_action(1, CLEO), BRIEFING_OWNS);
	assert_int_equal(asked_action(1, HEDDA), BRIEFING_NOT_OWNER);
	/* Who is named comes before the agency's contact. */
	assert_int_equal(asked_action(2, HEDDA), BRIEFING_OWNS);
	rows_run(store, "UPDATE agency SET contact_id = 13 WHERE id = 2");
	assert_int_equal(asked_action(2, CONNIE), BRIEFING_NOT_OWNER);
	rows_run(store, "INSERT INTO conflict VALUES (1, 1, 11, 0)");
	assert_int_equal(asked_action(2, HEDDA), BRIEFING_CONFLICT);
	rows_run(store, "UPDATE case_release SET void_at = 1");
	assert_int_equal(asked_action(1, CLEO), BRIEFING_NOT_RELEASED);
}

static void
words_are(int sample, const char *want)
{
	char sql[160], *got = NULL;

	(void)snprintf(sql, sizeof(sql),
	    "UPDATE mark SET sample = %d WHERE id = 50", sample);
	rows_run(store, sql);
	assert_int_equal(briefed_words(store, (struct action_id){1},
			     (struct person_id){CLEO}, now, &got, &err),
	    RC_OK);
	assert_string_equal(got, want);
	free(got);
}

/* The passage is from 1000 to 2000; Cleo was never in the room. */
static void
rule_10_words_of_a_closed_session_are_not_its_owners(void **state)
{
	(void)state;
	rows_run(store,
	    "INSERT INTO mark (id, recording_id, seq, kind, item_id, sample,"
	    " at) VALUES (50, 1, 50, 'action', 1, 1200, 0);"
	    "UPDATE action SET mark_id = 50 WHERE id = 1");
	words_are(1200, "Call them");
	rows_run(store,
	    "INSERT INTO mark (recording_id, seq, kind, sample, at) VALUES"
	    " (1, 60, 'closed', 1500, 0), (1, 61, 'open', 1600, 0)");
	words_are(1200, "Call them");
	words_are(1550, "");
	words_are(1700, ""); /* what was just said was behind the door */
	rows_run(store,
	    "DELETE FROM mark WHERE seq IN (60, 61);"
	    "INSERT INTO withheld_passage (meeting_id, case_id, from_sample,"
	    " to_sample, reason, proposed_by, proposed_at) VALUES"
	    " (1, 1, 1800, 1900, 'why', 1, 1)");
	words_are(1200, ""); /* until somebody has approved it or not */
	rows_run(store,
	    "UPDATE withheld_passage SET approved_by = 2, approved_at = 2");
	words_are(1200, "Call them");
	words_are(1850, "");
	rows_run(store,
	    "INSERT INTO exclusion (meeting_id, person_id, from_sample,"
	    " to_sample, reason) VALUES (1, 10, 1100, 1300, 'why')");
	words_are(1200, "");
}

static void
rule_23_an_outcome_is_noted_and_needs_its_basis(void **state)
{
	static const char *const bad[][2] = {{"done", "observed"},
	    {"complete", "stated"}, {"complete", ""}, {"", "observed"}};
	const struct action_id id = {1};

	(void)state;
	begin();
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(actions_conclude(store, id, "account:1",
				     bad[i][0], bad[i][1], "", now, &err),
		    RC_INVALID);
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    actions_conclude(store, id, "recipient:10", "not possible",
			"reported", "They moved", now, &err),
		    RC_OK);
	assert_int_equal(actions_conclude(store, id, "recipient:10", "complete",
			     "observed", "", now, &err),
	    RC_OK);
	commit();
	rows_are(store,
	    "SELECT child_id, text FROM file_note WHERE child_id = 20",
	    "20|An action of Care due 2026-12-01 is not possible:"
	    " circumstances changed (reported): They moved\n"
	    "20|An action of Care due 2026-12-01 is complete (observed).\n");
	rows_are(store,
	    "SELECT who, what, which, why FROM audit_event ORDER BY seq",
	    "recipient:10|action.concluded|action:1|not possible\n"
	    "recipient:10|action.concluded|action:1|complete\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_store, rows_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(rule_12_a_debrief_waits_for_text_second_person_and_release),
	    TEST(rule_12_the_rules_ask_again_who_approved),
	    TEST(rule_24_a_debrief_needs_its_child_safety_text),
	    TEST(rule_03_04_14_who_never_gets_one),
	    TEST(rule_21_22_what_may_not_be_read_is_one_answer),
	    TEST(rule_23_every_step_in_a_parcel_is_noted_once),
	    TEST(what_came_back_was_not_given),
	    TEST(a_new_debrief_takes_the_place_of_the_old),
	    TEST(the_chair_of_the_next_conference_is_always_one),
	    TEST(rule_14_an_action_is_its_owners_or_the_contacts),
	    TEST(rule_10_words_of_a_closed_session_are_not_its_owners),
	    TEST(rule_23_an_outcome_is_noted_and_needs_its_basis),
	};

	return cmocka_run_group_tests_name("briefed", tests, NULL, NULL);
}
