/*
 * pressing -- what the console's forms do: a form becomes a command to the
 * recorder, whose key is the page's and the form's.  A form that is sent twice
 * is one command; so is one that is sent again after the recorder was away.
 *
 * A form says what its page showed (which case is next, what would be taken
 * back), so that of two consoles neither does by chance what the other did.
 * The answer is kept, and shown on the page that follows.
 */
#ifndef SHARE_PRESSING_H
#define SHARE_PRESSING_H

#include <stdbool.h>

#include "share/request.h"
#include "store/store.h"

/* Does R come from a page of ours?  No: it is answered. */
bool pressing_may(struct request *r);

void pressing_tell(struct request *r, struct store *store);
void pressing_room(struct request *r, struct store *store);
void pressing_someone(struct request *r, struct store *store);

#endif
