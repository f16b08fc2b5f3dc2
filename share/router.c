#include "share/router.h"

#include <microhttpd.h>

#include "share/act.h"
#include "share/admin.h"
#include "share/agendapage.h"
#include "share/bodies.h"
#include "share/brief.h"
#include "share/casepage.h"
#include "share/casework.h"
#include "share/contents.h"
#include "share/deadlines.h"
#include "share/enrolling.h"
#include "share/evidence.h"
#include "share/expected.h"
#include "share/display.h"
#include "share/limiting.h"
#include "share/listen.h"
#include "share/login.h"
#include "share/lookers.h"
#include "share/meetings.h"
#include "share/oversight.h"
#include "share/otherway.h"
#include "share/planning.h"
#include "share/pressing.h"
#include "share/readiness.h"
#include "share/promise.h"
#include "share/receiving.h"
#include "share/recipient.h"
#include "share/reply.h"
#include "share/session.h"
#include "share/shelf.h"
#include "share/slip.h"
#include "share/staffing.h"
#include "share/task.h"
#include "share/urgent.h"
#include "share/textual.h"
#include "share/viewing.h"
#include "share/well.h"
#include "share/work.h"

typedef void answer(struct request *r, struct store *store);

/* A NULL method is one the page does not take; a GET answers HEAD too. */
static const struct route {
	enum urls_page page;
	answer *get;
	answer *post;
	bool (*may)(struct request *r); /* its POST is slow; router_may asks */
} routes[] = {
    {URLS_HOME, login_home, NULL, NULL},
    {URLS_LINK, recipient_link, recipient_code, recipient_may},
    {URLS_LETTER, slip_page, slip_try, slip_may},
    {URLS_COPIES, contents_show, NULL, NULL},
    {URLS_COPY, recipient_copy, NULL, NULL},
    {URLS_COPY_AUDIO, recipient_audio, NULL, NULL},
    {URLS_COPY_SAVE, recipient_audio, NULL, NULL},
    {URLS_COPY_MP3, recipient_audio, NULL, NULL},
    {URLS_COPY_SAVE_MP3, recipient_audio, NULL, NULL},
    {URLS_COPY_TEXT, recipient_text, NULL, NULL},
    {URLS_COPY_READ, textual_show, NULL, NULL},
    {URLS_COPY_STOP, NULL, recipient_stop, NULL},
    {URLS_DEBRIEF, brief_show, NULL, NULL},
    {URLS_DEBRIEF_READ, NULL, brief_acknowledge, NULL},
    {URLS_DEBRIEF_STOP, NULL, brief_stop, NULL},
    {URLS_TASK, task_show, task_conclude, NULL},
    {URLS_TASK_CALENDAR, task_calendar, NULL, NULL},
    {URLS_STOPPED, recipient_stopped, NULL, NULL},
    {URLS_STATEMENT, promise_show, promise_answer, NULL},
    {URLS_STATEMENT_REFUSED, promise_refused, NULL, NULL},
    {URLS_DISPLAY, NULL, display_change, NULL},
    {URLS_EXIT, NULL, recipient_exit, NULL},
    {URLS_SIGN_IN, login_page, login_try, login_may},
    {URLS_SIGN_OUT, NULL, login_out, NULL},
    {URLS_SETUP, enrolling_page, enrolling_try, enrolling_may},
    {URLS_SETUP_CHOOSE, enrolling_choose, enrolling_set, enrolling_may},
    {URLS_SETUP_SQUARE, enrolling_square, NULL, NULL},
    {URLS_CHILDREN, casework_children, NULL, NULL},
    {URLS_CHILD, casework_child, NULL, NULL},
    {URLS_CHILD_OPEN, NULL, casework_open, NULL},
    {URLS_CHILD_AUDIO, casework_audio, NULL, NULL},
    {URLS_CHILD_MP3, casework_audio, NULL, NULL},
    {URLS_CHILD_LOOKS, lookers_show, NULL, NULL},
    {URLS_URGENT, urgent_show, urgent_do, NULL},
    {URLS_CONSOLE, viewing_main, NULL, NULL},
    {URLS_CONSOLE_CASES, viewing_cases, NULL, NULL},
    {URLS_CONSOLE_END, viewing_end, NULL, NULL},
    {URLS_CONSOLE_EVENTS, viewing_events, NULL, NULL},
    {URLS_CONSOLE_ROOM, NULL, pressing_room, pressing_may},
    {URLS_CONSOLE_SOMEONE, viewing_someone, pressing_someone, pressing_may},
    {URLS_CONSOLE_TELL, NULL, pressing_tell, pressing_may},
    {URLS_CONSOLE_UNDO, viewing_undo, NULL, NULL},
    {URLS_MEETINGS, meetings_list, NULL, NULL},
    {URLS_PLAN, planning_new, planning_add, NULL},
    {URLS_PREPARE, readiness_show, NULL, NULL},
    {URLS_DETAILS, planning_show, planning_change, NULL},
    {URLS_AGENDA, agendapage_show, agendapage_do, NULL},
    {URLS_AGENDA_CHECK, NULL, agendapage_check, NULL},
    {URLS_EXPECTED, expected_show, expected_do, NULL},
    {URLS_PAPERS, readiness_papers, readiness_make, NULL},
    {URLS_MEETING, meetings_one, NULL, NULL},
    {URLS_CASE, casepage_show, NULL, NULL},
    {URLS_CASE_AUDIO, casepage_audio, NULL, NULL},
    {URLS_ACT, act_show, act_do, NULL},
    {URLS_ROUTE, otherway_show, NULL, NULL},
    {URLS_LISTEN, listen_show, NULL, NULL},
    {URLS_LISTEN_AUDIO, listen_audio, NULL, NULL},
    {URLS_WORK, work_show, NULL, NULL},
    {URLS_RESTRICTION, limiting_show, limiting_do, NULL},
    {URLS_DEADLINES, deadlines_show, NULL, NULL},
    {URLS_ALERT_SEEN, NULL, deadlines_seen, NULL},
    {URLS_WELL, well_show, NULL, NULL},
    {URLS_WELL_CHECK, NULL, well_check, admin_may},
    {URLS_USERS, staffing_list, NULL, NULL},
    {URLS_USER_NEW, staffing_new, staffing_make, admin_may},
    {URLS_USER, staffing_one, staffing_do, admin_may},
    {URLS_AGENCIES, bodies_list, bodies_add, NULL},
    {URLS_AUDIT, evidence_show, NULL, NULL},
    {URLS_AUDIT_EXPORT, NULL, evidence_export, NULL},
    {URLS_FILES, oversight_show, NULL, NULL},
    {URLS_RECORDER_PAPERS, receiving_papers, NULL, NULL},
    {URLS_RECORDER_STATE, receiving_state, NULL, NULL},
    {URLS_RECORDER_FILE, NULL, receiving_file, NULL}, /* a PUT */
    {URLS_RECORDER_DONE, NULL, receiving_done, receiving_may},
};

static const struct route *
find(enum urls_page page)
{
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		if (routes[i].page == page)
			return &routes[i];
	}
	return NULL;
}

/* No: R is answered. */
static bool
is_meant(struct request *r)
{
	if (r->front->here == 0 || request_is_here(r, r->front->here))
		return true;
	reply_problem(r, MHD_HTTP_MISDIRECTED_REQUEST);
	return false;
}

bool
router_is_slow(const struct request *r)
{
	const struct route *route = find(r->target.page);

	return route != NULL && route->may != NULL &&
	    r->method == REQUEST_POST && !r->too_big;
}

bool
router_may(struct request *r)
{
	return is_meant(r) && find(r->target.page)->may(r);
}

/* What needs no store. */
static bool
answer_fixed(struct request *r)
{
	struct MHD_Response *ready = shelf_find(
	    r->shelf, r->target.page, request_header(r, "Accept-Encoding"));

	if (ready == NULL)
		return false;
	if (r->method != REQUEST_GET && r->method != REQUEST_HEAD) {
		r->allow = "GET, HEAD";
		reply_problem(r, MHD_HTTP_METHOD_NOT_ALLOWED);
		return true;
	}
	r->asset = true;
	r->response = ready;
	r->status = MHD_HTTP_OK;
	return true;
}

/* A page of chairs and coordinators, of administrators, or of recording machines: to whoever is
 * none of them it does not exist, so that what it does not take is answered as no
 * page is. */
static bool
hidden(const struct route *route)
{
	return route->page >= URLS_MEETINGS &&
	    route->page <= URLS_RECORDER_DONE;
}

bool
router_takes_file(const struct request *r)
{
	return r->site != NULL && r->method == REQUEST_PUT &&
	    r->target.page == URLS_RECORDER_FILE;
}

/* The function for R's method, or NULL. */
static answer *
takes(const struct route *route, const struct request *r)
{
	if (r->method == REQUEST_GET || r->method == REQUEST_HEAD)
		return route->get;
	return r->method == REQUEST_POST || router_takes_file(r) ? route->post
								 : NULL;
}

void
router_answer(struct request *r)
{
	const struct route *route = find(r->target.page);
	struct store *store = NULL;
	struct error err = {0};
	answer *how = NULL;
	enum rc rc;

	if (!is_meant(r) || answer_fixed(r))
		return;
	if ((route == NULL && r->target.page != URLS_HEALTH) ||
	    (route != NULL && hidden(route) &&
		((r->too_big && route->page != URLS_AGENDA_CHECK) ||
		    !takes(route, r)))) {
		reply_not_found(r);
		return;
	}
	if (r->too_big && r->target.page != URLS_RECORDER_FILE &&
	    r->target.page != URLS_AGENDA_CHECK) {
		reply_problem(r, 413);
		return;
	}
	if (r->site != NULL &&
	    (rc = site_store(r->site, &store, &err)) != RC_OK) {
		reply_failed(r, rc == RC_NOTFOUND ? RC_IO : rc, &err);
		return;
	}
	if (route == NULL &&
	    (r->method == REQUEST_GET || r->method == REQUEST_HEAD)) {
		reply_text(r, MHD_HTTP_OK, "ok\n");
		return;
	}
	if (route == NULL || (how = takes(route, r)) == NULL) {
		r->allow = route == NULL || route->post == NULL ? "GET, HEAD"
		    : route->get == NULL                        ? "POST"
					 : "GET, HEAD, POST";
		reply_problem(r, MHD_HTTP_METHOD_NOT_ALLOWED);
		return;
	}
	how(r, store);
	if (r->seen)
		session_seen(r, store);
}
