#include "store/safety.h"

#include "store/stmt.h"

static const char confirm_sql[] =
    "INSERT INTO safety_confirmation (case_id, by_name, capacity,"
    " confirmed_at) VALUES ($case, $by, $capacity, $now)";

enum rc
safety_confirm(struct store *store, struct case_id case_id, const char *by_name,
    const char *capacity, int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, confirm_sql, err);

	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_text(&s, "$by", by_name);
	stmt_bind_text(&s, "$capacity", capacity);
	stmt_bind_int(&s, "$now", now_ms);
	return stmt_finish(&s, rc, err);
}
