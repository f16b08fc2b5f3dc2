/*
 * buf -- bytes that grow.  A failed allocation latches FAILED and every later
 * append does nothing, so that a chain of appends is checked once, at its end.
 * buf_clear wipes: a buffer may have held a secret.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct buf {
	unsigned char *data; /* NUL-terminated once anything was appended */
	size_t len;          /* without that NUL */
	size_t room;
	bool failed;
};

void buf_clear(struct buf *b);
void buf_reset(struct buf *b); /* empty it, keep the room */
void buf_put(struct buf *b, const void *data, size_t len);
void buf_text(struct buf *b, const char *text);
/* TEXT (UTF-8) as a column: spaces up to WIDTH characters, and two more. */
void buf_cell(struct buf *b, const char *text, size_t width);
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void buf_u8(struct buf *b, unsigned v);
void buf_u16(struct buf *b, unsigned v); /* little-endian, like every format */
void buf_u32(struct buf *b, uint32_t v);
void buf_u64(struct buf *b, uint64_t v);
void buf_hex(struct buf *b, const void *data, size_t len);

/* LEN zero bytes more, for the caller to fill; NULL when there is no memory. */
unsigned char *buf_more(struct buf *b, size_t len);

/* RC_NOMEM when an append failed. */
enum rc buf_check(const struct buf *b, struct error *err);

/* The text, or "" when nothing was appended. */
const char *buf_str(const struct buf *b);

/* Read little-endian; the caller has checked the bounds. */
uint16_t buf_get_u16(const unsigned char *p);
uint32_t buf_get_u32(const unsigned char *p);
uint64_t buf_get_u64(const unsigned char *p);

/* Write V little-endian into BYTES bytes at P; whether LEN bytes are all 0. */
void buf_store(unsigned char *p, uint64_t v, size_t bytes);
bool buf_is_zero(const void *p, size_t len);

/* Read the whole of PATH, at most LIMIT bytes, appending to B.
 * RC_NOTFOUND no such file; RC_INVALID larger than LIMIT; RC_IO; RC_NOMEM. */
enum rc
buf_read_file(struct buf *b, const char *path, size_t limit, struct error *err);

/* Exactly LEN bytes from 2*LEN hex digits.  RC_INVALID. */
enum rc buf_unhex(const char *hex, void *out, size_t len, struct error *err);

#endif
