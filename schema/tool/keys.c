#include "tool/keys.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/audit.h"
#include "store/device.h"
#include "store/linkkey.h"
#include "store/setting.h"
#include "tool/workshop.h"

enum { NAME_MAX_BYTES = 100, SHORT_DIGITS = 16 };

enum rc
keys_trust(struct cmd_call *call, struct error *err)
{
	const char *name = call->argv[0];
	const char *hex = call->argv[1];
	struct store *store = NULL;
	struct box_sign_public key;
	char which[40];
	enum rc rc;

	if (*name == '\0' || strlen(name) > NAME_MAX_BYTES ||
	    !text_valid(name, strlen(name)) || strpbrk(name, "\r\n\t") != NULL)
		return error_set(err, RC_INVALID,
		    "a device's name is one line of at most %d bytes",
		    NAME_MAX_BYTES);
	if (strlen(hex) != sizeof(key.v) * 2 ||
	    buf_unhex(hex, key.v, sizeof(key.v), NULL) != RC_OK)
		return error_set(err, RC_INVALID,
		    "a device's key is 64 hexadecimal digits, as "
		    "`marac-recorder device-key` prints them");
	(void)snprintf(
	    which, sizeof(which), "device:%.*s", (int)SHORT_DIGITS, hex);
	if ((rc = workshop_open(call, &store, err)) != RC_OK ||
	    (rc = store_begin(store, err)) != RC_OK ||
	    (rc = device_trust(store, name, &key, clock_wall_ms(), err)) !=
		RC_OK ||
	    (rc = audit_add(store, WORKSHOP_WHO, "key.trusted", which, "",
		 err)) != RC_OK ||
	    (rc = store_commit(store, err)) != RC_OK)
		goto done;
	(void)printf("Recordings signed by this device are taken from now "
		     "on.\n");
done:
	store_close(store);
	return rc;
}

enum rc
keys_distrust(struct cmd_call *call, struct error *err)
{
	const char *hex = call->argv[0];
	struct store *store = NULL;
	struct box_sign_public key;
	char which[40];
	enum rc rc;

	if (strlen(hex) != sizeof(key.v) * 2 ||
	    buf_unhex(hex, key.v, sizeof(key.v), NULL) != RC_OK)
		return error_set(err, RC_INVALID,
		    "a device's key is 64 hexadecimal digits, as `marac-store "
		    "key list` prints them");
	(void)snprintf(
	    which, sizeof(which), "device:%.*s", (int)SHORT_DIGITS, hex);
	if ((rc = workshop_open(call, &store, err)) == RC_OK &&
	    (rc = store_begin(store, err)) == RC_OK &&
	    (rc = device_end(store, &key, clock_wall_ms(), err)) == RC_OK &&
	    (rc = audit_add(store, WORKSHOP_WHO, "key.distrusted", which, "",
		 err)) == RC_OK &&
	    (rc = store_commit(store, err)) == RC_OK)
		(void)printf("Nothing that this device signs is taken any "
			     "more.  What was attached stays.\n");
	store_close(store);
	return rc;
}

enum rc
keys_sign(struct cmd_call *call, struct error *err)
{
	struct box_sign_secret secret = {{0}};
	struct box_sign_public public;
	struct keystore *keys = NULL;
	struct store *store = NULL;
	char which[40];
	int64_t number;
	enum rc rc;

	if ((rc = workshop_open(call, &store, err)) != RC_OK ||
	    (rc = workshop_keys(workshop_dir(call), "share", &keys, err)) !=
		RC_OK)
		goto done;
	box_sign_make(&public, &secret);
	number = keystore_last(keys, KEYSTORE_SIGN) + 1;
	(void)snprintf(
	    which, sizeof(which), "sign_key:%lld", (long long)number);
	if ((rc = keystore_put(keys, KEYSTORE_SIGN, number, secret.v,
		 sizeof(secret.v), err)) == RC_OK &&
	    (rc = store_begin(store, err)) == RC_OK &&
	    (rc = setting_put(store, "export_public_key", public.v,
		 sizeof(public.v), err)) == RC_OK &&
	    (rc = audit_add(store, WORKSHOP_WHO, "key.sign", which, "", err)) ==
		RC_OK &&
	    (rc = store_commit(store, err)) == RC_OK)
		(void)printf("Exports are signed with key %lld from the next "
			     "start of marac-share on; `key list` shows it.\n",
		    (long long)number);
done:
	box_wipe(&secret, sizeof(secret));
	store_close(store);
	keystore_close(keys);
	return rc;
}

/* The keystore first: a number in the table always has its key. */
static enum rc
new_link_key(struct store *store, struct keystore *keys, int64_t *number,
    struct error *err)
{
	struct box_key key;
	enum rc rc = linkkey_last(store, number, err);

	if (rc != RC_OK)
		return rc;
	if (keystore_last(keys, KEYSTORE_LINK) > *number)
		*number = keystore_last(keys, KEYSTORE_LINK);
	++*number;
	box_key_make(&key);
	rc = keystore_put(
	    keys, KEYSTORE_LINK, *number, key.v, sizeof(key.v), err);
	box_wipe(&key, sizeof(key));
	return rc;
}

enum rc
keys_links(struct cmd_call *call, struct error *err)
{
	struct store *store = NULL;
	struct keystore *keys = NULL;
	int64_t number = 0;
	char which[40];
	enum rc rc;

	if ((rc = workshop_open(call, &store, err)) != RC_OK ||
	    (rc = workshop_keys(
		 workshop_dir(call), "distributor", &keys, err)) != RC_OK ||
	    (rc = store_begin(store, err)) != RC_OK ||
	    (rc = new_link_key(store, keys, &number, err)) != RC_OK)
		goto done;
	(void)snprintf(
	    which, sizeof(which), "link_key:%lld", (long long)number);
	if ((rc = linkkey_begin(store, number, clock_wall_ms(), err)) !=
		RC_OK ||
	    (rc = audit_add(store, WORKSHOP_WHO, "key.links", which,
		 "every older link is void", err)) != RC_OK ||
	    (rc = store_commit(store, err)) != RC_OK)
		goto done;
	(void)printf("Link key %lld is in use.  Every link sent before is "
		     "dead; `marac-distributor copies MEETING` makes new "
		     "ones, and `deliver` sends them.\n",
	    (long long)number);
done:
	store_close(store);
	keystore_close(keys);
	return rc;
}

static enum rc
print_device(void *to, const char *name, const struct box_sign_public *key,
    int64_t trusted_ms, int64_t ended_ms, struct error *err)
{
	struct buf hex = {0};
	char when[CLOCK_TEXT], over[CLOCK_TEXT];
	enum rc rc;

	(void)to;
	buf_hex(&hex, key->v, sizeof(key->v));
	if ((rc = buf_check(&hex, err)) == RC_OK)
		(void)printf("device  %s  trusted %s  %s%s%s\n", buf_str(&hex),
		    clock_format_utc(trusted_ms, when), name,
		    ended_ms == 0 ? "" : "  no more since ",
		    ended_ms == 0 ? "" : clock_format_utc(ended_ms, over));
	buf_clear(&hex);
	return rc;
}

static enum rc
print_link(void *to, int64_t number, int64_t made_ms, int64_t void_ms,
    struct error *err)
{
	char made[CLOCK_TEXT];
	char over[CLOCK_TEXT];

	(void)to;
	(void)err;
	(void)printf("links   %lld  made %s  %s%s\n", (long long)number,
	    clock_format_utc(made_ms, made),
	    void_ms == 0 ? "in use" : "void since ",
	    void_ms == 0 ? "" : clock_format_utc(void_ms, over));
	return RC_OK;
}

enum rc
keys_list(struct cmd_call *call, struct error *err)
{
	struct store *store = NULL;
	struct box_public share;
	struct buf hex = {0}, value = {0};
	enum rc rc;

	if ((rc = workshop_open(call, &store, err)) != RC_OK ||
	    (rc = device_list(store, print_device, NULL, err)) != RC_OK ||
	    (rc = linkkey_list(store, print_link, NULL, err)) != RC_OK ||
	    (rc = setting_share_key(store, &share, err)) != RC_OK)
		goto done;
	buf_hex(&hex, share.v, sizeof(share.v));
	if ((rc = buf_check(&hex, err)) == RC_OK)
		(void)printf(
		    "share   %s  copies are sealed to it\n", buf_str(&hex));
	buf_reset(&hex);
	if (rc == RC_OK &&
	    (rc = setting_get(store, "export_public_key", &value, err)) ==
		RC_OK) {
		buf_hex(&hex, value.data, value.len);
		if ((rc = buf_check(&hex, err)) == RC_OK)
			(void)printf("exports %s  they are signed with it\n",
			    buf_str(&hex));
	} else if (rc == RC_NOTFOUND) {
		rc = RC_OK; /* a store from before there was one */
	}
done:
	buf_clear(&value);
	buf_clear(&hex);
	store_close(store);
	return rc;
}
