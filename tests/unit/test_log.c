/* A line that never waits: for a terminal that stands still, for a pipe or a
 * socket that is full; what was dropped is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fcntl.h>
#include <pty.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"

enum { GUARD_S = 30 }; /* a line that waits is killed by then */

static int kept = -1; /* stderr of the test itself */
static char text[1 << 20];

static void
stderr_to(int fd)
{
	assert_int_equal(dup2(fd, STDERR_FILENO), STDERR_FILENO);
	log_never_wait();
}

static int
setup(void **state)
{
	(void)state;
	kept = dup(STDERR_FILENO);
	(void)alarm(GUARD_S);
	return kept < 0;
}

static int
teardown(void **state)
{
	(void)state;
	(void)dup2(kept, STDERR_FILENO);
	(void)close(kept);
	log_never_wait();
	(void)alarm(0);
	return 0;
}

/* What comes from FD up to a line that ends in WORDS, into TEXT; lets whatever
 * writes there get on. */
static void
read_until(int fd, const char *words)
{
	size_t len = 0;

	do {
		ssize_t n = read(fd, text + len, sizeof(text) - 1 - len);

		assert_true(n > 0);
		len += (size_t)n;
		text[len] = '\0';
	} while (strstr(text, words) == NULL);
}

/* So much of what was put there before. */
static void
read_off(int fd, size_t len)
{
	while (len > 0) {
		ssize_t n =
		    read(fd, text, len < sizeof(text) ? len : sizeof(text));

		assert_true(n > 0);
		len -= (size_t)n;
	}
}

static void
a_full_pipe(void **state)
{
	char page[4096] = {0};
	int ends[2], room;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	stderr_to(ends[1]);
	log_info("first");
	read_until(ends[0], "\n");
	assert_string_equal(text, "<6>first\n");
	room = fcntl(ends[0], F_GETPIPE_SZ);
	for (int n = 0; n < room; n += (int)sizeof(page))
		assert_int_equal(
		    write(ends[1], page, sizeof(page)), sizeof(page));
	for (int i = 0; i < 3; i++)
		log_error("nobody reads this");
	/* the descriptor that others share still waits */
	assert_int_equal(fcntl(ends[1], F_GETFL) & O_NONBLOCK, 0);
	read_off(ends[0], (size_t)room);
	log_info("again");
	read_until(ends[0], "again\n");
	assert_string_equal(
	    text, "<4>3 lines were dropped: nobody read them\n<6>again\n");
	log_info("once");
	read_until(ends[0], "once\n");
	assert_string_equal(text, "<6>once\n");
	(void)close(ends[0]);
	(void)close(ends[1]);
}

static void
a_full_socket(void **state)
{
	char some[1024] = {0};
	size_t all = 0;
	int ends[2];
	ssize_t n;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	stderr_to(ends[1]);
	log_info("first");
	read_until(ends[0], "\n");
	assert_string_equal(text, "<6>first\n");
	while ((n = send(ends[1], some, sizeof(some), MSG_DONTWAIT)) > 0)
		all += (size_t)n;
	log_error("nobody reads this");
	log_error("nor this");
	read_off(ends[0], all);
	log_info("again");
	read_until(ends[0], "again\n");
	assert_string_equal(
	    text, "<4>2 lines were dropped: nobody read them\n<6>again\n");
	(void)close(ends[0]);
	(void)close(ends[1]);
}

static void
a_terminal_that_stands_still(void **state)
{
	int master, slave;

	(void)state;
	assert_int_equal(openpty(&master, &slave, NULL, NULL, NULL), 0);
	stderr_to(slave);
	log_info("first");
	read_until(master, "\n");
	assert_string_equal(text, "first\r\n");
	assert_int_equal(tcflow(slave, TCOOFF), 0);
	log_info("nobody reads this");
	log_info("nor this");
	assert_int_equal(tcflow(slave, TCOON), 0);
	log_info("again");
	read_until(master, "again\r\n");
	assert_string_equal(
	    text, "2 lines were dropped: nobody read them\r\nagain\r\n");
	(void)close(master);
	(void)close(slave);
}

/* A terminal takes the beginning of a line that it has no room for. */
static void
a_terminal_that_nobody_reads(void **state)
{
	static const char words[] = " lines were dropped: nobody read them\r\n";
	int master, slave;
	size_t len = 0;
	char *at;

	(void)state;
	assert_int_equal(openpty(&master, &slave, NULL, NULL, NULL), 0);
	stderr_to(slave);
	for (int i = 0; i < 5000; i++)
		log_info("%.*s", 80 + i % 7,
		    "0123456789012345678901234567890"
		    "12345678901234567890123456789012345678901234567890123456");
	assert_int_equal(fcntl(master, F_SETFL, O_NONBLOCK), 0);
	do {
		ssize_t n = read(master, text + len, sizeof(text) - 1 - len);

		if (n > 0)
			len += (size_t)n;
		else
			log_info("is there room again?");
		text[len] = '\0';
	} while ((at = strstr(text, words)) == NULL);
	while (at > text && at[-1] >= '0' && at[-1] <= '9')
		at--;
	assert_true(at > text && at[-1] == '\n');
	assert_in_range(strtoul(at, NULL, 10), 1, 5000);
	(void)close(master);
	(void)close(slave);
}

static void
a_file_takes_all(void **state)
{
	FILE *f = tmpfile();
	size_t len;

	(void)state;
	assert_non_null(f);
	assert_int_equal(write(fileno(f), "before\n", 7), 7);
	stderr_to(fileno(f));
	log_info("a");
	log_warn("b");
	rewind(f);
	len = fread(text, 1, sizeof(text) - 1, f);
	text[len] = '\0';
	assert_string_equal(text, "before\n<6>a\n<4>b\n");
	(void)fclose(f);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_full_pipe),
	    TEST(a_full_socket),
	    TEST(a_terminal_that_stands_still),
	    TEST(a_terminal_that_nobody_reads),
	    TEST(a_file_takes_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
