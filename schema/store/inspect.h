/*
 * inspect -- what `marac-store check` compares with the files: every attached
 * recording, its segments, every rendition.
 */
#ifndef STORE_INSPECT_H
#define STORE_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "seal/box.h"
#include "store/store.h"

struct inspect_recording {
	struct recording_id id;
	char meeting_ref[64];
	char folder[256]; /* below meetings/ */
	unsigned char journal_hash[BOX_HASH];
	struct box_sign_public device;
};
/* malloc'd, the caller frees. */
enum rc inspect_recordings(struct store *store, struct inspect_recording **out,
    size_t *count, struct error *err);

struct inspect_segment {
	int number; /* of the file */
	bool complete;
	unsigned char cipher_hash[BOX_HASH];
};
/* By number; malloc'd, the caller frees. */
enum rc inspect_segments(struct store *store, struct recording_id id,
    struct inspect_segment **out, size_t *count, struct error *err);

struct inspect_object {
	char name[128]; /* below objects/ */
};
/* Every rendition's files; malloc'd, the caller frees. */
enum rc inspect_objects(struct store *store, struct inspect_object **out,
    size_t *count, struct error *err);

#endif
