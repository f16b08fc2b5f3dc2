#include "store/repeats.h"

#include <stdio.h>
#include <string.h>

#include "rules/repeat.h"
#include "store/list.h"
#include "store/stmt.h"

/* Of each case the earlier ones, the last first. */
static const char pairs_sql[] =
    "SELECT b.reference, a.reference, b.last_referral_on, a.last_referral_on"
    " FROM marac_case b JOIN marac_case a ON a.victim_id = b.victim_id"
    " WHERE a.id <> b.id AND (a.last_referral_on < b.last_referral_on"
    "  OR (a.last_referral_on = b.last_referral_on AND a.id < b.id))"
    " AND EXISTS (SELECT 1 FROM case_perpetrator p WHERE p.case_id = b.id)"
    " AND NOT EXISTS (SELECT 1 FROM case_perpetrator p WHERE p.case_id = a.id"
    "  AND NOT EXISTS (SELECT 1 FROM case_perpetrator q"
    "   WHERE q.case_id = b.id AND q.person_id = p.person_id))"
    " AND NOT EXISTS (SELECT 1 FROM case_perpetrator p WHERE p.case_id = b.id"
    "  AND NOT EXISTS (SELECT 1 FROM case_perpetrator q"
    "   WHERE q.case_id = a.id AND q.person_id = p.person_id))"
    " ORDER BY b.reference, a.last_referral_on DESC, a.id DESC";

static void
text(struct stmt *s, int column, char *out, size_t size)
{
	(void)snprintf(out, size, "%s", stmt_text(s, column));
}

enum rc
repeats_list(struct store *store, struct repeats_one **out, size_t *count,
    struct error *err)
{
	struct repeats_one *one;
	struct list list = {.size = sizeof(*one)};
	struct stmt s;
	char last[64] = "";
	enum rc rc = stmt_open(&s, store, pairs_sql, err);

	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		/* One is a repeat of the case before it, or of none. */
		if (strcmp(last, stmt_text(&s, 0)) == 0)
			continue;
		text(&s, 0, last, sizeof(last));
		if (!repeat_within(stmt_text(&s, 3), stmt_text(&s, 2)))
			continue;
		if ((one = list_add(&list, &rc, err)) == NULL)
			break;
		text(&s, 0, one->reference, sizeof(one->reference));
		text(&s, 1, one->of, sizeof(one->of));
		text(&s, 2, one->on, sizeof(one->on));
		text(&s, 3, one->last_on, sizeof(one->last_on));
	}
	rc = stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
	*out = list_take(&list, rc, count);
	return rc;
}
