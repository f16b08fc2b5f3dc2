/*
 * arrivals -- what recording machines have brought and is not attached yet: where
 * it lies, whose it is, what of it is here, and how much of it there may be.
 *
 * A meeting lies in incoming/ID/, and is brought by one device.  Beside its files
 * lies ".brought": the device, then a line "SHA256  NAME" for each file that came
 * whole, as it was signed.  So nothing is hashed again to say what is here; attach
 * verifies all of it.
 *
 * Held to [share] device_mb, incoming_mb and reserve_mb.  What is on its way
 * counts as if it were here: its room is taken before its first byte.
 */
#ifndef SHARE_ARRIVALS_H
#define SHARE_ARRIVALS_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/id.h"
#include "base/newfile.h"
#include "recording/segment.h"
#include "seal/box.h"
#include "share/site.h"

enum {
	ARRIVALS_PATH = 4096,
	/* of one meeting: its papers, journal and clock, and some room */
	ARRIVALS_FILES = SEGMENT_NUMBERS + 8
};

/* Where NAME of meeting ID lies.  RC_INVALID. */
enum rc arrivals_path(const struct site *site, const char *id, const char *name,
    char path[ARRIVALS_PATH], struct error *err);

/* Room for LENGTH bytes of NAME, brought by DEVICE; its folder is made.
 * RC_CONFLICT: another device brings this meeting.  RC_NOSPACE: it would be too
 * much of this device, of all of them, or for the disk.  The texts are for whoever
 * stands at the recorder. */
enum rc arrivals_open(const struct site *site, const char *id, const char *name,
    int64_t device, int64_t length, struct newfile **out, struct error *err);

/* NAME is here, whole.  Failed, it is not listed; said again, it is. */
enum rc arrivals_add(const struct site *site, const char *id, const char *name,
    const unsigned char hash[BOX_HASH], struct error *err);

/* "SHA256  NAME" a line, for each file that is here, appended to OUT. */
enum rc arrivals_list(const struct site *site, const char *id, struct buf *out,
    struct error *err);

#endif
