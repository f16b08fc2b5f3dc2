/*
 * happening -- what happens in a week of delivery (weekly.h): what people do, what
 * goes wrong and when it is right again, drawn from the week's dice, in the
 * order of time.
 */
#ifndef UNIT_HAPPENING_H
#define UNIT_HAPPENING_H

#include "store/holds.h"
#include "store/releases.h"
#include "unit/typing.h"
#include "unit/postbag.h"
#include "unit/rewinding.h"
#include "unit/weekly.h"

enum { HAPPENINGS = 96 };

#define MINUTE_MS ((int64_t)60000)
#define HOUR_MS ((int64_t)CLOCK_HOUR_MS)
#define DAY_MS ((int64_t)CLOCK_DAY_MS)

enum what {
	RELEASE,
	COPIES,
	DECIDE,
	WRITE,
	APPROVE,
	RELAY,
	SENDER,
	RIVAL,
	MACHINE,
	CLOCK,
	HOLD,
	UNHOLD,
	ROUTE_BAD,
	ROUTE_GOOD,
	WITHDRAW,
	BOUNCE,
	MAILBOX,
	RESEND,
	LETTER,
	POSTED,
	RETURNED,
	KILL_SENDER,
	KILL_ESCALATE,
	LOOK /* nothing: a step's time has come */
};

static const char *const names[] = {"release", "copies", "decide", "write",
    "approve", "relay", "sender", "rival", "machine", "clock", "hold", "unhold",
    "route bad", "route good", "withdraw", "bounce", "mailbox", "resend",
    "letter", "posted", "returned", "kill sender", "kill escalate", "look"};

struct happening {
	int64_t at;
	enum what what;
	int64_t value;
};

static struct happening list[HAPPENINGS];
static int nlist, done;
static bool rival; /* somebody else sends, too */
static struct weekly_process doomed_sender, doomed_escalate;

/* What happened in all weeks, of all processes that go through them. */
static struct sum {
	unsigned long happened[LOOK + 1];
	unsigned long weeks, missed, late, polls, sent, killed, raced, asleep,
	    back, forged, posted, debriefs, tasks;
} * sum;

static inline void
put(int64_t at, enum what what, int64_t value)
{
	int i = nlist;

	if (nlist == HAPPENINGS) {
		weekly_wrong("too much happens");
		return;
	}
	for (; i > done && list[i - 1].at > at; i--)
		list[i] = list[i - 1];
	list[i] = (struct happening){at, what, value};
	nlist++;
}

static const char *const logins[] = {[WEEKLY_VERA] = "vera",
    [WEEKLY_OLIVE] = "olive",
    [WEEKLY_IAN] = "ian",
    [WEEKLY_DORA] = "dora",
    [WEEKLY_HAL] = "hal"};
/* Item I is of a case that is on the agenda. */
static inline bool
present(int i)
{
	return weekly_items[i].case_id <= week.cases;
}

static const int people[] = {WEEKLY_OLIVE, WEEKLY_IAN, WEEKLY_DORA, WEEKLY_HAL};
enum { PEOPLE = 4 };

static inline int
anybody(void)
{
	return people[weekly_below(PEOPLE)];
}

static inline void
put_letter(int64_t at, int person)
{
	put(at, LETTER, person);
	put(at + weekly_span(1, DAY_MS), POSTED, person);
	if (weekly_below(3) != 0)
		return;
	put(at + weekly_span(DAY_MS, 3 * DAY_MS), RETURNED, person);
	put(at + weekly_span(3 * DAY_MS, 4 * DAY_MS), LETTER, person);
}

/* A trouble that begins at some time and ends at some other, perhaps after the
 * week.  Copies are made at COPIED. */
static inline void
put_trouble(int64_t copied)
{
	int64_t at = week.ended + weekly_below(7 * 24 * 60) * MINUTE_MS;
	int64_t end = at + weekly_span(MINUTE_MS, 8 * DAY_MS);
	int person = anybody(), what;

	switch (weekly_below(14)) {
	case 0:
	case 1:
		put(at, RELAY, 1 + weekly_below(RELAY_STATES - 1));
		put(end, RELAY, RELAY_UP);
		break;
	case 2:
		put(at, SENDER, false);
		put(end, SENDER, true);
		break;
	case 3:
		put(at, MACHINE, false);
		put(at + weekly_span(MINUTE_MS, 2 * DAY_MS), MACHINE, true);
		break;
	case 4:
		end = at + weekly_span(MINUTE_MS, 2 * DAY_MS);
		put(at, CLOCK,
		    (weekly_below(2) == 0 ? -1 : 1) *
			weekly_span(MINUTE_MS, 23 * HOUR_MS));
		put(end, CLOCK, 0);
		if (weekly_below(2) == 0) { /* and mail has to be put off */
			put(at - 1, RELAY, RELAY_ABSENT + weekly_below(2));
			put(end + weekly_span(MINUTE_MS, DAY_MS), RELAY,
			    RELAY_UP);
		}
		break;
	case 5:
		/* A person, the meeting, or one thing that is owed. */
		what = weekly_below(3) == 0 ? weekly_below(4) - 1 : -2;
		what = what == -2 ? 100 + person : what;
		put(at, HOLD, what);
		put(end, UNHOLD, what);
		break;
	case 6:
	case 7:
		put(at, ROUTE_BAD, person * 8 + weekly_below(4));
		put(end, ROUTE_GOOD, person);
		if (weekly_below(2) == 0)
			put_letter(at + weekly_span(MINUTE_MS, DAY_MS), person);
		break;
	case 8:
		if (weekly_below(2) == 0) {
			put(at, WITHDRAW, person);
			break;
		}
		/* It is there, and no mail takes it. */
		put(copied - 1, RELAY, RELAY_ABSENT + weekly_below(2));
		put(copied + weekly_span(HOUR_MS, 4 * DAY_MS), RELAY, RELAY_UP);
		put_letter(copied + weekly_span(MINUTE_MS, HOUR_MS), person);
		break;
	case 9:
	case 10:
		put(at, BOUNCE, person * 8 + weekly_below(POSTBAG_KINDS));
		if (weekly_below(3) == 0) {
			put(at - MINUTE_MS, MAILBOX, false);
			put(at + weekly_span(MINUTE_MS, 2 * DAY_MS), MAILBOX,
			    true);
		}
		put(end, RESEND, person);
		break;
	case 11:
		put(at, RIVAL, true);
		put(end, RIVAL, false);
		if (weekly_below(2) == 0) {
			put(at, RELAY, RELAY_DROPS);
			put(at + weekly_span(MINUTE_MS, 4 * HOUR_MS), RELAY,
			    RELAY_UP);
		}
		break;
	default:
		for (int i = 1 + weekly_below(3); i > 0; i--)
			put(at + weekly_below(600) * MINUTE_MS,
			    weekly_below(3) == 0 ? KILL_ESCALATE : KILL_SENDER,
			    weekly_below(9));
	}
}

static inline void
plan(void)
{
	static const int left_h[] = {120, 72, 48, 24, 12, 0};
	int64_t release = week.ended + weekly_span(HOUR_MS, 9 * DAY_MS);
	int64_t copies = release + weekly_span(1, 3 * DAY_MS);
	int64_t write;

	nlist = done = 0;
	rival = false;
	doomed_sender = doomed_escalate = weekly_well;
	postbag.count = postbag.read = 0;
	postbag.away = false;
	/* Two days before it is looked always, as the hour itself; at the
	 * other steps in every other week. */
	for (int i = 0; i < 6; i++)
		if (left_h[i] == 48 || left_h[i] == 0 || weekly_below(2) == 0)
			put(week.due - left_h[i] * HOUR_MS, LOOK, 0);
	put(release, RELEASE, 0);
	/* Who types it is killed now and then, and types it again. */
	if (weekly_below(4) == 0) {
		put(copies, COPIES, weekly_below(3));
		copies += weekly_span(1, HOUR_MS);
	}
	put(copies, COPIES, -1);
	put(week.ended + weekly_span(HOUR_MS, 14 * DAY_MS), DECIDE, 0);
	for (int i = 0; i < WEEKLY_ITEMS; i++) {
		if (weekly_items[i].kind != OWED_DEBRIEF || !present(i))
			continue;
		write = week.ended + weekly_span(HOUR_MS, 9 * DAY_MS);
		put(write, WRITE, i);
		put(write + weekly_span(1, 3 * DAY_MS), APPROVE, i);
	}
	for (int i = 1 + weekly_below(4); i > 0; i--)
		put_trouble(copies);
}

static inline void
must(enum rc rc)
{
	if (rc != RC_OK)
		weekly_wrong("%s", weekly_err.text);
}

static const char *const cases[] = {"", "NS-1", "NS-2"};

static inline void
decide(void)
{
	for (int c = 1; c <= week.cases; c++) {
		(void)ACT(releasing_decide, "cora", NULL, "M-1", cases[c],
		    "vera", "withhold");
		must(ACT(
		    releasing_approve, "chas", NULL, "M-1", cases[c], "vera"));
	}
	week.decided = true;
}

/* A debrief is written anew, which voids the approval of the one before. */
static inline void
write_debrief(int i)
{
	const struct weekly_item *item = &weekly_items[i];

	if (week.over[i])
		return;
	must(ACT(debriefing_write, "cora", NULL, "M-1", cases[item->case_id],
	    logins[item->person]));
	week.approved[i] = false;
}

static inline void
approve_debrief(int i)
{
	const struct weekly_item *item = &weekly_items[i];

	if (ACT(debriefing_approve, "chas", NULL, "M-1", cases[item->case_id],
		logins[item->person]) == RC_OK)
		week.approved[i] = true;
}

static const char copy_sql[] =
    "SELECT id FROM copy WHERE withdrawn_at IS NULL AND"
    " case_id * 100 + person_id = $id";
static const char debrief_sql[] =
    "SELECT id FROM debrief WHERE withdrawn_at IS NULL AND"
    " case_id * 100 + person_id = $id";

/* The number of item I's copy or debrief, 0 when there is none. */
static inline int64_t
number_of(int i)
{
	const struct weekly_item *item = &weekly_items[i];

	return item->kind == OWED_ACTION
	    ? 0
	    : weekly_number(item->kind == OWED_DEBRIEF ? debrief_sql : copy_sql,
		  item->case_id * 100 + item->person);
}

static inline void
withdraw(int person)
{
	char id[24];

	for (int i = 0; i < WEEKLY_ITEMS; i++) {
		const struct weekly_item *item = &weekly_items[i];
		int64_t number = item->person == person ? number_of(i) : 0;

		if (number == 0)
			continue;
		(void)snprintf(id, sizeof(id), "%lld", (long long)number);
		must(ACT(item->kind == OWED_DEBRIEF ? debriefing_withdraw
						    : withdrawing_verb,
		    "cora", NULL, id));
		if (item->kind == OWED_DEBRIEF)
			must(ACT(debriefing_addressee, "cora", "end", "M-1",
			    cases[item->case_id], logins[person]));
		week.over[i] = true;
	}
}

/* A report comes into the mailbox about some mail of PERSON's that can have
 * arrived somewhere. */
static inline void
bounce(int person, enum postbag_kind kind)
{
	int found = -1;

	for (int i = 0, seen = 0; i < week.nmails; i++)
		if (week.mails[i].person == person && week.mails[i].open > 0 &&
		    weekly_below(++seen) == 0)
			found = i;
	if (found < 0)
		return;
	postbag_put(&week.mails[found], kind);
	sum->back += kind == POSTBAG_TRUE || kind == POSTBAG_NAMED;
	sum->forged += kind == POSTBAG_FORGED;
}

/* A person sees to everything of PERSON's that waits for one. */
static inline void
resend(int person)
{
	static const char sql[] =
	    "SELECT c.id FROM copy c JOIN message m ON m.parcel_id ="
	    " c.parcel_id WHERE m.kind = 'parcel' AND c.withdrawn_at IS NULL"
	    " AND (m.state IN ('bounced', 'failed') OR (m.state = 'held' AND"
	    " (m.ambiguous > 2 OR m.attempts > 0))) AND m.person_id = $id"
	    " LIMIT 1";
	int64_t copy = weekly_number(sql, person);
	char id[24];
	enum rc rc;

	(void)snprintf(id, sizeof(id), "%lld", (long long)copy);
	rc = copy != 0
	    ? ACT(resending_verb, "cora", NULL, id)
	    : ACT(resending_verb, "cora", NULL, "M-1", logins[person]);
	for (int i = 0; rc == RC_OK && i < week.nmails; i++)
		if (week.mails[i].person == person && week.mails[i].parcel) {
			week.mails[i].opened = 0;
			if (week.mails[i].open > 2)
				week.mails[i].open = 2;
		}
}

static inline void
set_route(int person, int how)
{
	struct weekly_route *r = &week.routes[person];

	switch (how) {
	case 0:
		r->safe = false;
		break;
	case 1:
		r->expires_ms = weekly_machine() + weekly_below(72) * HOUR_MS;
		break;
	case 2:
		r->from_hour = weekly_below(24);
		r->to_hour = (r->from_hour + 1 + weekly_below(10)) % 24;
		break;
	default: /* moved; nobody has confirmed it */
		r->address++;
		r->changed = true;
		weekly_put_route(person, false);
		return;
	}
	weekly_put_route(person, !r->changed);
}

/* Where the number of the hold is that WHAT names; and how it is typed. */
static inline int64_t *
hold_of(int64_t what, char text[24], const char **as)
{
	if (what >= 100) {
		(void)snprintf(text, 24, "%s", logins[what - 100]);
		*as = "person";
		return &week.person_holds[what - 100];
	}
	if (what < 0) {
		(void)snprintf(text, 24, "M-1");
		*as = "meeting";
		return &week.meeting_hold;
	}
	(void)snprintf(text, 24, "%lld", (long long)number_of((int)what));
	*as = "copy";
	return &week.holds[what];
}

static inline void
hold(int64_t what, bool on)
{
	static const char newest[] = "SELECT max(id) FROM safety_hold";
	const char *as = NULL;
	char text[24];
	int64_t *id = hold_of(what, text, &as);

	if ((*id != 0) == on || (on && strcmp(text, "0") == 0))
		return;
	if (on) {
		must(ACT(holding_hold, "cora", as, text));
		*id = weekly_number(newest, 0);
		return;
	}
	(void)snprintf(text, sizeof(text), "%lld", (long long)*id);
	must(ACT(holding_release, "cora", NULL, text));
	*id = 0;
}

static inline bool
held(int i)
{
	const struct weekly_item *item = &weekly_items[i];

	/* One on a copy is on all that this person has of the case. */
	for (int k = 0; k < WEEKLY_ITEMS; k++)
		if (week.holds[k] != 0 &&
		    weekly_items[k].case_id == item->case_id &&
		    weekly_items[k].person == item->person)
			return true;
	return week.meeting_hold != 0 || week.person_holds[item->person] != 0;
}

static inline void
letter(int person)
{
	(void)ACT(posting_letter, "cora", NULL, "M-1", logins[person]);
}

static inline void
posted(int person)
{
	sum->posted +=
	    ACT(posting_posted, "cora", NULL, "M-1", logins[person]) == RC_OK;
}

static inline void
happen(const struct happening *h)
{
	int person = (int)h->value;

	if (h->what != LOOK)
		weekly_note("%s %lld", names[h->what], (long long)h->value);
	sum->happened[h->what]++;
	switch (h->what) {
	case RELEASE:
		must(ACT(releasing_release, "chas", NULL, "M-1"));
		week.released = true;
		break;
	case COPIES:
		act_copies((int)h->value);
		break;
	case DECIDE:
		decide();
		break;
	case WRITE:
		write_debrief((int)h->value);
		break;
	case APPROVE:
		approve_debrief((int)h->value);
		break;
	case RELAY:
		week.relay = (enum weekly_relay)h->value;
		break;
	case SENDER:
		week.sender = h->value != 0;
		break;
	case RIVAL:
		rival = h->value != 0;
		break;
	case MACHINE:
		week.machine = h->value != 0;
		break;
	case CLOCK:
		week.jumps++;
		week.offset = h->value;
		week.clock_moved = true;
		break;
	case HOLD:
	case UNHOLD:
		hold(h->value, h->what == HOLD);
		break;
	case ROUTE_BAD:
		set_route(person / 8, person % 8);
		break;
	case ROUTE_GOOD:
		week.routes[person] = (struct weekly_route){.safe = true,
		    .from_hour = -1,
		    .to_hour = -1,
		    .address = week.routes[person].address};
		/* One that was over comes back as a changed one, which is
		 * then confirmed. */
		weekly_put_route(person, true);
		weekly_put_route(person, true);
		break;
	case WITHDRAW:
		withdraw(person);
		break;
	case BOUNCE:
		bounce(person / 8, (enum postbag_kind)(person % 8));
		break;
	case MAILBOX:
		postbag.away = h->value == 0;
		break;
	case RESEND:
		resend(person);
		break;
	case LETTER:
		letter(person);
		break;
	case POSTED:
		posted(person);
		break;
	case RETURNED:
		(void)ACT(
		    posting_returned, "cora", NULL, "M-1", logins[person]);
		break;
	case KILL_SENDER:
		doomed_sender =
		    (struct weekly_process){.mid = h->value % 3 == 0,
			.fuse = h->value % 3 == 0 ? -1 : (int)h->value / 2,
			.after = h->value % 2 != 0};
		break;
	case KILL_ESCALATE:
		doomed_escalate = (struct weekly_process){
		    .fuse = 0, .after = h->value % 2 != 0};
		break;
	case LOOK:
		break;
	}
}

#endif
