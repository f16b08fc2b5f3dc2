/* A sound file from anywhere: refused with a reason, or as many samples as it
 * says, from the middle too. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "recorder/soundfile.h"

enum { BLOCK = 4096, MOST = 48000 * 20 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct soundfile *s = NULL;
	struct error err = {0};
	char path[64];
	int16_t pcm[BLOCK];
	int64_t all;
	enum rc rc;
	int fd = memfd_create("sound", MFD_CLOEXEC);

	FUZZ_MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (soundfile_open(&s, path, &err) != RC_OK) {
		FUZZ_MUST(s == NULL && err.text[0] != '\0');
		(void)close(fd);
		return 0;
	}
	all = soundfile_samples(s);
	FUZZ_MUST(all >= 0);
	if (all > MOST)
		all = MOST;
	rc = RC_OK;
	for (int64_t at = 0; at < all && rc == RC_OK; at += BLOCK)
		rc = soundfile_read(s, pcm, BLOCK, &err);
	FUZZ_MUST(rc == RC_OK || rc == RC_INVALID || rc == RC_IO);
	if (soundfile_seek(s, all / 2, &err) == RC_OK)
		(void)soundfile_read(s, pcm, 1, &err);
	soundfile_close(s);
	(void)close(fd);
	return 0;
}
