/*
 * health -- what a monitor asks, on a listener of its own that only this machine
 * reaches (share.health), never through the proxy:
 *
 *	/healthz	200 "ok": the program answers
 *	/readyz		200 "ok", or 503 and a line for each thing that is not
 *	/metrics	Prometheus text, version 0.0.4; marac-share(8) names each
 *
 * Numbers only: no label holds anything of a person, a case or an address.  A
 * thread of its own, which no page waits for, and eight connections at most.
 */
#ifndef SHARE_HEALTH_H
#define SHARE_HEALTH_H

#include "base/buf.h"
#include "base/error.h"
#include "share/site.h"
#include "share/vitals.h"

struct health;

/* On the listening FD, which it closes.  SITE must outlive it. */
enum rc
health_open(struct health **out, struct site *site, int fd, struct error *err);
void health_close(struct health *health); /* NULL-safe */

/* V and SITE's counts as a page of metrics. */
void health_metrics(
    const struct site *site, const struct vitals *v, struct buf *out);

#endif
