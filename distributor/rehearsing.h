/*
 * rehearsing -- what `deliver` would do now: a line for each parcel and notice,
 * to whom, by which way, with what in it, and of what would not go why.
 *
 *	would go    P4  by e-mail  copies 3, 7; action 2
 *	would wait  P5  by e-mail  copy 9: This route is not recorded as safe.
 *
 * It asks what a pass asks (clearing.h), in transactions that are rolled back;
 * nothing is sent, written or opened.  A person is named as the imports name
 * them, never by an address.
 */
#ifndef DISTRIBUTOR_REHEARSING_H
#define DISTRIBUTOR_REHEARSING_H

#include "base/buf.h"
#include "base/error.h"
#include "distributor/post.h"

/* The lines, and a last one that counts them, appended to OUT. */
enum rc rehearsing_list(
    struct post *post, int64_t now_ms, struct buf *out, struct error *err);

#endif
