#include "rules/contact.h"

#include <stddef.h>

#include "base/clock.h"

enum { MINUTE_MS = 60000, DAY_MINUTES = 24 * 60 };

/* Of the London day. */
static int
minute_of(int64_t ms)
{
	struct clock_civil civil;

	clock_civil_london(ms, &civil);
	return civil.hour * 60 + civil.minute;
}

static bool
any_time(const struct contact_facts *f)
{
	return f->from_minute == -1 && f->to_minute == -1;
}

/* A window that cannot be read lets nothing through. */
static bool
window_valid(const struct contact_facts *f)
{
	return any_time(f) ||
	    (f->from_minute >= 0 && f->from_minute < DAY_MINUTES &&
		f->to_minute >= 0 && f->to_minute <= DAY_MINUTES &&
		f->from_minute != f->to_minute);
}

static bool
open_at(const struct contact_facts *f, int64_t ms)
{
	int minute = minute_of(ms);

	if (any_time(f))
		return true;
	if (f->from_minute < f->to_minute)
		return minute >= f->from_minute && minute < f->to_minute;
	return minute >= f->from_minute || minute < f->to_minute;
}

enum contact_answer
contact_now(const struct contact_facts *f, int64_t now_ms)
{
	if (f->shared)
		return CONTACT_SHARED;
	if (f->safe != CONTACT_YES || !window_valid(f))
		return CONTACT_UNSAFE;
	if (f->changed_unconfirmed)
		return CONTACT_CHANGED;
	if (!f->verified)
		return CONTACT_UNVERIFIED;
	if (f->expires_ms != 0 && now_ms >= f->expires_ms)
		return CONTACT_EXPIRED;
	return open_at(f, now_ms) ? CONTACT_USABLE : CONTACT_LATER;
}

int64_t
contact_next(const struct contact_facts *f, int64_t now_ms)
{
	int64_t ms = now_ms - now_ms % MINUTE_MS;

	if (!window_valid(f))
		return INT64_MAX;
	if (open_at(f, now_ms))
		return now_ms;
	/* Asked minute by minute, so that it agrees with contact_now in the
	 * weeks of 23 and 25 hour days too.  A window can fall wholly into the
	 * hour that spring leaves out, so two days are looked at. */
	for (int i = 0; i < 2 * DAY_MINUTES + 120; i++) {
		ms += MINUTE_MS;
		if (open_at(f, ms))
			return ms;
	}
	return INT64_MAX;
}

const char *
contact_text(enum contact_answer answer)
{
	switch (answer) {
	case CONTACT_USABLE:
		return "This route is safe to use now.";
	case CONTACT_LATER:
		return "This route is safe, but not at this time of day.";
	case CONTACT_UNSAFE:
		return "This route is not recorded as safe.";
	case CONTACT_EXPIRED:
		return "This route has expired and has to be verified again.";
	case CONTACT_UNVERIFIED:
		return "Nobody has verified this route.";
	case CONTACT_CHANGED:
		return "This route was changed and the change is not "
		       "confirmed.";
	case CONTACT_SHARED:
		return "The device is shared.";
	}
	return "This route cannot be used.";
}
