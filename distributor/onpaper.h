/*
 * onpaper -- may what is owed to a person go on paper now?  What the verbs of
 * letters and of handing over have in common.
 *
 * Asked at printing, and again when it is posted or handed over: today's
 * entitlement to every copy (those that may not go are set apart, in a parcel
 * of their own, as when a mail is sent), and the person's own route of that
 * channel (rules 6, 9); no other is looked for.  A safe time of day cannot be
 * kept by a letter, so a letter route that has one is not used; a worker can
 * keep to it, and is told.
 */
#ifndef DISTRIBUTOR_ONPAPER_H
#define DISTRIBUTOR_ONPAPER_H

#include <stddef.h>
#include <stdint.h>

#include "base/cmd.h"
#include "base/error.h"
#include "base/id.h"
#include "base/newfile.h"
#include "distributor/letter.h"
#include "distributor/post.h"
#include "store/paperwork.h"
#include "store/releases.h"

struct onpaper {
	struct desk desk;
	struct post post;
	enum paperwork_channel channel;
	struct releases_meeting meeting;
	struct person_id person;
	struct releases_account by;
	int64_t now_ms;
	/* asked: */
	struct parcel_id parcel;
	struct route_id route;
	struct copy_id *copies; /* that may go */
	size_t ncopies;
	/* printed: */
	struct paperwork paper;
	char code[24];
	int64_t until_ms;
};

/* The meeting, the person and the account of CALL (MEETING PERSON --by LOGIN).
 * P must be = {0}; onpaper_close it whatever comes back. */
enum rc onpaper_open(struct onpaper *p, struct cmd_call *call,
    enum paperwork_channel channel, struct error *err);
void onpaper_close(struct onpaper *p);

/* All below is inside the caller's transaction. */

/* What waits to go to them: the oldest parcel of which something may go.
 * RC_NOTFOUND: nothing; RC_DENIED: nothing may. */
enum rc onpaper_choose(struct onpaper *p, struct error *err);

/* May PARCEL go by the channel now?  KEEP (0: any) is the only route that may be
 * it.  RC_DENIED says why not. */
enum rc onpaper_ask(struct onpaper *p, struct parcel_id parcel,
    struct route_id keep, struct error *err);

/* A printing of what was chosen, by WORKER ("" of a letter); with a code of its
 * own unless !CODE; its mail is held. */
enum rc onpaper_print(
    struct onpaper *p, const char *worker, bool code, struct error *err);

/* Brand, notice, address and days into LETTER, and the person's language if it
 * is English so far; URL (which the caller clears)
 * gets where the code is typed. */
enum rc onpaper_letter(const struct onpaper *p, struct letter *letter,
    struct buf *url, struct error *err);

/* RC_DENIED: TEXT or the name of the file at PATH tells what it is about, or
 * names a child or a case (rule 7).  RC_CONFLICT: there is such a file. */
enum rc onpaper_neutral(const struct onpaper *p, const char *path,
    const char *text, struct error *err);

/* Give FILE its name PATH (NULL: nothing was written) and commit: both or
 * neither.  A kill between the two leaves paper whose code opens nothing. */
enum rc onpaper_commit(struct onpaper *p, struct newfile **file,
    const char *path, struct error *err);

/* Print how many copies went, and HOW ("posted"). */
void onpaper_say(const struct onpaper *p, const char *how);

#endif
