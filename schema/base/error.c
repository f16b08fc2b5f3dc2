#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void
put(struct error *err, enum rc rc, const char *fmt, va_list ap)
{
	err->rc = rc;
	(void)vsnprintf(err->text, sizeof(err->text), fmt, ap);
}

enum rc
error_set(struct error *err, enum rc rc, const char *fmt, ...)
{
	va_list ap;

	if (err != NULL) {
		va_start(ap, fmt);
		put(err, rc, fmt, ap);
		va_end(ap);
	}
	return rc;
}

enum rc
error_sys(struct error *err, enum rc rc, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;
	size_t used;

	if (saved == ENOSPC || saved == EDQUOT)
		rc = RC_NOSPACE;
	else if (saved == ENOMEM)
		rc = RC_NOMEM;
	if (err != NULL) {
		va_start(ap, fmt);
		put(err, rc, fmt, ap);
		va_end(ap);
		used = strlen(err->text);
		(void)snprintf(err->text + used, sizeof(err->text) - used,
		    ": %s", strerror(saved));
	}
	return rc;
}

enum rc
error_prefix(struct error *err, const char *fmt, ...)
{
	char front[512];
	char whole[sizeof(err->text)];
	va_list ap;
	size_t used;

	if (err == NULL)
		return RC_IO; /* callers that care keep their own rc */
	va_start(ap, fmt);
	(void)vsnprintf(front, sizeof(front), fmt, ap);
	va_end(ap);
	(void)snprintf(whole, sizeof(whole), "%s: ", front);
	used = strlen(whole);
	(void)snprintf(whole + used, sizeof(whole) - used, "%s", err->text);
	memcpy(err->text, whole, sizeof(whole));
	return err->rc;
}

enum rc
error_nomem(struct error *err)
{
	return error_set(err, RC_NOMEM, "no memory left");
}

const char *
error_name(enum rc rc)
{
	static const char *const names[] = {
	    [RC_OK] = "ok",
	    [RC_NOTFOUND] = "not found",
	    [RC_CONFLICT] = "conflict",
	    [RC_INVALID] = "invalid",
	    [RC_DENIED] = "denied",
	    [RC_DAMAGED] = "damaged",
	    [RC_NEWER] = "newer version",
	    [RC_BUSY] = "busy",
	    [RC_NOSPACE] = "disk full",
	    [RC_IO] = "input/output",
	    [RC_NOMEM] = "no memory",
	};

	return (unsigned)rc < sizeof(names) / sizeof(names[0]) ? names[rc]
							       : "unknown";
}
