#include "share/reply.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <microhttpd.h>

#include "base/log.h"
#include "page_notfound.h"
#include "page_problem.h"
#include "seal/courier.h"
#include "share/assets.h"

static void
header(struct request *r, const char *name, const char *value)
{
	if (r->response != NULL &&
	    MHD_add_response_header(r->response, name, value) != MHD_YES) {
		MHD_destroy_response(r->response);
		r->response = NULL; /* half a set of headers is none */
	}
}

void
reply_headers(struct request *r)
{
	static const char *const always[][2] = {
	    {"Cache-Control", "no-store"},
	    {"Referrer-Policy", "no-referrer"},
	    {"X-Content-Type-Options", "nosniff"},
	    {"X-Robots-Tag", "noindex, nofollow, noarchive"},
	    {"X-Frame-Options", "DENY"},
	    {"Cross-Origin-Opener-Policy", "same-origin"},
	    {"Cross-Origin-Resource-Policy", "same-origin"},
	    {"Strict-Transport-Security",
		"max-age=63072000; includeSubDomains"},
	    {"Permissions-Policy",
		"camera=(), microphone=(), geolocation=(), "
		"display-capture=(), payment=(), usb=()"},
	};

	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		header(r, always[i][0], always[i][1]);
	header(r, "Content-Security-Policy", r->front->policy);
	if (r->cookie[0] != '\0')
		header(r, "Set-Cookie", r->cookie);
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

void
reply_not_found(struct request *r)
{
	struct reply_problem page = {
	    .shell = reply_shell(r, "Page not found"),
	};
	struct buf out = {0};

	if (r->liaison != NULL) {
		reply_problem(r, MHD_HTTP_NOT_FOUND);
		return;
	}
	page_notfound(&out, &page);
	reply_page(r, MHD_HTTP_NOT_FOUND, &out);
}

void
reply_problem(struct request *r, unsigned status)
{
	static const struct {
		unsigned status;
		const char *heading, *text;
	} words[] = {
	    {400, "This page has ended",
		"Go back, load the page again, and try once more."},
	    {403, "This page has ended",
		"Go back, load the page again, and try once more."},
	    {404, "Page not found",
		"The console is at the address without anything behind it."},
	    {405, "This page cannot do that",
		"Go back and use the buttons on the page."},
	    {413, "That is too long", "Go back and use fewer words."},
	    {416, "There is no more to play",
		"Go back and load the page again."},
	    {421, "This is not the page you meant",
		"Use the address that was shown when the console began."},
	    {429, "Too many tries",
		"Wait 2 minutes. Then go back and try again."},
	    {503, "Something is not working",
		"This is our fault. Try again in a few minutes."},
	};
	struct reply_problem page = {.heading = NULL};
	struct buf out = {0};
	size_t i = 0, last = sizeof(words) / sizeof(words[0]) - 1;

	while (i < last && words[i].status != status)
		i++;
	page.shell = reply_shell(r, words[i].heading);
	page.heading = words[i].heading;
	page.text = words[i].text;
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
	log_error("%s: %s", urls_name(r->target.page), err->text);
	reply_problem(r, MHD_HTTP_SERVICE_UNAVAILABLE);
}

void
reply_asset(struct request *r, const char *name, const char *type)
{
	const struct assets_file *file = assets_files;

	while (strcmp(file->name, name) != 0) {
		file++;
		assert(file < assets_files + assets_count);
	}
	finish(r, MHD_HTTP_OK,
	    MHD_create_response_from_buffer(file->len,
		(void *)(uintptr_t)file->text, MHD_RESPMEM_PERSISTENT),
	    type);
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
