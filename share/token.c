#include "share/token.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "seal/box.h"
#include "share/request.h"

void
token_make(char cookie[TOKEN_COOKIE])
{
	unsigned char secret[TOKEN_SECRET];

	box_random(secret, sizeof(secret));
	(void)sodium_bin2hex(cookie, TOKEN_COOKIE, secret, sizeof(secret));
	box_wipe(secret, sizeof(secret));
}

void
token_form(const char *cookie, char form[TOKEN_FORM])
{
	static const char label[] = "marac form token";
	unsigned char hash[BOX_HASH];
	struct box_hash h;

	box_hash_begin(&h);
	box_hash_more(&h, label, sizeof(label));
	box_hash_more(&h, cookie, strlen(cookie));
	box_hash_end(&h, hash);
	(void)sodium_bin2hex(form, TOKEN_FORM, hash, sizeof(hash));
}

bool
token_holds(const struct request *r, const char *form)
{
	char given[TOKEN_FORM];

	return request_field(r, "form", given, sizeof(given)) &&
	    strlen(given) == strlen(form) &&
	    sodium_memcmp(given, form, strlen(given)) == 0;
}

void
token_set_cookie(struct request *r, const char *name, const char *cookie)
{
	(void)snprintf(r->cookie, sizeof(r->cookie),
	    "%s=%s; Path=/; Secure; HttpOnly; SameSite=Strict", name, cookie);
}
