/*
 * square -- text as a QR code in SVG: nothing but two paths, as the policy of the
 * pages allows it for an image of their own.
 */
#ifndef SHARE_SQUARE_H
#define SHARE_SQUARE_H

#include "base/buf.h"
#include "base/error.h"

/* Appends to OUT.  RC_INVALID: TEXT is too long for one; RC_NOMEM. */
enum rc square_svg(const char *text, struct buf *out, struct error *err);

#endif
