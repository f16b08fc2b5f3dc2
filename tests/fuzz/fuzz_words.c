/* Any text as a name, a date, a token or digits: bounded, and folding what is
 * folded changes nothing. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "fuzz/fuzz.h"
#include "seal/link.h"

static void
must(bool good)
{
	if (!good)
		abort();
}

static void
fold(const char *text)
{
	char *once = NULL;
	char *twice = NULL;

	if (text_fold(text, &once, NULL) != RC_OK)
		return;
	must(text_fold(once, &twice, NULL) == RC_OK);
	must(strcmp(once, twice) == 0);
	must(once[0] != ' ' && strstr(once, "  ") == NULL);
	free(once);
	free(twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char selector[LINK_SELECTOR], hash[BOX_HASH], bytes[8];
	char stamp[CLOCK_TEXT];
	int64_t ms, again;
	char *text = malloc(size + 1);

	must(text != NULL);
	memcpy(text, data, size);
	text[size] = '\0';
	(void)text_valid(text, size);
	(void)text_telling(text);
	fold(text);
	(void)link_parse(text, selector, hash, NULL);
	(void)buf_unhex(text, bytes, sizeof(bytes), NULL);
	if (clock_parse(text, &ms, NULL) == RC_OK) {
		(void)clock_format_utc(ms, stamp);
		must(clock_parse(stamp, &again, NULL) == RC_OK);
		must(again == ms);
	}
	free(text);
	return 0;
}
