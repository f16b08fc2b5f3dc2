#include "share/upload.h"

#include <string.h>

#include <microhttpd.h>

#include "share/page.h"

enum { PIECE = 1024 };

struct unpacked {
	struct buf form;
	size_t most;
};

/* page_address of bytes that may hold a NUL: that one is kept as %00, which no
 * field reads. */
static void
put(struct buf *out, const char *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		const char text[2] = {data[i], '\0'};

		if (data[i] == '\0')
			buf_text(out, "%00");
		else
			page_address_text(out, text);
	}
}

/* A MHD_PostDataIterator: a piece of a field. */
static enum MHD_Result
take(void *cls, enum MHD_ValueKind kind, const char *key, const char *filename,
    const char *type, const char *encoding, const char *data, uint64_t off,
    size_t size)
{
	struct unpacked *u = cls;

	(void)kind;
	(void)filename;
	(void)type;
	(void)encoding;
	if (key == NULL)
		return MHD_NO;
	if (off == 0) {
		if (u->form.len > 0)
			buf_text(&u->form, "&");
		page_address_text(&u->form, key);
		buf_text(&u->form, "=");
	}
	if (u->form.len + 3 * size > u->most)
		return MHD_NO;
	put(&u->form, data, size);
	return MHD_YES;
}

enum rc
upload_unpack(struct request *r, struct error *err)
{
	static const char wanted[] = "multipart/form-data";
	const char *type = request_header(r, "Content-Type");
	struct unpacked u = {.most = (size_t)4 * REQUEST_SHEET};
	struct MHD_PostProcessor *pp;
	enum rc rc;

	if (type == NULL || strncmp(type, wanted, sizeof(wanted) - 1) != 0)
		return RC_OK;
	pp = MHD_create_post_processor(r->connection, PIECE, take, &u);
	if (pp == NULL)
		return error_set(err, RC_INVALID, "a form without a boundary");
	if (MHD_post_process(pp, buf_str(&r->body), r->body.len) != MHD_YES)
		rc = error_set(err, RC_INVALID, "a form that cannot be read");
	else
		rc = buf_check(&u.form, err);
	(void)MHD_destroy_post_processor(pp);
	if (rc == RC_OK) {
		buf_reset(&r->body);
		buf_put(&r->body, u.form.data, u.form.len);
		rc = buf_check(&r->body, err);
	}
	buf_clear(&u.form);
	return rc;
}
