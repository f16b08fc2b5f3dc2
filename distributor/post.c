#include "distributor/post.h"

#include <assert.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "distributor/mail.h"
#include "seal/link.h"
#include "store/alert.h"
#include "store/copies.h"
#include "store/person.h"
#include "store/route.h"

static const char no_route[] = "This person has no e-mail route.";

enum rc
post_open(struct post *post, struct desk *desk, struct error *err)
{
	enum rc rc;

	if (!mail_address(conf_text(desk->conf, "mail.from")))
		return error_set(err, RC_INVALID,
		    "mail.from is not set: write the sender's address into "
		    "[mail] of marac.conf");
	post->desk = desk;
	if ((rc = keystore_get(desk->keys, KEYSTORE_COLUMN, 1, post->column.v,
		 sizeof(post->column.v), err)) != RC_OK)
		return error_prefix(err, "the key of sealed columns");
	return RC_OK;
}

void
post_clear(struct post *post)
{
	box_wipe(&post->column, sizeof(post->column));
	post->desk = NULL;
}

bool
post_of_one(enum rc rc)
{
	return rc == RC_NOTFOUND || rc == RC_INVALID || rc == RC_DENIED ||
	    rc == RC_DAMAGED;
}

bool
post_next(const char *what, int64_t id, enum rc one, const struct error *why,
    enum rc *rc, struct error *err)
{
	bool others = one == RC_OK || post_of_one(one);

	if (one != RC_OK && others)
		log_error("%s %lld: %s", what, (long long)id, why->text);
	if (one != RC_OK && (*rc == RC_OK || !others)) {
		*rc = one;
		*err = *why;
	}
	return others;
}

/* The token of PARCEL into TOKEN, from the link key it was made with. */
static enum rc
make_token(struct post *post, const struct copies_parcel *parcel,
    char token[LINK_TOKEN], unsigned char hash[BOX_HASH], struct error *err)
{
	struct box_key key = {{0}};
	enum rc rc = keystore_get(post->desk->keys, KEYSTORE_LINK,
	    parcel->link_key, key.v, sizeof(key.v), err);

	if (rc == RC_OK)
		link_make(
		    &key, parcel->selector, parcel->generation, token, hash);
	else
		(void)error_prefix(
		    err, "link key %lld", (long long)parcel->link_key);
	box_wipe(&key, sizeof(key));
	return rc;
}

enum rc
post_parcel(struct post *post, struct meeting_id meeting,
    struct person_id person, int64_t now_ms, struct parcel_id *id,
    struct error *err)
{
	struct store *store = post->desk->store;
	int64_t days = conf_number(post->desk->conf, "delivery.link_days");
	struct copies_parcel parcel = {
	    .meeting = meeting,
	    .person = person,
	    .generation = 1,
	    .expires_ms = now_ms + days * CLOCK_DAY_MS,
	};
	unsigned char hash[BOX_HASH];
	char token[LINK_TOKEN];
	enum rc rc;

	if ((rc = copies_link_key(store, &parcel.link_key, err)) != RC_OK)
		return rc;
	/* One token in 200,000 spells a word that no mail may hold. */
	do {
		box_random(parcel.selector, sizeof(parcel.selector));
		rc = make_token(post, &parcel, token, hash, err);
	} while (rc == RC_OK && text_telling(token));
	if (rc == RC_OK &&
	    (rc = copies_parcel_add(store, &parcel, hash, now_ms, err)) ==
		RC_OK)
		*id = parcel.id;
	box_wipe(token, sizeof(token));
	return rc;
}

/* Better first: usable, usable later, and then any of the others. */
static int
rank(enum contact_answer answer)
{
	return answer == CONTACT_USABLE ? 0 : answer == CONTACT_LATER ? 1 : 2;
}

enum rc
post_route_by(struct post *post, const char *channel, struct person_id person,
    struct route_id keep, int64_t now_ms, struct post_route *out,
    struct error *err)
{
	struct store *store = post->desk->store;
	struct route *routes = NULL;
	bool moved = false;
	size_t count = 0;
	enum rc rc;

	*out = (struct post_route){0};
	if ((rc = route_changed(store, person, &moved, err)) != RC_OK ||
	    (rc = route_list(store, person, channel, &routes, &count, err)) !=
		RC_OK)
		goto done;
	for (size_t i = 0; i < count; i++) {
		enum contact_answer answer =
		    contact_now(&routes[i].facts, now_ms);

		if (keep.v != 0 && routes[i].id.v != keep.v)
			continue;
		if (out->id.v != 0 && rank(answer) >= rank(out->answer))
			continue;
		out->id = routes[i].id;
		out->answer = answer;
		out->hours = routes[i].facts.from_minute != -1 ||
		    routes[i].facts.to_minute != -1;
		if (answer == CONTACT_LATER)
			out->next_ms = contact_next(&routes[i].facts, now_ms);
	}
	if (out->id.v != 0 && moved)
		out->answer = CONTACT_CHANGED;
done:
	free(routes);
	return rc;
}

enum rc
post_route(struct post *post, struct person_id person, struct route_id keep,
    int64_t now_ms, struct post_route *out, struct error *err)
{
	return post_route_by(post, "email", person, keep, now_ms, out, err);
}

const char *
post_route_text(const struct post_route *route)
{
	return route->id.v == 0 ? no_route : contact_text(route->answer);
}

void
post_return_path(struct post *post, struct message_id id,
    const char *message_id, char out[VERP_ADDRESS])
{
	struct box_key key;

	verp_key(&post->column, &key);
	verp_make(&key, conf_text(post->desk->conf, "mail.bounces"), id,
	    message_id, out);
	box_wipe(&key, sizeof(key));
}

enum rc
post_address(struct post *post, struct route_id route, struct buf *out,
    struct error *err)
{
	return route_value(post->desk->store, &post->column, route, out, err);
}

/* Write MESSAGE's mail, to go by ROUTE; SUBJECT is NULL for a parcel's own. */
static enum rc
compose(struct post *post, const struct outbox_message *message,
    struct route_id route, const char *subject, const char *body,
    int64_t now_ms, struct error *err)
{
	const struct conf *conf = post->desk->conf;
	struct store *store = post->desk->store;
	struct buf to = {0}, link = {0}, source = {0};
	struct copies_parcel parcel = {0};
	unsigned char hash[BOX_HASH];
	char token[LINK_TOKEN] = "";
	struct mail mail = {
	    .from = conf_text(conf, "mail.from"),
	    .brand = conf_text(conf, "share.brand"),
	    .notice = conf_text(conf, "notice.text"),
	    .message_id = message->message_id,
	    .subject = subject,
	    .body = body,
	    .date_ms = now_ms,
	};
	enum rc rc;

	if ((rc = post_address(post, route, &to, err)) != RC_OK ||
	    (message->kind != OUTBOX_ESCALATION &&
		(rc = person_reads(
		     store, message->person, &mail.language, err)) != RC_OK))
		goto done;
	mail.to = buf_str(&to);
	if (message->kind != OUTBOX_ESCALATION) {
		if ((rc = copies_parcel_get(
			 store, message->parcel, &parcel, err)) != RC_OK ||
		    (rc = make_token(post, &parcel, token, hash, err)) != RC_OK)
			goto done;
		/* Another language than English is in the address: the page
		 * must not know whose link it is. */
		buf_printf(&link, "%s/d/%s%s%s",
		    conf_text(conf, "share.base_url"), token,
		    mail.language != WORDBOOK_ENGLISH ? "?l=" : "",
		    mail.language != WORDBOOK_ENGLISH
			? wordbook_code(mail.language)
			: "");
		if ((rc = buf_check(&link, err)) != RC_OK)
			goto done;
		mail.link = buf_str(&link);
		mail.expires_ms = parcel.expires_ms;
	}
	if ((rc = mail_write(&mail, &source, err)) == RC_OK)
		rc = outbox_write(store, &post->column, message->id, route,
		    source.data, source.len, err);
done:
	box_wipe(token, sizeof(token));
	buf_clear(&source);
	buf_clear(&link);
	buf_clear(&to);
	return rc;
}

/* The same words to the address that ROUTE has now. */
static enum rc
readdress(struct post *post, const struct outbox_message *message,
    struct route_id route, struct error *err)
{
	struct store *store = post->desk->store;
	struct buf to = {0}, old = {0}, source = {0};
	enum rc rc;

	if ((rc = post_address(post, route, &to, err)) == RC_OK &&
	    (rc = outbox_read(store, &post->column, message->id, &old, err)) ==
		RC_OK &&
	    (rc = mail_readdress(buf_str(&old), buf_str(&to), &source, err)) ==
		RC_OK)
		rc = outbox_write(store, &post->column, message->id, route,
		    source.data, source.len, err);
	buf_clear(&source);
	buf_clear(&old);
	buf_clear(&to);
	return rc;
}

enum rc
post_write(struct post *post, const struct outbox_message *message,
    struct route_id route, int64_t now_ms, struct error *err)
{
	return message->kind == OUTBOX_PARCEL
	    ? compose(post, message, route, NULL, NULL, now_ms, err)
	    : readdress(post, message, route, err);
}

/* Put a new message into the outbox, by ROUTE: queued or held. */
static enum rc
put(struct post *post, struct outbox_new *new, const struct post_route *route,
    const char *subject, const char *body, int64_t now_ms,
    struct message_id *id, struct error *err)
{
	struct store *store = post->desk->store;
	struct outbox_message message = {0};
	char name[MAIL_ID];
	enum rc rc;

	new->route = route->id;
	new->message_id =
	    mail_id(conf_text(post->desk->conf, "mail.from"), name);
	if ((rc = outbox_add(store, new, now_ms, id, err)) != RC_OK ||
	    (rc = outbox_get(store, *id, &message, err)) != RC_OK ||
	    (rc = compose(post, &message, route->id, subject, body, now_ms,
		 err)) != RC_OK)
		return rc;
	if (route->answer == CONTACT_USABLE)
		return outbox_queue(store, *id, now_ms, "", err);
	return outbox_hold(store, *id,
	    route->answer == CONTACT_LATER ? route->next_ms : now_ms,
	    post_route_text(route), err);
}

enum rc
post_message(struct post *post, struct parcel_id parcel, bool alert,
    int64_t now_ms, struct message_id *id, struct error *err)
{
	struct store *store = post->desk->store;
	struct copies_parcel row = {0};
	struct post_route route;
	struct outbox_new new;
	enum rc rc;

	if ((rc = outbox_of(store, parcel, id, err)) != RC_OK || id->v != 0)
		return rc;
	if ((rc = copies_parcel_get(store, parcel, &row, err)) != RC_OK ||
	    (rc = post_route(post, row.person, (struct route_id){0}, now_ms,
		 &route, err)) != RC_OK)
		return rc;
	if (route.id.v == 0)
		return alert ? alert_add(store, row.meeting, now_ms,
				   "A copy waits: its recipient has no e-mail "
				   "route. `due` shows which.",
				   err)
			     : RC_OK;
	new = (struct outbox_new){
	    .kind = OUTBOX_PARCEL,
	    .parcel = parcel,
	    .meeting = row.meeting,
	    .person = row.person,
	};
	rc = put(post, &new, &route, NULL, NULL, now_ms, id, err);
	if (rc != RC_OK || route.answer == CONTACT_USABLE ||
	    route.answer == CONTACT_LATER)
		return rc;
	return alert_add(store, row.meeting, now_ms,
	    "A copy is held: its recipient's e-mail route may not be used. "
	    "`due` shows which and why.",
	    err);
}

enum rc
post_notice(struct post *post, enum outbox_kind kind, struct parcel_id parcel,
    struct meeting_id meeting, struct person_id person, const char *subject,
    const char *body, int64_t now_ms, struct message_id *id, struct error *err)
{
	struct outbox_new new = {
	    .kind = kind,
	    .parcel = parcel,
	    .meeting = meeting,
	    .person = person,
	};
	struct post_route route;
	enum rc rc;

	assert(kind != OUTBOX_PARCEL);
	id->v = 0;
	rc =
	    post_route(post, person, (struct route_id){0}, now_ms, &route, err);
	if (rc != RC_OK || route.id.v == 0)
		return rc;
	return put(post, &new, &route, subject, body, now_ms, id, err);
}

enum rc
post_notice_among(struct post *post, struct meeting_id meeting,
    struct person_id person, const char *subject, const char *body,
    int64_t now_ms, struct message_id *id, struct error *err)
{
	struct store *store = post->desk->store;
	enum rc rc = store_part_begin(store, err);

	if (rc != RC_OK)
		return rc;
	rc = post_notice(post, OUTBOX_ESCALATION, (struct parcel_id){0},
	    meeting, person, subject, body, now_ms, id, err);
	if (!post_of_one(rc))
		return rc == RC_OK ? store_part_keep(store, err) : rc;
	log_error(
	    "a notice to person %lld: %s", (long long)person.v, err->text);
	id->v = 0;
	return store_part_undo(store, err);
}
