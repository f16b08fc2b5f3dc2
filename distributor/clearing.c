#include "distributor/clearing.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "distributor/mail.h"
#include "distributor/words.h"
#include "rules/entitle.h"
#include "store/alert.h"
#include "store/copies.h"
#include "store/exports.h"
#include "store/paperwork.h"
#include "store/standing.h"

/* For what will not go; a year is never. */
static const int64_t never_ms = 365 * (int64_t)CLOCK_DAY_MS;

static const char all_withdrawn[] = "Everything in it was withdrawn.";
static const char in_archive[] =
    "It was given in a locked archive: `resend` mails it besides.";
static const char other_today[] =
    "What they may hear is no longer this: run `copies` again.";
static const char nothing_left[] = "Nothing is left to remind of.";
static const char link_over[] =
    "Its link has expired or is void: run `copies` again.";

enum rc
clearing_hold(struct post *post, const struct outbox_message *m, int64_t now_ms,
    int64_t next_ms, const char *cause, const char *alert, struct error *err)
{
	struct store *store = post->desk->store;
	bool known = m->state == OUTBOX_HELD && strcmp(m->cause, cause) == 0;
	enum rc rc;

	/* Nothing is written while nothing changes. */
	if (known && m->next_ms > now_ms)
		return RC_OK;
	if ((rc = outbox_hold(store, m->id, next_ms, cause, err)) != RC_OK ||
	    known || alert == NULL)
		return rc;
	return alert_add(store, m->meeting, now_ms, alert, err);
}

static const char *
reason_text(enum reason why)
{
	if (why == 0)
		return link_over;
	switch (why) {
	case REASON_PRESENT_THROUGHOUT:
	case REASON_PRESENT_IN_PART:
	case REASON_FAMILY_APPROVED:
		/* They may hear something, but no longer all of this. */
		return other_today;
	default:
		return entitle_reason_text(why);
	}
}

/* What of one parcel does not go today. */
struct barred {
	struct copy_id *copies; /* by a rule */
	size_t count;
	const char *why;          /* the first one's */
	struct copy_id *archived; /* because they were given otherwise */
	size_t narchived;
	struct words words;
	size_t copies_that_may;
};

static void
barred_clear(struct barred *barred)
{
	words_clear(&barred->words);
	free(barred->copies);
	free(barred->archived);
	*barred = (struct barred){0};
}

/* A parcel for the COUNT copies COPIES and what is barred of WORDS (may be
 * NULL), of M's person, held for CAUSE until NEXT_MS. */
static enum rc
set_apart(struct post *post, const struct outbox_message *m,
    const struct copy_id *copies, size_t count, const struct words *words,
    const char *cause, int64_t next_ms, const char *alert, int64_t now_ms,
    struct error *err)
{
	struct store *store = post->desk->store;
	struct outbox_message other = {0};
	struct message_id id = {0};
	struct parcel_id parcel;
	enum rc rc =
	    post_parcel(post, m->meeting, m->person, now_ms, &parcel, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++)
		rc = copies_move(store, copies[i], parcel, err);
	if (rc == RC_OK && words != NULL)
		rc = words_set_apart(store, words, parcel, now_ms, err);
	if (rc != RC_OK ||
	    (rc = post_message(post, parcel, false, now_ms, &id, err)) !=
		RC_OK ||
	    id.v == 0 || (rc = outbox_get(store, id, &other, err)) != RC_OK)
		return rc;
	return clearing_hold(post, &other, now_ms, next_ms, cause, alert, err);
}

/* Which of M's copies and words do not go today?  *LIVE: how many there are that
 * nobody withdrew. */
static enum rc
find_barred(struct post *post, const struct outbox_message *m, int64_t now_ms,
    struct barred *out, size_t *live, struct error *err)
{
	struct store *store = post->desk->store;
	enum reason why = 0;
	size_t count = 0;
	enum rc rc;

	if ((rc = copies_of_parcel(
		 store, m->parcel, &out->copies, &count, err)) != RC_OK)
		return rc;
	out->archived = calloc(count + 1, sizeof(*out->archived));
	if (out->archived == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < count; i++) {
		struct copy_id id = out->copies[i];
		bool took = false;

		if ((rc = exports_took(store, id, &took, err)) != RC_OK)
			return rc;
		if (took) {
			out->archived[out->narchived++] = id;
			continue;
		}
		why = 0;
		rc = standing_of_copy(store, id, now_ms, &why, err);
		if (rc == RC_OK) {
			out->copies_that_may++;
			continue;
		}
		if (rc != RC_NOTFOUND)
			return rc;
		if (out->why == NULL)
			out->why = reason_text(why);
		out->copies[out->count++] = id;
	}
	if ((rc = words_ask(post, m->parcel, now_ms, &out->words, err)) !=
	    RC_OK)
		return rc;
	if (out->why == NULL)
		out->why = out->words.why != 0
		    ? briefing_reason_text(out->words.why)
		    : link_over;
	*live = count + out->words.live;
	return RC_OK;
}

/* Some of M goes; what BARRED says does not, each for its own reason. */
static enum rc
part(struct post *post, const struct outbox_message *m,
    const struct barred *barred, int64_t now_ms, struct error *err)
{
	enum rc rc = RC_OK;

	if (barred->count > 0 || words_barred(&barred->words))
		rc = set_apart(post, m, barred->copies, barred->count,
		    &barred->words, barred->why, now_ms + CLEARING_AGAIN_MS,
		    "A copy is held by a rule. `due` shows which and why.",
		    now_ms, err);
	if (rc == RC_OK && barred->narchived > 0)
		rc = set_apart(post, m, barred->archived, barred->narchived,
		    NULL, in_archive, now_ms + never_ms, NULL, now_ms, err);
	return rc;
}

/* May what M's parcel holds be heard and read today?  *GO: some may, and the
 * others are set apart; else M is held. */
static enum rc
ask_parcel(struct post *post, const struct outbox_message *m, int64_t now_ms,
    bool *go, struct error *err)
{
	struct barred barred = {0};
	size_t live = 0;
	enum rc rc;

	*go = false;
	if ((rc = find_barred(post, m, now_ms, &barred, &live, err)) != RC_OK)
		goto done;
	*go = barred.words.may + barred.copies_that_may > 0;
	if (*go)
		rc = part(post, m, &barred, now_ms, err);
	else if (live == barred.narchived)
		rc = clearing_hold(post, m, now_ms, now_ms + never_ms,
		    live == 0 ? all_withdrawn : in_archive, NULL, err);
	else
		rc = clearing_hold(post, m, now_ms, now_ms + CLEARING_AGAIN_MS,
		    barred.why,
		    "A copy is held by a rule. `due` shows which and why.",
		    err);
done:
	barred_clear(&barred);
	return rc;
}

/* A reminder goes only while something of its parcel can still be collected:
 * nobody is reminded of what they may no longer have. */
static enum rc
ask_reminder(struct post *post, const struct outbox_message *m, int64_t now_ms,
    bool *go, struct error *err)
{
	struct store *store = post->desk->store;
	struct copy_id *copies = NULL;
	bool task = false;
	size_t count = 0;
	enum rc rc;

	if ((rc = words_left(post, m, now_ms, &task, go, err)) == RC_OK &&
	    !task && !*go)
		rc = copies_uncollected(store, m->parcel, &copies, &count, err);
	for (size_t i = 0; rc == RC_OK && !*go && i < count; i++) {
		rc = standing_of_copy(store, copies[i], now_ms, NULL, err);
		if (rc == RC_OK)
			*go = true;
		else if (rc == RC_NOTFOUND)
			rc = RC_OK;
	}
	if (rc == RC_OK && !*go)
		rc = clearing_hold(post, m, now_ms,
		    now_ms +
			(count == 0 && !task ? never_ms : CLEARING_AGAIN_MS),
		    nothing_left, NULL, err);
	free(copies);
	return rc;
}

/* May M go today, whatever its route? */
static enum rc
ask(struct post *post, const struct outbox_message *m, int64_t now_ms, bool *go,
    struct error *err)
{
	switch (m->kind) {
	case OUTBOX_PARCEL:
		return ask_parcel(post, m, now_ms, go, err);
	case OUTBOX_REMINDER:
		return ask_reminder(post, m, now_ms, go, err);
	case OUTBOX_ESCALATION:
		*go = true;
		return RC_OK;
	}
	return error_set(err, RC_INVALID, "a message of no known kind");
}

static const char *
route_alert(const struct outbox_message *m)
{
	return m->kind == OUTBOX_PARCEL
	    ? "A copy is held: its recipient's e-mail route may not be used. "
	      "`due` shows which and why."
	    : "A notice is held: its recipient's e-mail route may not be used.";
}

static bool
is_way(const struct post_route *route)
{
	return route->id.v != 0 &&
	    (route->answer == CONTACT_USABLE || route->answer == CONTACT_LATER);
}

/* Once tried, it went to the old address: a new link must be made, and a person
 * must say so (rule 9). */
static enum rc
hold_moved(struct post *post, const struct outbox_message *m, int64_t now_ms,
    struct error *err)
{
	return clearing_hold(post, m, now_ms, now_ms + CLEARING_AGAIN_MS,
	    m->kind == OUTBOX_PARCEL ? CLEARING_MOVED
				     : "The address changed after a first try.",
	    "A recipient's address changed while a mail was on its way. `due` "
	    "shows which.",
	    err);
}

/* ROUTE, which M was tried by, is none any more.  *MOVED: another took its
 * place, which it would wait for in vain. */
static enum rc
has_moved(struct post *post, const struct outbox_message *m, int64_t now_ms,
    const struct post_route *route, bool *moved, struct error *err)
{
	struct post_route other;
	enum rc rc;

	*moved = false;
	if (m->attempts == 0 || is_way(route))
		return RC_OK;
	rc = post_route(
	    post, m->person, (struct route_id){0}, now_ms, &other, err);
	*moved = rc == RC_OK && is_way(&other);
	return rc;
}

/* May M's route be used at this minute?  *GO: yes, and TO and SOURCE are
 * filled in. */
static enum rc
ask_route(struct post *post, const struct outbox_message *m, int64_t now_ms,
    bool *go, struct buf *to, struct buf *source, struct error *err)
{
	struct route_id keep =
	    m->attempts > 0 ? m->route : (struct route_id){0};
	struct post_route route;
	bool moved = false;
	enum rc rc;

	*go = false;
	if ((rc = post_route(post, m->person, keep, now_ms, &route, err)) !=
		RC_OK ||
	    (rc = has_moved(post, m, now_ms, &route, &moved, err)) != RC_OK)
		return rc;
	if (moved)
		return hold_moved(post, m, now_ms, err);
	if (route.id.v != 0 && route.answer == CONTACT_LATER)
		return clearing_hold(post, m, now_ms, route.next_ms,
		    post_route_text(&route), NULL, err);
	if (route.id.v == 0 || route.answer != CONTACT_USABLE)
		return clearing_hold(post, m, now_ms,
		    now_ms + CLEARING_AGAIN_MS, post_route_text(&route),
		    route_alert(m), err);
	if ((rc = post_address(post, route.id, to, err)) != RC_OK ||
	    (rc = outbox_read(post->desk->store, &post->column, m->id, source,
		 err)) != RC_OK)
		return rc;
	if (!mail_is_to(buf_str(source), buf_str(to))) {
		if (m->attempts > 0)
			return hold_moved(post, m, now_ms, err);
		buf_clear(source);
		if ((rc = post_write(post, m, route.id, now_ms, err)) !=
			RC_OK ||
		    (rc = outbox_read(post->desk->store, &post->column, m->id,
			 source, err)) != RC_OK)
			return rc;
	}
	*go = true;
	return RC_OK;
}

/* What goes on paper, or did, goes by no mail besides: not even after the
 * letter came back, for a person has chosen.  *GO: it does not. */
static enum rc
ask_paper(struct post *post, const struct outbox_message *m, int64_t now_ms,
    bool *go, struct error *err)
{
	struct paperwork paper = {0};
	enum rc rc = paperwork_of(post->desk->store, m->parcel, &paper, err);

	*go = rc == RC_NOTFOUND;
	if (rc != RC_OK)
		return rc == RC_NOTFOUND ? RC_OK : rc;
	return clearing_hold(post, m, now_ms, now_ms + never_ms,
	    paper.channel == PAPERWORK_LETTER ? "It goes by letter."
					      : "It is handed over in person.",
	    m->kind == OUTBOX_REMINDER
		? "A reminder did not go: what it is about went on paper "
		  "meanwhile. Speak with its reader; `due` and `actions` show "
		  "who."
		: NULL,
	    err);
}

enum rc
clearing_ask(struct post *post, const struct outbox_message *m, int64_t now_ms,
    bool *go, struct buf *to, struct buf *source, struct error *err)
{
	enum rc rc = ask_paper(post, m, now_ms, go, err);

	if (rc == RC_OK && *go)
		rc = ask(post, m, now_ms, go, err);
	if (rc == RC_OK && *go)
		rc = ask_route(post, m, now_ms, go, to, source, err);
	return rc;
}
