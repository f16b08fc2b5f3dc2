#include "distributor/paging.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "distributor/sms.h"
#include "rules/contact.h"
#include "store/escalations.h"
#include "store/route.h"

static const char words[] =
    "Documents that are due have not gone out, and mail may not reach you. "
    "Please look at what is due.";

/* The phone route of PERSON that may be used now; 0 there is none.  One change
 * that nobody has confirmed stops all of them (rule 9), as with mail. */
static enum rc
phone(struct post *post, struct person_id person, int64_t now_ms,
    struct route_id *out, struct error *err)
{
	struct route *routes = NULL;
	struct post_route mail;
	size_t count = 0;
	enum rc rc;

	out->v = 0;
	if ((rc = post_route(post, person, (struct route_id){0}, now_ms, &mail,
		 err)) != RC_OK ||
	    mail.answer == CONTACT_CHANGED ||
	    (rc = route_list(post->desk->store, person, "phone", &routes,
		 &count, err)) != RC_OK)
		return rc;
	for (size_t i = count; i-- > 0;) {
		if (routes[i].facts.changed_unconfirmed) {
			out->v = 0;
			break;
		}
		if (contact_now(&routes[i].facts, now_ms) == CONTACT_USABLE)
			*out = routes[i].id;
	}
	free(routes);
	return rc;
}

/* What is to become of the COUNT notices of one person. */
enum fate { AGAIN, SENT, NEVER };

static enum rc
conclude(struct post *post, const struct escalations_text *list, size_t count,
    enum fate fate, int64_t now_ms, struct error *err)
{
	struct store *store = post->desk->store;
	enum rc rc = store_begin(store, err);

	if (rc != RC_OK)
		return rc;
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		bool old = list[i].made_ms + PAGING_MOST_MS <= now_ms;

		if (fate == AGAIN && !old && !list[i].accepted)
			rc = escalations_text_try(
			    store, list[i].id, now_ms + PAGING_AGAIN_MS, err);
		else
			rc = escalations_text_end(store, list[i].id,
			    fate == SENT && !list[i].accepted ? now_ms : 0,
			    err);
	}
	if (rc == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

/* The COUNT notices of LIST are one person's.  The try is committed before it
 * is made, and its number stays the same: killed in between, it goes again and
 * the gateway can tell. */
static enum rc
page(struct post *post, struct sms *sms, const struct escalations_text *list,
    size_t count, int64_t now_ms, int *sent, struct error *err)
{
	char id[32], cause[SMS_CAUSE];
	enum sms_result result;
	struct route_id route;
	struct buf to = {0};
	size_t first = 0;
	enum rc rc;

	while (first < count && list[first].accepted)
		first++;
	if (first == count)
		return conclude(post, list, count, NEVER, now_ms, err);
	if ((rc = conclude(post, list, count, AGAIN, now_ms, err)) != RC_OK ||
	    (rc = phone(post, list[0].person, now_ms, &route, err)) != RC_OK ||
	    route.v == 0 ||
	    (rc = route_value(
		 post->desk->store, &post->column, route, &to, err)) != RC_OK)
		goto done;
	(void)snprintf(
	    id, sizeof(id), "notice-%lld", (long long)list[first].id.v);
	result = sms_send(sms, buf_str(&to), words, id, cause);
	if (result == SMS_ACCEPTED) {
		*sent += 1;
		rc = conclude(post, list, count, SENT, now_ms, err);
	} else {
		log_warn("notice %lld: %s", (long long)list[first].id.v, cause);
		if (result == SMS_REFUSED)
			rc = conclude(post, list, count, NEVER, now_ms, err);
	}
done:
	buf_clear(&to);
	return rc;
}

enum rc
paging_pass(struct post *post, int64_t now_ms, int *count, struct error *err)
{
	struct escalations_text *list = NULL;
	struct sms *sms = NULL;
	size_t n = 0, last;
	bool go = true;
	enum rc rc;

	*count = 0;
	rc = escalations_texts(post->desk->store, now_ms, &list, &n, err);
	if (rc != RC_OK || n == 0)
		goto done;
	rc = sms_open(&sms, post->desk->conf, err);
	if (rc == RC_NOTFOUND)
		rc = RC_OK;
	for (size_t i = 0; go && sms != NULL && i < n; i = last) {
		struct error why = {0};
		enum rc one;

		for (last = i + 1; last < n; last++)
			if (list[last].person.v != list[i].person.v)
				break;
		one = page(post, sms, list + i, last - i, now_ms, count, &why);
		go = post_next("notice", list[i].id.v, one, &why, &rc, err);
	}
done:
	sms_close(sms);
	free(list);
	return rc;
}
