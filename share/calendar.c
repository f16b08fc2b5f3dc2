#include "share/calendar.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"

/* "2026-12-04T00:00:00Z" as "20261204" or, with TIME, "20261204T000000Z". */
static void
basic(int64_t ms, bool time, struct buf *out)
{
	char text[CLOCK_TEXT];

	(void)clock_format_utc(ms, text);
	for (const char *p = text; *p != '\0' && (time || *p != 'T'); p++)
		if (*p != '-' && *p != ':')
			buf_u8(out, (unsigned char)*p);
}

static void
line(struct buf *out, const char *text)
{
	buf_text(out, text);
	buf_text(out, "\r\n");
}

enum rc
calendar_task(struct buf *out, int64_t uid, const char *due_on, int64_t made_ms,
    const char *words, struct error *err)
{
	int64_t due_ms = 0;

	if (strlen(due_on) != sizeof("YYYY-MM-DD") - 1 ||
	    clock_parse(due_on, &due_ms, NULL) != RC_OK)
		return error_set(err, RC_INVALID, "not a day of a calendar");
	line(out, "BEGIN:VCALENDAR");
	line(out, "VERSION:2.0");
	line(out, "PRODID:-//Document service//Task//EN");
	line(out, "BEGIN:VEVENT");
	buf_printf(out, "UID:%" PRId64 "@task\r\nDTSTAMP:", uid);
	basic(made_ms, true, out);
	buf_text(out, "\r\nDTSTART;VALUE=DATE:");
	basic(due_ms, false, out);
	buf_text(out, "\r\nDTEND;VALUE=DATE:"); /* the first day behind it */
	basic(due_ms + CLOCK_DAY_MS, false, out);
	buf_printf(out, "\r\nSUMMARY:%s\r\n", words);
	line(out, "CLASS:PRIVATE");
	line(out, "TRANSP:TRANSPARENT");
	line(out, "BEGIN:VALARM");
	line(out, "ACTION:DISPLAY");
	buf_printf(out, "DESCRIPTION:%s\r\n", words);
	line(out, "TRIGGER:-P1D");
	line(out, "END:VALARM");
	line(out, "END:VEVENT");
	line(out, "END:VCALENDAR");
	return buf_check(out, err);
}
