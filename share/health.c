#include "share/health.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "base/log.h"

enum { CONNECTIONS = 8, SILENCE_S = 10, MEMORY = 16 * 1024 };

struct health {
	struct site *site;
	struct MHD_Daemon *daemon;
	int fd; /* until the daemon owns it; then -1 */
};

/* Metrics -------------------------------------------------------------------- */

static void
say(struct buf *out, const char *name, const char *type, const char *help)
{
	buf_printf(out, "# HELP marac_%s %s\n# TYPE marac_%s %s\n", name, help,
	    name, type);
}

static void
gauge(struct buf *out, const char *name, const char *help, int64_t value)
{
	say(out, name, "gauge", help);
	buf_printf(out, "marac_%s %" PRId64 "\n", name, value);
}

static void
labelled(struct buf *out, const char *name, const char *label,
    const char *which, int64_t value)
{
	buf_printf(out, "marac_%s{%s=\"%s\"} %" PRId64 "\n", name, label, which,
	    value);
}

static int64_t
seconds(int64_t ms)
{
	return ms / CLOCK_SECOND_MS;
}

static int64_t
hours(int64_t h)
{
	return h * (CLOCK_HOUR_MS / CLOCK_SECOND_MS);
}

static void
requests(const struct site *site, struct buf *out)
{
	say(out, "requests_total", "counter",
	    "Requests answered since the start, by status.");
	for (unsigned s = TALLY_FIRST; s <= TALLY_LAST; s++) {
		uint64_t n = tally_of(&site->tally, s);

		if (n > 0)
			buf_printf(out,
			    "marac_requests_total{status=\"%u\"} %" PRIu64 "\n",
			    s, n);
	}
}

static void
work(const struct gauges *g, struct buf *out)
{
	say(out, "sessions", "gauge", "People signed in.");
	labelled(out, "sessions", "kind", "staff", g->sessions_staff);
	labelled(out, "sessions", "kind", "recipient", g->sessions_recipient);
	say(out, "messages", "gauge", "Mails that have not arrived, by state.");
	labelled(out, "messages", "state", "queued", g->queued);
	labelled(out, "messages", "state", "sending", g->sending);
	labelled(out, "messages", "state", "held", g->held);
	labelled(out, "messages", "state", "failed", g->failed);
	labelled(out, "messages", "state", "bounced", g->bounced);
	gauge(out, "oldest_queued_timestamp_seconds",
	    "When the oldest queued mail was made; 0: none waits.",
	    seconds(g->oldest_queued_ms));
	gauge(out, "overdue",
	    "Copies and debriefs whose time is over and that did not go.",
	    g->overdue);
	gauge(out, "oldest_due_timestamp_seconds",
	    "When the earliest that has not gone is due; 0: nothing is owed.",
	    seconds(g->oldest_due_ms));
	gauge(out, "escalations", "Escalations told in the last 7 days.",
	    g->escalations);
	gauge(out, "alerts", "Alerts that nobody has seen.", g->alerts);
	gauge(out, "jobs_waiting", "What pages asked of the distributor.",
	    g->jobs);
	gauge(out, "oldest_job_timestamp_seconds",
	    "When the oldest of those was asked for; 0: none waits.",
	    seconds(g->oldest_job_ms));
	gauge(out, "audit_events", "Events of the audit.", g->audit_events);
	gauge(out, "trusted_devices", "Recording machines that are trusted.",
	    g->devices);
}

static void
runs(const struct lastrun *run, struct buf *out)
{
	say(out, "last_run_timestamp_seconds", "gauge",
	    "When each thing ran last; 0: never.");
	for (int i = 0; i < LASTRUN_NAMES; i++)
		labelled(out, "last_run_timestamp_seconds", "name",
		    lastrun_text((enum lastrun_name)i), seconds(run[i].at_ms));
	say(out, "last_success_timestamp_seconds", "gauge",
	    "When that last went well; 0: never.");
	for (int i = 0; i < LASTRUN_NAMES; i++)
		labelled(out, "last_success_timestamp_seconds", "name",
		    lastrun_text((enum lastrun_name)i),
		    seconds(run[i].well_ms));
}

void
health_metrics(const struct site *site, const struct vitals *v, struct buf *out)
{
	say(out, "build_info", "gauge", "The program's version.");
	buf_printf(out, "marac_build_info{version=\"%s\"} 1\n", MARAC_VERSION);
	requests(site, out);
	work(&v->g, out);
	runs(v->runs, out);
	gauge(out, "disk_free_bytes", "Room on the disk of the store's folder.",
	    v->disk_free);
	if (v->disk_hours >= 0)
		gauge(out, "disk_recording_seconds",
		    "How long a recording it takes.", hours(v->disk_hours));
	gauge(out, "disk_wanted_seconds", "Twice the longest meeting.",
	    hours(v->least_hours));
	if (v->certified)
		gauge(out, "certificate_expiry_timestamp_seconds",
		    "Until when the certificate is valid; 0: it cannot be "
		    "read.",
		    seconds(v->certificate_ms));
}

/* Answers ---------------------------------------------------------------------- */

static enum MHD_Result
answer(struct MHD_Connection *connection, unsigned status, const char *type,
    const char *text)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
	    strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result sent = MHD_NO;

	if (response != NULL &&
	    MHD_add_response_header(response, "Content-Type", type) ==
		MHD_YES &&
	    MHD_add_response_header(response, "Cache-Control", "no-store") ==
		MHD_YES &&
	    MHD_add_response_header(
		response, "X-Content-Type-Options", "nosniff") == MHD_YES)
		sent = MHD_queue_response(connection, status, response);
	if (response != NULL)
		MHD_destroy_response(response);
	return sent;
}

static const char plain[] = "text/plain; charset=utf-8";

static enum MHD_Result
ready(struct health *h, struct MHD_Connection *connection)
{
	struct store *store = NULL;
	struct error err = {0};
	struct buf why = {0};
	enum MHD_Result sent;
	bool yes;

	if (site_store(h->site, &store, &err) != RC_OK)
		log_error("readyz: %s", err.text);
	yes = vitals_ready(h->site, store, &why);
	sent =
	    answer(connection, yes ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE,
		plain, yes ? "ok\n" : buf_str(&why));
	buf_clear(&why);
	return sent;
}

static enum MHD_Result
metrics(struct health *h, struct MHD_Connection *connection)
{
	struct store *store = NULL;
	struct vitals v;
	struct error err = {0};
	struct buf out = {0};
	enum MHD_Result sent;
	enum rc rc = site_store(h->site, &store, &err);

	if (rc == RC_OK &&
	    (rc = vitals_read(h->site, store, clock_wall_ms(), &v, &err)) ==
		RC_OK) {
		health_metrics(h->site, &v, &out);
		rc = buf_check(&out, &err);
	}
	if (rc != RC_OK)
		log_error("metrics: %s", err.text);
	sent = rc == RC_OK
	    ? answer(connection, MHD_HTTP_OK,
		  "text/plain; version=0.0.4; charset=utf-8", buf_str(&out))
	    : answer(connection, MHD_HTTP_SERVICE_UNAVAILABLE, plain,
		  "the store cannot be read\n");
	buf_clear(&out);
	return sent;
}

/* A MHD_AccessHandlerCallback. */
static enum MHD_Result
access_health(void *cls, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *data, size_t *size,
    void **con_cls)
{
	static int seen;

	(void)version;
	(void)data;
	if (*con_cls == NULL) { /* the body, if any, comes first */
		*con_cls = &seen;
		return MHD_YES;
	}
	if (*size > 0) {
		*size = 0;
		return MHD_YES;
	}
	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
		return answer(
		    connection, MHD_HTTP_METHOD_NOT_ALLOWED, plain, "GET\n");
	/* Whoever configured a proxy onto it learns so at once. */
	if (MHD_lookup_connection_value(
		connection, MHD_HEADER_KIND, "X-Forwarded-For") != NULL)
		return answer(connection, MHD_HTTP_FORBIDDEN, plain,
		    "not through a proxy\n");
	if (strcmp(url, "/healthz") == 0)
		return answer(connection, MHD_HTTP_OK, plain, "ok\n");
	if (strcmp(url, "/readyz") == 0)
		return ready(cls, connection);
	if (strcmp(url, "/metrics") == 0)
		return metrics(cls, connection);
	return answer(connection, MHD_HTTP_NOT_FOUND, plain, "no such page\n");
}

static void
swallow(void *cls, const char *fmt, va_list ap)
{
	(void)cls;
	(void)fmt;
	(void)ap;
}

enum rc
health_open(struct health **out, struct site *site, int fd, struct error *err)
{
	struct health *h = calloc(1, sizeof(*h));

	if (h == NULL) {
		(void)close(fd);
		return error_nomem(err);
	}
	h->site = site;
	h->fd = fd;
	h->daemon = MHD_start_daemon(
	    MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG, 0, NULL, NULL,
	    access_health, h, MHD_OPTION_EXTERNAL_LOGGER, swallow, NULL,
	    MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
	    (unsigned)CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT,
	    (unsigned)SILENCE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	    (size_t)MEMORY, MHD_OPTION_END);
	if (h->daemon == NULL) {
		health_close(h);
		return error_set(err, RC_IO, "cannot start the health server");
	}
	h->fd = -1;
	*out = h;
	return RC_OK;
}

void
health_close(struct health *h)
{
	if (h == NULL)
		return;
	if (h->daemon != NULL)
		MHD_stop_daemon(h->daemon);
	if (h->fd >= 0)
		(void)close(h->fd);
	free(h);
}
