/* slowsync -- preloaded, it makes every fdatasync take two seconds, as on a
 * disk that other work is filling. */
#define _GNU_SOURCE 1
#include <dlfcn.h>
#include <time.h>
#include <unistd.h>

typedef int syncer(int fd);

int
fdatasync(int fd)
{
	static const struct timespec two_seconds = {.tv_sec = 2};
	static syncer *real;

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "fdatasync");
	(void)nanosleep(&two_seconds, NULL);
	return real(fd);
}
