#include "distributor/issuing.h"

#include <stdio.h>

#include "base/clock.h"
#include "distributor/deciding.h"
#include "distributor/phone.h"
#include "seal/code.h"
#include "store/account.h"
#include "store/audit.h"
#include "store/deed.h"
#include "store/impartial.h"
#include "store/person.h"

/* Asked again where it is stored, so that a change meanwhile counts. */
static enum rc
issue(struct deciding *d, struct phone *phone, const char *code,
    struct error *err)
{
	struct store *store = d->desk.store;
	char stored[CODE_STORED], who[40], which[40];
	enum rc rc = code_texted_hash(code, stored, err);

	(void)snprintf(who, sizeof(who), "account:%lld", (long long)d->by.id.v);
	(void)snprintf(
	    which, sizeof(which), "recipient:%lld", (long long)d->person.v);
	if (rc == RC_OK && (rc = store_begin(store, err)) == RC_OK &&
	    (rc = phone_may(phone, d->person, err)) == RC_OK &&
	    (rc = impartial_ask(store, &d->by,
		 &(struct deed){.person = d->person}, err)) == RC_OK &&
	    (rc = account_issue_code(store, d->person, stored, d->by.id,
		 clock_wall_ms(), err)) == RC_OK &&
	    (rc = audit_add(store, who, "code.issued", which, "by text message",
		 err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

static enum rc
text(struct phone *phone, enum wordbook_language language, const char *code,
    struct error *err)
{
	struct buf words = {0};
	enum rc rc;

	wordbook_put(&words, language, WORDBOOK_SMS_CODE, code);
	if ((rc = buf_check(&words, err)) == RC_OK)
		rc = phone_send(phone, buf_str(&words), err);
	buf_clear(&words);
	return rc == RC_OK
	    ? rc
	    : error_prefix(err,
		  "the code before is over; run this again, or "
		  "give one in person (`marac-store user code`)");
}

enum rc
issuing_verb(struct cmd_call *call, struct error *err)
{
	char code[CODE_ACCESS] = "";
	enum wordbook_language language;
	struct phone phone = {0};
	struct deciding d = {0};
	enum rc rc;

	if ((rc = deciding_open(&d, call, err)) != RC_OK ||
	    (rc = deciding_person(&d, call->argv[0], err)) != RC_OK ||
	    (rc = phone_open(&phone, &d.desk, err)) != RC_OK ||
	    (rc = phone_may(&phone, d.person, err)) != RC_OK ||
	    (rc = person_reads(d.desk.store, d.person, &language, err)) !=
		RC_OK)
		goto done;
	code_access_make(code);
	if ((rc = issue(&d, &phone, code, err)) == RC_OK &&
	    (rc = text(&phone, language, code, err)) == RC_OK)
		(void)printf("a new code went to %s\n", call->argv[0]);
done:
	box_wipe(code, sizeof(code));
	phone_close(&phone);
	deciding_close(&d);
	return rc;
}
