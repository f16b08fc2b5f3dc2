#include "share/consoling.h"

#include <stdio.h>

#include "seal/box.h"
#include "share/liaison.h"
#include "share/listener.h"
#include "share/serving.h"

enum { MINUTES_MOST = 600 };

/* Nothing but what is named; the page may ask its own server again. */
static const char policy[] =
    "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'";

static enum rc
serve(struct cmd_call *call, struct liaison *liaison, struct error *err)
{
	const char *where = cmd_text(call, "listen");
	struct front front = {
	    .brand = "Recorder", .notice = "", .urls = URLS_OF_CONSOLE};
	const struct server_plan plan = {.front = &front, .liaison = liaison};
	char base_url[64];
	int fd = -1;
	enum rc rc;

	rc = listener_open(where != NULL ? where : "127.0.0.1:8471", true, &fd,
	    &front.here, err);
	if (rc != RC_OK)
		return error_prefix(err, "--listen");
	(void)snprintf(base_url, sizeof(base_url), "http://localhost:%u",
	    (unsigned)front.here);
	(void)snprintf(front.policy, sizeof(front.policy), "%s", policy);
	front.base_url = base_url;
	(void)printf("The console is at %s/\n", base_url);
	(void)fflush(stdout);
	return serving_run(
	    &plan, fd, front.here, cmd_text(call, "port-file"), err);
}

enum rc
consoling_verb(struct cmd_call *call, struct error *err)
{
	const char *home = cmd_text(call, "home");
	struct liaison *liaison = NULL;
	long long minutes = 0;
	enum rc rc;

	serving_prepare();
	if ((rc = cmd_number(call, "minutes", 1, MINUTES_MOST, 0, &minutes,
		 err)) == RC_OK &&
	    (rc = box_init(err)) == RC_OK &&
	    (rc = liaison_open(&liaison,
		 home != NULL ? home : "/var/lib/marac-recorder", (int)minutes,
		 err)) == RC_OK)
		rc = serve(call, liaison, err);
	liaison_close(liaison);
	return rc;
}
