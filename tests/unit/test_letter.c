/* The paper as a file: neutral, of A4 pages, and refused rather than wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "distributor/letter.h"
#include "distributor/pdf.h"

/* fontconfig 2.14 loses blocks while it reads its configuration
 * (tests/leaks.txt). */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libfontconfig.so\n";
}

static const struct letter plain = {
    .brand = "Document service",
    .notice = "",
    .url = "https://documents.service.example/letter",
    .code = "K7QM-2XPD-9HTA-3RWV",
    .address = "Nora Sample\n1 High Street\nNT1 1AA",
    .day_ms = (int64_t)1795000000 * 1000,
    .until_ms = (int64_t)1797000000 * 1000,
};
static const struct letter_receipt receipt = {"Nora Sample", "Wendy Worker"};

static bool
holds(const struct buf *file, const char *text)
{
	return memmem(file->data, file->len, text, strlen(text)) != NULL;
}

/* How often TEXT stands in FILE. */
static int
count(const struct buf *file, const char *text)
{
	const unsigned char *at = file->data;
	size_t left = file->len;
	int n = 0;

	while ((at = memmem(at, left, text, strlen(text))) != NULL) {
		n++;
		at++;
		left = file->len - (size_t)(at - file->data);
	}
	return n;
}

static void
is_neutral_(const struct buf *file, int pages, int line)
{
	static const char *const never[] = {"/Producer", "/Creator", "/Author",
	    "/CreationDate", "/ModDate", "/Subject", "/Keywords", "cairo",
	    "pango", "http", "Nora", "Wendy"};

	for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++)
		if (holds(file, never[i]))
			fail_msg("line %d: it holds %s", line, never[i]);
	assert_true(holds(file, "/Title (Document)"));
	assert_int_equal(count(file, "<< /Type /Page "), pages);
	assert_true(holds(file, "%%EOF"));
}
#define is_neutral(file, pages) is_neutral_(file, pages, __LINE__)

static void
rule_07_a_letter_says_nothing_of_itself(void **state)
{
	struct letter letter = plain;
	struct buf file = {0};
	struct error err = {0};
	int pages = 0;

	(void)state;
	for (int how = 0; how < 8; how++) {
		letter.large = (how & 1) != 0;
		letter.qr = (how & 2) != 0;
		letter.language =
		    (how & 4) != 0 ? WORDBOOK_WELSH : WORDBOOK_ENGLISH;
		buf_reset(&file);
		if (letter_write(&letter, &file, &pages, &err) != RC_OK)
			fail_msg("%s", err.text);
		is_neutral(&file, pages);
		assert_in_range(pages, 1, 2);
	}
	buf_clear(&file);
}

static void
a_sheet_has_a_page_to_keep_only_with_a_code(void **state)
{
	struct letter letter = plain;
	struct buf file = {0};
	struct error err = {0};
	int pages = 0;

	(void)state;
	letter.address = NULL;
	assert_int_equal(
	    letter_sheet(&letter, &receipt, &file, &pages, &err), RC_OK);
	assert_int_equal(pages, 2);
	is_neutral(&file, 2);
	buf_reset(&file);
	letter.code = NULL;
	assert_int_equal(
	    letter_sheet(&letter, &receipt, &file, &pages, &err), RC_OK);
	assert_int_equal(pages, 1);
	is_neutral(&file, 1);
	buf_reset(&file);
	assert_int_equal(
	    letter_sheet(&letter, &(struct letter_receipt){"", "Wendy (IDVA)"},
		&file, &pages, &err),
	    RC_DENIED);
	assert_int_equal(file.len, 0);
	buf_clear(&file);
}

static void
refused(const struct letter *letter, enum rc want, const char *words)
{
	struct buf file = {0};
	struct error err = {0};
	int pages = 0;

	assert_int_equal(letter_write(letter, &file, &pages, &err), want);
	if (strstr(err.text, words) == NULL)
		fail_msg("no \"%s\" in: %s", words, err.text);
	assert_int_equal(file.len, 0);
	buf_clear(&file);
}

static void
rule_07_words_that_tell_are_refused(void **state)
{
	struct letter letter = plain;

	(void)state;
	letter.brand = "Northshire MARAC";
	refused(&letter, RC_DENIED, "[share]");
	letter = plain;
	letter.notice = "From the domestic abuse team";
	refused(&letter, RC_DENIED, "[share]");
	letter = plain;
	letter.url = "https://marac.council.example/letter";
	refused(&letter, RC_DENIED, "[share]");
	letter = plain;
	letter.address = "Invented Women's Refuge\n1 High Street\nNT1 1AA";
	refused(&letter, RC_DENIED, "the envelope would show");
}

static void
what_the_window_cannot_show_is_refused(void **state)
{
	struct letter letter = plain;

	(void)state;
	/* 32 characters, but wide ones. */
	letter.address = "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW\nNT1 1AA";
	refused(&letter, RC_INVALID, "too long for the window");
	letter.address = "";
	refused(&letter, RC_INVALID, "empty");
	/* A brand of many lines would show above the address. */
	letter = plain;
	letter.large = true;
	letter.brand =
	    "The long long long long long long long long long long long long "
	    "long long long long long long long long long long long long long "
	    "long long long long long long long long document service";
	refused(&letter, RC_INVALID, "share.brand is so long");
}

static void
a_letter_in_no_font_is_refused(void **state)
{
	struct letter letter = plain;

	(void)state;
	letter.address = "\xf3\xb0\x80\x80\nNT1 1AA"; /* for private use */
	refused(&letter, RC_INVALID, "no font here");
}

static void
a_paragraph_that_does_not_fit_goes_whole_to_the_next_page(void **state)
{
	struct pdf_style body = {18, false};
	struct error err = {0};
	struct pdf *pdf = NULL;
	struct buf file = {0};
	double before, height;
	int pages = 0;

	(void)state;
	assert_int_equal(pdf_open(&pdf, "en", &err), RC_OK);
	before = pdf_at(pdf);
	pdf_put(pdf, &body, "One.\nTwo.\nThree.", 0);
	height = pdf_at(pdf) - before;
	assert_true(height > 3 * 18);
	/* Room for two lines and not for three. */
	pdf_go(pdf, (PDF_TALL_MM - PDF_MARGIN_MM) * PDF_MM - height + 1);
	pdf_put(pdf, &body, "One.\nTwo.\nThree.", 0);
	assert_true(pdf_at(pdf) > before + height - 0.1 &&
	    pdf_at(pdf) < before + height + 0.1);
	assert_int_equal(pdf_finish(&pdf, &file, &pages, &err), RC_OK);
	assert_null(pdf);
	assert_int_equal(pages, 2);
	buf_clear(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rule_07_a_letter_says_nothing_of_itself),
	    cmocka_unit_test(a_sheet_has_a_page_to_keep_only_with_a_code),
	    cmocka_unit_test(rule_07_words_that_tell_are_refused),
	    cmocka_unit_test(what_the_window_cannot_show_is_refused),
	    cmocka_unit_test(a_letter_in_no_font_is_refused),
	    cmocka_unit_test(
		a_paragraph_that_does_not_fit_goes_whole_to_the_next_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
