/*
 * folderseed -- a meeting's folder as a recorder leaves it, for tests of what
 * comes after.
 *
 *	folderseed PAPERS FOLDER
 *
 * FOLDER is made: papers.json, a journal, and for each of the papers' items
 * with a case one sealed segment of a second of tone.  Prints the public key
 * of the device that signed them.
 */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "recording/journal.h"
#include "recording/pages.h"
#include "recording/papers.h"
#include "recording/segment.h"
#include "recording/voice.h"
#include "sound.h"

enum { SECOND = VOICE_RATE };

#define STARTED_MS ((int64_t)1795000000 * 1000)

struct seeding {
	const char *folder;
	struct journal *journal;
	struct box_sign_secret signer;
	int segments;
};

static enum rc
note(struct seeding *s, enum journal_kind kind, int item, int64_t sample,
    int64_t value, struct error *err)
{
	struct journal_entry e = {
	    .kind = kind,
	    .item = (uint16_t)item,
	    .person = kind == JOURNAL_JOIN ? 1 : 0,
	    .sample = sample,
	    .wall_ms = STARTED_MS + (sample < 0 ? 0 : sample / 48),
	    .value = value,
	};

	return journal_append(s->journal, &e, err);
}

static enum rc
take_packet(void *to, const struct voice_packet *packet, struct error *err)
{
	return pages_packet(to, packet->data, packet->len, err);
}

static enum rc
seal_tone(struct seeding *s, const struct papers_item *item, const char *path,
    int64_t start, struct error *err)
{
	static const struct pages_tags tags = {.r128_gain_q78 = INT32_MIN};
	static int16_t pcm[SECOND];
	struct segment_index index = {0};
	struct segment_writer *writer = NULL;
	struct segment_plan plan = {
	    .kind = SEGMENT_MASTER,
	    .to = &item->key,
	    .signer = &s->signer,
	    .start_sample = start,
	    .created_ms = STARTED_MS,
	};
	struct pages *pages = NULL;
	struct voice *voice = NULL;
	struct sink sink;
	enum rc rc = segment_create(&writer, path, &plan, err);

	if (rc != RC_OK)
		return rc;
	memset(pcm, 0, sizeof(pcm));
	sound_tone(pcm, SECOND, 0, 300 + 200 * item->number, 6000);
	sink = segment_sink(writer);
	if ((rc = pages_open(&pages, &sink, 5, VOICE_PRE_SKIP, &tags, err)) ==
		RC_OK &&
	    (rc = voice_open(&voice, true, take_packet, pages, err)) == RC_OK &&
	    (rc = voice_write(voice, pcm, SECOND, err)) == RC_OK &&
	    (rc = voice_finish(voice, &index.samples, err)) == RC_OK &&
	    (rc = pages_finish(pages, index.samples, err)) == RC_OK)
		rc = segment_finish(&writer, &index, NULL, err);
	segment_abandon(&writer);
	voice_close(voice);
	pages_close(pages);
	return rc;
}

static enum rc
hear(struct seeding *s, const struct papers_item *item, struct error *err)
{
	int64_t start = (int64_t)s->segments * SECOND;
	int number = ++s->segments;
	char path[PATH_MAX];
	enum rc rc;

	(void)snprintf(path, sizeof(path), "%s/%04d.seg", s->folder, number);
	if ((rc = note(s, JOURNAL_ITEM, item->number, start, 0, err)) ==
		RC_OK &&
	    (rc = note(s, JOURNAL_SEGMENT_BEGUN, item->number, start, number,
		 err)) == RC_OK &&
	    (rc = seal_tone(s, item, path, start, err)) == RC_OK)
		rc = note(s, JOURNAL_SEGMENT_SEALED, item->number,
		    start + SECOND, number, err);
	return rc;
}

static enum rc
hold(struct seeding *s, const struct papers *papers, struct error *err)
{
	char path[PATH_MAX];
	enum rc rc;

	(void)snprintf(path, sizeof(path), "%s/papers.json", s->folder);
	if ((rc = papers_write(path, papers, err)) != RC_OK)
		return rc;
	(void)snprintf(path, sizeof(path), "%s/journal", s->folder);
	if ((rc = journal_open(&s->journal, path, err)) != RC_OK ||
	    (rc = note(s, JOURNAL_ANNOUNCED, 0, -1, 0, err)) != RC_OK ||
	    (rc = note(s, JOURNAL_JOIN, 0, -1, 0, err)) != RC_OK ||
	    (rc = note(s, JOURNAL_STARTED, 0, 0, 0, err)) != RC_OK)
		return rc;
	for (size_t i = 0; rc == RC_OK && i < papers->nitems; i++) {
		if (strcmp(papers->items[i].kind, "discussion") == 0)
			rc = hear(s, &papers->items[i], err);
	}
	if (rc == RC_OK)
		rc = note(
		    s, JOURNAL_ENDED, 0, (int64_t)s->segments * SECOND, 0, err);
	return rc;
}

int
main(int argc, char **argv)
{
	struct seeding s = {0};
	struct box_sign_public device;
	struct papers papers = {0};
	struct buf hex = {0};
	struct error err = {0};
	enum rc rc;

	if (argc != 3) {
		(void)fprintf(stderr, "usage: folderseed PAPERS FOLDER\n");
		return 2;
	}
	s.folder = argv[2];
	if ((rc = box_init(&err)) == RC_OK &&
	    (rc = papers_read(argv[1], &papers, &err)) == RC_OK) {
		box_sign_make(&device, &s.signer);
		if (mkdir(s.folder, 0700) != 0)
			rc = error_sys(&err, RC_IO, "cannot make %s", s.folder);
		else
			rc = hold(&s, &papers, &err);
	}
	if (rc == RC_OK) {
		buf_hex(&hex, device.v, sizeof(device.v));
		(void)printf("%s\n", buf_str(&hex));
	} else {
		(void)fprintf(stderr, "folderseed: %s\n", err.text);
	}
	journal_close(s.journal);
	papers_clear(&papers);
	buf_clear(&hex);
	return rc == RC_OK ? 0 : 1;
}
