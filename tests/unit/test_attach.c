/*
 * attach: a finished meeting's folder into a store, all of it or nothing.
 *
 *	seconds  0    2    3    4    6    6.5  7    10   11
 *	item 1   |----|clos|----| off|----|
 *	pressed                          .....|
 *	item 2                            |--------|
 *	item 3 (a spare)                            |----|
 *
 * Item 2 was pressed at 7 s and moved to 6.5 s.  The third segment went on for
 * 0.25 s after "off the record", which nobody may hear.  Case 1 has two children,
 * case 2 one.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "distributor/attach.h"
#include "distributor/render.h"
#include "distributor/tape.h"
#include "recording/journal.h"
#include "recording/pages.h"
#include "recording/papers.h"
#include "recording/voice.h"
#include "rules/due.h"
#include "sound.h"
#include "store/renditions.h"
#include "store/store.h"
#include "unit/rows.h"
#include "unit/scratch.h"

enum { SECOND = 48000, ITEMS = 3, SEGMENTS = 6 };

#define ENDED_MS ((int64_t)1795000000 * 1000)
#define MEETING "00112233445566778899aabbccddeeff"

static const char *const item_ids[ITEMS] = {"10000000000000000000000000000001",
    "10000000000000000000000000000002", "10000000000000000000000000000003"};

struct world {
	char dir[SCRATCH_PATH];
	char store[SCRATCH_PATH];  /* DIR/store */
	char folder[SCRATCH_PATH]; /* DIR/meeting */
	struct store *tool;
	struct desk desk;
	struct journal *journal;
	struct box_secret items[ITEMS];
	struct box_public item_keys[ITEMS];
	struct box_secret share;
	struct box_sign_public device;
	struct box_sign_secret signer;
	int segment; /* the next file */
	int torn;    /* leave this segment as a crash would; 0 none */
};

static void
make_dir(const char *dir, const char *name)
{
	char path[SCRATCH_PATH];

	assert_int_equal(mkdir(scratch_path(path, dir, name), 0700), 0);
}

static void
fill_device(struct world *w)
{
	char sql[256];
	struct buf hex = {0};

	buf_hex(&hex, w->device.v, sizeof(w->device.v));
	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO device VALUES (1, 'Sample device', x'%s', 0)",
	    buf_str(&hex));
	rows_run(w->tool, sql);
	buf_clear(&hex);
}

static void
fill_store(struct world *w)
{
	char sql[512];

	rows_run(w->tool,
	    "INSERT INTO agency (id, name) VALUES (1, 'Northshire Housing');"
	    "INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (1, 'v', 'Vera Example', 'vera example'),"
	    " (2, 'a', 'Ann Example', 'ann example'),"
	    " (3, 'b', 'Bob Example', 'bob example'),"
	    " (4, 'c', 'Cal Sample', 'cal sample'),"
	    " (7, 'o', 'Olive Sample', 'olive sample');"
	    "INSERT INTO child (id, person_id, born_on) VALUES"
	    " (20, 2, '2012-01-01'), (30, 3, '2017-01-01'),"
	    " (40, 4, '2018-01-01');"
	    "INSERT INTO marac_case (id, reference, victim_id) VALUES"
	    " (1, 'NS-1', 1), (2, 'NS-2', 1);"
	    "INSERT INTO case_child VALUES (1, 20), (1, 30), (2, 40);"
	    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at)"
	    " VALUES (1, '" MEETING "', 'M-1', 'marac', 'Northshire', 0);"
	    "INSERT INTO attendance (id, meeting_id, person_id, ref, capacity)"
	    " VALUES (70, 1, 7, 1, 'core');");
	for (int i = 0; i < ITEMS; i++) {
		(void)snprintf(sql, sizeof(sql),
		    "INSERT INTO agenda_item (id, public_id, meeting_id, "
		    "number, kind, case_id) VALUES (%d, '%s', 1, %d, '%s', "
		    "%s)",
		    i + 1, item_ids[i], i + 1, i == 2 ? "spare" : "discussion",
		    i == 0       ? "1"
			: i == 1 ? "2"
				 : "NULL");
		rows_run(w->tool, sql);
	}
	fill_device(w);
}

static void
make_keys(struct world *w)
{
	struct keystore *keys = NULL;
	struct box_public share;
	char path[SCRATCH_PATH], sql[256];
	struct buf hex = {0};

	scratch_path(path, w->store, "keys/distributor.keystore");
	assert_int_equal(keystore_create(path, NULL, NULL), RC_OK);
	assert_int_equal(keystore_open(&keys, path, NULL), RC_OK);
	for (int i = 0; i < ITEMS; i++) {
		box_pair_make(&w->item_keys[i], &w->items[i]);
		assert_int_equal(keystore_put(keys, KEYSTORE_ITEM, i + 1,
				     &w->items[i], sizeof(w->items[i]), NULL),
		    RC_OK);
	}
	keystore_close(keys);
	box_sign_make(&w->device, &w->signer);
	box_pair_make(&share, &w->share);
	buf_hex(&hex, share.v, sizeof(share.v));
	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO setting VALUES ('share_public_key', x'%s')",
	    buf_str(&hex));
	rows_run(w->tool, sql);
	buf_clear(&hex);
}

static void
entry(struct world *w, enum journal_kind kind, int item, double second,
    int64_t value, uint32_t supersedes)
{
	struct journal_entry e = {
	    .kind = kind,
	    .item = (uint16_t)item,
	    .person = kind == JOURNAL_JOIN || kind == JOURNAL_LEAVE ? 1 : 0,
	    .sample = second < 0 ? -1 : (int64_t)(second * SECOND),
	    .wall_ms =
		ENDED_MS - 11000 + (int64_t)(second < 0 ? 0 : second * 1000),
	    .value = value,
	    .supersedes = supersedes,
	};

	assert_int_equal(journal_append(w->journal, &e, NULL), RC_OK);
}

struct taking {
	struct pages *pages;
	struct segment_index index;
};

static enum rc
take_packet(void *to, const struct voice_packet *packet, struct error *err)
{
	struct taking *t = to;

	return pages_packet(t->pages, packet->data, packet->len, err);
}

/* A segment of ITEM from second FROM to TO, with the words of mark SEQ. */
static void
segment(struct world *w, int item, double from, double to, uint32_t seq,
    const char *words)
{
	static const struct pages_tags tags = {.r128_gain_q78 = INT32_MIN};
	size_t count = (size_t)((to - from) * SECOND);
	int16_t *pcm = calloc(count, sizeof(*pcm));
	struct taking taking = {0};
	struct segment_writer *writer = NULL;
	struct segment_plan plan = {
	    .kind = SEGMENT_MASTER,
	    .to = &w->item_keys[item - 1],
	    .signer = &w->signer,
	    .start_sample = (int64_t)(from * SECOND),
	    .created_ms = ENDED_MS,
	};
	struct voice *voice = NULL;
	struct sink sink;
	char name[32], path[SCRATCH_PATH];
	bool torn = w->segment == w->torn;

	assert_non_null(pcm);
	(void)snprintf(name, sizeof(name), "meeting/%04d.seg", w->segment);
	entry(w, JOURNAL_SEGMENT_BEGUN, item, from, w->segment, 0);
	sound_tone(pcm, count, 0, 300 + 200 * item, 6000);
	assert_int_equal(segment_create(&writer,
			     scratch_path(path, w->dir, name), &plan, NULL),
	    RC_OK);
	sink = segment_sink(writer);
	assert_int_equal(
	    pages_open(&taking.pages, &sink, 5, VOICE_PRE_SKIP, &tags, NULL),
	    RC_OK);
	assert_int_equal(
	    voice_open(&voice, true, take_packet, &taking, NULL), RC_OK);
	assert_int_equal(voice_write(voice, pcm, count, NULL), RC_OK);
	if (words != NULL)
		assert_int_equal(
		    segment_event(writer, seq, words, NULL), RC_OK);
	if (torn) {
		assert_int_equal(pages_flush(taking.pages, NULL), RC_OK);
		assert_int_equal(segment_flush(writer, NULL), RC_OK);
		segment_abandon(&writer);
	} else {
		assert_int_equal(
		    voice_finish(voice, &taking.index.samples, NULL), RC_OK);
		assert_int_equal(
		    pages_finish(taking.pages, taking.index.samples, NULL),
		    RC_OK);
		assert_int_equal(
		    segment_finish(&writer, &taking.index, NULL, NULL), RC_OK);
		entry(w, JOURNAL_SEGMENT_SEALED, item, to, w->segment, 0);
	}
	w->segment++;
	pages_close(taking.pages);
	voice_close(voice);
	free(pcm);
}

static void
write_papers(struct world *w)
{
	struct papers_item items[ITEMS] = {{0}};
	struct papers_person person = {1, (char *)"Olive Sample",
	    (char *)"Northshire Housing", (char *)"core"};
	struct papers papers = {
	    .public_id = MEETING,
	    .type = (char *)"marac",
	    .title = (char *)"MARAC Northshire",
	    .items = items,
	    .nitems = ITEMS,
	    .people = &person,
	    .npeople = 1,
	};
	char path[SCRATCH_PATH];
	struct error err = {0};

	for (int i = 0; i < ITEMS; i++) {
		items[i] = (struct papers_item){
		    .number = i + 1,
		    .label = (char *)(i == 2 ? "Spare" : "NS"),
		    .kind = (char *)(i == 2 ? "spare" : "discussion"),
		    .key = w->item_keys[i],
		};
		memcpy(items[i].public_id, item_ids[i], PUBLIC_ID_TEXT);
	}
	if (papers_write(scratch_path(path, w->folder, "papers.json"), &papers,
		&err) != RC_OK)
		fail_msg("%s", err.text);
}

static void
hold_meeting(struct world *w, bool end)
{
	char path[SCRATCH_PATH];

	w->segment = 1;
	write_papers(w);
	assert_int_equal(journal_open(&w->journal,
			     scratch_path(path, w->folder, "journal"), NULL),
	    RC_OK);
	entry(w, JOURNAL_ANNOUNCED, 0, -1, 0, 0); /* 1 */
	entry(w, JOURNAL_JOIN, 0, -1, 0, 0);      /* 2 */
	entry(w, JOURNAL_STARTED, 0, 0, 0, 0);    /* 3 */
	entry(w, JOURNAL_ITEM, 1, 0, 0, 0);       /* 4 */
	entry(w, JOURNAL_ACTION, 1, 1, 0, 0);     /* 5 */
	segment(w, 1, 0, 2, 5,
	    "{\"words\":\"Change the locks\",\"owner\":\"Northshire Housing\","
	    "\"due\":\"2026-12-01\"}");           /* 6, 7 */
	entry(w, JOURNAL_CLOSED, 1, 2, 0, 0);     /* 8 */
	segment(w, 1, 2, 3, 0, NULL);             /* 9, 10 */
	entry(w, JOURNAL_OPENED, 1, 3, 0, 0);     /* 11 */
	segment(w, 1, 3, 4.25, 0, NULL);          /* 12, 13 */
	entry(w, JOURNAL_OFF_RECORD, 1, 4, 0, 0); /* 14 */
	entry(w, JOURNAL_RESUMED, 1, 6, 2000, 0); /* 15 */
	segment(w, 1, 6, 7, 0, NULL);             /* 16, 17, unless torn */
	entry(w, JOURNAL_ITEM, 2, 7, 0, 0);
	entry(w, JOURNAL_EDGE, 2, 6.5, 0, w->torn ? 17 : 18);
	entry(w, JOURNAL_ACTION, 2, 8, 0, 0); /* 20 */
	segment(w, 2, 7, 10, w->torn ? 19 : 20,
	    "{\"words\":\"Ring the school\",\"owner\":\"\",\"due\":\"\"}");
	entry(w, JOURNAL_ITEM, 3, 10, 0, 0);
	segment(w, 3, 10, 11, 0, NULL);
	if (end)
		entry(w, JOURNAL_ENDED, 0, 11, 0, 0);
	journal_close(w->journal);
}

static void
begin(struct world *w, int torn, bool end)
{
	struct error err = {0};

	*w = (struct world){.torn = torn};
	assert_int_equal(box_init(NULL), RC_OK);
	scratch_make(w->dir);
	make_dir(w->dir, "store");
	make_dir(w->dir, "meeting");
	scratch_path(w->store, w->dir, "store");
	scratch_path(w->folder, w->dir, "meeting");
	make_dir(w->store, "objects");
	make_dir(w->store, "meetings");
	make_dir(w->store, "keys");
	assert_int_equal(store_create(w->store, NULL), RC_OK);
	assert_int_equal(
	    store_open(&w->tool, w->store, STORE_TOOL, NULL), RC_OK);
	make_keys(w);
	fill_store(w);
	hold_meeting(w, end);
	if (desk_open_dir(&w->desk, w->store, &err) != RC_OK)
		fail_msg("%s", err.text);
}

static void
finish(struct world *w)
{
	desk_close(&w->desk);
	store_close(w->tool);
	scratch_remove(w->dir);
}

static void
attach_ok(struct world *w, struct attach *done)
{
	struct error err = {0};

	if (attach_folder(&w->desk, w->folder, done, &err) != RC_OK)
		fail_msg("%s", err.text);
}

/* Refused with RC and TEXT; nothing of it in the store. */
static void
refused(struct world *w, enum rc rc, const char *text)
{
	struct error err = {0};
	struct attach done;
	char path[SCRATCH_PATH];

	assert_int_equal(attach_folder(&w->desk, w->folder, &done, &err), rc);
	if (strstr(err.text, text) == NULL)
		fail_msg("no '%s' in '%s'", text, err.text);
	rows_are(w->tool,
	    "SELECT (SELECT count(*) FROM recording), "
	    "(SELECT count(*) FROM mark), (SELECT count(*) FROM file_note), "
	    "(SELECT count(*) FROM audit_event), "
	    "(SELECT count(*) FROM rendition)",
	    "0|0|0|0|0\n");
	assert_int_not_equal(
	    access(scratch_path(path, w->store, "meetings/" MEETING), F_OK), 0);
}

/* Files in NAME of the store; a lock is none. */
static int
files(const struct world *w, const char *name)
{
	char command[2 * SCRATCH_PATH];
	FILE *pipe;
	int count = -1;

	(void)snprintf(command, sizeof(command),
	    "ls -A '%s/%s' | grep -vc '^\\.lock$'", w->store, name);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	assert_int_equal(fscanf(pipe, "%d", &count), 1);
	(void)pclose(pipe);
	return count;
}

static void
everything_is_filed(void **state)
{
	struct world w;
	struct attach done;
	char want[128];

	(void)state;
	begin(&w, 0, true);
	attach_ok(&w, &done);
	assert_int_equal(done.segments, SEGMENTS);
	assert_int_equal(done.recordings, 2);
	assert_int_equal(done.alerts, 2);
	rows_are(w.tool,
	    "SELECT number, item_id, start_sample / 480, samples / 480, status"
	    " FROM segment ORDER BY number",
	    "1|1|0|200|complete\n2|1|200|100|complete\n"
	    "3|1|300|125|complete\n4|1|600|100|complete\n"
	    "5|2|700|300|complete\n6|3|1000|100|complete\n");
	rows_are(w.tool,
	    "SELECT item_id, from_sample / 480, to_sample / 480 FROM passage "
	    "ORDER BY from_sample",
	    "1|0|400\n1|600|650\n2|650|1000\n3|1000|1100\n");
	rows_are(w.tool,
	    "SELECT case_id, text, owner_agency_id, due_on, outcome FROM "
	    "action",
	    "1|Change the locks|1|2026-12-01|\n");
	rows_are(w.tool,
	    "SELECT seq, kind, item_id, attendance_id, sample, words FROM mark "
	    "WHERE seq IN (2, 5, 20) ORDER BY seq",
	    "2|join|-|70|-1|\n5|action|1|-|48000|Change the locks\n"
	    "20|action|2|-|384000|Ring the school\n");
	(void)snprintf(want, sizeof(want), "1|1|%lld|%lld\n",
	    (long long)ENDED_MS, (long long)due_at(ENDED_MS));
	rows_are(w.tool,
	    "SELECT announced_at IS NOT NULL, started_at = ended_at - 11000, "
	    "ended_at, due_at FROM meeting",
	    want);
	rows_are(w.tool, "SELECT number, status FROM agenda_item",
	    "1|heard\n2|heard\n3|heard\n");
	rows_are(w.tool,
	    "SELECT child_id, case_id, kind FROM file_note ORDER BY child_id",
	    "20|1|recording\n30|1|recording\n40|2|recording\n");
	rows_are(w.tool,
	    "SELECT text LIKE '%item 2 at 0:00:08%no owner%', "
	    "text LIKE 'Item 3 was not on the agenda%' FROM alert ORDER BY id",
	    "1|0\n0|1\n");
	rows_are(w.tool,
	    "SELECT what FROM audit_event WHERE what LIKE 'recording%'",
	    "recording.attached\n");
	finish(&w);
}

/* Rule 10 of the children's files too: closed and off the record are cut. */
static void
rule_10_the_file_plays_all_but_closed_and_off_record(void **state)
{
	struct world w;
	struct attach done;

	(void)state;
	begin(&w, 0, true);
	attach_ok(&w, &done);
	rows_are(w.tool,
	    "SELECT c.case_id, p.from_sample / 480, p.to_sample / 480, "
	    "(p.plays_at + 479) / 480 FROM case_recording c "
	    "JOIN rendition_part p ON p.rendition_id = c.rendition_id "
	    "ORDER BY c.case_id, p.number",
	    "1|0|200|0\n1|300|400|250\n1|600|650|400\n2|650|1000|0\n");
	rows_are(w.tool,
	    "SELECT case_id, samples / 480 FROM rendition ORDER BY case_id",
	    "1|450\n2|350\n");
	finish(&w);
}

/* What share does: open the data key, open the object, play it. */
static void
play(struct world *w, const char *which, struct tape *tape)
{
	char sql[256], path[SCRATCH_PATH], object[128] = "objects/";
	char row[ROWS_TEXT] = "", *name, *key, *samples;
	unsigned char sealed[BOX_SEALED_KEY];
	struct segment_reader *reader = NULL;
	struct packets *packets = NULL;
	struct packets_head head;
	struct box_key data_key;

	(void)snprintf(sql, sizeof(sql),
	    "SELECT r.object, lower(hex(k.sealed)), r.samples FROM rendition r"
	    " JOIN rendition_key k ON k.rendition_id = r.id WHERE %s",
	    which);
	assert_int_equal(
	    sqlite3_exec(store_handle(w->tool), sql, rows_keep, row, NULL),
	    SQLITE_OK);
	name = strtok(row, "|");
	key = strtok(NULL, "|");
	samples = strtok(NULL, "\n");
	assert_non_null(samples);
	assert_int_equal(buf_unhex(key, sealed, sizeof(sealed), NULL), RC_OK);
	assert_int_equal(
	    box_key_open(sealed, &w->share, &data_key, NULL), RC_OK);
	(void)strncat(object, name, sizeof(object) - strlen(object) - 1);
	assert_int_equal(
	    segment_open(&reader, scratch_path(path, w->store, object), NULL,
		&data_key, NULL),
	    RC_OK);
	assert_int_equal(segment_about(reader)->kind, SEGMENT_RENDITION);
	assert_int_equal(segment_about(reader)->status, SEGMENT_COMPLETE);
	/* its pre-skip may be larger than a master's: read the packets here */
	assert_int_equal(
	    packets_open(&packets, segment_read, reader, &head, NULL), RC_OK);
	packets_close(packets);
	if (head.pre_skip == VOICE_PRE_SKIP) {
		assert_int_equal(tape_load(tape, segment_read, reader, 0, true,
				     NULL, 0, NULL),
		    RC_OK);
		assert_int_equal(tape->samples, atoll(samples));
	}
	segment_close(reader);
}

static void
rule_01_a_rendition_plays_its_case_only(void **state)
{
	static int16_t pcm[4 * SECOND + SECOND / 2];
	struct world w;
	struct attach done;
	struct tape tape = {0};
	const size_t window = SECOND / 2;

	(void)state;
	begin(&w, 0, true);
	attach_ok(&w, &done);
	play(&w, "r.case_id = 1", &tape);
	assert_int_equal(tape.samples / 480, 450);
	assert_int_equal(
	    tape_pcm(&tape, 0, pcm, (size_t)tape.samples, NULL), RC_OK);
	for (int at = 0; at + (int)window < tape.samples; at += SECOND / 8) {
		assert_true(
		    sound_db(sound_amplitude(pcm + at, window, 700)) < -60);
		assert_true(
		    sound_db(sound_amplitude(pcm + at, window, 900)) < -60);
	}
	assert_true(sound_db(sound_amplitude(pcm, window, 500)) > -17);
	tape_clear(&tape);
	finish(&w);
}

static void
twice_is_refused(void **state)
{
	struct world w;
	struct attach done;
	struct error err = {0};

	(void)state;
	begin(&w, 0, true);
	attach_ok(&w, &done);
	assert_int_equal(
	    attach_folder(&w.desk, w.folder, &done, &err), RC_CONFLICT);
	assert_non_null(strstr(err.text, "attached already"));
	rows_are(w.tool,
	    "SELECT (SELECT count(*) FROM recording), "
	    "(SELECT count(*) FROM rendition), (SELECT count(*) FROM action)",
	    "1|2|1\n");
	assert_int_equal(files(&w, "objects"), 2);
	finish(&w);
}

static void
an_unknown_device_is_refused(void **state)
{
	struct world w;

	(void)state;
	begin(&w, 0, true);
	rows_run(w.tool, "UPDATE device SET public_key = x'00'");
	refused(&w, RC_DENIED, "marac-store key trust");
	finish(&w);
}

static void
a_meeting_that_goes_on_is_refused(void **state)
{
	struct world w;

	(void)state;
	begin(&w, 0, false);
	refused(&w, RC_CONFLICT, "has not ended");
	finish(&w);
}

static void
flip(const struct world *w, const char *name, long at)
{
	char path[SCRATCH_PATH];
	FILE *file = fopen(scratch_path(path, w->folder, name), "r+b");
	int c;

	assert_non_null(file);
	assert_int_equal(fseek(file, at, at < 0 ? SEEK_END : SEEK_SET), 0);
	c = fgetc(file);
	assert_int_equal(fseek(file, -1, SEEK_CUR), 0);
	assert_int_equal(fputc(c ^ 1, file), c ^ 1);
	assert_int_equal(fclose(file), 0);
}

static void
rule_18_a_flipped_byte_names_the_segment(void **state)
{
	struct world w;
	char path[SCRATCH_PATH];
	struct stat st;

	(void)state;
	begin(&w, 0, true);
	flip(&w, "0003.seg", 2000);
	refused(&w, RC_DAMAGED, "0003.seg");
	flip(&w, "0003.seg", 2000);
	flip(&w, "journal", 100);
	refused(&w, RC_DAMAGED, "journal");
	flip(&w, "journal", 100);
	/* an end cut off, which no crash explains: it had been sealed */
	scratch_path(path, w.folder, "0002.seg");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(truncate(path, st.st_size / 512 / 2 * 512), 0);
	refused(&w, RC_DAMAGED, "0002.seg");
	assert_int_equal(unlink(path), 0);
	refused(&w, RC_DAMAGED, "0002.seg was recorded and is missing");
	finish(&w);
}

static void
a_segment_of_another_item_is_refused(void **state)
{
	struct world w;
	char one[SCRATCH_PATH], two[SCRATCH_PATH];

	(void)state;
	begin(&w, 0, true);
	assert_int_equal(rename(scratch_path(one, w.folder, "0005.seg"),
			     scratch_path(two, w.folder, "0003.seg")),
	    0);
	refused(&w, RC_DAMAGED, "0003.seg");
	finish(&w);
}

static void
a_segment_cut_short_is_kept_with_an_alert(void **state)
{
	struct world w;
	struct attach done;

	(void)state;
	begin(&w, 4, true); /* pulled out during 6 to 7 s */
	attach_ok(&w, &done);
	rows_are(w.tool,
	    "SELECT number, status, samples > 40000, samples < 48000 "
	    "FROM segment WHERE number = 4",
	    "4|recovered|1|1\n");
	rows_are(w.tool,
	    "SELECT count(*) FROM alert WHERE text LIKE 'Segment 0004 was cut "
	    "short%'",
	    "1\n");
	/* the passage ends where the audio does, and plays on at 7 s */
	rows_are(w.tool,
	    "SELECT from_sample / 480, to_sample / 480 BETWEEN 690 AND 699 "
	    "FROM passage WHERE item_id = 2 AND from_sample < 330000",
	    "650|1\n");
	rows_are(w.tool,
	    "SELECT from_sample / 480, to_sample / 480 FROM passage "
	    "WHERE item_id = 2 AND from_sample > 330000",
	    "700|1000\n");
	finish(&w);
}

/* A power cut left the name, and nothing or a piece of the header behind it. */
static void
of_a_segment_without_its_header_nothing_was_written(void **state)
{
	static const off_t sizes[] = {0, 1, 512, 1023};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct world w;
		struct attach done;
		char path[SCRATCH_PATH];

		begin(&w, 4, true);
		assert_int_equal(
		    truncate(
			scratch_path(path, w.folder, "0004.seg"), sizes[i]),
		    0);
		attach_ok(&w, &done);
		rows_are(w.tool,
		    "SELECT count(*) FROM segment WHERE number = 4", "0\n");
		rows_are(w.tool,
		    "SELECT count(*) FROM alert WHERE text = "
		    "'Of segment 0004 nothing was written.'",
		    "1\n");
		finish(&w);
		/* The same of one that was sealed is damage. */
		begin(&w, 0, true);
		assert_int_equal(
		    truncate(
			scratch_path(path, w.folder, "0004.seg"), sizes[i]),
		    0);
		refused(&w, RC_DAMAGED, "0004.seg");
		finish(&w);
	}
}

static void
a_journal_beyond_every_meeting_is_refused(void **state)
{
	struct world w;
	char path[SCRATCH_PATH];

	(void)state;
	begin(&w, 0, true);
	assert_int_equal(
	    truncate(scratch_path(path, w.folder, "journal"), (off_t)8 << 20),
	    0);
	refused(&w, RC_INVALID, "journal is larger than");
	finish(&w);
}

static void
a_killed_attach_is_run_again(void **state)
{
	struct world w;
	struct attach done;
	char path[SCRATCH_PATH];

	(void)state;
	begin(&w, 0, true);
	/* killed while copying: a part of the folder, no row */
	make_dir(w.store, "meetings/" MEETING);
	scratch_put(
	    scratch_path(path, w.store, "meetings/" MEETING "/0001.seg"),
	    "half a segment");
	/* killed while rendering: a file that no row owns */
	scratch_put(scratch_path(path, w.store,
			"objects/0123456789abcdef0123456789abcdef.sealed"),
	    "half a rendition");
	attach_ok(&w, &done);
	assert_int_equal(done.recordings, 2);
	assert_int_equal(files(&w, "objects"), 2);
	/* killed between filing and rendering: the rest is made */
	rows_run(w.tool,
	    "DELETE FROM case_recording WHERE case_id = 2;"
	    "DELETE FROM rendition WHERE case_id = 2");
	attach_ok(&w, &done);
	assert_int_equal(done.segments, 0);
	assert_int_equal(done.recordings, 1);
	assert_int_equal(files(&w, "objects"), 2);
	rows_are(w.tool,
	    "SELECT (SELECT count(*) FROM case_recording), "
	    "(SELECT count(*) FROM recording), (SELECT count(*) FROM "
	    "file_note)",
	    "2|1|3\n");
	finish(&w);
}

static void
an_equal_plan_is_made_once(void **state)
{
	struct world w;
	struct attach done;
	struct span_list spans = {0};
	struct rendition_id a = {0}, b = {0};
	struct error err = {0};

	(void)state;
	begin(&w, 0, true);
	attach_ok(&w, &done);
	assert_int_equal(
	    span_add(&spans, (struct span){312000, 400000}, NULL), RC_OK);
	if (render_case(&w.desk, (struct meeting_id){1}, (struct case_id){2},
		&spans, NULL, &a, &err) != RC_OK)
		fail_msg("%s", err.text);
	assert_int_equal(render_case(&w.desk, (struct meeting_id){1},
			     (struct case_id){2}, &spans, NULL, &b, NULL),
	    RC_OK);
	assert_int_equal(a.v, b.v);
	assert_int_equal(files(&w, "objects"), 3);
	/* the same spans of another case are another file */
	assert_int_equal(render_case(&w.desk, (struct meeting_id){1},
			     (struct case_id){1}, &spans, NULL, &b, NULL),
	    RC_OK);
	assert_int_not_equal(a.v, b.v);
	span_clear(&spans);
	finish(&w);
}

static void
a_changed_master_is_not_rendered(void **state)
{
	struct world w;
	struct attach done;
	struct span_list spans = {0};
	struct rendition_id id = {0};
	struct error err = {0};

	(void)state;
	begin(&w, 0, true);
	attach_ok(&w, &done);
	rows_run(w.tool,
	    "UPDATE segment SET cipher_hash = zeroblob(32) WHERE number = 5");
	assert_int_equal(
	    span_add(&spans, (struct span){360000, 400000}, NULL), RC_OK);
	assert_int_equal(render_case(&w.desk, (struct meeting_id){1},
			     (struct case_id){2}, &spans, NULL, &id, &err),
	    RC_DAMAGED);
	assert_non_null(strstr(err.text, "0005"));
	assert_int_equal(files(&w, "objects"), 2);
	assert_int_equal(
	    keystore_remove(w.desk.keys, KEYSTORE_ITEM, 2, NULL), RC_OK);
	assert_int_equal(render_case(&w.desk, (struct meeting_id){1},
			     (struct case_id){2}, &spans, NULL, &id, &err),
	    RC_DENIED);
	span_clear(&spans);
	finish(&w);
}

/* Killed at KILLS moments spread over a run: afterwards it can be run again,
 * and all is there once. */
static void
a_kill_at_any_moment_leaves_all_or_nothing(void **state)
{
	enum { KILLS = 16 };
	const useconds_t step = 12000; /* a whole run takes 0.1 to 0.2 s */
	struct attach done;
	struct error err;
	struct world w;
	int unfinished = 0, status;
	pid_t child;
	enum rc rc;

	(void)state;
	for (int i = 0; i < KILLS; i++) {
		begin(&w, 0, true);
		desk_close(&w.desk);
		store_close(w.tool);
		w.tool = NULL;
		child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			if (desk_open_dir(&w.desk, w.store, NULL) == RC_OK)
				(void)attach_folder(
				    &w.desk, w.folder, &done, NULL);
			_exit(0);
		}
		(void)usleep((useconds_t)i * step);
		(void)kill(child, SIGKILL);
		assert_int_equal(waitpid(child, &status, 0), child);
		unfinished += WIFSIGNALED(status);
		assert_int_equal(
		    store_open(&w.tool, w.store, STORE_TOOL, NULL), RC_OK);
		assert_int_equal(desk_open_dir(&w.desk, w.store, NULL), RC_OK);
		rc = attach_folder(&w.desk, w.folder, &done, &err);
		assert_true(rc == RC_OK || rc == RC_CONFLICT);
		rows_are(w.tool,
		    "SELECT (SELECT count(*) FROM recording), "
		    "(SELECT count(*) FROM segment), "
		    "(SELECT count(*) FROM action), "
		    "(SELECT count(*) FROM file_note), "
		    "(SELECT count(*) FROM case_recording), "
		    "(SELECT count(*) FROM rendition), "
		    "(SELECT count(*) FROM audit_event WHERE "
		    "what = 'recording.attached')",
		    "1|6|1|3|2|2|1\n");
		assert_int_equal(files(&w, "objects"), 2);
		assert_int_equal(files(&w, "meetings/" MEETING), SEGMENTS + 2);
		finish(&w);
	}
	assert_in_range(unfinished, 1, KILLS);
}

/* After a restore of the database alone the store's own folder is attached
 * again; a refusal then destroys nothing. */
static void
the_stores_own_folder_is_not_destroyed(void **state)
{
	struct world w;
	struct attach done;
	struct error err = {0};
	char path[SCRATCH_PATH];

	(void)state;
	begin(&w, 0, true);
	scratch_path(path, w.store, "meetings/" MEETING);
	assert_int_equal(rename(w.folder, path), 0);
	rows_run(w.tool, "UPDATE device SET public_key = x'00'");
	assert_int_equal(attach_folder(&w.desk, path, &done, &err), RC_DENIED);
	assert_int_equal(files(&w, "meetings/" MEETING), SEGMENTS + 2);
	rows_run(w.tool, "DELETE FROM device");
	fill_device(&w);
	if (attach_folder(&w.desk, path, &done, &err) != RC_OK)
		fail_msg("%s", err.text);
	assert_int_equal(done.recordings, 2);
	assert_int_equal(files(&w, "meetings/" MEETING), SEGMENTS + 2);
	finish(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(everything_is_filed),
	    cmocka_unit_test(
		rule_10_the_file_plays_all_but_closed_and_off_record),
	    cmocka_unit_test(rule_01_a_rendition_plays_its_case_only),
	    cmocka_unit_test(twice_is_refused),
	    cmocka_unit_test(an_unknown_device_is_refused),
	    cmocka_unit_test(a_meeting_that_goes_on_is_refused),
	    cmocka_unit_test(rule_18_a_flipped_byte_names_the_segment),
	    cmocka_unit_test(a_segment_of_another_item_is_refused),
	    cmocka_unit_test(a_segment_cut_short_is_kept_with_an_alert),
	    cmocka_unit_test(
		of_a_segment_without_its_header_nothing_was_written),
	    cmocka_unit_test(a_journal_beyond_every_meeting_is_refused),
	    cmocka_unit_test(a_killed_attach_is_run_again),
	    cmocka_unit_test(a_kill_at_any_moment_leaves_all_or_nothing),
	    cmocka_unit_test(an_equal_plan_is_made_once),
	    cmocka_unit_test(the_stores_own_folder_is_not_destroyed),
	    cmocka_unit_test(a_changed_master_is_not_rendered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
