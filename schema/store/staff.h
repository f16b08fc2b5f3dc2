/*
 * staff -- an administrator's deeds on accounts: made, given another role, a
 * password or second factor set anew, ended.  The pages and the verbs both call
 * these, each inside the caller's transaction, with its audit event in it.
 *
 * Nobody raises themselves: not their own account, and not another one of the
 * same person.  The last administrator who can sign in stays one.  What was lost
 * is replaced one at a time: whoever sets a new password still shows the second
 * factor, and the other way round (enrol.h), so that no administrator comes to
 * hold both.  What an administrator does at the pages is told to the coordinators
 * by an alert; a verb is typed by whoever has the machine.
 */
#ifndef STORE_STAFF_H
#define STORE_STAFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/enrol.h"
#include "store/store.h"

/* RC_INVALID: none of coordinator, chair, caseworker, administrator. */
enum rc staff_role(const char *role, struct error *err);

/* An account without password or second factor, which waits for its user: they
 * set both with the code that CODE_HASH is of.  BY is 0 for a verb.
 * RC_CONFLICT the login is taken; RC_INVALID a login or role that is none;
 * RC_DENIED PERSON is BY's own. */
enum rc staff_make(struct store *store, struct account_id by, const char *login,
    struct person_id person, const char *role, const char *code_hash,
    int64_t now_ms, struct account_id *id, struct error *err);

/* Its sessions end, because they show what the old role may see.
 * RC_NOTFOUND; RC_CONFLICT it is ended, or has that role; RC_DENIED. */
enum rc staff_give(struct store *store, struct account_id by,
    struct account_id id, const char *role, int64_t now_ms, struct error *err);

/* Its password (ENROL_PASSWORD) or second factor (ENROL_FACTOR) is void now, and
 * its sessions end.  An account that nobody has set up yet gets another code
 * for both, whichever was asked for.  RC_NOTFOUND; RC_DENIED BY's own;
 * RC_CONFLICT it is ended, or the other of the two is void. */
enum rc staff_reset(struct store *store, struct account_id by,
    struct account_id id, enum enrol_asks asks, const char *code_hash,
    int64_t now_ms, struct error *err);

/* It signs in no more and its sessions end now.  RC_NOTFOUND; RC_CONFLICT it
 * was before; RC_DENIED it is the last administrator's. */
enum rc staff_end(struct store *store, struct account_id by,
    struct account_id id, int64_t now_ms, struct error *err);

enum { STAFF_TEXT = 128 };

struct staff {
	struct account_id id;
	struct person_id person;
	char login[40];
	char role[16];
	char name[STAFF_TEXT];
	char agency[STAFF_TEXT]; /* "" none */
	bool ended;
	bool has_password, has_factor;
	int64_t setup_ends_ms;   /* 0: no code is out */
	int64_t locked_until_ms; /* 0: not */
};

/* Every account, by login: those that work first; malloc'd. */
enum rc staff_list(
    struct store *store, struct staff **out, size_t *count, struct error *err);
/* RC_NOTFOUND. */
enum rc staff_find(struct store *store, struct account_id id, struct staff *out,
    struct error *err);
/* By login, ended or not.  RC_NOTFOUND. */
enum rc staff_by_login(struct store *store, const char *login,
    struct account_id *id, struct error *err);

/* A professional by what imports call them.  RC_NOTFOUND: nobody, or somebody
 * who works for no agency: an administrator learns no other name. */
enum rc staff_professional(struct store *store, const char *ref,
    struct person_id *person, struct error *err);

#endif
