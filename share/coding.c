#include "share/coding.h"

#include <limits.h>
#include <string.h>
#include <strings.h>

#include <zlib.h>

static const char space[] = " \t";

static bool
is(const char *name, size_t len, const char *what)
{
	return len == strlen(what) && strncasecmp(name, what, len) == 0;
}

/* "q=0", "q=0.", "q=0.000": not at any price.  PARAMETERS ends at END. */
static bool
refused(const char *parameters, const char *end)
{
	const char *p = parameters;

	while (p < end && (*p == ';' || strchr(space, *p) != NULL))
		p++;
	if (end - p < 3 || strncasecmp(p, "q=0", 3) != 0)
		return false;
	for (p += 3; p < end && (*p == '.' || *p == '0'); p++)
		;
	return p == end || strchr(space, *p) != NULL;
}

bool
coding_gzip(const char *accept)
{
	bool any = false;

	while (accept != NULL && *accept != '\0') {
		const char *name = accept + strspn(accept, " \t,");
		size_t len = strcspn(name, " \t,;");
		const char *end = name + strcspn(name, ",");
		bool may = !refused(name + len, end);

		if (is(name, len, "gzip") || is(name, len, "x-gzip"))
			return may;
		if (is(name, len, "*"))
			any = may;
		accept = end;
	}
	return any;
}

enum rc
coding_compress(
    const void *data, size_t len, struct buf *out, struct error *err)
{
	enum { GZIP = 16 + MAX_WBITS, MEMORY = 9 };
	z_stream z = {0};
	unsigned char *at;
	int ended = Z_STREAM_ERROR;

	if (len > UINT_MAX / 2 ||
	    deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP, MEMORY,
		Z_DEFAULT_STRATEGY) != Z_OK)
		return error_nomem(err);
	z.next_in = (z_const Bytef *)data;
	z.avail_in = (uInt)len;
	z.avail_out = (uInt)deflateBound(&z, (uLong)len);
	if ((at = buf_more(out, z.avail_out)) != NULL) {
		z.next_out = at;
		ended = deflate(&z, Z_FINISH);
		out->len -= z.avail_out;
	}
	(void)deflateEnd(&z);
	return ended == Z_STREAM_END ? RC_OK : error_nomem(err);
}
