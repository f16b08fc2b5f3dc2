/* A sheet of marks from a spreadsheet: refused with a place, or rows in order
 * that the recorder would accept as commands. */
#include <string.h>

#include "fuzz/fuzz.h"
#include "recorder/marksheet.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct marksheet sheet = {0};
	struct error err = {0};

	if (marksheet_parse("x", (const char *)data, size, &sheet, &err) !=
	    RC_OK) {
		FUZZ_MUST(
		    err.rc == RC_NOMEM || strncmp(err.text, "x:", 2) == 0);
		return 0;
	}
	for (size_t i = 0; i < sheet.count; i++) {
		FUZZ_MUST(sheet.rows[i].sample >= 0);
		FUZZ_MUST(
		    i == 0 || sheet.rows[i].sample >= sheet.rows[i - 1].sample);
		FUZZ_MUST(command_check(&sheet.rows[i].command, NULL) == RC_OK);
	}
	marksheet_clear(&sheet);
	return 0;
}
