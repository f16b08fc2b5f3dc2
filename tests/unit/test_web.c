/* The pure parts of share: addresses, ranges, forms, cookies, when a slow
 * answer goes out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "share/crew.h"
#include "share/form.h"
#include "share/range.h"
#include "share/urls.h"

static void
page_is(const char *path, enum urls_page page, int64_t first, int64_t second)
{
	struct urls_target t = urls_find(URLS_OF_SITE, path);

	if (t.page != page || t.first != first || t.second != second)
		fail_msg("%s: page %d, %lld, %lld", path, (int)t.page,
		    (long long)t.first, (long long)t.second);
}

static void
an_address_is_one_page(void **state)
{
	(void)state;
	page_is("/", URLS_HOME, 0, 0);
	page_is("/copy/1", URLS_COPY, 1, 0);
	page_is("/copy/12/document.opus", URLS_COPY_AUDIO, 12, 0);
	page_is("/copy/12/save/document.opus", URLS_COPY_SAVE, 12, 0);
	page_is("/copy/12/document.mp3", URLS_COPY_MP3, 12, 0);
	page_is("/copy/12/save/document.mp3", URLS_COPY_SAVE_MP3, 12, 0);
	page_is("/child/20/audio/31/document.opus", URLS_CHILD_AUDIO, 20, 31);
	page_is("/child/20/audio/31/document.mp3", URLS_CHILD_MP3, 20, 31);
	page_is("/child/20/looks", URLS_CHILD_LOOKS, 20, 0);
	page_is("/children/emergency", URLS_URGENT, 0, 0);
	page_is("/meetings/new", URLS_PLAN, 0, 0);
	page_is("/meeting/7/agenda/check", URLS_AGENDA_CHECK, 7, 0);
	page_is("/meeting/7/case/8/route", URLS_ROUTE, 7, 8);
	page_is("/child/999999999999999999", URLS_CHILD, 999999999999999999, 0);
	page_is("/user/7", URLS_USER, 7, 0);
	page_is("/users/new", URLS_USER_NEW, 0, 0);
	page_is("/setup/square.svg", URLS_SETUP_SQUARE, 0, 0);
	assert_string_equal(urls_find(URLS_OF_SITE, "/d/a/b").token, "a/b");
	assert_string_equal(urls_find(URLS_OF_SITE, "/d/").token, "");
	assert_null(urls_find(URLS_OF_SITE, "/copies").token);
}

static void
another_spelling_is_no_page(void **state)
{
	static const char *const none[] = {"", "//", "/copy", "/copy/",
	    "/copy/0", "/copy/01", "/copy/-1", "/copy/+1", "/copy/1x",
	    "/copy/1/", "/copy/1.0", "/copy/ 1", "/COPY/1", "/copies/",
	    "/child/1/audio//document.opus", "/child/1/audio/2/document.wav",
	    "/child/1000000000000000000", "/d", "/sign-in/", "/assets/",
	    "/assets/../style.css"};

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_int_equal(
		    urls_find(URLS_OF_SITE, none[i]).page, URLS_NONE);
}

static void
the_console_has_pages_of_its_own(void **state)
{
	(void)state;
	assert_int_equal(urls_find(URLS_OF_CONSOLE, "/").page, URLS_CONSOLE);
	assert_string_equal(
	    urls_find(URLS_OF_CONSOLE, "/tell/off-record").token, "off-record");
	/* neither program's are the other's */
	assert_int_equal(urls_find(URLS_OF_SITE, "/events").page, URLS_NONE);
	assert_int_equal(urls_find(URLS_OF_SITE, "/tell/end").page, URLS_NONE);
	assert_int_equal(
	    urls_find(URLS_OF_CONSOLE, "/children").page, URLS_NONE);
	assert_int_equal(
	    urls_find(URLS_OF_CONSOLE, "/d/token").page, URLS_NONE);
	assert_int_equal(urls_find(URLS_OF_CONSOLE, "/health").page, URLS_NONE);
}

static void
no_log_name_holds_a_number(void **state)
{
	(void)state;
	for (int page = 0; page <= URLS_CONSOLE_SCRIPT; page++) {
		const char *name = urls_name((enum urls_page)page);

		assert_true(name[0] != '\0');
		assert_int_equal(strcspn(name, "0123456789/#*"), strlen(name));
	}
}

static void
ranged(const char *header, uint64_t size, enum range_answer answer,
    uint64_t from, uint64_t to)
{
	struct range r = {77, 77};
	enum range_answer got = range_of(header, size, &r);

	if (got != answer || r.from != from || r.to != to)
		fail_msg("'%s' of %llu: %d, %llu to %llu",
		    header != NULL ? header : "", (unsigned long long)size,
		    (int)got, (unsigned long long)r.from,
		    (unsigned long long)r.to);
}

static void
ranges(void **state)
{
	(void)state;
	ranged(NULL, 100, RANGE_WHOLE, 0, 100);
	ranged("bytes=0-", 100, RANGE_PART, 0, 100);
	ranged("bytes=0-0", 100, RANGE_PART, 0, 1);
	ranged("bytes=99-99", 100, RANGE_PART, 99, 100);
	ranged("bytes=10-19", 100, RANGE_PART, 10, 20);
	ranged("bytes=10-1000", 100, RANGE_PART, 10, 100);
	ranged("bytes=-1", 100, RANGE_PART, 99, 100);
	ranged("bytes=-100", 100, RANGE_PART, 0, 100);
	ranged("bytes=-1000", 100, RANGE_PART, 0, 100);
	ranged("Bytes= 1-2\t", 100, RANGE_PART, 1, 3);
	ranged("bytes=18446744073709551615-18446744073709551616", 100,
	    RANGE_NONE, 0, 0);
	ranged("bytes=0-18446744073709551616", 100, RANGE_PART, 0, 100);
	ranged("bytes=100-", 100, RANGE_NONE, 0, 0);
	ranged("bytes=100-200", 100, RANGE_NONE, 0, 0);
	ranged("bytes=-0", 100, RANGE_NONE, 0, 0);
	ranged("bytes=0-", 0, RANGE_NONE, 0, 0);
	ranged("bytes=-5", 0, RANGE_NONE, 0, 0);
	/* not one well-formed range: ignored */
	ranged("", 100, RANGE_WHOLE, 0, 100);
	ranged("bytes", 100, RANGE_WHOLE, 0, 100);
	ranged("bytes=", 100, RANGE_WHOLE, 0, 100);
	ranged("bytes=-", 100, RANGE_WHOLE, 0, 100);
	ranged("bytes=5", 100, RANGE_WHOLE, 0, 100);
	ranged("bytes=5-4", 100, RANGE_WHOLE, 0, 100);
	ranged("bytes=--5", 100, RANGE_WHOLE, 0, 100);
	ranged("bytes=1-2,4-5", 100, RANGE_WHOLE, 0, 100);
	ranged("bytes=1-2x", 100, RANGE_WHOLE, 0, 100);
	ranged("bytes=0x1-2", 100, RANGE_WHOLE, 0, 100);
	ranged("items=1-2", 100, RANGE_WHOLE, 0, 100);
}

static void
field_is(const char *text, const char *name, const char *want)
{
	char out[16];
	bool found = form_field(text, strlen(text), name, out, sizeof(out));

	assert_int_equal(found, want != NULL);
	assert_string_equal(out, want != NULL ? want : "");
}

static void
fields(void **state)
{
	(void)state;
	field_is("a=1&b=2", "a", "1");
	field_is("a=1&b=2", "b", "2");
	field_is("a=1&a=2", "a", "1");
	field_is("a=", "a", "");
	field_is("a=x+y%20z%2B", "a", "x y z+");
	field_is("a=%C5%B5", "a", "\305\265");
	field_is("&&a=1&", "a", "1");
	field_is("xa=1", "a", NULL);
	field_is("a", "a", NULL);
	field_is("ab=1", "a", NULL);
	field_is("", "a", NULL);
	field_is("a=%", "a", NULL);
	field_is("a=%4", "a", NULL);
	field_is("a=%4&b=1", "a", NULL);
	field_is("a=%zz", "a", NULL);
	field_is("a=%00", "a", NULL);
	field_is("a=%FF", "a", NULL);
	field_is("a=%1B", "a", NULL);
	field_is("a=123456789012345", "a", "123456789012345");
	field_is("a=1234567890123456", "a", NULL);
}

static void
cookie_is(const char *header, const char *want)
{
	char out[8];
	bool found = form_cookie(header, "__Host-s", out, sizeof(out));

	assert_int_equal(found, want != NULL);
	assert_string_equal(out, want != NULL ? want : "");
}

static void
cookies(void **state)
{
	(void)state;
	cookie_is("__Host-s=abc", "abc");
	cookie_is("a=1; __Host-s=abc; b=2", "abc");
	cookie_is("a=1;__Host-s=abc", "abc");
	cookie_is(NULL, NULL);
	cookie_is("", NULL);
	cookie_is("s=abc", NULL);
	cookie_is("x__Host-s=abc", NULL);
	cookie_is("__Host-sx=abc", NULL);
	cookie_is("__Host-s=abcdefgh", NULL);
	cookie_is("__Host-s=a; __Host-s=b", NULL);
}

static void
an_answer_goes_out_at_whole_steps(void **state)
{
	const int64_t step = (int64_t)CREW_FLOOR_MS * 1000 * 1000;

	(void)state;
	assert_int_equal(crew_due_ns(7, 7), 7 + step);
	assert_int_equal(crew_due_ns(7, 8), 7 + step);
	assert_int_equal(crew_due_ns(7, 7 + step), 7 + step);
	assert_int_equal(crew_due_ns(7, 8 + step), 7 + 2 * step);
	assert_int_equal(crew_due_ns(7, 7 + 9 * step - 1), 7 + 9 * step);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_address_is_one_page),
	    cmocka_unit_test(another_spelling_is_no_page),
	    cmocka_unit_test(the_console_has_pages_of_its_own),
	    cmocka_unit_test(no_log_name_holds_a_number),
	    cmocka_unit_test(ranges),
	    cmocka_unit_test(fields),
	    cmocka_unit_test(cookies),
	    cmocka_unit_test(an_answer_goes_out_at_whole_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
