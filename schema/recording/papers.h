/*
 * papers -- what the recorder is given to record one meeting: agenda,
 * attendees, public keys.  A JSON file (FORMAT.md), made by `marac-store
 * papers`, mode 0600, read by the recorder and again at attach.
 */
#ifndef RECORDING_PAPERS_H
#define RECORDING_PAPERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/id.h"
#include "seal/box.h"

struct papers_item {
	int number; /* 1, 2, ... in agenda order */
	char public_id[PUBLIC_ID_TEXT];
	char *label; /* case reference, "Actions review" */
	char *kind;  /* "discussion", "spare" ... */
	struct box_public key;
};

struct papers_person {
	int ref; /* 1, 2, ...: what the journal calls them */
	char *name;
	char *agency;   /* "" for family */
	char *capacity; /* "core", "deputy", "observer", "family", "advocate" */
};

struct papers {
	char public_id[PUBLIC_ID_TEXT]; /* of the meeting */
	char *type;                     /* "marac" ... */
	char *title;                    /* "MARAC Northshire, 23 November" */
	int64_t planned_ms;
	struct papers_item *items; /* spares (kind "spare") last */
	size_t nitems;
	struct papers_person *people;
	size_t npeople;
};

void papers_clear(struct papers *papers);

/* RC_NOTFOUND; RC_INVALID says where (line and column, or the field). */
enum rc papers_read(const char *path, struct papers *papers, struct error *err);
/* Those of the meeting ID that a recorder keeps in HOME.  RC_INVALID: ID is
 * none. */
enum rc papers_of_meeting(
    const char *home, const char *id, struct papers *papers, struct error *err);
/* As the file holds them, to OUT = {0}.  RC_INVALID: a recorder would refuse
 * them. */
enum rc
papers_text(const struct papers *papers, struct buf *out, struct error *err);
/* RC_CONFLICT: PATH exists. */
enum rc
papers_write(const char *path, const struct papers *papers, struct error *err);

/* Every item and person with the number it is called by, for whoever will call
 * it; a line each.  Never into a log. */
void papers_list(const struct papers *papers, struct buf *out);

#endif
