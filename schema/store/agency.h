/*
 * agency -- the organisations that people work for, known by their name.
 */
#ifndef STORE_AGENCY_H
#define STORE_AGENCY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/store.h"

/* RC_NOTFOUND: no agency of exactly that name. */
enum rc agency_find(struct store *store, const char *name, struct agency_id *id,
    struct error *err);

/* Find it, or add it.  Inside the caller's transaction. */
enum rc agency_ensure(struct store *store, const char *name,
    struct agency_id *id, struct error *err);

/* PERSON gets the agency's actions when nobody is named.  Inside the caller's
 * transaction.  RC_INVALID: they do not work there. */
enum rc agency_set_contact(struct store *store, struct agency_id id,
    struct person_id person, struct error *err);

typedef enum rc agency_each(void *to, const char *name, int64_t accounts,
    bool contact, struct error *err);
/* Each, by name: how many accounts work for it that are not ended, and whether
 * somebody gets its actions. */
enum rc agency_list(
    struct store *store, agency_each *each, void *to, struct error *err);

#endif
