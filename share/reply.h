/*
 * reply -- every answer this server gives, with the headers that each of them
 * must have (and share-headers.sh looks for): a policy that names its sources
 * and allows nothing inline, never stored, no referrer, not sniffed, not
 * indexed, not framed, apart from other windows, HTTPS from now on (but for the
 * console, which has none).
 *
 * Each fills R's response and status; when memory is short R has none and the
 * server ends the connection.
 */
#ifndef SHARE_REPLY_H
#define SHARE_REPLY_H

#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "share/page.h"
#include "share/request.h"

/* For the pages "problem", "notfound" and "stopped". */
struct reply_problem {
	struct page_shell shell;
	const char *heading;
	const char *text;
};

/* What every page's shell has; the caller adds title and the rest. */
struct page_shell reply_shell(const struct request *r, const char *title);
/* The same of a recipients' page: in R's language and print. */
struct page_shell
reply_shell_in(const struct request *r, enum wordbook_text title);
/* And behind a sign-in: S's form token, "Exit this page", and the buttons for
 * language and print. */
struct session;
struct page_shell reply_shell_of(
    const struct request *r, const struct session *s, enum wordbook_text title);

/* PAGE is HTML; it is emptied. */
void reply_page(struct request *r, unsigned status, struct buf *page);

/* 303, so that what follows is a GET. */
void reply_go(struct request *r, const char *where);

/* The one answer to "no such page", "not yours", "no longer". */
void reply_not_found(struct request *r);
/* 400, 403, 405, 413, 429, 500, 503, in words. */
void reply_problem(struct request *r, unsigned status);
/* What RC deserves: not found, the statement that R owes, or 503 with ERR's text
 * in the log. */
void reply_failed(struct request *r, enum rc rc, const struct error *err);

void reply_text(struct request *r, unsigned status, const char *text);

/* Beside an answer to a recording machine: what time it is here. */
void reply_time(struct request *r);

/* A text file to keep, called NAME. */
void reply_save_text(struct request *r, const char *name, const char *text);
void reply_save_calendar(struct request *r, const char *name, const char *text);

/* An SVG picture of ours. */
void reply_picture(struct request *r, const char *svg);

/* A file to keep, called NAME, a piece at a time: GIVE is libmicrohttpd's content
 * reader on CLS, which OVER frees, whatever happens.  BLOCK is how much it is
 * asked for at most. */
void reply_stream(struct request *r, const char *type, const char *name,
    size_t block, ssize_t (*give)(void *, uint64_t, char *, size_t), void *cls,
    void (*over)(void *));

/* The headers that every answer of FRONT has.  False: no memory, and half of
 * them were added. */
bool reply_always(struct MHD_Response *response, const struct front *front);

/* For an answer made elsewhere (media): the headers above. */
void reply_headers(struct request *r);

#endif
