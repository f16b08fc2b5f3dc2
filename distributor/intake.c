#include "distributor/intake.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "distributor/tape.h"
#include "distributor/timeline.h"
#include "recording/sealheader.h"
#include "recording/segment.h"

enum {
	PATH_ROOM = 4096,
	/* Begun, sealed and the gap before, for each; and as many marks. */
	ENTRIES_MOST = 6 * SEGMENT_NUMBERS,
	ENTRY_BYTES = 64,
	JOURNAL_MOST = 1024 + ENTRIES_MOST * ENTRY_BYTES
};

static void
words_clear(struct intake_words *w)
{
	free(w->words);
	free(w->owner);
	free(w->due);
}

void
intake_clear(struct intake *in)
{
	papers_clear(&in->papers);
	free(in->entries);
	free(in->agenda);
	free(in->segments);
	for (size_t i = 0; i < in->nwords; i++)
		words_clear(&in->words[i]);
	free(in->words);
	buf_clear(&in->alerts);
	*in = (struct intake){0};
}

char *
intake_segment_name(int64_t number, char *name)
{
	(void)snprintf(name, INTAKE_NAME, "%04lld.seg", (long long)number);
	return name;
}

static enum rc
path_in(const char *folder, const char *name, char *path, struct error *err)
{
	if (snprintf(path, PATH_ROOM, "%s/%s", folder, name) >= PATH_ROOM)
		return error_set(
		    err, RC_INVALID, "the path of the folder is too long");
	return RC_OK;
}

/* Whoever made the folder may have put a pipe there, which never ends, or a link
 * to a file of ours. */
static enum rc
check_plain(const char *path, struct error *err)
{
	struct stat st;

	if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return error_set(err, RC_INVALID, "%s is no plain file", path);
	return RC_OK; /* one that is not there is missed by who reads it */
}

const struct recordings_item *
intake_item(const struct intake *in, int number)
{
	for (size_t i = 0; i < in->papers.nitems; i++) {
		if (in->papers.items[i].number != number)
			continue;
		for (size_t j = 0; j < in->nagenda; j++)
			if (strcmp(in->agenda[j].public_id,
				in->papers.items[i].public_id) == 0)
				return &in->agenda[j];
	}
	return NULL;
}

const struct intake_words *
intake_find_words(const struct intake *in, uint32_t seq)
{
	/* said again, they replace those before */
	for (size_t i = in->nwords; i > 0; i--)
		if (in->words[i - 1].seq == seq)
			return &in->words[i - 1];
	return NULL;
}

static enum rc
read_journal(struct intake *in, const char *path, struct error *err)
{
	struct buf bytes = {0};
	bool *undone = NULL;
	size_t torn = 0;
	enum rc rc;

	if ((rc = buf_read_file(&bytes, path, JOURNAL_MOST, err)) != RC_OK ||
	    (rc = journal_read(
		 path, &in->entries, &in->nentries, &torn, err)) != RC_OK)
		goto done;
	if ((undone = timeline_undone(in->entries, in->nentries)) == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	box_hash(bytes.data, bytes.len, in->journal_hash);
	for (size_t i = 0; i < in->nentries; i++) {
		const struct journal_entry *e = &in->entries[i];

		if (e->kind == JOURNAL_STARTED && in->started == NULL)
			in->started = e;
		if (e->kind == JOURNAL_ANNOUNCED && in->announced == NULL &&
		    !undone[i])
			in->announced = e;
		if (e->kind == JOURNAL_ENDED)
			in->ended = e;
	}
	if (in->started == NULL || in->ended == NULL)
		rc = error_set(err, RC_CONFLICT,
		    "the meeting has not ended: end it on the recorder first "
		    "(`marac-recorder end`)");
	if (torn != 0)
		buf_printf(&in->alerts,
		    "The last entry of the journal was cut short (%zu bytes); "
		    "it had not been acknowledged.\n",
		    torn);
done:
	free(undone);
	buf_clear(&bytes);
	return rc;
}

/* Every item that the journal speaks of is on the store's agenda. */
static enum rc
check_items(const struct intake *in, struct error *err)
{
	for (size_t i = 0; i < in->nentries; i++)
		if (in->entries[i].item != 0 &&
		    intake_item(in, in->entries[i].item) == NULL)
			return error_set(err, RC_INVALID,
			    "entry %u is about item %d, which is not on this "
			    "store's agenda of the meeting",
			    in->entries[i].seq, in->entries[i].item);
	return RC_OK;
}

enum rc
intake_open(
    struct intake *in, struct desk *desk, const char *folder, struct error *err)
{
	char papers[PATH_ROOM], journal[PATH_ROOM];
	enum rc rc;

	if ((rc = path_in(folder, "papers.json", papers, err)) != RC_OK ||
	    (rc = path_in(folder, "journal", journal, err)) != RC_OK ||
	    (rc = check_plain(papers, err)) != RC_OK ||
	    (rc = check_plain(journal, err)) != RC_OK ||
	    (rc = papers_read(papers, &in->papers, err)) != RC_OK ||
	    (rc = recordings_meeting(desk->store, in->papers.public_id,
		 &in->meeting, err)) != RC_OK ||
	    (rc = recordings_agenda(desk->store, in->meeting, &in->agenda,
		 &in->nagenda, err)) != RC_OK ||
	    (rc = read_journal(in, journal, err)) != RC_OK)
		return rc;
	return check_items(in, err);
}

struct event {
	struct intake *in;
	int number;
};

static char *
field(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return strdup(text != NULL ? text : "");
}

static enum rc
take_event(void *to, uint32_t seq, const char *text, struct error *err)
{
	struct event *event = to;
	struct intake *in = event->in;
	struct intake_words *grown;
	json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	enum rc rc = RC_OK;

	if (!json_is_object(object)) {
		buf_printf(&in->alerts,
		    "The words of mark %u in segment %04d cannot be read.\n",
		    seq, event->number);
		goto done;
	}
	grown = realloc(in->words, (in->nwords + 1) * sizeof(*grown));
	if (grown == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	in->words = grown;
	grown += in->nwords++;
	*grown = (struct intake_words){
	    .seq = seq,
	    .words = field(object, "words"),
	    .owner = field(object, "owner"),
	    .due = field(object, "due"),
	};
	if (grown->words == NULL || grown->owner == NULL || grown->due == NULL)
		rc = error_nomem(err);
done:
	json_decref(object);
	return rc;
}

/* What the journal says of a file.  A number is used again when its file could
 * not be made: the last entry that begins it is the one that counts. */
struct named {
	const struct journal_entry *begun; /* or NULL */
	bool sealed;
};

static enum rc
read_names(const struct intake *in, struct named names[], struct error *err)
{
	for (size_t i = 0; i < in->nentries; i++) {
		const struct journal_entry *e = &in->entries[i];

		if (e->kind != JOURNAL_SEGMENT_BEGUN &&
		    e->kind != JOURNAL_SEGMENT_SEALED)
			continue;
		if (e->value < 1 || e->value > SEGMENT_NUMBERS)
			return error_set(err, RC_DAMAGED,
			    "entry %u names segment %lld", e->seq,
			    (long long)e->value);
		if (e->kind == JOURNAL_SEGMENT_BEGUN)
			names[e->value].begun = e;
		else
			names[e->value].sealed = true;
	}
	return RC_OK;
}

static enum rc
verify(struct intake *in, struct desk *desk, const char *path, bool was_sealed,
    int64_t number, struct segment_about *about, struct error *err)
{
	struct buf named = {0};
	int64_t device = 0;
	enum rc rc = segment_verify(path, NULL, about, &named, err);

	if (rc == RC_DAMAGED && named.len > 0) {
		named.data[strcspn(buf_str(&named), "\n")] = '\0';
		rc = error_set(err, rc, "it is damaged: %s", buf_str(&named));
	}
	if (rc != RC_OK)
		goto done;
	if (about->kind != SEGMENT_MASTER)
		rc = error_set(err, RC_INVALID, "it is not a recording");
	else if (about->status == SEGMENT_COMPLETE) {
		rc = recordings_device(
		    desk->store, &about->signer, &device, err);
		if (rc == RC_OK && in->device == 0)
			in->device = device;
	} else if (was_sealed)
		rc = error_set(err, RC_DAMAGED,
		    "it was sealed and is cut short now: its end was removed");
	else
		buf_printf(&in->alerts,
		    "Segment %04lld was cut short when the recorder stopped; "
		    "what was written before is kept.\n",
		    (long long)number);
done:
	buf_clear(&named);
	return rc;
}

/* Read what is in the file: samples and words. */
static enum rc
unseal(struct intake *in, struct desk *desk, const char *path,
    struct recordings_segment *segment, struct error *err)
{
	struct event event = {.in = in, .number = segment->number};
	struct segment_reader *reader = NULL;
	struct segment_index index = {0};
	struct tape tape = {0};
	struct box_secret secret;
	enum rc rc;

	rc = keystore_get(desk->keys, KEYSTORE_ITEM, segment->item.v, &secret,
	    sizeof(secret), err);
	if (rc == RC_NOTFOUND)
		rc = error_set(err, RC_DENIED,
		    "this store has no key for the item it belongs to");
	if (rc != RC_OK ||
	    (rc = segment_open(&reader, path, &secret, NULL, err)) != RC_OK ||
	    (rc = segment_events(reader, take_event, &event, err)) != RC_OK)
		goto done;
	memcpy(
	    segment->plain_hash, segment_about(reader)->plain_hash, BOX_HASH);
	memcpy(
	    segment->cipher_hash, segment_about(reader)->cipher_hash, BOX_HASH);
	if (segment_about(reader)->plain_len == 0 && !segment->complete)
		goto done; /* cut short before its first half second */
	if ((rc = tape_load_segment(&tape, reader, err)) != RC_OK)
		goto done;
	segment->samples = tape.samples;
	if (!segment_about(reader)->has_index)
		goto done;
	if ((rc = segment_read_index(reader, &index, err)) == RC_OK &&
	    index.samples != tape.samples)
		rc = error_set(err, RC_DAMAGED,
		    "its index says %lld samples, and it holds %lld",
		    (long long)index.samples, (long long)tape.samples);
done:
	box_wipe(&secret, sizeof(secret));
	segment_index_clear(&index);
	tape_clear(&tape);
	segment_close(reader);
	return rc;
}

static enum rc
take_segment(struct intake *in, struct desk *desk, const char *folder,
    const struct named *named, struct error *err)
{
	struct recordings_segment *segment = &in->segments[in->nsegments];
	const struct journal_entry *begun = named->begun;
	const struct recordings_item *item = intake_item(in, begun->item);
	struct segment_about about = {0};
	char name[INTAKE_NAME], path[PATH_ROOM];
	struct stat st;
	enum rc rc;

	intake_segment_name(begun->value, name);
	if ((rc = path_in(folder, name, path, err)) != RC_OK)
		return rc;
	if (stat(path, &st) != 0) {
		if (errno != ENOENT)
			return error_sys(err, RC_IO, "%s", name);
		if (named->sealed)
			return error_set(err, RC_DAMAGED,
			    "%s was recorded and is missing", name);
		st.st_size = 0;
	}
	/* A power cut leaves an empty file, or a piece of its header. */
	if (st.st_size < SEALHEADER_BYTES && !named->sealed) {
		buf_printf(&in->alerts,
		    "Of segment %04lld nothing was written.\n",
		    (long long)begun->value);
		return RC_OK;
	}
	*segment = (struct recordings_segment){
	    .number = (int)begun->value,
	    .start_sample = begun->sample,
	};
	if (item == NULL)
		rc = error_set(err, RC_DAMAGED, "it belongs to no item");
	else if ((rc = verify(in, desk, path, named->sealed, begun->value,
		      &about, err)) == RC_OK) {
		segment->item = item->id;
		segment->complete = about.status == SEGMENT_COMPLETE;
		if (about.start_sample != begun->sample)
			rc = error_set(err, RC_DAMAGED,
			    "the journal says that it begins elsewhere");
		else
			rc = unseal(in, desk, path, segment, err);
	}
	if (rc != RC_OK)
		return error_prefix(err, "%s", name);
	if (segment->samples > 0)
		in->nsegments++;
	else
		buf_printf(&in->alerts, "Segment %04d holds no audio.\n",
		    segment->number);
	return RC_OK;
}

static enum rc
check_order(const struct intake *in, struct error *err)
{
	for (size_t i = 1; i < in->nsegments; i++)
		if (in->segments[i].start_sample <
		    in->segments[i - 1].start_sample +
			in->segments[i - 1].samples)
			return error_set(err, RC_DAMAGED,
			    "%04d.seg begins before %04d.seg has ended",
			    in->segments[i].number, in->segments[i - 1].number);
	return RC_OK;
}

enum rc
intake_segments(
    struct intake *in, struct desk *desk, const char *folder, struct error *err)
{
	struct named *names = calloc(SEGMENT_NUMBERS + 1, sizeof(*names));
	enum rc rc = RC_OK;

	in->segments = calloc(SEGMENT_NUMBERS, sizeof(*in->segments));
	if (in->segments == NULL || names == NULL)
		rc = error_nomem(err);
	else
		rc = read_names(in, names, err);
	for (size_t i = 0; i < in->nentries && rc == RC_OK; i++)
		if (in->entries[i].kind == JOURNAL_SEGMENT_BEGUN &&
		    names[in->entries[i].value].begun == &in->entries[i])
			rc = take_segment(in, desk, folder,
			    &names[in->entries[i].value], err);
	free(names);
	if (rc == RC_OK && in->device == 0 &&
	    (rc = recordings_only_device(desk->store, &in->device, err)) ==
		RC_OK)
		buf_text(&in->alerts,
		    "No segment of this recording carries a signature, "
		    "because each was cut short.\n");
	if (rc == RC_OK)
		rc = check_order(in, err);
	return rc == RC_OK ? buf_check(&in->alerts, err) : rc;
}
