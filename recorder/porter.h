/*
 * porter -- one signed request to the store's machine (seal/courier.h), by
 * libcurl over HTTPS with a certificate that holds; there is no other way.
 *
 * The store's clock counts: when it says that ours differs, the request is
 * signed once more with its time.  A request that could not be made, or was cut
 * off, is tried again by whoever asked: each may be said twice.
 */
#ifndef RECORDER_PORTER_H
#define RECORDER_PORTER_H

#include <stdint.h>

#include "base/buf.h"
#include "base/cmd.h"
#include "base/error.h"
#include "seal/box.h"

struct porter;

/* To the server that CALL's --server names ("https://documents.example"), with
 * --ca FILE as its authority when that is given, signed by HOME's device key.
 * RC_INVALID: not https, or no --server; RC_NOTFOUND: no device key. */
enum rc porter_open(
    struct porter **out, const struct cmd_call *call, struct error *err);
void porter_close(struct porter *e); /* NULL-safe; wipes the key */

/* What came back is appended to REPLY, at most a megabyte.
 *
 * RC_IO        it could not be reached, or was cut off: again may do
 * RC_NOTFOUND  it does not know this device (or is no such server)
 * RC_DENIED    its certificate does not hold, or the clocks differ
 * RC_CONFLICT, RC_INVALID, RC_NOSPACE  what it says is in the text */
enum rc porter_get(
    struct porter *e, const char *path, struct buf *reply, struct error *err);
enum rc porter_post(struct porter *e, const char *path, struct error *err);

/* SENT (may be NULL) is called with how much of the file is on its way. */
typedef void porter_sent(void *to, int64_t bytes);

/* FILE, whose LENGTH and HASH are known. */
enum rc porter_put(struct porter *e, const char *path, const char *file,
    int64_t length, const unsigned char hash[BOX_HASH], porter_sent *sent,
    void *to, struct error *err);

#endif
