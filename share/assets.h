/*
 * assets -- the files of share/assets that the program serves, built in
 * (schema/embed.cmake makes assets.c).
 */
#ifndef SHARE_ASSETS_H
#define SHARE_ASSETS_H

#include <stddef.h>

struct assets_file {
	const char *name; /* "style.css" */
	const unsigned char *text;
	size_t len;
};

extern const struct assets_file assets_files[];
extern const size_t assets_count;

#endif
