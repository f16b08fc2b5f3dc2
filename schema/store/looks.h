/*
 * looks -- who had a child's file in front of them: when, and why.
 *
 * A row is added in the transaction that lets them, with its audit event, and
 * never changed.
 */
#ifndef STORE_LOOKS_H
#define STORE_LOOKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/sessions.h"
#include "store/store.h"

enum looks_kind {
	LOOKS_OPENED = 1,
	LOOKS_EMERGENCY, /* by somebody who does not hold it */
	LOOKS_HEARD      /* a recording of a case */
};

/* WHY is what was given as the reason. */
enum rc looks_add(struct store *store, enum looks_kind kind,
    struct child_id child, struct account_id account, const char *why,
    int64_t now_ms, struct error *err);

/* RENDITION was heard, from CHILD's file (with the reason that SESSION opened it
 * for) or, with CHILD {0}, before a release: then it stands in the file of every
 * child of its case. */
enum rc looks_heard(struct store *store, struct rendition_id rendition,
    struct child_id child, struct account_id account,
    const struct sessions_hash *session, int64_t now_ms, struct error *err);

struct looks_one {
	enum looks_kind kind;
	int64_t at_ms;
	char *name; /* of the person, and of their agency */
	char *login;
	char *reference; /* of the case whose recording was heard; or "" */
	char *why;
};

/* All of CHILD, the newest first, but what was heard of a case about which READER
 * ({0}: nobody) declared a conflict (rule 14); malloc'd. */
enum rc
looks_list(struct store *store, struct child_id child, struct account_id reader,
    struct looks_one **out, size_t *count, struct error *err);
void looks_free(struct looks_one *list, size_t count);

/* May ACCOUNT see that list as one who looks after the meetings of CHILD
 * (file_overseer)?  NAME, ROOM bytes, gets the child's.  RC_NOTFOUND. */
enum rc looks_oversees(struct store *store, struct account_id account,
    struct child_id child, char *name, size_t room, struct error *err);

#endif
