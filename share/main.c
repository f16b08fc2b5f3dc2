/*
 * marac-share -- every web page: what recipients listen to, and what
 * caseworkers read.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

#include "base/cmd.h"
#include "base/log.h"
#include "base/newfile.h"
#include "seal/box.h"
#include "share/server.h"
#include "share/site.h"

static enum rc
write_port(const char *path, uint16_t port, struct error *err)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "%" PRIu16 "\n", port);

	return newfile_put(path, text, (size_t)n, true, err);
}

static enum rc
serve(struct cmd_call *call, struct error *err)
{
	const char *dir = cmd_text(call, "store");
	const char *port_file = cmd_text(call, "port-file");
	struct server *server = NULL;
	struct site *site = NULL;
	uint16_t port = 0;
	sigset_t ends;
	int which;
	enum rc rc;

	/* Blocked before any thread starts, so that each inherits it. */
	(void)sigemptyset(&ends);
	(void)sigaddset(&ends, SIGTERM);
	(void)sigaddset(&ends, SIGINT);
	(void)sigprocmask(SIG_BLOCK, &ends, NULL);
	(void)signal(SIGPIPE, SIG_IGN);

	if ((rc = box_init(err)) == RC_OK &&
	    (rc = site_open(
		 &site, dir != NULL ? dir : "/var/lib/marac", err)) == RC_OK &&
	    (rc = server_open(&server, site, &port, err)) == RC_OK &&
	    (port_file == NULL ||
		(rc = write_port(port_file, port, err)) == RC_OK)) {
		log_info("serving on port %" PRIu16, port);
		(void)sigwait(&ends, &which);
		log_info("ending");
	}
	server_close(server);
	site_close(site);
	return rc;
}

static const struct cmd_option options[] = {
    {"store", "DIR", "the store's folder (default /var/lib/marac)"},
    {NULL, NULL, NULL},
};

static const struct cmd_option serve_options[] = {
    {"port-file", "FILE", "write the port to FILE once it listens"},
    {NULL, NULL, NULL},
};

static const struct cmd_verb verbs[] = {
    {"serve", "", "serve the pages until SIGTERM", 0, 0, serve_options, serve},
    {NULL, NULL, NULL, 0, 0, NULL, NULL},
};

int
main(int argc, char **argv)
{
	static const struct cmd_program program = {
	    .name = "marac-share",
	    .purpose = "what recipients listen to and caseworkers read",
	    .options = options,
	    .verbs = verbs,
	};

	return cmd_main(&program, argc, argv);
}
