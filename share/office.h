/*
 * office -- what every page of chairs and coordinators begins with.
 *
 * Whoever is not signed in as one of them, and whoever has a conflict of
 * interest in the case, is answered as by an address that does not exist.
 */
#ifndef SHARE_OFFICE_H
#define SHARE_OFFICE_H

#include <stdbool.h>

#include "rules/entitle.h"
#include "share/page.h"
#include "share/request.h"
#include "share/session.h"
#include "store/docket.h"
#include "store/errand.h"

struct office {
	struct session s;
	struct docket_account who;
	struct docket_meeting meeting; /* of office_meeting and office_case */
	struct docket_case c;          /* of office_case */
};

/* Each false: R is answered. */
bool office_enter(struct request *r, struct store *store, struct office *o);
/* And the meeting that the address names; and its case. */
bool office_meeting(struct request *r, struct store *store, struct office *o);
bool office_case(struct request *r, struct store *store, struct office *o);

/* And the meeting, which they prepare (docket_prepares). */
bool office_prepares(struct request *r, struct store *store, struct office *o);

/* MENU: where in the menu the page is. */
struct page_shell office_shell(const struct request *r, const struct office *o,
    const char *title, const char *menu);

/* A number in a form or a query; 0: none. */
int64_t office_field(const struct request *r, const char *name);
int64_t office_query(const struct request *r, const char *name);

/* What an outcome is called, and the colour of its tag. */
const char *office_outcome(enum outcome outcome);
const char *office_colour(enum outcome outcome);

/* "MARAC" of "marac". */
const char *office_type(const char *type);

/* "1:05", "1:02:05", "0:12.5" as samples, into *OUT; false: no such time. */
bool office_time(const char *text, int64_t *out);

/* "30 November 2026, 5:00pm (1 day 4 h left)", "...(overdue by 2 h)". */
enum { OFFICE_DUE = 120 };
void office_due(int64_t due_ms, int64_t now_ms, char out[OFFICE_DUE]);

/* Ask the distributor for E, and go to where it shows how that goes.  ONCE as
 * the form had it; NULL makes one. */
void office_ask(struct request *r, struct store *store, const struct office *o,
    const struct errand *e, const char *words, const char *once);
enum { OFFICE_ONCE = 33 };
void office_once(char out[OFFICE_ONCE]);

#endif
