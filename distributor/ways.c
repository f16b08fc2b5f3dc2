#include "distributor/ways.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

const char *
ways_cause(const struct owed_copy *copy)
{
	return owed_cause(copy);
}

/* Has PERSON a route of CHANNEL that paper could go by now? */
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
	bool letter = false, met = false;
	enum rc rc;

	*text = '\0';
	if (ways_cause(copy) == NULL)
		return RC_OK;
	if (*copy->paper != '\0' && copy->paper_returned_ms == 0) {
		(void)snprintf(text, room,
		    by_letter(copy)
			? "marac-distributor posted %s %s --by LOGIN"
			: "marac-distributor handed-over %s %s --by LOGIN "
			  "--worker NAME --on DATE",
		    meeting, person);
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
	return RC_OK;
}
