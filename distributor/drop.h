/*
 * drop -- put one archive into an agency's drop folder, by libcurl.
 *
 * SFTP: the server's host key must be the one that is pinned, our key the one
 * of drop.key_file; no password is ever offered.  The bytes go to NAME.part,
 * are read back and compared, and only then it is renamed: what is called NAME
 * is whole.  HTTPS (https.h): PUT under NAME with its length and Content-Digest
 * (RFC 9530); nothing but 200, 201 or 204 is taken for success.
 *
 * NAME and bytes are the same at every try, so that one whose end nobody knows
 * can be made again: SFTP looks first whether NAME is there already.
 */
#ifndef DISTRIBUTOR_DROP_H
#define DISTRIBUTOR_DROP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/conf.h"
#include "store/dropfolder.h"

enum drop_result {
	DROP_TAKEN = 1,
	DROP_LATER,   /* not reached, interrupted, busy: the same again */
	DROP_REFUSED, /* our key, our token or the folder: a person must look */
	DROP_INSECURE /* another server than the one that is known */
};

enum { DROP_CAUSE = 128 };

/* Waits: for a connection, without a byte, for all of it. */
enum { DROP_CONNECT_S = 20, DROP_SILENT_S = 60, DROP_TOTAL_S = 1800 };

struct drop_parcel {
	const char *name; /* letters, digits and dots */
	const void *data; /* borrowed */
	size_t len;
	bool again; /* it was tried before */
};

/* CAUSE gets a sentence without an address for everything but TAKEN. */
enum drop_result
drop_put(const struct conf *conf, const struct dropfolder *folder,
    const struct drop_parcel *parcel, char cause[DROP_CAUSE]);

#endif
