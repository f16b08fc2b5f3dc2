#include "control/exchange.h"

#include <errno.h>
#include <poll.h>

#include "base/clock.h"
#include "control/dialog.h"

/* Wait for what D waits for, until the monotonic instant UNTIL. */
static enum rc
await(const struct dialog *d, int64_t until, struct error *err)
{
	struct pollfd p = {.fd = dialog_fd(d), .events = dialog_events(d)};
	int64_t left;
	int n;

	do {
		left = (until - clock_mono_ns()) / 1000000;
		n = left > 0 ? poll(&p, 1, (int)left) : 0;
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return error_sys(err, RC_IO, "wait for the recorder");
	if (n == 0)
		return error_set(err, RC_BUSY,
		    "the recorder does not answer; its state is unknown, ask "
		    "for its status");
	return RC_OK;
}

enum rc
exchange_ask(const char *path, const struct command *command,
    struct command_reply *reply, int timeout_ms, struct error *err)
{
	int64_t until = clock_mono_ns() + (int64_t)timeout_ms * 1000000;
	struct dialog *d = NULL;
	bool got = false;
	enum rc rc;

	if ((rc = dialog_open(&d, path, err)) != RC_OK)
		return rc;
	rc = dialog_say(d, command, err);
	while (rc == RC_OK &&
	    (rc = dialog_turn(d, reply, &got, err)) == RC_OK && !got)
		rc = await(d, until, err);
	dialog_close(d);
	/* It was there when it was told: gone is not the same as not there. */
	return rc == RC_NOTFOUND ? error_set(err, RC_BUSY,
				       "the recorder went away before it "
				       "answered")
				 : rc;
}
