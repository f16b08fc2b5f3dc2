#include "store/keeping.h"

#include "base/clock.h"
#include "rules/retain.h"
#include "store/stmt.h"

/* Meetings that ended before what can be due at all: a year is 365 days or more,
 * and a review begins with its day. */
static const char list_sql[] =
    "SELECT ref, ended_at FROM meeting WHERE ended_at < $before"
    " ORDER BY ended_at, id";

enum rc
keeping_list(struct store *store, int years, int64_t until_ms,
    keeping_each *each, void *to, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, list_sql, err);

	stmt_bind_int(&s, "$before",
	    until_ms - (years * INT64_C(365) - 2) * CLOCK_DAY_MS);
	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		int64_t review = retain_review(stmt_int(&s, 1), years);

		if (review <= until_ms)
			rc = each(
			    to, stmt_text(&s, 0), stmt_int(&s, 1), review, err);
	}
	return stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
}
