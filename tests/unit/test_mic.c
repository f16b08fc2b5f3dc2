/* The capture process and its keeper: whose end is whose. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/mic.h"

static int word[2];   /* a capture process says here that it is one */
static bool orphaned; /* its keeper ends as soon as there are two */
static bool stays;    /* it does not end by itself */

pid_t __real_fork(void);
int __real_kill(pid_t, int);
pid_t __wrap_fork(void);
int __wrap_execv(const char *, char *const *);
int __wrap_kill(pid_t, int);

pid_t
__wrap_fork(void)
{
	pid_t keeper = getpid(), pid = __real_fork();

	if (pid == 0 && orphaned) {
		struct pollfd p = {
		    .fd = pidfd_open(keeper, 0), .events = POLLIN};

		(void)__real_kill(keeper, SIGKILL);
		while (poll(&p, 1, -1) < 1)
			continue;
	}
	return pid;
}

int
__wrap_execv(const char *path, char *const *argv)
{
	(void)path;
	(void)argv;
	(void)!write(word[1], "!", 1);
	while (stays)
		(void)pause();
	_exit(0);
}

/* After SA_NOCLDWAIT a pid may be anybody's. */
int
__wrap_kill(pid_t pid, int number)
{
	(void)number;
	fail_msg("whose is pid %d?", (int)pid);
	return -1;
}

static int
setup(void **state)
{
	const struct sigaction reap = {
	    .sa_handler = SIG_DFL, .sa_flags = SA_NOCLDWAIT};

	(void)state;
	orphaned = stays = false;
	return sigaction(SIGCHLD, &reap, NULL) != 0 || pipe(word) != 0;
}

static int
teardown(void **state)
{
	(void)state;
	(void)close(word[0]);
	return 0;
}

/* Everybody who could say it but this test. */
static ssize_t
said(void)
{
	char c;

	return read(word[0], &c, 1);
}

static void
a_capture_process_whose_keeper_is_gone_ends(void **state)
{
	struct mic *m;
	pid_t keeper;

	(void)state;
	orphaned = stays = true;
	keeper = __real_fork();
	if (keeper == 0) {
		(void)mic_open(&m, "room", "", NULL);
		for (;;)
			(void)pause();
	}
	(void)close(word[1]);
	assert_int_equal(said(), 0);
}

static void
one_that_goes_on_is_killed(void **state)
{
	struct mic *m;

	(void)state;
	stays = true;
	assert_int_equal(mic_open(&m, "room", "", NULL), RC_OK);
	(void)close(word[1]);
	assert_int_equal(said(), 1);
	mic_close(m);
	assert_int_equal(said(), 0);
}

static void
one_that_has_ended_is_left_alone(void **state)
{
	struct mic *m;

	(void)state;
	assert_int_equal(mic_open(&m, "room", "", NULL), RC_OK);
	(void)close(word[1]);
	assert_int_equal(said(), 1);
	assert_int_equal(said(), 0);
	mic_close(m);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(one_that_has_ended_is_left_alone),
	    TEST(one_that_goes_on_is_killed),
	    TEST(a_capture_process_whose_keeper_is_gone_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
