/*
 * account -- staff who sign in at the pages or are named by verbs (--by).
 * Made with all they need, listed and given children's files here; staff.h is what
 * an administrator does with them, signin.h how share checks them.
 */
#ifndef STORE_ACCOUNT_H
#define STORE_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "seal/box.h"
#include "seal/code.h"
#include "store/store.h"

/* Borrowed. */
struct account_row {
	const char *login;
	struct person_id person;
	const char *role;          /* coordinator, chair, caseworker,
				      administrator */
	const char *password_hash; /* code_password_hash */
	const unsigned char *totp; /* CODE_TOTP_SECRET bytes, in clear */
};

/* RC_INVALID: not 2 to 32 of a-z, 0-9, ".", "-", "_", letter first. */
enum rc account_login(const char *login, struct error *err);

/* RC_CONFLICT: the login is taken, or was. */
enum rc
account_untaken(struct store *store, const char *login, struct error *err);

/* Inside the caller's transaction; the TOTP secret is sealed with TOTP_KEY as
 * "account.totp:ID".  RC_CONFLICT: the login is taken. */
enum rc account_add(struct store *store, const struct box_key *totp_key,
    const struct account_row *row, struct account_id *id, struct error *err);

/* RC_NOTFOUND; RC_DENIED: disabled, or not set up. */
enum rc account_find(struct store *store, const char *login,
    struct account_id *id, struct error *err);

/* What ACCOUNT is: "coordinator", ...  RC_NOTFOUND. */
enum { ACCOUNT_ROLE = 16 };
enum rc account_role(struct store *store, struct account_id id,
    char role[ACCOUNT_ROLE], struct error *err);

/* Whose it is.  RC_NOTFOUND. */
enum rc account_person(struct store *store, struct account_id id,
    struct person_id *person, struct error *err);

/* Give a caseworker CHILD's file; doing it twice is RC_OK. */
enum rc account_assign(struct store *store, struct account_id id,
    struct child_id child, struct error *err);

typedef enum rc account_each(void *to, const char *login, const char *role,
    const char *person_ref, int64_t children, bool disabled, struct error *err);
/* Every account, by login. */
enum rc account_list(
    struct store *store, account_each *each, void *to, struct error *err);

/* PERSON's access code becomes the one that STORED is the hash of, with no
 * wrong tries; the one before is void, and whoever came in with it is out.
 * Inside the caller's transaction. */
enum rc account_issue_code(struct store *store, struct person_id person,
    const char *stored, struct account_id by, int64_t now_ms,
    struct error *err);

#endif
