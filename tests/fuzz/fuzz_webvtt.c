/* A transcript from anywhere: refused with a place, or cues in order, with
 * words that are text. */
#include <string.h>

#include "base/text.h"
#include "fuzz/fuzz.h"
#include "recording/webvtt.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct webvtt w = {0};
	struct error err = {0};

	if (webvtt_parse("x", (const char *)data, size, &w, &err) != RC_OK) {
		FUZZ_MUST(w.v == NULL);
		FUZZ_MUST(
		    err.rc == RC_NOMEM || strncmp(err.text, "x:", 2) == 0);
		return 0;
	}
	FUZZ_MUST(w.count > 0 && w.count <= WEBVTT_CUES);
	for (size_t i = 0; i < w.count; i++) {
		size_t len = strlen(w.v[i].text);

		FUZZ_MUST(len > 0 && len <= WEBVTT_TEXT);
		FUZZ_MUST(text_valid(w.v[i].text, len));
		FUZZ_MUST(strchr(w.v[i].text, '\n') == NULL);
		FUZZ_MUST(w.v[i].from_ms >= 0);
		FUZZ_MUST(w.v[i].from_ms < w.v[i].to_ms);
		FUZZ_MUST(i == 0 || w.v[i].from_ms >= w.v[i - 1].from_ms);
	}
	webvtt_clear(&w);
	return 0;
}
