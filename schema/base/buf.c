#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
reserve(struct buf *b, size_t more)
{
	unsigned char *grown;
	size_t room;

	if (b->failed || more > SIZE_MAX / 4 - b->len) {
		b->failed = true;
		return false;
	}
	if (b->len + more + 1 <= b->room)
		return true;
	room = (b->len + more + 1) * 2;
	/* Not realloc: it would leave an unwiped copy behind. */
	grown = malloc(room);
	if (grown == NULL) {
		b->failed = true;
		return false;
	}
	if (b->data != NULL) {
		memcpy(grown, b->data, b->len);
		explicit_bzero(b->data, b->room);
		free(b->data);
	}
	b->data = grown;
	b->room = room;
	return true;
}

void
buf_clear(struct buf *b)
{
	if (b->data != NULL)
		explicit_bzero(b->data, b->room);
	free(b->data);
	*b = (struct buf){0};
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	b->failed = false;
	if (b->data != NULL)
		b->data[0] = '\0';
}

void
buf_put(struct buf *b, const void *data, size_t len)
{
	if (!reserve(b, len))
		return;
	if (len > 0)
		memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void
buf_text(struct buf *b, const char *text)
{
	buf_put(b, text, strlen(text));
}

void
buf_cell(struct buf *b, const char *text, size_t width)
{
	size_t wide = 0;

	buf_text(b, text);
	/* A byte 10xxxxxx goes on with a character. */
	for (; *text != '\0'; text++)
		if (((unsigned char)*text & 0xc0) != 0x80)
			wide++;
	for (; wide < width + 2; wide++)
		buf_text(b, " ");
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int need;

	va_start(ap, fmt);
	need = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (need < 0 || !reserve(b, (size_t)need)) {
		b->failed = true;
		return;
	}
	va_start(ap, fmt);
	(void)vsnprintf((char *)b->data + b->len, (size_t)need + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)need;
}

void
buf_u8(struct buf *b, unsigned v)
{
	unsigned char byte = (unsigned char)v;

	buf_put(b, &byte, 1);
}

static void
little(struct buf *b, uint64_t v, size_t bytes)
{
	unsigned char out[8];

	for (size_t i = 0; i < bytes; i++)
		out[i] = (unsigned char)(v >> (8 * i));
	buf_put(b, out, bytes);
}

void
buf_u16(struct buf *b, unsigned v)
{
	little(b, v, 2);
}

void
buf_u32(struct buf *b, uint32_t v)
{
	little(b, v, 4);
}

void
buf_u64(struct buf *b, uint64_t v)
{
	little(b, v, 8);
}

void
buf_hex(struct buf *b, const void *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *p = data;

	for (size_t i = 0; i < len; i++) {
		buf_u8(b, (unsigned char)digits[p[i] >> 4]);
		buf_u8(b, (unsigned char)digits[p[i] & 15]);
	}
}

unsigned char *
buf_more(struct buf *b, size_t len)
{
	if (!reserve(b, len))
		return NULL;
	memset(b->data + b->len, 0, len + 1);
	b->len += len;
	return b->data + b->len - len;
}

enum rc
buf_check(const struct buf *b, struct error *err)
{
	return b->failed ? error_nomem(err) : RC_OK;
}

const char *
buf_str(const struct buf *b)
{
	return b->data == NULL ? "" : (const char *)b->data;
}

static uint64_t
get(const unsigned char *p, size_t bytes)
{
	uint64_t v = 0;

	for (size_t i = bytes; i > 0; i--)
		v = v << 8 | p[i - 1];
	return v;
}

uint16_t
buf_get_u16(const unsigned char *p)
{
	return (uint16_t)get(p, 2);
}

uint32_t
buf_get_u32(const unsigned char *p)
{
	return (uint32_t)get(p, 4);
}

uint64_t
buf_get_u64(const unsigned char *p)
{
	return get(p, 8);
}

void
buf_store(unsigned char *p, uint64_t v, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		p[i] = (unsigned char)(v >> (8 * i));
}

bool
buf_is_zero(const void *p, size_t len)
{
	const unsigned char *byte = p;
	unsigned char any = 0;

	for (size_t i = 0; i < len; i++)
		any |= byte[i];
	return any == 0;
}

enum rc
buf_read_file(struct buf *b, const char *path, size_t limit, struct error *err)
{
	unsigned char chunk[16384];
	size_t total = 0;
	ssize_t got;
	enum rc rc = RC_OK;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return error_sys(err, errno == ENOENT ? RC_NOTFOUND : RC_IO,
		    "cannot open %s", path);
	while ((got = read(fd, chunk, sizeof(chunk))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			rc = error_sys(err, RC_IO, "cannot read %s", path);
			break;
		}
		total += (size_t)got;
		if (total > limit) {
			rc = error_set(err, RC_INVALID,
			    "%s is larger than %zu bytes", path, limit);
			break;
		}
		buf_put(b, chunk, (size_t)got);
	}
	explicit_bzero(chunk, sizeof(chunk));
	(void)close(fd);
	return rc != RC_OK ? rc : buf_check(b, err);
}

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

enum rc
buf_unhex(const char *hex, void *out, size_t len, struct error *err)
{
	unsigned char *p = out;

	if (strlen(hex) != len * 2)
		return error_set(err, RC_INVALID,
		    "expected %zu hexadecimal digits, found %zu characters",
		    len * 2, strlen(hex));
	for (size_t i = 0; i < len; i++) {
		int high = digit(hex[2 * i]);
		int low = digit(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return error_set(err, RC_INVALID,
			    "character %zu is not a hexadecimal digit",
			    2 * i + (high < 0 ? 1 : 2));
		p[i] = (unsigned char)(high << 4 | low);
	}
	return RC_OK;
}
