#include "share/stream.h"

#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "share/liaison.h"
#include "share/reply.h"
#include "share/showing.h"

enum { BLOCK = 4096 };

struct stream {
	struct stream *next;
	struct liaison *liaison;
	struct MHD_Connection *connection;
	bool suspended; /* under the liaison's lock */
	uint64_t seen;
	struct buf event; /* being sent */
	size_t sent;
};

struct stream *
stream_next(const struct stream *s)
{
	return s->next;
}

void
stream_set_next(struct stream *s, struct stream *next)
{
	s->next = next;
}

void
stream_suspend(struct stream *s)
{
	s->suspended = true;
	MHD_suspend_connection(s->connection);
}

void
stream_wake(struct stream *s)
{
	if (!s->suspended)
		return;
	s->suspended = false;
	MHD_resume_connection(s->connection);
}

/* A MHD_ContentReaderCallback. */
static ssize_t
more(void *cls, uint64_t pos, char *out, size_t room)
{
	struct stream *s = cls;
	size_t left = s->event.len - s->sent;

	(void)pos;
	if (left == 0) {
		struct liaison_now now;
		int news = liaison_news(s->liaison, s, &s->seen, &now);

		if (news == 0)
			return 0;
		buf_reset(&s->event);
		s->sent = 0;
		if (news < 0)
			return MHD_CONTENT_READER_END_OF_STREAM;
		showing_event(&now, &s->event);
		if (buf_check(&s->event, NULL) != RC_OK)
			return MHD_CONTENT_READER_END_WITH_ERROR;
		left = s->event.len;
	}
	if (left > room)
		left = room;
	memcpy(out, s->event.data + s->sent, left);
	s->sent += left;
	return (ssize_t)left;
}

/* A MHD_ContentReaderFreeCallback. */
static void
over(void *cls)
{
	struct stream *s = cls;

	liaison_leave(s->liaison, s);
	buf_clear(&s->event);
	free(s);
}

static void
answer(struct request *r, struct MHD_Response *response)
{
	if (response == NULL)
		return;
	(void)MHD_add_response_header(
	    response, "Content-Type", "text/event-stream");
	r->response = response;
	r->status = MHD_HTTP_OK;
	reply_headers(r);
}

void
stream_answer(struct request *r)
{
	struct stream *s;
	struct MHD_Response *response;

	/* libmicrohttpd 0.9.75 ends a HEAD of unknown length with a chunk, which
	 * the client would take for the next answer; and it needs no place. */
	if (r->method == REQUEST_HEAD) {
		answer(r,
		    MHD_create_response_from_buffer(
			0, NULL, MHD_RESPMEM_PERSISTENT));
		return;
	}
	if ((s = calloc(1, sizeof(*s))) == NULL)
		return;
	s->liaison = r->liaison;
	s->connection = r->connection;
	s->seen = UINT64_MAX; /* what is known now is news */
	if (!liaison_join(s->liaison, s)) {
		free(s);
		reply_problem(r, MHD_HTTP_SERVICE_UNAVAILABLE);
		return;
	}
	response = MHD_create_response_from_callback(
	    MHD_SIZE_UNKNOWN, BLOCK, more, s, over);
	if (response == NULL)
		over(s);
	answer(r, response);
}
