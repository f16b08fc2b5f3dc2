#include "rules/escalate.h"

#include <string.h>

#include "base/clock.h"
#include "rules/holiday.h"

static const struct {
	const char *name;
	int64_t left_ms;
} steps[] = {
    [ESCALATE_AT_ONCE] = {"at-once", 0},
    [ESCALATE_DAY_2] = {"day-2", 5 * (int64_t)CLOCK_DAY_MS},
    [ESCALATE_DAY_4] = {"day-4", 3 * (int64_t)CLOCK_DAY_MS},
    [ESCALATE_DAY_5] = {"day-5", 2 * (int64_t)CLOCK_DAY_MS},
    [ESCALATE_DAY_6] = {"day-6", CLOCK_DAY_MS},
    [ESCALATE_DAY_6_HALF] = {"day-6-half", CLOCK_DAY_MS / 2},
    [ESCALATE_DUE] = {"due", 0},
};

static const struct {
	const char *name;
	bool stopped; /* until a person does something, at any time */
	const char *text;
	const char *todo;
} causes[] = {
    [ESCALATE_TURN] = {"turn", false, "It waits for its turn.",
	"See that the sender runs (`serve`)."},
    [ESCALATE_NOT_MADE] = {"not-made", false, "It has not been made.",
	"Type `copies`."},
    [ESCALATE_UNRELEASED] = {"unreleased", false, "It has not been released.",
	"A chair types `release`."},
    [ESCALATE_UNDECIDED] = {"undecided", false,
	"A decision, or an approval, is missing.",
	"`due` says what is to be typed; somebody else approves it."},
    [ESCALATE_RULE] = {"rule", false, "A rule holds it.",
	"`due` says what is missing."},
    [ESCALATE_HOLD] = {"hold", false, "A named person has put it on hold.",
	"Speak with them; when it may go, type `release-hold`."},
    [ESCALATE_LINK] = {"link", false, "Its link is over or void.",
	"Type `copies`."},
    [ESCALATE_NO_ROUTE] = {"no-route", false,
	"There is no e-mail route for its recipient.",
	"Record a safe one, or choose another way to deliver it."},
    [ESCALATE_ROUTE] = {"route", false,
	"The route to its recipient may not be used.",
	"Ask them, and record what is safe; or choose another way."},
    [ESCALATE_HOURS] = {"hours", false,
	"The route to its recipient is safe at another time of day.",
	"`due` says when; if that is too late, choose another way."},
    [ESCALATE_UNSENT] = {"unsent", false,
	"Its turn has come and nobody sends it.",
	"Start the sender (`serve`), or type `deliver`."},
    [ESCALATE_RELAY] = {"relay", false, "The mail server has not taken it yet.",
	"See to the mail server; `due` says what it answered."},
    [ESCALATE_REFUSED] = {"refused", true,
	"The mail server refused it for good.",
	"Correct the address, or type `resend`."},
    [ESCALATE_BOUNCED] = {"bounced", true, "It came back.",
	"Correct the address, then type `resend`."},
    [ESCALATE_UNKNOWN] = {"unknown", true, "Nobody knows whether it arrived.",
	"Ask its recipient; if it did not, type `resend`."},
    [ESCALATE_MOVED] = {"moved", true, "The address changed after a first try.",
	"Type `resend`."},
    [ESCALATE_PAPER] = {"paper", false,
	"It is on paper, and has been neither posted nor handed over.",
	"Do so, and type `posted` or `handed-over`."},
    [ESCALATE_UNWRITTEN] = {"unwritten", false, "Nobody has written it yet.",
	"One person types `debrief`, another `approve-debrief`."},
    [ESCALATE_NOBODY] = {"nobody", false, "Nobody is named who gets it.",
	"Say who does: type `agency contact`."},
    [ESCALATE_LETTER] = {"letter", true, "The letter came back.",
	"`due` says what can be done."},
};

static bool
stopped(enum escalate_cause cause)
{
	return cause >= ESCALATE_TURN && cause <= ESCALATE_LETTER &&
	    causes[cause].stopped;
}

int64_t
escalate_at(int64_t due_ms, enum escalate_step step)
{
	switch (step) {
	case ESCALATE_AT_ONCE:
		return INT64_MIN;
	case ESCALATE_DUE:
		return due_ms;
	default:
		return holiday_before(due_ms - steps[step].left_ms);
	}
}

/* The last step that has come, or 0. */
static enum escalate_step
reached(int64_t due_ms, int64_t now_ms, enum escalate_cause cause)
{
	for (enum escalate_step s = ESCALATE_DUE; s > ESCALATE_AT_ONCE; s--)
		if (escalate_at(due_ms, s) <= now_ms)
			return s;
	return stopped(cause) ? ESCALATE_AT_ONCE : 0;
}

enum escalate_step
escalate_next(int64_t due_ms, int64_t now_ms, enum escalate_cause cause,
    int64_t since_ms, const struct escalate_told *told, size_t count)
{
	enum escalate_step now = reached(due_ms, now_ms, cause);
	bool seen =
	    stopped(cause) || (now >= ESCALATE_DAY_5 && cause != ESCALATE_TURN);
	bool again = stopped(cause) && since_ms <= now_ms;
	bool step = false, named = false;

	for (size_t i = 0; i < count; i++) {
		if (told[i].step < now || told[i].at_ms > now_ms)
			continue;
		step = true;
		named = named ||
		    (told[i].cause == cause &&
			!(again && told[i].at_ms < since_ms));
	}
	return !step || (seen && !named) ? now : 0;
}

bool
escalate_to_chair(enum escalate_step step)
{
	return step >= ESCALATE_DAY_6;
}

const char *
escalate_step_name(enum escalate_step step)
{
	return step >= ESCALATE_AT_ONCE && step <= ESCALATE_DUE
	    ? steps[step].name
	    : "";
}

const char *
escalate_cause_name(enum escalate_cause cause)
{
	return cause >= ESCALATE_TURN && cause <= ESCALATE_LETTER
	    ? causes[cause].name
	    : "";
}

enum escalate_step
escalate_step_of(const char *name)
{
	for (enum escalate_step s = ESCALATE_AT_ONCE; s <= ESCALATE_DUE; s++)
		if (strcmp(steps[s].name, name) == 0)
			return s;
	return 0;
}

enum escalate_cause
escalate_cause_of(const char *name)
{
	for (enum escalate_cause c = ESCALATE_TURN; c <= ESCALATE_LETTER; c++)
		if (strcmp(causes[c].name, name) == 0)
			return c;
	return 0;
}

const char *
escalate_cause_text(enum escalate_cause cause)
{
	return cause >= ESCALATE_TURN && cause <= ESCALATE_LETTER
	    ? causes[cause].text
	    : "";
}

const char *
escalate_cause_todo(enum escalate_cause cause)
{
	return cause >= ESCALATE_TURN && cause <= ESCALATE_LETTER
	    ? causes[cause].todo
	    : "";
}
