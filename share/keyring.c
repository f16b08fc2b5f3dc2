#include "share/keyring.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 64 };

struct slot {
	bool used;
	int64_t at_ns;
	unsigned char sealed[BOX_SEALED_KEY];
	struct box_key key;
};

struct keyring {
	pthread_mutex_t lock;
	struct slot slots[SLOTS];
};

enum rc
keyring_open(struct keyring **out, struct error *err)
{
	struct keyring *ring = calloc(1, sizeof(*ring));

	if (ring == NULL)
		return error_nomem(err);
	(void)pthread_mutex_init(&ring->lock, NULL);
	*out = ring;
	return RC_OK;
}

void
keyring_close(struct keyring *ring)
{
	if (ring == NULL)
		return;
	(void)pthread_mutex_destroy(&ring->lock);
	box_wipe(ring, sizeof(*ring));
	free(ring);
}

/* Sealed bytes are random: one slot a key, the newer one stays. */
static struct slot *
slot_of(struct keyring *ring, const unsigned char sealed[BOX_SEALED_KEY])
{
	return &ring->slots[sealed[0] % SLOTS];
}

/* What is too old goes, wherever it is. */
static void
wipe_old(struct keyring *ring, int64_t now_ns)
{
	for (struct slot *s = ring->slots; s < ring->slots + SLOTS; s++)
		if (s->used && now_ns - s->at_ns >= KEYRING_NS)
			box_wipe(s, sizeof(*s));
}

static bool
find(struct keyring *ring, const unsigned char sealed[BOX_SEALED_KEY],
    int64_t now_ns, struct box_key *key)
{
	const struct slot *s = slot_of(ring, sealed);
	bool found;

	(void)pthread_mutex_lock(&ring->lock);
	wipe_old(ring, now_ns);
	found = s->used && memcmp(s->sealed, sealed, BOX_SEALED_KEY) == 0;
	if (found)
		*key = s->key;
	(void)pthread_mutex_unlock(&ring->lock);
	return found;
}

enum rc
keyring_key(struct keyring *ring, const unsigned char sealed[BOX_SEALED_KEY],
    const struct box_secret *secret, int64_t now_ns, struct box_key *key,
    struct error *err)
{
	struct slot *s = slot_of(ring, sealed);
	enum rc rc;

	if (find(ring, sealed, now_ns, key))
		return RC_OK;
	if ((rc = box_key_open(sealed, secret, key, err)) != RC_OK)
		return rc;
	(void)pthread_mutex_lock(&ring->lock);
	s->used = true;
	s->at_ns = now_ns;
	memcpy(s->sealed, sealed, BOX_SEALED_KEY);
	s->key = *key;
	(void)pthread_mutex_unlock(&ring->lock);
	return RC_OK;
}
