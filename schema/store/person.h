/*
 * person -- everybody: professionals, victims, relations, children.
 *
 * A person is known by the reference that imports give them (ref); names are
 * for people to read, and are searched in their folded form (base/text.h).
 */
#ifndef STORE_PERSON_H
#define STORE_PERSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/id.h"
#include "base/wordbook.h"
#include "store/store.h"
#include "store/upsert.h"

struct person {
	struct person_id id;
	char *ref;
	char *name;
	char *agency; /* its name; "" for somebody who is no professional */
	char *title;
};

void person_clear(struct person *person);

/* RC_NOTFOUND: no such ref. */
enum rc person_find(struct store *store, const char *ref, struct person_id *id,
    struct error *err);

/* Whoever works for an agency and is called NAME.  RC_NOTFOUND: nobody;
 * RC_CONFLICT: several. */
enum rc person_worker(struct store *store, const char *name,
    struct person_id *id, struct error *err);

/* PERSON must be = {0}; person_clear it.  RC_NOTFOUND. */
enum rc person_get(struct store *store, struct person_id id,
    struct person *person, struct error *err);

/* What an import says of somebody; borrowed. */
struct person_row {
	const char *ref;
	const char *name;
	const char *agency; /* "" for none; added when new */
	const char *title;
};

/* Inside the caller's transaction.  RC_INVALID: the name is not UTF-8. */
enum rc person_put(struct store *store, const struct person_row *row,
    struct person_id *id, enum upsert *what, struct error *err);

/* The language that PERSON is written to in; English when it is not known. */
enum rc person_reads(struct store *store, struct person_id id,
    enum wordbook_language *language, struct error *err);
/* Inside the caller's transaction.  RC_INVALID: CODE is neither. */
enum rc person_set_language(struct store *store, struct person_id id,
    const char *code, struct error *err);
/* The same, and *WHAT it was: added when it was not known. */
enum rc person_put_language(struct store *store, struct person_id id,
    const char *code, enum upsert *what, struct error *err);

/* Make ALIASES (COUNT of them, borrowed) the whole set; *CHANGED says whether
 * it was another.  Inside the caller's transaction. */
enum rc person_set_aliases(struct store *store, struct person_id id,
    const char *const *aliases, size_t count, bool *changed, struct error *err);

#endif
