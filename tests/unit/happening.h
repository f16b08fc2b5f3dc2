/*
 * happening -- what happens in a week of delivery (weekly.h): what people do, what
 * goes wrong and when it is right again, drawn from the week's dice, in the
 * order of time.
 */
#ifndef UNIT_HAPPENING_H
#define UNIT_HAPPENING_H

#include "distributor/resending.h"
#include "store/holds.h"
#include "store/releases.h"
#include "unit/weekly.h"

enum { HAPPENINGS = 96 };

#define MINUTE_MS ((int64_t)60000)
#define HOUR_MS ((int64_t)CLOCK_HOUR_MS)
#define DAY_MS ((int64_t)CLOCK_DAY_MS)

enum what {
	RELEASE,
	COPIES,
	DECIDE,
	RELAY,
	SENDER,
	MACHINE,
	CLOCK,
	HOLD,
	UNHOLD,
	ROUTE_BAD,
	ROUTE_GOOD,
	WITHDRAW,
	BOUNCE,
	RESEND,
	LETTER,
	KILL_SENDER,
	KILL_ESCALATE,
	LOOK /* nothing: a step's time has come */
};

static const char *const names[] = {"release", "copies", "decide", "relay",
    "sender", "machine", "clock", "hold", "unhold", "route bad", "route good",
    "withdraw", "bounce", "resend", "letter", "kill sender", "kill escalate",
    "look"};

struct happening {
	int64_t at;
	enum what what;
	int64_t value;
};

static struct happening list[HAPPENINGS];
static int nlist, done;
static bool kill_escalate;

/* What happened in all weeks, of all processes that go through them. */
static struct sum {
	unsigned long happened[LOOK + 1];
	unsigned long weeks, missed, late, polls, sent, killed;
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

static inline int
anybody(void)
{
	return weekly_below(2) == 0 ? WEEKLY_OLIVE : WEEKLY_IAN;
}

/* A trouble that begins at some time and ends at some other, perhaps after the
 * week. */
static inline void
put_trouble(void)
{
	int64_t at = week.ended + weekly_below(7 * 24 * 60) * MINUTE_MS;
	int64_t end = at + weekly_span(MINUTE_MS, 8 * DAY_MS);
	int person = anybody();

	switch (weekly_below(11)) {
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
		put(at, HOLD, person);
		put(end, UNHOLD, person);
		break;
	case 6:
	case 7:
		put(at, ROUTE_BAD, person * 8 + weekly_below(4));
		put(end, ROUTE_GOOD, person);
		break;
	case 8:
		if (weekly_below(4) == 0)
			put(at, WITHDRAW, person);
		else
			put(at, LETTER, person);
		break;
	case 9:
		put(at, BOUNCE, person);
		put(end, RESEND, person);
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

	nlist = done = 0;
	kill_escalate = false;
	for (int i = 0; i < 6; i++)
		put(week.due - left_h[i] * HOUR_MS, LOOK, 0);
	put(week.ended + weekly_span(HOUR_MS, 9 * DAY_MS), RELEASE, 0);
	put(list[nlist - 1].at + 1, LOOK, 0);
	for (int i = 0; i < nlist; i++)
		if (list[i].what == RELEASE) {
			put(list[i].at + weekly_span(1, 3 * DAY_MS), COPIES, 0);
			break;
		}
	put(week.ended + weekly_span(HOUR_MS, 14 * DAY_MS), DECIDE, 0);
	for (int i = 2 + weekly_below(4); i > 0; i--)
		put_trouble();
}

static inline void
must(enum rc rc)
{
	if (rc != RC_OK)
		weekly_wrong("%s", weekly_err.text);
}

static inline void
begin(void)
{
	must(__real_store_begin(weekly_desk.store, &weekly_err));
}

static inline void
commit(void)
{
	must(__real_store_commit(weekly_desk.store, &weekly_err));
}

static const struct releases_account chas = {{2}, {WEEKLY_CHAS}};
static const struct releases_account cora = {{1}, {WEEKLY_CORA}};

/* `copies`, without the audio. */
static inline void
make_copies(void)
{
	struct store *store = weekly_desk.store;
	int64_t now = weekly_machine();

	begin();
	for (int i = 0; i < 3; i++) {
		const struct weekly_item *item = &weekly_items[i];
		struct copies_row row = {.rendition = {item->case_id},
		    .meeting = {1},
		    .case_id = {item->case_id},
		    .person = {item->person}};
		struct copies_had had = {0};
		struct message_id id = {0};
		enum rc rc;

		must(copies_had(store, row.meeting, row.case_id, row.person,
		    now, &had, &weekly_err));
		if (had.live.v != 0 || week.over[item->person] ||
		    week.hold[item->person])
			continue;
		rc = copies_parcel_open(store, row.meeting, row.person,
		    row.case_id, now, &row.parcel, &weekly_err);
		if (rc == RC_NOTFOUND)
			rc = post_parcel(&weekly_post, row.meeting, row.person,
			    now, &row.parcel, &weekly_err);
		must(rc);
		must(copies_add(store, &row, "present_throughout", week.due,
		    now, &weekly_err));
		must(post_message(
		    &weekly_post, row.parcel, true, now, &id, &weekly_err));
	}
	commit();
}

static inline void
decide(void)
{
	char sql[400];

	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO decision (meeting_id, case_id, person_id, verdict,"
	    " reason, proposed_by, proposed_at, approved_by, approved_at)"
	    " SELECT 1, id, 1, 'withhold', 'why', 1, %lld, 2, %lld"
	    " FROM marac_case",
	    (long long)weekly_machine(), (long long)weekly_machine());
	rows_run(weekly_desk.store, sql);
	week.decided = true;
}

static inline void
withdraw(int person)
{
	static const char sql[] = "SELECT id FROM copy WHERE person_id = $id"
				  " AND withdrawn_at IS NULL";
	struct copy_id id;

	begin();
	while ((id.v = weekly_number(sql, person)) != 0) {
		week.over[person] = true;
		must(copies_withdraw(weekly_desk.store, id, "account:1", "why",
		    weekly_machine(), &weekly_err));
	}
	commit();
}

/* What a mailbox reports of an accepted mail (bounces write the same). */
static inline void
bounce(int person)
{
	char sql[400];

	(void)snprintf(sql, sizeof(sql),
	    "BEGIN; UPDATE delivery SET met_at = NULL WHERE channel = 'email'"
	    " AND copy_id IN (SELECT c.id FROM copy c JOIN message m ON"
	    " m.parcel_id = c.parcel_id WHERE m.person_id = %d AND m.kind ="
	    " 'parcel' AND m.state = 'accepted'); UPDATE message SET state ="
	    " 'bounced' WHERE person_id = %d AND kind = 'parcel' AND state ="
	    " 'accepted'; COMMIT",
	    person, person);
	rows_run(weekly_desk.store, sql);
}

static inline void
letter(int person)
{
	char sql[300];

	(void)snprintf(sql, sizeof(sql),
	    "UPDATE delivery SET channel = 'letter', met_at = %lld WHERE"
	    " met_at IS NULL AND copy_id IN (SELECT id FROM copy WHERE"
	    " person_id = %d)",
	    (long long)weekly_machine(), person);
	rows_run(weekly_desk.store, sql);
}

/* A person sees to everything of PERSON's that waits for one. */
static inline void
resend(int person)
{
	static const char sql[] =
	    "SELECT c.id FROM copy c JOIN message m ON m.parcel_id ="
	    " c.parcel_id WHERE m.kind = 'parcel' AND c.withdrawn_at IS NULL"
	    " AND (m.state IN ('bounced', 'failed') OR (m.state = 'held' AND"
	    " (m.ambiguous > 2 OR m.attempts > 0))) AND m.person_id = $id";
	struct copy_id id;
	bool anew = false;
	int fuse = week.fuse;
	enum rc rc;

	if ((id.v = weekly_number(sql, person)) == 0)
		return;
	week.fuse = -1; /* it is for another process */
	rc = resending_copy(&weekly_post, id, "why", &cora, weekly_machine(),
	    &anew, &weekly_err);
	week.fuse = fuse;
	if (rc == RC_CONFLICT || rc == RC_DENIED)
		return;
	must(rc);
	for (int i = 0; i < week.nmails; i++)
		if (week.mails[i].person == person) {
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

static inline void
hold(int person, bool on)
{
	struct holds_row *rows = NULL;
	struct hold_id id = {0};
	size_t count = 0;

	if (week.hold[person] == on)
		return;
	week.hold[person] = on;
	begin();
	if (on)
		must(holds_place(weekly_desk.store,
		    &(struct holds_what){.person = {person}}, "why", &cora,
		    weekly_machine(), &id, &weekly_err));
	must(holds_of(weekly_desk.store, (struct meeting_id){1}, &rows, &count,
	    &weekly_err));
	for (size_t i = 0; !on && i < count; i++)
		if (rows[i].what.person.v == person)
			must(holds_release(weekly_desk.store, rows[i].id, "why",
			    &cora, weekly_machine(), &weekly_err));
	free(rows);
	commit();
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
		begin();
		for (int c = 1; c <= 2; c++)
			must(releases_release(weekly_desk.store,
			    (struct meeting_id){1}, (struct case_id){c}, &chas,
			    weekly_machine(), &weekly_err));
		commit();
		week.released = true;
		break;
	case COPIES:
		make_copies();
		break;
	case DECIDE:
		decide();
		break;
	case RELAY:
		week.relay = (enum weekly_relay)h->value;
		break;
	case SENDER:
		week.sender = h->value != 0;
		break;
	case MACHINE:
		week.machine = h->value != 0;
		break;
	case CLOCK:
		week.offset = h->value;
		week.clock_moved = true;
		break;
	case HOLD:
	case UNHOLD:
		hold(person, h->what == HOLD);
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
		bounce(person);
		break;
	case RESEND:
		resend(person);
		break;
	case LETTER:
		letter(person);
		break;
	case KILL_SENDER:
		week.mid = h->value % 3 == 0;
		week.fuse = week.mid ? -1 : (int)h->value / 2;
		week.after = h->value % 2 != 0;
		break;
	case KILL_ESCALATE:
		kill_escalate = true;
		week.fuse = 0;
		week.after = h->value % 2 != 0;
		break;
	case LOOK:
		break;
	}
}

#endif
