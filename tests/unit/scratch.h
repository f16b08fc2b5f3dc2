/*
 * scratch -- a folder of a unit test's own, gone at its end.
 *
 *	static char dir[SCRATCH_PATH], path[SCRATCH_PATH];
 *	static int
 *	begin(void **state)
 *	{
 *		*state = scratch_make(dir);
 *		scratch_put(scratch_path(path, dir, "marac.conf"), "[mail]\n");
 *		return 0;
 *	}
 *	... cmocka_unit_test_setup_teardown(a_test, begin, scratch_end)
 */
#ifndef UNIT_SCRATCH_H
#define UNIT_SCRATCH_H

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/newfile.h"

enum { SCRATCH_PATH = 256 };

static inline char *
scratch_make(char dir[SCRATCH_PATH])
{
	const char *tmp = getenv("TMPDIR");

	(void)snprintf(dir, SCRATCH_PATH, "%s/marac-unit.XXXXXX",
	    tmp == NULL ? "/tmp" : tmp);
	assert_non_null(mkdtemp(dir));
	return dir;
}

static inline void
scratch_remove(const char *dir)
{
	char command[SCRATCH_PATH + 16];

	(void)snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	assert_int_equal(system(command), 0);
}

/* The teardown for it. */
static inline int
scratch_end(void **state)
{
	scratch_remove(*state);
	return 0;
}

static inline char *
scratch_path(char path[SCRATCH_PATH], const char *dir, const char *name)
{
	assert_true((size_t)snprintf(path, SCRATCH_PATH, "%s/%s", dir, name) <
	    SCRATCH_PATH);
	return path;
}

static inline void
scratch_put(const char *path, const char *text)
{
	assert_int_equal(
	    newfile_put(path, text, strlen(text), true, NULL), RC_OK);
}

/* Without newfile's syncs, for tests that do it thousands of times. */
static inline void
scratch_overwrite(const char *path, const void *data, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, len), len);
	assert_int_equal(close(fd), 0);
}

#endif
