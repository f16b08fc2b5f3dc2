#include "share/vitals.h"

#include <stdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/clock.h"
#include "share/certificate.h"

enum { LEAST_BYTES = 16 * 1024 * 1024 }; /* what the database may need */

static void
look_at_disk(const char *dir, struct vitals *v)
{
	struct statvfs st;
	int64_t longest = v->g.longest_ms > 0
	    ? v->g.longest_ms
	    : (int64_t)VITALS_LONGEST_H * CLOCK_HOUR_MS;

	v->least_hours = (2 * longest + CLOCK_HOUR_MS - 1) / CLOCK_HOUR_MS;
	v->disk_hours = -1;
	if (statvfs(dir, &st) != 0)
		return;
	v->disk_free = (int64_t)(st.f_bavail * st.f_frsize);
	v->disk_hours = v->disk_free / (VITALS_A_SECOND * (int64_t)3600);
}

enum rc
vitals_read(struct site *site, struct store *store, int64_t now_ms,
    struct vitals *out, struct error *err)
{
	const char *certificate = conf_text(site->conf, "share.certificate");
	enum rc rc;

	*out = (struct vitals){.now_ms = now_ms};
	if ((rc = gauges_read(store, now_ms, &out->g, err)) != RC_OK ||
	    (rc = lastrun_read(store, out->runs, err)) != RC_OK)
		return rc;
	look_at_disk(site->dir, out);
	out->bounces = *conf_text(site->conf, "bounce.imap") != '\0';
	out->certified = *certificate != '\0';
	if (out->certified &&
	    certificate_ends(certificate, &out->certificate_ms, NULL) != RC_OK)
		out->certificate_ms = 0;
	out->years = (int)conf_number(site->conf, "retention.review_years");
	out->sign_key = site->sign_number;
	return RC_OK;
}

bool
vitals_disk_low(const struct vitals *v)
{
	return v->disk_hours < v->least_hours;
}

bool
vitals_ready(struct site *site, struct store *store, struct buf *why)
{
	struct lastrun runs[LASTRUN_NAMES];
	struct error err = {0};
	struct statvfs st;
	char path[4096];
	size_t before = why->len;

	if (store == NULL || lastrun_read(store, runs, &err) != RC_OK)
		buf_text(why, "store: it cannot be read\n");
	(void)snprintf(path, sizeof(path), "%s/keys/share.keystore", site->dir);
	if (access(path, R_OK) != 0)
		buf_text(why, "keys: share.keystore cannot be read\n");
	if (statvfs(site->dir, &st) != 0 || (st.f_flag & ST_RDONLY) != 0 ||
	    st.f_bavail * st.f_frsize < LEAST_BYTES)
		buf_text(why, "disk: there is no room to write\n");
	return why->len == before && buf_check(why, NULL) == RC_OK;
}
