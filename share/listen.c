#include "share/listen.h"

#include <microhttpd.h>

#include "page_listen.h"
#include "share/media.h"
#include "share/reply.h"
#include "store/listening.h"
#include "store/person.h"

/* The listening that the address names, with O's meeting and case. */
static bool
find(struct request *r, struct store *store, struct office *o,
    struct listening *l)
{
	struct error err = {0};
	enum rc rc;

	if (!office_enter(r, store, o))
		return false;
	if ((rc = listening_get(store, (struct listening_id){r->target.first},
		 o->s.row.account, r->now_ms, l, &err)) == RC_OK &&
	    (rc = docket_meeting(store, o->who.by.person, l->meeting,
		 &o->meeting, &err)) == RC_OK)
		rc = docket_case(store, o->who.by.person, l->meeting,
		    l->case_id, r->now_ms, &o->c, &err);
	if (rc != RC_OK)
		reply_failed(r, rc, &err);
	return rc == RC_OK;
}

void
listen_show(struct request *r, struct store *store)
{
	struct listen_page page = {.id = 0};
	struct office o = {.who = {.chair = false}};
	struct listening l = {.heard = false};
	struct person person = {0};
	struct error err = {0};
	struct buf out = {0};
	enum rc rc = RC_OK;

	if (!find(r, store, &o, &l))
		return;
	if (l.person.v != 0)
		rc = person_get(store, l.person, &person, &err);
	if (rc == RC_OK)
		rc = audible_fill(
		    &page.sound, store, l.rendition, "What is sent", &err);
	if (rc == RC_OK) {
		page.shell = office_shell(r, &o, "Listen", "meetings");
		page.shell.player = page.shell.outline = true;
		page.id = page.sound.listening = l.id.v;
		page.meeting = l.meeting.v;
		page.case_id = l.case_id.v;
		page.reference = o.c.reference;
		page.number = o.c.number;
		page.name = person.name;
		page.edges = l.edges;
		page.heard = l.heard;
		page_listen(&out, &page);
		reply_page(r, MHD_HTTP_OK, &out);
	} else {
		reply_failed(r, rc, &err);
	}
	audible_clear(&page.sound);
	person_clear(&person);
}

void
listen_audio(struct request *r, struct store *store)
{
	struct office o = {.who = {.chair = false}};
	struct listening l = {.heard = false};
	struct claim claim = {.listening = {0}};
	struct error err = {0};
	enum rc rc;

	if (!find(r, store, &o, &l))
		return;
	claim.session = o.s.id;
	claim.account = o.s.row.account;
	claim.meeting = l.meeting;
	claim.case_id = l.case_id;
	claim.listening = l.id;
	claim.rendition = l.rendition;
	if ((rc = claim_stands(store, &claim, &err)) == RC_OK)
		media_answer(r, store, &o.s, &claim, PLAYABLE_OPUS, false);
	else
		reply_failed(r, rc, &err);
}
