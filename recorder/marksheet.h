/*
 * marksheet -- the marks of a meeting recorded elsewhere, from a CSV file.
 *
 *	at,kind,item,person,words,owner,due
 *	0:00:00,announce,,,,,
 *	0:00:00,join,,1,,,
 *	0:00:05,item,1,,,,
 *	0:07:30.250,action,,,"Change the locks","Northshire Housing",2026-12-01
 *
 * The first line names the columns, in any order; words, owner and due may be
 * left out.  Times are H:MM:SS[.mmm] in the sound file and never go back.
 * Kinds: announce, join, leave, item, action, decision, risk, note,
 * off-record, break, resume, closed, open, late (words: seconds), end.  UTF-8
 * with or without byte order mark, lines ending in LF or CR LF, fields quoted
 * as RFC 4180 says.
 */
#ifndef RECORDER_MARKSHEET_H
#define RECORDER_MARKSHEET_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "control/command.h"

struct marksheet_row {
	int line; /* in the file, and of its kind: for messages */
	int column;
	int64_t sample;         /* at 48 kHz in the sound file */
	struct command command; /* an item is COMMAND_NEXT with its number */
};

struct marksheet {
	struct marksheet_row *rows;
	size_t count;
};

void marksheet_clear(struct marksheet *sheet);

/* SHEET must be = {0}.  RC_NOTFOUND; RC_INVALID says file:line:column. */
enum rc
marksheet_read(const char *path, struct marksheet *sheet, struct error *err);

/* The same of TEXT[LEN]; NAME is what messages call it. */
enum rc marksheet_parse(const char *name, const char *text, size_t len,
    struct marksheet *sheet, struct error *err);

#endif
