#include "store/receipt.h"

#include <stdio.h>

#include "base/span.h"
#include "store/alert.h"
#include "store/audit.h"
#include "store/copies.h"
#include "store/stmt.h"

/* The rows of a copy that every function here needs. */
struct of {
	struct case_id case_id;
	struct meeting_id meeting;
	struct person_id person;
	int64_t bytes[2]; /* of its rendition in each format, -1: gone */
	bool opened, collected, withdrawn;
};

static const char of_sql[] =
    "SELECT c.case_id, c.meeting_id, c.person_id, coalesce(r.bytes, -1),"
    " coalesce(x.bytes, -1),"
    " c.opened_at IS NOT NULL, c.collected_at IS NOT NULL,"
    " c.withdrawn_at IS NOT NULL FROM copy c"
    " LEFT JOIN rendition r ON r.id = c.rendition_id"
    " LEFT JOIN rendition_mp3 x ON x.rendition_id = r.id WHERE c.id = $copy";

static enum rc
look(struct store *store, struct copy_id copy, struct of *of, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, of_sql, err);

	stmt_bind_int(&s, "$copy", copy.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		of->case_id.v = stmt_int(&s, 0);
		of->meeting.v = stmt_int(&s, 1);
		of->person.v = stmt_int(&s, 2);
		of->bytes[PLAYABLE_OPUS] = stmt_int(&s, 3);
		of->bytes[PLAYABLE_MP3] = stmt_int(&s, 4);
		of->opened = stmt_int(&s, 5) != 0;
		of->collected = stmt_int(&s, 6) != 0;
		of->withdrawn = stmt_int(&s, 7) != 0;
	} else if (rc == RC_NOTFOUND) {
		(void)error_set(err, rc, "no copy %lld", (long long)copy.v);
	}
	return stmt_close(&s, rc);
}

static enum rc
audit_of(struct store *store, const struct of *of, struct copy_id copy,
    const char *what, const char *why, struct error *err)
{
	char who[40], which[40];

	(void)snprintf(
	    who, sizeof(who), "recipient:%lld", (long long)of->person.v);
	(void)snprintf(which, sizeof(which), "copy:%lld", (long long)copy.v);
	return audit_add(store, who, what, which, why, err);
}

/* One of the three statements below, which take $copy and $now. */
static enum rc
stamp(struct store *store, const char *sql, struct copy_id copy, int64_t now_ms,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, sql, err);

	stmt_bind_int(&s, "$copy", copy.v);
	stmt_bind_int(&s, "$now", now_ms);
	return stmt_finish(&s, rc, err);
}

/* A note of KIND in the files: the copy DONE. */
static enum rc
note(struct store *store, enum note_kind kind, const struct of *of,
    struct copy_id copy, const char *done, int64_t now_ms, struct error *err)
{
	const struct copies_row row = {
	    .id = copy,
	    .case_id = of->case_id,
	    .meeting = of->meeting,
	    .person = of->person,
	};

	return copies_note(store, kind, &row, done, "", now_ms, err);
}

static const char opened_sql[] =
    "UPDATE copy SET opened_at = $now WHERE id = $copy"
    " AND opened_at IS NULL";

enum rc
receipt_opened(
    struct store *store, struct copy_id copy, int64_t now_ms, struct error *err)
{
	struct of of = {0};
	enum rc rc = look(store, copy, &of, err);

	if (rc != RC_OK || of.opened)
		return rc;
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = look(store, copy, &of, err)) == RC_OK && !of.opened &&
	    (rc = stamp(store, opened_sql, copy, now_ms, err)) == RC_OK &&
	    (rc = note(store, NOTE_COPY_OPENED, &of, copy, "was opened", now_ms,
		 err)) == RC_OK &&
	    (rc = audit_of(store, &of, copy, "copy.opened", "", err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

static const char covered_sql[] =
    "SELECT from_byte, to_byte FROM copy_coverage WHERE copy_id = $copy"
    " AND format = $format ORDER BY from_byte";

static enum rc
covered(struct store *store, struct copy_id copy, enum playable_format format,
    struct span_list *list, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, covered_sql, err);

	stmt_bind_int(&s, "$copy", copy.v);
	stmt_bind_text(&s, "$format", playable_format_name(format));
	return stmt_spans(&s, rc, list, err);
}

static const char uncover_sql[] =
    "DELETE FROM copy_coverage WHERE copy_id = $copy AND format = $format";

static const char cover_sql[] =
    "INSERT INTO copy_coverage (copy_id, format, from_byte, to_byte)"
    " VALUES ($copy, $format, $from, $to)";

static enum rc
cover(struct store *store, struct copy_id copy, enum playable_format format,
    const struct span_list *list, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, uncover_sql, err);

	stmt_bind_int(&s, "$copy", copy.v);
	stmt_bind_text(&s, "$format", playable_format_name(format));
	rc = stmt_finish(&s, rc, err);
	for (size_t i = 0; i < list->count && rc == RC_OK; i++) {
		rc = stmt_open(&s, store, cover_sql, err);
		stmt_bind_int(&s, "$copy", copy.v);
		stmt_bind_text(&s, "$format", playable_format_name(format));
		stmt_bind_int(&s, "$from", list->v[i].from);
		stmt_bind_int(&s, "$to", list->v[i].to);
		rc = stmt_finish(&s, rc, err);
	}
	return rc;
}

static const char collected_sql[] =
    "UPDATE copy SET collected_at = $now WHERE id = $copy"
    " AND collected_at IS NULL";

/* Inside the transaction: it is collected, and says HOW in the files. */
static enum rc
collect(struct store *store, struct copy_id copy, const struct of *of,
    const char *how, int64_t now_ms, struct error *err)
{
	enum rc rc;

	if ((rc = stamp(store, collected_sql, copy, now_ms, err)) != RC_OK ||
	    (rc = note(store, NOTE_COPY_COLLECTED, of, copy, how, now_ms,
		 err)) != RC_OK)
		return rc;
	return audit_of(store, of, copy, "copy.collected", "", err);
}

/* Inside the transaction: what is covered now, and what follows from it. */
static enum rc
add_fetched(struct store *store, struct copy_id copy, const struct of *of,
    enum playable_format format, struct span fetched, int64_t now_ms,
    bool *collected, struct error *err)
{
	struct span_list list = {0};
	enum rc rc;

	if ((rc = covered(store, copy, format, &list, err)) != RC_OK ||
	    (rc = span_add(&list, fetched, err)) != RC_OK ||
	    (rc = cover(store, copy, format, &list, err)) != RC_OK)
		goto done;
	*collected = list.count == 1 && list.v[0].from == 0 &&
	    list.v[0].to == of->bytes[format];
	if (*collected)
		rc = collect(
		    store, copy, of, "was collected in full", now_ms, err);

done:
	span_clear(&list);
	return rc;
}

enum rc
receipt_fetched(struct store *store, struct copy_id copy,
    enum playable_format format, int64_t from, int64_t to, int64_t now_ms,
    bool *collected, struct error *err)
{
	struct span fetched = {from, to};
	const struct span_list asked = {&fetched, 1};
	struct span_list list = {0};
	struct of of = {0};
	enum rc rc;

	*collected = false;
	if ((rc = look(store, copy, &of, err)) != RC_OK || of.collected ||
	    from < 0 || from >= to || to > of.bytes[format])
		return rc;
	/* A player asks for the same again and again: that writes nothing. */
	rc = covered(store, copy, format, &list, err);
	if (rc != RC_OK || span_covers(&list, &asked))
		goto done;
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = look(store, copy, &of, err)) == RC_OK && !of.collected &&
	    (rc = add_fetched(store, copy, &of, format, fetched, now_ms,
		 collected, err)) == RC_OK)
		rc = store_commit(store, err);

done:
	store_rollback(store);
	span_clear(&list);
	if (rc != RC_OK)
		*collected = false;
	return rc;
}

enum rc
receipt_read(
    struct store *store, struct copy_id copy, int64_t now_ms, struct error *err)
{
	struct of of = {0};
	enum rc rc = look(store, copy, &of, err);

	if (rc != RC_OK || of.collected)
		return rc;
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = look(store, copy, &of, err)) == RC_OK && !of.collected &&
	    (rc = collect(store, copy, &of, "was read as text", now_ms, err)) ==
		RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

enum rc
receipt_unexpected(
    struct store *store, struct copy_id copy, int64_t now_ms, struct error *err)
{
	char who[40], text[120];
	struct of of = {0};
	enum rc rc;

	(void)snprintf(text, sizeof(text),
	    "Copy %lld was stopped: its recipient did not expect it.",
	    (long long)copy.v);
	if ((rc = store_begin(store, err)) != RC_OK ||
	    (rc = look(store, copy, &of, err)) != RC_OK || of.withdrawn)
		goto done;
	(void)snprintf(
	    who, sizeof(who), "recipient:%lld", (long long)of.person.v);
	if ((rc = copies_withdraw(store, copy, who,
		 "its recipient did not expect it", now_ms, err)) == RC_OK &&
	    (rc = alert_add(store, of.meeting, now_ms, text, err)) == RC_OK)
		rc = store_commit(store, err);

done:
	store_rollback(store);
	return rc;
}
