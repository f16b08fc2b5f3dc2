/* Any bytes as an Ogg Opus file.  The mutator rights the page checksums, so
 * that what lies behind them is reached. */
#include <string.h>

#include <ogg/ogg.h>

#include "fuzz/fuzz.h"
#include "recording/packets.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct packets_memory from = {data, len};
	struct packets *p = NULL;
	struct packets_head head;
	struct error err;
	int64_t count = 0;

	if (packets_open(&p, packets_read_memory, &from, &head, &err) != RC_OK)
		return 0;
	FUZZ_MUST(head.channels == 1);
	for (;;) {
		const unsigned char *packet;
		size_t got;
		int64_t granule;

		if (packets_next(p, &packet, &got, &granule, &err) != RC_OK)
			break;
		if (packet == NULL) {
			FUZZ_MUST(packets_samples(p) <= count * 960);
			break;
		}
		FUZZ_MUST(got > 0 && got <= 1275);
		FUZZ_MUST(granule <= (count + 1) * 960);
		count++;
		FUZZ_MUST((uint64_t)count <= len);
	}
	packets_close(p);
	return 0;
}

#ifdef FUZZING
size_t LLVMFuzzerMutate(uint8_t *data, size_t len, size_t most);
size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t len, size_t most, unsigned seed);

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t len, size_t most, unsigned seed)
{
	size_t at = 0;

	len = LLVMFuzzerMutate(data, len, most);
	if (seed % 8 == 0)
		return len;
	while (at + 27 <= len && memcmp(data + at, "OggS", 4) == 0) {
		size_t header = 27 + (size_t)data[at + 26];
		size_t body = 0;
		ogg_page page;

		if (at + header > len)
			break;
		for (size_t i = 27; i < header; i++)
			body += data[at + i];
		if (at + header + body > len)
			break;
		page = (ogg_page){
		    data + at, (long)header, data + at + header, (long)body};
		ogg_page_checksum_set(&page);
		at += header + body;
	}
	return len;
}
#endif
