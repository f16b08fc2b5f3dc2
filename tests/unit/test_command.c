/* The control protocol: every verb survives the wire, everything else is
 * refused with the field's name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "control/command.h"
#include "control/dialog.h"
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
		if (v == COMMAND_UNDO || v == COMMAND_DESCRIBE)
			c.seq = UINT32_MAX;
		if (v == COMMAND_LATE)
			c.seconds = 90;
		if (v == COMMAND_MARK || v == COMMAND_DESCRIBE) {
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
	    {"{\"verb\":\"describe\",\"key\":\"k\",\"mark\":\"note\","
	     "\"words\":\"w\"}",
		"seq"},
	    {"{\"verb\":\"describe\",\"key\":\"k\",\"mark\":\"note\","
	     "\"seq\":1}",
		"words"},
	    {"{\"verb\":\"describe\",\"key\":\"k\",\"mark\":\"action\","
	     "\"seq\":1,\"words\":\"w\"}",
		"owner"},
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
	    .meeting = "0123456789abcdef0123456789abcdef",
	    .announced = true,
	    .statement = true,
	    .item = 3,
	    .item_since = 1234567000000,
	    .closed = true,
	    .sample = 1234567890123,
	    .written = 1234567890000,
	    .wall_ms = 1795441695961,
	    .seq = 77,
	    .device = "room",
	    .alarm = "muted",
	    .notice = "a quiet room",
	    .level_cb = -333,
	    .peak_cb = -12,
	    .marks = 5,
	    .undo = 4294967295,
	    .version = 0x1fffffffffffff,
	    .free_seconds = 9,
	    .present = {4, 1, 65535},
	    .npresent = 3,
	    .heard = {1, 2},
	    .nheard = 2,
	    .nrecent = 2};
	struct command_reply back;
	struct buf line = {0};
	struct error err = {0};

	(void)state;
	r.recent[0].seq = 76;
	(void)strcpy(r.recent[0].kind, "decision");
	r.recent[0].item = 3;
	r.recent[0].sample = 5;
	r.recent[0].undone = true;
	r.recent[1].seq = 77;
	(void)strcpy(r.recent[1].kind, "undone");
	r.recent[1].person = 9;
	r.recent[1].supersedes = 76;
	assert_int_equal(command_reply_print(&r, &line, &err), RC_OK);
	assert_int_equal(
	    command_reply_parse((const char *)line.data, line.len, &back, &err),
	    RC_OK);
	assert_memory_equal(&r, &back, sizeof(r));
	buf_clear(&line);
}

static void
a_wrong_answer_is_refused(void **state)
{
	static const struct {
		const char *line, *says;
	} bad[] = {
	    {"{}", "rc"},
	    {"{\"rc\":\"good\"}", "rc"},
	    {"{\"rc\":\"ok\",\"state\":\"asleep\"}", "state"},
	    {"{\"rc\":\"ok\",\"colour\":1}", "colour"},
	    {"{\"rc\":\"ok\",\"closed\":1}", "closed"},
	    {"{\"rc\":\"ok\",\"item\":2147483648}", "item"},
	    {"{\"rc\":\"ok\",\"undo\":-1}", "undo"},
	    {"{\"rc\":\"ok\",\"heard\":[0]}", "heard"},
	    {"{\"rc\":\"ok\",\"heard\":{}}", "heard"},
	    {"{\"rc\":\"ok\",\"recent\":[1]}", "recent"},
	    {"{\"rc\":\"ok\",\"recent\":[{\"who\":1}]}", "who"},
	    {"{\"rc\":\"ok\",\"recent\":[{},{},{},{},{},{},{},{},{}]}",
		"recent"},
	    {"{\"rc\":\"ok\",\"recent\":[{\"kind\":\"0123456789abcdef\"}]}",
		"kind"},
	};
	struct command_reply r;
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		err = (struct error){0};
		assert_int_equal(command_reply_parse(bad[i].line,
				     strlen(bad[i].line), &r, &err),
		    RC_INVALID);
		if (strstr(err.text, bad[i].says) == NULL)
			fail_msg("%s: %s", bad[i].line, err.text);
	}
}

static void
the_longest_answer_fits(void **state)
{
	static struct command_reply r, back;
	struct buf line = {0};

	(void)state;
	r.state = COMMAND_IS_OFF_RECORD;
	memset(r.text, '"', sizeof(r.text) - 1);
	memset(r.device, '\\', sizeof(r.device) - 1);
	memset(r.alarm, '\t', sizeof(r.alarm) - 1);
	memset(r.notice, '\n', sizeof(r.notice) - 1);
	memset(r.meeting, 'f', sizeof(r.meeting) - 1);
	r.deaf = true;
	r.sample = r.written = r.wall_ms = r.free_seconds = INT64_MIN;
	r.item_since = r.version = INT64_MIN;
	r.npresent = COMMAND_PRESENT;
	r.nheard = COMMAND_HEARD;
	r.nrecent = COMMAND_RECENT;
	r.nspent = COMMAND_HEARD;
	r.nmicrophones = COMMAND_MICROPHONES;
	for (int i = 0; i < COMMAND_HEARD; i++)
		r.spent[i] = INT32_MAX - i;
	for (int i = 0; i < COMMAND_MICROPHONES; i++) {
		struct command_microphone *m = &r.microphones[i];

		memset(m->name, '"', sizeof(m->name) - 1);
		memset(m->kind, '\\', sizeof(m->kind) - 1);
		m->missing = true;
		m->level_cb = m->peak_cb = INT32_MIN;
	}
	for (int i = 0; i < COMMAND_PRESENT; i++)
		r.present[i] = 65535 - i;
	for (int i = 0; i < COMMAND_HEARD; i++)
		r.heard[i] = 65535 - i;
	for (int i = 0; i < COMMAND_RECENT; i++) {
		r.recent[i].seq = UINT32_MAX;
		r.recent[i].sample = INT64_MIN;
		memset(r.recent[i].kind, '"', sizeof(r.recent[i].kind) - 1);
	}
	assert_int_equal(command_reply_print(&r, &line, NULL), RC_OK);
	assert_true(line.len <= COMMAND_REPLY_LINE);
	assert_int_equal(
	    command_reply_parse((const char *)line.data, line.len, &back, NULL),
	    RC_OK);
	assert_memory_equal(&r, &back, sizeof(r));
	buf_clear(&line);
}

static void
the_version_tells_what_changed(void **state)
{
	struct command_reply a = {.state = COMMAND_RECORDING, .nrecent = 1};
	struct command_reply b = a;
	int64_t was = command_reply_version(&a);

	(void)state;
	a.sample = a.written = a.wall_ms = a.free_seconds = 7;
	a.level_cb = a.peak_cb = -7;
	a.rc = RC_BUSY;
	assert_true(was >= 0);
	assert_int_equal(command_reply_version(&a), was);
	b.recent[0].seq = 1;
	assert_int_not_equal(command_reply_version(&b), was);
	(void)strcpy(a.alarm, "x");
	assert_int_not_equal(command_reply_version(&a), was);
	was = command_reply_version(&a);
	/* a text that moves from one field to the next is another */
	a.alarm[0] = '\0';
	(void)strcpy(a.notice, "x");
	assert_int_not_equal(command_reply_version(&a), was);
}

/* A listening socket; its path in PATH. */
static int
listen_here(char *path, size_t room)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(path, room, "test-%ld.sock", (long)getpid());
	(void)unlink(path);
	(void)snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(fd, 1), 0);
	return fd;
}

static void
a_dialog_keeps_the_order(void **state)
{
	static const char first[] = "{\"rc\":\"ok\",\"seq\":1}\n{\"rc\":";
	static const char second[] = "\"busy\",\"seq\":2}\n";
	struct command c = {.verb = COMMAND_STATUS};
	struct command_reply r;
	struct error err = {0};
	struct dialog *d = NULL;
	char path[100], said[200];
	bool got;
	int fd = listen_here(path, sizeof(path)), other;

	(void)state;
	assert_int_equal(dialog_open(&d, path, &err), RC_OK);
	other = accept(fd, NULL, NULL);
	assert_int_equal(dialog_turn(d, &r, &got, &err), RC_OK);
	assert_false(got);
	assert_int_equal(dialog_say(d, &c, &err), RC_OK);
	assert_int_equal(dialog_say(d, &c, &err), RC_OK);
	assert_int_equal(
	    recv(other, said, sizeof(said), MSG_WAITALL | MSG_DONTWAIT),
	    2 * (int)strlen("{\"verb\":\"status\"}\n"));
	assert_int_equal(write(other, first, strlen(first)), strlen(first));
	assert_int_equal(dialog_turn(d, &r, &got, &err), RC_OK);
	assert_true(got);
	assert_int_equal(r.seq, 1);
	assert_int_equal(dialog_turn(d, &r, &got, &err), RC_OK);
	assert_false(got);
	assert_int_equal(write(other, second, strlen(second)), strlen(second));
	assert_int_equal(dialog_turn(d, &r, &got, &err), RC_OK);
	assert_true(got);
	assert_int_equal(r.seq, 2);
	assert_int_equal(r.rc, RC_BUSY);
	(void)close(other);
	assert_int_equal(dialog_turn(d, &r, &got, &err), RC_NOTFOUND);
	dialog_close(d);
	(void)close(fd);
	assert_int_equal(dialog_open(&d, path, &err), RC_NOTFOUND);
	assert_null(d);
	(void)unlink(path);
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
	    cmocka_unit_test(a_wrong_answer_is_refused),
	    cmocka_unit_test(the_longest_answer_fits),
	    cmocka_unit_test(the_version_tells_what_changed),
	    cmocka_unit_test(a_dialog_keeps_the_order),
	    cmocka_unit_test(nobody_listens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
