/*
 * asset -- a file built into the program: style, scripts, icon.
 */
#ifndef SHARE_ASSET_H
#define SHARE_ASSET_H

#include <stddef.h>

struct asset {
	const unsigned char *bytes;
	size_t len;
};

extern const struct asset asset_style;  /* share/assets/style.css */
extern const struct asset asset_script; /* share/assets/script.js */
extern const struct asset asset_player; /* share/assets/player.js */
extern const struct asset asset_icon;   /* share/assets/icon.svg */

#endif
