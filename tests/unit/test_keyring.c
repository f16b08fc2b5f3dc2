/* A key that was opened is there for a minute, for its own sealed bytes and for no
 * others.  What comes from the ring is told by a secret that opens nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "share/keyring.h"

static struct box_secret right, wrong;
static struct box_public to;
static struct keyring *ring;

static int
begin(void **state)
{
	struct box_public other;

	(void)state;
	assert_int_equal(box_init(NULL), RC_OK);
	box_pair_make(&to, &right);
	box_pair_make(&other, &wrong);
	return keyring_open(&ring, NULL) == RC_OK ? 0 : -1;
}

static int
end(void **state)
{
	(void)state;
	keyring_close(ring);
	return 0;
}

/* A key, and it sealed. */
static struct box_key
seal(unsigned char sealed[BOX_SEALED_KEY])
{
	struct box_key key;

	box_key_make(&key);
	assert_int_equal(box_key_seal(&key, &to, sealed, NULL), RC_OK);
	return key;
}

static enum rc
ask(const unsigned char *sealed, const struct box_secret *by, int64_t now_ns,
    struct box_key *got)
{
	memset(got, 0, sizeof(*got));
	return keyring_key(ring, sealed, by, now_ns, got, NULL);
}

static void
a_key_is_kept_for_a_minute(void **state)
{
	unsigned char sealed[BOX_SEALED_KEY];
	struct box_key key = seal(sealed), got;
	const int64_t at = 5;

	(void)state;
	assert_int_equal(ask(sealed, &wrong, at, &got), RC_DENIED);
	assert_int_equal(ask(sealed, &right, at, &got), RC_OK);
	assert_memory_equal(got.v, key.v, sizeof(key.v));
	assert_int_equal(ask(sealed, &wrong, at + KEYRING_NS - 1, &got), RC_OK);
	assert_memory_equal(got.v, key.v, sizeof(key.v));
	/* To be asked for does not keep it longer. */
	assert_int_equal(ask(sealed, &wrong, at + KEYRING_NS, &got), RC_DENIED);
	assert_int_equal(ask(sealed, &wrong, at + 1, &got), RC_DENIED);
}

static void
other_bytes_are_another_key(void **state)
{
	unsigned char sealed[BOX_SEALED_KEY];
	struct box_key key = seal(sealed), got;

	(void)state;
	assert_int_equal(ask(sealed, &right, 0, &got), RC_OK);
	for (size_t i = 0; i < BOX_SEALED_KEY; i++) {
		sealed[i] ^= 0x40;
		assert_int_equal(ask(sealed, &right, 0, &got), RC_DENIED);
		sealed[i] ^= 0x40;
	}
	assert_int_equal(ask(sealed, &wrong, 0, &got), RC_OK);
	assert_memory_equal(got.v, key.v, sizeof(key.v));
}

/* More keys than there are places: each is answered with its own. */
static void
many_keys_take_turns(void **state)
{
	enum { MANY = 500 };
	static unsigned char sealed[MANY][BOX_SEALED_KEY];
	static struct box_key keys[MANY];
	struct box_key got;

	(void)state;
	for (int i = 0; i < MANY; i++)
		keys[i] = seal(sealed[i]);
	for (int turn = 0; turn < 2; turn++)
		for (int i = 0; i < MANY; i++) {
			assert_int_equal(
			    ask(sealed[i], &right, turn, &got), RC_OK);
			assert_memory_equal(got.v, keys[i].v, sizeof(got.v));
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		a_key_is_kept_for_a_minute, begin, end),
	    cmocka_unit_test_setup_teardown(
		other_bytes_are_another_key, begin, end),
	    cmocka_unit_test_setup_teardown(many_keys_take_turns, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
