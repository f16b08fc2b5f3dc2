/* Files into the store: what an edit voids, what blank means, and that a file
 * is in it whole or not at all, memory or none. */
#include <stdlib.h>
#include <string.h>

#include "prepare/sheet.h"
#include "unit/rows.h"
#include "unit/starve.h"

static struct box_key key;

static enum rc
try(struct store *store, const char *name, const char *csv,
    struct sheet_counts *counts, struct faults *faults, struct error *err)
{
	const struct kind *kind = NULL;
	struct sheet s;
	enum rc rc;

	assert_int_equal(kind_find(name, &kind, NULL), RC_OK);
	s = (struct sheet){
	    .store = store,
	    .column = &key,
	    .kind = kind,
	    .data = csv,
	    .len = strlen(csv),
	    .who = "program:store",
	    .faults = faults,
	};
	rc = sheet_run(&s, err);
	*counts = s.counts;
	sheet_clear(&s);
	return rc;
}

/* ADDED and CHANGED rows of CSV went in. */
static void
takes(struct store *store, const char *name, const char *csv, long added,
    long changed)
{
	struct faults faults = {.file = "x"};
	struct sheet_counts counts;
	struct error err = {0};

	if (try(store, name, csv, &counts, &faults, &err) != RC_OK)
		fail_msg("%s: %s%s", name, buf_str(&faults.lines), err.text);
	assert_int_equal(counts.added, added);
	assert_int_equal(counts.changed, changed);
	faults_clear(&faults);
}

static void
refuses(
    struct store *store, const char *name, const char *csv, const char *fault)
{
	struct faults faults = {.file = "x"};
	struct sheet_counts counts;

	assert_int_equal(
	    try(store, name, csv, &counts, &faults, NULL), RC_INVALID);
	if (strstr(buf_str(&faults.lines), fault) == NULL)
		fail_msg("no '%s' in: %s", fault, buf_str(&faults.lines));
	faults_clear(&faults);
}

#define PEOPLE "ref,name,aliases,agency,title\n"
#define CHILDREN                                                           \
	"person,born_on,expected_on,school,interpreter,flags,understands," \
	"understanding_by,understanding_on,supporter\n"
#define CASES                                                         \
	"reference,victim,children,perpetrators,criteria,dash_score," \
	"last_referral_on\n"
#define RELATIONS                                                   \
	"person,child,kind,parental_responsibility,source_of_harm," \
	"valid_from,valid_to\n"
#define ROUTES                                                   \
	"person,channel,value,safe,safe_from,safe_to,voicemail," \
	"shared_device,verified_by,verified_on,expires_on\n"

/* Two cases: 1 with child C1, 2 with child C2; M mother of both, F father. */
static int
begin(void **state)
{
	struct store *store = rows_store();

	assert_int_equal(box_init(NULL), RC_OK);
	box_key_make(&key);

	takes(store, "people",
	    PEOPLE "M,Erin Example,,,\nF,Perry Example,,,\nC1,Max Example,,,\n"
		   "C2,Ann Example,,,\nW,Wanda Sample,,Northshire,\n"
		   "X,Xan Sample,,Northshire,\n",
	    6, 0);
	takes(store, "children",
	    CHILDREN "C1,2012-05-14,,,,,no,,,\nC2,2015-01-01,,,,,no,,,\n", 2,
	    0);
	takes(store, "cases", CASES "K1,M,C1,,,17,\nK2,M,C2,,,,\n", 2, 0);
	takes(store, "relationships",
	    RELATIONS "M,C1,mother,yes,no,,\nM,C2,mother,yes,no,,\n"
		      "F,C1,father,yes,no,,\nF,C2,father,yes,no,,\n",
	    4, 0);
	rows_run(store,
	    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at)"
	    " VALUES (1, 'x', 'M-1', 'marac', 'Northshire', 0);"
	    "INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (1, 'wanda', 5, 'coordinator', '', x''),"
	    " (2, 'xan', 6, 'chair', '', x'');");
	/* A decision of each person about each case. */
	rows_run(store,
	    "INSERT INTO decision (meeting_id, case_id, person_id, verdict,"
	    " reason, proposed_by, proposed_at, approved_by, approved_at)"
	    " SELECT 1, marac_case.id, person.id, 'send', 'x', 1, 1, 2, 2"
	    " FROM marac_case, person WHERE person.ref IN ('M', 'F', 'C1')");
	*state = store;
	return 0;
}

/* Which decisions are void: "K1 F" one a line. */
static void
void_are(struct store *store, const char *want)
{
	rows_are(store,
	    "SELECT reference || ' ' || ref FROM decision"
	    " JOIN marac_case ON marac_case.id = case_id"
	    " JOIN person ON person.id = decision.person_id"
	    " WHERE void_at IS NOT NULL ORDER BY 1",
	    want);
}

static void
rule_12_what_did_not_change_voids_nothing(void **state)
{
	struct store *store = *state;

	takes(store, "relationships",
	    RELATIONS "F,C1,father,yes,no,,\nM,C1,mother,yes,no,,\n", 0, 0);
	takes(store, "children", CHILDREN "C1,2012-05-14,,,,,no,,,\n", 0, 0);
	takes(store, "cases", CASES "K1,M,C1,,,17,\n", 0, 0);
	takes(store, "people", PEOPLE "F,Perry Example-Sample,,,\n", 0, 1);
	void_are(store, "");
}

static void
rule_12_an_edited_relationship_voids_that_persons_decisions(void **state)
{
	struct store *store = *state;

	takes(store, "relationships", RELATIONS "F,C1,father,yes,disputed,,\n",
	    0, 1);
	void_are(store, "K1 F\n");
	/* a new one, too */
	takes(
	    store, "relationships", RELATIONS "M,C2,guardian,yes,no,,\n", 1, 0);
	void_are(store, "K1 F\nK2 M\n");
}

static void
rule_12_an_edited_route_voids_that_persons_decisions(void **state)
{
	struct store *store = *state;

	takes(store, "routes",
	    ROUTES "F,email,perry@mail.example,yes,,,,,W,2026-11-01,\n", 1, 0);
	void_are(store, "K1 F\nK2 F\n");
}

static void
rule_12_an_edited_understanding_voids_the_childs_decisions(void **state)
{
	struct store *store = *state;

	takes(store, "children",
	    CHILDREN "C1,2012-05-14,,,,,yes,W,2026-11-01,W\n", 0, 1);
	void_are(store, "K1 C1\nK2 C1\n");
}

static void
rule_12_an_edited_case_voids_everybodys_decisions(void **state)
{
	struct store *store = *state;

	takes(store, "cases", CASES "K2,M,C2,F,,,\n", 0, 1);
	void_are(store, "K2 C1\nK2 F\nK2 M\n");
	rows_are(store, "SELECT count(*) FROM case_perpetrator", "1\n");
}

/* Whose files the case V is in. */
static void
files_of_v(struct store *store, const char *want)
{
	rows_are(store,
	    "SELECT p.ref FROM case_child h JOIN marac_case k"
	    " ON k.id = h.case_id JOIN child c ON c.id = h.child_id"
	    " JOIN person p ON p.id = c.person_id WHERE k.reference = 'V'"
	    " ORDER BY p.ref",
	    want);
}

static void
rule_23_a_victim_with_a_childs_file_is_of_the_case(void **state)
{
	struct store *store = *state;

	/* Unlisted, listed, and again. */
	takes(store, "cases", CASES "V,C2,C1,F,,,\n", 1, 0);
	files_of_v(store, "C1\nC2\n");
	takes(store, "cases", CASES "V,C2,C1;C2,F,,,\n", 0, 0);
	takes(store, "cases", CASES "V,C2,C1,F,,,\n", 0, 0);
	files_of_v(store, "C1\nC2\n");
	/* Another victim, without a file. */
	takes(store, "cases", CASES "V,M,C1,F,,,\n", 0, 1);
	files_of_v(store, "C1\n");
	void_are(store, "");
}

static void
rule_23_a_victim_whose_file_comes_later_is_of_the_case(void **state)
{
	struct store *store = *state;

	takes(store, "cases", CASES "V,M,C1,F,,,\n", 1, 0);
	files_of_v(store, "C1\n");
	takes(store, "children", CHILDREN "M,2010-05-14,,,,,no,,,\n", 1, 0);
	files_of_v(store, "C1\nM\n");
	takes(store, "children", CHILDREN "M,2010-05-15,,,,,no,,,\n", 0, 1);
	files_of_v(store, "C1\nM\n");
	/* K1 and K2, whose victim M is too, are not what was decided on. */
	void_are(store, "K1 C1\nK1 F\nK1 M\nK2 C1\nK2 F\nK2 M\n");
}

static void
rule_04_and_06_blank_is_unknown(void **state)
{
	struct store *store = *state;

	takes(store, "relationships", RELATIONS "W,C1,neighbour,,,,\n", 1, 0);
	takes(store, "routes", ROUTES "W,email,w@mail.example,,,,,,,,\n", 1, 0);
	rows_are(store,
	    "SELECT source_of_harm, parental_responsibility FROM relationship"
	    " WHERE kind = 'neighbour'",
	    "unknown|0\n");
	rows_are(store,
	    "SELECT safe, voicemail, shared_device, verified_at IS NULL"
	    " FROM contact_route",
	    "unknown|0|0|1\n");
}

static void
rule_13_an_understanding_names_who_when_and_the_supporter(void **state)
{
	struct store *store = *state;

	refuses(store, "children", CHILDREN "C1,2012-05-14,,,,,yes,,,\n",
	    "x:2:23: understands is yes: say who");
	refuses(store, "children", CHILDREN "C1,2012-05-14,,,,,yes,W,,W\n",
	    "x:2:25: understands is yes: say when");
	refuses(store, "children",
	    CHILDREN "C1,2012-05-14,,,,,yes,W,2026-11-01,\n",
	    "x:2:36: understands is yes: name the supporter");
	refuses(store, "children", CHILDREN "W,,,,,,no,,,\n",
	    "x:2:3: a date of birth");
	rows_are(store, "SELECT sum(understands) FROM child", "0\n");
	void_are(store, "");
}

static void
times_are_londons(void **state)
{
	struct store *store = *state;

	/* 31 July 2026 ends at 23:00Z, 30 November at 24:00Z. */
	takes(store, "routes",
	    ROUTES "M,email,a@mail.example,yes,09:30,14:00,,,W,,2026-07-31\n"
		   "F,email,b@mail.example,yes,,,,,W,,2026-11-30\n",
	    2, 0);
	rows_are(store,
	    "SELECT safe_from_minute, safe_to_minute, expires_at"
	    " FROM contact_route ORDER BY id",
	    "570|840|1785538800000\n-1|-1|1796083200000\n");
	takes(store, "meetings",
	    "ref,type,area,venue,planned,chair,coordinator\n"
	    "S,marac,N,,2026-07-01 09:30,,\nW,marac,N,,2026-11-23 09:30,,\n"
	    "Z,marac,N,,2026-07-01T09:30Z,,\n",
	    3, 0);
	rows_are(store,
	    "SELECT planned_at / 1000 FROM meeting WHERE id > 1 ORDER BY id",
	    "1782894600\n1795426200\n1782898200\n");
}

static void
a_file_is_in_whole_or_not_at_all(void **state)
{
	struct store *store = *state;

	refuses(store, "people",
	    PEOPLE "N1,Nina Invented,,New Agency,\nN2,,,,\n", "x:3:4: must");
	rows_are(store, "SELECT count(*) FROM person", "6\n");
	rows_are(store, "SELECT count(*) FROM agency", "1\n");
	rows_are(store,
	    "SELECT count(*) FROM audit_event WHERE what = 'import.people'",
	    "1\n");
	assert_false(store_in_transaction(store));
}

static void
without_memory_nothing_is_half_done(void **state)
{
	static const char csv[] =
	    PEOPLE "N1,Nina Invented,Nin I;Ninnie,New Agency,\n"
		   "N2,Noah Invented,,Other Agency,Title\n";
	struct store *store = *state;
	unsigned n = 0;
	enum rc rc;

	do {
		struct faults faults = {.file = "x"};
		struct sheet_counts counts;
		struct error err = {0};

		starve_countdown = ++n;
		rc = try(store, "people", csv, &counts, &faults, &err);
		starve_countdown = 0;
		if (rc != RC_OK) {
			assert_int_equal(rc, RC_NOMEM);
			rows_are(store, "SELECT count(*) FROM person", "6\n");
			rows_are(
			    store, "SELECT count(*) FROM person_alias", "0\n");
			assert_false(store_in_transaction(store));
		}
		faults_clear(&faults);
	} while (rc != RC_OK);
	assert_true(n > 20);
	rows_are(store, "SELECT count(*) FROM person", "8\n");
	rows_are(store, "SELECT count(*) FROM person_alias", "2\n");
}

#define AGENDA "meeting,number,kind,case,referrer,deferred\n"

/* As a page asks for it: CSV of the meeting 1, for WANDA (5). */
static enum rc
look(struct store *store, const char *csv, bool looks,
    struct sheet_counts *counts, struct faults *faults)
{
	struct sheet s = {
	    .store = store,
	    .data = csv,
	    .len = strlen(csv),
	    .who = "account:1",
	    .looks = looks,
	    .asks = {5},
	    .of = {1},
	    .faults = faults,
	};
	enum rc rc;

	assert_int_equal(kind_find("agenda", &s.kind, NULL), RC_OK);
	rc = looks ? sheet_put(&s, NULL) : sheet_run(&s, NULL);
	*counts = s.counts;
	sheet_clear(&s);
	return rc;
}

static void
to_look_writes_nothing_and_says_what_would_be(void **state)
{
	struct store *store = *state;
	struct faults faults = {.file = "x"};
	struct sheet_counts counts;

	takes(store, "agenda", AGENDA "M-1,1,discussion,K1,,\n", 1, 0);
	assert_int_equal(
	    look(store, AGENDA "M-1,1,discussion,K1,,\nM-1,2,discussion,K2,,\n",
		true, &counts, &faults),
	    RC_OK);
	assert_int_equal(counts.added, 1);
	assert_int_equal(counts.same, 1);
	assert_int_equal(
	    look(store, AGENDA "M-1,1,discussion,K1,,Not briefed\n", true,
		&counts, &faults),
	    RC_OK);
	assert_int_equal(counts.changed, 1);
	rows_are(
	    store, "SELECT number, status FROM agenda_item", "1|planned\n");
	rows_are(store,
	    "SELECT count(*) FROM audit_event WHERE what = 'import.agenda'",
	    "1\n");
}

/* No row about it, no number of it, and no other answer than for none. */
static void
rule_14_a_file_does_not_meet_what_is_hidden(void **state)
{
	struct store *store = *state;
	struct faults of_hidden = {.file = "x"}, of_none = {.file = "x"};
	struct faults faults = {.file = "x"};
	struct sheet_counts counts;

	takes(store, "agenda",
	    AGENDA "M-1,1,discussion,K1,,\nM-1,2,discussion,K2,,\n", 2, 0);
	rows_run(store,
	    "INSERT INTO conflict SELECT 1, id, 5, 5 FROM marac_case"
	    " WHERE reference = 'K1'");
	assert_int_equal(look(store, AGENDA "M-1,7,discussion,K1,,\n", false,
			     &counts, &of_hidden),
	    RC_INVALID);
	assert_int_equal(look(store, AGENDA "M-1,7,discussion,KX,,\n", false,
			     &counts, &of_none),
	    RC_INVALID);
	of_none.shown[0].text[strlen("no case has the reference 'K")] = '1';
	assert_string_equal(of_hidden.shown[0].text, of_none.shown[0].text);
	assert_string_equal(of_hidden.shown[0].name, "case");
	/* Their number 1 is K2's, and 2 is free. */
	assert_int_equal(
	    look(store,
		AGENDA "M-1,1,discussion,K2,,Late\nM-1,2,discussion,K2,,\n",
		false, &counts, &faults),
	    RC_OK);
	rows_are(store,
	    "SELECT number, reference, status_reason FROM agenda_item"
	    " JOIN marac_case c ON c.id = case_id ORDER BY number",
	    "1|K1|\n2|K2|Late\n3|K2|\n");
	faults_clear(&of_hidden);
	faults_clear(&of_none);
	faults_clear(&faults);
}

static void
a_pages_file_is_about_its_meeting_alone(void **state)
{
	struct store *store = *state;
	struct faults faults = {.file = "x"};
	struct sheet_counts counts;

	rows_run(store,
	    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at)"
	    " VALUES (2, 'y', 'M-2', 'marac', 'Northshire', 0)");
	assert_int_equal(
	    look(store, AGENDA "M-1,1,discussion,K1,,\nM-2,1,discussion,K2,,\n",
		false, &counts, &faults),
	    RC_INVALID);
	assert_int_equal(faults.count, 1);
	assert_int_equal(faults.shown[0].line, 3);
	assert_string_equal(faults.shown[0].name, "meeting");
	rows_are(store, "SELECT count(*) FROM agenda_item", "0\n");
	faults_clear(&faults);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, begin, rows_end)
	const struct CMUnitTest tests[] = {
	    T(rule_12_what_did_not_change_voids_nothing),
	    T(rule_12_an_edited_relationship_voids_that_persons_decisions),
	    T(rule_12_an_edited_route_voids_that_persons_decisions),
	    T(rule_12_an_edited_understanding_voids_the_childs_decisions),
	    T(rule_12_an_edited_case_voids_everybodys_decisions),
	    T(rule_23_a_victim_with_a_childs_file_is_of_the_case),
	    T(rule_23_a_victim_whose_file_comes_later_is_of_the_case),
	    T(rule_04_and_06_blank_is_unknown),
	    T(rule_13_an_understanding_names_who_when_and_the_supporter),
	    T(times_are_londons),
	    T(a_file_is_in_whole_or_not_at_all),
	    T(to_look_writes_nothing_and_says_what_would_be),
	    T(rule_14_a_file_does_not_meet_what_is_hidden),
	    T(a_pages_file_is_about_its_meeting_alone),
	    T(without_memory_nothing_is_half_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
