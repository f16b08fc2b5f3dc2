/* Any bytes as a CSV file: refused with a place, or fields that are UTF-8 text
 * and stand, in order, inside the file. */
#include <string.h>

#include "base/text.h"
#include "fuzz/fuzz.h"
#include "prepare/table.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct table table = {0};
	struct faults faults = {.file = "x"};
	struct error err = {0};
	size_t fields = 0;
	enum rc rc =
	    table_read(&table, (const char *)data, size, &faults, &err);

	FUZZ_MUST(rc == RC_OK || rc == RC_INVALID);
	FUZZ_MUST((rc == RC_OK) == (faults.count == 0));
	FUZZ_MUST(rc == RC_OK || strncmp(buf_str(&faults.lines), "x:", 2) == 0);
	for (size_t r = 0; r < table.nrows; r++) {
		const struct table_row *row = &table.rows[r];
		long line = 0;
		long column = 0;

		FUZZ_MUST(row->first == fields);
		FUZZ_MUST(row->count >= 1 && row->count <= TABLE_COLUMNS);
		fields += row->count;
		FUZZ_MUST(fields <= table.nfields);
		for (size_t i = row->first; i < fields; i++) {
			const struct table_field *f = &table.fields[i];

			FUZZ_MUST(f->line > line ||
			    (f->line == line && f->column > column));
			FUZZ_MUST(f->line <= (long)size + 1);
			FUZZ_MUST(f->column <= (long)size + 1);
			line = f->line;
			column = f->column;
			if (rc == RC_OK)
				FUZZ_MUST(text_valid(f->text, strlen(f->text)));
		}
	}
	table_clear(&table);
	faults_clear(&faults);
	return 0;
}
