/*
 * upload -- a form with a file in it (multipart/form-data), made into one as
 * request_field reads it.
 *
 * libmicrohttpd takes it apart.  A part's name is its field's; what the file
 * was called is not looked at.
 */
#ifndef SHARE_UPLOAD_H
#define SHARE_UPLOAD_H

#include "base/error.h"
#include "share/request.h"

/* R's body, if it is one; any other stays as it is.  RC_INVALID: it cannot be
 * taken apart; RC_NOMEM. */
enum rc upload_unpack(struct request *r, struct error *err);

#endif
