/*
 * token -- what a form of ours proves that it is: the cookie holds 32 random
 * bytes in hexadecimal, and the form a hash of that text, so that nothing more
 * need be kept.
 */
#ifndef SHARE_TOKEN_H
#define SHARE_TOKEN_H

#include <stdbool.h>

struct request;

enum {
	TOKEN_SECRET = 32,
	TOKEN_COOKIE = 2 * TOKEN_SECRET + 1,
	TOKEN_FORM = 65
};

void token_make(char cookie[TOKEN_COOKIE]);
void token_form(const char *cookie, char form[TOKEN_FORM]);

/* Does R's field "form" hold FORM? */
bool token_holds(const struct request *r, const char *form);

/* NAME=COOKIE into R's Set-Cookie, until the browser ends. */
void token_set_cookie(struct request *r, const char *name, const char *cookie);

#endif
