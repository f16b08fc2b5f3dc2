#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static void
say(enum log_level level, const char *fmt, va_list ap)
{
	char line[2048];
	int used = 0;

	if (!isatty(STDERR_FILENO))
		used = snprintf(line, sizeof(line), "<%d>", (int)level);
	(void)vsnprintf(line + used, sizeof(line) - (size_t)used, fmt, ap);
	(void)fprintf(stderr, "%s\n", line);
}

void
log_info(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(LOG_LEVEL_INFO, fmt, ap);
	va_end(ap);
}

void
log_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(LOG_LEVEL_WARN, fmt, ap);
	va_end(ap);
}

void
log_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(LOG_LEVEL_ERROR, fmt, ap);
	va_end(ap);
}
