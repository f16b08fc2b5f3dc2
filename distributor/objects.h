/*
 * objects -- the sealed files of objects/: made whole, and swept when a kill
 * left one that no row owns.
 *
 * A file is <32 hex>.sealed, a segment file of kind rendition under a data key
 * of its own.  It is made before its row, so what a kill leaves behind is a
 * file without one.  Whoever makes files holds objects/.lock shared until
 * their rows are there; the sweep takes it alone, or does nothing.
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

/* Hold the folder of DIR while files are made and until their rows are there.
 * *LOCK is -1 or to be given to objects_unlock. */
enum rc objects_lock(const char *dir, int *lock, struct error *err);
void objects_unlock(int lock);

/* Remove what killed runs left.  Does nothing while another process makes
 * files.  *REMOVED (may be NULL) counts. */
enum rc objects_sweep(struct desk *desk, int *removed, struct error *err);

#endif
