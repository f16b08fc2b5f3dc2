/*
 * sealfile -- a file that only grows, every byte of it hashed, and that knows
 * what has reached the disk.
 *
 * pwrite and fdatasync, no stdio: what was appended survives a killed process,
 * what was synced a power cut.  The two are apart because a sync can take
 * seconds on a busy disk: one thread appends, another may sync meanwhile.
 * After a failure the file is dead: pages that the kernel could not write are
 * clean again in its eyes, so a second fdatasync would lie.
 */
#ifndef RECORDING_SEALFILE_H
#define RECORDING_SEALFILE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "seal/box.h"

struct sealfile {
	int fd; /* -1: closed */
	uint64_t end;
	struct box_hash hash;
	int folder; /* to be synced with the first sync; -1 */
	atomic_bool dead;
};

/* Make PATH, mode 0600.  RC_CONFLICT it exists; RC_IO; RC_NOSPACE. */
enum rc
sealfile_create(struct sealfile *file, const char *path, struct error *err);

enum rc sealfile_append(
    struct sealfile *file, const void *data, size_t len, struct error *err);
/* What was appended before this call is on the disk, and so is the file's
 * name.  Waits for the disk. */
enum rc sealfile_sync(struct sealfile *file, struct error *err);

/* A failing close counts.  Does nothing when closed. */
enum rc sealfile_close(struct sealfile *file, struct error *err);

#endif
