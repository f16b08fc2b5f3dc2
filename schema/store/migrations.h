/*
 * migrations -- schema/migrations/NNNN-*.sql as bytes (schema/embed.cmake
 * makes migrations.c).  The Nth file brings a store to version N.
 */
#ifndef STORE_MIGRATIONS_H
#define STORE_MIGRATIONS_H

#include <stddef.h>

struct migrations_file {
	const char *name;          /* "0001-one-meeting.sql" */
	const unsigned char *text; /* UTF-8 with a NUL behind */
	size_t len;                /* without that NUL */
};

extern const struct migrations_file migrations_files[];
extern const size_t migrations_count;

#endif
