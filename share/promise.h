/*
 * promise -- the statement of confidentiality, which a participant accepts
 * before anything that was sent to them (store/pledges.h; the gate itself is
 * session_recipient).
 *
 * Who does not agree is told how to reach the coordinator, who is told, too;
 * and may read it again.  The answer names the version that was read, so that
 * nobody agrees to a newer one unseen.
 */
#ifndef SHARE_PROMISE_H
#define SHARE_PROMISE_H

#include "share/page.h"
#include "share/request.h"

struct promise_line {
	const char *text;
};

struct promise_page {
	struct page_shell shell;
	struct promise_line *lines;
	size_t nlines;
	long long version;
	char since[PAGE_DAY];
	const char *reach; /* the coordinator; "" not said */
};

void promise_show(struct request *r, struct store *store);
void promise_answer(struct request *r, struct store *store);
void promise_refused(struct request *r, struct store *store);

#endif
