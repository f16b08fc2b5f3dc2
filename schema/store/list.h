/*
 * list -- the rows of a statement as one array.
 *
 *	struct list list = {.size = sizeof(*item)};
 *	struct item *item;
 *	...
 *	while ((item = list_next(&list, &s, &rc, err)) != NULL)
 *		item->id.v = stmt_int(&s, 0);
 *	rc = stmt_close(&s, rc);
 *	*out = list_take(&list, rc, count);
 *	return rc;
 */
#ifndef STORE_LIST_H
#define STORE_LIST_H

#include <stddef.h>

#include "store/stmt.h"

struct list {
	size_t size;               /* of an item */
	void (*clear)(void *item); /* frees what one owns; NULL: nothing */
	void *v;                   /* of COUNT items; malloc'd, NULL for none */
	size_t count;
	size_t room;
};

/* Step S and make room for its row: an item of zeros, valid until the next.
 * NULL when *RC is not RC_OK already (a loop's body may say so), behind the
 * last row (*RC stays RC_OK), or on a failure (*RC: as stmt_row). */
void *
list_next(struct list *list, struct stmt *s, enum rc *rc, struct error *err);

/* An item of zeros behind the others, for rows that are not an item each; NULL
 * as above, or on RC_NOMEM. */
void *list_add(struct list *list, enum rc *rc, struct error *err);

/* What LIST holds becomes the caller's, and *COUNT; unless RC is a
 * failure: then they are NULL and 0, and everything is freed. */
void *list_take(struct list *list, enum rc rc, size_t *count);

/* Every row's first column, as an array of a struct of one kind of id (base/id.h),
 * and S closed.  As list_take. */
void *list_ids(struct stmt *s, enum rc *rc, size_t *count, struct error *err);

#endif
