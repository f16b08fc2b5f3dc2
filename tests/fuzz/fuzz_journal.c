/* Any bytes as a journal.  The mutator rights the chain. */
#include <string.h>

#include "fuzz/fuzz.h"
#include "recording/journal.h"
#include "seal/box.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct journal_entry *entries = NULL;
	struct error err;
	size_t count = 0;
	size_t torn = 0;

	if (journal_read(fuzz_file(data, len), &entries, &count, &torn, &err) ==
	    RC_OK) {
		FUZZ_MUST(
		    len < 64 ? torn == len : (count + 1) * 64 + torn == len);
		for (size_t i = 0; i < count; i++) {
			FUZZ_MUST(entries[i].seq == i + 1);
			FUZZ_MUST(journal_kind_name(entries[i].kind) != NULL);
		}
	} else {
		FUZZ_MUST(entries == NULL);
	}
	free(entries);
	return 0;
}

#ifdef FUZZING
size_t LLVMFuzzerMutate(uint8_t *data, size_t len, size_t most);
size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t len, size_t most, unsigned seed);

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t len, size_t most, unsigned seed)
{
	unsigned char joined[64] = {0};
	unsigned char hash[BOX_HASH];

	len = LLVMFuzzerMutate(data, len, most);
	if (seed % 8 == 0)
		return len;
	for (size_t at = 0; at + 64 <= len; at += 64) {
		memcpy(joined + 16, data + at, 48);
		box_hash(joined, sizeof(joined), hash);
		memcpy(data + at + 48, hash, 16);
		memcpy(joined, hash, 16);
	}
	return len;
}
#endif
