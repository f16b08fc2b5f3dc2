/*
 * bundle -- what somebody may hear of a meeting today, as one locked archive.
 *
 * Per copy, N counting in the order of their page: document-N.mp3 and
 * document-N.opus, byte for byte the files that the copy has (render_again
 * cuts them anew and compares SHA-256), and document-N.txt, the words beside
 * it, as share hands them out.  README.txt says how to open them, and can be
 * read without the passphrase.  Nothing of it says what it is about (rule 7).
 *
 * Debriefs and actions are not in it.  They are owed with an answer (that it was
 * read; how it went), which only their page takes; what may be read of them is
 * asked at every page, and a debrief can be taken back: a file can do neither.
 * Their way without mail is paper with a code.
 *
 * The sound is in memory only, until it is locked.
 */
#ifndef DISTRIBUTOR_BUNDLE_H
#define DISTRIBUTOR_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/id.h"
#include "base/sink.h"
#include "distributor/desk.h"
#include "store/exports.h"

struct bundle {
	struct meeting_id meeting;
	struct person_id person;
	struct exports_copy *copies;
	size_t count;
};

/* The copies of PERSON that may be heard now (standing.h).  OUT must be = {0}.
 * RC_NOTFOUND: none; RC_DENIED: AGENCY asks for somebody who took part for
 * their agency, and this is family. */
enum rc bundle_ask(struct desk *desk, struct meeting_id meeting,
    struct person_id person, bool agency, struct bundle *out,
    struct error *err);

/* Write it to SINK.  RC_CONFLICT: a copy is no longer what they may hear, or
 * cannot be cut as it was; the text says what to do. */
enum rc bundle_write(struct desk *desk, const struct bundle *bundle,
    const char *passphrase, struct sink *sink, struct error *err);

void bundle_clear(struct bundle *bundle);

#endif
