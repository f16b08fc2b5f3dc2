#include "recorder/frame.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { MAGIC = 0x4d52464d, HEAD = offsetof(struct frame, payload) };

enum rc
frame_write(int fd, struct frame *f, struct error *err)
{
	const unsigned char *p = (const unsigned char *)f;
	size_t left = HEAD + f->bytes;

	f->magic = MAGIC;
	while (left > 0) {
		ssize_t n = write(fd, p, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_sys(err, RC_IO, "write to the keeper");
		p += n;
		left -= (size_t)n;
	}
	return RC_OK;
}

enum rc
frame_fill(struct frame_reader *r, int fd, bool *end, struct error *err)
{
	*end = false;
	while (r->len < sizeof(r->data)) {
		ssize_t n =
		    read(fd, r->data + r->len, sizeof(r->data) - r->len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			break;
		if (n < 0)
			return error_sys(
			    err, RC_IO, "read from the capture process");
		if (n == 0) {
			*end = true;
			break;
		}
		r->len += (size_t)n;
	}
	return RC_OK;
}

enum rc
frame_take(
    struct frame_reader *r, struct frame *f, bool *got, struct error *err)
{
	size_t whole;

	*got = false;
	if (r->len < HEAD)
		return RC_OK;
	memcpy(f, r->data, HEAD);
	if (f->magic != MAGIC || f->bytes > FRAME_BYTES)
		return error_set(
		    err, RC_DAMAGED, "the capture process writes nonsense");
	whole = HEAD + f->bytes;
	if (r->len < whole)
		return RC_OK;
	memcpy(f->payload, r->data + HEAD, f->bytes);
	r->len -= whole;
	memmove(r->data, r->data + whole, r->len);
	explicit_bzero(r->data + r->len, whole);
	*got = true;
	return RC_OK;
}
