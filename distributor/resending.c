#include "distributor/resending.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "distributor/debriefing.h"
#include "distributor/deciding.h"
#include "distributor/mail.h"
#include "distributor/words.h"
#include "store/copies.h"
#include "store/deed.h"
#include "store/exports.h"
#include "store/paperwork.h"

/* Does M's source lead to ROUTE? */
static enum rc
leads_to(struct post *post, const struct outbox_message *m,
    struct route_id route, bool *yes, struct error *err)
{
	struct buf to = {0}, source = {0};
	enum rc rc;

	*yes = false;
	if ((rc = post_address(post, route, &to, err)) == RC_OK &&
	    (rc = outbox_read(post->desk->store, &post->column, m->id, &source,
		 err)) == RC_OK)
		*yes = mail_is_to(buf_str(&source), buf_str(&to));
	buf_clear(&source);
	buf_clear(&to);
	return rc;
}

/* Does M wait for a person?  *OLD: it may only go to another address. */
static enum rc
needs_a_person(
    const struct outbox_message *m, bool same, bool *old, struct error *err)
{
	*old = m->state == OUTBOX_BOUNCED;
	switch (m->state) {
	case OUTBOX_FAILED:
	case OUTBOX_BOUNCED:
		return RC_OK;
	case OUTBOX_HELD:
		if (m->ambiguous > OUTBOX_REPEATS)
			return RC_OK;
		/* It went to one address and now there is another. */
		if (m->attempts > 0 && !same)
			return RC_OK;
		return error_set(err, RC_CONFLICT,
		    "it is held and goes by itself when it may: %s", m->cause);
	case OUTBOX_ACCEPTED:
		return error_set(err, RC_CONFLICT,
		    "the mail server has taken it; to send another, `stop` "
		    "this copy, release its case again, and `copies`");
	case OUTBOX_QUEUED:
	case OUTBOX_SENDING:
		break;
	}
	return error_set(err, RC_CONFLICT,
	    "it goes by itself (`deliver` sends what is due now)");
}

/* Every live copy of M's parcel, and its words, into a parcel of its own, with a new link and mail. */
static enum rc
anew_of(struct post *post, const struct outbox_message *m, int64_t now_ms,
    struct error *err)
{
	struct store *store = post->desk->store;
	struct copy_id *copies = NULL;
	struct message_id id = {0};
	struct parcel_id parcel;
	size_t count = 0;
	enum rc rc;

	if ((rc = copies_of_parcel(store, m->parcel, &copies, &count, err)) ==
	    RC_OK)
		rc = post_parcel(
		    post, m->meeting, m->person, now_ms, &parcel, err);
	for (size_t i = 0; rc == RC_OK && i < count; i++)
		rc = copies_move(store, copies[i], parcel, err);
	if (rc == RC_OK &&
	    (rc = words_move(store, m->meeting, m->person, m->parcel, parcel,
		 now_ms, err)) == RC_OK &&
	    (rc = copies_parcel_void(store, m->parcel, now_ms, err)) == RC_OK)
		rc = post_message(post, parcel, false, now_ms, &id, err);
	free(copies);
	return rc;
}

/* COPY, the only thing that keeps M held, may be mailed besides. */
static enum rc
mail_besides(struct post *post, const struct outbox_message *m, bool same,
    int64_t now_ms, bool *anew, struct error *err)
{
	*anew = m->attempts > 0 && !same;
	return *anew ? anew_of(post, m, now_ms, err)
		     : outbox_queue(post->desk->store, m->id, now_ms, "", err);
}

static enum rc
again(struct post *post, const struct copies_row *row, int64_t now_ms,
    struct message_id *id, bool *anew, struct error *err)
{
	struct store *store = post->desk->store;
	struct outbox_message m = {0};
	struct post_route route = {0};
	struct paperwork paper = {0};
	bool old = false, same = false, archived = false, waits;
	enum rc rc;

	/* A person has chosen, and paper is another way than this. */
	if ((rc = paperwork_of(store, row->parcel, &paper, err)) == RC_OK)
		return error_set(err, RC_CONFLICT,
		    "it goes on paper; `due` says what to type");
	if (rc != RC_NOTFOUND ||
	    (rc = outbox_of(store, row->parcel, id, err)) != RC_OK)
		return rc;
	if (id->v == 0)
		return error_set(err, RC_CONFLICT,
		    "no mail was made of it: record a safe e-mail route, and "
		    "it "
		    "goes by itself");
	if ((rc = outbox_get(store, *id, &m, err)) != RC_OK ||
	    (rc = post_route(post, row->person, (struct route_id){0}, now_ms,
		 &route, err)) != RC_OK)
		return rc;
	if (route.id.v != 0 &&
	    (rc = leads_to(post, &m, route.id, &same, err)) != RC_OK)
		return rc;
	if ((rc = exports_took(store, row->id, &archived, err)) != RC_OK)
		return rc;
	waits = m.state == OUTBOX_QUEUED ||
	    (m.state == OUTBOX_HELD && m.ambiguous <= OUTBOX_REPEATS);
	archived = archived && waits;
	if (!archived && (rc = needs_a_person(&m, same, &old, err)) != RC_OK)
		return rc;
	if (route.id.v == 0 ||
	    (route.answer != CONTACT_USABLE && route.answer != CONTACT_LATER))
		return error_set(err, RC_DENIED,
		    "their e-mail route may not be used: %s",
		    post_route_text(&route));
	if (same && old)
		return error_set(err, RC_CONFLICT,
		    "it came back from that very address: ask for another, "
		    "import and confirm it, then type this again");
	if (archived)
		return mail_besides(post, &m, same, now_ms, anew, err);
	*anew = !same;
	return same ? outbox_again(store, *id, now_ms, err)
		    : anew_of(post, &m, now_ms, err);
}

enum rc
resending_within(struct post *post, struct copy_id copy, const char *reason,
    const struct releases_account *by, int64_t now_ms, bool *anew,
    struct error *err)
{
	struct store *store = post->desk->store;
	struct copies_row row = {0};
	struct message_id id = {0};
	enum rc rc;

	if ((rc = copies_get(store, copy, &row, err)) == RC_OK &&
	    row.withdrawn_ms != 0)
		rc = error_set(err, RC_CONFLICT, "copy %lld is withdrawn",
		    (long long)copy.v);
	if (rc == RC_OK &&
	    (rc = again(post, &row, now_ms, &id, anew, err)) == RC_OK &&
	    (rc = exports_let(store, copy, err)) == RC_OK)
		rc = deed_add(store, by, "copy.resent",
		    &(struct deed){row.meeting, row.case_id, row.person, id.v},
		    reason, err);
	return rc;
}

enum rc
resending_copy(struct post *post, struct copy_id copy, const char *reason,
    const struct releases_account *by, int64_t now_ms, bool *anew,
    struct error *err)
{
	struct store *store = post->desk->store;
	enum rc rc = store_begin(store, err);

	if (rc == RC_OK &&
	    (rc = resending_within(
		 post, copy, reason, by, now_ms, anew, err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

enum rc
resending_verb(struct cmd_call *call, struct error *err)
{
	const char *reason = NULL;
	struct deciding d = {0};
	struct copy_id copy = {0};
	struct post post = {0};
	bool anew = false;
	enum rc rc;

	if (call->argc == 2) /* debriefs and actions have no copy's number */
		return debriefing_again(call, err);
	if ((rc = deciding_reason(call, &reason, err)) == RC_OK &&
	    (rc = deciding_number(call->argv[0], "a copy (`due` lists them)",
		 &copy.v, err)) == RC_OK &&
	    (rc = deciding_open(&d, call, err)) == RC_OK &&
	    (rc = post_open(&post, &d.desk, err)) == RC_OK &&
	    (rc = resending_copy(&post, copy, reason, &d.by, clock_wall_ms(),
		 &anew, err)) == RC_OK)
		(void)printf("copy %lld goes again, %s\n", (long long)copy.v,
		    anew ? "as a new mail with a new link; the old link is void"
			 : "as the same mail");
	post_clear(&post);
	deciding_close(&d);
	return rc;
}
