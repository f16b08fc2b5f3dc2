/*
 * archive -- files in memory as one ZIP that opens with a passphrase only.
 *
 * AES-256 as WinZip defined it and 7-Zip and libarchive read it (libzip,
 * ZIP_EM_AES_256).  What a ZIP leaves in the clear is each file's name and
 * size, so names must be neutral; times are all 1 January 1980 and there is no
 * comment.  A file that is not a secret (how to open the others) can be read
 * without the passphrase.
 *
 * Nothing goes to a disk: libzip would write beside a named archive, but this
 * one is a buffer until SINK gets it.
 */
#ifndef DISTRIBUTOR_ARCHIVE_H
#define DISTRIBUTOR_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/sink.h"

enum { ARCHIVE_NAME = 48 };

struct archive_file {
	char name[ARCHIVE_NAME];
	const void *data; /* borrowed */
	size_t len;
	bool open;   /* to be read without the passphrase */
	bool packed; /* sound is not: it is packed already */
};

/* FILES[COUNT] in order.  RC_NOMEM, or what SINK returns; it then holds no
 * archive. */
enum rc archive_write(const struct archive_file *files, size_t count,
    const char *passphrase, struct sink *sink, struct error *err);

#endif
