/* baddisk -- preloaded, it spoils syncs as the words in the file BADDISK say,
 * which may change at any time:
 *
 *	segments	of a .seg fail with EIO
 *	journal		of a journal fail with EIO
 *	renewal		of any other file take twenty seconds (more than the capture
 *			keeps of the sound) and fail with EIO
 *	hang		none comes back until the word is gone
 */
#define _GNU_SOURCE 1
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef int syncer(int fd);

static bool
said(const char *word)
{
	const char *path = getenv("BADDISK");
	char text[64] = {0};
	int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	ssize_t n = fd >= 0 ? read(fd, text, sizeof(text) - 1) : 0;

	if (fd >= 0)
		(void)close(fd);
	return n > 0 && strstr(text, word) != NULL;
}

static bool
is(int fd, const char *end)
{
	char link[64], path[4096];
	size_t len = strlen(end);
	ssize_t n;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	return n > (ssize_t)len && memcmp(path + n - len, end, len) == 0;
}

static void
pause_ms(long ms)
{
	const struct timespec t = {
	    .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000 * 1000};

	(void)nanosleep(&t, NULL);
}

int
fdatasync(int fd)
{
	static syncer *real;

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "fdatasync");
	while (said("hang"))
		pause_ms(50);
	if ((is(fd, ".seg") && said("segments")) ||
	    (is(fd, "/journal") && said("journal"))) {
		errno = EIO;
		return -1;
	}
	return real(fd);
}

int
fsync(int fd)
{
	static syncer *real;

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "fsync");
	if (said("renewal")) {
		pause_ms(20000);
		errno = EIO;
		return -1;
	}
	return real(fd);
}
