#include "seal/courier.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static enum rc
write_text(const struct courier *c, struct buf *out, struct error *err)
{
	buf_printf(out, "marac-courier 1\n%s %s\n%" PRId64 "\n%" PRId64 "\n",
	    c->method, c->path, c->time_ms, c->length);
	buf_hex(out, c->hash, sizeof(c->hash));
	buf_text(out, "\n");
	return buf_check(out, err);
}

enum rc
courier_sign(const struct courier *c, const struct box_sign_secret *signer,
    unsigned char out[BOX_SIGNATURE], struct error *err)
{
	struct buf text = {0};
	enum rc rc = write_text(c, &text, err);

	if (rc == RC_OK)
		box_sign(signer, text.data, text.len, out);
	buf_clear(&text);
	return rc;
}

enum rc
courier_verify(const struct courier *c, const struct box_sign_public *device,
    const unsigned char signature[BOX_SIGNATURE], struct error *err)
{
	struct buf text = {0};
	enum rc rc = write_text(c, &text, err);

	if (rc == RC_OK)
		rc = box_verify(device, text.data, text.len, signature, err);
	buf_clear(&text);
	return rc;
}

enum rc
courier_hash(const char *path, unsigned char out[BOX_HASH], int64_t *length,
    struct error *err)
{
	unsigned char chunk[1 << 16];
	FILE *file = fopen(path, "rbe");
	struct box_hash hash;
	int64_t bytes = 0;
	enum rc rc = RC_OK;
	size_t got;

	if (file == NULL)
		return error_sys(err, errno == ENOENT ? RC_NOTFOUND : RC_IO,
		    "open %s", path);
	box_hash_begin(&hash);
	while ((got = fread(chunk, 1, sizeof(chunk), file)) > 0) {
		box_hash_more(&hash, chunk, got);
		bytes += (int64_t)got;
	}
	if (ferror(file))
		rc = error_sys(err, RC_IO, "read %s", path);
	(void)fclose(file);
	box_hash_end(&hash, out);
	if (length != NULL)
		*length = bytes;
	return rc;
}

bool
courier_is_file(const char *name)
{
	size_t digits = strspn(name, "0123456789");

	if (strcmp(name, "papers.json") == 0 || strcmp(name, "journal") == 0 ||
	    strcmp(name, "manifest") == 0)
		return true;
	return digits >= 4 && digits <= 9 && strcmp(name + digits, ".seg") == 0;
}
