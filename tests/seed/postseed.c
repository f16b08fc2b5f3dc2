/*
 * postseed -- what the tests of sending start from, without the other
 * programs: a store whose meeting M-1 is attached, with its audio made.
 *
 *	postseed DIR [ENDED]
 *
 * It ended at ENDED, in seconds since 1970 (two days ago without), and is due as
 * rules/due has it.
 *
 * Case NS-0001: the victim is Vera Example, her children Ann and Bob Example;
 * Frank Invented, Ann's father, is the perpetrator, and about Gus Invented,
 * Bob's father, nobody has said yes or no.  Case NS-0002: Wanda Sample and her
 * child Dan Sample.  Olive and Ian sat there, Ian only until the middle of
 * NS-0001; so did Hugo, who has a conflict in NS-0001, and Nora, who has no
 * e-mail route.  Accounts: olive (coordinator), ian (chair).
 *
 * What `copies` can be asked for is there as renditions already, so that no
 * recording is needed; their objects are random bytes.  Nothing is released.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <sqlite3.h>

#include "base/clock.h"
#include "base/newfile.h"
#include "base/text.h"
#include "rules/due.h"
#include "seal/keystore.h"
#include "store/migrate.h"
#include "store/renditions.h"
#include "store/route.h"
#include "store/store.h"

enum { OLIVE = 1, IAN, HUGO, NORA, VERA, ANN, BOB, FRANK, GUS, WANDA, DAN };

static struct store *store;
static struct box_key column;
static struct error err;
static const char *dir;

static void
must(enum rc rc, const char *what)
{
	if (rc != RC_OK) {
		(void)fprintf(stderr, "postseed: %s: %s\n", what, err.text);
		exit(1);
	}
}

/* sqlite3_mprintf's formats: %Q is a quoted text. */
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
		(void)fprintf(stderr, "postseed: %s: %s\n", text, why);
		exit(1);
	}
	sqlite3_free(text);
}

static const char *
path_of(const char *name)
{
	static char path[4096];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void
make_store(void)
{
	static const char *const folders[] = {
	    "", "objects", "meetings", "keys"};
	struct keystore *keys = NULL;
	struct box_key link;
	sqlite3 *db = NULL;

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		(void)mkdir(path_of(folders[i]), 0700);
	if (sqlite3_open(path_of("marac.db"), &db) != SQLITE_OK) {
		(void)fprintf(stderr, "postseed: cannot make a database\n");
		exit(1);
	}
	must(migrate_run(db, NULL, &err), "migrate");
	(void)sqlite3_close(db);
	must(store_open(&store, dir, STORE_TOOL, &err), "store");

	box_key_make(&column);
	box_key_make(&link);
	must(keystore_create(path_of("keys/distributor.keystore"), NULL, &err),
	    "keystore");
	must(keystore_open(&keys, path_of("keys/distributor.keystore"), &err),
	    "keystore");
	must(keystore_put(
		 keys, KEYSTORE_COLUMN, 1, &column, sizeof(column), &err),
	    "column key");
	must(keystore_put(keys, KEYSTORE_LINK, 1, &link, sizeof(link), &err),
	    "link key");
	keystore_close(keys);
}

static void
person(int id, const char *ref, const char *name, bool reachable)
{
	char *folded = NULL, address[64];
	struct route_row row = {
	    .person = {id},
	    .channel = "email",
	    .value = address,
	    .safe = "yes",
	    .safe_from_minute = -1,
	    .safe_to_minute = -1,
	    .verified_by = "A. Sample",
	    .verified_at = 1,
	};
	enum upsert what;

	must(text_fold(name, &folded, &err), name);
	sql("INSERT INTO person (id, ref, name, name_folded)"
	    " VALUES (%d, %Q, %Q, %Q)",
	    id, ref, name, folded);
	free(folded);
	(void)snprintf(address, sizeof(address), "box%d@sample.example", id);
	if (reachable)
		must(route_put(
			 store, &column, &row, clock_wall_ms(), &what, &err),
		    "route");
}

static void
make_people(void)
{
	person(OLIVE, "olive", "Olive Sample", true);
	person(IAN, "ian", "Ian Sample", true);
	person(HUGO, "hugo", "Hugo Sample", true);
	person(NORA, "nora", "Nora Sample", false);
	person(VERA, "vera", "Vera Example", true);
	person(ANN, "ann", "Ann Example", true);
	person(BOB, "bob", "Bob Example", false);
	person(FRANK, "frank", "Frank Invented", true);
	person(GUS, "gus", "Gus Invented", true);
	person(WANDA, "wanda", "Wanda Sample", true);
	person(DAN, "dan", "Dan Sample", false);
	sql("INSERT INTO child (id, person_id, born_on) VALUES"
	    " (20, 6, '2012-01-01'), (30, 7, '2017-01-01'),"
	    " (40, 11, '2019-01-01')");
	sql("INSERT INTO relationship (person_id, child_id, kind,"
	    " parental_responsibility, source_of_harm) VALUES"
	    " (5, 20, 'mother', 1, 'no'), (5, 30, 'mother', 1, 'no'),"
	    " (8, 20, 'father', 1, 'yes'), (9, 30, 'father', 1, 'unknown'),"
	    " (10, 40, 'mother', 1, 'no')");
	sql("INSERT INTO marac_case (id, reference, victim_id) VALUES"
	    " (1, 'NS-0001', 5), (2, 'NS-0002', 10)");
	sql("INSERT INTO case_child VALUES (1, 20), (1, 30), (2, 40)");
	sql("INSERT INTO case_perpetrator VALUES (1, 8)");
	sql("INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (1, 'olive', 1, 'coordinator', '', x''),"
	    " (2, 'ian', 2, 'chair', '', x''),"
	    " (3, 'olive2', 1, 'chair', '', x'')");
	sql("INSERT INTO safety_confirmation (case_id, by_name, capacity,"
	    " confirmed_at) VALUES (1, 'C. Sample', 'idva', %" PRId64 ")",
	    clock_wall_ms() - CLOCK_DAY_MS);
}

/* Case 1 from second 10 to 20, case 2 from 20 to 30; Ian leaves at 15. */
static void
make_meeting(int64_t ended)
{
	sql("INSERT INTO meeting (id, public_id, ref, type, area, planned_at,"
	    " started_at, ended_at, due_at) VALUES (1, 'm1', 'M-1', 'marac',"
	    " 'Northshire', 0, %" PRId64 ", %" PRId64 ", %" PRId64 ")",
	    ended - 30000, ended, due_at(ended));
	sql("UPDATE meeting SET chair_id = (SELECT person_id FROM account"
	    " WHERE login = 'ian')");
	sql("INSERT INTO attendance (id, meeting_id, person_id, ref, capacity)"
	    " VALUES (1, 1, 1, 1, 'core'), (2, 1, 2, 2, 'core'),"
	    " (3, 1, 3, 3, 'core'), (4, 1, 4, 4, 'core')");
	sql("INSERT INTO conflict VALUES (1, 1, 3, 0)");
	sql("INSERT INTO agenda_item (id, public_id, meeting_id, number, kind,"
	    " case_id, status) VALUES"
	    " (1, 'i1', 1, 1, 'discussion', 1, 'heard'),"
	    " (2, 'i2', 1, 2, 'discussion', 2, 'heard')");
	sql("INSERT INTO passage (meeting_id, item_id, from_sample, to_sample)"
	    " VALUES (1, 1, 480000, 960000), (1, 2, 960000, 1440000)");
	sql("INSERT INTO device VALUES (1, 'Sample device', x'01', 0)");
	sql("INSERT INTO recording (id, meeting_id, device_id, folder,"
	    " journal_hash, attached_at) VALUES (1, 1, 1, 'm1', x'00', 0)");
	sql("INSERT INTO mark (recording_id, seq, kind, attendance_id, sample,"
	    " at) VALUES (1, 1, 'join', 1, -1, 0), (1, 2, 'join', 2, -1, 0),"
	    " (1, 3, 'join', 3, -1, 0), (1, 4, 'join', 4, -1, 0),"
	    " (1, 5, 'started', NULL, 0, 0), (1, 6, 'leave', 2, 720000, 0),"
	    " (1, 7, 'ended', NULL, 1440000, 0)");
	sql("INSERT INTO link_key VALUES (1, 0, NULL)");
}

static void
rendition(int case_id, int64_t from, int64_t to)
{
	struct renditions_part part = {.span = {from, to}};
	struct span_list spans = {.v = &part.span, .count = 1};
	unsigned char plan[BOX_HASH], key[BOX_SEALED_KEY], audio[4096];
	char object[80], path[128];
	struct rendition_id id;
	struct renditions_row row = {
	    .meeting = {1},
	    .case_id = {case_id},
	    .plan_hash = plan,
	    .object = object,
	    .samples = to - from,
	    .bytes = 4000,
	    .plain_hash = plan,
	    .made_ms = clock_wall_ms(),
	    .sealed_key = key,
	    .parts = &part,
	    .nparts = 1,
	};

	must(
	    renditions_plan(row.meeting, row.case_id, &spans, NULL, plan, &err),
	    "plan");
	box_random(key, sizeof(key));
	box_random(audio, sizeof(audio));
	for (int i = 0; i < 16; i++)
		(void)snprintf(object + 2 * i, 8, "%02x", plan[i]);
	(void)snprintf(object + 32, 16, ".sealed");
	must(renditions_add(store, &row, &id, &err), "rendition");
	(void)snprintf(path, sizeof(path), "objects/%s", object);
	must(newfile_put(path_of(path), audio, sizeof(audio), true, &err),
	    "object");
}

int
main(int argc, char **argv)
{
	int64_t ended = clock_wall_ms() - 2 * CLOCK_DAY_MS;

	if (argc != 2 && argc != 3) {
		(void)fputs("usage: postseed DIR [ENDED]\n", stderr);
		return 2;
	}
	if (argc == 3)
		ended = strtoll(argv[2], NULL, 10) * CLOCK_SECOND_MS;
	dir = argv[1];
	must(box_init(&err), "libsodium");
	make_store();
	must(store_begin(store, &err), "begin");
	make_people();
	make_meeting(ended);
	rendition(1, 480000, 960000);
	rendition(1, 480000, 720000);
	rendition(2, 960000, 1440000);
	must(store_commit(store, &err), "commit");
	store_close(store);
	return 0;
}
