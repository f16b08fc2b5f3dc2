/*
 * login -- staff come in with login, password and a code from their phone.
 *
 * Unknown, disabled, locked, wrong password and wrong code are one answer
 * after the same work.  Five wrong tries lock an account for a while and
 * alert the coordinator.
 */
#ifndef SHARE_LOGIN_H
#define SHARE_LOGIN_H

#include "share/page.h"
#include "share/request.h"
#include "share/session.h"

struct login_sign_in {
	struct page_shell shell;
	const char *login; /* as typed */
	bool wrong;
};

void login_home(struct request *r, struct store *store);
void login_page(struct request *r, struct store *store);
/* Has whoever asks tries left?  Takes one.  False: R is answered. */
bool login_may(struct request *r);
void login_try(struct request *r, struct store *store);
void login_out(struct request *r, struct store *store);

#endif
