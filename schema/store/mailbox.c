#include "store/mailbox.h"

#include <assert.h>
#include <stdio.h>

#include "store/stmt.h"

static const char get_sql[] =
    "SELECT uid_validity, uid_next, unmatched, fault FROM mailbox "
    "WHERE name = $name";

enum rc
mailbox_get(struct store *store, const char *name, struct mailbox *out,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, get_sql, err);

	*out = (struct mailbox){.next = 1};
	stmt_bind_text(&s, "$name", name);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		out->validity = stmt_int(&s, 0);
		out->next = stmt_int(&s, 1);
		out->unmatched = stmt_int(&s, 2);
		(void)snprintf(
		    out->fault, sizeof(out->fault), "%s", stmt_text(&s, 3));
	}
	rc = stmt_close(&s, rc);
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

static const char put_sql[] =
    "INSERT INTO mailbox (name, uid_validity, uid_next, unmatched, fault) "
    "VALUES ($name, $validity, $next, $unmatched, $fault) "
    "ON CONFLICT (name) DO UPDATE SET uid_validity = $validity, "
    "uid_next = $next, unmatched = $unmatched, fault = $fault";

enum rc
mailbox_put(struct store *store, const char *name,
    const struct mailbox *mailbox, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, put_sql, err);
	stmt_bind_text(&s, "$name", name);
	stmt_bind_int(&s, "$validity", mailbox->validity);
	stmt_bind_int(&s, "$next", mailbox->next);
	stmt_bind_int(&s, "$unmatched", mailbox->unmatched);
	stmt_bind_text(&s, "$fault", mailbox->fault);
	return stmt_finish(&s, rc, err);
}
