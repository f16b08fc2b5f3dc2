/*
 * vitals -- all that says whether all is well, read at one time: the store's
 * numbers, the disk, what ran when, keys and certificate.  The administrator's
 * page puts it into words, health into numbers.
 */
#ifndef SHARE_VITALS_H
#define SHARE_VITALS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "share/site.h"
#include "store/gauges.h"
#include "store/lastrun.h"

enum {
	VITALS_A_SECOND = 2 * 3072, /* bytes that a sealed recording takes */
	VITALS_LONGEST_H = 5        /* as long as no meeting has ended */
};

struct vitals {
	int64_t now_ms;
	struct gauges g;
	struct lastrun runs[LASTRUN_NAMES];
	int64_t disk_free;   /* bytes that the store's folder may still take */
	int64_t disk_hours;  /* of recording; -1: not known */
	int64_t least_hours; /* twice the longest meeting, rounded up */
	bool bounces;        /* a mailbox of bounces is set */
	bool certified;      /* a certificate is set */
	int64_t certificate_ms; /* until when; 0: it cannot be read */
	int years; /* after which a recording is looked at again; 0: not said */
	int64_t sign_key; /* the number of the key that exports are signed with,
				0: none */
};

enum rc vitals_read(struct site *site, struct store *store, int64_t now_ms,
    struct vitals *out, struct error *err);

/* Less room than for twice the longest meeting? */
bool vitals_disk_low(const struct vitals *v);

/* Can the site be used: the store, the keys, room to write?  What is not is
 * appended to WHY, a line each. */
bool vitals_ready(struct site *site, struct store *store, struct buf *why);

#endif
