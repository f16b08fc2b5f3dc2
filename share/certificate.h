/*
 * certificate -- until when the certificate is valid that browsers are shown.
 */
#ifndef SHARE_CERTIFICATE_H
#define SHARE_CERTIFICATE_H

#include <stdint.h>

#include "base/error.h"

/* Of the first one in the PEM file at PATH.  RC_NOTFOUND no such file; RC_INVALID
 * no certificate is in it; RC_IO. */
enum rc certificate_ends(const char *path, int64_t *ends_ms, struct error *err);

#endif
