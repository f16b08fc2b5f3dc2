/*
 * shelf -- the files of share/assets as answers, each made once: they are
 * what is asked for most, and the same for everybody.  Each is there as it is
 * and compressed: a telephone loads 7 kB of styles with a page instead of 48.
 */
#ifndef SHARE_SHELF_H
#define SHARE_SHELF_H

#include "base/error.h"
#include "share/front.h"

struct MHD_Response;
struct shelf;

/* With the headers of FRONT, which need live no longer.  RC_NOMEM. */
enum rc
shelf_open(struct shelf **out, const struct front *front, struct error *err);

/* NULL-safe; not before the daemon that answered from it has stopped. */
void shelf_close(struct shelf *shelf);

/* The answer to a GET of PAGE, or NULL: PAGE is none of these files.  ACCEPT is
 * the Accept-Encoding of who asks, or NULL.  It stays the shelf's. */
struct MHD_Response *
shelf_find(const struct shelf *shelf, enum urls_page page, const char *accept);

#endif
