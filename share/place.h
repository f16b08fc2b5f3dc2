/*
 * place -- what a thing of a recipient's is called in addresses: twelve digits
 * that only whoever has the pepper can find.  They never change, and say
 * neither how many there are nor that one was taken back.
 */
#ifndef SHARE_PLACE_H
#define SHARE_PLACE_H

#include <stdint.h>

#include "share/request.h"

/* WHAT is "copy", "debrief" or "task". */
int64_t place_of(const struct request *r, const char *what, int64_t id);

#endif
