/* A sheet of marks: read as written, or refused with file:line:column; and
 * what becomes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/marksheet.h"
#include "recorder/script.h"

#define HEAD "at,kind,item,person,words,owner,due\n"

static enum rc
parse(const char *text, struct marksheet *sheet, struct error *err)
{
	*sheet = (struct marksheet){0};
	*err = (struct error){0};
	return marksheet_parse("m.csv", text, strlen(text), sheet, err);
}

static void
a_sheet_is_read_as_written(void **state)
{
	struct marksheet sheet;
	struct error err;
	const struct command *c;

	(void)state;
	assert_int_equal(
	    parse("\xEF\xBB\xBF"
		  "kind,at,person,item,due,owner,words\r\n"
		  "announce,0:00:00,,,,,\r\n"
		  "join,0:00:00.5,65535,,,,\r\n"
		  "\r\n"
		  "item,0:00:01.25,,3,,,\r\n"
		  "action,10:59:59.999,,,2026-12-01,\"A, B\",\"say \"\"no\"\"\n"
		  "twice\"\r\n"
		  "late,10:59:59.999,,,,,90",
		&sheet, &err),
	    RC_OK);
	assert_int_equal(sheet.count, 5);
	assert_int_equal(sheet.rows[1].sample, 24000);
	assert_int_equal(sheet.rows[1].command.person, 65535);
	assert_int_equal(sheet.rows[2].sample, 60000);
	assert_int_equal(sheet.rows[2].line, 5);
	assert_int_equal(sheet.rows[2].command.verb, COMMAND_NEXT);
	assert_int_equal(sheet.rows[2].command.item, 3);
	c = &sheet.rows[3].command;
	assert_int_equal(sheet.rows[3].sample,
	    (((int64_t)10 * 60 + 59) * 60 + 59) * 48000 + 47952);
	assert_string_equal(c->words, "say \"no\"\ntwice");
	assert_string_equal(c->owner, "A, B");
	assert_string_equal(c->due, "2026-12-01");
	assert_int_equal(sheet.rows[4].command.seconds, 90);
	assert_int_equal(sheet.rows[4].line, 8);
	marksheet_clear(&sheet);
}

static void
a_fault_has_its_place(void **state)
{
	static const struct {
		const char *text, *place;
	} bad[] = {
	    {"", "m.csv:1:1: "},
	    {"at,kind\n", "m.csv:1:1: "},
	    {"at,kind,item,person,colour\n", "m.csv:1:21: "},
	    {"at,kind,item,person,at\n", "m.csv:1:21: "},
	    {HEAD "0:00,announce,,,,,\n", "m.csv:2:1: "},
	    {HEAD "0:60:00,announce,,,,,\n", "m.csv:2:1: "},
	    {HEAD "0:00:00.,announce,,,,,\n", "m.csv:2:1: "},
	    {HEAD "0:00:00.1234,announce,,,,,\n", "m.csv:2:1: "},
	    {HEAD "-1:00:00,announce,,,,,\n", "m.csv:2:1: "},
	    {HEAD "0:00:00,dance,,,,,\n", "m.csv:2:9: "},
	    {HEAD "0:00:00,start,,,,,\n", "m.csv:2:9: "},
	    {HEAD "0:00:00,item,,,,,\n", "m.csv:2:14: "},
	    {HEAD "0:00:00,item,x,,,,\n", "m.csv:2:14: "},
	    {HEAD "0:00:00,announce,1,,,,\n", "m.csv:2:18: "},
	    {HEAD "0:00:00,join,,,,,\n", "m.csv:2:15: "},
	    {HEAD "0:00:00,break,,,tea,,\n", "m.csv:2:17: "},
	    {HEAD "0:00:00,late,,,soon,,\n", "m.csv:2:16: "},
	    {HEAD "0:00:00,action,,,w,,\n", "m.csv:2:18: "},
	    {HEAD "0:00:00,announce,,,,\n", "m.csv:2:21: "},
	    {HEAD "0:00:00,announce,,,,,,\n", "m.csv:2:23: "},
	    {HEAD "0:00:00,note,,,\"w,,\n", "m.csv:2:16: "},
	    {HEAD "0:00:00,note,,,w\"w,,\n", "m.csv:2:17: "},
	    {HEAD "0:00:00,note,,,\"w\"w,,\n", "m.csv:2:19: "},
	    {HEAD "0:00:00,note,,,\xff,,\n", "m.csv:2:16: "},
	    {HEAD "0:00:00,note,,,\xc3\xa9,x,\n", "m.csv:2:16: "},
	    {HEAD "0:00:02,announce,,,,,\n0:00:01,end,,,,,\n", "m.csv:3:1: "},
	};
	struct marksheet sheet;
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(parse(bad[i].text, &sheet, &err), RC_INVALID);
		if (strncmp(err.text, bad[i].place, strlen(bad[i].place)) != 0)
			fail_msg("%s\nnot at %s but %s", bad[i].text,
			    bad[i].place, err.text);
		assert_null(sheet.rows);
	}
}

enum { S = 48000 };

static char discussion[] = "discussion", name[] = "x";
static struct papers_item items[] = {
    {.number = 1, .kind = discussion, .label = name},
    {.number = 2, .kind = discussion, .label = name},
};
static struct papers_person people[] = {
    {.ref = 1, .name = name, .agency = name, .capacity = name},
};
static const struct papers papers = {
    .items = items, .nitems = 2, .people = people, .npeople = 1};

static enum rc
make(const char *text, struct script *script, struct error *err)
{
	struct marksheet sheet;
	enum rc rc;

	*script = (struct script){0};
	assert_int_equal(parse(text, &sheet, err), RC_OK);
	rc = script_make(
	    &sheet, "m.csv", &papers, 100 * (int64_t)S, 1000000, script, err);
	marksheet_clear(&sheet);
	return rc;
}

static void
stretches_are_of_one_item_and_on_the_record(void **state)
{
	static const struct script_stretch want[] = {
	    {2, {5 * S, 20 * S}},
	    {1, {20 * S, 30 * S}},
	    {1, {40 * S, 50 * S}}, /* the closed session is one of its own */
	    {1, {50 * S, 60 * S}},
	    {1, {60 * S, 100 * S}},
	};
	struct script s;
	struct error err;

	(void)state;
	assert_int_equal(make(HEAD "0:00:01,announce,,,,,\n"
				   "0:00:01,join,,1,,,\n"
				   "0:00:05,item,2,,,,\n"
				   "0:00:20,item,1,,,,\n"
				   "0:00:20,note,,,here,,\n"
				   "0:00:30,off-record,,,,,\n"
				   "0:00:40,resume,,,,,\n"
				   "0:00:50,closed,,,,,\n"
				   "0:01:00,open,,,,,\n",
			     &s, &err),
	    RC_OK);
	assert_int_equal(s.nstretches, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(s.stretches[i].item, want[i].item);
		assert_int_equal(s.stretches[i].span.from, want[i].span.from);
		assert_int_equal(s.stretches[i].span.to, want[i].span.to);
	}
	assert_int_equal(s.nwords, 1);
	assert_int_equal(s.words[0].stretch, 1);
	assert_int_equal(s.entries[s.words[0].seq - 1].kind, JOURNAL_NOTE);
	for (size_t i = 0; i < s.count; i++)
		assert_int_equal(s.entries[i].seq, i + 1);
	assert_int_equal(s.entries[2].kind, JOURNAL_STARTED);
	assert_int_equal(s.entries[2].sample, 5 * S);
	assert_int_equal(s.entries[s.count - 1].kind, JOURNAL_ENDED);
	assert_int_equal(s.entries[s.count - 1].sample, 100 * S);
	script_clear(&s);
}

static void
rule_16_import_needs_announcement_and_attendance(void **state)
{
	struct script s;
	struct error err;

	(void)state;
	assert_int_equal(
	    make(HEAD "0:00:00,join,,1,,,\n0:00:05,item,1,,,,\n", &s, &err),
	    RC_DENIED);
	assert_int_equal(strncmp(err.text, "m.csv:3:9: ", 11), 0);
	assert_int_equal(
	    make(HEAD "0:00:00,announce,,,,,\n0:00:05,item,1,,,,\n", &s, &err),
	    RC_DENIED);
}

static void
what_could_not_be_recorded_is_refused(void **state)
{
	static const struct {
		const char *text, *place;
	} bad[] = {
	    {"0:00:05,end,,,,,\n", "m.csv:4:9: "},
	    {"0:00:05,item,7,,,,\n", "m.csv:4:9: "},
	    {"0:00:05,item,1,,,,\n0:01:41,item,2,,,,\n", "m.csv:5:9: "},
	    {"0:00:05,item,1,,,,\n0:00:06,resume,,,,,\n", "m.csv:5:9: "},
	    {"0:00:05,item,1,,,,\n0:00:06,break,,,,,\n0:00:07,note,,,w,,\n",
		"m.csv:6:9: "},
	    {"0:00:05,item,1,,,,\n0:00:06,end,,,,,\n0:00:07,item,2,,,,\n",
		"m.csv:6:9: "},
	    {"", "m.csv: no item"},
	    {"0:00:05,item,1,,,,\n0:00:05,note,,,w,,\n0:00:05,end,,,,,\n",
		"m.csv:5:"},
	};
	struct script s;
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char text[512];

		(void)snprintf(text, sizeof(text),
		    HEAD "0:00:00,announce,,,,,\n0:00:00,join,,1,,,\n%s",
		    bad[i].text);
		assert_int_not_equal(make(text, &s, &err), RC_OK);
		if (strncmp(err.text, bad[i].place, strlen(bad[i].place)) != 0)
			fail_msg("%s\nnot at %s but %s", text, bad[i].place,
			    err.text);
		assert_null(s.entries);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_sheet_is_read_as_written),
	    cmocka_unit_test(a_fault_has_its_place),
	    cmocka_unit_test(stretches_are_of_one_item_and_on_the_record),
	    cmocka_unit_test(rule_16_import_needs_announcement_and_attendance),
	    cmocka_unit_test(what_could_not_be_recorded_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
