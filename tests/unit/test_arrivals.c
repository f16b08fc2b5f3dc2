/* What recorders have brought: whose it is, what is here, how much there may be. */
#include <sys/stat.h>
#include <unistd.h>

#include "share/arrivals.h"
#include "unit/scratch.h"

#define ID "0123456789abcdef0123456789abcdef"
#define OTHER "fedcba9876543210fedcba9876543210"

static struct site site;

static char dir[SCRATCH_PATH], path[SCRATCH_PATH];

static void
configure(void)
{
	struct error err = {0};

	assert_int_equal(
	    conf_open(&site.conf, scratch_path(path, dir, "marac.conf"), &err),
	    RC_OK);
}

static int
begin(void **state)
{
	*state = site.dir = scratch_make(dir);
	configure();
	return 0;
}

static int
end(void **state)
{
	conf_close(site.conf);
	return scratch_end(state);
}

/* LENGTH bytes of NAME by DEVICE are here, whole, as hash BYTE. */
static enum rc
bring(const char *id, const char *name, int64_t device, int64_t length,
    unsigned char byte)
{
	unsigned char hash[BOX_HASH];
	struct newfile *file = NULL;
	struct error err = {0};
	enum rc rc =
	    arrivals_open(&site, id, name, device, length, &file, &err);

	memset(hash, byte, sizeof(hash));
	if (rc == RC_OK && (rc = newfile_commit(&file, false, &err)) == RC_OK)
		rc = arrivals_add(&site, id, name, hash, &err);
	newfile_discard(&file);
	return rc;
}

static void
lists(const char *id, const char *want)
{
	struct buf out = {0};
	struct error err = {0};

	assert_int_equal(arrivals_list(&site, id, &out, &err), RC_OK);
	assert_string_equal(out.len == 0 ? "" : buf_str(&out), want);
	buf_clear(&out);
}

#define HEX8(x) x x x x x x x x
#define HEX(x) HEX8(x) HEX8(x) HEX8(x) HEX8(x)

static void
what_is_here_is_listed_once_and_only_while_it_is(void **state)
{
	unsigned char hash[BOX_HASH];
	char at[ARRIVALS_PATH];
	struct stat before, after;
	struct error err = {0};

	(void)state;
	lists(ID, "");
	assert_int_equal(bring(ID, "journal", 1, 10, 0x11), RC_OK);
	assert_int_equal(bring(ID, "0001.seg", 1, 10, 0x22), RC_OK);
	lists(ID, HEX("11") "  journal\n" HEX("22") "  0001.seg\n");
	lists(OTHER, "");

	/* Said again and again the list does not grow: its size is bounded, or
	 * a device could make it too long for anybody to read. */
	assert_int_equal(arrivals_path(&site, ID, ".brought", at, &err), RC_OK);
	assert_int_equal(stat(at, &before), 0);
	memset(hash, 0x11, sizeof(hash));
	for (int i = 0; i < 100; i++)
		assert_int_equal(
		    arrivals_add(&site, ID, "journal", hash, &err), RC_OK);
	assert_int_equal(stat(at, &after), 0);
	assert_int_equal(before.st_size, after.st_size);

	/* Gone, and another in its place: the last word counts. */
	assert_int_equal(arrivals_path(&site, ID, "journal", at, &err), RC_OK);
	assert_int_equal(unlink(at), 0);
	lists(ID, HEX("22") "  0001.seg\n");
	assert_int_equal(bring(ID, "journal", 1, 10, 0x33), RC_OK);
	lists(ID, HEX("22") "  0001.seg\n" HEX("33") "  journal\n");
}

/* The linker puts this in write's place (-Wl,--wrap=write). */
ssize_t __real_write(int fd, const void *data, size_t len);
ssize_t __wrap_write(int fd, const void *data, size_t len);

static size_t room = SIZE_MAX; /* of the disk, for the next write */

ssize_t
__wrap_write(int fd, const void *data, size_t len)
{
	size_t some = room < len ? room : len;

	room = SIZE_MAX;
	return __real_write(fd, data, some);
}

/* Wherever a full disk cuts the line short: the next try is listed. */
static void
half_a_line_is_not_in_the_way_of_the_next(void **state)
{
	unsigned char first[BOX_HASH];
	struct newfile *file = NULL;
	struct error err = {0};
	char at[ARRIVALS_PATH];

	(void)state;
	memset(first, 0x11, sizeof(first));
	for (size_t n = 0; n < sizeof(HEX("11") "  journal\n") - 1; n++) {
		assert_int_equal(
		    arrivals_open(&site, ID, "journal", 1, 10, &file, &err),
		    RC_OK);
		assert_int_equal(newfile_commit(&file, false, &err), RC_OK);
		room = n;
		assert_int_equal(
		    arrivals_add(&site, ID, "journal", first, &err),
		    RC_NOSPACE);
		lists(ID, "");
		/* Another file comes in between, or none. */
		if (n % 2 == 0)
			assert_int_equal(
			    bring(ID, "0001.seg", 1, 10, 0x22), RC_OK);
		assert_int_equal(
		    arrivals_add(&site, ID, "journal", first, &err), RC_OK);
		lists(ID,
		    n % 2 == 0
			? HEX("22") "  0001.seg\n" HEX("11") "  journal\n"
			: HEX("11") "  journal\n");
		assert_int_equal(
		    arrivals_path(&site, ID, ".brought", at, &err), RC_OK);
		assert_int_equal(unlink(at), 0);
		assert_int_equal(
		    arrivals_path(&site, ID, "journal", at, &err), RC_OK);
		assert_int_equal(unlink(at), 0);
		assert_int_equal(
		    arrivals_path(&site, ID, "0001.seg", at, &err), RC_OK);
		assert_int_equal(unlink(at), n % 2 == 0 ? 0 : -1);
	}
}

/* What was glued to half a line before that was known. */
static void
a_glued_line_is_said_again(void **state)
{
	char at[ARRIVALS_PATH];
	struct error err = {0};

	(void)state;
	assert_int_equal(bring(ID, "0001.seg", 1, 10, 0x22), RC_OK);
	assert_int_equal(arrivals_path(&site, ID, ".brought", at, &err), RC_OK);
	scratch_put(at,
	    "device 1\n"
	    "2222" HEX("22") "  0001.seg\n");
	lists(ID, "");
	assert_int_equal(bring(ID, "0001.seg", 1, 10, 0x22), RC_CONFLICT);
	for (int i = 0; i < 2; i++) {
		unsigned char hash[BOX_HASH];

		memset(hash, 0x22, sizeof(hash));
		assert_int_equal(
		    arrivals_add(&site, ID, "0001.seg", hash, &err), RC_OK);
		lists(ID, HEX("22") "  0001.seg\n");
	}
}

static void
a_meeting_is_one_devices(void **state)
{
	(void)state;
	assert_int_equal(bring(ID, "journal", 1, 10, 1), RC_OK);
	assert_int_equal(bring(ID, "0001.seg", 2, 10, 1), RC_CONFLICT);
	assert_int_equal(bring(OTHER, "journal", 2, 10, 1), RC_OK);
	assert_int_equal(bring(ID, "0001.seg", 1, 10, 1), RC_OK);
}

static void
what_is_on_its_way_counts(void **state)
{
	struct newfile *first = NULL, *second = NULL;
	struct error err = {0};

	(void)state;
	conf_close(site.conf);
	scratch_put(scratch_path(path, dir, "marac.conf"),
	    "[share]\ndevice_mb = 2\nincoming_mb = 3\nreserve_mb = 0\n");
	configure();
	assert_int_equal(
	    arrivals_open(&site, ID, "0001.seg", 1, 1500000, &first, &err),
	    RC_OK);
	/* Not a byte of the first has come. */
	assert_int_equal(
	    arrivals_open(&site, ID, "0002.seg", 1, 600000, &second, &err),
	    RC_NOSPACE);
	assert_non_null(strstr(err.text, "This recorder has brought 1 MB"));
	assert_null(second);
	assert_int_equal(
	    arrivals_open(&site, OTHER, "0001.seg", 2, 1600000, &second, &err),
	    RC_NOSPACE);
	assert_non_null(strstr(err.text, "Too much waits"));
	newfile_discard(&first);
	assert_int_equal(bring(ID, "0002.seg", 1, 600000, 1), RC_OK);
	assert_int_equal(bring(OTHER, "0001.seg", 2, 1600000, 1), RC_OK);
}

int
main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
	    IN_FOLDER(what_is_here_is_listed_once_and_only_while_it_is),
	    IN_FOLDER(half_a_line_is_not_in_the_way_of_the_next),
	    IN_FOLDER(a_glued_line_is_said_again),
	    IN_FOLDER(a_meeting_is_one_devices),
	    IN_FOLDER(what_is_on_its_way_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
