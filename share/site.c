#include "share/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seal/keystore.h"

enum {
	ADDRESS_TRIES = 30, /* wrong ones; then one in two seconds */
	ADDRESS_REFILL_MS = 2000,
	NAME_TRIES = 10,
	NAME_REFILL_MS = 30 * 1000
};

static void
close_store(void *store)
{
	store_close(store);
}

static bool
is_local(const char *base_url)
{
	static const char *const hosts[] = {
	    "http://localhost", "http://127.0.0.1", "http://[::1]"};

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		size_t n = strlen(hosts[i]);

		if (strncmp(base_url, hosts[i], n) == 0 &&
		    (base_url[n] == '\0' || base_url[n] == ':'))
			return true;
	}
	return false;
}

/* Nothing but what is named: no inline script or style, no frame, no other
 * site but the one that "Exit this page" leads to. */
static void
make_policy(struct site *site)
{
	const char *host = site->exit_url + strlen("https://");

	(void)snprintf(site->front.policy, sizeof(site->front.policy),
	    "default-src 'none'; style-src 'self'; script-src 'self'; "
	    "img-src 'self'; media-src 'self'; "
	    "form-action 'self' https://%.*s; base-uri 'none'; "
	    "frame-ancestors 'none'",
	    (int)strcspn(host, "/?#"), host);
}

static enum rc
read_keys(struct site *site, struct error *err)
{
	struct keystore *ks = NULL;
	char path[4096];
	enum rc rc;

	(void)snprintf(path, sizeof(path), "%s/keys/share.keystore", site->dir);
	if ((rc = keystore_open(&ks, path, err)) == RC_OK &&
	    (rc = keystore_get(ks, KEYSTORE_SHARE, 1, &site->share,
		 sizeof(site->share), err)) == RC_OK &&
	    (rc = keystore_get(ks, KEYSTORE_PEPPER, 1, &site->pepper,
		 sizeof(site->pepper), err)) == RC_OK)
		rc = keystore_get(
		    ks, KEYSTORE_TOTP, 1, &site->totp, sizeof(site->totp), err);
	if (rc == RC_OK &&
	    (site->sign_number = keystore_last(ks, KEYSTORE_SIGN)) != 0)
		rc = keystore_get(ks, KEYSTORE_SIGN, site->sign_number,
		    &site->sign, sizeof(site->sign), err);
	keystore_close(ks);
	return rc;
}

enum rc
site_open(struct site **out, const char *dir, struct error *err)
{
	struct site *site = calloc(1, sizeof(*site));
	struct store *store = NULL;
	char path[4096];
	enum rc rc;

	if (site == NULL || (site->dir = strdup(dir)) == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	(void)snprintf(path, sizeof(path), "%s/marac.conf", dir);
	if ((rc = conf_open(&site->conf, path, err)) != RC_OK)
		goto done;
	site->front.brand = conf_text(site->conf, "share.brand");
	site->front.notice = conf_text(site->conf, "notice.text");
	site->exit_url = conf_text(site->conf, "share.exit_url");
	site->front.base_url = conf_text(site->conf, "share.base_url");
	if (strncmp(site->front.base_url, "https://", 8) != 0 &&
	    !is_local(site->front.base_url)) {
		rc = error_set(err, RC_INVALID,
		    "%s: share.base_url must begin https:// (or be "
		    "http://localhost, to try things out)",
		    path);
		goto done;
	}
	make_policy(site);
	if (pthread_key_create(&site->stores, close_store) != 0) {
		rc = error_nomem(err);
		goto done;
	}
	site->has_stores = true;
	if ((rc = read_keys(site, err)) == RC_OK &&
	    (rc = heard_open(&site->heard, err)) == RC_OK &&
	    (rc = keyring_open(&site->keyring, err)) == RC_OK &&
	    (rc = throttle_open(&site->by_address, ADDRESS_TRIES,
		 ADDRESS_REFILL_MS, err)) == RC_OK &&
	    (rc = throttle_open(
		 &site->by_name, NAME_TRIES, NAME_REFILL_MS, err)) == RC_OK &&
	    (rc = throttle_open(&site->by_letter, SITE_LETTER_TRIES,
		 SITE_LETTER_REFILL_MS, err)) == RC_OK)
		rc = site_store(site, &store, err);

done:
	if (rc != RC_OK) {
		site_close(site);
		return rc;
	}
	*out = site;
	return RC_OK;
}

void
site_close(struct site *site)
{
	if (site == NULL)
		return;
	if (site->has_stores) {
		store_close(pthread_getspecific(site->stores));
		(void)pthread_key_delete(site->stores);
	}
	throttle_close(site->by_address);
	throttle_close(site->by_name);
	throttle_close(site->by_letter);
	heard_close(site->heard);
	keyring_close(site->keyring);
	conf_close(site->conf);
	box_wipe(&site->share, sizeof(site->share));
	box_wipe(&site->pepper, sizeof(site->pepper));
	box_wipe(&site->totp, sizeof(site->totp));
	box_wipe(&site->sign, sizeof(site->sign));
	free(site->dir);
	free(site);
}

enum rc
site_store(struct site *site, struct store **out, struct error *err)
{
	struct store *store = pthread_getspecific(site->stores);
	enum rc rc = RC_OK;

	if (store == NULL &&
	    (rc = store_open(&store, site->dir, STORE_SHARE, err)) == RC_OK &&
	    pthread_setspecific(site->stores, store) != 0) {
		store_close(store);
		rc = error_nomem(err);
	}
	if (rc == RC_OK)
		*out = store;
	return rc;
}
