/*
 * filepage -- a child's file (store/childfile.h) laid out as its page shows
 * it: meetings with what was said and decided, where each moment plays, who
 * got a copy; or what a search found.
 */
#ifndef SHARE_FILEPAGE_H
#define SHARE_FILEPAGE_H

#include "share/casework.h"
#include "store/childfile.h"

/* PAGE points into FILE, which must outlive it; Q is folded, "" for none.
 * START seconds is where the player of rendition PLAY stands. */
enum rc filepage_fill(struct casework_file *page, const struct childfile *file,
    struct store *store, const char *q, int64_t play, int64_t start,
    struct error *err);
void filepage_clear(struct casework_file *page);

/* The head of a page about one child. */
void
filepage_child(struct casework_child *out, const struct childfile_child *child);

#endif
