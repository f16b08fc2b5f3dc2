/* What a compiled page writes, against HTML worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "page_sample.h"
#include "share/page.h"

static void
a_page_is_its_golden_html(void **state)
{
	char name[] = "A&B <i>/\305\265", empty[] = "";
	struct sample_row rows[] = {{name, 7}, {empty, 0}};
	const struct sample_page page = {
	    .text = "<b a=\"1\"> & O'Brien",
	    .array = "a&b",
	    .nothing = "",
	    .number = -12,
	    .size = 34,
	    .rows = rows,
	    .nrows = 2,
	    .inner = {"<script>"},
	};
	struct buf got = {0}, want = {0};

	(void)state;
	page_sample(&got, &page);
	assert_int_equal(
	    buf_read_file(&want, TEST_GOLDEN "/sample.html", 1 << 16, NULL),
	    RC_OK);
	assert_string_equal(buf_str(&got), buf_str(&want));
	buf_clear(&got);
	buf_clear(&want);
}

/* Every byte there is, as text and in an address. */
static void
nothing_escapes_the_escapes(void **state)
{
	struct buf text = {0}, address = {0};
	char all[256];

	(void)state;
	for (int i = 1; i < 256; i++)
		all[i - 1] = (char)i;
	all[255] = '\0';
	page_text(&text, all);
	page_address_text(&address, all);
	for (size_t i = 0; i < text.len; i++)
		assert_null(memchr("<>\"'", text.data[i], 4));
	for (size_t i = 0; i < address.len; i++) {
		unsigned char c = address.data[i];

		assert_true(c == '%' || c == '-' || c == '.' || c == '_' ||
		    c == '~' || (c >= '0' && c <= '9') ||
		    (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'));
	}
	assert_int_equal(address.len, 66 + 3 * (255 - 66));
	assert_int_equal(text.len, 255 + 4 + 3 + 3 + 5 + 4);
	buf_clear(&text);
	buf_clear(&address);
}

static void
numbers_for_people(void **state)
{
	char text[PAGE_LASTS];

	(void)state;
	assert_string_equal(page_clock(0, text), "0:00");
	assert_string_equal(page_clock(65LL * 48000 + 47999, text), "1:05");
	assert_string_equal(page_clock(3727LL * 48000, text), "1:02:07");
	assert_string_equal(page_lasts(48000, text), "1 second");
	assert_string_equal(page_lasts(59LL * 48000, text), "59 seconds");
	assert_string_equal(page_lasts(60LL * 48000, text), "1 minute");
	assert_string_equal(page_lasts(89LL * 48000, text), "1 minute");
	assert_string_equal(page_lasts(90LL * 48000, text), "2 minutes");
	assert_string_equal(
	    page_lasts(3600LL * 48000, text), "1 hour 0 minutes");
	assert_string_equal(
	    page_lasts(7260LL * 48000, text), "2 hours 1 minute");
	assert_string_equal(page_weight(999999, text), "1000 kB");
	assert_string_equal(page_weight(1, text), "1 kB");
	assert_string_equal(page_weight(3149999, text), "3.1 MB");
	page_day(1795439921000, text); /* 23 November 2026, 13:18:41 UTC */
	assert_string_equal(text, "23 November 2026");
	page_when(1795439921000, text);
	assert_string_equal(text, "23 November 2026, 1:18pm");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_page_is_its_golden_html),
	    cmocka_unit_test(nothing_escapes_the_escapes),
	    cmocka_unit_test(numbers_for_people),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
