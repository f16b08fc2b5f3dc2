/*
 * signin -- what a person must know or hold to come in: staff accounts at
 * sign-in, recipients' access codes, and the counting of wrong tries.
 *
 * Nothing here judges a password or a code (seal/code.h does); it hands out
 * what is stored and records how it went.
 */
#ifndef STORE_SIGNIN_H
#define STORE_SIGNIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "seal/code.h"
#include "store/store.h"

enum {
	SIGNIN_TRIES = 5,                /* wrong ones, then it stops */
	SIGNIN_LOCK_MS = 15 * 60 * 1000, /* an account; a code stays stopped */
	SIGNIN_SEALED = 128
};

struct signin_account {
	struct account_id account;
	char stored[CODE_STORED];          /* the password's hash */
	unsigned char totp[SIGNIN_SEALED]; /* box_value, "account.totp:ID" */
	size_t totp_len;
	int64_t totp_step;
	int64_t locked_until_ms;
};

/* RC_NOTFOUND: no such login, disabled, or without a password. */
enum rc signin_account_find(struct store *store, const char *login,
    struct signin_account *out, struct error *err);

/* The whole sign-in was right: use up STEP.  RC_CONFLICT: since it was looked
 * up that step was used, or the account locked or disabled, by others who tried
 * at the same time.  Both in a transaction of the caller. */
enum rc signin_account_passed(struct store *store, struct account_id account,
    int64_t step, int64_t now_ms, struct error *err);
/* *LOCKED: this try locked it. */
enum rc signin_account_failed(struct store *store, struct account_id account,
    int64_t now_ms, bool *locked, struct error *err);

/* The stored access code of PERSON.  RC_NOTFOUND: none, or stopped. */
enum rc signin_code_find(struct store *store, struct person_id person,
    char stored[CODE_STORED], struct error *err);
/* The code was right.  RC_NOTFOUND: since STORED was looked up it was stopped,
 * or another was issued.  In a transaction of the caller. */
enum rc signin_code_passed(struct store *store, struct person_id person,
    const char *stored, struct error *err);
/* *STOPPED: this try stopped it. */
enum rc signin_code_failed(struct store *store, struct person_id person,
    int64_t now_ms, bool *stopped, struct error *err);

#endif
