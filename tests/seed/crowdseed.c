/*
 * crowdseed -- a store with one large meeting, for measuring how long it takes
 * to say who gets what.
 *
 *	crowdseed DIR PEOPLE CASES CHANGES
 *
 * Meeting M-1 has CASES of ten minutes, one after the other, each with a victim,
 * two children, their mother and father, and a perpetrator; everything is
 * released, and from every fifth case a minute is withheld.  PEOPLE attend,
 * each of whom comes or goes CHANGES times at moments of their own.  There is
 * no audio and no key.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <sqlite3.h>

#include "base/clock.h"
#include "base/span.h"
#include "store/migrate.h"
#include "store/store.h"

#define MINUTE ((int64_t)60 * SPAN_RATE)

enum { CASE_MINUTES = 10, FAMILY = 6 };

static struct store *store;
static struct error err;

static void
must(enum rc rc, const char *what)
{
	if (rc != RC_OK) {
		(void)fprintf(stderr, "crowdseed: %s: %s\n", what, err.text);
		exit(1);
	}
}

/* sqlite3_mprintf's formats. */
static void
sql(const char *fmt, ...)
{
	char *why = NULL, *text;
	va_list ap;

	va_start(ap, fmt);
	text = sqlite3_vmprintf(fmt, ap);
	va_end(ap);
	if (sqlite3_exec(store_handle(store), text, NULL, NULL, &why) !=
	    SQLITE_OK) {
		(void)fprintf(stderr, "crowdseed: %s: %s\n", text, why);
		exit(1);
	}
	sqlite3_free(text);
}

static void
make_store(const char *dir)
{
	char path[4096];
	sqlite3 *db = NULL;

	(void)mkdir(dir, 0700);
	(void)snprintf(path, sizeof(path), "%s/marac.db", dir);
	if (sqlite3_open(path, &db) != SQLITE_OK) {
		(void)fprintf(stderr, "crowdseed: cannot make a database\n");
		exit(1);
	}
	must(migrate_run(db, NULL, &err), "migrate");
	(void)sqlite3_close(db);
	must(store_open(&store, dir, STORE_TOOL, &err), "store");
}

static void
person(int id)
{
	sql("INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (%d, 'p%d', 'Person Sample %d', 'person sample %d')",
	    id, id, id, id);
}

static void
meeting(void)
{
	int64_t ended = clock_wall_ms() - 2 * CLOCK_DAY_MS;

	sql("INSERT INTO meeting (id, public_id, ref, type, area, planned_at,"
	    " started_at, ended_at, due_at) VALUES (1, 'm1', 'M-1', 'marac',"
	    " 'Northshire', 0, %lld, %lld, %lld)",
	    (long long)ended, (long long)ended,
	    (long long)(ended + 7 * (int64_t)CLOCK_DAY_MS));
	sql("INSERT INTO device VALUES (1, 'Sample device', x'01', 0)");
	sql("INSERT INTO recording (id, meeting_id, device_id, folder,"
	    " journal_hash, attached_at) VALUES (1, 1, 1, 'm1', x'00', 0)");
	for (int a = 1; a <= 2; a++)
		sql("INSERT INTO account (id, login, person_id, role,"
		    " password_hash, totp_sealed) VALUES"
		    " (%d, 'a%d', %d, 'chair', '', x'')",
		    a, a, a);
}

/* Persons FIRST to FIRST + 5: victim, two children, mother, father and a
 * perpetrator. */
static void
one_case(int id, int first)
{
	int64_t from = (id - 1) * CASE_MINUTES * MINUTE;

	for (int i = 0; i < FAMILY; i++)
		person(first + i);
	sql("INSERT INTO marac_case (id, reference, victim_id) VALUES"
	    " (%d, 'NS-%04d', %d)",
	    id, id, first);
	for (int k = 1; k <= 2; k++) {
		sql("INSERT INTO child (id, person_id, born_on) VALUES"
		    " (%d, %d, '2015-01-01')",
		    first + k, first + k);
		sql("INSERT INTO case_child VALUES (%d, %d)", id, first + k);
		for (int p = 3; p <= 4; p++)
			sql("INSERT INTO relationship (person_id, child_id,"
			    " kind, parental_responsibility, source_of_harm)"
			    " VALUES (%d, %d, 'parent', 1, %Q)",
			    first + p, first + k, p == 3 ? "no" : "unknown");
	}
	sql("INSERT INTO case_perpetrator VALUES (%d, %d)", id, first + 5);
	sql("INSERT INTO agenda_item (id, public_id, meeting_id, number, kind,"
	    " case_id, status) VALUES"
	    " (%d, 'i%d', 1, %d, 'discussion', %d, 'heard')",
	    id, id, id, id);
	sql("INSERT INTO passage (meeting_id, item_id, from_sample, to_sample)"
	    " VALUES (1, %d, %lld, %lld)",
	    id, (long long)from, (long long)(from + CASE_MINUTES * MINUTE));
	sql("INSERT INTO case_release (meeting_id, case_id, released_by,"
	    " released_at) VALUES (1, %d, 1, 0)",
	    id);
	if (id % 5 == 0)
		sql("INSERT INTO withheld_passage (meeting_id, case_id,"
		    " from_sample, to_sample, reason, proposed_by, proposed_at,"
		    " approved_by, approved_at) VALUES"
		    " (1, %d, %lld, %lld, 'why', 1, 0, 2, 0)",
		    id, (long long)(from + MINUTE),
		    (long long)(from + 2 * MINUTE));
}

/* In the order of time, as a recorder writes them. */
static void
attendances(int people, int cases, int changes)
{
	int64_t end = cases * CASE_MINUTES * MINUTE;
	int64_t seq = 0;

	for (int p = 1; p <= people; p++)
		sql("INSERT INTO attendance (id, meeting_id, person_id, ref,"
		    " capacity) VALUES (%d, 1, %d, %d, 'core')",
		    p, p, p);
	for (int i = 0; i < changes; i++)
		for (int p = 1; p <= people; p++)
			sql("INSERT INTO mark (recording_id, seq, kind,"
			    " attendance_id, sample, at) VALUES"
			    " (1, %lld, %Q, %d, %lld, 0)",
			    (long long)++seq, i % 2 == 0 ? "join" : "leave", p,
			    (long long)(end / changes * i +
				end / changes * p / (people + 1)));
}

int
main(int argc, char **argv)
{
	int people, cases, changes;

	if (argc != 5 || (people = atoi(argv[2])) < 2 ||
	    (cases = atoi(argv[3])) < 1 || (changes = atoi(argv[4])) < 1) {
		(void)fputs(
		    "usage: crowdseed DIR PEOPLE CASES CHANGES\n", stderr);
		return 2;
	}
	make_store(argv[1]);
	must(store_begin(store, &err), "begin");
	for (int p = 1; p <= people; p++)
		person(p);
	meeting();
	for (int c = 1; c <= cases; c++)
		one_case(c, people + 1 + (c - 1) * FAMILY);
	attendances(people, cases, changes);
	must(store_commit(store, &err), "commit");
	store_close(store);
	return 0;
}
