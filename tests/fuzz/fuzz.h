/*
 * fuzz -- what every fuzzer here defines (libFuzzer's own name for it), and
 * what they share: a check, and a file for parsers that read files.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stop here, as a crash: something that must hold does not. */
#define FUZZ_MUST(what)                                           \
	do {                                                      \
		if (!(what)) {                                    \
			fprintf(stderr, "not true: %s\n", #what); \
			abort();                                  \
		}                                                 \
	} while (0)

static char fuzz_path[64];

static inline void
fuzz_remove(void)
{
	(void)unlink(fuzz_path);
}

/* The path of a file (in memory, where there is /dev/shm) that holds DATA;
 * the same one every time, gone at exit. */
static inline const char *
fuzz_file(const uint8_t *data, size_t len)
{
	static int fd = -1;

	if (fd < 0) {
		(void)snprintf(fuzz_path, sizeof(fuzz_path), "%s/fuzz.XXXXXX",
		    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
		fd = mkstemp(fuzz_path);
		FUZZ_MUST(fd >= 0);
		(void)atexit(fuzz_remove);
	}
	FUZZ_MUST(ftruncate(fd, 0) == 0);
	FUZZ_MUST(pwrite(fd, data, len, 0) == (ssize_t)len);
	return fuzz_path;
}

#endif
