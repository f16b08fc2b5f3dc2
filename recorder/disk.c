#include "recorder/disk.h"

#include <stdio.h>
#include <sys/statvfs.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

enum {
	RETRY_NS = 500 * 1000 * 1000,
	BACK_OFF_MOST = 10, /* times RETRY_NS */
	SILENT_S = 10,      /* busy disks take seconds; nobody should get used
				to an alarm */
	BYTES_A_SECOND = 2 * 3072, /* a sealed record every half second */
	LOW_SECONDS = 10 * 3600
};

void
disk_failed(struct disk *d, const struct error *err)
{
	char why[sizeof(d->alarm) - sizeof("; trying again") + 1];

	if (d->alarm[0] == '\0')
		log_error("disk: %s", err->text);
	(void)snprintf(d->alarm, sizeof(d->alarm), "%s; trying again",
	    text_cut(err->text, why, sizeof(why)));
	d->retry_ns = clock_boot_ns() + RETRY_NS;
}

void
disk_back_off(struct disk *d, int times)
{
	int most = times < BACK_OFF_MOST ? times : BACK_OFF_MOST;

	if (most > 1)
		d->retry_ns += (most - 1) * (int64_t)RETRY_NS;
}

void
disk_owes(struct disk *d, int64_t ns)
{
	bool silent = ns > SILENT_S * (int64_t)1000000000;

	if (silent && !d->silent)
		log_error("disk: it does not answer");
	else if (!silent && d->silent)
		log_info("disk: it answers again");
	d->silent = silent;
}

void
disk_took(struct disk *d)
{
	if (d->alarm[0] != '\0')
		log_info("disk: it takes what is written again");
	d->alarm[0] = '\0';
}

bool
disk_may_try(const struct disk *d, int64_t now_ns)
{
	return now_ns >= d->retry_ns;
}

void
disk_look(struct disk *d, const char *path, int64_t now_ns)
{
	struct statvfs st;

	if (d->looked_ns != 0 && now_ns - d->looked_ns < 5 * (int64_t)RETRY_NS)
		return;
	d->looked_ns = now_ns;
	if (statvfs(path, &st) == 0)
		d->free_seconds =
		    (int64_t)(st.f_bavail * st.f_frsize) / BYTES_A_SECOND;
}

bool
disk_low(const struct disk *d)
{
	return d->free_seconds < LOW_SECONDS;
}
