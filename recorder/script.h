/*
 * script -- what a sheet of marks makes of a sound file: the journal's entries
 * and the stretches to encode.  Pure; the state machine of live recording
 * decides each line.
 */
#ifndef RECORDER_SCRIPT_H
#define RECORDER_SCRIPT_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"
#include "recorder/marksheet.h"
#include "recording/journal.h"
#include "recording/papers.h"

struct script_stretch {
	int item;
	struct span span; /* of the sound file at 48 kHz */
};

struct script_words {
	uint32_t seq;   /* of the mark's entry */
	size_t row;     /* of the sheet */
	size_t stretch; /* that holds it */
};

struct script {
	struct journal_entry *entries; /* seq is the place from 1 on */
	size_t count;
	struct script_stretch *stretches; /* file number is the place from 1 */
	size_t nstretches;
	struct script_words *words;
	size_t nwords;
};

void script_clear(struct script *script);

/* Sound of LENGTH samples that began at WALL_MS; NAME is the sheet's, for
 * messages.  OUT must be = {0}.  Fails as allowing_make does, with
 * NAME:LINE in front. */
enum rc script_make(const struct marksheet *sheet, const char *name,
    const struct papers *papers, int64_t length, int64_t wall_ms,
    struct script *out, struct error *err);

#endif
