/*
 * lastrun -- when each thing that must run of itself ran last, and whether it
 * went well: what an administrator is shown, and a monitor asks for.
 *
 * A row a name, written over.  Nothing is decided by it.
 */
#ifndef STORE_LASTRUN_H
#define STORE_LASTRUN_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "store/store.h"

enum lastrun_name {
	LASTRUN_DELIVER,  /* marac-distributor serve, or deliver */
	LASTRUN_BOUNCES,  /* the mailbox of bounces was read */
	LASTRUN_ESCALATE, /* marac-distributor escalate */
	LASTRUN_CHECK,    /* marac-store check */
	LASTRUN_AUDIT,    /* the audit chain alone, from the page */
	LASTRUN_BACKUP,   /* marac-store backed-up */
	LASTRUN_NAMES
};

enum { LASTRUN_WORDS = 160 };

/* "deliver" and so on, as the table and the metrics have it. */
const char *lastrun_text(enum lastrun_name name);

/* It ran at NOW_MS; WRONG is "" or what was wrong, without any name in it (it is
 * cut to fit).  A transaction of its own when the caller is in none. */
enum rc lastrun_note(struct store *store, enum lastrun_name name,
    int64_t now_ms, const char *wrong, struct error *err);

struct lastrun {
	int64_t at_ms;   /* 0: never */
	int64_t well_ms; /* the last time that went well; 0: never */
	char words[LASTRUN_WORDS];
};

/* All of them. */
enum rc lastrun_read(
    struct store *store, struct lastrun out[LASTRUN_NAMES], struct error *err);

#endif
