/*
 * sample -- what the pages of tests/golden show.
 */
#ifndef GOLDEN_SAMPLE_H
#define GOLDEN_SAMPLE_H

#include <stddef.h>

struct inner_page {
	const char *word;
};

struct sample_row {
	char *name;
	int n;
};

struct sample_page {
	const char *text;
	char array[16];
	const char *nothing;
	long long number;
	size_t size;
	struct sample_row *rows;
	size_t nrows;
	struct inner_page inner;
};

#endif
