#include "store/paperwork.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "store/audit.h"
#include "store/briefed.h"
#include "store/copies.h"
#include "store/deed.h"
#include "store/impartial.h"
#include "store/list.h"
#include "store/stmt.h"

enum { WHO_TEXT = 40, WHICH_TEXT = 40 };

const char *
paperwork_channel_name(enum paperwork_channel channel)
{
	return channel == PAPERWORK_LETTER ? "letter" : "in person";
}

static const char unmet_sql[] =
    "SELECT p.id FROM parcel p JOIN link_key k ON k.number = p.link_key "
    "WHERE p.person_id = $person AND p.meeting_id = $meeting "
    "AND p.void_at IS NULL AND p.expires_at > $now AND k.void_at IS NULL "
    "AND (EXISTS (SELECT 1 FROM copy c JOIN delivery d ON d.copy_id = c.id "
    "WHERE c.parcel_id = p.id AND c.withdrawn_at IS NULL "
    "AND d.met_at IS NULL) OR EXISTS (SELECT 1 FROM debrief b "
    "WHERE b.parcel_id = p.id AND b.withdrawn_at IS NULL "
    "AND b.given_at IS NULL) OR EXISTS (SELECT 1 FROM task t "
    "WHERE t.parcel_id = p.id AND t.sent_at IS NULL)) ORDER BY p.id";

enum rc
paperwork_unmet(struct store *store, struct meeting_id meeting,
    struct person_id person, int64_t now_ms, struct parcel_id **out,
    size_t *count, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, unmet_sql, err);

	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$now", now_ms);
	*out = list_ids(&s, &rc, count, err);
	return rc;
}

static const char names_sql[] =
    "WITH mine AS (SELECT case_id FROM copy WHERE parcel_id = $parcel "
    "UNION SELECT case_id FROM debrief WHERE parcel_id = $parcel "
    "UNION SELECT a.case_id FROM task t JOIN action a ON a.id = t.action_id "
    "WHERE t.parcel_id = $parcel) "
    "SELECT p.name FROM mine c JOIN case_child k ON k.case_id = c.case_id "
    "JOIN child d ON d.id = k.child_id JOIN person p ON p.id = d.person_id "
    "UNION SELECT a.alias FROM mine c "
    "JOIN case_child k ON k.case_id = c.case_id "
    "JOIN child d ON d.id = k.child_id "
    "JOIN person_alias a ON a.person_id = d.person_id "
    "UNION SELECT m.reference FROM mine c "
    "JOIN marac_case m ON m.id = c.case_id";

/* Is NAME in TEXT, which is folded between spaces, as whole words? */
static enum rc
holds(const char *text, const char *name, bool *yes, struct error *err)
{
	struct buf words = {0};
	char *folded = NULL;
	enum rc rc = text_fold(name, &folded, err);

	if (rc == RC_OK) {
		buf_printf(&words, " %s ", folded);
		rc = buf_check(&words, err);
	}
	if (rc == RC_OK && *folded != '\0' &&
	    strstr(text, buf_str(&words)) != NULL)
		*yes = true;
	free(folded);
	buf_clear(&words);
	return rc;
}

enum rc
paperwork_tells(struct store *store, struct parcel_id parcel, const char *text,
    bool *tells, struct error *err)
{
	struct buf spaced = {0};
	char *folded = NULL;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, names_sql, err);

	*tells = false;
	stmt_bind_int(&s, "$parcel", parcel.v);
	if (rc == RC_OK && (rc = text_fold(text, &folded, err)) == RC_OK) {
		buf_printf(&spaced, " %s ", folded);
		rc = buf_check(&spaced, err);
	}
	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		rc = holds(buf_str(&spaced), stmt_text(&s, 0), tells, err);
	free(folded);
	buf_clear(&spaced);
	return stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
}

static const char void_sql[] = "UPDATE paper SET void_at = $now "
			       "WHERE parcel_id = $parcel AND void_at IS NULL";

static const char add_sql[] =
    "INSERT INTO paper (parcel_id, channel, route_id, link_key, selector, "
    "code_hash, worker, printed_by, printed_at) VALUES ($parcel, $channel, "
    "$route, $key, $selector, $hash, $worker, $by, $now)";

enum rc
paperwork_add(struct store *store, struct paperwork *paper, int64_t link_key,
    const unsigned char selector[LINK_SELECTOR], const unsigned char *hash,
    const struct releases_account *by, int64_t now_ms, struct error *err)
{
	struct paperwork old = {0};
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = paperwork_of(store, paper->parcel, &old, err);
	if (rc != RC_OK && rc != RC_NOTFOUND)
		return rc;
	if (rc == RC_OK && old.live && old.done_ms != 0)
		return error_set(err, RC_CONFLICT,
		    old.channel == PAPERWORK_LETTER
			? "their letter was posted already; if it came back "
			  "or was lost, say so with `returned` first"
			: "it was handed over already");
	rc = stmt_open(&s, store, void_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$parcel", paper->parcel.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;
	paper->printed_ms = now_ms;
	paper->live = true;
	rc = stmt_open(&s, store, add_sql, err);
	stmt_bind_int(&s, "$parcel", paper->parcel.v);
	stmt_bind_text(&s, "$channel", paperwork_channel_name(paper->channel));
	stmt_bind_int(&s, "$route", paper->route.v);
	stmt_bind_int(&s, "$key", link_key);
	stmt_bind_blob(&s, "$selector", selector, LINK_SELECTOR);
	if (hash == NULL)
		stmt_bind_null(&s, "$hash");
	else
		stmt_bind_blob(&s, "$hash", hash, BOX_HASH);
	stmt_bind_text(&s, "$worker", paper->worker);
	stmt_bind_int(&s, "$by", by->id.v);
	stmt_bind_int(&s, "$now", now_ms);
	return stmt_insert(&s, rc, &paper->id.v, err);
}

static void
read_paper(struct stmt *s, struct paperwork *out)
{
	out->id.v = stmt_int(s, 0);
	out->parcel.v = stmt_int(s, 1);
	out->channel = strcmp(stmt_text(s, 2), "letter") == 0
	    ? PAPERWORK_LETTER
	    : PAPERWORK_IN_PERSON;
	out->route.v = stmt_int(s, 3);
	(void)snprintf(out->worker, sizeof(out->worker), "%s", stmt_text(s, 4));
	out->printed_ms = stmt_int(s, 5);
	out->done_ms = stmt_int(s, 6);
	out->returned_ms = stmt_int(s, 7);
	out->live = stmt_is_null(s, 8);
}

static const char of_sql[] =
    "SELECT id, parcel_id, channel, route_id, worker, printed_at, done_at, "
    "returned_at, void_at FROM paper WHERE parcel_id = $parcel "
    "ORDER BY id DESC LIMIT 1";

enum rc
paperwork_of(struct store *store, struct parcel_id parcel,
    struct paperwork *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, of_sql, err);

	stmt_bind_int(&s, "$parcel", parcel.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		read_paper(&s, out);
	return stmt_close(&s, rc);
}

static const char latest_sql[] =
    "SELECT x.id, x.parcel_id, x.channel, x.route_id, x.worker, "
    "x.printed_at, x.done_at, x.returned_at, x.void_at FROM parcel p "
    "JOIN paper x ON x.parcel_id = p.id WHERE p.person_id = $person "
    "AND p.meeting_id = $meeting AND x.channel = $channel "
    "AND x.void_at IS NULL AND (x.done_at IS NOT NULL) = $done "
    "ORDER BY x.id DESC LIMIT 1";

enum rc
paperwork_latest(struct store *store, struct meeting_id meeting,
    struct person_id person, enum paperwork_channel channel, bool done,
    struct paperwork *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, latest_sql, err);

	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_text(&s, "$channel", paperwork_channel_name(channel));
	stmt_bind_int(&s, "$done", done);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		read_paper(&s, out);
	return stmt_close(&s, rc);
}

/* KIND's line in the files of COPY's case, and WHAT in the audit. */
static enum rc
tell(struct store *store, struct copy_id copy, enum note_kind kind,
    const char *words, const char *what, const struct releases_account *by,
    const char *why, int64_t at_ms, struct error *err)
{
	struct copies_row row = {0};
	char who[WHO_TEXT], which[WHICH_TEXT];
	enum rc rc;

	(void)snprintf(who, sizeof(who), "account:%lld", (long long)by->id.v);
	(void)snprintf(which, sizeof(which), "copy:%lld", (long long)copy.v);
	if ((rc = copies_get(store, copy, &row, err)) != RC_OK ||
	    (rc = copies_note(store, kind, &row, words,
		 kind == NOTE_COPY_RETURNED ? why : "", at_ms, err)) != RC_OK)
		return rc;
	return audit_add(store, who, what, which, why, err);
}

static const char whose_sql[] =
    "SELECT meeting_id, person_id FROM parcel WHERE id = $parcel";

/* Whoever says that it went, or came back, decides about every case in it. */
static enum rc
ask_impartial(struct store *store, const struct paperwork *paper,
    const struct releases_account *by, struct error *err)
{
	struct deed deed = {0};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, whose_sql, err);

	stmt_bind_int(&s, "$parcel", paper->parcel.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		deed.meeting.v = stmt_int(&s, 0);
		deed.person.v = stmt_int(&s, 1);
	}
	rc = stmt_close(&s, rc);
	return rc == RC_OK ? impartial_ask(store, by, &deed, err) : rc;
}

static const char done_sql[] =
    "UPDATE paper SET done_by = $by, done_at = $when WHERE id = $id "
    "AND done_at IS NULL AND void_at IS NULL";

static const char met_sql[] =
    "UPDATE delivery SET met_at = $when, channel = $channel "
    "WHERE copy_id = $copy AND met_at IS NULL";

static enum rc
meet(struct store *store, const struct paperwork *paper, struct copy_id copy,
    int64_t when_ms, bool *was, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, met_sql, err);

	stmt_bind_int(&s, "$when", when_ms);
	stmt_bind_text(&s, "$channel", paperwork_channel_name(paper->channel));
	stmt_bind_int(&s, "$copy", copy.v);
	if (rc == RC_OK && (rc = stmt_run(&s, err)) == RC_OK)
		*was = stmt_changed(store) == 0;
	return stmt_close(&s, rc);
}

enum rc
paperwork_done(struct store *store, const struct paperwork *paper,
    const struct copy_id *copies, size_t count,
    const struct releases_account *by, int64_t when_ms, int64_t now_ms,
    struct error *err)
{
	bool letter = paper->channel == PAPERWORK_LETTER, was = false;
	char words[PAPERWORK_WORKER + 32];
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if ((rc = ask_impartial(store, paper, by, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, done_sql, err);
	stmt_bind_int(&s, "$by", by->id.v);
	stmt_bind_int(&s, "$when", when_ms);
	stmt_bind_int(&s, "$id", paper->id.v);
	if (rc == RC_OK && (rc = stmt_run(&s, err)) == RC_OK &&
	    stmt_changed(store) != 1)
		rc = error_set(err, RC_CONFLICT,
		    "it was printed again, or recorded before");
	rc = stmt_close(&s, rc);
	if (letter)
		(void)snprintf(words, sizeof(words), "was posted");
	else
		(void)snprintf(words, sizeof(words), "was handed over by %s",
		    paper->worker);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		rc = meet(store, paper, copies[i], when_ms, &was, err);
		if (rc == RC_OK && !was)
			rc = tell(store, copies[i],
			    letter ? NOTE_COPY_POSTED : NOTE_COPY_HANDED, words,
			    letter ? "copy.posted" : "copy.handed-over", by,
			    paper->worker, now_ms, err);
	}
	return rc == RC_OK ? briefed_meet(store, paper->parcel, when_ms, err)
			   : rc;
}

static const char returned_sql[] =
    "UPDATE paper SET returned_at = $now, returned_why = $why, void_at = $now "
    "WHERE id = $id AND done_at IS NOT NULL AND void_at IS NULL";

/* What this printing met, and not what another channel did before. */
static const char run_again_sql[] =
    "UPDATE delivery SET met_at = NULL WHERE copy_id = $copy "
    "AND met_at = $done AND channel = $channel";

static enum rc
run_again(struct store *store, const struct paperwork *paper,
    struct copy_id copy, bool *was, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, run_again_sql, err);

	stmt_bind_int(&s, "$copy", copy.v);
	stmt_bind_int(&s, "$done", paper->done_ms);
	stmt_bind_text(&s, "$channel", paperwork_channel_name(paper->channel));
	if (rc == RC_OK && (rc = stmt_run(&s, err)) == RC_OK)
		*was = stmt_changed(store) == 0;
	return stmt_close(&s, rc);
}

enum rc
paperwork_returned(struct store *store, const struct paperwork *paper,
    const struct releases_account *by, const char *why, int64_t now_ms,
    struct error *err)
{
	struct copy_id *copies = NULL;
	size_t count = 0;
	bool was = false;
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if ((rc = ask_impartial(store, paper, by, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, returned_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_text(&s, "$why", why);
	stmt_bind_int(&s, "$id", paper->id.v);
	if (rc == RC_OK && (rc = stmt_run(&s, err)) == RC_OK &&
	    stmt_changed(store) != 1)
		rc = error_set(
		    err, RC_CONFLICT, "it was recorded as returned before");
	if ((rc = stmt_close(&s, rc)) != RC_OK ||
	    (rc = copies_of_parcel(
		 store, paper->parcel, &copies, &count, err)) != RC_OK)
		return rc;
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		rc = run_again(store, paper, copies[i], &was, err);
		if (rc == RC_OK && !was)
			rc = tell(store, copies[i], NOTE_COPY_RETURNED,
			    "came back", "copy.returned", by, why, now_ms, err);
	}
	free(copies);
	return rc == RC_OK
	    ? briefed_unmeet(store, paper->parcel, why, now_ms, err)
	    : rc;
}

static const char find_sql[] =
    "SELECT p.id, p.person_id, p.meeting_id, p.expires_at FROM paper x "
    "JOIN parcel p ON p.id = x.parcel_id "
    "JOIN link_key k ON k.number = x.link_key "
    "JOIN link_key l ON l.number = p.link_key "
    "WHERE x.code_hash = $hash AND x.void_at IS NULL AND p.void_at IS NULL "
    "AND p.expires_at > $now AND k.void_at IS NULL AND l.void_at IS NULL";

enum rc
paperwork_find(struct store *store, const unsigned char hash[BOX_HASH],
    int64_t now_ms, struct inbox_parcel *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, find_sql, err);

	stmt_bind_blob(&s, "$hash", hash, BOX_HASH);
	stmt_bind_int(&s, "$now", now_ms);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		out->parcel.v = stmt_int(&s, 0);
		out->person.v = stmt_int(&s, 1);
		out->meeting.v = stmt_int(&s, 2);
		out->expires_ms = stmt_int(&s, 3);
	}
	return stmt_close(&s, rc);
}
