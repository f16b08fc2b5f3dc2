/*
 * judging -- what must hold in a week of delivery (weekly.h): why each thing
 * that is owed has not gone, as the world knows it, and whether that was told
 * in time; what may be in a mail that leaves.
 */
#ifndef UNIT_JUDGING_H
#define UNIT_JUDGING_H

#include "unit/happening.h"

int64_t __real_due_at(int64_t);

/* What the store says of each thing that is owed. */
struct seen {
	bool made, met, stuck, letter, back;
	char state[16], cause[80];
	int64_t next_ms, message;
};
static struct seen seen[WEEKLY_ITEMS];

static struct row {
	int item;
	enum escalate_step step;
	enum escalate_cause cause;
	int64_t at;
} rows[200];
static int nrows;

/* Of the whole week, in true time. */
static struct life {
	enum escalate_cause cause;
	int64_t since, told;
} lives[WEEKLY_ITEMS];
static bool looked; /* late enough, and before the due time */

static inline int
item_of(int64_t case_id, int64_t person, enum owed_kind kind)
{
	for (int i = 0; i < WEEKLY_ITEMS; i++)
		if (weekly_items[i].case_id == case_id &&
		    weekly_items[i].person == person &&
		    weekly_items[i].kind == kind)
			return i;
	weekly_wrong("something is told that nobody is owed");
	return 0;
}

static inline void
see(struct stmt *s)
{
	struct seen *to = &seen[item_of(
	    stmt_int(s, 0), stmt_int(s, 1), (enum owed_kind)stmt_int(s, 2))];

	to->made = true;
	to->met = !stmt_is_null(s, 3);
	(void)snprintf(to->state, sizeof(to->state), "%s", stmt_text(s, 4));
	(void)snprintf(to->cause, sizeof(to->cause), "%s", stmt_text(s, 5));
	to->stuck = stmt_int(s, 6) != 0;
	to->next_ms = stmt_int(s, 7);
	to->letter = stmt_int(s, 8) != 0;
	to->back = stmt_int(s, 9) != 0;
	to->message = stmt_int(s, 10);
}

static inline void
hear(struct stmt *s)
{
	if (nrows < 200)
		rows[nrows++] =
		    (struct row){item_of(stmt_int(s, 0), stmt_int(s, 1),
				     (enum owed_kind)stmt_int(s, 2)),
			escalate_step_of(stmt_text(s, 3)),
			escalate_cause_of(stmt_text(s, 4)), stmt_int(s, 5)};
}

static inline void
each(const char *sql, void (*row)(struct stmt *s))
{
	struct stmt s;
	enum rc rc = stmt_open(&s, weekly_desk.store, sql, &weekly_err);

	while (rc == RC_OK && (rc = stmt_row(&s, &weekly_err)) == RC_OK)
		row(&s);
	if (stmt_close(&s, rc) != RC_NOTFOUND)
		fail_msg("%s", weekly_err.text);
}

#define JUDGING_FATE                                          \
	" coalesce(m.state, ''), coalesce(m.cause, ''),"      \
	" coalesce(m.state = 'held' AND m.ambiguous > 2, 0)," \
	" coalesce(m.next_at, 0), x.id IS NOT NULL,"          \
	" x.returned_at IS NOT NULL, coalesce(m.id, 0)"
#define JUDGING_MAIL(of)                                             \
	" LEFT JOIN message m ON m.parcel_id = " of ".parcel_id AND" \
	" m.kind = 'parcel' LEFT JOIN paper x ON x.id ="             \
	" (SELECT max(y.id) FROM paper y WHERE y.parcel_id = " of    \
	".parcel_id)"

static inline void
look(void)
{
	static const char sql[] =
	    "SELECT c.case_id, c.person_id, 1, d.met_at," JUDGING_FATE
	    " FROM copy c JOIN delivery d ON d.copy_id = c.id" JUDGING_MAIL(
		"c") " WHERE c.withdrawn_at IS NULL UNION ALL"
		     " SELECT w.case_id, w.person_id, 2,"
		     " coalesce(w.given_at, w.acknowledged_at)," JUDGING_FATE
		     " FROM debrief w" JUDGING_MAIL(
			 "w") " WHERE w.withdrawn_at IS NULL UNION ALL"
			      " SELECT a.case_id, t.person_id, 3, "
			      "t.sent_at," JUDGING_FATE
			      " FROM task t JOIN action a ON a.id = "
			      "t.action_id" JUDGING_MAIL("t");
	static const char told[] =
	    "SELECT case_id, person_id, CASE kind WHEN 'copy' THEN 1"
	    " WHEN 'debrief' THEN 2 ELSE 3 END, step, cause, told_at"
	    " FROM escalation";

	memset(seen, 0, sizeof(seen));
	nrows = 0;
	each(sql, see);
	each(told, hear);
}

static inline bool
owed(int i)
{
	return present(i) &&
	    (weekly_items[i].person == WEEKLY_VERA
		    ? !week.decided
		    : !week.over[i] && !seen[i].met);
}

/* Stopped until a person does something; 0: not. */
static inline enum escalate_cause
why_stopped(const struct seen *s)
{
	if (s->back)
		return ESCALATE_LETTER;
	if (s->letter)
		return 0;
	if (strstr(s->cause, "address changed") != NULL)
		return ESCALATE_MOVED;
	if (strcmp(s->state, "bounced") == 0)
		return ESCALATE_BOUNCED;
	if (strcmp(s->state, "failed") == 0)
		return ESCALATE_REFUSED;
	return s->stuck ? ESCALATE_UNKNOWN : 0;
}

/* Why item I does not go, as the world knows it; 0: nothing is wrong. */
static inline enum escalate_cause
why(int i)
{
	const struct seen *s = &seen[i];
	int person = weekly_items[i].person;
	const struct weekly_route *r = &week.routes[person];
	int64_t now = weekly_machine();

	if (held(i))
		return ESCALATE_HOLD;
	if (person == WEEKLY_VERA)
		return ESCALATE_UNDECIDED;
	if (why_stopped(s) != 0)
		return why_stopped(s);
	if (weekly_items[i].kind == OWED_DEBRIEF && !s->made)
		return ESCALATE_UNWRITTEN;
	if (weekly_items[i].kind == OWED_DEBRIEF && !week.approved[i])
		return ESCALATE_UNDECIDED;
	if (!s->made || (s->message == 0 && !s->letter))
		return week.released ? ESCALATE_NOT_MADE : ESCALATE_UNRELEASED;
	if (s->letter)
		return ESCALATE_PAPER;
	if (!weekly_safe(person))
		return r->safe && !r->changed &&
			(r->expires_ms == 0 || now < r->expires_ms)
		    ? ESCALATE_HOURS
		    : ESCALATE_ROUTE;
	if (s->next_ms + 15 * MINUTE_MS +
		(strcmp(s->state, "sending") == 0 ? 10 * MINUTE_MS : 0) <=
	    now)
		return ESCALATE_UNSENT;
	return strncmp(s->cause, "The mail server:", 16) == 0 ? ESCALATE_RELAY
							      : 0;
}

static inline enum escalate_step
step_by_time_left(int64_t now)
{
	static const int64_t left_h[] = {[ESCALATE_DAY_2] = 120,
	    [ESCALATE_DAY_4] = 72,
	    [ESCALATE_DAY_5] = 48,
	    [ESCALATE_DAY_6] = 24,
	    [ESCALATE_DAY_6_HALF] = 12,
	    [ESCALATE_DUE] = 0};
	/* The mutant's clock is not the one that is right. */
	int64_t due = __real_due_at(week.ended);

	for (enum escalate_step s = ESCALATE_DUE; s >= ESCALATE_DAY_2; s--)
		if (now >= due - left_h[s] * HOUR_MS)
			return s;
	return 0;
}

/* Was a step of STEP or later told of item I, for CAUSE where that counts? */
static inline bool
was_told(int i, enum escalate_step step, enum escalate_cause cause, bool named)
{
	int64_t now = weekly_machine();
	bool told = false;

	for (int r = 0; r < nrows; r++)
		if (rows[r].item == i && rows[r].at <= now) {
			if (lives[i].told == 0)
				lives[i].told = week.now;
			told = told ||
			    (rows[r].step >= step &&
				(!named || rows[r].cause == cause));
		}
	return told;
}

/* After a look of `escalate`: is everything told that must be by now? */
static inline void
check(void)
{
	int64_t now = weekly_machine();
	enum escalate_step step = step_by_time_left(now);

	look();
	if (step >= ESCALATE_DAY_5 && week.now <= week.due)
		looked = true;
	for (int i = 0; i < WEEKLY_ITEMS; i++) {
		enum escalate_cause cause = owed(i) ? why(i) : 0;
		bool at_once = cause != 0 && cause == why_stopped(&seen[i]);
		bool told;

		/* However the clock went: an hour is the longest wait. */
		if (!week.clock_moved && strcmp(seen[i].state, "queued") == 0 &&
		    seen[i].next_ms > now + 2 * HOUR_MS)
			weekly_wrong("item %d is put off for %.1f h", i,
			    (double)(seen[i].next_ms - now) / (double)HOUR_MS);
		if (cause != lives[i].cause) {
			lives[i].cause = cause;
			lives[i].since = week.now;
		}
		told = was_told(i, step, cause,
		    cause != 0 && (step >= ESCALATE_DAY_5 || at_once));
		if (!owed(i) || (step == 0 && !at_once) || told)
			continue;
		weekly_wrong("%.1f h before it is due, nobody was told of item "
			     "%d: %s",
		    (double)(week.due - now) / (double)HOUR_MS, i,
		    escalate_cause_name(cause));
	}
}

/* The issue's own words, at the due time, in true time. */
static inline void
check_due(void)
{
	look();
	for (int i = 0; i < WEEKLY_ITEMS; i++) {
		if (!owed(i))
			continue;
		sum->missed++;
		sum->late += lives[i].since > week.due - 48 * HOUR_MS;
		if (looked && lives[i].cause != 0 &&
		    lives[i].since <= week.due - 48 * HOUR_MS &&
		    lives[i].told == 0)
			weekly_wrong("missed, and nobody was told: item %d", i);
	}
}

static inline void
see_moved(struct stmt *s)
{
	int person = (int)stmt_int(s, 0);
	const char *cause = stmt_text(s, 1);
	bool by_route = false;

	for (enum contact_answer a = CONTACT_LATER; a <= CONTACT_SHARED; a++)
		by_route = by_route || strcmp(cause, contact_text(a)) == 0;
	for (int i = 0; by_route && i < week.nmails; i++)
		if (strcmp(week.mails[i].id, stmt_text(s, 2)) == 0 &&
		    week.mails[i].address != week.routes[person].address &&
		    weekly_safe(person) && stmt_int(s, 3) > weekly_machine())
			weekly_wrong("it waits for an address that is gone");
}

/* After a look of a sender that lived: what was tried, and whose address is
 * another and may be used, waits for a person, who is told so. */
static inline void
check_moved(void)
{
	static const char sql[] =
	    "SELECT person_id, cause, message_id, next_at FROM message m WHERE"
	    " state = 'held' AND kind = 'parcel' AND attempts > 0 AND"
	    " ambiguous <= 2";

	each(sql, see_moved);
}

/* Of a parcel's mail that leaves: nothing in it is stopped, or was there
 * before, and it goes by no paper. */
static inline void
check_parcel(const struct weekly_mail *m)
{
	static const char sql[] =
	    "SELECT 1, c.case_id, c.person_id, d.met_at IS NOT NULL FROM copy c"
	    " JOIN delivery d ON d.copy_id = c.id WHERE c.parcel_id = $id AND"
	    " c.withdrawn_at IS NULL UNION ALL"
	    " SELECT 2, w.case_id, w.person_id, w.given_at IS NOT NULL"
	    " FROM debrief w WHERE w.parcel_id = $id AND w.withdrawn_at IS NULL"
	    " UNION ALL SELECT 3, a.case_id, t.person_id, 0 FROM task t"
	    " JOIN action a ON a.id = t.action_id WHERE t.parcel_id = $id";
	static const char paper[] =
	    "SELECT count(*) FROM paper WHERE parcel_id = $id";
	struct error err = {0};
	int may = 0;
	struct stmt s;
	enum rc rc = stmt_open(&s, weekly_desk.store, sql, &err);

	stmt_bind_int(&s, "$id", m->in_parcel);
	while (rc == RC_OK && (rc = stmt_row(&s, &err)) == RC_OK) {
		enum owed_kind kind = (enum owed_kind)stmt_int(&s, 0);
		int i;

		if (stmt_int(&s, 2) != m->person)
			weekly_wrong("a mail with something of somebody else");
		i = item_of(stmt_int(&s, 1), stmt_int(&s, 2), kind);
		if (held(i) || week.over[i] || !week.released ||
		    (kind == OWED_DEBRIEF && !week.approved[i]))
			weekly_wrong("a mail that people have stopped");
		if (stmt_int(&s, 3) != 0)
			weekly_wrong("what was accepted goes again");
		may++;
	}
	(void)stmt_close(&s, rc);
	if (may == 0)
		weekly_wrong("a mail with nothing in it");
	if (weekly_number(paper, m->in_parcel) != 0)
		weekly_wrong("what goes on paper goes by mail, too");
}

#endif
