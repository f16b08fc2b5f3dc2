#include "share/reply.h"

#include <stdio.h>
#include <string.h>

#include <microhttpd.h>

#include "base/log.h"
#include "page_notfound.h"
#include "page_problem.h"
#include "seal/courier.h"
#include "share/session.h"

static void
header(struct request *r, const char *name, const char *value)
{
	if (r->response != NULL &&
	    MHD_add_response_header(r->response, name, value) != MHD_YES) {
		MHD_destroy_response(r->response);
		r->response = NULL; /* half a set of headers is none */
	}
}

bool
reply_always(struct MHD_Response *response, const struct front *front)
{
	static const char *const always[][2] = {
	    {"Cache-Control", "no-store"},
	    {"Referrer-Policy", "no-referrer"},
	    {"X-Content-Type-Options", "nosniff"},
	    {"X-Robots-Tag", "noindex, nofollow, noarchive"},
	    {"X-Frame-Options", "DENY"},
	    {"Cross-Origin-Opener-Policy", "same-origin"},
	    {"Cross-Origin-Resource-Policy", "same-origin"},
	    {"Permissions-Policy",
		"camera=(), microphone=(), geolocation=(), "
		"display-capture=(), payment=(), usb=()"},
	};

	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		if (MHD_add_response_header(
			response, always[i][0], always[i][1]) != MHD_YES)
			return false;
	/* The console is plain HTTP on loopback, where RFC 6797, section 7.2,
	 * forbids this one; and it would be about every other service of
	 * "localhost". */
	return (front->here != 0 ||
		   MHD_add_response_header(response,
		       "Strict-Transport-Security",
		       "max-age=63072000; includeSubDomains") == MHD_YES) &&
	    MHD_add_response_header(
		response, "Content-Security-Policy", front->policy) == MHD_YES;
}

void
reply_headers(struct request *r)
{
	char display[DISPLAY_COOKIE];

	if (r->response != NULL && !reply_always(r->response, r->front)) {
		MHD_destroy_response(r->response);
		r->response = NULL;
	}
	if (r->cookie[0] != '\0')
		header(r, "Set-Cookie", r->cookie);
	if (r->display.keep && !r->clear) {
		display_cookie(&r->display, display);
		header(r, "Set-Cookie", display);
	}
	if (r->clear)
		header(r, "Clear-Site-Data",
		    "\"cache\", \"cookies\", \"storage\"");
	if (r->allow != NULL)
		header(r, "Allow", r->allow);
}

static void
finish(struct request *r, unsigned status, struct MHD_Response *response,
    const char *type)
{
	if (r->response != NULL)
		MHD_destroy_response(r->response);
	r->response = response;
	r->status = status;
	if (type != NULL)
		header(r, "Content-Type", type);
	reply_headers(r);
}

struct page_shell
reply_shell(const struct request *r, const char *title)
{
	return (struct page_shell){
	    .title = title,
	    .brand = r->front->brand,
	    .notice = r->front->notice,
	    .form = "",
	    .signed_in = "",
	    .console = r->liaison != NULL,
	};
}

struct page_shell
reply_shell_in(const struct request *r, enum wordbook_text title)
{
	struct page_shell shell =
	    reply_shell(r, wordbook_text(r->display.language, title));

	shell.language = r->display.language;
	shell.large = r->display.large;
	shell.chosen = r->display.chosen;
	shell.recipient = true;
	return shell;
}

struct page_shell
reply_shell_of(
    const struct request *r, const struct session *s, enum wordbook_text title)
{
	struct page_shell shell = reply_shell_in(r, title);

	shell.exit = true;
	shell.form = s->form;
	shell.back = r->path;
	shell.remember =
	    wordbook_find(s->row.language) != (int)shell.language &&
	    (s->row.language[0] != '\0' || shell.language != WORDBOOK_ENGLISH);
	return shell;
}

void
reply_page(struct request *r, unsigned status, struct buf *page)
{
	struct MHD_Response *response = NULL;

	if (buf_check(page, NULL) == RC_OK)
		response = MHD_create_response_from_buffer(
		    page->len, page->data, MHD_RESPMEM_MUST_COPY);
	finish(r, status, response, "text/html; charset=utf-8");
	buf_clear(page);
}

void
reply_go(struct request *r, const char *where)
{
	finish(r, MHD_HTTP_SEE_OTHER,
	    MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT),
	    NULL);
	header(r, "Location", where);
}

/* The console stands on no recipient's words but these. */
static struct page_shell
problem_shell(const struct request *r, enum wordbook_text title)
{
	return r->liaison != NULL
	    ? reply_shell(r, wordbook_text(WORDBOOK_ENGLISH, title))
	    : reply_shell_in(r, title);
}

void
reply_not_found(struct request *r)
{
	struct reply_problem page = {
	    .shell = problem_shell(r, WORDBOOK_NOT_FOUND),
	};
	struct buf out = {0};

	if (r->liaison != NULL) {
		reply_problem(r, MHD_HTTP_NOT_FOUND);
		return;
	}
	page_notfound(&out, &page);
	reply_page(r, MHD_HTTP_NOT_FOUND, &out);
}

/* What is said to the console alone. */
static bool
console_problem(unsigned status, struct reply_problem *page)
{
	if (status == MHD_HTTP_NOT_FOUND) {
		page->heading = "Page not found";
		page->text =
		    "The console is at the address without anything behind it.";
	} else if (status == MHD_HTTP_MISDIRECTED_REQUEST) {
		page->heading = "This is not the page you meant";
		page->text =
		    "Use the address that was shown when the console began.";
	} else {
		return false;
	}
	return true;
}

void
reply_problem(struct request *r, unsigned status)
{
	static const struct {
		unsigned status;
		enum wordbook_text heading, text;
	} words[] = {
	    {400, WORDBOOK_ENDED, WORDBOOK_ENDED_NEXT},
	    {403, WORDBOOK_ENDED, WORDBOOK_ENDED_NEXT},
	    {405, WORDBOOK_CANNOT, WORDBOOK_CANNOT_NEXT},
	    {413, WORDBOOK_TOO_LONG, WORDBOOK_TOO_LONG_NEXT},
	    {416, WORDBOOK_NO_MORE, WORDBOOK_NO_MORE_NEXT},
	    {429, WORDBOOK_TRIES, WORDBOOK_TRIES_NEXT},
	    {503, WORDBOOK_BROKEN, WORDBOOK_BROKEN_NEXT},
	};
	struct reply_problem page = {.heading = NULL};
	struct buf out = {0};
	size_t i = 0, last = sizeof(words) / sizeof(words[0]) - 1;

	while (i < last && words[i].status != status)
		i++;
	page.shell = problem_shell(r, words[i].heading);
	page.heading = wordbook_text(page.shell.language, words[i].heading);
	page.text = wordbook_text(page.shell.language, words[i].text);
	if (console_problem(status, &page))
		page.shell.title = page.heading;
	page_problem(&out, &page);
	reply_page(r, status, &out);
}

void
reply_failed(struct request *r, enum rc rc, const struct error *err)
{
	if (rc == RC_NOTFOUND) {
		reply_not_found(r);
		return;
	}
	if (r->owes) {
		reply_go(r, "/statement");
		return;
	}
	log_error("%s: %s", urls_name(r->target.page), err->text);
	reply_problem(r, MHD_HTTP_SERVICE_UNAVAILABLE);
}

static void
plain(struct request *r, unsigned status, const char *type, const char *text)
{
	finish(r, status,
	    MHD_create_response_from_buffer(
		strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY),
	    type);
}

static void
save(struct request *r, const char *type, const char *name, const char *text)
{
	char how[64];

	plain(r, MHD_HTTP_OK, type, text);
	(void)snprintf(how, sizeof(how), "attachment; filename=\"%s\"", name);
	header(r, "Content-Disposition", how);
}

void
reply_picture(struct request *r, const char *svg)
{
	plain(r, MHD_HTTP_OK, "image/svg+xml", svg);
}

void
reply_stream(struct request *r, const char *type, const char *name,
    size_t block, ssize_t (*give)(void *, uint64_t, char *, size_t), void *cls,
    void (*over)(void *))
{
	char how[64];

	(void)snprintf(how, sizeof(how), "attachment; filename=\"%s\"", name);
	finish(r, MHD_HTTP_OK,
	    MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, block, give, cls, over),
	    type);
	if (r->response == NULL)
		over(cls);
	header(r, "Content-Disposition", how);
}

void
reply_text(struct request *r, unsigned status, const char *text)
{
	plain(r, status, "text/plain; charset=utf-8", text);
}

void
reply_time(struct request *r)
{
	char now[24];

	(void)snprintf(now, sizeof(now), "%lld", (long long)r->now_ms);
	header(r, COURIER_TIME, now);
}

void
reply_save_text(struct request *r, const char *name, const char *text)
{
	save(r, "text/plain; charset=utf-8", name, text);
}

void
reply_save_calendar(struct request *r, const char *name, const char *text)
{
	save(r, "text/calendar; charset=utf-8", name, text);
}
