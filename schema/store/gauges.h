/*
 * gauges -- how the whole is doing, in numbers: for the administrator's page and
 * for a monitor.  No number tells of one meeting, case or person.
 */
#ifndef STORE_GAUGES_H
#define STORE_GAUGES_H

#include <stdint.h>

#include "base/error.h"
#include "store/store.h"

enum { GAUGES_WEEK_MS = 7 * 24 * 3600 * 1000 };

struct gauges {
	/* messages of parcels whose link is not void, and others */
	int64_t queued, sending, held, failed, bounced;
	int64_t oldest_queued_ms; /* made then; 0: none waits */
	/* copies and debriefs whose time is over and that did not go */
	int64_t overdue;
	int64_t oldest_due_ms; /* of what has not gone; 0: nothing is owed */
	int64_t escalations;   /* told in the last week */
	int64_t alerts;        /* nobody has seen them */
	int64_t jobs;          /* asked for by pages, and waiting */
	int64_t oldest_job_ms; /* 0: none waits */
	int64_t sessions_staff, sessions_recipient;
	int64_t longest_ms;      /* of all meetings; 0: none has ended */
	int64_t meetings;        /* with a recording */
	int64_t oldest_ended_ms; /* of those; 0: none */
	int64_t listenings;      /* made to be heard, and not yet swept */
	int64_t oldest_listening_ms;
	int64_t audit_events;
	int64_t link_key, link_key_ms; /* the live one, and when it began */
	int64_t devices;               /* trusted */
	int64_t settings_up;           /* accounts that wait for their user */
};

/* All of one moment.  Not inside a transaction. */
enum rc gauges_read(
    struct store *store, int64_t now_ms, struct gauges *out, struct error *err);

#endif
