/*
 * slip -- from the code on paper to the access code.
 *
 * /letter asks for the code.  Whatever sixteen characters are typed there, the
 * next page is the one that asks for the access code, in the same bytes but
 * for those characters: whether the code is real, void or made up is answered
 * together with the access code and in no other way, at the same cost and with
 * the same refusal, as for a link.  So somebody who has the letter and not the
 * access code learns nothing from it.  The code travels in forms, never in an
 * address.
 *
 * Tries are limited by who asks, by code, and for all codes together.
 */
#ifndef SHARE_SLIP_H
#define SHARE_SLIP_H

#include <stdbool.h>

#include "share/page.h"
#include "share/request.h"
#include "store/store.h"

struct slip_typed {
	struct page_shell shell;
	bool wrong; /* it was not sixteen characters */
};

void slip_page(struct request *r, struct store *store);
/* Has whoever asks tries left?  Takes one, and one of the code's and of all
 * codes', if R tries an access code.  False: R is answered. */
bool slip_may(struct request *r);
void slip_try(struct request *r, struct store *store);

#endif
