/*
 * acting -- fill the page of one thing to do (act.h) with what it is about:
 * whose copy, which passage, what is proposed and by whom, and what is missing
 * before this account may do it.
 */
#ifndef SHARE_ACTING_H
#define SHARE_ACTING_H

#include "share/act.h"

struct acting {
	struct store *store;
	struct office o;
	struct errand e;
	int64_t now_ms;
	bool looks; /* a GET: what is there now is what is shown */
	struct act_page page;
};
void acting_clear(struct acting *a);

/* RC_NOTFOUND: whom or what A's errand names is not of its case. */
enum rc acting_fill(struct acting *a, struct error *err);

#endif
