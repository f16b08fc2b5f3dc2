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
#include <sys/mman.h>
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

/* The path of a file in memory that holds DATA; the same one every time. */
static inline const char *
fuzz_file(const uint8_t *data, size_t len)
{
	static char path[64];
	static int fd = -1;

	if (fd < 0) {
		fd = memfd_create("fuzz", MFD_CLOEXEC);
		FUZZ_MUST(fd >= 0);
		(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	FUZZ_MUST(ftruncate(fd, 0) == 0);
	FUZZ_MUST(pwrite(fd, data, len, 0) == (ssize_t)len);
	return path;
}

#endif
