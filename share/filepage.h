/*
 * filepage -- a child's file (store/childfile.h) laid out as its page shows
 * it: a timeline of all that happened; each meeting with its recording, where
 * each moment plays, its actions, reports and copies; what a search found.
 */
#ifndef SHARE_FILEPAGE_H
#define SHARE_FILEPAGE_H

#include "share/casework.h"
#include "store/childfile.h"

/* PAGE points into FILE, which must outlive it; Q is folded, "" for none.
 * START seconds is where the player of rendition PLAY stands. */
enum rc filepage_fill(struct casework_file *page, const struct childfile *file,
    struct store *store, const char *q, int64_t play, int64_t start,
    int64_t now_ms, struct error *err);
void filepage_clear(struct casework_file *page);

/* The head of a page about one child, of which OUT borrows. */
void filepage_child(struct casework_child *out,
    const struct caseload_child *child, int64_t now_ms);

/* "2014-03-04" as "4 March 2014"; as it is when it is no date. */
void filepage_day(const char *date, char out[PAGE_DAY]);
/* Is DATE before the day that NOW_MS is in? */
bool filepage_past(const char *date, int64_t now_ms);

#endif
