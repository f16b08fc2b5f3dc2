/* The control protocol: every verb survives the wire, everything else is
 * refused with the field's name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "control/command.h"
#include "control/exchange.h"

static enum rc
parse(const char *line, struct command *c, struct error *err)
{
	*err = (struct error){0};
	return command_parse(line, strlen(line), c, err);
}

static void
every_verb_is_the_same_behind_the_wire(void **state)
{
	(void)state;
	for (int v = COMMAND_STATUS; v <= COMMAND_END; v++) {
		struct command c = {.verb = (enum command_verb)v}, back;
		struct error err = {0};
		struct buf line = {0};

		(void)snprintf(c.key, sizeof(c.key), "key-%d", v);
		if (v == COMMAND_JOIN || v == COMMAND_LEAVE)
			c.person = 7;
		if (v == COMMAND_NEXT)
			c.item = 12;
		if (v == COMMAND_UNDO)
			c.seq = UINT32_MAX;
		if (v == COMMAND_LATE)
			c.seconds = 90;
		if (v == COMMAND_MARK) {
			(void)strcpy(c.mark, "action");
			(void)strcpy(c.words,
			    "Tell \"the\" school\tin \xc5\xb4rex\xc3\xa9");
			(void)strcpy(c.owner, "Northshire Housing");
			(void)strcpy(c.due, "2028-02-29");
		}
		assert_int_equal(command_print(&c, &line, &err), RC_OK);
		assert_int_equal(line.data[line.len - 1], '\n');
		assert_null(memchr(line.data, '\n', line.len - 1));
		assert_int_equal(command_parse((const char *)line.data,
				     line.len, &back, &err),
		    RC_OK);
		assert_memory_equal(&c, &back, sizeof(c));
		buf_clear(&line);
	}
}

static void
a_wrong_request_names_its_fault(void **state)
{
	static const struct {
		const char *line, *says;
	} bad[] = {
	    {"", "not JSON"},
	    {"[]", "not a JSON object"},
	    {"{\"verb\":\"status\"", "column"},
	    {"{\"key\":\"k\"}", "verb"},
	    {"{\"verb\":\"dance\",\"key\":\"k\"}", "verb"},
	    {"{\"verb\":\"start\"}", "key"},
	    {"{\"verb\":\"start\",\"key\":\"a b\"}", "key"},
	    {"{\"verb\":\"start\",\"key\":\"k\",\"item\":1}", "start"},
	    {"{\"verb\":\"join\",\"key\":\"k\"}", "person"},
	    {"{\"verb\":\"join\",\"key\":\"k\",\"person\":0}", "person"},
	    {"{\"verb\":\"join\",\"key\":\"k\",\"person\":65536}", "person"},
	    {"{\"verb\":\"join\",\"key\":\"k\",\"person\":1.5}", "person"},
	    {"{\"verb\":\"join\",\"key\":\"k\",\"person\":\"1\"}", "person"},
	    {"{\"verb\":\"join\",\"key\":\"k\",\"person\":1,\"person\":2}",
		"duplicate"},
	    {"{\"verb\":\"late\",\"key\":\"k\",\"seconds\":-1}", "seconds"},
	    {"{\"verb\":\"undo\",\"key\":\"k\",\"seq\":4294967296}", "seq"},
	    {"{\"verb\":\"mark\",\"key\":\"k\"}", "mark"},
	    {"{\"verb\":\"mark\",\"key\":\"k\",\"mark\":\"joy\"}", "mark"},
	    {"{\"verb\":\"mark\",\"key\":\"k\",\"mark\":\"action\",\"words\":"
	     "\"w\"}",
		"owner"},
	    {"{\"verb\":\"mark\",\"key\":\"k\",\"mark\":\"action\",\"words\":"
	     "\"w\",\"owner\":\"o\",\"due\":\"2027-02-29\"}",
		"due"},
	    {"{\"verb\":\"mark\",\"key\":\"k\",\"mark\":\"note\",\"words\":"
	     "\"w\",\"owner\":\"o\"}",
		"owner"},
	    {"{\"verb\":\"mark\",\"key\":\"k\",\"mark\":\"note\",\"words\":"
	     "\"a\\u0007b\"}",
		"words"},
	};
	struct command c;
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(parse(bad[i].line, &c, &err), RC_INVALID);
		if (strstr(err.text, bad[i].says) == NULL)
			fail_msg("%s: %s", bad[i].line, err.text);
	}
}

static void
a_long_request_is_refused(void **state)
{
	static char line[COMMAND_LINE + 64];
	struct command c;
	struct error err;
	int n = snprintf(line, sizeof(line),
	    "{\"verb\":\"mark\",\"key\":\"k\",\"mark\":\"note\",\"words\":\"");

	(void)state;
	memset(line + n, 'a', 1000);
	(void)strcpy(line + n + 1000, "\"}");
	assert_int_equal(parse(line, &c, &err), RC_OK);
	(void)strcpy(line + n + 1000, "a\"}");
	assert_int_equal(parse(line, &c, &err), RC_INVALID);
	memset(line, ' ', COMMAND_LINE + 1);
	line[COMMAND_LINE + 1] = '\0';
	assert_int_equal(parse(line, &c, &err), RC_INVALID);
	assert_non_null(strstr(err.text, "4096"));
}

static void
an_answer_is_the_same_behind_the_wire(void **state)
{
	struct command_reply r = {.rc = RC_DENIED,
	    .text = "because \"so\"",
	    .state = COMMAND_ON_BREAK,
	    .item = 3,
	    .closed = true,
	    .sample = 1234567890123,
	    .written = 1234567890000,
	    .wall_ms = 1795441695961,
	    .seq = 77,
	    .device = "room",
	    .alarm = "muted",
	    .level_cb = -333,
	    .free_seconds = 9,
	    .present = {4, 1, 65535},
	    .npresent = 3};
	struct command_reply back;
	struct buf line = {0};
	struct error err = {0};

	(void)state;
	assert_int_equal(command_reply_print(&r, &line, &err), RC_OK);
	assert_int_equal(
	    command_reply_parse((const char *)line.data, line.len, &back, &err),
	    RC_OK);
	assert_memory_equal(&r, &back, sizeof(r));
	buf_clear(&line);
}

static void
nobody_listens(void **state)
{
	struct command c = {.verb = COMMAND_STATUS};
	struct command_reply reply;
	struct error err = {0};

	(void)state;
	assert_int_equal(
	    exchange_ask("no/such.sock", &c, &reply, 100, &err), RC_NOTFOUND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_verb_is_the_same_behind_the_wire),
	    cmocka_unit_test(a_wrong_request_names_its_fault),
	    cmocka_unit_test(a_long_request_is_refused),
	    cmocka_unit_test(an_answer_is_the_same_behind_the_wire),
	    cmocka_unit_test(nobody_listens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
