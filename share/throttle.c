#include "share/throttle.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

enum { SETS = 1024, WAYS = 8, TAG = 16, NS_PER_MS = 1000 * 1000 };

struct bucket {
	unsigned char tag[TAG]; /* zeros: free */
	int64_t left_ms;        /* tries left, in milliseconds of refilling */
	int64_t at_ns;
};

struct throttle {
	pthread_mutex_t lock;
	unsigned char key[crypto_generichash_KEYBYTES];
	int64_t full_ms;
	int64_t refill_ms;
	struct bucket buckets[SETS][WAYS];
};

enum rc
throttle_open(
    struct throttle **out, int burst, int64_t refill_ms, struct error *err)
{
	struct throttle *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return error_nomem(err);
	(void)pthread_mutex_init(&t->lock, NULL);
	randombytes_buf(t->key, sizeof(t->key));
	t->full_ms = burst * refill_ms;
	t->refill_ms = refill_ms;
	*out = t;
	return RC_OK;
}

void
throttle_close(struct throttle *t)
{
	if (t == NULL)
		return;
	(void)pthread_mutex_destroy(&t->lock);
	free(t);
}

static void
refill(const struct throttle *t, struct bucket *b, int64_t now_ns)
{
	int64_t gained = (now_ns - b->at_ns) / NS_PER_MS;

	if (gained <= 0)
		return;
	b->at_ns += gained * NS_PER_MS;
	b->left_ms = gained >= t->full_ms - b->left_ms ? t->full_ms
						       : b->left_ms + gained;
}

/* KEY's bucket; NULL when there is none and MAKE is false. */
static struct bucket *
find(struct throttle *t, const void *key, size_t len, bool make, int64_t now_ns)
{
	unsigned char tag[TAG];
	struct bucket *set, *oldest;

	(void)crypto_generichash(
	    tag, sizeof(tag), key, len, t->key, sizeof(t->key));
	tag[0] |= 1; /* never zeros */
	set = t->buckets[(tag[1] | (unsigned)tag[2] << 8) % SETS];
	oldest = &set[0];
	for (int i = 0; i < WAYS; i++) {
		if (memcmp(set[i].tag, tag, sizeof(tag)) == 0)
			return &set[i];
		if (make)
			refill(t, &set[i], now_ns);
		if (set[i].left_ms > oldest->left_ms || set[i].tag[0] == 0)
			oldest = &set[i];
	}
	if (!make)
		return NULL;
	memcpy(oldest->tag, tag, sizeof(tag));
	oldest->left_ms = t->full_ms;
	oldest->at_ns = now_ns;
	return oldest;
}

bool
throttle_take(struct throttle *t, const void *key, size_t len, int64_t now_ns)
{
	struct bucket *b;
	bool may;

	(void)pthread_mutex_lock(&t->lock);
	b = find(t, key, len, true, now_ns);
	refill(t, b, now_ns);
	may = b->left_ms >= t->refill_ms;
	if (may)
		b->left_ms -= t->refill_ms;
	(void)pthread_mutex_unlock(&t->lock);
	return may;
}

void
throttle_give(struct throttle *t, const void *key, size_t len)
{
	struct bucket *b;

	(void)pthread_mutex_lock(&t->lock);
	b = find(t, key, len, false, 0);
	if (b != NULL && b->left_ms + t->refill_ms <= t->full_ms)
		b->left_ms += t->refill_ms;
	(void)pthread_mutex_unlock(&t->lock);
}
