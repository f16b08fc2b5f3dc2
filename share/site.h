/*
 * site -- what every request of one running server shares: its settings, the
 * keys it may hold, the throttles, and a store for each thread.
 *
 * The keys are those of share.keystore and no others: with them renditions
 * open, and masters do not.
 */
#ifndef SHARE_SITE_H
#define SHARE_SITE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/conf.h"
#include "base/error.h"
#include "seal/box.h"
#include "share/front.h"
#include "share/heard.h"
#include "share/keyring.h"
#include "share/tally.h"
#include "share/throttle.h"
#include "store/store.h"

enum {
	SITE_STAFF_IDLE_MS = 15 * 60 * 1000,
	SITE_RECIPIENT_IDLE_MS = 30 * 60 * 1000,
	SITE_SESSION_MS = 8 * 3600 * 1000,
	SITE_LETTER_TRIES = 120,    /* wrong codes of letters, of everybody; */
	SITE_LETTER_REFILL_MS = 250 /* then four a second */
};

struct site {
	char *dir;
	struct conf *conf;
	struct front front; /* its texts, and these, point into CONF */
	const char *exit_url;
	struct box_secret share;
	struct box_key pepper;
	struct box_key totp;
	struct box_sign_secret sign; /* exports are signed with it */
	int64_t sign_number;         /* 0: there is none */
	struct tally tally;
	struct throttle *by_address; /* who asks */
	struct throttle *by_name;    /* which link or login */
	struct throttle *by_letter;  /* codes on paper, all of them together */
	atomic_bool limited; /* tries at a link or letter were; guard.h tells */
	struct heard *heard;
	struct keyring *keyring;
	pthread_key_t stores;
	bool has_stores;
};

/* RC_INVALID: a base_url that is neither https nor localhost, for which no
 * browser would keep a sign-in.  What store, conf and keystore say. */
enum rc site_open(struct site **out, const char *dir, struct error *err);
void site_close(struct site *site); /* NULL-safe */

/* The calling thread's store, opened the first time and closed when the
 * thread ends. */
enum rc site_store(struct site *site, struct store **out, struct error *err);

#endif
