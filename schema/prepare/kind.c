#include "prepare/kind.h"

#include <string.h>

static const struct kind *const order[] = {&kindpeople_people,
    &kindpeople_children, &kindpeople_cases, &kindpeople_relationships,
    &kindpeople_routes, &kindmeeting_meetings, &kindmeeting_attendance,
    &kindmeeting_agenda, &kindmeeting_conflicts, &kindpeople_languages, NULL};

enum rc
kind_find(const char *name, const struct kind **out, struct error *err)
{
	struct buf names = {0};

	for (size_t i = 0; order[i] != NULL; i++) {
		if (strcmp(order[i]->name, name) == 0) {
			*out = order[i];
			buf_clear(&names);
			return RC_OK;
		}
		buf_printf(&names, "%s%s", i == 0 ? "" : ", ", order[i]->name);
	}
	(void)error_set(err, RC_NOTFOUND,
	    "'%s' cannot be imported; these can, in this order: %s", name,
	    buf_str(&names));
	buf_clear(&names);
	return RC_NOTFOUND;
}

size_t
kind_columns(const struct kind *kind)
{
	size_t n = 0;

	while (kind->columns[n] != NULL)
		n++;
	return n;
}
