#include "distributor/desk.h"

#include <stdio.h>

#include "seal/box.h"

static const char default_dir[] = "/var/lib/marac";

enum rc
desk_open_dir(struct desk *desk, const char *dir, struct error *err)
{
	char conf[4096], keys[4096];
	enum rc rc;

	if (snprintf(conf, sizeof(conf), "%s/marac.conf", dir) >=
		(int)sizeof(conf) ||
	    snprintf(keys, sizeof(keys), "%s/keys/distributor.keystore", dir) >=
		(int)sizeof(keys))
		return error_set(err, RC_INVALID,
		    "the path of the store is "
		    "too long");
	if ((rc = box_init(err)) != RC_OK ||
	    (rc = store_open(&desk->store, dir, STORE_DISTRIBUTOR, err)) !=
		RC_OK ||
	    (rc = conf_open(&desk->conf, conf, err)) != RC_OK ||
	    (rc = keystore_open(&desk->keys, keys, err)) != RC_OK)
		return rc;
	return RC_OK;
}

enum rc
desk_open(struct desk *desk, const struct cmd_call *call, struct error *err)
{
	const char *dir = cmd_text(call, "store");

	return desk_open_dir(desk, dir != NULL ? dir : default_dir, err);
}

enum rc
desk_look(struct desk *desk, const struct cmd_call *call, struct error *err)
{
	const char *dir = cmd_text(call, "store");

	return store_open(&desk->store, dir != NULL ? dir : default_dir,
	    STORE_DISTRIBUTOR, err);
}

void
desk_close(struct desk *desk)
{
	keystore_close(desk->keys);
	conf_close(desk->conf);
	store_close(desk->store);
	*desk = (struct desk){0};
}
