/*
 * urgent -- "break glass": a caseworker opens the file of a child they do not
 * hold (store/emergency.h), for some hours, with a reason.
 *
 * A child that is not there, one that is not for them and a restricted file are
 * one answer, in bytes and in time; each try counts.  Whoever looks after the
 * child's meetings is told at once, by an alert and by mail.
 */
#ifndef SHARE_URGENT_H
#define SHARE_URGENT_H

#include "share/page.h"
#include "share/request.h"

enum { URGENT_TEXT = 400 };

struct urgent_error {
	const char *field;
	const char *words;
};

struct urgent_page {
	struct page_shell shell;
	struct urgent_error errors[4];
	size_t nerrors;
	bool refused;        /* nothing can be opened for what was typed */
	const char *no_name; /* what is wrong with each field, or "" */
	const char *no_born;
	const char *no_reason;
	char name[URGENT_TEXT]; /* as typed */
	char born[URGENT_TEXT];
	char reference[URGENT_TEXT];
	char reason[URGENT_TEXT];
};

void urgent_show(struct request *r, struct store *store);
void urgent_do(struct request *r, struct store *store);

#endif
