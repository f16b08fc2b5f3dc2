#include "distributor/ways.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "distributor/clearing.h"
#include "rules/contact.h"
#include "store/route.h"

static bool
by_letter(const struct owed_copy *copy)
{
	return strcmp(copy->paper, "letter") == 0;
}

const char *
ways_state(const struct owed_copy *copy)
{
	if (copy->met_ms == 0 || copy->paper_done_ms == 0 ||
	    copy->paper_returned_ms != 0)
		return NULL;
	return by_letter(copy) ? "posted" : "handed over";
}

bool
ways_moved(const struct owed_copy *copy)
{
	return *copy->paper == '\0' && strcmp(copy->cause, CLEARING_MOVED) == 0;
}

bool
ways_stopped(const struct owed_copy *copy)
{
	return copy->met_ms == 0 && copy->withdrawn_ms == 0 &&
	    *copy->paper == '\0' &&
	    (copy->stuck || ways_moved(copy) ||
		strcmp(copy->state, "bounced") == 0 ||
		strcmp(copy->state, "failed") == 0);
}

const char *
ways_cause(const struct owed_copy *copy)
{
	return owed_cause(copy);
}

/* Has PERSON a route of CHANNEL that it could go by, now or at another time of
 * day? */
static enum rc
reachable(struct store *store, struct person_id person, const char *channel,
    bool hours, int64_t now_ms, bool *yes, struct error *err)
{
	struct route *routes = NULL;
	size_t count = 0;
	enum rc rc = route_list(store, person, channel, &routes, &count, err);

	*yes = false;
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		enum contact_answer answer =
		    contact_now(&routes[i].facts, now_ms);

		/* A worker can keep to hours, a letter cannot. */
		if (answer == CONTACT_USABLE || answer == CONTACT_LATER)
			*yes =
			    *yes || hours || routes[i].facts.from_minute == -1;
	}
	free(routes);
	return rc;
}

enum rc
ways_next(struct store *store, const struct owed_copy *copy, int64_t now_ms,
    char *text, size_t room, struct error *err)
{
	const char *meeting = copy->meeting_ref, *person = copy->person_ref;
	bool mail = false, letter = false, met = false, changed = false;
	enum rc rc;

	*text = '\0';
	if (copy->met_ms != 0 || copy->withdrawn_ms != 0)
		return RC_OK;
	if (*copy->paper != '\0' && copy->paper_returned_ms == 0) {
		if (copy->paper_done_ms != 0)
			return RC_OK;
		(void)snprintf(text, room,
		    by_letter(copy)
			? "marac-distributor posted %s %s --by LOGIN"
			: "marac-distributor handed-over %s %s --by LOGIN "
			  "--worker NAME --on DATE",
		    meeting, person);
		return RC_OK;
	}
	if (*copy->paper == '\0' && *copy->state != '\0' &&
	    strcmp(copy->state, "held") != 0)
		return RC_OK;
	if ((rc = route_changed(store, copy->person, &changed, err)) != RC_OK ||
	    (rc = reachable(store, copy->person, "email", true, now_ms, &mail,
		 err)) != RC_OK)
		return rc;
	if (*copy->paper == '\0' && *copy->state != '\0' && mail && !changed)
		return RC_OK;
	if (changed) {
		(void)snprintf(text, room,
		    "marac-store import routes FILE  (a way to %s changed: "
		    "confirm it)",
		    person);
		return RC_OK;
	}
	if ((rc = reachable(store, copy->person, "letter", false, now_ms,
		 &letter, err)) != RC_OK ||
	    (rc = reachable(store, copy->person, "in person", true, now_ms,
		 &met, err)) != RC_OK)
		return rc;
	if (letter)
		(void)snprintf(text, room,
		    "marac-distributor letter %s %s --by LOGIN --out FILE.pdf",
		    meeting, person);
	else if (met)
		(void)snprintf(text, room,
		    "marac-distributor hand-over %s %s --by LOGIN "
		    "--worker NAME --sheet FILE.pdf --code",
		    meeting, person);
	else
		(void)snprintf(text, room,
		    "marac-store import routes FILE  (a way to %s that is "
		    "safe)",
		    person);
	return RC_OK;
}
