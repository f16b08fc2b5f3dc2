/*
 * enrolling -- somebody sets their account up: /setup, with their user name and the
 * code that an administrator gave them, and then a page with what is asked of
 * them, for half an hour.
 *
 * A new password is at least twelve characters, typed twice.  A new second factor
 * is shown as a square for a camera and as letters to type, and must be proved by
 * six digits before it counts.  Whoever sets one of the two anew shows the other.
 * A wrong name, code or time are one answer after the same work; the fifth wrong
 * try ends the code, and the coordinators are told.
 */
#ifndef SHARE_ENROLLING_H
#define SHARE_ENROLLING_H

#include <stdbool.h>

#include "seal/code.h"
#include "share/page.h"
#include "share/request.h"

/* The letters in groups of four. */
enum { ENROLLING_SECRET = CODE_TOTP_BASE32 + CODE_TOTP_BASE32 / 4 };

struct enrolling_begin {
	struct page_shell shell;
	const char *login; /* as typed */
	bool wrong;
};

struct enrolling_choose {
	struct page_shell shell;
	const char *login;
	bool password; /* a new one is asked for; else the present one */
	bool factor; /* a new one is shown; else the present one is asked for */
	char secret[ENROLLING_SECRET];
	const char *password_wrong, *again_wrong, *code_wrong; /* or "" */
	bool wrong;                                            /* any of them */
};

struct enrolling_done {
	struct page_shell shell;
};

/* Has whoever asks tries left?  Takes one.  False: R is answered. */
bool enrolling_may(struct request *r);

void enrolling_page(struct request *r, struct store *store);
void enrolling_try(struct request *r, struct store *store);
void enrolling_choose(struct request *r, struct store *store);
void enrolling_set(struct request *r, struct store *store);
void enrolling_square(struct request *r, struct store *store);

#endif
