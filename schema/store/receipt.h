/*
 * receipt -- what became of a copy at its recipient: opened, how much of it
 * was fetched, collected, or not expected.
 *
 * Collected (rule 20) means that authenticated requests covered every byte of
 * one of its files, Opus or MP3 (half of one and half of the other are no
 * whole), or that its transcript or minutes were fetched.
 * Which bytes were is kept merged, so that an hour of seeking stays a few
 * rows; the request that closes the last hole writes collected_at, the note
 * in the children's files (rule 23) and the audit event in one transaction.
 */
#ifndef STORE_RECEIPT_H
#define STORE_RECEIPT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/playable.h"
#include "store/store.h"

/* Its page was shown for the first time, and the children's files say so; later
 * calls write nothing. */
enum rc receipt_opened(struct store *store, struct copy_id copy, int64_t now_ms,
    struct error *err);

/* Bytes [FROM, TO) of COPY's file in FORMAT were fetched.  *COLLECTED: these
 * completed it. */
enum rc receipt_fetched(struct store *store, struct copy_id copy,
    enum playable_format format, int64_t from, int64_t to, int64_t now_ms,
    bool *collected, struct error *err);

/* All of its text was fetched, which is as good. */
enum rc receipt_read(struct store *store, struct copy_id copy, int64_t now_ms,
    struct error *err);

/* "I did not expect this": the copy is withdrawn, the coordinator alerted.
 * RC_OK too when it was withdrawn before. */
enum rc receipt_unexpected(struct store *store, struct copy_id copy,
    int64_t now_ms, struct error *err);

#endif
