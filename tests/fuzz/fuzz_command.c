/* A line from anybody who may connect: refused, or printed and read again as
 * the same. */
#include <string.h>

#include "control/command.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct command first, second;
	struct command_reply reply;
	struct buf line = {0};

	if (command_parse((const char *)data, size, &first, NULL) == RC_OK) {
		FUZZ_MUST(command_print(&first, &line, NULL) == RC_OK);
		/* what was escaped may have grown */
		if (line.len <= COMMAND_LINE) {
			FUZZ_MUST(command_parse((const char *)line.data,
				      line.len, &second, NULL) == RC_OK);
			FUZZ_MUST(memcmp(&first, &second, sizeof(first)) == 0);
		}
		buf_reset(&line);
	}
	if (command_reply_parse((const char *)data, size, &reply, NULL) ==
		RC_OK &&
	    reply.state != 0) {
		FUZZ_MUST(command_reply_print(&reply, &line, NULL) == RC_OK);
		FUZZ_MUST(line.len <= COMMAND_REPLY_LINE);
	}
	buf_clear(&line);
	return 0;
}
