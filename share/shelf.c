#include "share/shelf.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "base/buf.h"
#include "share/assets.h"
#include "share/coding.h"
#include "share/reply.h"

static const struct {
	enum urls_page page;
	const char *name;
	const char *type;
} files[] = {
    {URLS_STYLE, "style.css", "text/css; charset=utf-8"},
    {URLS_RECIPIENT_STYLE, "recipient.css", "text/css; charset=utf-8"},
    {URLS_SCRIPT, "script.js", "text/javascript; charset=utf-8"},
    {URLS_PLAYER, "player.js", "text/javascript; charset=utf-8"},
    {URLS_OUTLINE, "outline.js", "text/javascript; charset=utf-8"},
    {URLS_ICON, "icon.svg", "image/svg+xml"},
    {URLS_CONSOLE_STYLE, "console.css", "text/css; charset=utf-8"},
    {URLS_CONSOLE_SCRIPT, "console.js", "text/javascript; charset=utf-8"},
};

enum { COUNT = sizeof(files) / sizeof(files[0]) };

struct shelf {
	struct MHD_Response *plain[COUNT];
	struct MHD_Response *small[COUNT]; /* by gzip; NULL: not smaller so */
};

static const struct assets_file *
find(const char *name)
{
	const struct assets_file *file = assets_files;

	while (strcmp(file->name, name) != 0) {
		file++;
		assert(file < assets_files + assets_count);
	}
	return file;
}

/* Of file I; what is in a CODING is copied. */
static struct MHD_Response *
make(const struct front *front, size_t i, const void *bytes, size_t len,
    const char *coding)
{
	struct MHD_Response *answer = MHD_create_response_from_buffer(len,
	    (void *)(uintptr_t)bytes,
	    coding != NULL ? MHD_RESPMEM_MUST_COPY : MHD_RESPMEM_PERSISTENT);

	if (answer == NULL)
		return NULL;
	if (MHD_add_response_header(answer, "Content-Type", files[i].type) ==
		MHD_YES &&
	    MHD_add_response_header(answer, "Vary", "Accept-Encoding") ==
		MHD_YES &&
	    (coding == NULL ||
		MHD_add_response_header(answer, "Content-Encoding", coding) ==
		    MHD_YES) &&
	    reply_always(answer, front))
		return answer;
	MHD_destroy_response(answer);
	return NULL;
}

static enum rc
fill(
    struct shelf *shelf, const struct front *front, size_t i, struct error *err)
{
	const struct assets_file *file = find(files[i].name);
	struct buf small = {0};
	enum rc rc = coding_compress(file->text, file->len, &small, err);

	if (rc == RC_OK && small.len < file->len) {
		shelf->small[i] = make(front, i, small.data, small.len, "gzip");
		if (shelf->small[i] == NULL)
			rc = error_nomem(err);
	}
	buf_clear(&small);
	if (rc == RC_OK &&
	    (shelf->plain[i] = make(front, i, file->text, file->len, NULL)) ==
		NULL)
		rc = error_nomem(err);
	return rc;
}

enum rc
shelf_open(struct shelf **out, const struct front *front, struct error *err)
{
	struct shelf *shelf = calloc(1, sizeof(*shelf));
	enum rc rc = RC_OK;

	if (shelf == NULL)
		return error_nomem(err);
	for (size_t i = 0; rc == RC_OK && i < COUNT; i++)
		rc = fill(shelf, front, i, err);
	if (rc != RC_OK) {
		shelf_close(shelf);
		return rc;
	}
	*out = shelf;
	return RC_OK;
}

void
shelf_close(struct shelf *shelf)
{
	if (shelf == NULL)
		return;
	for (size_t i = 0; i < COUNT; i++) {
		if (shelf->plain[i] != NULL)
			MHD_destroy_response(shelf->plain[i]);
		if (shelf->small[i] != NULL)
			MHD_destroy_response(shelf->small[i]);
	}
	free(shelf);
}

struct MHD_Response *
shelf_find(const struct shelf *shelf, enum urls_page page, const char *accept)
{
	for (size_t i = 0; i < COUNT; i++)
		if (files[i].page == page)
			return shelf->small[i] != NULL && coding_gzip(accept)
			    ? shelf->small[i]
			    : shelf->plain[i];
	return NULL;
}
