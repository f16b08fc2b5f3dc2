/* An archive for a drop folder, without memory: nothing is put anywhere. */
#include <curl/curl.h>

#include "distributor/drop.h"
#include "unit/scratch.h"
#include "unit/starve.h"

static char dir[SCRATCH_PATH], path[SCRATCH_PATH];
static struct conf *conf;

/* What would go out (-Wl,--wrap=curl_easy_perform). */
CURLcode __wrap_curl_easy_perform(CURL *curl);

static int performed;

CURLcode
__wrap_curl_easy_perform(CURL *curl)
{
	(void)curl;
	performed++;
	return CURLE_COULDNT_CONNECT;
}

static int
begin(void **state)
{
	*state = scratch_make(dir);
	scratch_put(scratch_path(path, dir, "marac.conf"),
	    "[drop]\nkey_file = /nonexistent\n");
	assert_int_equal(conf_open(&conf, path, NULL), RC_OK);
	return 0;
}

static int
end(void **state)
{
	conf_close(conf);
	return scratch_end(state);
}

static void
without_memory_for_its_address_nothing_is_tried(void **state)
{
	const struct dropfolder folder = {
	    .url = "sftp://us@localhost/in/", .host_key = "SHA256:x"};
	char cause[DROP_CAUSE];

	(void)state;
	for (int again = 0; again < 2; again++) {
		const struct drop_parcel parcel = {
		    .name = "a.zip", .data = "x", .len = 1, .again = again};

		starve_happened = false;
		starve_countdown = 1;
		assert_int_equal(
		    drop_put(conf, &folder, &parcel, cause), DROP_LATER);
		starve_countdown = 0;
		assert_true(starve_happened);
		assert_int_equal(performed, 0);
	}
	/* With it, it is. */
	assert_int_equal(
	    drop_put(conf, &folder,
		&(struct drop_parcel){.name = "a.zip", .data = "x", .len = 1},
		cause),
	    DROP_LATER);
	assert_int_equal(performed, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(without_memory_for_its_address_nothing_is_tried),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
