/* Any bytes as what a browser sends: form, cookie, range, address. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fuzz/fuzz.h"
#include "share/form.h"
#include "share/range.h"
#include "share/urls.h"

static void
must(bool good)
{
	if (!good)
		abort();
}

static void
one_range(const char *text, uint64_t size)
{
	struct range r;
	enum range_answer answer = range_of(text, size, &r);

	must(r.from <= r.to && r.to <= size);
	if (answer == RANGE_PART)
		must(r.from < r.to);
	else if (answer == RANGE_WHOLE)
		must(r.from == 0 && r.to == size);
	else
		must(answer == RANGE_NONE && r.to == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"code", "form", "q", ""};
	char out[24], *text = malloc(size + 1);
	struct urls_target t;

	must(text != NULL);
	memcpy(text, data, size);
	text[size] = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		bool found = form_field(text, size, names[i], out, sizeof(out));

		must(strlen(out) < sizeof(out));
		must(found ? text_valid(out, strlen(out)) : out[0] == '\0');
		found = form_cookie(text, names[i], out, sizeof(out));
		must(strlen(out) < sizeof(out));
		must(found || out[0] == '\0');
	}
	one_range(text, 0);
	one_range(text, 1);
	one_range(text, 3000000);
	one_range(text, UINT64_MAX);
	t = urls_find(URLS_OF_SITE, text);
	must(t.first >= 0 && t.second >= 0);
	must(t.token == NULL || t.token >= text);
	(void)urls_name(t.page);
	free(text);
	return 0;
}
