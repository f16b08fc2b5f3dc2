/*
 * weekly -- a week of delivery, made up at random: one meeting, what happens to
 * it, and what the world (a clock, a mail server, a machine, its processes) does
 * meanwhile, all behind the linker's seams; one store for as many weeks as come.
 *
 * Time is WEEKLY's own and goes from happening to happening.  The code under
 * test sees it through clock_wall_ms, off by OFFSET.  A process dies at a
 * transaction's boundary: from then on neither its commits nor its mails come
 * about, and it is run again later.  Another runs inside of it, where it would
 * wait for the store or for the mail server (BETWEEN, MEANWHILE), and is a
 * struct weekly_process of its own.
 */
#ifndef UNIT_WEEKLY_H
#define UNIT_WEEKLY_H

#include <stdbool.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/conf.h"
#include "distributor/post.h"
#include "distributor/smtp.h"
#include "rules/due.h"
#include "rules/escalate.h"
#include "store/copies.h"
#include "store/outbox.h"
#include "store/owed.h"
#include "store/route.h"
#include "store/stmt.h"
#include "unit/rows.h"
#include "unit/scratch.h"

enum {
	WEEKLY_VERA = 1,
	WEEKLY_OLIVE = 7,
	WEEKLY_IAN,
	WEEKLY_CORA, /* the coordinator */
	WEEKLY_CHAS, /* the chair */
	WEEKLY_DORA, /* was not there, and is owed a debrief */
	WEEKLY_HAL,  /* he too */
	WEEKLY_PEOPLE,
	WEEKLY_MAILS = 96, /* different ones in a week */
	WEEKLY_POLL_MS = 5 * 60 * 1000
};

enum weekly_relay {
	RELAY_UP,
	RELAY_ABSENT,
	RELAY_LATER,
	RELAY_REFUSES,
	RELAY_DROPS, /* after the dot, whether it took it or not */
	RELAY_INSECURE,
	RELAY_STATES
};

/* What is owed of a case to a person.  Vera's copies wait for a decision. */
struct weekly_item {
	int case_id, person;
	enum owed_kind kind;
};
static const struct weekly_item weekly_items[] = {{1, WEEKLY_OLIVE, OWED_COPY},
    {2, WEEKLY_OLIVE, OWED_COPY}, {1, WEEKLY_IAN, OWED_COPY},
    {1, WEEKLY_VERA, OWED_COPY}, {2, WEEKLY_VERA, OWED_COPY},
    {1, WEEKLY_DORA, OWED_DEBRIEF}, {2, WEEKLY_HAL, OWED_DEBRIEF},
    {1, WEEKLY_DORA, OWED_ACTION}, {2, WEEKLY_OLIVE, OWED_ACTION}};
enum { WEEKLY_ITEMS = 9 };

/* A person's e-mail route as the world knows it. */
struct weekly_route {
	bool safe, changed;
	int from_hour, to_hour; /* of the London day; -1: any */
	int64_t expires_ms;
	int address; /* which of theirs */
};

struct weekly_mail {
	char id[80];
	char return_path[VERP_ADDRESS];
	int person;
	int64_t message, in_parcel;
	unsigned long long bytes; /* a hash of them */
	int open;                 /* tries that may have arrived */
	int64_t opened;           /* the last of them; 0: a person has looked */
	int jumps;                /* of the clock before */
	int address;              /* of theirs, that it is written to */
	bool accepted;            /* and the store knows it */
	bool parcel;
};

/* Whoever runs now. */
struct weekly_process {
	int fuse;   /* commits until it dies; -1: it lives */
	bool after; /* it dies behind the commit, else before it */
	bool mid;   /* it dies while mails are on their way */
	bool dead;
};
static const struct weekly_process weekly_well = {.fuse = -1};

static struct weekly {
	uint64_t dice;
	int64_t now, ended, due, offset;
	int jumps;        /* of the clock so far */
	bool clock_moved; /* and no sender has looked since */
	enum weekly_relay relay;
	bool machine, sender;
	struct weekly_process process;
	/* Each may be NULL: when it waits for the store, for the mail server;
	 * of a parcel's mail that leaves. */
	void (*between)(void);
	void (*meanwhile)(void);
	void (*parcel_leaves)(const struct weekly_mail *m);
	int cases; /* on the agenda */
	bool released, decided;
	bool approved[WEEKLY_ITEMS]; /* of a debrief */
	bool over[WEEKLY_ITEMS];     /* taken back */
	int64_t holds[WEEKLY_ITEMS]; /* of one copy; 0: none */
	int64_t person_holds[WEEKLY_PEOPLE];
	int64_t meeting_hold;
	struct weekly_route routes[WEEKLY_PEOPLE];
	struct weekly_mail mails[WEEKLY_MAILS];
	int nmails;
	char wrong[200]; /* the first thing that must not be */
	char log[8192];
} week;

static struct desk weekly_desk;
static struct post weekly_post;
static struct error weekly_err;

static inline uint64_t
weekly_roll(void)
{
	uint64_t z = week.dice += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static inline int
weekly_below(int n)
{
	return (int)(weekly_roll() % (uint64_t)n);
}

/* Between LOW and HIGH, more often near LOW. */
static inline int64_t
weekly_span(int64_t low, int64_t high)
{
	int64_t far = low + (int64_t)(weekly_roll() % (uint64_t)(high - low));

	return low + (int64_t)(weekly_roll() % (uint64_t)(far - low + 1));
}

static inline int64_t
weekly_machine(void)
{
	return week.now + week.offset;
}

static inline void __attribute__((format(printf, 1, 2)))
weekly_wrong(const char *fmt, ...)
{
	va_list ap;

	if (week.wrong[0] != '\0')
		return;
	va_start(ap, fmt);
	(void)vsnprintf(week.wrong, sizeof(week.wrong), fmt, ap);
	va_end(ap);
}

/* What happened, for whoever looks at a week that failed. */
static inline void __attribute__((format(printf, 1, 2)))
weekly_note(const char *fmt, ...)
{
	size_t len = strlen(week.log);
	va_list ap;

	if (len + 160 > sizeof(week.log))
		return;
	len += (size_t)snprintf(week.log + len, 24, "%+7.2f h  ",
	    (double)(week.now - week.due) / CLOCK_HOUR_MS);
	va_start(ap, fmt);
	len += (size_t)vsnprintf(week.log + len, 120, fmt, ap);
	va_end(ap);
	(void)snprintf(week.log + len, 2, "\n");
}

/* The seams ---------------------------------------------------------------- */

int64_t __wrap_clock_wall_ms(void);
void __wrap_box_random(void *out, size_t len);
enum rc __real_store_begin(struct store *, struct error *);
enum rc __wrap_store_begin(struct store *, struct error *);
enum rc __real_store_commit(struct store *, struct error *);
enum rc __wrap_store_commit(struct store *, struct error *);
void __wrap_log_info(const char *, ...);
void __wrap_log_warn(const char *, ...);
void __wrap_log_error(const char *, ...);
void __wrap_smtp_send_all(struct smtp *, struct smtp_mail *, size_t);

int64_t
__wrap_clock_wall_ms(void)
{
	return weekly_machine();
}

void
__wrap_box_random(void *out, size_t len)
{
	unsigned char *p = out;

	for (size_t i = 0; i < len; i++)
		p[i] = (unsigned char)weekly_roll();
}

void
__wrap_log_info(const char *fmt, ...)
{
	(void)fmt;
}

void
__wrap_log_warn(const char *fmt, ...)
{
	(void)fmt;
}

void
__wrap_log_error(const char *fmt, ...)
{
	(void)fmt;
}

/* How a transaction begins and ends; whoever winds the store back puts others
 * here (rewinding.h). */
static enum rc (*weekly_store_begin)(
    struct store *, struct error *) = __real_store_begin;
static enum rc (*weekly_store_commit)(
    struct store *, struct error *) = __real_store_commit;

enum rc
__wrap_store_begin(struct store *store, struct error *err)
{
	void (*between)(void) = week.between;

	if (week.process.dead)
		return error_set(err, RC_IO, "killed");
	if (between != NULL) {
		week.between = NULL;
		between();
		week.between = between;
	}
	return weekly_store_begin(store, err);
}

enum rc
__wrap_store_commit(struct store *store, struct error *err)
{
	struct weekly_process *p = &week.process;
	enum rc rc;

	if (p->dead || p->fuse-- != 0)
		return p->dead ? error_set(err, RC_IO, "killed")
			       : weekly_store_commit(store, err);
	p->dead = true;
	rc = p->after ? weekly_store_commit(store, err) : RC_OK;
	weekly_note("killed %s a commit", p->after ? "behind" : "before");
	return rc != RC_OK ? rc : error_set(err, RC_IO, "killed");
}

/* The world's routes: may mail go there at this minute? */
static inline bool
weekly_safe(int person)
{
	const struct weekly_route *r = &week.routes[person];
	struct clock_civil c;

	clock_civil_london(weekly_machine(), &c);
	if (!r->safe || r->changed ||
	    (r->expires_ms != 0 && weekly_machine() >= r->expires_ms))
		return false;
	if (r->from_hour < 0)
		return true;
	return r->from_hour < r->to_hour
	    ? c.hour >= r->from_hour && c.hour < r->to_hour
	    : c.hour >= r->from_hour || c.hour < r->to_hour;
}

/* The first column of SQL's first row, 0 for none; SQL is static, and $id in
 * it (if it is there) is ID. */
static inline int64_t
weekly_number(const char *sql, int64_t id)
{
	struct error err = {0};
	int64_t v = 0;
	struct stmt s;
	enum rc rc = stmt_open(&s, weekly_desk.store, sql, &err);

	if (strstr(sql, "$id") != NULL)
		stmt_bind_int(&s, "$id", id);
	rc = stmt_value(&s, rc, &v, &err);
	if (rc != RC_OK && rc != RC_NOTFOUND)
		fail_msg("%s: %s", sql, err.text);
	return v;
}

static inline void
weekly_ask(struct weekly_mail *m)
{
	static const char sql[] =
	    "SELECT id, person_id, kind = 'parcel', coalesce(parcel_id, 0)"
	    " FROM message WHERE message_id = $id";
	struct error err = {0};
	struct stmt s;
	enum rc rc = stmt_open(&s, weekly_desk.store, sql, &err);

	stmt_bind_text(&s, "$id", m->id);
	if (rc == RC_OK && (rc = stmt_row(&s, &err)) == RC_OK) {
		m->message = stmt_int(&s, 0);
		m->person = (int)stmt_int(&s, 1);
		m->parcel = stmt_int(&s, 2) != 0;
		m->in_parcel = stmt_int(&s, 3);
	}
	if (stmt_close(&s, rc) != RC_OK)
		weekly_wrong("a mail of no message");
}

static inline struct weekly_mail *
weekly_mail_of(const struct smtp_mail *mail)
{
	static const char header[] = "\nMessage-Id: <";
	const char *at = strcasestr(mail->source, header);
	unsigned long long bytes = 14695981039346656037u;
	struct weekly_mail *m = NULL;
	char id[80];
	size_t len;

	if (at == NULL) {
		weekly_wrong("a mail without a Message-ID");
		return NULL;
	}
	at += sizeof(header) - 1;
	len = strcspn(at, ">");
	(void)snprintf(id, sizeof(id), "%.*s", (int)len, at);
	for (size_t i = 0; i < mail->len; i++)
		bytes = (bytes ^ ((const unsigned char *)mail->source)[i]) *
		    1099511628211u;
	for (int i = 0; i < week.nmails; i++)
		if (strcmp(week.mails[i].id, id) == 0)
			m = &week.mails[i];
	if (m == NULL && week.nmails < WEEKLY_MAILS) {
		m = &week.mails[week.nmails++];
		*m = (struct weekly_mail){.bytes = bytes};
		(void)snprintf(m->id, sizeof(m->id), "%s", id);
		weekly_ask(m);
		m->address = week.routes[m->person].address;
		(void)snprintf(m->return_path, sizeof(m->return_path), "%s",
		    mail->return_path == NULL ? "" : mail->return_path);
	}
	if (m == NULL)
		weekly_wrong("too many mails");
	else if (m->bytes != bytes)
		weekly_wrong("a repeat differs from what went before");
	return m;
}

/* What must hold of every mail that leaves; of what is in it PARCEL_LEAVES. */
static inline void
weekly_check_mail(const struct weekly_mail *m, const struct smtp_mail *mail)
{
	static const char leased[] = "SELECT state = 'sending' AND leased_until"
				     " <> 0 FROM message WHERE id = $id";
	char to[80], header[96];

	(void)snprintf(to, sizeof(to), "person%d.%d@x.example", m->person,
	    week.routes[m->person].address);
	(void)snprintf(header, sizeof(header), "To: %s\r\n", to);
	if (strcmp(to, mail->to) != 0)
		weekly_wrong("a mail to %s, not %s", mail->to, to);
	else if (strstr(mail->source, header) == NULL)
		weekly_wrong("a mail of another address goes to %s", to);
	if (!weekly_safe(m->person))
		weekly_wrong("a mail on a route that is not safe now");
	if (m->accepted)
		weekly_wrong("a mail that was accepted goes again");
	if (weekly_number(leased, m->message) == 0)
		weekly_wrong("a mail goes that nobody has leased");
	if (m->open > OUTBOX_REPEATS)
		weekly_wrong("a third repeat");
	/* A clock that goes back and comes again takes minutes of its hour. */
	if (m->opened != 0 && m->jumps == week.jumps &&
	    week.now - m->opened < OUTBOX_AGAIN_MS)
		weekly_wrong("a repeat within the hour");
	if (m->parcel && week.parcel_leaves != NULL)
		week.parcel_leaves(m);
}

void
__wrap_smtp_send_all(struct smtp *smtp, struct smtp_mail *mails, size_t count)
{
	static const enum smtp_result results[] = {[RELAY_UP] = SMTP_ACCEPTED,
	    [RELAY_ABSENT] = SMTP_ABSENT,
	    [RELAY_LATER] = SMTP_LATER,
	    [RELAY_REFUSES] = SMTP_REFUSED,
	    [RELAY_DROPS] = SMTP_AMBIGUOUS,
	    [RELAY_INSECURE] = SMTP_INSECURE};
	struct weekly_process *p = &week.process;

	(void)smtp;
	for (size_t i = 0; i < count; i++) {
		struct weekly_mail *m;

		mails[i].result = results[week.relay];
		(void)snprintf(mails[i].cause, sizeof(mails[i].cause),
		    "The mail server: %d.", (int)week.relay);
		if (p->dead || (m = weekly_mail_of(&mails[i])) == NULL)
			continue;
		weekly_check_mail(m, &mails[i]);
		if (p->mid && i == count / 2) {
			p->dead = true;
			weekly_note("killed while sending");
		}
		if (week.relay == RELAY_UP || week.relay == RELAY_DROPS) {
			m->open++;
			m->opened = week.now;
			m->jumps = week.jumps;
		}
	}
	if (!p->dead && week.meanwhile != NULL)
		week.meanwhile();
}

/* The store ---------------------------------------------------------------- */

static inline void
weekly_put(const char *channel, const char *address, int person, bool verified)
{
	struct weekly_route *r = &week.routes[person];
	enum upsert what = 0;
	struct route_row row = {.person = {person},
	    .channel = channel,
	    .value = address,
	    .safe = r->safe ? "yes" : "no",
	    .safe_from_minute = r->from_hour < 0 ? -1 : r->from_hour * 60,
	    .safe_to_minute = r->from_hour < 0 ? -1 : r->to_hour * 60,
	    .verified_by = verified ? "A. Sample" : "",
	    .verified_at = verified ? week.now + 2 * (int64_t)CLOCK_DAY_MS : 0,
	    .expires_at = r->expires_ms};

	if (weekly_store_begin(weekly_desk.store, &weekly_err) != RC_OK ||
	    route_put(weekly_desk.store, &weekly_post.column, &row,
		weekly_machine(), &what, &weekly_err) != RC_OK ||
	    weekly_store_commit(weekly_desk.store, &weekly_err) != RC_OK)
		fail_msg("%s", weekly_err.text);
}

static inline void
weekly_put_route(int person, bool verified)
{
	char value[80];

	(void)snprintf(value, sizeof(value), "person%d.%d@x.example", person,
	    week.routes[person].address);
	weekly_put("email", value, person, verified);
}

static const char weekly_base[] =
    "INSERT INTO person (id, ref, name, name_folded) VALUES"
    " (1, 'vera', 'Vera Example', 'vera example'),"
    " (7, 'olive', 'Olive Sample', 'olive sample'),"
    " (8, 'ian', 'Ian Sample', 'ian sample'),"
    " (9, 'cora', 'Cora Sample', 'cora sample'),"
    " (10, 'chas', 'Chas Sample', 'chas sample');"
    "INSERT INTO marac_case (id, reference, victim_id) VALUES"
    " (1, 'NS-1', 1), (2, 'NS-2', 1);"
    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at,"
    " chair_id, coordinator_id) VALUES"
    " (1, 'm1', 'M-1', 'marac', 'Northshire', 0, 10, 9);"
    "INSERT INTO attendance (id, meeting_id, person_id, ref, capacity) VALUES"
    " (70, 1, 7, 1, 'core'), (80, 1, 8, 2, 'advocate');"
    "INSERT INTO agenda_item (id, public_id, meeting_id, number, kind,"
    " case_id, status) VALUES (1, 'i1', 1, 1, 'discussion', 1, 'heard'),"
    " (2, 'i2', 1, 2, 'discussion', 2, 'heard');"
    "INSERT INTO passage (meeting_id, item_id, from_sample, to_sample) VALUES"
    " (1, 1, 1000, 2000), (1, 2, 2000, 3000);"
    "INSERT INTO device VALUES (1, 'Sample device', x'01', 0);"
    "INSERT INTO recording (id, meeting_id, device_id, folder, journal_hash,"
    " attached_at) VALUES (1, 1, 1, 'm1', x'00', 0);"
    "INSERT INTO mark (recording_id, seq, kind, attendance_id, sample, at)"
    " VALUES (1, 1, 'join', 70, -1, 0), (1, 2, 'join', 80, -1, 0),"
    " (1, 3, 'started', NULL, 0, 0), (1, 4, 'leave', 80, 2000, 0),"
    " (1, 5, 'ended', NULL, 3000, 0);"
    "INSERT INTO account (id, login, person_id, role, password_hash,"
    " totp_sealed) VALUES (1, 'cora', 9, 'coordinator', '', x''),"
    " (2, 'chas', 10, 'chair', '', x'');"
    "INSERT INTO link_key VALUES (1, 0, NULL);";

static const char weekly_renditions[] =
    "INSERT INTO rendition VALUES"
    " (1, 1, 1, x'a1', 'one.sealed', 1000, 10, x'00', 0),"
    " (2, 1, 2, x'a2', 'two.sealed', 1000, 10, x'00', 0)"
    " ON CONFLICT DO NOTHING;"
    "INSERT INTO rendition_part (rendition_id, number, from_sample,"
    " to_sample, plays_at) VALUES (1, 1, 1000, 2000, 0),"
    " (2, 1, 2000, 3000, 0) ON CONFLICT DO NOTHING;"
    "INSERT INTO rendition_key VALUES (1, x'01'), (2, x'02')"
    " ON CONFLICT DO NOTHING;";

static const char weekly_empty[] =
    "DELETE FROM escalation; DELETE FROM escalation_notice;"
    "DELETE FROM paper;"
    "DELETE FROM alert; DELETE FROM file_note; DELETE FROM audit_event;"
    "UPDATE audit_head SET count = 0, hash = x''; DELETE FROM message;"
    "DELETE FROM delivery; DELETE FROM copy; DELETE FROM parcel;"
    "DELETE FROM safety_hold; DELETE FROM case_release;"
    "DELETE FROM decision; DELETE FROM contact_route WHERE id > 4;"
    "UPDATE contact_route SET safe = 'yes', safe_from_minute = -1,"
    " safe_to_minute = -1, verified_by = 'A. Sample', verified_at = 1,"
    " changed_at = NULL, expires_at = NULL;";

/* A sanitizer looks at each allocation, and SQLite makes hundreds for each of
 * ours; here it takes them from the C library itself. */
void *__libc_malloc(size_t);
void *__libc_realloc(void *, size_t);
void __libc_free(void *);

enum { WEEKLY_HEAD = 16, WEEKLY_PAGE = 4096 + 512, WEEKLY_PAGES = 1000 };

static inline void *
weekly_sized(char *p, int n)
{
	if (p == NULL)
		return NULL;
	memcpy(p, &n, sizeof(n));
	return p + WEEKLY_HEAD;
}

static inline void *
weekly_malloc(int n)
{
	return weekly_sized(__libc_malloc((size_t)n + WEEKLY_HEAD), n);
}

static inline void
weekly_free(void *p)
{
	__libc_free((char *)p - WEEKLY_HEAD);
}

static inline void *
weekly_realloc(void *p, int n)
{
	return weekly_sized(
	    __libc_realloc((char *)p - WEEKLY_HEAD, (size_t)n + WEEKLY_HEAD),
	    n);
}

static inline int
weekly_size(void *p)
{
	int n = 0;

	if (p != NULL)
		memcpy(&n, (char *)p - WEEKLY_HEAD, sizeof(n));
	return n;
}

static inline int
weekly_round(int n)
{
	return (n + 7) & ~7;
}

static inline int
weekly_init(void *unused)
{
	(void)unused;
	return SQLITE_OK;
}

static inline void
weekly_shutdown(void *unused)
{
	(void)unused;
}

/* And what it looks at in ours it need not be able to tell of for long. */
const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "malloc_context_size=3:quarantine_size_mb=4";
}

/* Nobody's route has anything the matter with it. */
static inline void
weekly_all_well(void)
{
	for (int p = 0; p < WEEKLY_PEOPLE; p++)
		week.routes[p] = (struct weekly_route){
		    .safe = true, .from_hour = -1, .to_hour = -1};
}

/* Ready for weekly_begin, in the folder DIR. */
static inline void
weekly_open(const char *dir)
{
	char conf[SCRATCH_PATH], keys[SCRATCH_PATH];
	struct box_key key = {{5}};

	static const sqlite3_mem_methods memory = {weekly_malloc, weekly_free,
	    weekly_realloc, weekly_size, weekly_round, weekly_init,
	    weekly_shutdown, NULL};

	/* Every DISTINCT and UNION opens a table for itself, with pages for
	 * twenty times what it holds; here they lie ready. */
	static char pages[WEEKLY_PAGES][WEEKLY_PAGE];

	if (sqlite3_config(SQLITE_CONFIG_MALLOC, &memory) != SQLITE_OK ||
	    sqlite3_config(SQLITE_CONFIG_PAGECACHE, pages, (int)WEEKLY_PAGE,
		(int)WEEKLY_PAGES) != SQLITE_OK ||
	    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 512, 2000) != SQLITE_OK ||
	    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) != SQLITE_OK)
		fail_msg("sqlite3_config");
	scratch_put(scratch_path(conf, dir, "marac.conf"),
	    "[mail]\nfrom = records@x.example\nbounces = back@x.example\n"
	    "[share]\nbase_url = https://x.example\n");
	(void)scratch_path(keys, dir, "d.keystore");
	weekly_desk.store = rows_store();
	if (box_init(&weekly_err) != RC_OK ||
	    conf_open(&weekly_desk.conf, conf, &weekly_err) != RC_OK ||
	    keystore_create(keys, NULL, &weekly_err) != RC_OK ||
	    keystore_open(&weekly_desk.keys, keys, &weekly_err) != RC_OK ||
	    keystore_put(weekly_desk.keys, KEYSTORE_COLUMN, 1, key.v,
		sizeof(key.v), &weekly_err) != RC_OK ||
	    keystore_put(weekly_desk.keys, KEYSTORE_LINK, 1, key.v,
		sizeof(key.v), &weekly_err) != RC_OK ||
	    post_open(&weekly_post, &weekly_desk, &weekly_err) != RC_OK)
		fail_msg("%s", weekly_err.text);
	rows_run(weekly_desk.store, weekly_base);
	rows_run(weekly_desk.store, weekly_renditions);
	weekly_all_well();
	for (int p = WEEKLY_OLIVE; p <= WEEKLY_CHAS; p++)
		weekly_put_route(p, true);
}

static inline void
weekly_close(void)
{
	post_clear(&weekly_post);
	desk_close(&weekly_desk);
}

/* The week of SEED, at the end of its meeting; the store is not touched. */
static inline void
weekly_roll_week(uint64_t seed)
{
	/* 2026 to 2028: 29 March, 25 October, 28 March, 31 October; a leap day,
	 * 26 March, 29 October. */
	static const char *const sundays[] = {"2026-03-29", "2026-10-25",
	    "2027-03-28", "2027-10-31", "2028-02-29", "2028-03-26",
	    "2028-10-29"};
	int64_t day = 0;

	week = (struct weekly){.dice = seed,
	    .process = weekly_well,
	    .machine = true,
	    .sender = true};
	weekly_all_well();
	if (weekly_below(2) == 0) {
		assert_int_equal(
		    clock_parse(sundays[weekly_below(7)], &day, &weekly_err),
		    RC_OK);
		day -= weekly_below(8) * (int64_t)CLOCK_DAY_MS;
	} else
		day = (int64_t)1767225600 * 1000 +
		    weekly_below(1095) * (int64_t)CLOCK_DAY_MS;
	week.ended = day + weekly_span(0, CLOCK_DAY_MS);
	week.now = week.ended;
	week.due = due_at(week.ended);
	if (week.due - week.ended > (int64_t)168 * CLOCK_HOUR_MS)
		weekly_wrong("due later than 168 hours");
}

static inline void
weekly_clock(void)
{
	char sql[200];

	(void)snprintf(sql, sizeof(sql),
	    "UPDATE meeting SET ended_at = %lld, due_at = %lld",
	    (long long)week.ended, (long long)week.due);
	rows_run(weekly_desk.store, sql);
}

/* The same, in a store that is made empty for it. */
static inline void
weekly_begin(uint64_t seed)
{
	weekly_roll_week(seed);
	rows_run(weekly_desk.store, "BEGIN");
	rows_run(weekly_desk.store, weekly_empty);
	weekly_clock();
	rows_run(weekly_desk.store, "COMMIT");
}

#endif
