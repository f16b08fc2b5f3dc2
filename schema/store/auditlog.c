#include "store/auditlog.h"

#include "store/stmt.h"

static const char read_sql[] =
    "SELECT seq, at, who, what, which, why, hash FROM audit_event"
    " WHERE seq > $after AND seq <= $upto ORDER BY seq LIMIT $most";

enum rc
auditlog_read(struct store *store, int64_t after, int64_t upto, int most,
    auditlog_each *each, void *to, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, read_sql, err);

	stmt_bind_int(&s, "$after", after);
	stmt_bind_int(&s, "$upto", upto);
	stmt_bind_int(&s, "$most", most);
	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		struct auditlog_event e = {.seq = stmt_int(&s, 0),
		    .at_ms = stmt_int(&s, 1),
		    .who = stmt_text(&s, 2),
		    .what = stmt_text(&s, 3),
		    .which = stmt_text(&s, 4),
		    .why = stmt_text(&s, 5)};

		if ((rc = stmt_bytes(&s, 6, e.hash, sizeof(e.hash), err)) ==
		    RC_OK)
			rc = each(to, &e, err);
	}
	return stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
}

static const char last_sql[] =
    "SELECT h.count, (SELECT at FROM audit_event WHERE seq = h.count)"
    " FROM audit_head h WHERE h.one = 1";

enum rc
auditlog_last(
    struct store *store, int64_t *count, int64_t *at_ms, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, last_sql, err);

	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		*count = stmt_int(&s, 0);
		*at_ms = stmt_int(&s, 1);
	} else if (rc == RC_NOTFOUND) {
		rc = error_set(err, RC_DAMAGED,
		    "the audit's head is gone; run `marac-store check`");
	}
	return stmt_close(&s, rc);
}
