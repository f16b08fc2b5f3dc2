/*
 * objects -- the sealed files of objects/: made whole, and swept when a kill
 * left one that no row owns, or a rendition that nothing refers to.
 *
 * A file is <32 hex>.sealed, a segment file of kind rendition under a data key
 * of its own.  It is made before its row, and its row before that of the copy,
 * child's file or listening that plays it; taken back, it goes the other way
 * round.  So what a kill leaves behind is a file without a row, or a rendition
 * with its key, which opens for share, without anybody who may hear it.
 *
 * Whoever makes files holds objects/.lock shared until what plays them is
 * there; both sweeps take it alone, or do nothing.
 */
#ifndef DISTRIBUTOR_OBJECTS_H
#define DISTRIBUTOR_OBJECTS_H

#include <stdint.h>

#include "base/error.h"
#include "base/sink.h"
#include "distributor/desk.h"
#include "seal/box.h"

enum { OBJECTS_NAME = 2 * 16 + sizeof(".sealed"), OBJECTS_PATH = 4096 };

/* A file of objects/; its key is wiped by objects_forget. */
struct objects_file {
	char name[OBJECTS_NAME]; /* "": none */
	char path[OBJECTS_PATH];
	struct box_key key;
	int64_t bytes; /* of plaintext */
	unsigned char digest[BOX_HASH];
};

/* Writes the plaintext of one to SINK. */
typedef enum rc objects_fill(void *from, struct sink *sink, struct error *err);

/* Make one below DIR (the store's folder) and wait until it is on the disk;
 * nothing of it stays after a failure.  Any thread. */
enum rc objects_make(const char *dir, objects_fill *fill, void *from,
    struct objects_file *out, struct error *err);

/* Wipe the key; unless KEPT, a row owns it now, remove the file too. */
void objects_forget(struct objects_file *file, bool kept);

/* Sweep the files, then hold the folder while more are made and until what plays
 * them is there; who holds it may hold it once more.  *LOCK is -1 or to be given
 * to objects_unlock. */
enum rc objects_lock(struct desk *desk, int *lock, struct error *err);
void objects_unlock(int lock);

/* Remove the files that killed runs left.  Does nothing while anybody holds the
 * folder.  *REMOVED (may be NULL) counts. */
enum rc objects_sweep(struct desk *desk, int *removed, struct error *err);

/* Destroy the renditions that nothing refers to, keys first, and then as
 * objects_sweep.  Outside any transaction. */
enum rc objects_orphans(struct desk *desk, int *removed, struct error *err);

#endif
