/*
 * Weeks of delivery with seeded faults of clock, network and process, through
 * the real outbox, sending and escalation (weekly.h): nothing late goes unseen,
 * nothing is sent twice or to where it may not go, and nothing is lost.
 *
 * 10,000 weeks in every run, 1,000,000 with MARAC_LONG=1; a tenth with
 * sanitizers.  A week that fails names its seed and what happened in it;
 * MARAC_WEEK=SEED runs that one alone.
 *
 * MARAC_MUTANT takes a guard away, here and not in what is tested; then the
 * weeks must fail:
 *	escalation	nobody runs `escalate`
 *	once		`escalate` stops after its first telling
 *	lease		what a dead sender leaves is sent again at once
 *	due		the due time is an hour late
 *	route		every route is called usable
 *	repeat		what nobody knows the fate of is tried for ever
 *	hold		nobody knows of a hold
 *	clock		what a clock that was ahead has put off stays so
 */
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cmd.h"
#include "distributor/escalating.h"
#include "distributor/owing.h"
#include "distributor/reminding.h"
#include "distributor/sending.h"
#include "unit/happening.h"

enum {
	EVERY_RUN = CMD_LOOKED_INTO ? 1000 : 10000,
	LONG = CMD_LOOKED_INTO ? 100000 : 1000000,
	WORKERS = 2
};

static const char *mutant = "";

int64_t __real_due_at(int64_t);
int64_t __wrap_due_at(int64_t);
enum contact_answer __real_contact_now(const struct contact_facts *, int64_t);
enum contact_answer __wrap_contact_now(const struct contact_facts *, int64_t);
enum rc __real_outbox_lost(
    struct store *, int64_t, struct message_id **, size_t *, struct error *);
enum rc __wrap_outbox_lost(
    struct store *, int64_t, struct message_id **, size_t *, struct error *);
enum rc __real_outbox_ambiguous(struct store *, struct message_id, int64_t,
    const char *, bool *, struct error *);
enum rc __wrap_outbox_ambiguous(struct store *, struct message_id, int64_t,
    const char *, bool *, struct error *);

enum rc __real_outbox_ahead(struct store *, int64_t, bool *, struct error *);
enum rc __wrap_outbox_ahead(struct store *, int64_t, bool *, struct error *);
const struct holds_row *__real_holds_find(
    const struct holds_row *, size_t, struct case_id, struct person_id);
const struct holds_row *__wrap_holds_find(
    const struct holds_row *, size_t, struct case_id, struct person_id);

enum rc
__wrap_outbox_ahead(
    struct store *store, int64_t now, bool *any, struct error *err)
{
	enum rc rc = __real_outbox_ahead(store, now, any, err);

	*any = *any && strcmp(mutant, "clock") != 0;
	return rc;
}

const struct holds_row *
__wrap_holds_find(const struct holds_row *rows_, size_t count,
    struct case_id case_id, struct person_id person)
{
	return strcmp(mutant, "hold") == 0
	    ? NULL
	    : __real_holds_find(rows_, count, case_id, person);
}

int64_t
__wrap_due_at(int64_t ended)
{
	return __real_due_at(ended) +
	    (strcmp(mutant, "due") == 0 ? HOUR_MS : 0);
}

enum contact_answer
__wrap_contact_now(const struct contact_facts *f, int64_t now)
{
	return strcmp(mutant, "route") == 0 ? CONTACT_USABLE
					    : __real_contact_now(f, now);
}

enum rc
__wrap_outbox_lost(struct store *store, int64_t now, struct message_id **out,
    size_t *count, struct error *err)
{
	if (strcmp(mutant, "lease") == 0)
		rows_run(store,
		    "UPDATE message SET state = 'queued', next_at = 0"
		    " WHERE state = 'sending'");
	return __real_outbox_lost(store, now, out, count, err);
}

enum rc
__wrap_outbox_ambiguous(struct store *store, struct message_id id, int64_t now,
    const char *cause, bool *stuck, struct error *err)
{
	if (strcmp(mutant, "repeat") == 0)
		rows_run(store, "UPDATE message SET ambiguous = 0");
	return __real_outbox_ambiguous(store, id, now, cause, stuck, err);
}

/* What runs ----------------------------------------------------------------- */

static void
learn_accepted(void)
{
	static const char sql[] = "SELECT id FROM message WHERE id = $id AND"
				  " state = 'accepted'";

	for (int i = 0; i < week.nmails; i++)
		if (!week.mails[i].accepted)
			week.mails[i].accepted =
			    weekly_number(sql, week.mails[i].message) != 0;
}

static void
run_sender(void)
{
	struct sending_tally tally = {0};
	struct error err = {0};
	enum rc rc;

	week.dead = false;
	rc = sending_pass(&weekly_post, NULL, false, false, NULL, &tally, &err);
	sum->sent += (unsigned long)tally.accepted;
	if (rc != RC_OK && !week.dead)
		weekly_wrong("sending: %s", err.text);
	if (week.dead) {
		week.fuse = -1;
		week.mid = false;
		sum->killed++;
	} else
		week.clock_moved = false;
	week.dead = false;
	learn_accepted();
}

/* When a sender that runs all the time would look next, by what it wrote. */
static int64_t
next_look(void)
{
	static const char sql[] =
	    "SELECT coalesce(min(CASE WHEN state = 'queued' THEN next_at"
	    " WHEN state = 'sending' THEN leased_until WHEN state = 'held' AND"
	    " ambiguous <= 2 AND next_at > $id THEN next_at END), 0)"
	    " FROM message";
	int64_t at = weekly_number(sql, weekly_machine() + 70000);

	if (at == 0)
		return INT64_MAX;
	at -= week.offset;
	/* A relay that takes nothing is not asked each hour for days: an hour
	 * is like the next. */
	if (week.relay != RELAY_UP)
		at += weekly_span(0, 12 * HOUR_MS);
	return at > week.now ? at : week.now + 1000;
}

static bool
run_escalate(void)
{
	struct error err = {0};
	int told = 0, reminded = 0, fuse = week.fuse;
	bool lived, mid = week.mid;
	enum rc rc;

	sum->polls++;
	if (strcmp(mutant, "escalation") == 0)
		return true;
	week.fuse = kill_escalate ? fuse : -1;
	week.mid = week.dead = false;
	rc = escalating_pass(
	    &weekly_desk, &weekly_post, weekly_machine(), &told, &err);
	if (rc == RC_OK)
		rc = reminding_pass(
		    &weekly_post, weekly_machine(), &reminded, &err);
	lived = !week.dead;
	if (rc != RC_OK && lived)
		weekly_wrong("escalating: %s", err.text);
	if (!lived)
		sum->killed++;
	week.fuse = kill_escalate ? -1 : fuse;
	week.mid = mid;
	kill_escalate = kill_escalate && lived;
	if (kill_escalate) /* it wrote nothing that it could die at */
		week.fuse = 0;
	week.dead = false;
	return lived;
}

/* What must be --------------------------------------------------------------- */

struct seen {
	bool made, met, stuck, moved;
	char state[16], cause[80];
	int64_t next_ms;
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

static int
item_of(int64_t case_id, int64_t person)
{
	for (int i = 0; i < WEEKLY_ITEMS; i++)
		if (weekly_items[i].case_id == case_id &&
		    weekly_items[i].person == person)
			return i;
	weekly_wrong("something is told that nobody is owed");
	return 0;
}

static void
see(struct stmt *s)
{
	struct seen *to = &seen[item_of(stmt_int(s, 0), stmt_int(s, 1))];

	to->made = true;
	to->met = !stmt_is_null(s, 2);
	(void)snprintf(to->state, sizeof(to->state), "%s", stmt_text(s, 3));
	(void)snprintf(to->cause, sizeof(to->cause), "%s", stmt_text(s, 4));
	to->stuck = stmt_int(s, 5) != 0;
	to->next_ms = stmt_int(s, 6);
}

static void
hear(struct stmt *s)
{
	if (nrows < 200)
		rows[nrows++] =
		    (struct row){item_of(stmt_int(s, 0), stmt_int(s, 1)),
			escalate_step_of(stmt_text(s, 2)),
			escalate_cause_of(stmt_text(s, 3)), stmt_int(s, 4)};
}

static void
each(const char *sql, void (*row)(struct stmt *s))
{
	struct stmt s;
	enum rc rc = stmt_open(&s, weekly_desk.store, sql, &weekly_err);

	while (rc == RC_OK && (rc = stmt_row(&s, &weekly_err)) == RC_OK)
		row(&s);
	if (stmt_close(&s, rc) != RC_NOTFOUND)
		fail_msg("%s", weekly_err.text);
}

static void
look(void)
{
	static const char copies[] =
	    "SELECT c.case_id, c.person_id, d.met_at, coalesce(m.state, ''),"
	    " coalesce(m.cause, ''), coalesce(m.state = 'held' AND"
	    " m.ambiguous > 2, 0), coalesce(m.next_at, 0) FROM copy c JOIN"
	    " delivery d ON d.copy_id = c.id LEFT JOIN message m ON"
	    " m.parcel_id = c.parcel_id AND m.kind = 'parcel' WHERE"
	    " c.withdrawn_at IS NULL";
	static const char told[] = "SELECT case_id, person_id, step, cause,"
				   " told_at FROM escalation";

	memset(seen, 0, sizeof(seen));
	nrows = 0;
	each(copies, see);
	each(told, hear);
}

static bool
owed(int i)
{
	return weekly_items[i].person == WEEKLY_VERA
	    ? !week.decided
	    : !week.over[weekly_items[i].person] && !seen[i].met;
}

/* Why item I does not go, as the world knows it; 0: nothing is wrong. */
static enum escalate_cause
why(int i)
{
	const struct seen *s = &seen[i];
	int person = weekly_items[i].person;
	const struct weekly_route *r = &week.routes[person];
	int64_t now = weekly_machine();

	if (week.hold[person])
		return ESCALATE_HOLD;
	if (person == WEEKLY_VERA)
		return ESCALATE_UNDECIDED;
	if (!s->made)
		return week.released ? ESCALATE_NOT_MADE : ESCALATE_UNRELEASED;
	if (s->stuck)
		return ESCALATE_UNKNOWN;
	if (strcmp(s->state, "failed") == 0)
		return ESCALATE_REFUSED;
	if (strcmp(s->state, "bounced") == 0)
		return ESCALATE_BOUNCED;
	if (strstr(s->cause, "address changed") != NULL)
		return ESCALATE_MOVED;
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

static enum escalate_step
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

/* After a look of `escalate`: is everything told that must be by now? */
static void
check(void)
{
	int64_t now = weekly_machine();
	enum escalate_step step = step_by_time_left(now);

	look();
	if (step >= ESCALATE_DAY_5 && week.now <= week.due)
		looked = true;
	for (int i = 0; i < WEEKLY_ITEMS; i++) {
		enum escalate_cause cause = owed(i) ? why(i) : 0;
		bool at_once = cause == ESCALATE_REFUSED ||
		    cause == ESCALATE_BOUNCED || cause == ESCALATE_UNKNOWN ||
		    cause == ESCALATE_MOVED;
		bool told = false;

		/* However the clock went: an hour is the longest wait. */
		if (!week.clock_moved && strcmp(seen[i].state, "queued") == 0 &&
		    seen[i].next_ms > now + 2 * HOUR_MS)
			weekly_wrong("item %d is put off for %.1f h", i,
			    (double)(seen[i].next_ms - now) / (double)HOUR_MS);
		if (cause != lives[i].cause) {
			lives[i].cause = cause;
			lives[i].since = week.now;
		}
		for (int r = 0; r < nrows; r++)
			if (rows[r].item == i && rows[r].at <= now) {
				if (lives[i].told == 0)
					lives[i].told = week.now;
				told = told ||
				    (rows[r].step >= step &&
					(rows[r].cause == cause || cause == 0 ||
					    (step < ESCALATE_DAY_5 &&
						!at_once)));
			}
		if (!owed(i) || (step == 0 && !at_once) || told)
			continue;
		weekly_wrong("%.1f h before it is due, nobody was told of item "
			     "%d: %s",
		    (double)(week.due - now) / (double)HOUR_MS, i,
		    escalate_cause_name(cause));
	}
}

/* The issue's own words, at the due time, in true time. */
static void
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

/* The week ----------------------------------------------------------------- */

static bool
all_gone(void)
{
	look();
	for (int i = 0; i < WEEKLY_ITEMS; i++)
		if (owed(i))
			return false;
	return true;
}

/* Everything is put right; then everything must go that is owed. */
static void
heal(void)
{
	week.relay = RELAY_UP;
	week.machine = week.sender = true;
	week.offset = 0;
	week.fuse = -1;
	week.mid = kill_escalate = false;
	if (!week.decided)
		decide();
	for (int p = WEEKLY_OLIVE; p <= WEEKLY_IAN; p++) {
		hold(p, false);
		happen(&(struct happening){week.now, ROUTE_GOOD, p});
	}
	if (!week.released)
		happen(&(struct happening){week.now, RELEASE, 0});
	make_copies();
	for (int i = 0; i < 12 && week.wrong[0] == '\0'; i++) {
		run_sender();
		week.now += 2 * MINUTE_MS;
		run_sender();
		look();
		for (int p = WEEKLY_OLIVE; p <= WEEKLY_IAN; p++) {
			bool back = false;

			for (int k = 0; k < 3; k++)
				back = back ||
				    (weekly_items[k].person == p &&
					strcmp(seen[k].state, "bounced") == 0);
			if (back) {
				week.routes[p].address++;
				weekly_put_route(p, false);
				weekly_put_route(p, true);
			}
			resend(p);
		}
		week.now += 61 * MINUTE_MS;
		if (all_gone())
			return;
	}
	for (int i = 0; i < WEEKLY_ITEMS; i++)
		if (owed(i))
			weekly_wrong("item %d never went: %s, %s", i,
			    seen[i].state, seen[i].cause);
}

static int64_t
poll_after(int64_t at, int64_t phase)
{
	return at + WEEKLY_POLL_MS - (at - phase) % WEEKLY_POLL_MS;
}

static void
run_week(uint64_t seed)
{
	int64_t sender_at = INT64_MAX, again_at = INT64_MAX, poll_at, phase,
		end;
	bool judged = false, told = false;

	weekly_begin(seed);
	plan();
	memset(lives, 0, sizeof(lives));
	looked = false;
	phase = week.ended - weekly_below(WEEKLY_POLL_MS);
	poll_at = INT64_MAX;
	end = week.due + DAY_MS;
	while (week.now < end && week.wrong[0] == '\0') {
		int64_t next = done < nlist ? list[done].at : end;
		bool sends = week.machine && week.sender;

		if (sends && sender_at > again_at)
			sender_at = again_at;
		if (sends && sender_at < next)
			next = sender_at;
		if (week.machine && poll_at < next)
			next = poll_at;
		if (!judged && next > week.due) {
			week.now = week.due;
			check_due();
			judged = true;
		}
		if (next > week.now)
			week.now = next;
		if (done < nlist && list[done].at <= week.now) {
			happen(&list[done++]);
			sender_at = week.now + weekly_below(60000);
			again_at = week.now + 70000 + weekly_below(60000);
			poll_at = poll_after(week.now, phase);
		} else if (sends && sender_at <= week.now) {
			if (again_at <= week.now)
				again_at = INT64_MAX;
			run_sender();
			sender_at = next_look();
			if (poll_at == INT64_MAX)
				poll_at = poll_after(week.now, phase);
		} else if (week.machine && poll_at <= week.now) {
			poll_at = INT64_MAX;
			if (strcmp(mutant, "once") == 0 && told)
				check();
			else if (run_escalate())
				check();
			else
				poll_at = poll_after(week.now, phase);
			look();
			told = nrows > 0;
		} else
			break;
	}
	if (week.wrong[0] == '\0')
		heal();
}

static bool
a_week_is_well(uint64_t seed)
{
	run_week(seed);
	sum->weeks++;
	if (week.wrong[0] == '\0')
		return true;
	for (int r = 0; r < nrows; r++)
		weekly_note("told of item %d: %s, %s, %+.2f h", rows[r].item,
		    escalate_step_name(rows[r].step),
		    escalate_cause_name(rows[r].cause),
		    (double)(rows[r].at - week.due) / (double)HOUR_MS);
	(void)fprintf(stderr, "MARAC_WEEK=%llu: %s\n%s",
	    (unsigned long long)seed, week.wrong, week.log);
	return false;
}

/* A process of its own for every NTH week, with the store that it finds. */
static pid_t
go_through(unsigned long nth, unsigned long of, unsigned long weeks)
{
	pid_t pid = fork();
	bool well = true;

	if (pid != 0)
		return pid;
	sum += nth;
	for (unsigned long i = nth; well && i < weeks; i += of)
		well = a_week_is_well(i);
	_exit(well ? 0 : 1);
}

static void
rule_19_nothing_late_is_unseen_twice_or_astray(void **state)
{
	const char *one = getenv("MARAC_WEEK"), *many = getenv("MARAC_LONG");
	unsigned long weeks =
	    many != NULL && strcmp(many, "1") == 0 ? LONG : EVERY_RUN;
	struct sum all = {0};
	pid_t pids[WORKERS];
	int bad = 0, status;

	(void)state;
	if (one != NULL) {
		assert_true(a_week_is_well(strtoull(one, NULL, 10)));
		print_message("%s", week.log);
		return;
	}
	for (unsigned long i = 0; i < WORKERS; i++)
		assert_true((pids[i] = go_through(i, WORKERS, weeks)) > 0);
	for (int i = 0; i < WORKERS; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		bad += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
		for (size_t n = 0; n < sizeof(all) / sizeof(all.weeks); n++)
			((unsigned long *)&all)[n] +=
			    ((unsigned long *)&sum[i])[n];
	}
	print_message("%lu weeks: %lu polls, %lu mails, %lu killed, %lu "
		      "deadlines missed, %lu of them by a late cause\n",
	    all.weeks, all.polls, all.sent, all.killed, all.missed, all.late);
	assert_int_equal(bad, 0);
	assert_int_equal(all.weeks, weeks);
	/* Else the weeks were too well. */
	for (int w = RELEASE; w < LOOK; w++)
		if (all.happened[w] < weeks / 50)
			fail_msg("%s: only %lu", names[w], all.happened[w]);
	assert_true(all.sent > weeks && all.killed > weeks / 20);
	assert_true(all.missed > weeks / 2 && all.late > weeks / 20);
}

static void
a_guard_that_is_taken_away_is_missed(void **state)
{
	static const char *const mutants[] = {"escalation", "once", "lease",
	    "due", "route", "repeat", "hold", "clock"};

	(void)state;
	for (size_t i = 0; i < sizeof(mutants) / sizeof(*mutants); i++) {
		int seed = 0;

		mutant = mutants[i];
		do
			run_week((uint64_t)seed);
		while (week.wrong[0] == '\0' && ++seed < 1000);
		if (week.wrong[0] == '\0')
			fail_msg("nothing is seen without: %s", mutant);
		print_message("%s: week %d: %s\n", mutant, seed, week.wrong);
	}
	mutant = "";
}

static int
open_all(void **state)
{
	static char dir[SCRATCH_PATH];

	*state = scratch_make(dir);
	sum = mmap(NULL, WORKERS * sizeof(*sum), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(sum != MAP_FAILED);
	weekly_open(dir);
	return 0;
}

static int
close_all(void **state)
{
	weekly_close();
	return scratch_end(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rule_19_nothing_late_is_unseen_twice_or_astray),
	    cmocka_unit_test(a_guard_that_is_taken_away_is_missed),
	};

	return cmocka_run_group_tests_name("weeks", tests, open_all, close_all);
}
