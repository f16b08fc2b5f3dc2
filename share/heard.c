#include "share/heard.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 8192 };

struct slot {
	struct sessions_hash session;
	int64_t id;
	char kind; /* 0: free */
};

struct heard {
	pthread_mutex_t lock;
	struct slot slots[SLOTS];
};

enum rc
heard_open(struct heard **out, struct error *err)
{
	struct heard *h = calloc(1, sizeof(*h));

	if (h == NULL)
		return error_nomem(err);
	(void)pthread_mutex_init(&h->lock, NULL);
	*out = h;
	return RC_OK;
}

void
heard_close(struct heard *h)
{
	if (h == NULL)
		return;
	(void)pthread_mutex_destroy(&h->lock);
	free(h);
}

/* A session's hash is random already; one slot a key, the newer one stays. */
static struct slot *
slot_of(
    struct heard *h, const struct sessions_hash *session, char kind, int64_t id)
{
	uint64_t at;

	memcpy(&at, session->v, sizeof(at));
	at ^= (uint64_t)id * 0x9e3779b97f4a7c15u;
	at ^= (uint64_t)(unsigned char)kind << 32;
	return &h->slots[(at >> 20) % SLOTS];
}

static bool
is(const struct slot *s, const struct sessions_hash *session, char kind,
    int64_t id)
{
	return s->kind == kind && s->id == id &&
	    memcmp(s->session.v, session->v, sizeof(session->v)) == 0;
}

bool
heard_has(
    struct heard *h, const struct sessions_hash *session, char kind, int64_t id)
{
	bool has;

	(void)pthread_mutex_lock(&h->lock);
	has = is(slot_of(h, session, kind, id), session, kind, id);
	(void)pthread_mutex_unlock(&h->lock);
	return has;
}

void
heard_put(
    struct heard *h, const struct sessions_hash *session, char kind, int64_t id)
{
	(void)pthread_mutex_lock(&h->lock);
	*slot_of(h, session, kind, id) =
	    (struct slot){.session = *session, .id = id, .kind = kind};
	(void)pthread_mutex_unlock(&h->lock);
}
