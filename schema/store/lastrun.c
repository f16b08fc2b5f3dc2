#include "store/lastrun.h"

#include <stdio.h>
#include <string.h>

#include "store/stmt.h"

static const char *const names[LASTRUN_NAMES] = {
    [LASTRUN_DELIVER] = "deliver",
    [LASTRUN_BOUNCES] = "bounces",
    [LASTRUN_ESCALATE] = "escalate",
    [LASTRUN_CHECK] = "check",
    [LASTRUN_AUDIT] = "audit",
    [LASTRUN_BACKUP] = "backup",
};

const char *
lastrun_text(enum lastrun_name name)
{
	return names[name];
}

static const char note_sql[] =
    "INSERT INTO last_run (name, at, well_at, words)"
    " VALUES ($name, $now, CASE WHEN $words = '' THEN $now END, $words)"
    " ON CONFLICT (name) DO UPDATE SET at = excluded.at,"
    " words = excluded.words,"
    " well_at = coalesce(excluded.well_at, last_run.well_at)";

static enum rc
put(struct store *store, enum lastrun_name name, int64_t now_ms,
    const char *wrong, struct error *err)
{
	char words[LASTRUN_WORDS];
	size_t len = strlen(wrong);
	struct stmt s;
	enum rc rc = stmt_open(&s, store, note_sql, err);

	if (len >= sizeof(words)) /* not in the middle of a character */
		for (len = sizeof(words) - 1;
		     len > 0 && ((unsigned char)wrong[len] & 0xc0) == 0x80;)
			len--;
	memcpy(words, wrong, len);
	words[len] = '\0';
	stmt_bind_text(&s, "$name", names[name]);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_text(&s, "$words", words);
	return stmt_finish(&s, rc, err);
}

enum rc
lastrun_note(struct store *store, enum lastrun_name name, int64_t now_ms,
    const char *wrong, struct error *err)
{
	enum rc rc;

	if (store_in_transaction(store))
		return put(store, name, now_ms, wrong, err);
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = put(store, name, now_ms, wrong, err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

static const char read_sql[] = "SELECT name, at, well_at, words FROM last_run";

enum rc
lastrun_read(
    struct store *store, struct lastrun out[LASTRUN_NAMES], struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, read_sql, err);

	memset(out, 0, sizeof(*out) * LASTRUN_NAMES);
	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		for (size_t i = 0; i < LASTRUN_NAMES; i++) {
			if (strcmp(stmt_text(&s, 0), names[i]) != 0)
				continue;
			out[i].at_ms = stmt_int(&s, 1);
			out[i].well_ms = stmt_int(&s, 2);
			(void)snprintf(out[i].words, sizeof(out[i].words), "%s",
			    stmt_text(&s, 3));
		}
	}
	return stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
}
