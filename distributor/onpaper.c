#include "distributor/onpaper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "distributor/words.h"
#include "seal/papercode.h"
#include "store/copies.h"
#include "store/outbox.h"
#include "store/person.h"
#include "store/standing.h"

_Static_assert(PAPERCODE_TEXT <= sizeof(((struct onpaper *)0)->code), "room");

/* Until somebody looks at what a rule held back. */
static const int64_t never_ms = 365 * (int64_t)CLOCK_DAY_MS;

enum rc
onpaper_open(struct onpaper *p, struct cmd_call *call,
    enum paperwork_channel channel, struct error *err)
{
	const char *login = cmd_text(call, "by");
	enum rc rc;

	p->channel = channel;
	p->now_ms = clock_wall_ms();
	if (login == NULL)
		return error_set(err, RC_INVALID,
		    "--by LOGIN is missing: a chair or a coordinator");
	if ((rc = desk_open(&p->desk, call, err)) != RC_OK ||
	    (rc = post_open(&p->post, &p->desk, err)) != RC_OK ||
	    (rc = releases_meeting(
		 p->desk.store, call->argv[0], &p->meeting, err)) != RC_OK ||
	    (rc = person_find(p->desk.store, call->argv[1], &p->person, err)) !=
		RC_OK)
		return rc;
	return releases_account(p->desk.store, login, &p->by, err);
}

void
onpaper_close(struct onpaper *p)
{
	free(p->copies);
	box_wipe(p->code, sizeof(p->code));
	post_clear(&p->post);
	desk_close(&p->desk);
}

/* A sentence without a name. */
static const char *
why_not(enum reason why)
{
	if (why == 0)
		return "its link has expired or is void: run `copies` again";
	switch (why) {
	case REASON_PRESENT_THROUGHOUT:
	case REASON_PRESENT_IN_PART:
	case REASON_FAMILY_APPROVED:
		return "what they may hear is no longer this: run `copies` "
		       "again";
	default:
		return entitle_reason_text(why);
	}
}

/* The COUNT copies of BARRED travel no more with the others, nor does what is
 * barred of WORDS. */
static enum rc
set_apart(struct onpaper *p, const struct copy_id *barred, size_t count,
    const struct words *words, struct error *err)
{
	struct parcel_id parcel = {0};
	struct message_id id = {0};
	enum rc rc = post_parcel(
	    &p->post, p->meeting.id, p->person, p->now_ms, &parcel, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++)
		rc = copies_move(p->desk.store, barred[i], parcel, err);
	if (rc == RC_OK)
		rc = words_set_apart(
		    p->desk.store, words, parcel, p->now_ms, err);
	return rc == RC_OK
	    ? post_message(&p->post, parcel, false, p->now_ms, &id, err)
	    : rc;
}

/* The copies of PARCEL that may go, into P; and WHY the first of the others
 * may not. */
static enum rc
ask_copies(struct onpaper *p, struct parcel_id parcel, struct copy_id **barred,
    size_t *nbarred, enum reason *why, struct error *err)
{
	struct store *store = p->desk.store;
	struct copy_id *all = NULL;
	enum reason reason;
	size_t count = 0;
	enum rc rc = copies_of_parcel(store, parcel, &all, &count, err);

	free(p->copies);
	p->ncopies = *nbarred = 0;
	p->copies = calloc(count + 1, sizeof(*p->copies));
	*barred = calloc(count + 1, sizeof(**barred));
	if (rc == RC_OK && (p->copies == NULL || *barred == NULL))
		rc = error_nomem(err);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		rc = standing_of_copy(store, all[i], p->now_ms, &reason, err);
		if (rc == RC_OK) {
			p->copies[p->ncopies++] = all[i];
		} else if (rc == RC_NOTFOUND) {
			if (*nbarred == 0)
				*why = reason;
			(*barred)[(*nbarred)++] = all[i];
			rc = RC_OK;
		}
	}
	free(all);
	return rc;
}

static enum rc
ask_route(struct onpaper *p, struct route_id keep, struct error *err)
{
	bool letter = p->channel == PAPERWORK_LETTER;
	struct post_route route = {0};
	enum rc rc = post_route_by(&p->post, paperwork_channel_name(p->channel),
	    p->person, keep, p->now_ms, &route, err);

	if (rc != RC_OK)
		return rc;
	if (route.id.v == 0)
		return error_set(err, RC_DENIED,
		    keep.v != 0  ? "the route that it was printed for is gone"
			: letter ? "this person has no letter route"
				 : "this person has no route in person");
	if (letter && route.hours &&
	    (route.answer == CONTACT_USABLE || route.answer == CONTACT_LATER))
		return error_set(err, RC_DENIED,
		    "this route is safe at some times of day only, and a "
		    "letter cannot keep to them");
	if (route.answer != CONTACT_USABLE && route.answer != CONTACT_LATER)
		return error_set(
		    err, RC_DENIED, "%s", contact_text(route.answer));
	p->route = route.id;
	return RC_OK;
}

enum rc
onpaper_ask(struct onpaper *p, struct parcel_id parcel, struct route_id keep,
    struct error *err)
{
	struct copy_id *barred = NULL;
	struct words words = {0};
	size_t nbarred = 0;
	enum reason why = 0;
	enum rc rc;

	if ((rc = ask_copies(p, parcel, &barred, &nbarred, &why, err)) !=
		RC_OK ||
	    (rc = words_ask(&p->post, parcel, p->now_ms, &words, err)) != RC_OK)
		goto done;
	if (p->ncopies + words.may == 0)
		rc = error_set(err, RC_DENIED, "%s",
		    nbarred > 0          ? why_not(why)
			: words.why != 0 ? briefing_reason_text(words.why)
			: words.live > 0 ? why_not(0)
					 : "every copy in it was withdrawn");
	if (rc == RC_OK && (rc = ask_route(p, keep, err)) == RC_OK &&
	    (nbarred > 0 || words_barred(&words)))
		rc = set_apart(p, barred, nbarred, &words, err);
	p->parcel = parcel;
done:
	words_clear(&words);
	free(barred);
	return rc;
}

enum rc
onpaper_choose(struct onpaper *p, struct error *err)
{
	struct parcel_id *parcels = NULL;
	size_t count = 0;
	enum rc rc = paperwork_unmet(p->desk.store, p->meeting.id, p->person,
	    p->now_ms, &parcels, &count, err);

	if (rc == RC_OK && count == 0)
		rc = error_set(err, RC_NOTFOUND,
		    "nothing waits to go to this person: `due` shows what is "
		    "owed, and what went");
	for (size_t i = 0; i < count; i++) {
		rc = onpaper_ask(p, parcels[i], (struct route_id){0}, err);
		if (rc !=
		    RC_DENIED) /* nothing of this one, perhaps of others */
			break;
	}
	free(parcels);
	return rc;
}

/* No mail goes besides. */
static enum rc
hold_mail(struct onpaper *p, struct error *err)
{
	struct store *store = p->desk.store;
	struct outbox_message m = {0};
	struct message_id id = {0};
	enum rc rc;

	if ((rc = outbox_of(store, p->parcel, &id, err)) != RC_OK ||
	    id.v == 0 || (rc = outbox_get(store, id, &m, err)) != RC_OK)
		return rc;
	if (m.state == OUTBOX_SENDING)
		return error_set(err, RC_CONFLICT,
		    "a mail to this person is on its way just now: look at "
		    "`due` in some minutes");
	if (m.state == OUTBOX_ACCEPTED)
		return error_set(err, RC_CONFLICT,
		    "this went by e-mail already: `stop` it, release it "
		    "again and run `copies` first");
	return outbox_hold(store, id, p->now_ms + never_ms,
	    p->channel == PAPERWORK_LETTER ? "It goes by letter."
					   : "It is handed over in person.",
	    err);
}

enum rc
onpaper_print(
    struct onpaper *p, const char *worker, bool code, struct error *err)
{
	struct store *store = p->desk.store;
	unsigned char selector[LINK_SELECTOR], hash[BOX_HASH];
	struct copies_parcel parcel = {0};
	struct box_key key = {{0}};
	int64_t number = 0;
	enum rc rc;

	p->paper = (struct paperwork){
	    .parcel = p->parcel,
	    .channel = p->channel,
	    .route = p->route,
	};
	if (strlen(worker) >= sizeof(p->paper.worker))
		return error_set(
		    err, RC_INVALID, "the worker's name is too long");
	(void)snprintf(p->paper.worker, sizeof(p->paper.worker), "%s", worker);
	if ((rc = copies_parcel_get(store, p->parcel, &parcel, err)) != RC_OK ||
	    (rc = copies_link_key(store, &number, err)) != RC_OK ||
	    (rc = keystore_get(p->desk.keys, KEYSTORE_LINK, number, key.v,
		 sizeof(key.v), err)) != RC_OK ||
	    (rc = hold_mail(p, err)) != RC_OK)
		goto done;
	p->until_ms = parcel.expires_ms;
	box_random(selector, sizeof(selector));
	papercode_make(&key, selector, p->code, hash);
	rc = paperwork_add(store, &p->paper, number, selector,
	    code ? hash : NULL, &p->by, p->now_ms, err);
done:
	box_wipe(&key, sizeof(key));
	return rc;
}

enum rc
onpaper_letter(const struct onpaper *p, struct letter *letter, struct buf *url,
    struct error *err)
{
	const struct conf *conf = p->desk.conf;
	enum rc rc;

	/* Theirs, unless another was asked for. */
	if (letter->language == WORDBOOK_ENGLISH &&
	    (rc = person_reads(
		 p->desk.store, p->person, &letter->language, err)) != RC_OK)
		return rc;
	buf_printf(url, "%s/letter", conf_text(conf, "share.base_url"));
	letter->brand = conf_text(conf, "share.brand");
	letter->notice = conf_text(conf, "notice.text");
	letter->url = buf_str(url);
	letter->day_ms = p->now_ms;
	letter->until_ms = p->until_ms;
	return buf_check(url, err);
}

enum rc
onpaper_neutral(const struct onpaper *p, const char *path, const char *text,
    struct error *err)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	bool named = false, child = false;
	enum rc rc;

	if (access(path, F_OK) == 0)
		return error_set(err, RC_CONFLICT,
		    "there is a file of that name already: give another one");
	if ((rc = paperwork_tells(
		 p->desk.store, p->parcel, name, &named, err)) != RC_OK ||
	    (rc = paperwork_tells(
		 p->desk.store, p->parcel, text, &child, err)) != RC_OK)
		return rc;
	if (named || text_telling(name))
		return error_set(err, RC_DENIED,
		    "the file's name tells what is in it: give a neutral one");
	if (child)
		return error_set(err, RC_DENIED,
		    "the paper would hold the name of a child or the "
		    "reference of a case: leave it out of the address, or of "
		    "whatever else stands on it");
	return RC_OK;
}

enum rc
onpaper_commit(struct onpaper *p, struct newfile **file, const char *path,
    struct error *err)
{
	enum rc rc = path == NULL ? RC_OK : newfile_commit(file, false, err);

	if (rc == RC_OK && (rc = store_commit(p->desk.store, err)) != RC_OK &&
	    path != NULL)
		(void)unlink(path);
	return rc;
}

void
onpaper_say(const struct onpaper *p, const char *how)
{
	if (p->ncopies == 0)
		(void)printf("%s: what was written for them\n", how);
	else
		(void)printf("%s: %zu cop%s\n", how, p->ncopies,
		    p->ncopies == 1 ? "y" : "ies");
}
