/*
 * recordings -- a meeting's recording as it was attached: its segments, its
 * marks, where each case was discussed, and what the agenda made of it.
 *
 * Everything that adds or changes is inside the caller's transaction: an
 * attached recording is there whole or not at all.
 */
#ifndef STORE_RECORDINGS_H
#define STORE_RECORDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "base/span.h"
#include "seal/box.h"
#include "store/store.h"

/* The meeting of a folder's papers.  RC_NOTFOUND. */
enum rc recordings_meeting(struct store *store, const char *public_id,
    struct meeting_id *id, struct error *err);

/* RC_NOTFOUND: MEETING has none yet. */
enum rc recordings_find(struct store *store, struct meeting_id meeting,
    struct recording_id *id, struct error *err);

/* The row of a trusted recording device.  RC_DENIED says how to trust it. */
enum rc recordings_device(struct store *store,
    const struct box_sign_public *key, int64_t *device, struct error *err);

/* The one device that is trusted, for a recording without any signature.
 * RC_DENIED: none is, or several are. */
enum rc
recordings_only_device(struct store *store, int64_t *device, struct error *err);

/* The agenda, by number; malloc'd. */
struct recordings_item {
	struct item_id id;
	struct case_id case_id; /* 0: none (a review, a spare) */
	int number;
	bool spare;
	char public_id[PUBLIC_ID_TEXT];
};
enum rc recordings_agenda(struct store *store, struct meeting_id meeting,
    struct recordings_item **out, size_t *count, struct error *err);

/* Who the journal calls REF; {0} when nobody is. */
enum rc recordings_attendance(struct store *store, struct meeting_id meeting,
    int ref, struct attendance_id *id, struct error *err);

/* What an attach writes. */
struct recordings_row {
	struct meeting_id meeting;
	int64_t device;
	const char *folder;                /* below meetings/ */
	const unsigned char *journal_hash; /* BOX_HASH */
	int64_t attached_ms;
};
enum rc recordings_add(struct store *store, const struct recordings_row *row,
    struct recording_id *id, struct error *err);

struct recordings_segment {
	int number; /* of the file */
	struct item_id item;
	int64_t start_sample;
	int64_t samples;
	bool complete; /* false: recovered */
	unsigned char plain_hash[BOX_HASH];
	unsigned char cipher_hash[BOX_HASH];
};
enum rc recordings_add_segment(struct store *store, struct recording_id id,
    const struct recordings_segment *segment, struct error *err);

struct recordings_mark {
	uint32_t seq;
	const char *kind;
	struct item_id item;             /* 0: none */
	struct attendance_id attendance; /* 0: none */
	int64_t sample;
	int64_t at_ms;
	int64_t value;
	uint32_t supersedes;
	const char *words;
};
enum rc recordings_add_mark(struct store *store, struct recording_id id,
    const struct recordings_mark *mark, struct mark_id *made,
    struct error *err);

enum rc recordings_add_passage(struct store *store, struct meeting_id meeting,
    struct item_id item, struct span span, struct error *err);

struct recordings_action {
	struct meeting_id meeting;
	struct case_id case_id;
	struct mark_id mark;
	const char *text;
	struct agency_id owner;
	const char *due_on; /* YYYY-MM-DD */
};
enum rc recordings_add_action(struct store *store,
    const struct recordings_action *action, struct error *err);

/* The meeting's clock; ANNOUNCED_MS 0: it was not. */
enum rc recordings_set_times(struct store *store, struct meeting_id meeting,
    int64_t announced_ms, int64_t started_ms, int64_t ended_ms, int64_t due_ms,
    struct error *err);

/* ITEM was discussed. */
enum rc recordings_set_heard(
    struct store *store, struct item_id item, struct error *err);

/* Reading it back.  FOLDER and OUT are malloc'd; by start. */
enum rc recordings_segments(struct store *store, struct meeting_id meeting,
    char **folder, struct recordings_segment **out, size_t *count,
    struct error *err);

/* Where CASE was discussed, closed sessions and all.  OUT must be = {0}. */
enum rc recordings_passage(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct span_list *out, struct error *err);

/* The closed sessions of MEETING; one that was never opened again lasts for
 * ever.  OUT must be = {0}. */
enum rc recordings_closed(struct store *store, struct meeting_id meeting,
    struct span_list *out, struct error *err);

/* The cases that have a passage in MEETING and a child; malloc'd. */
enum rc recordings_cases(struct store *store, struct meeting_id meeting,
    struct case_id **out, size_t *count, struct error *err);

#endif
