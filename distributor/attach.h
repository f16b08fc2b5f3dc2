/*
 * attach -- take a finished meeting's folder into the store: verify it, keep
 * the sealed files, put what was said about each case into its children's
 * files, and make the recording those files play.
 *
 * The files are copied to meetings/<public id> first, synced, and the copy is
 * verified; then one transaction files everything (filing.h).  A run that was
 * killed has left at most a folder that no row speaks of, which the next run
 * writes anew, or an attached meeting whose renditions the next run makes.
 */
#ifndef DISTRIBUTOR_ATTACH_H
#define DISTRIBUTOR_ATTACH_H

#include <stdbool.h>

#include "base/cmd.h"
#include "base/error.h"
#include "base/id.h"
#include "distributor/desk.h"

enum rc attach_verb(struct cmd_call *call, struct error *err);

struct attach {
	struct meeting_id meeting;
	int segments;
	int alerts;
	int recordings; /* for children's files, made now */
	/* Also after a failure: */
	bool attached; /* it is in the store, now or before */
	bool same;     /* and what is kept is what FOLDER holds */
	bool whole;    /* and the children's files lack no recording */
};

/* RC_CONFLICT: it is attached already (done->whole), or has not ended; and
 * whatever intake.h, filing.h and render.h say.  Nothing is changed then, except
 * that it is attached, when that is what DONE says. */
enum rc attach_folder(struct desk *desk, const char *folder,
    struct attach *done, struct error *err);

/* Remove FOLDER and the files in it; best effort. */
void attach_forget(const char *folder);

#endif
