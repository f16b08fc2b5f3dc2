#include "recorder/spoken.h"

#include <stdlib.h>

#include "base/span.h"
#include "control/command.h"
#include "control/exchange.h"
#include "recorder/asking.h"
#include "recorder/folder.h"
#include "recorder/home.h"
#include "recorder/playback.h"
#include "recorder/soundfile.h"

enum { TIMEOUT_MS = 5000 };

/* Nobody should hear a notice that is then refused. */
static enum rc
check_wanted(const struct cmd_call *call, struct error *err)
{
	const struct command status = {.verb = COMMAND_STATUS};
	struct command_reply reply = {0};
	char path[FOLDER_PATH];
	enum rc rc;

	if ((rc = folder_join(path, home_of(call), "control.sock", err)) !=
		RC_OK ||
	    (rc = exchange_ask(path, &status, &reply, TIMEOUT_MS, err)) !=
		RC_OK)
		return rc;
	if (reply.announced)
		return error_set(err, RC_CONFLICT,
		    "the notice was announced already; it was not played");
	return RC_OK;
}

static enum rc
play(const char *path, struct error *err)
{
	struct soundfile *file = NULL;
	int16_t *pcm = NULL;
	int64_t count;
	enum rc rc;

	if ((rc = soundfile_open(&file, path, err)) != RC_OK)
		return rc;
	count = soundfile_samples(file);
	if (count > (int64_t)SPOKEN_MOST_S * SPAN_RATE)
		rc = error_set(err, RC_INVALID,
		    "%s: longer than %d minutes, so no notice", path,
		    SPOKEN_MOST_S / 60);
	else if ((pcm = calloc((size_t)count + 1, sizeof(*pcm))) == NULL)
		rc = error_nomem(err);
	if (rc == RC_OK &&
	    (rc = soundfile_read(file, pcm, (size_t)count, err)) == RC_OK)
		rc = playback_pcm(pcm, (size_t)count, err);
	free(pcm);
	soundfile_close(file);
	return rc;
}

enum rc
spoken_announce(struct cmd_call *call, struct error *err)
{
	const char *path = cmd_text(call, "play");
	enum rc rc = RC_OK;

	if (path != NULL && (rc = check_wanted(call, err)) == RC_OK &&
	    (rc = play(path, err)) != RC_OK)
		return error_prefix(
		    err, "the notice was not played, and is not logged");
	return rc == RC_OK ? asking_simple(call, err) : rc;
}
