#include "tool/faults.h"

#include <stdarg.h>

void
faults_clear(struct faults *faults)
{
	buf_clear(&faults->lines);
	faults->count = 0;
}

void
faults_add(struct faults *faults, long line, long column, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	if (faults->count++ >= FAULTS_SHOWN)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_printf(&faults->lines, "%s:%ld:%ld: %s\n", faults->file, line,
	    column, text);
}

void
faults_print(const struct faults *faults, FILE *to)
{
	(void)fputs(buf_str(&faults->lines), to);
	if (faults->count > FAULTS_SHOWN)
		(void)fprintf(to, "%s: and %ld more\n", faults->file,
		    faults->count - FAULTS_SHOWN);
}
