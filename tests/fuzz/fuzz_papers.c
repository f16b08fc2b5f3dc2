/* Any bytes as papers. */
#include "fuzz/fuzz.h"
#include "recording/papers.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct papers papers = {0};
	struct error err;

	if (papers_read(fuzz_file(data, len), &papers, &err) == RC_OK) {
		FUZZ_MUST(papers.nitems > 0);
		FUZZ_MUST(papers.title != NULL && papers.title[0] != '\0');
		for (size_t i = 0; i < papers.npeople; i++)
			FUZZ_MUST(papers.people[i].ref > 0);
	} else {
		FUZZ_MUST(papers.items == NULL);
	}
	papers_clear(&papers);
	return 0;
}
