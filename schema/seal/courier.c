#include "seal/courier.h"

#include <inttypes.h>
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

bool
courier_is_file(const char *name)
{
	size_t digits = strspn(name, "0123456789");

	if (strcmp(name, "papers.json") == 0 || strcmp(name, "journal") == 0 ||
	    strcmp(name, "manifest") == 0)
		return true;
	return digits >= 4 && digits <= 9 && strcmp(name + digits, ".seg") == 0;
}
