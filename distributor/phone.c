#include "distributor/phone.h"

#include <stdlib.h>

#include "base/clock.h"
#include "seal/box.h"
#include "store/route.h"

enum rc
phone_open(struct phone *p, struct desk *desk, struct error *err)
{
	p->desk = desk;
	return sms_open(&p->sms, desk->conf, err);
}

void
phone_close(struct phone *p)
{
	sms_close(p->sms);
	buf_clear(&p->number);
	*p = (struct phone){0};
}

/* Whoever moved may have left the phone behind: any change that nobody has
 * confirmed counts. */
static enum rc
unchanged(struct store *store, struct person_id person, struct error *err)
{
	bool changed = false;
	enum rc rc = route_changed(store, person, &changed, err);

	return rc == RC_OK && changed
	    ? error_set(err, RC_DENIED, "no text message: %s",
		  contact_text(CONTACT_CHANGED))
	    : rc;
}

/* A new number supersedes the one before, so the newest is the only one. */
static enum rc
newest(struct store *store, struct person_id person, struct route_id *id,
    struct error *err)
{
	struct route *routes = NULL;
	enum contact_answer answer;
	size_t count = 0;
	enum rc rc = route_list(store, person, "phone", &routes, &count, err);

	if (rc == RC_OK && count == 0)
		rc = error_set(err, RC_DENIED,
		    "no text message: this person has no phone route");
	if (rc == RC_OK) {
		answer = contact_now(&routes[0].facts, clock_wall_ms());
		*id = routes[0].id;
		if (answer != CONTACT_USABLE)
			rc = error_set(err, RC_DENIED, "no text message: %s",
			    contact_text(answer));
	}
	free(routes);
	return rc;
}

enum rc
phone_may(struct phone *p, struct person_id person, struct error *err)
{
	struct store *store = p->desk->store;
	struct box_key column = {{0}};
	struct route_id id = {0};
	struct buf normal = {0};
	enum rc rc;

	buf_reset(&p->number);
	if ((rc = unchanged(store, person, err)) == RC_OK &&
	    (rc = newest(store, person, &id, err)) == RC_OK &&
	    (rc = keystore_get(p->desk->keys, KEYSTORE_COLUMN, 1, column.v,
		 sizeof(column.v), err)) == RC_OK &&
	    (rc = route_value(store, &column, id, &p->number, err)) == RC_OK &&
	    !sms_number(buf_str(&p->number), &normal))
		rc = error_set(err, RC_DENIED,
		    "no text message: the number is not a mobile phone's");
	if (rc != RC_OK)
		buf_clear(&p->number);
	buf_clear(&normal);
	box_wipe(&column, sizeof(column));
	return rc;
}

enum rc
phone_send(struct phone *p, const char *text, struct error *err)
{
	char id[PUBLIC_ID_TEXT], cause[SMS_CAUSE] = "";

	box_random_id(id);
	switch (sms_send(p->sms, buf_str(&p->number), text, id, cause)) {
	case SMS_ACCEPTED:
		return RC_OK;
	case SMS_LATER:
		return error_set(
		    err, RC_BUSY, "no text message was sent: %s", cause);
	case SMS_INSECURE:
		return error_set(
		    err, RC_IO, "no text message was sent: %s", cause);
	case SMS_REFUSED:
		break;
	}
	return error_set(err, RC_DENIED, "no text message was sent: %s", cause);
}
