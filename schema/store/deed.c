#include "store/deed.h"

#include <stdio.h>

#include "store/audit.h"
#include "store/impartial.h"

enum { WHO_TEXT = 40, WHICH_TEXT = 128 };

/* " case:7" behind what TEXT holds; nothing for 0. */
static void
name(char *text, int *len, const char *what, int64_t id)
{
	if (id != 0)
		*len += snprintf(text + *len, (size_t)(WHICH_TEXT - *len),
		    "%s%s:%lld", *len == 0 ? "" : " ", what, (long long)id);
}

enum rc
deed_note(struct store *store, const struct releases_account *by,
    const char *what, const struct deed *which, const char *why,
    struct error *err)
{
	char who[WHO_TEXT], text[WHICH_TEXT] = "";
	int len = 0;

	(void)snprintf(who, sizeof(who), "account:%lld", (long long)by->id.v);
	name(text, &len, "meeting", which->meeting.v);
	name(text, &len, "case", which->case_id.v);
	name(text, &len, "person", which->person.v);
	name(text, &len, "row", which->id);
	return audit_add(store, who, what, text, why, err);
}

enum rc
deed_add(struct store *store, const struct releases_account *by,
    const char *what, const struct deed *which, const char *why,
    struct error *err)
{
	enum rc rc = impartial_ask(store, by, which, err);

	return rc == RC_OK ? deed_note(store, by, what, which, why, err) : rc;
}
