/* Parcels, their links, and what is written for them.  What box_random gives is
 * this test's once. */
#include <stdbool.h>

#include "unit/delivery.h"
#include "unit/scratch.h"

#include "base/text.h"
#include "distributor/post.h"
#include "seal/link.h"
#include "store/copies.h"

static const int64_t now = DELIVERY_NOW;
static char dir[SCRATCH_PATH], path[SCRATCH_PATH];
static struct store *store;
static struct desk desk;
static struct post post;
static struct box_key link_key = {{9}};
static struct error err;
static const unsigned char *next_selector;

void __real_box_random(void *buf, size_t len);
void __wrap_box_random(void *buf, size_t len);

void
__wrap_box_random(void *buf, size_t len)
{
	if (next_selector != NULL && len == LINK_SELECTOR) {
		memcpy(buf, next_selector, len);
		next_selector = NULL;
	} else {
		__real_box_random(buf, len);
	}
}

static void
ok(enum rc rc)
{
	if (rc != RC_OK)
		fail_msg("%s", err.text);
}

static int
open_post(void **state)
{
	struct box_key column = {{7}};

	*state = scratch_make(dir);
	err = (struct error){0};
	store = rows_store();
	delivery_fill(store);
	delivery_render(store);
	ok(keystore_create(scratch_path(path, dir, "d.keystore"), NULL, &err));
	desk.store = store;
	ok(keystore_open(&desk.keys, path, &err));
	ok(keystore_put(
	    desk.keys, KEYSTORE_COLUMN, 1, &column, sizeof(column), &err));
	ok(keystore_put(
	    desk.keys, KEYSTORE_LINK, 1, &link_key, sizeof(link_key), &err));
	scratch_put(scratch_path(path, dir, "marac.conf"),
	    "[mail]\nfrom = documents@service.example\n");
	ok(conf_open(&desk.conf, path, &err));
	ok(post_open(&post, &desk, &err));
	return 0;
}

static int
close_post(void **state)
{
	post_clear(&post);
	conf_close(desk.conf);
	keystore_close(desk.keys);
	store_close(store);
	return scratch_end(state);
}

/* "abus" as base64url is the bytes 69 bb ac; so begins the token. */
static void
rule_07_no_link_spells_a_word_that_tells(void **state)
{
	static const unsigned char selector[LINK_SELECTOR] = {0x69, 0xbb, 0xac};
	struct copies_parcel parcel = {0};
	unsigned char hash[BOX_HASH];
	char token[LINK_TOKEN];
	struct parcel_id id;

	(void)state;
	link_make(&link_key, selector, 1, token, hash);
	assert_memory_equal(token, "abus", 4);
	assert_true(text_telling(token));
	next_selector = selector;
	ok(store_begin(store, &err));
	ok(post_parcel(&post, (struct meeting_id){1}, (struct person_id){OLIVE},
	    now, &id, &err));
	ok(store_commit(store, &err));
	assert_null(next_selector); /* it was offered */
	ok(copies_parcel_get(store, id, &parcel, &err));
	assert_memory_not_equal(parcel.selector, selector, LINK_SELECTOR);
	link_make(&link_key, parcel.selector, 1, token, hash);
	assert_false(text_telling(token));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		rule_07_no_link_spells_a_word_that_tells, open_post,
		close_post),
	};

	return box_init(NULL) != RC_OK
	    ? 1
	    : cmocka_run_group_tests_name("post", tests, NULL, NULL);
}
