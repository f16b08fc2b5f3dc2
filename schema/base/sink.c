#include "base/sink.h"

enum rc
sink_write(struct sink *sink, const void *data, size_t len, struct error *err)
{
	return sink->write(sink, data, len, err);
}

static enum rc
write_buf(struct sink *sink, const void *data, size_t len, struct error *err)
{
	struct buf *b = sink->to;

	buf_put(b, data, len);
	return buf_check(b, err);
}

struct sink
sink_to_buf(struct buf *b)
{
	return (struct sink){.write = write_buf, .to = b};
}
