/* The console's end of the socket: a command keeps its key whatever happens to
 * the connection, and is not sent when it is too late. */
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

#include "control/relay.h"

static const int64_t ms = 1000000;

/* A recorder of one thread: it answers when it is told to. */
static int listening = -1, asks = -1, tells = -1;
static char path[100];
static struct relay relay;
static int64_t now = 1000000000;

static void
listen_here(void)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};

	(void)snprintf(path, sizeof(path), "relay-%ld.sock", (long)getpid());
	(void)unlink(path);
	listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	(void)snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	assert_int_equal(
	    bind(listening, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(listening, 4), 0);
}

static void
let_in(void)
{
	asks = accept(listening, NULL, NULL);
	tells = accept(listening, NULL, NULL);
	assert_true(asks >= 0 && tells >= 0);
}

static void
throw_out(void)
{
	(void)close(asks);
	(void)close(tells);
}

static enum relay_event
turn(struct command *c, struct command_reply *r)
{
	enum relay_event e = relay_turn(&relay, now, c, r);

	now += 10 * ms;
	return e;
}

static void
nothing(int times)
{
	struct command c;
	struct command_reply r;

	for (int i = 0; i < times; i++)
		assert_int_equal(turn(&c, &r), RELAY_NOTHING);
}

/* The next line that FD was sent, as a command. */
static void
hear(int fd, struct command *c)
{
	struct error err = {0};
	char line[COMMAND_LINE];
	size_t len = 0;

	while (recv(fd, line + len, 1, MSG_DONTWAIT) == 1 && line[len] != '\n')
		len++;
	if (command_parse(line, len, c, &err) != RC_OK)
		fail_msg("%s", err.text);
}

static void
say(int fd, const char *line)
{
	assert_int_equal(write(fd, line, strlen(line)), strlen(line));
}

static void
silent(int fd)
{
	char byte;

	assert_int_equal(recv(fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK), -1);
}

static int
begin(void **state)
{
	struct error err = {0};

	(void)state;
	listen_here();
	assert_int_equal(relay_open(&relay, path, &err), RC_OK);
	nothing(1);
	let_in();
	assert_true(relay_connected(&relay));
	return 0;
}

static int
end(void **state)
{
	(void)state;
	relay_close(&relay);
	throw_out();
	(void)close(listening);
	(void)unlink(path);
	return 0;
}

static void
mark(struct command *c)
{
	struct error err = {0};

	*c = (struct command){.verb = COMMAND_MARK, .mark = "note"};
	assert_int_equal(relay_tell(&relay, c, now, &err), RC_OK);
	assert_int_equal(strlen(c->key), 32);
}

static void
the_status_is_asked_for_again_and_again(void **state)
{
	struct command c;
	struct command_reply r;

	(void)state;
	hear(asks, &c);
	assert_int_equal(c.verb, COMMAND_STATUS);
	/* not while one is on its way */
	nothing(50);
	silent(asks);
	say(asks, "{\"rc\":\"ok\",\"state\":\"recording\",\"item\":3}\n");
	assert_int_equal(turn(&c, &r), RELAY_STATUS);
	assert_int_equal(r.item, 3);
	nothing(1);
	hear(asks, &c);
	say(asks, "{\"rc\":\"ok\",\"state\":\"recording\",\"item\":4}\n");
	assert_int_equal(turn(&c, &r), RELAY_STATUS);
	nothing(5);
	silent(asks); /* five times a second, not more */
}

static void
a_command_keeps_its_key(void **state)
{
	struct command told, c;
	struct command_reply r;

	(void)state;
	mark(&told);
	nothing(1);
	hear(tells, &c);
	assert_string_equal(c.key, told.key);
	/* busy: again, a little later */
	say(tells, "{\"rc\":\"busy\",\"state\":\"recording\"}\n");
	nothing(2);
	silent(tells);
	nothing(15);
	hear(tells, &c);
	assert_string_equal(c.key, told.key);
	/* gone before it answered: again when it is back */
	throw_out();
	nothing(40);
	let_in();
	nothing(2);
	hear(tells, &c);
	assert_string_equal(c.key, told.key);
	silent(tells);
	say(tells, "{\"rc\":\"ok\",\"text\":\"done\",\"seq\":9}\n");
	assert_int_equal(turn(&c, &r), RELAY_ANSWERED);
	assert_int_equal(c.verb, COMMAND_MARK);
	assert_int_equal(r.seq, 9);
	nothing(10);
	silent(tells);
}

static void
too_late_is_not_at_all(void **state)
{
	struct command told, c;
	struct command_reply r;
	enum relay_event e = RELAY_NOTHING;

	(void)state;
	throw_out();
	nothing(2);
	(void)close(listening);
	(void)unlink(path);
	now += 300 * ms;
	nothing(1);
	mark(&told);
	for (int i = 0; i < 400 && e == RELAY_NOTHING; i++)
		e = turn(&c, &r);
	assert_int_equal(e, RELAY_ANSWERED);
	assert_string_equal(c.key, told.key);
	assert_int_equal(r.rc, RC_IO);
	assert_non_null(strstr(r.text, "no answer to \"mark\""));
	assert_int_equal(r.state, 0); /* it says nothing about the meeting */
	listen_here();
	nothing(30);
	let_in();
	nothing(30);
	silent(tells);
}

static void
commands_go_one_by_one(void **state)
{
	struct command first, second, c;
	struct command_reply r;
	struct error err = {0};

	(void)state;
	mark(&first);
	mark(&second);
	nothing(3);
	hear(tells, &c);
	assert_string_equal(c.key, first.key);
	silent(tells);
	say(tells, "{\"rc\":\"denied\",\"text\":\"no\"}\n");
	assert_int_equal(turn(&c, &r), RELAY_ANSWERED);
	assert_int_equal(r.rc, RC_DENIED);
	nothing(1);
	hear(tells, &c);
	assert_string_equal(c.key, second.key);
	/* not more than can be looked over */
	for (int i = 1; i < RELAY_QUEUE; i++)
		mark(&first);
	c = (struct command){.verb = COMMAND_NEXT};
	assert_int_equal(relay_tell(&relay, &c, now, &err), RC_BUSY);
}

static void
a_key_that_was_given_is_kept(void **state)
{
	struct command told = {.verb = COMMAND_NEXT, .key = "page-next"}, c;
	struct error err = {0};

	(void)state;
	assert_int_equal(relay_tell(&relay, &told, now, &err), RC_OK);
	nothing(1);
	hear(tells, &c);
	assert_string_equal(c.key, "page-next");
}

static void
silence_and_absence_are_told_apart(void **state)
{
	struct command c;
	struct command_reply r;
	int silent_s = -1;

	(void)state;
	hear(asks, &c);
	say(asks, "{\"rc\":\"ok\",\"state\":\"recording\"}\n");
	assert_int_equal(turn(&c, &r), RELAY_STATUS);
	assert_int_equal(relay_contact(&relay, now, &silent_s), RELAY_FINE);
	assert_int_equal(silent_s, 0);
	now += 2500 * ms;
	assert_int_equal(relay_contact(&relay, now, &silent_s), RELAY_SLOW);
	assert_int_equal(silent_s, 2);
	throw_out();
	(void)close(listening);
	(void)unlink(path);
	nothing(2);
	assert_int_equal(relay_contact(&relay, now, &silent_s), RELAY_GONE);
	listen_here();
	now += 300 * ms;
	nothing(1);
	let_in();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		the_status_is_asked_for_again_and_again, begin, end),
	    cmocka_unit_test_setup_teardown(
		a_command_keeps_its_key, begin, end),
	    cmocka_unit_test_setup_teardown(too_late_is_not_at_all, begin, end),
	    cmocka_unit_test_setup_teardown(commands_go_one_by_one, begin, end),
	    cmocka_unit_test_setup_teardown(
		a_key_that_was_given_is_kept, begin, end),
	    cmocka_unit_test_setup_teardown(
		silence_and_absence_are_told_apart, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
