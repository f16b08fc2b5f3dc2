/*
 * recipient -- from the link in a message to listening.
 *
 * The link's page is the same bytes for every link, real or not, so a mail
 * scanner or a stranger learns nothing and leaves nothing.  The access code is
 * tried with the same work whatever the link is; every refusal is the same
 * bytes.  Behind it stand the parcel's copies that may be heard today.
 *
 * A copy is called by its place in addresses, which never changes, so that a
 * player never goes on in another recording; and which says nothing: not how
 * many copies there are, nor that one was taken back.
 */
#ifndef SHARE_RECIPIENT_H
#define SHARE_RECIPIENT_H

#include "share/page.h"
#include "share/request.h"
#include "share/session.h"
#include "share/reading.h"
#include "store/inbox.h"

struct recipient_ready {
	struct page_shell shell;
	const char *letter; /* the code on paper that takes the link's place */
	bool wrong;
};

struct recipient_part {
	int number;
	long long seconds;
	char clock[PAGE_CLOCK];
};

struct recipient_copy {
	struct page_shell shell;
	int64_t place;
	bool others; /* there is a list to go back to */
	bool child;  /* a child's own copy: other words */
	char supporter[INBOX_NAME];
	int item;
	char date[PAGE_DAY];
	char lasts[PAGE_LASTS];
	char weight[PAGE_WEIGHT];
	bool mp3; /* there is one */
	char mp3_weight[PAGE_WEIGHT];
	char until[PAGE_DAY];
	long long start; /* seconds; 0 from the beginning */
	struct recipient_part *parts;
	size_t nparts;
	struct reading_line *lines; /* borrowed */
	size_t nlines;
};

void recipient_link(struct request *r, struct store *store);
/* Has whoever asks tries left?  Takes one.  False: R is answered. */
bool recipient_may(struct request *r);
/* Try the access CODE for PARCEL, which is NULL when there is none, at the same
 * cost.  RC_OK: R has a session; RC_NOTFOUND: the one refusal. */
enum rc recipient_enter(struct request *r, struct store *store,
    const struct inbox_parcel *parcel, const char *code, struct error *err);
void recipient_code(struct request *r, struct store *store);
/* R's session, and its copy of the place that R names, if it stands now; all read
 * at one moment, the caller's if it holds one (store_snapshot). */
enum rc recipient_find(struct request *r, struct store *store,
    struct session *s, struct inbox_place *copy, struct error *err);
/* The same with what is shown of it. */
enum rc recipient_details(struct request *r, struct store *store,
    struct session *s, struct inbox_copy *copy, struct error *err);
void recipient_copy(struct request *r, struct store *store);
void recipient_audio(struct request *r, struct store *store);
void recipient_text(struct request *r, struct store *store);
void recipient_stop(struct request *r, struct store *store);
void recipient_stopped(struct request *r, struct store *store);
void recipient_exit(struct request *r, struct store *store);

#endif
