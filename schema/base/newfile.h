/*
 * newfile -- a file that appears whole or not at all.
 *
 * Bytes go to a hidden temporary file (mode 0600) in the same directory;
 * commit syncs it, gives it its name and syncs the directory; discard, or a
 * crash, leaves nothing under that name.  A new name needs no links, so that a
 * memory stick (FAT) will do.
 * A file that root replaces keeps its owner.
 */
#ifndef BASE_NEWFILE_H
#define BASE_NEWFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/sink.h"

struct newfile;

/* RC_IO, RC_NOSPACE, RC_NOMEM. */
enum rc newfile_open(struct newfile **out, const char *path, struct error *err);

/* Take room for LEN bytes now, so that writing them finds no full disk, and who
 * looks at the folder sees how much it will be.  RC_NOSPACE, RC_IO. */
enum rc newfile_reserve(struct newfile *file, int64_t len, struct error *err);

enum rc newfile_write(
    struct newfile *file, const void *data, size_t len, struct error *err);
struct sink newfile_sink(struct newfile *file);

/* What was written is on the disk: commit waits no more for it.  RC_IO,
 * RC_NOSPACE. */
enum rc newfile_sync(struct newfile *file, struct error *err);

/* Make it appear and free it; *FILE is NULL afterwards whatever happens.
 * With REPLACE false an existing PATH is RC_CONFLICT and stays as it is; after
 * any other failure PATH is not there.  With REPLACE true PATH is after a failure
 * the old file, or the new one that a power cut may undo. */
enum rc newfile_commit(struct newfile **file, bool replace, struct error *err);

/* NULL-safe; removes the temporary file and NULLs *FILE. */
void newfile_discard(struct newfile **file);

/* All three at once. */
enum rc newfile_put(const char *path, const void *data, size_t len,
    bool replace, struct error *err);

/* Sync the directory that holds PATH, so that a new name survives a power
 * cut.  RC_IO. */
enum rc newfile_sync_dir(const char *path, struct error *err);

#endif
