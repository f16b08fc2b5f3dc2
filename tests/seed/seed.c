/*
 * seed -- what the tests of share start from, without the other programs.
 *
 *	seed make DIR [S]    a store with an invented meeting, case 1 of S seconds
 *	                     (600); prints NAME=VALUE lines for a shell: tokens,
 *	                     codes, passwords
 *	seed sql DIR SQL     run SQL, print its rows, | between columns
 *	seed totp BASE32 [N] the digits of now, or N steps of 30 s later
 *
 * The meeting had two cases.  Olive and Ian sat through case 1 (Ian had to
 * leave for a while), Olive through case 2 as well.  Frank, Ann's father, was
 * decided to get case 1.  Cora is the caseworker of Ann and of another child
 * with nearly her name; Dan is somebody else's.  Hedda was not there: she has a
 * debrief of case 1, and its action as the contact of its agency.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <oath.h>
#include <sqlite3.h>

#include "base/clock.h"
#include "base/newfile.h"
#include "base/span.h"
#include "base/text.h"
#include "seal/code.h"
#include "seal/keystore.h"
#include "seal/link.h"
#include "seal/papercode.h"
#include "seed/audio.h"
#include "store/migrate.h"
#include "store/audit.h"
#include "store/store.h"

enum { OLIVE = 1, IAN, FRANK, VERA, ANN, ANNE, DAN, CORA, CHAIR, HEDDA };

struct seed {
	const char *dir;
	struct store *store;
	struct box_secret share;
	struct box_key pepper, totp, link;
	int64_t now;
	struct error err;
};

static _Noreturn void
die(const char *what, const struct error *err)
{
	(void)fprintf(stderr, "seed: %s: %s\n", what, err->text);
	exit(1);
}

static void
must(struct seed *s, enum rc rc, const char *what)
{
	if (rc != RC_OK)
		die(what, &s->err);
}

/* sqlite3_mprintf's formats: %Q is a quoted text. */
static void
sql(struct seed *s, const char *fmt, ...)
{
	char *why = NULL, *text;
	va_list ap;

	va_start(ap, fmt);
	text = sqlite3_vmprintf(fmt, ap);
	va_end(ap);
	if (sqlite3_exec(store_handle(s->store), text, NULL, NULL, &why) !=
	    SQLITE_OK) {
		(void)fprintf(stderr, "seed: %s: %s\n", text, why);
		exit(1);
	}
	sqlite3_free(text);
}

static const char *
hex(const void *data, size_t len)
{
	static char texts[8][1024];
	static unsigned next;
	char *text = texts[next++ % 8];
	const unsigned char *bytes = data;

	for (size_t i = 0; i < len && 2 * i + 2 < sizeof(texts[0]); i++)
		(void)snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	return text;
}

static void
make_keys(struct seed *s)
{
	struct keystore *ks = NULL;
	struct box_public pub;
	char path[512];

	(void)snprintf(path, sizeof(path), "%s/keys/share.keystore", s->dir);
	box_pair_make(&pub, &s->share);
	box_key_make(&s->pepper);
	box_key_make(&s->totp);
	box_key_make(&s->link);
	must(s, keystore_create(path, NULL, &s->err), "keystore");
	must(s, keystore_open(&ks, path, &s->err), "keystore");
	must(s,
	    keystore_put(
		ks, KEYSTORE_SHARE, 1, &s->share, sizeof(s->share), &s->err),
	    "keystore");
	must(s,
	    keystore_put(
		ks, KEYSTORE_PEPPER, 1, &s->pepper, sizeof(s->pepper), &s->err),
	    "keystore");
	must(s,
	    keystore_put(
		ks, KEYSTORE_TOTP, 1, &s->totp, sizeof(s->totp), &s->err),
	    "keystore");
	keystore_close(ks);
}

static void
make_store(struct seed *s)
{
	static const char conf[] =
	    "[share]\n"
	    "listen = 127.0.0.1:0\n"
	    "base_url = http://localhost\n"
	    "[notice]\n"
	    "text = Test. Every person here is invented.\n";
	static const char *const folders[] = {
	    "", "/objects", "/meetings", "/keys", "/plain"};
	char path[512];
	sqlite3 *db = NULL;

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s%s", s->dir, folders[i]);
		(void)mkdir(path, 0700);
	}
	(void)snprintf(path, sizeof(path), "%s/marac.conf", s->dir);
	must(s, newfile_put(path, conf, sizeof(conf) - 1, true, &s->err),
	    "marac.conf");
	(void)snprintf(path, sizeof(path), "%s/marac.db", s->dir);
	if (sqlite3_open(path, &db) != SQLITE_OK) {
		(void)fprintf(stderr, "seed: cannot make %s\n", path);
		exit(1);
	}
	must(s, migrate_run(db, NULL, &s->err), "migrate");
	(void)sqlite3_close(db);
	must(s, store_open(&s->store, s->dir, STORE_TOOL, &s->err), "store");
}

static void
person(struct seed *s, int id, const char *ref, const char *name, int agency)
{
	char *folded = NULL;

	must(s, text_fold(name, &folded, &s->err), name);
	sql(s,
	    "INSERT INTO person (id, ref, name, name_folded, agency_id)"
	    " VALUES (%d, %Q, %Q, %Q, nullif(%d, 0))",
	    id, ref, name, folded, agency);
	free(folded);
}

static void
make_people(struct seed *s)
{
	sql(s,
	    "INSERT INTO agency (id, name) VALUES (1, 'Sample Police'),"
	    " (2, 'Sample Health'), (3, 'Sample Children''s Services')");
	person(s, OLIVE, "olive", "Olive Sample", 1);
	person(s, IAN, "ian", "Ian Sample", 2);
	person(s, FRANK, "frank", "Frank Invented", 0);
	person(s, VERA, "vera", "Vera Example", 0);
	person(s, ANN, "ann", "Ann Example", 0);
	person(s, ANNE, "anne", "Anne Exemple", 0);
	person(s, DAN, "dan", "Dan Invented", 0);
	person(s, CORA, "cora", "Cora Sample", 3);
	person(s, CHAIR, "chair", "Charlie Sample", 1);
	person(s, HEDDA, "hedda", "Hedda Sample", 3);
	sql(s,
	    "INSERT INTO person_alias (person_id, alias, alias_folded) VALUES"
	    " (%d, 'Nan <Wŷn>', 'nan wyn'), (%d, 'Nannie', 'nannie')",
	    ANN, ANN);
	sql(s,
	    "INSERT INTO child (id, person_id, born_on, expected_on, school)"
	    " VALUES (20, %d, '2014-03-04', NULL, 'Sample Primary School'),"
	    " (30, %d, '2014-03-05', NULL, ''),"
	    " (40, %d, NULL, '2027-05-01', '')",
	    ANN, ANNE, DAN);
	sql(s,
	    "INSERT INTO relationship (person_id, child_id, kind,"
	    " parental_responsibility, source_of_harm) VALUES"
	    " (%d, 20, 'father', 1, 'no'), (%d, 20, 'mother', 1, 'no')",
	    FRANK, VERA);
}

static void
make_meeting(struct seed *s, int64_t samples)
{
	int64_t began = s->now - 2 * CLOCK_DAY_MS;

	sql(s,
	    "INSERT INTO marac_case (id, reference, victim_id) VALUES"
	    " (1, 'NS-2026-0147', %d), (2, 'NS-2026-0148', %d)",
	    VERA, VERA);
	sql(s, "INSERT INTO case_child VALUES (1, 20), (2, 40)");
	sql(s,
	    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at,"
	    " announced_at, started_at, ended_at, due_at) VALUES (1,"
	    " '0123456789abcdef0123456789abcdef', 'NS-1', 'marac',"
	    " 'Northshire', %lld, %lld, %lld, %lld, %lld)",
	    began, began, began, began + CLOCK_HOUR_MS,
	    began + 7 * (int64_t)CLOCK_DAY_MS);
	sql(s,
	    "INSERT INTO attendance (id, meeting_id, person_id, ref, capacity)"
	    " VALUES (1, 1, %d, 1, 'core'), (2, 1, %d, 2, 'core')",
	    OLIVE, IAN);
	sql(s,
	    "INSERT INTO agenda_item (id, public_id, meeting_id, number, kind,"
	    " case_id, status) VALUES (1, 'i1', 1, 1, 'discussion', 1,"
	    " 'heard'), (2, 'i2', 1, 2, 'discussion', 2, 'heard')");
	sql(s,
	    "INSERT INTO passage (meeting_id, item_id, from_sample, to_sample)"
	    " VALUES (1, 1, 0, %lld), (1, 2, %lld, %lld)",
	    samples, samples, 2 * samples);
	sql(s,
	    "INSERT INTO device VALUES (1, 'Sample device', zeroblob(32), 0)");
	sql(s,
	    "INSERT INTO recording (id, meeting_id, device_id, folder,"
	    " journal_hash, attached_at) VALUES (1, 1, 1, 'm1', x'00', 0)");
	sql(s,
	    "INSERT INTO mark (recording_id, seq, kind, item_id,"
	    " attendance_id, sample, at, supersedes, words) VALUES"
	    " (1, 1, 'join', NULL, 1, -1, 0, 0, ''),"
	    " (1, 2, 'join', NULL, 2, -1, 0, 0, ''),"
	    " (1, 3, 'started', NULL, NULL, 0, 0, 0, ''),"
	    " (1, 4, 'risk', 1, NULL, 480000, 0, 0, 'He has a key "
	    "<b>still</b>'),"
	    " (1, 5, 'leave', NULL, 2, 960000, 0, 0, ''),"
	    " (1, 6, 'decision', 1, NULL, 1200000, 0, 0,"
	    "  'Change the locks this week'),"
	    " (1, 7, 'note', 1, NULL, 1300000, 0, 0, 'Said by mistake'),"
	    " (1, 8, 'undone', NULL, NULL, 1310000, 0, 7, ''),"
	    " (1, 9, 'join', NULL, 2, 1440000, 0, 0, ''),"
	    " (1, 10, 'action', 1, NULL, 1920000, 0, 0, 'Call the school'),"
	    " (1, 11, 'ended', NULL, NULL, %lld, 0, 0, '')",
	    2 * samples);
	sql(s,
	    "INSERT INTO action (meeting_id, case_id, mark_id, text,"
	    " owner_agency_id, due_on) SELECT 1, 1, id, 'Call the school', 3,"
	    " '2026-12-04' FROM mark WHERE seq = 10");
}

static void
account(struct seed *s, int id, const char *login, int who, const char *role,
    const char *variable)
{
	unsigned char secret[CODE_TOTP_SECRET];
	char base32[CODE_TOTP_BASE32], stored[CODE_STORED], where[40];
	struct buf sealed = {0};

	(void)snprintf(where, sizeof(where), "account.totp:%d", id);
	code_totp_make(secret, base32);
	must(s, code_password_hash("a sample pass phrase", stored, &s->err),
	    "password");
	must(s,
	    box_value_seal(
		&s->totp, where, secret, sizeof(secret), &sealed, &s->err),
	    "totp");
	sql(s,
	    "INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (%d, %Q, %d, %Q, %Q, x'%s')",
	    id, login, who, role, stored, hex(sealed.data, sealed.len));
	if (variable != NULL)
		(void)printf("%s=%s\n", variable, base32);
	buf_clear(&sealed);
}

static void
rendition(struct seed *s, int id, int case_id, const struct audio *audio)
{
	unsigned char sealed[BOX_SEALED_KEY];
	struct box_public pub;

	box_public_of(&s->share, &pub);
	must(s, box_key_seal(&audio->key, &pub, sealed, &s->err), "seal");
	sql(s,
	    "INSERT INTO rendition (id, meeting_id, case_id, plan_hash,"
	    " object, samples, bytes, plain_hash, made_at) VALUES (%d, 1, %d,"
	    " x'%02x', '%d.sealed', %lld, %lld, x'%s', %lld)",
	    id, case_id, id, id, audio->samples, audio->bytes,
	    hex(audio->plain_hash, BOX_HASH), s->now);
	sql(s, "INSERT INTO rendition_key VALUES (%d, x'%s')", id,
	    hex(sealed, sizeof(sealed)));
}

static void
make_audio(struct seed *s, int id, int case_id, int seconds, int hertz)
{
	struct audio audio = {0};
	char path[512], plain[512];

	(void)snprintf(path, sizeof(path), "%s/objects/%d.sealed", s->dir, id);
	(void)snprintf(plain, sizeof(plain), "%s/plain/%d.opus", s->dir, id);
	must(s, audio_make(&audio, path, plain, seconds, hertz, &s->err),
	    "audio");
	rendition(s, id, case_id, &audio);
	(void)printf("BYTES_%d=%" PRId64 "\n", id, audio.bytes);
}

/* Rendition ID, of SECONDS, as MP3 too. */
static void
make_mp3(struct seed *s, int id, int seconds)
{
	unsigned char sealed[BOX_SEALED_KEY];
	struct audio audio = {0};
	struct box_public pub;
	char path[512], plain[512];

	(void)snprintf(
	    path, sizeof(path), "%s/objects/%d.mp3.sealed", s->dir, id);
	(void)snprintf(plain, sizeof(plain), "%s/plain/%d.opus", s->dir, id);
	must(s,
	    audio_mp3(
		&audio, path, plain, (int64_t)seconds * SPAN_RATE, &s->err),
	    "mp3");
	box_public_of(&s->share, &pub);
	must(s, box_key_seal(&audio.key, &pub, sealed, &s->err), "seal");
	sql(s,
	    "INSERT INTO rendition_mp3 VALUES (%d, '%d.mp3.sealed', %lld,"
	    " x'%s', x'%s')",
	    id, id, audio.bytes, hex(audio.plain_hash, BOX_HASH),
	    hex(sealed, sizeof(sealed)));
}

/* The parcel went on paper as well: what may be typed is LETTER_NAME. */
static void
letter(struct seed *s, int id, int who, const char *name)
{
	unsigned char selector[LINK_SELECTOR], hash[BOX_HASH];
	char code[PAPERCODE_TEXT];

	box_random(selector, sizeof(selector));
	papercode_make(&s->link, selector, code, hash);
	sql(s,
	    "INSERT INTO contact_route (id, person_id, channel, value_sealed,"
	    " value_mac, safe) VALUES (%d, %d, 'letter', x'', x'%02x', 'yes')",
	    id, who, id);
	sql(s,
	    "INSERT INTO paper (id, parcel_id, channel, route_id, link_key,"
	    " selector, code_hash, printed_by, printed_at, done_by, done_at)"
	    " VALUES (%d, %d, 'letter', %d, 1, x'%s', x'%s', 2, %lld, 2, %lld)",
	    id, id, id, hex(selector, sizeof(selector)),
	    hex(hash, sizeof(hash)), s->now, s->now);
	(void)printf("LETTER_%s=%s\n", name, code);
}

static void
parcel(struct seed *s, int id, int who, const char *name)
{
	unsigned char selector[LINK_SELECTOR], hash[BOX_HASH];
	char token[LINK_TOKEN], code[CODE_ACCESS], stored[CODE_STORED];

	box_random(selector, sizeof(selector));
	link_make(&s->link, selector, 1, token, hash);
	sql(s,
	    "INSERT INTO parcel (id, meeting_id, person_id, selector,"
	    " generation, link_key, secret_hash, made_at, expires_at) VALUES"
	    " (%d, 1, %d, x'%s', 1, 1, x'%s', %lld, %lld)",
	    id, who, hex(selector, sizeof(selector)), hex(hash, sizeof(hash)),
	    s->now, s->now + 28 * (int64_t)CLOCK_DAY_MS);
	code_access_make(code);
	must(s, code_access_hash(&s->pepper, code, stored, &s->err), "code");
	sql(s,
	    "INSERT INTO access_code (person_id, code_hash, issued_by,"
	    " issued_at) VALUES (%d, %Q, 1, %lld)",
	    who, stored, s->now);
	(void)printf("TOKEN_%s=%s\nCODE_%s=%s\n", name, token, name, code);
	letter(s, id, who, name);
}

static void
copy(struct seed *s, int id, int in, int case_id, int rendition_id, int who)
{
	sql(s,
	    "INSERT INTO copy (id, rendition_id, parcel_id, meeting_id,"
	    " case_id, person_id, basis, made_at) VALUES"
	    " (%d, %d, %d, 1, %d, %d, 'present_throughout', %lld)",
	    id, rendition_id, in, case_id, who, s->now);
	sql(s,
	    "INSERT INTO delivery (copy_id, channel, due_at, met_at)"
	    " VALUES (%d, 'email', %lld, %lld)",
	    id, s->now + 5 * (int64_t)CLOCK_DAY_MS, s->now);
	sql(s,
	    "INSERT INTO file_note (child_id, case_id, meeting_id, copy_id,"
	    " kind, at, text) SELECT child_id, %d, 1, %d, 'copy made', %lld,"
	    " 'A copy was made.' FROM case_child WHERE case_id = %d",
	    case_id, id, s->now, case_id);
}

/* Hedda's, in parcel IN. */
static void
words(struct seed *s, int in)
{
	sql(s, "UPDATE agency SET contact_id = %d WHERE id = 3", HEDDA);
	sql(s,
	    "INSERT INTO addressee (meeting_id, case_id, person_id, why,"
	    " decided_by, decided_at) VALUES (1, 1, %d, 'Care coordinator', 1,"
	    " %lld)",
	    HEDDA, s->now);
	sql(s,
	    "INSERT INTO debrief (meeting_id, case_id, person_id, key_issues,"
	    " plan, child_safety, authority, proposed_by, proposed_at,"
	    " approved_by, approved_at, parcel_id, made_at, due_at, given_at)"
	    " VALUES (1, 1, %d, %Q, %Q, %Q, 'Children Act 2004, section 11',"
	    " 1, %lld, 2, %lld, %d, %lld, %lld, %lld)",
	    HEDDA,
	    "Ann is often tired at school.\n\nHer mother has asked for help "
	    "with the evenings.",
	    "The nurse visits each Thursday.\nThe locks are changed <this> "
	    "week.",
	    "Ann was seen alone on Tuesday. She has somebody to call.", s->now,
	    s->now, in, s->now, s->now + 5 * (int64_t)CLOCK_DAY_MS, s->now);
	sql(s,
	    "INSERT INTO task (action_id, person_id, parcel_id, made_at,"
	    " sent_at) VALUES (1, %d, %d, %lld, %lld)",
	    HEDDA, in, s->now, s->now);
}

static int
make(const char *dir, int seconds)
{
	enum { RATE = 48000 };
	struct seed s = {.dir = dir, .now = clock_wall_ms()};

	must(&s, box_init(&s.err), "libsodium");
	make_store(&s);
	make_keys(&s);
	sql(&s, "BEGIN");
	make_people(&s);
	make_meeting(&s, (int64_t)seconds * RATE);
	account(&s, 1, "cora", CORA, "caseworker", "TOTP_CORA");
	account(&s, 2, "chair", CHAIR, "chair", "TOTP_CHAIR");
	(void)printf("PASSWORD='a sample pass phrase'\n");
	sql(&s,
	    "INSERT INTO child_assignment VALUES (1, 20), (1, 30),"
	    " (2, 40)");
	sql(&s,
	    "INSERT INTO case_release (meeting_id, case_id, released_by,"
	    " released_at) VALUES (1, 1, 2, %lld), (1, 2, 2, %lld)",
	    s.now, s.now);
	sql(&s,
	    "INSERT INTO decision (meeting_id, case_id, person_id, verdict,"
	    " reason, proposed_by, proposed_at, approved_by, approved_at)"
	    " VALUES (1, 1, %d, 'send', 'safe', 1, %lld, 2, %lld)",
	    FRANK, s.now, s.now);
	sql(&s,
	    "INSERT INTO safety_confirmation (case_id, by_name, capacity,"
	    " confirmed_at) VALUES (1, 'Ida Sample', 'idva', %lld)",
	    s.now);
	sql(&s, "INSERT INTO link_key (number, made_at) VALUES (1, %lld)",
	    s.now);

	make_audio(&s, 1, 1, seconds, 220);      /* case 1, all of it */
	make_audio(&s, 2, 1, seconds - 10, 330); /* Ian's part */
	make_audio(&s, 3, 2, 45, 440);           /* case 2 */
	make_mp3(&s, 3, 45);
	sql(&s,
	    "INSERT INTO rendition_part (rendition_id, number,"
	    " from_sample, to_sample, plays_at) VALUES (1, 1, 0, %d, 0),"
	    " (2, 1, 0, 960000, 0), (2, 2, 1440000, %d, 984000),"
	    " (3, 1, %d, %d, 0)",
	    seconds * RATE, seconds * RATE, seconds * RATE,
	    (seconds + 45) * RATE);
	sql(&s, "INSERT INTO case_recording VALUES (1, 1, 1), (1, 2, 3)");
	parcel(&s, 1, OLIVE, "OLIVE");
	parcel(&s, 2, IAN, "IAN");
	parcel(&s, 3, FRANK, "FRANK");
	parcel(&s, 4, HEDDA, "HEDDA");
	words(&s, 4);
	copy(&s, 1, 1, 1, 1, OLIVE);
	copy(&s, 2, 1, 2, 3, OLIVE);
	copy(&s, 3, 2, 1, 2, IAN);
	copy(&s, 4, 3, 1, 1, FRANK);
	sql(&s, "COMMIT");
	store_close(s.store);
	return 0;
}

static int
print_row(void *to, int n, char **v, char **names)
{
	(void)to;
	(void)names;
	for (int i = 0; i < n; i++)
		(void)printf(
		    "%s%s", v[i] != NULL ? v[i] : "", i + 1 < n ? "|" : "\n");
	return 0;
}

/* Past every role: a test may do what no program may. */
static int
run_sql(const char *dir, const char *text)
{
	sqlite3 *db = NULL;
	char *why = NULL, path[512];
	int failed;

	(void)snprintf(path, sizeof(path), "%s/marac.db", dir);
	failed = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) !=
		SQLITE_OK ||
	    sqlite3_busy_timeout(db, 10000) != SQLITE_OK ||
	    sqlite3_exec(db, text, print_row, NULL, &why) != SQLITE_OK;
	if (failed)
		(void)fprintf(stderr, "seed: %s: %s\n", text,
		    why != NULL ? why : sqlite3_errmsg(db));
	sqlite3_free(why);
	(void)sqlite3_close(db);
	return failed;
}

/* An event of each line of standard input, which is its `why`. */
static int
add_events(const char *dir)
{
	struct store *store = NULL;
	struct error error = {0};
	char line[512];
	enum rc rc;

	if ((rc = box_init(&error)) == RC_OK &&
	    (rc = store_open(&store, dir, STORE_TOOL, &error)) == RC_OK)
		rc = store_begin(store, &error);
	while (rc == RC_OK && fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		rc = audit_add(
		    store, "account:5", "file.opened", "child:1", line, &error);
	}
	if (rc == RC_OK)
		rc = store_commit(store, &error);
	if (rc != RC_OK)
		(void)fprintf(stderr, "seed: %s\n", error.text);
	store_close(store);
	return rc != RC_OK;
}

static int
totp(const char *base32, int steps)
{
	char *secret = NULL, digits[8];
	size_t len = 0;

	if (oath_base32_decode(base32, strlen(base32), &secret, &len) !=
		OATH_OK ||
	    oath_totp_generate(secret, len,
		(time_t)(clock_wall_ms() / 1000 + 30 * steps), 30, 0, 6,
		digits) != OATH_OK)
		return 1;
	(void)printf("%s\n", digits);
	free(secret);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc >= 3 && strcmp(argv[1], "make") == 0)
		return make(argv[2], argc > 3 ? atoi(argv[3]) : 600);
	if (argc == 4 && strcmp(argv[1], "sql") == 0)
		return run_sql(argv[2], argv[3]);
	if (argc >= 3 && strcmp(argv[1], "totp") == 0)
		return totp(argv[2], argc > 3 ? atoi(argv[3]) : 0);
	if (argc == 3 && strcmp(argv[1], "audit") == 0)
		return add_events(argv[2]);
	(void)fputs(
	    "usage: seed make DIR [S] | sql DIR SQL | totp BASE32 [N] | "
	    "audit DIR\n",
	    stderr);
	return 2;
}
