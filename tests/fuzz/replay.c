/*
 * replay -- give a fuzzer its corpus again, without libFuzzer: each file of
 * the folders on the command line, and (up to 2,048 bytes) each beginning of
 * it.  An empty folder is a failure: it would test nothing.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "fuzz/fuzz.h"

enum { CUT_MAX = 2048, FILE_MAX = 64 * 1024 * 1024 };

/* A copy of its own size, so that a sanitizer sees one byte too many. */
static void
give(const unsigned char *data, size_t len)
{
	unsigned char *copy = malloc(len == 0 ? 1 : len);

	if (copy == NULL)
		abort();
	if (len > 0)
		memcpy(copy, data, len);
	(void)LLVMFuzzerTestOneInput(copy, len);
	free(copy);
}

static int
replay(const char *folder)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	struct error err = {0};
	int given = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		char path[4096];
		struct buf b = {0};

		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(
		    path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (buf_read_file(&b, path, FILE_MAX, &err) != RC_OK) {
			(void)fprintf(stderr, "replay: %s\n", err.text);
			exit(1);
		}
		for (size_t len = b.len <= CUT_MAX ? 0 : b.len; len <= b.len;
		     len++)
			give(b.data, len);
		buf_clear(&b);
		given++;
	}
	if (dir != NULL)
		(void)closedir(dir);
	return given;
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		int given = replay(argv[i]);

		(void)printf("%s: %d files\n", argv[i], given);
		if (given == 0)
			return 1;
	}
	return argc < 2;
}
