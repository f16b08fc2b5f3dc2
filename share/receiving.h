/*
 * receiving -- recording machines fetch a meeting's papers and bring its
 * folder, file by file (seal/courier.h; FORMAT.md has the way step by step).
 *
 *	GET  /recorder/papers/REF        the papers, as published
 *	GET  /recorder/meeting/ID        how far it is, and what is here
 *	PUT  /recorder/file/ID/NAME      one file
 *	POST /recorder/done/ID           all of it is here: attach it
 *
 * Every one is signed by a device that this store trusts; anything else is
 * answered like a page that does not exist.  A PUT is asked before its body is
 * taken, so that nobody else can fill the disk, nor a device that was stolen
 * (arrivals.h).  Its bytes go into incoming/ID/, where a file appears whole, with
 * the hash that was signed, or not at all; the same once more is fine, another of
 * that name is refused.
 * There is no way to read any of them back.
 */
#ifndef SHARE_RECEIVING_H
#define SHARE_RECEIVING_H

#include <stddef.h>

#include "share/request.h"

/* A file that is coming in. */
struct receiving;

/* R's headers are here and its page takes a body of this kind: *R gets its
 * receiving, or none when nobody trusts it. */
void receiving_begin(struct request *r);
void receiving_more(struct receiving *in, const void *data, size_t len);
void receiving_close(struct receiving *in); /* NULL-safe */

void receiving_papers(struct request *r, struct store *store);
void receiving_state(struct request *r, struct store *store);
void receiving_file(struct request *r, struct store *store);
void receiving_done(struct request *r, struct store *store);

/* A POST of "done" writes: only what is signed takes a place in the queue. */
bool receiving_may(struct request *r);

#endif
