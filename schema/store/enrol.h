/*
 * enrol -- an account that waits for its user, who sets a password, a second
 * factor or both.
 *
 * They are given a code by an administrator, in person or by telephone; it is
 * kept as an access code is, works for ENROL_DAYS, and stops after five wrong
 * tries.  Whoever shows it gets a cookie for half an hour, and the second factor
 * that they will have, sealed; it becomes the account's when its first six digits
 * are shown.  Each is inside a transaction of the caller.
 */
#ifndef STORE_ENROL_H
#define STORE_ENROL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "seal/code.h"
#include "store/sessions.h"
#include "store/signin.h"
#include "store/store.h"

enum { ENROL_DAYS = 3, ENROL_COOKIE_MS = 30 * 60 * 1000 };

enum enrol_asks {
	ENROL_ALL,      /* a new account: both */
	ENROL_PASSWORD, /* a new password, by whoever has the second factor */
	ENROL_FACTOR    /* a new second factor, by whoever has the password */
};

struct enrol {
	struct account_id account;
	enum enrol_asks asks;
	char login[40];
	char code_hash[CODE_STORED];
	unsigned char sealed[SIGNIN_SEALED]; /* what they will have */
	size_t sealed_len;
	char password_hash[CODE_STORED];     /* what they have: "" none */
	unsigned char factor[SIGNIN_SEALED]; /* and as second factor */
	size_t factor_len;
	int64_t factor_step;
};

/* Wait for it, instead of whatever was waited for before. */
enum rc enrol_begin(struct store *store, struct account_id account,
    enum enrol_asks asks, const char *code_hash, struct account_id by,
    int64_t now_ms, struct error *err);

/* Nothing is waited for any more. */
enum rc
enrol_drop(struct store *store, struct account_id account, struct error *err);

/* RC_NOTFOUND: no such login, nothing is waited for, or no longer. */
enum rc enrol_by_login(struct store *store, const char *login, int64_t now_ms,
    struct enrol *out, struct error *err);
enum rc enrol_by_cookie(struct store *store, const struct sessions_hash *cookie,
    int64_t now_ms, struct enrol *out, struct error *err);

/* The code of E was right: COOKIE is whose it is now.  Keeps the second factor
 * that SECRET is, sealed with KEY (NULL: none is asked for).  RC_NOTFOUND: the
 * code is another meanwhile, or stopped. */
enum rc enrol_shown(struct store *store, const struct enrol *e,
    const struct sessions_hash *cookie, const struct box_key *key,
    const unsigned char *secret, int64_t now_ms, struct error *err);

/* Something that was to be shown was wrong.  *STOPPED: it was the fifth. */
enum rc enrol_failed(struct store *store, struct account_id account,
    bool *stopped, struct error *err);

/* All was right.  PASSWORD_HASH NULL: it stays; SECRET NULL: the second factor
 * stays; STEP is used up.  Its sessions end.  RC_NOTFOUND: it is not waited for
 * with COOKIE any more. */
enum rc enrol_finish(struct store *store, const struct enrol *e,
    const struct sessions_hash *cookie, const char *password_hash,
    const struct box_key *key, const unsigned char *secret, int64_t step,
    struct error *err);

#endif
