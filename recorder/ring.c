#include "recorder/ring.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* HEAD and TAIL only grow; each is written by one thread. */
struct ring {
	unsigned char *data;
	size_t blocks;
	size_t size;
	_Alignas(64) atomic_size_t head; /* blocks put */
	_Alignas(64) atomic_size_t tail; /* blocks taken */
};

enum rc
ring_open(struct ring **out, size_t blocks, size_t size, struct error *err)
{
	struct ring *r = aligned_alloc(64, sizeof(*r));

	*out = NULL;
	if (r == NULL)
		return error_nomem(err);
	memset(r, 0, sizeof(*r));
	r->blocks = blocks;
	r->size = size;
	r->data = calloc(blocks, size);
	if (r->data == NULL) {
		free(r);
		return error_nomem(err);
	}
	*out = r;
	return RC_OK;
}

void
ring_close(struct ring *r)
{
	if (r == NULL)
		return;
	explicit_bzero(r->data, r->blocks * r->size);
	free(r->data);
	free(r);
}

void *
ring_room(struct ring *r)
{
	size_t head = atomic_load_explicit(&r->head, memory_order_relaxed);
	size_t tail = atomic_load_explicit(&r->tail, memory_order_acquire);

	if (head - tail == r->blocks)
		return NULL;
	return r->data + head % r->blocks * r->size;
}

void
ring_put(struct ring *r)
{
	size_t head = atomic_load_explicit(&r->head, memory_order_relaxed);

	atomic_store_explicit(&r->head, head + 1, memory_order_release);
}

const void *
ring_front(struct ring *r)
{
	size_t tail = atomic_load_explicit(&r->tail, memory_order_relaxed);
	size_t head = atomic_load_explicit(&r->head, memory_order_acquire);

	return head == tail ? NULL : r->data + tail % r->blocks * r->size;
}

void
ring_took(struct ring *r)
{
	size_t tail = atomic_load_explicit(&r->tail, memory_order_relaxed);

	explicit_bzero(r->data + tail % r->blocks * r->size, r->size);
	atomic_store_explicit(&r->tail, tail + 1, memory_order_release);
}
