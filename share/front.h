/*
 * front -- what every answer of a server is made with, whichever pages it
 * serves: the words around them, what they may load, where their own forms come
 * from, and which addresses there are.
 */
#ifndef SHARE_FRONT_H
#define SHARE_FRONT_H

#include <stdint.h>

#include "share/urls.h"

struct front {
	const char *brand;
	const char *notice;   /* above every page, or "" */
	const char *base_url; /* the origin of our own forms */
	enum urls_set urls;
	uint16_t here; /* answer only who calls us this machine, at this port;
			     0: whoever (the proxy in front decides) */
	char policy[512]; /* Content-Security-Policy */
};

#endif
