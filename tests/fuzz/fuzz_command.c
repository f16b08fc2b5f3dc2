/* A line from anybody who may connect: refused, or printed and read again as
 * the same; and a line that a recorder might answer, likewise. */
#include <string.h>

#include "control/command.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct command first, second;
	struct command_reply reply, again;
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
		FUZZ_MUST(command_reply_parse((const char *)line.data, line.len,
			      &again, NULL) == RC_OK);
		FUZZ_MUST(memcmp(&reply, &again, sizeof(reply)) == 0);
		FUZZ_MUST(command_reply_version(&again) >= 0);
	}
	buf_clear(&line);
	return 0;
}
