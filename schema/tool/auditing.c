#include "tool/auditing.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "store/audit.h"
#include "store/auditcsv.h"
#include "store/lastrun.h"
#include "store/setting.h"
#include "tool/workshop.h"

static enum rc
sign_key(struct box_sign_secret *key, const char *dir, struct error *err)
{
	struct keystore *keys = NULL;
	int64_t number = 0;
	enum rc rc = workshop_keys(dir, "share", &keys, err);

	if (rc == RC_OK && (number = keystore_last(keys, KEYSTORE_SIGN)) == 0)
		rc = error_set(err, RC_NOTFOUND,
		    "there is no key that exports are signed with: "
		    "`marac-store key sign` makes it");
	if (rc == RC_OK)
		rc = keystore_get(
		    keys, KEYSTORE_SIGN, number, key->v, sizeof(key->v), err);
	keystore_close(keys);
	return rc;
}

enum rc
auditing_export(struct cmd_call *call, struct error *err)
{
	bool words = cmd_flag(call, "words");
	struct box_sign_secret key = {{0}};
	struct store *store = NULL;
	struct auditcsv a = {0};
	struct buf out = {0};
	enum rc rc;

	if ((rc = workshop_open(call, &store, err)) != RC_OK ||
	    (rc = sign_key(&key, workshop_dir(call), err)) != RC_OK ||
	    (rc = store_begin(store, err)) != RC_OK ||
	    (rc = audit_add(store, WORKSHOP_WHO, "audit.exported", "audit",
		 words ? "with words" : "", err)) != RC_OK ||
	    (rc = store_commit(store, err)) != RC_OK ||
	    (rc = auditcsv_begin(&a, store, &key, words, err)) != RC_OK)
		goto done;
	while (rc == RC_OK && !a.ended) {
		buf_reset(&out);
		if ((rc = auditcsv_more(&a, store, &out, err)) == RC_OK &&
		    fwrite(out.data, 1, out.len, stdout) != out.len)
			rc = error_sys(err, RC_IO, "cannot write the export");
	}
	if (rc == RC_OK && fflush(stdout) != 0)
		rc = error_sys(err, RC_IO, "cannot write the export");
done:
	box_wipe(&key, sizeof(key));
	auditcsv_clear(&a);
	buf_clear(&out);
	store_close(store);
	return rc;
}

static enum rc
known_key(struct cmd_call *call, struct box_sign_public *key, struct error *err)
{
	struct store *store = NULL;
	struct buf value = {0};
	enum rc rc;

	if ((rc = store_open(&store, workshop_dir(call), STORE_READ, err)) ==
		RC_OK &&
	    (rc = setting_get(store, "export_public_key", &value, err)) ==
		RC_OK &&
	    value.len != sizeof(key->v))
		rc = error_set(err, RC_DAMAGED,
		    "the store's export_public_key has %zu bytes", value.len);
	if (rc == RC_OK)
		memcpy(key->v, value.data, sizeof(key->v));
	buf_clear(&value);
	store_close(store);
	return rc;
}

enum rc
auditing_verify(struct cmd_call *call, struct error *err)
{
	const char *hex = cmd_text(call, "key");
	struct box_sign_public key;
	int64_t events = 0;
	enum rc rc = box_init(err);

	if (rc != RC_OK)
		return rc;
	if (hex == NULL)
		rc = known_key(call, &key, err);
	else if (strlen(hex) != sizeof(key.v) * 2 ||
	    buf_unhex(hex, key.v, sizeof(key.v), NULL) != RC_OK)
		rc = error_set(err, RC_INVALID,
		    "--key is 64 hexadecimal digits, as `marac-store key list` "
		    "prints them behind \"exports\"");
	if (rc == RC_OK &&
	    (rc = auditcsv_verify(call->argv[0], &key, &events, err)) == RC_OK)
		(void)printf("Whole and signed: %lld event%s.\n",
		    (long long)events, events == 1 ? "" : "s");
	return rc;
}

enum rc
auditing_backed_up(struct cmd_call *call, struct error *err)
{
	struct store *store = NULL;
	enum rc rc;

	if ((rc = workshop_open(call, &store, err)) == RC_OK &&
	    (rc = lastrun_note(
		 store, LASTRUN_BACKUP, clock_wall_ms(), "", err)) == RC_OK)
		(void)printf("Noted.\n");
	store_close(store);
	return rc;
}
