#include "recorder/answers.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "seal/box.h"

uint64_t
answers_hash(const char *key)
{
	unsigned char digest[BOX_HASH];
	uint64_t hash;

	box_hash(key, strlen(key), digest);
	hash = buf_get_u64(digest);
	return hash != 0 ? hash : 1;
}

const struct answers_one *
answers_find(const struct answers *a, uint64_t key)
{
	for (size_t i = 0; i < ANSWERS_KEPT; i++) {
		if (a->v[i].key == key)
			return &a->v[i];
	}
	return NULL;
}

void
answers_add(
    struct answers *a, uint64_t key, enum rc rc, uint32_t seq, const char *text)
{
	struct answers_one *one = &a->v[a->next++ % ANSWERS_KEPT];

	*one = (struct answers_one){.key = key, .rc = rc, .seq = seq};
	(void)snprintf(one->text, sizeof(one->text), "%s", text);
}
