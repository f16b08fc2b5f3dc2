/*
 * banner -- alerts that nobody has seen, above the pages of chairs and
 * coordinators.
 *
 * An alert of a meeting shows only to those who may know of all its cases,
 * because it may be about any; one of no meeting to all of them.
 */
#ifndef SHARE_BANNER_H
#define SHARE_BANNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "share/office.h"
#include "share/page.h"
#include "store/alert.h"

struct banner_line {
	long long id;
	const char *form;
	char at[PAGE_DAY];
	const char *meeting;
	const char *text;
};

struct banner { /* = {0} */
	struct banner_line *alerts;
	size_t nalerts;
	struct alert *v; /* what the lines point into */
	size_t count;
};
void banner_clear(struct banner *b);

enum rc banner_fill(struct banner *b, struct store *store,
    const struct office *o, int64_t now_ms, struct error *err);

/* May PERSON see alert A? */
enum rc banner_sees(struct store *store, struct person_id person,
    const struct alert *a, int64_t now_ms, bool *yes, struct error *err);

#endif
