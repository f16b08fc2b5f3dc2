#include "share/serving.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

#include "base/log.h"
#include "base/newfile.h"
#include "seal/box.h"
#include "share/health.h"
#include "share/listener.h"
#include "share/site.h"

static void
ends(sigset_t *set)
{
	(void)sigemptyset(set);
	(void)sigaddset(set, SIGTERM);
	(void)sigaddset(set, SIGINT);
}

void
serving_prepare(void)
{
	sigset_t set;

	ends(&set);
	/* Blocked before any thread starts, so that each inherits it. */
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
}

static enum rc
write_port(const char *path, uint16_t port, struct error *err)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "%" PRIu16 "\n", port);

	return newfile_put(path, text, (size_t)n, true, err);
}

enum rc
serving_run(const struct server_plan *plan, int fd, uint16_t port,
    const char *port_file, struct error *err)
{
	struct server *server = NULL;
	sigset_t set;
	int which;
	enum rc rc;

	ends(&set);
	if ((rc = server_open(&server, plan, fd, err)) == RC_OK &&
	    (port_file == NULL ||
		(rc = write_port(port_file, port, err)) == RC_OK)) {
		log_info("serving on port %" PRIu16, port);
		(void)sigwait(&set, &which);
		log_info("ending");
	}
	server_close(server);
	return rc;
}

/* The monitor's listener, where one is set. */
static enum rc
open_health(struct health **health, struct site *site, const char *port_file,
    struct error *err)
{
	const char *where = conf_text(site->conf, "share.health");
	uint16_t port = 0;
	int fd = -1;
	enum rc rc;

	if (*where == '\0')
		return RC_OK;
	if ((rc = listener_open(where, true, &fd, &port, err)) == RC_OK &&
	    (rc = health_open(health, site, fd, err)) == RC_OK &&
	    port_file != NULL)
		rc = write_port(port_file, port, err);
	if (rc != RC_OK)
		(void)error_prefix(err, "share.health");
	return rc;
}

enum rc
serving_verb(struct cmd_call *call, struct error *err)
{
	const char *dir = cmd_text(call, "store");
	struct server_plan plan = {.floored = true};
	struct health *health = NULL;
	struct site *site = NULL;
	uint16_t port = 0;
	int fd = -1;
	enum rc rc;

	serving_prepare();
	if ((rc = box_init(err)) != RC_OK ||
	    (rc = site_open(
		 &site, dir != NULL ? dir : "/var/lib/marac", err)) != RC_OK)
		goto done;
	plan.front = &site->front;
	plan.site = site;
	if ((rc = open_health(&health, site, cmd_text(call, "health-port-file"),
		 err)) != RC_OK)
		goto done;
	rc = listener_open(
	    conf_text(site->conf, "share.listen"), false, &fd, &port, err);
	if (rc != RC_OK)
		(void)error_prefix(err, "share.listen");
	else
		rc = serving_run(
		    &plan, fd, port, cmd_text(call, "port-file"), err);

done:
	health_close(health);
	site_close(site);
	return rc;
}
