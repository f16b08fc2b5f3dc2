#include "tool/workshop.h"

#include <limits.h>
#include <stdio.h>

const char *
workshop_dir(const struct cmd_call *call)
{
	const char *dir = cmd_text(call, "store");

	return dir == NULL ? "/var/lib/marac" : dir;
}

enum rc
workshop_open(
    const struct cmd_call *call, struct store **store, struct error *err)
{
	enum rc rc = box_init(err);

	return rc == RC_OK
	    ? store_open(store, workshop_dir(call), STORE_TOOL, err)
	    : rc;
}

enum rc
workshop_keys(const char *dir, const char *program, struct keystore **keys,
    struct error *err)
{
	char path[PATH_MAX];

	if ((size_t)snprintf(path, sizeof(path), "%s/keys/%s.keystore", dir,
		program) >= sizeof(path))
		return error_set(err, RC_INVALID, "path too long");
	return keystore_open(keys, path, err);
}

enum rc
workshop_key(struct store *store, const char *program, enum keystore_kind kind,
    struct box_key *key, struct error *err)
{
	struct keystore *keys = NULL;
	enum rc rc = workshop_keys(store_dir(store), program, &keys, err);

	if (rc == RC_OK)
		rc = keystore_get(keys, kind, 1, key->v, sizeof(key->v), err);
	keystore_close(keys);
	return rc;
}
