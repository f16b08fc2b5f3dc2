/*
 * viewing -- the console's pages: what is known of the recorder, and forms that
 * each command can be given with.
 *
 * A page makes the key that its commands begin with, so that a form sent twice
 * is one command; and a GET changes nothing.  Whoever comes without the
 * console's cookie is given one; the form token hangs on it.
 */
#ifndef SHARE_VIEWING_H
#define SHARE_VIEWING_H

#include "share/request.h"
#include "share/showing.h"
#include "share/token.h"
#include "store/store.h"

/* A question before something that is not easily taken back. */
struct viewing_ask {
	struct page_shell shell;
	struct showing_bar bar;
	const char *key;
	const char *heading, *text, *button;
	const char *verb;
	uint32_t seq; /* 0 none */
	bool warning;
};

/* What is shown besides what is known. */
struct viewing_extra {
	const char *said; /* or NULL */
	bool refused;
	const char *fix, *fix_words;       /* or NULL */
	const struct showing_draft *draft; /* words to be put right, or NULL */
};

void viewing_main(struct request *r, struct store *store);
void viewing_cases(struct request *r, struct store *store);
void viewing_someone(struct request *r, struct store *store);
void viewing_end(struct request *r, struct store *store);
void viewing_undo(struct request *r, struct store *store);
void viewing_events(struct request *r, struct store *store);

/* The main page, with EXTRA, as the answer to a form. */
void viewing_again(
    struct request *r, unsigned status, const struct viewing_extra *extra);

/* The form token of R's cookie; false: it has none. */
bool viewing_form(const struct request *r, char form[TOKEN_FORM]);

#endif
