#include "prepare/faults.h"

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
	struct faults_one *one;
	va_list ap;

	if (faults->count++ >= FAULTS_SHOWN)
		return;
	one = &faults->shown[faults->count - 1];
	*one = (struct faults_one){.line = line, .column = column, .name = ""};
	va_start(ap, fmt);
	(void)vsnprintf(one->text, sizeof(one->text), fmt, ap);
	va_end(ap);
	buf_printf(&faults->lines, "%s:%ld:%ld: %s\n", faults->file, line,
	    column, one->text);
}

void
faults_name(struct faults *faults, const char *name)
{
	if (faults->count > 0 && faults->count <= FAULTS_SHOWN)
		faults->shown[faults->count - 1].name = name;
}

void
faults_print(const struct faults *faults, FILE *to)
{
	(void)fputs(buf_str(&faults->lines), to);
	if (faults->count > FAULTS_SHOWN)
		(void)fprintf(to, "%s: and %ld more\n", faults->file,
		    faults->count - FAULTS_SHOWN);
}
