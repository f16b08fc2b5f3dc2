/*
 * sink -- somewhere bytes go: a buffer, a file being made, a sealed segment.
 * The writer does not know which, so one writer serves disk, memory and test.
 */
#ifndef BASE_SINK_H
#define BASE_SINK_H

#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

struct sink {
	/* Take all LEN bytes or fail; after a failure the sink is dead. */
	enum rc (*write)(
	    struct sink *sink, const void *data, size_t len, struct error *err);
	void *to; /* the sink's own: a struct buf *, a struct newfile * ... */
};

enum rc
sink_write(struct sink *sink, const void *data, size_t len, struct error *err);

/* A sink into B, which the caller keeps. */
struct sink sink_to_buf(struct buf *b);

#endif
