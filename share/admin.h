/*
 * admin -- what every page of an administrator begins with.
 *
 * An administrator sees numbers and states, accounts and agencies, and never what
 * a case holds; whoever is no administrator is answered as by an address that
 * does not exist.
 */
#ifndef SHARE_ADMIN_H
#define SHARE_ADMIN_H

#include <stdbool.h>

#include "share/page.h"
#include "share/request.h"
#include "share/session.h"

struct admin {
	struct session s;
};

/* Is S an administrator's? */
bool admin_is(const struct session *s);

/* False: R is answered. */
bool admin_enter(struct request *r, struct store *store, struct admin *a);
/* The same for a form, whose token must be right. */
bool admin_allows(struct request *r, struct store *store, struct admin *a);
/* The same before a POST that takes a while (router.h). */
bool admin_may(struct request *r);

struct page_shell
admin_shell(const struct request *r, const struct admin *a, const char *title);

/* RC in words for the page that the form was on: ERR's, or "" when it is none
 * that a person can do something about. */
const char *admin_refusal(enum rc rc, struct error *err);

#endif
