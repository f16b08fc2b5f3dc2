/*
 * placing -- a meeting folder that appears whole or not at all: it is filled
 * under a hidden name in HOME/meetings, which is locked meanwhile, and renamed
 * when everything in it is on the disk.
 *
 * What a killed import left under that name is removed by the next one of the
 * same meeting.
 */
#ifndef RECORDER_PLACING_H
#define RECORDER_PLACING_H

#include <stdbool.h>

#include "base/error.h"
#include "recorder/folder.h"

struct placing { /* = {.fd = -1} */
	char hidden[FOLDER_PATH];
	char final[FOLDER_PATH];
	char meetings[FOLDER_PATH];
	int fd;    /* of the hidden folder: the lock */
	bool made; /* MEETINGS was not there before */
};

/* An empty hidden folder for the meeting PUBLIC_ID.
 * RC_CONFLICT the meeting is there already; RC_BUSY another import of it is
 * going on; RC_INVALID too long a path; RC_IO, RC_NOSPACE.  Unless RC_OK
 * nothing is left. */
enum rc placing_begin(struct placing *p, const char *home,
    const char *public_id, struct error *err);

/* Sync the folder and give it its name. */
enum rc placing_appear(struct placing *p, struct error *err);

/* Close; what has not appeared is removed, and MEETINGS if it was made here. */
void placing_end(struct placing *p);

#endif
