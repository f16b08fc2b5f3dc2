#include "recorder/finding.h"

#include <string.h>

/* How long NAME is without the number of its card. */
static size_t
unnumbered(const char *name)
{
	static const char number[] = " (hw:";
	size_t len = strlen(name);
	const char *at = NULL, *next = strstr(name, number);

	for (; next != NULL; next = strstr(next + 1, number))
		at = next;
	return at != NULL && name[len - 1] == ')' ? (size_t)(at - name) : len;
}

static ptrdiff_t
whole(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (names[i] != NULL && strcmp(names[i], name) == 0)
			return (ptrdiff_t)i;
	}
	return -1;
}

/* The last one that is called BEFORE but for the number, of *N. */
static ptrdiff_t
renumbered(const char *const *names, size_t count, const char *before, int *n)
{
	size_t len = unnumbered(before);
	ptrdiff_t found = -1;

	for (size_t i = 0; i < count; i++) {
		if (names[i] != NULL && unnumbered(names[i]) == len &&
		    strncmp(names[i], before, len) == 0) {
			found = (ptrdiff_t)i;
			(*n)++;
		}
	}
	return found;
}

/* The last one whose name holds ASKED, of *N. */
static ptrdiff_t
holding(const char *const *names, size_t count, const char *asked, int *n)
{
	ptrdiff_t found = -1;

	for (size_t i = 0; i < count; i++) {
		if (names[i] != NULL && strcasestr(names[i], asked) != NULL) {
			found = (ptrdiff_t)i;
			(*n)++;
		}
	}
	return found;
}

static void
list_names(const char *const *names, size_t count, struct buf *why)
{
	int n = 0;

	for (size_t i = 0; i < count; i++) {
		if (names[i] != NULL)
			buf_printf(
			    why, "%s\"%s\"", n++ > 0 ? ", " : "", names[i]);
	}
	if (n == 0)
		buf_text(why, "no input device at all");
}

/* By the name that people know: without the number, or as they asked. */
static void
say_why(
    int alike, int n, const char *asked, const char *before, struct buf *why)
{
	int len = (int)unnumbered(before);

	if (alike > 1)
		buf_printf(
		    why, "%d microphones match \"%.*s\"", alike, len, before);
	else if (asked[0] == '\0' && before[0] == '\0')
		buf_text(why, "name the microphone with --device");
	else if (asked[0] == '\0')
		buf_printf(
		    why, "no microphone is called \"%.*s\"", len, before);
	else if (n == 0)
		buf_printf(why, "no microphone is called \"%s\"", asked);
	else
		buf_printf(why, "%d microphones match \"%s\"", n, asked);
	buf_text(why, "; there is ");
}

ptrdiff_t
finding_one(const char *const *names, size_t count, ptrdiff_t usual,
    const char *asked, const char *before, struct buf *why)
{
	int alike = 0, n = 0;
	ptrdiff_t found;

	if (before[0] != '\0') {
		if ((found = whole(names, count, before)) >= 0)
			return found;
		found = renumbered(names, count, before, &alike);
		if (alike == 1)
			return found;
	}
	if (asked[0] == '\0' && usual >= 0)
		return usual;
	if ((found = whole(names, count, asked)) >= 0)
		return found;
	found = holding(names, count, asked, &n);
	if (n == 1)
		return found;
	say_why(alike, n, asked, before, why);
	list_names(names, count, why);
	return -1;
}
