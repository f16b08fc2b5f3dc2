/* CSV as spreadsheets write it, and where each field stood. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "prepare/table.h"

/* TEXT read, as "line:column=text" with | between fields, one row a line; or
 * the faults. */
static const char *
reads_len(const char *text, size_t len)
{
	static char out[128 * 1024];
	struct table table = {0};
	struct faults faults = {.file = "x"};
	struct error err = {0};
	size_t used = 0;
	enum rc rc = table_read(&table, text, len, &faults, &err);

	out[0] = '\0';
	if (rc != RC_OK) {
		assert_int_equal(rc, RC_INVALID);
		assert_true(faults.count > 0);
		(void)snprintf(out, sizeof(out), "%s", buf_str(&faults.lines));
	}
	for (size_t r = 0; rc == RC_OK && r < table.nrows; r++) {
		const struct table_row *row = &table.rows[r];

		for (size_t i = 0; i < row->count; i++) {
			const struct table_field *f =
			    &table.fields[row->first + i];

			used += (size_t)snprintf(out + used, sizeof(out) - used,
			    "%s%ld:%ld=%s", i == 0 ? "" : "|", f->line,
			    f->column, f->text);
			if (i == 0)
				assert_int_equal(row->line, f->line);
		}
		used += (size_t)snprintf(out + used, sizeof(out) - used, "\n");
	}
	table_clear(&table);
	faults_clear(&faults);
	return out;
}

static const char *
reads(const char *text)
{
	return reads_len(text, strlen(text));
}

static void
rows_and_fields(void **state)
{
	(void)state;
	assert_string_equal(reads(""), "");
	assert_string_equal(reads("\n\r\n \n"), "");
	assert_string_equal(reads("a,b"), "1:1=a|1:3=b\n");
	assert_string_equal(reads("a,b\n"), "1:1=a|1:3=b\n");
	assert_string_equal(
	    reads("a,b\r\nc,d\r\n"), "1:1=a|1:3=b\n2:1=c|2:3=d\n");
	assert_string_equal(reads("a\rb"), "1:1=a\n2:1=b\n");
	assert_string_equal(reads("a\n\n\nb"), "1:1=a\n4:1=b\n");
	assert_string_equal(reads("\xef\xbb\xbf"
				  "a,b"),
	    "1:1=a|1:3=b\n");
}

static void
blanks_and_quotes(void **state)
{
	(void)state;
	assert_string_equal(reads(",,\n"), "1:1=|1:2=|1:3=\n");
	assert_string_equal(reads("  a b  , c"), "1:3=a b|1:10=c\n");
	assert_string_equal(reads("\" a \",\"b,c\""), "1:1= a |1:7=b,c\n");
	assert_string_equal(
	    reads("\"say \"\"no\"\"\",x"), "1:1=say \"no\"|1:14=x\n");
	assert_string_equal(reads("\"one\ntwo\r\nthree\",x\ny"),
	    "1:1=one\ntwo\r\nthree|3:8=x\n4:1=y\n");
	assert_string_equal(reads("\"\",x"), "1:1=|1:4=x\n");
}

static void
columns_are_characters(void **state)
{
	(void)state;
	/* 2, 3 and 4 bytes, one character each */
	assert_string_equal(reads("\xc5\xb5,\xe2\x82\xac,\xf0\x9f\x93\x84,x"),
	    "1:1=\xc5\xb5|1:3=\xe2\x82\xac|1:5=\xf0\x9f\x93\x84|1:7=x\n");
}

static void
what_is_no_table_is_named(void **state)
{
	(void)state;
	assert_non_null(strstr(reads("a\nb,c \"d\"\n"), "x:2:5: a quote"));
	assert_non_null(strstr(reads("a\n\"b\" c\n"), "x:2:5: a quote"));
	assert_non_null(strstr(reads("a\nb,\"c\nd,e\n"), "x:2:3: the quote"));
	assert_non_null(strstr(reads("a,b\xff\n"), "x:1:3: not UTF-8"));
	assert_non_null(strstr(reads_len("a\nb\0c\n", 6), "x:2:1: not UTF-8"));
	assert_non_null(strstr(reads("a\n\x07\n"), "x:2:1: not UTF-8"));
}

static void
nothing_grows_without_bounds(void **state)
{
	char *big = malloc(TABLE_FIELD + 16);

	(void)state;
	assert_non_null(big);
	memset(big, 'x', TABLE_FIELD + 16);
	memcpy(big, "a\nb,", 4);
	/* exactly as long as a field may be, and one more */
	assert_null(strstr(reads_len(big, 4 + TABLE_FIELD), "more than"));
	assert_non_null(strstr(reads_len(big, 5 + TABLE_FIELD),
	    "x:2:3: more than 65536 bytes in one field"));
	free(big);
	char commas[TABLE_COLUMNS + 1];
	memset(commas, ',', sizeof(commas));
	assert_null(strstr(reads_len(commas, TABLE_COLUMNS - 1), "more"));
	assert_non_null(strstr(
	    reads_len(commas, TABLE_COLUMNS), "x:1:65: more than 64 fields"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_and_fields),
	    cmocka_unit_test(blanks_and_quotes),
	    cmocka_unit_test(columns_are_characters),
	    cmocka_unit_test(what_is_no_table_is_named),
	    cmocka_unit_test(nothing_grows_without_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
