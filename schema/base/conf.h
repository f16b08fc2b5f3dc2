/*
 * conf -- marac.conf, an INI file (libinih) in the store's folder.
 *
 * Every key is in one table in conf.c with its default and its sentence;
 * `marac-store init` writes marac.conf from that table with every line
 * commented out, and schema/marac.conf.sample is that text (a test compares).
 * An unknown key or a bad value is an error that names file, line and key: a
 * misspelt safety setting must not be silently ignored.  There is no key that
 * switches a safety rule.
 */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

struct conf;

/* Read PATH; a missing file is all defaults.  RC_INVALID, RC_IO, RC_NOMEM. */
enum rc conf_open(struct conf **out, const char *path, struct error *err);
void conf_close(struct conf *conf);

/* The value of "section.key", or its default ("" where it has none).  A key
 * that is not in the table is a bug (assert). */
const char *conf_text(const struct conf *conf, const char *key);
int64_t conf_number(const struct conf *conf, const char *key);

/* What the file that KEY names holds, without the line end behind it, appended
 * to OUT, which the caller clears; nothing when KEY is not set.  RC_IO;
 * RC_INVALID: more than 4 KiB. */
enum rc conf_secret(const struct conf *conf, const char *key, struct buf *out,
    struct error *err);

/* The commented sample, appended to OUT. */
void conf_sample(struct buf *out);

#endif
