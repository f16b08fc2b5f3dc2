/*
 * folder -- the meeting folder HOME/meetings/PUBLIC_ID: papers.json, journal,
 * 0001.seg ..., and `clock`, a line that says where the meeting's clock stood
 * a moment ago, so that a killed recorder knows how long it was away.
 *
 * `clock` holds "SAMPLE WRITTEN SAFE MONO_NS WALL_MS BOOT_ID": it is written over in
 * place twice a second and never synced (a power cut loses the monotonic
 * clock anyway, and then the journal's wall time must do).
 */
#ifndef RECORDER_FOLDER_H
#define RECORDER_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "recording/journal.h"
#include "recording/papers.h"
#include "seal/box.h"

enum { FOLDER_PATH = 1024 };

struct folder {
	char path[FOLDER_PATH];
	struct papers papers;
	struct journal *journal;
	struct journal_entry *entries; /* that were there when it was opened */
	size_t nentries;
	int clock_fd;
	char boot[40]; /* which boot of the machine this is */
};

/* Open the folder of the meeting of PAPERS in HOME, making it when it is not
 * there.  *F must be = {0}.  RC_CONFLICT: it was begun (something stands in its
 * journal) with other papers; the text names them. */
enum rc folder_open(
    struct folder *f, const char *home, const char *papers, struct error *err);

/* Make a new one at PATH, which must not exist or be empty (an import). */
enum rc folder_make(
    struct folder *f, const char *path, const char *papers, struct error *err);
void folder_close(struct folder *f);

/* The first number without a file: *NUMBER and its PATH. */
enum rc folder_next_segment(const struct folder *f, int *number,
    char path[FOLDER_PATH], struct error *err);

/* The folder's file number NUMBER is not there after all. */
void folder_drop_segment(const struct folder *f, int number);

/* Begin the journal file anew with what it holds (its last sync failed). */
enum rc folder_renew_journal(struct folder *f, struct error *err);

struct folder_clock {
	int64_t sample;  /* of the meeting */
	int64_t written; /* up to here audio survives a killed process */
	int64_t safe;    /* ... a power cut */
	int64_t mono_ns;
	int64_t wall_ms;
};
void folder_put_clock(struct folder *f, const struct folder_clock *clock);

/* As put before, carried on to NOW_NS by whichever clock can be trusted; when
 * the machine was started anew since then, what was only written counts as
 * gone.  RC_NOTFOUND. */
enum rc folder_get_clock(const struct folder *f, int64_t now_ns, int64_t now_ms,
    struct folder_clock *clock, int64_t *sample_now, struct error *err);

const struct papers_item *folder_item(const struct folder *f, int number);
const struct papers_person *folder_person(const struct folder *f, int ref);

/* HOME/device.keystore's signing key.  RC_NOTFOUND says how to make it. */
enum rc folder_signer(
    const char *home, struct box_sign_secret *signer, struct error *err);

/* HOME/NAME into PATH.  RC_INVALID: too long. */
enum rc folder_join(char path[FOLDER_PATH], const char *home, const char *name,
    struct error *err);

#endif
