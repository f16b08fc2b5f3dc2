#include "store/route.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/list.h"
#include "store/outbox.h"
#include "store/sealed.h"
#include "store/stmt.h"
#include "store/voiding.h"

static const char value_column[] = "contact_route.value";

/* ASCII only, one @, no character that could end an SMTP command or a
 * mailbox early. */
static enum rc
normal_email(const char *value, struct buf *out, struct error *err)
{
	const char *at = strchr(value, '@');
	size_t len = strlen(value);

	if (at == NULL || at == value || strchr(at + 1, '@') != NULL ||
	    strchr(at + 1, '.') == NULL || at[1] == '.' ||
	    value[len - 1] == '.' || len > 254)
		return error_set(err, RC_INVALID,
		    "not an e-mail address (name@domain.example)");
	for (const char *p = value; *p != '\0'; p++) {
		if (*p <= ' ' || *p > '~' ||
		    strchr("<>()[]\\,;:\"", *p) != NULL)
			return error_set(err, RC_INVALID,
			    "an e-mail address here is plain ASCII without "
			    "spaces and brackets");
		buf_u8(out,
		    *p >= 'A' && *p <= 'Z' ? (unsigned)(*p - 'A' + 'a')
					   : (unsigned char)*p);
	}
	return buf_check(out, err);
}

static enum rc
normal_phone(const char *value, struct buf *out, struct error *err)
{
	size_t digits = 0;

	for (const char *p = value; *p != '\0'; p++) {
		if (*p >= '0' && *p <= '9') {
			buf_u8(out, (unsigned char)*p);
			digits++;
		} else if (*p == '+' && p == value) {
			buf_u8(out, '+');
		} else if (strchr(" -().", *p) == NULL) {
			return error_set(err, RC_INVALID,
			    "a telephone number is digits and spaces, with + "
			    "in front if need be");
		}
	}
	if (digits < 6 || digits > 15)
		return error_set(
		    err, RC_INVALID, "a telephone number has 6 to 15 digits");
	return buf_check(out, err);
}

enum rc
route_normal(
    const char *channel, const char *value, struct buf *out, struct error *err)
{
	char *folded = NULL;
	enum rc rc;

	if (strcmp(channel, "email") == 0)
		return normal_email(value, out, err);
	if (strcmp(channel, "phone") == 0)
		return normal_phone(value, out, err);
	if ((rc = text_fold(value, &folded, err)) != RC_OK)
		return rc;
	buf_text(out, folded);
	free(folded);
	return buf_check(out, err);
}

struct known {
	struct route_id id;
	int64_t changed_at;
	bool over; /* superseded, or as good as */
};

static const char find_sql[] =
    "SELECT id, COALESCE(changed_at, 0),"
    " safe = 'no' AND COALESCE(expires_at, $now + 1) <= $now"
    " FROM contact_route"
    " WHERE person_id = $person AND channel = $channel AND value_mac = $mac";

static enum rc
find(struct store *store, const struct route_row *row,
    const unsigned char mac[BOX_HASH], int64_t now_ms, struct known *known,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, find_sql, err);

	stmt_bind_int(&s, "$person", row->person.v);
	stmt_bind_text(&s, "$channel", row->channel);
	stmt_bind_blob(&s, "$mac", mac, BOX_HASH);
	stmt_bind_int(&s, "$now", now_ms);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		known->id.v = stmt_int(&s, 0);
		known->changed_at = stmt_int(&s, 1);
		known->over = stmt_int(&s, 2) != 0;
	}
	return stmt_close(&s, rc);
}

static const char supersede_sql[] =
    "UPDATE contact_route SET safe = 'no', changed_at = NULL, expires_at ="
    " CASE WHEN expires_at < $now THEN expires_at ELSE $now END"
    " WHERE person_id = $person AND channel = $channel AND id <> $id";

/* Whatever the person has on the channel beside ID is over, and whether it was
 * ever confirmed is nobody's question any more.  *CHANGED_AT is
 * NOW when there was anything. */
static enum rc
supersede(struct store *store, const struct route_row *row, struct route_id id,
    int64_t now_ms, int64_t *changed_at, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, supersede_sql, err);

	stmt_bind_int(&s, "$person", row->person.v);
	stmt_bind_text(&s, "$channel", row->channel);
	stmt_bind_int(&s, "$id", id.v);
	stmt_bind_int(&s, "$now", now_ms);
	if (rc == RC_OK && (rc = stmt_run(&s, err)) == RC_OK &&
	    stmt_changed(store) > 0)
		*changed_at = now_ms;
	return stmt_close(&s, rc);
}
static const char add_sql[] =
    "INSERT INTO contact_route (person_id, channel, value_sealed, value_mac,"
    " safe, safe_from_minute, safe_to_minute, voicemail, shared_device,"
    " verified_by, verified_at, changed_at, expires_at)"
    " VALUES ($person, $channel, x'', $mac, $safe, $from, $to, $voicemail,"
    " $shared, $by, $verified, $changed, $expires)";

static const char change_sql[] =
    "UPDATE contact_route SET safe = $safe, safe_from_minute = $from,"
    " safe_to_minute = $to, voicemail = $voicemail, shared_device = $shared,"
    " verified_by = $by, verified_at = $verified, changed_at = $changed,"
    " expires_at = $expires WHERE person_id = $person"
    " AND channel = $channel AND value_mac = $mac"
    " AND (safe IS DISTINCT FROM $safe"
    "  OR safe_from_minute IS DISTINCT FROM $from"
    "  OR safe_to_minute IS DISTINCT FROM $to"
    "  OR voicemail IS DISTINCT FROM $voicemail"
    "  OR shared_device IS DISTINCT FROM $shared"
    "  OR verified_by IS DISTINCT FROM $by"
    "  OR verified_at IS DISTINCT FROM $verified"
    "  OR changed_at IS DISTINCT FROM $changed"
    "  OR expires_at IS DISTINCT FROM $expires)";

static enum rc
write_row(struct store *store, const char *sql, const struct route_row *row,
    const unsigned char mac[BOX_HASH], int64_t changed_at, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, sql, err);

	stmt_bind_int(&s, "$person", row->person.v);
	stmt_bind_text(&s, "$channel", row->channel);
	stmt_bind_blob(&s, "$mac", mac, BOX_HASH);
	stmt_bind_text(&s, "$safe", row->safe);
	stmt_bind_int(&s, "$from", row->safe_from_minute);
	stmt_bind_int(&s, "$to", row->safe_to_minute);
	stmt_bind_int(&s, "$voicemail", row->voicemail);
	stmt_bind_int(&s, "$shared", row->shared_device);
	stmt_bind_text(&s, "$by", row->verified_by);
	stmt_bind_ref(&s, "$verified", row->verified_at);
	stmt_bind_ref(&s, "$changed", changed_at);
	stmt_bind_ref(&s, "$expires", row->expires_at);
	return stmt_finish(&s, rc, err);
}

static const char seal_sql[] =
    "UPDATE contact_route SET value_sealed = $sealed WHERE id = $id";

/* A changed route is confirmed by somebody who verified it on the day of the
 * change or later. */
static bool
confirms(const struct route_row *row, int64_t changed_at)
{
	return row->verified_by[0] != '\0' &&
	    row->verified_at / CLOCK_DAY_MS >= changed_at / CLOCK_DAY_MS;
}

static enum rc
add(struct store *store, const struct box_key *column,
    const struct route_row *row, const unsigned char mac[BOX_HASH],
    int64_t now_ms, struct error *err)
{
	int64_t changed_at = 0;
	enum rc rc = supersede(
	    store, row, (struct route_id){0}, now_ms, &changed_at, err);

	if (rc == RC_OK)
		rc = write_row(store, add_sql, row, mac, changed_at, err);
	if (rc == RC_OK)
		rc = sealed_put(store, seal_sql, column, value_column,
		    stmt_inserted(store), row->value, strlen(row->value), err);
	return rc;
}

/* A value that was over and comes back (an old file imported again) is a
 * changed address like any other. */
static enum rc
change(struct store *store, const struct route_row *row,
    const unsigned char mac[BOX_HASH], const struct known *known,
    int64_t now_ms, enum upsert *what, struct error *err)
{
	int64_t changed_at = known->changed_at;
	enum rc rc = RC_OK;

	if (known->over && strcmp(row->safe, "no") != 0)
		rc = supersede(store, row, known->id, now_ms, &changed_at, err);
	else if (changed_at != 0 && confirms(row, changed_at))
		changed_at = 0;
	if (rc == RC_OK)
		rc = write_row(store, change_sql, row, mac, changed_at, err);
	if (rc == RC_OK)
		*what = stmt_changed(store) > 0 ? UPSERT_CHANGED : UPSERT_SAME;
	return rc;
}
enum rc
route_put(struct store *store, const struct box_key *column,
    const struct route_row *row, int64_t now_ms, enum upsert *what,
    struct error *err)
{
	struct buf normal = {0};
	struct known known = {0};
	unsigned char mac[BOX_HASH];
	enum rc rc = route_normal(row->channel, row->value, &normal, err);

	if (rc != RC_OK)
		goto done;
	box_mac(column, normal.data, normal.len, mac);
	rc = find(store, row, mac, now_ms, &known, err);
	if (rc == RC_NOTFOUND) {
		*what = UPSERT_ADDED;
		rc = add(store, column, row, mac, now_ms, err);
	} else if (rc == RC_OK) {
		rc = change(store, row, mac, &known, now_ms, what, err);
	}
	if (rc == RC_OK && *what != UPSERT_SAME)
		rc = voiding_of_person(store, row->person, err);
	if (rc == RC_OK && *what != UPSERT_SAME)
		rc = outbox_wake(store, row->person, now_ms, err);
done:
	buf_clear(&normal);
	return rc;
}
static enum contact_safe
safe_of(const char *text)
{
	if (strcmp(text, "yes") == 0)
		return CONTACT_YES;
	return strcmp(text, "no") == 0 ? CONTACT_NO : CONTACT_UNKNOWN;
}

static const char list_sql[] =
    "SELECT id, safe, safe_from_minute, safe_to_minute,"
    " COALESCE(expires_at, 0), verified_by, COALESCE(verified_at, 0),"
    " changed_at IS NOT NULL, shared_device FROM contact_route"
    " WHERE person_id = $person AND channel = $channel ORDER BY id DESC";

enum rc
route_list(struct store *store, struct person_id person, const char *channel,
    struct route **out, size_t *count, struct error *err)
{
	struct route *route;
	struct list list = {.size = sizeof(*route)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, list_sql, err);

	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_text(&s, "$channel", channel);
	while ((route = list_next(&list, &s, &rc, err)) != NULL) {
		route->id.v = stmt_int(&s, 0);
		route->facts.safe = safe_of(stmt_text(&s, 1));
		route->facts.from_minute = (int)stmt_int(&s, 2);
		route->facts.to_minute = (int)stmt_int(&s, 3);
		route->facts.expires_ms = stmt_int(&s, 4);
		route->facts.verified =
		    stmt_text(&s, 5)[0] != '\0' && stmt_int(&s, 6) != 0;
		route->facts.changed_unconfirmed = stmt_int(&s, 7) != 0;
		route->facts.shared = stmt_int(&s, 8) != 0;
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

static const char value_sql[] =
    "SELECT value_sealed FROM contact_route WHERE id = $id";

enum rc
route_value(struct store *store, const struct box_key *column,
    struct route_id id, struct buf *out, struct error *err)
{
	enum rc rc =
	    sealed_get(store, value_sql, column, value_column, id.v, out, err);

	if (rc == RC_NOTFOUND)
		(void)error_set(
		    err, rc, "there is no contact route %lld", (long long)id.v);
	return rc;
}

enum rc
route_changed(
    struct store *store, struct person_id person, bool *yes, struct error *err)
{
	static const char *const channels[] = {
	    "email", "phone", "letter", "in person"};
	enum rc rc = RC_OK;

	*yes = false;
	for (size_t i = 0; rc == RC_OK && i < 4; i++) {
		struct route *routes = NULL;
		size_t count = 0;

		rc = route_list(
		    store, person, channels[i], &routes, &count, err);
		for (size_t j = 0; rc == RC_OK && j < count; j++)
			if (routes[j].facts.changed_unconfirmed)
				*yes = true;
		free(routes);
	}
	return rc;
}
