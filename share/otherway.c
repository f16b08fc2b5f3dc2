#include "share/otherway.h"

#include <microhttpd.h>

#include "page_otherway.h"
#include "share/office.h"
#include "share/reply.h"
#include "store/deadline.h"
#include "store/person.h"

void
otherway_show(struct request *r, struct store *store)
{
	const struct person_id id = {office_query(r, "person")};
	struct office o = {.who = {.chair = false}};
	struct person person = {0};
	struct otherway_page page;
	struct error err = {0};
	struct buf out = {0};
	bool yes = false;
	enum rc rc;

	if (!office_case(r, store, &o))
		return;
	rc = deadline_concerns(store, o.meeting.id, o.c.id, id, &yes, &err);
	if (rc == RC_OK && !yes)
		rc = RC_NOTFOUND;
	if (rc != RC_OK || (rc = person_get(store, id, &person, &err)) != RC_OK)
		goto done;
	page = (struct otherway_page){
	    .shell = office_shell(r, &o, "Change route", "deadlines"),
	    .meeting = o.meeting.id.v,
	    .case_id = o.c.id.v,
	    .reference = o.c.reference,
	    .number = o.c.number,
	    .name = person.name,
	    .ref = o.meeting.ref,
	    .who = person.ref,
	};
	page_otherway(&out, &page);
	reply_page(r, MHD_HTTP_OK, &out);
done:
	if (rc != RC_OK)
		reply_failed(r, rc, &err);
	person_clear(&person);
}
