#include "store/list.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 8 };

void *
list_add(struct list *list, enum rc *rc, struct error *err)
{
	size_t room = list->room == 0 ? FIRST_ROOM : list->room * 2;
	void *v;

	if (*rc != RC_OK)
		return NULL;
	if (list->count == list->room) {
		if ((v = realloc(list->v, room * list->size)) == NULL) {
			*rc = error_nomem(err);
			return NULL;
		}
		list->v = v;
		list->room = room;
	}
	v = (char *)list->v + list->count++ * list->size;
	return memset(v, 0, list->size);
}

void *
list_next(struct list *list, struct stmt *s, enum rc *rc, struct error *err)
{
	if (*rc == RC_OK && (*rc = stmt_row(s, err)) == RC_NOTFOUND) {
		*rc = RC_OK;
		return NULL;
	}
	return list_add(list, rc, err);
}

void *
list_take(struct list *list, enum rc rc, size_t *count)
{
	void *v = list->v;

	*count = list->count;
	if (rc != RC_OK) {
		for (size_t i = 0; list->clear != NULL && i < list->count; i++)
			list->clear((char *)v + i * list->size);
		free(v);
		v = NULL;
		*count = 0;
	}
	*list = (struct list){.size = list->size, .clear = list->clear};
	return v;
}

void *
list_ids(struct stmt *s, enum rc *rc, size_t *count, struct error *err)
{
	struct {
		int64_t v;
	} * id;
	struct list list = {.size = sizeof(*id)};

	while ((id = list_next(&list, s, rc, err)) != NULL)
		id->v = stmt_int(s, 0);
	*rc = stmt_close(s, *rc);
	return list_take(&list, *rc, count);
}
