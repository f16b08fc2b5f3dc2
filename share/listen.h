/*
 * listen -- "Listen as ...": a copy as its person would get it, or its cut
 * edges, made for one account, and whether all of it was played.
 */
#ifndef SHARE_LISTEN_H
#define SHARE_LISTEN_H

#include "share/office.h"
#include "share/page.h"
#include "share/request.h"
#include "share/audible.h"

struct listen_page {
	struct page_shell shell;
	long long id;
	long long meeting, case_id;
	const char *reference;
	int number;
	const char *name; /* whose copy; "" the case's recording */
	bool edges;
	bool heard;
	struct audible sound;
};

void listen_show(struct request *r, struct store *store);
void listen_audio(struct request *r, struct store *store);

#endif
