#include "distributor/auditioning.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "distributor/deciding.h"
#include "distributor/render.h"
#include "store/approver.h"
#include "store/deed.h"
#include "store/impartial.h"

static enum rc
to_stdout(struct sink *sink, const void *data, size_t len, struct error *err)
{
	(void)sink;
	return fwrite(data, 1, len, stdout) == len
	    ? RC_OK
	    : error_sys(err, RC_IO, "write the sound");
}

static enum rc
play(struct deciding *d, const struct span_list *sound, struct error *err)
{
	struct sink sink = {.write = to_stdout};
	struct span_list clips = {0};
	enum rc rc;

	if ((rc = approver_clips(sound, &clips, err)) == RC_OK &&
	    (rc = render_to(
		 &d->desk, d->meeting.id, &clips, NULL, &sink, err)) == RC_OK &&
	    fflush(stdout) != 0)
		rc = error_sys(err, RC_IO, "write the sound");
	span_clear(&clips);
	return rc;
}

/* Before a sound is made, and again when it is noted (deed.h). */
static enum rc
may_listen(struct deciding *d, struct error *err)
{
	return impartial_ask(d->desk.store, &d->by,
	    &(struct deed){.meeting = d->meeting.id, .case_id = d->case_id},
	    err);
}

static enum rc
note(struct deciding *d, const struct span_list *sound, struct error *err)
{
	struct store *store = d->desk.store;
	enum rc rc;

	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = approver_hears(store, d->meeting.id, d->case_id, sound,
		 &d->by, clock_wall_ms(), err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

enum rc
auditioning_verb(struct cmd_call *call, struct error *err)
{
	struct span_list sound = {0};
	struct deciding d = {0};
	enum rc rc;

	if (isatty(STDOUT_FILENO))
		return error_set(err, RC_INVALID,
		    "this writes sound: send it to a file or a player, as in "
		    "`... > edges.opus`");
	if ((rc = deciding_open(&d, call, err)) != RC_OK ||
	    (rc = deciding_meeting(&d, call->argv[0], err)) != RC_OK ||
	    (rc = deciding_case(&d, call->argv[1], err)) != RC_OK ||
	    (call->argc > 2 &&
		(rc = deciding_person(&d, call->argv[2], err)) != RC_OK) ||
	    (rc = may_listen(&d, err)) != RC_OK ||
	    (rc = approver_sound(d.desk.store, d.meeting.id, d.case_id,
		 d.person, clock_wall_ms(), &sound, err)) != RC_OK)
		goto done;
	if (sound.count == 0)
		rc = error_set(err, RC_CONFLICT,
		    "there is nothing to hear: no approval can give them a "
		    "copy of this case");
	else if ((rc = play(&d, &sound, err)) == RC_OK)
		rc = note(&d, &sound, err);
done:
	span_clear(&sound);
	deciding_close(&d);
	return rc;
}
