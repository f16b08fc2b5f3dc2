/* Bytes that grow: little-endian by hand, hex, files, and the latched fault. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/sink.h"
#include "unit/scratch.h"

static void
numbers_are_little_endian(void **state)
{
	static const unsigned char want[] = {0x12, 0x34, 0x12, 0x78, 0x56, 0x34,
	    0x12, 0xf0, 0xde, 0xbc, 0x9a, 0x78, 0x56, 0x34, 0x12};
	struct buf b = {0};

	(void)state;
	buf_u8(&b, 0x12);
	buf_u16(&b, 0x1234);
	buf_u32(&b, 0x12345678);
	buf_u64(&b, 0x123456789abcdef0);
	assert_int_equal(buf_check(&b, NULL), RC_OK);
	assert_int_equal(b.len, sizeof(want));
	assert_memory_equal(b.data, want, sizeof(want));
	assert_int_equal(buf_get_u16(want + 1), 0x1234);
	assert_int_equal(buf_get_u32(want + 3), 0x12345678);
	assert_true(buf_get_u64(want + 7) == 0x123456789abcdef0);
	buf_clear(&b);
	assert_null(b.data);
}

static void
text_grows_and_ends_with_nul(void **state)
{
	struct buf b = {0};

	(void)state;
	assert_string_equal(buf_str(&b), "");
	for (int i = 0; i < 10000; i++)
		buf_printf(&b, "%d,", i % 10);
	assert_int_equal(b.len, 20000);
	assert_int_equal(strlen(buf_str(&b)), 20000);
	assert_memory_equal(buf_str(&b) + 19980, "0,1,2,3,4,5,6,7,8,9,", 21);
	buf_reset(&b);
	assert_string_equal(buf_str(&b), "");
	buf_text(&b, "again");
	assert_string_equal(buf_str(&b), "again");
	buf_clear(&b);
}

static void
room_comes_zeroed(void **state)
{
	struct buf b = {0};
	unsigned char *p;

	(void)state;
	buf_text(&b, "ab");
	p = buf_more(&b, 3);
	assert_non_null(p);
	assert_int_equal(b.len, 5);
	assert_memory_equal(b.data, "ab\0\0\0", 6);
	assert_ptr_equal(p, b.data + 2);
	buf_clear(&b);
}

static void
a_failed_append_latches(void **state)
{
	struct buf b = {0};
	struct error err;

	(void)state;
	buf_text(&b, "kept");
	assert_null(buf_more(&b, SIZE_MAX / 2)); /* no machine has that */
	buf_text(&b, "lost");
	assert_string_equal(buf_str(&b), "kept");
	assert_int_equal(buf_check(&b, &err), RC_NOMEM);
	buf_clear(&b);
}

static void
hex_both_ways(void **state)
{
	static const unsigned char bytes[] = {0x00, 0x9f, 0xa0, 0xff};
	unsigned char back[4];
	struct buf b = {0};

	(void)state;
	buf_hex(&b, bytes, sizeof(bytes));
	assert_string_equal(buf_str(&b), "009fa0ff");
	assert_int_equal(buf_unhex("009FA0ff", back, 4, NULL), RC_OK);
	assert_memory_equal(back, bytes, 4);
	assert_int_equal(buf_unhex("009fa0f", back, 4, NULL), RC_INVALID);
	assert_int_equal(buf_unhex("009fa0ff0", back, 4, NULL), RC_INVALID);
	assert_int_equal(buf_unhex("009fa0fg", back, 4, NULL), RC_INVALID);
	assert_int_equal(buf_unhex("009fa0 f", back, 4, NULL), RC_INVALID);
	buf_clear(&b);
}

static void
files_up_to_a_limit(void **state)
{
	char dir[SCRATCH_PATH], path[SCRATCH_PATH];
	struct buf b = {0};

	(void)state;
	scratch_make(dir);
	scratch_put(scratch_path(path, dir, "f"), "0123456789");
	assert_int_equal(buf_read_file(&b, path, 10, NULL), RC_OK);
	assert_string_equal(buf_str(&b), "0123456789");
	assert_int_equal(buf_read_file(&b, path, 9, NULL), RC_INVALID);
	assert_int_equal(buf_read_file(&b, dir, 9, NULL), RC_IO);
	assert_int_equal(
	    buf_read_file(&b, scratch_path(path, dir, "none"), 9, NULL),
	    RC_NOTFOUND);
	buf_clear(&b);
	scratch_remove(dir);
}

static void
a_sink_into_it(void **state)
{
	struct buf b = {0};
	struct sink sink = sink_to_buf(&b);

	(void)state;
	assert_int_equal(sink_write(&sink, "one ", 4, NULL), RC_OK);
	assert_int_equal(sink_write(&sink, "two", 3, NULL), RC_OK);
	assert_string_equal(buf_str(&b), "one two");
	buf_clear(&b);
}

static void
cells_are_as_wide_as_their_characters(void **state)
{
	struct buf b = {0};

	(void)state;
	buf_cell(&b, "ab", 4);
	buf_cell(&b, "W\xc5\xb7n", 4); /* three characters, four bytes */
	buf_cell(&b, "longer", 4);
	buf_cell(&b, "", 1);
	buf_text(&b, "|");
	assert_string_equal(buf_str(&b), "ab    W\xc5\xb7n   longer   |");
	buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(numbers_are_little_endian),
	    cmocka_unit_test(text_grows_and_ends_with_nul),
	    cmocka_unit_test(room_comes_zeroed),
	    cmocka_unit_test(a_failed_append_latches),
	    cmocka_unit_test(hex_both_ways),
	    cmocka_unit_test(files_up_to_a_limit),
	    cmocka_unit_test(a_sink_into_it),
	    cmocka_unit_test(cells_are_as_wide_as_their_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
