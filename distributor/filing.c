#include "distributor/filing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/moment.h"
#include "distributor/ending.h"
#include "distributor/passages.h"
#include "distributor/timeline.h"
#include "rules/due.h"
#include "store/agency.h"
#include "store/alert.h"
#include "store/audit.h"
#include "store/note.h"

struct filing {
	struct store *store;
	struct intake *in;
	struct timeline timeline;
	struct recording_id recording;
	int64_t now_ms;
};

static bool
has_words(enum journal_kind kind)
{
	return kind == JOURNAL_ACTION || kind == JOURNAL_DECISION ||
	    kind == JOURNAL_RISK || kind == JOURNAL_NOTE;
}

/* The item that ENTRY is about: what was on at its sample, after every edge
 * has moved, for words typed; what the recorder said, for the rest. */
static const struct recordings_item *
item_of(const struct filing *f, const struct journal_entry *entry)
{
	int number = 0;

	if (has_words(entry->kind))
		number = timeline_item(&f->timeline, entry->sample);
	if (number == 0)
		number = entry->item;
	return number == 0 ? NULL : intake_item(f->in, number);
}

/* As people read it: "1:02:03". */
static void
put_clock(struct buf *b, int64_t sample)
{
	char text[MOMENT_TEXT];

	buf_text(b, moment_text(sample, text));
}

static void
refuse_action(struct filing *f, const struct journal_entry *entry,
    const struct recordings_item *item, const char *why)
{
	struct buf *b = &f->in->alerts;

	buf_printf(b, "An action marked in item %d at ",
	    item != NULL ? item->number : entry->item);
	put_clock(b, entry->sample);
	buf_printf(b,
	    " is not in the list of actions, because %s. Its words are kept "
	    "with the mark; add it by hand.\n",
	    why);
}

static bool
is_day(const char *text)
{
	int64_t ms;

	return strlen(text) == strlen("2026-11-23") &&
	    clock_parse(text, &ms, NULL) == RC_OK;
}

/* An action needs owner agency and due date (rule 24); one without becomes an
 * alert and is not lost. */
static enum rc
file_action(struct filing *f, const struct journal_entry *entry,
    struct mark_id mark, struct error *err)
{
	const struct recordings_item *item = item_of(f, entry);
	const struct intake_words *words = intake_find_words(f->in, entry->seq);
	struct recordings_action action = {.meeting = f->in->meeting};
	const char *why = NULL;
	enum rc rc = RC_OK;

	if (f->timeline.undone[entry - f->in->entries])
		return RC_OK;
	if (item == NULL || item->case_id.v == 0)
		why = "the item has no case";
	else if (words == NULL || *words->words == '\0')
		why = "its words are missing";
	else if (*words->owner == '\0')
		why = "no owner agency was named";
	else if (!is_day(words->due))
		why = "it has no due date";
	else if ((rc = agency_find(f->store, words->owner, &action.owner,
		      err)) == RC_NOTFOUND) {
		rc = RC_OK;
		why = "no agency is known by the owner's name";
	}
	if (rc != RC_OK)
		return rc;
	if (why != NULL) {
		refuse_action(f, entry, item, why);
		return RC_OK;
	}
	action.case_id = item->case_id;
	action.mark = mark;
	action.text = words->words;
	action.due_on = words->due;
	return recordings_add_action(f->store, &action, err);
}

static enum rc
file_mark(
    struct filing *f, const struct journal_entry *entry, struct error *err)
{
	const struct recordings_item *item = item_of(f, entry);
	const struct intake_words *words = intake_find_words(f->in, entry->seq);
	struct recordings_mark row = {
	    .seq = entry->seq,
	    .kind = journal_kind_name(entry->kind),
	    .item = item != NULL ? item->id : (struct item_id){0},
	    .sample = entry->sample,
	    .at_ms = entry->wall_ms,
	    .value = entry->value,
	    .supersedes = entry->supersedes,
	    .words = words != NULL ? words->words : "",
	};
	struct mark_id mark;
	enum rc rc = RC_OK;

	if (entry->person != 0)
		rc = recordings_attendance(f->store, f->in->meeting,
		    entry->person, &row.attendance, err);
	if (rc != RC_OK ||
	    (rc = recordings_add_mark(
		 f->store, f->recording, &row, &mark, err)) != RC_OK)
		return rc;
	if (entry->person != 0 && row.attendance.v == 0)
		buf_printf(&f->in->alerts,
		    "Entry %u of the journal is about attendee %u, who is not "
		    "on the list of this meeting.\n",
		    entry->seq, (unsigned)entry->person);
	if (entry->kind == JOURNAL_ACTION)
		rc = file_action(f, entry, mark, err);
	if (entry->kind == JOURNAL_GAP) {
		buf_text(&f->in->alerts, "Audio is missing at ");
		put_clock(&f->in->alerts, entry->sample);
		buf_printf(
		    &f->in->alerts, ", %lld ms.\n", (long long)entry->value);
	}
	return rc;
}

static enum rc
file_part(struct filing *f, const struct passages_part *part, struct error *err)
{
	const struct recordings_item *item = intake_item(f->in, part->item);
	enum rc rc;

	if (item == NULL)
		return error_set(err, RC_INVALID,
		    "item %d is not on the agenda", part->item);
	if ((rc = recordings_add_passage(
		 f->store, f->in->meeting, item->id, part->span, err)) == RC_OK)
		rc = recordings_set_heard(f->store, item->id, err);
	return rc;
}

/* A spare item that something was said in. */
static void
tell_spare(struct filing *f, int number)
{
	const struct recordings_item *item = intake_item(f->in, number);

	if (item != NULL && item->spare)
		buf_printf(&f->in->alerts,
		    "Item %d was not on the agenda and belongs to no case yet: "
		    "its recording is kept apart.\n",
		    number);
}

static enum rc
file_passages(struct filing *f, struct error *err)
{
	struct passages_part *parts = NULL;
	size_t count = 0;
	enum rc rc = passages_read(&f->timeline, f->in->segments,
	    f->in->nsegments, &parts, &count, err);

	for (size_t i = 0; i < count && rc == RC_OK; i++) {
		rc = file_part(f, &parts[i], err);
		if (i == 0 || parts[i].item != parts[i - 1].item)
			tell_spare(f, parts[i].item);
	}
	free(parts);
	return rc;
}

/* A line in the file of every child of every case that was heard. */
static enum rc
file_notes(struct filing *f, struct error *err)
{
	struct case_id *cases = NULL;
	struct span_list passage = {0};
	struct buf text = {0};
	size_t count = 0;
	enum rc rc =
	    recordings_cases(f->store, f->in->meeting, &cases, &count, err);

	for (size_t i = 0; i < count && rc == RC_OK; i++) {
		buf_reset(&text);
		if ((rc = recordings_passage(f->store, f->in->meeting, cases[i],
			 &passage, err)) != RC_OK)
			break;
		buf_text(&text, "Recording attached: ");
		put_clock(&text, span_samples(&passage));
		span_clear(&passage);
		if ((rc = buf_check(&text, err)) == RC_OK)
			rc = note_add(f->store, NOTE_RECORDING, cases[i],
			    f->in->meeting, (struct copy_id){0}, f->now_ms,
			    buf_str(&text), err);
	}
	buf_clear(&text);
	free(cases);
	return rc;
}

static enum rc
file_alerts(struct filing *f, struct error *err)
{
	char *line, *rest;
	enum rc rc = buf_check(&f->in->alerts, err);

	rest = (char *)f->in->alerts.data;
	while (rc == RC_OK && rest != NULL && *rest != '\0') {
		line = strsep(&rest, "\n");
		if (*line != '\0')
			rc = alert_add(
			    f->store, f->in->meeting, f->now_ms, line, err);
	}
	return rc;
}

static enum rc
file_recording(struct filing *f, const char *folder, struct error *err)
{
	struct recordings_row row = {
	    .meeting = f->in->meeting,
	    .device = f->in->device,
	    .folder = folder,
	    .journal_hash = f->in->journal_hash,
	    .attached_ms = f->now_ms,
	};
	enum rc rc =
	    recordings_find(f->store, f->in->meeting, &f->recording, err);

	if (rc == RC_OK)
		return error_set(
		    err, RC_CONFLICT, "this meeting is attached already");
	if (rc != RC_NOTFOUND ||
	    (rc = recordings_add(f->store, &row, &f->recording, err)) != RC_OK)
		return rc;
	for (size_t i = 0; i < f->in->nsegments && rc == RC_OK; i++)
		rc = recordings_add_segment(
		    f->store, f->recording, &f->in->segments[i], err);
	return rc;
}

/* The seven days begin when it ended (rule 19). */
static enum rc
file_times(struct filing *f, struct error *err)
{
	struct intake *in = f->in;
	struct ending end;

	ending_find(in->entries, in->nentries, in->ended, f->now_ms, &end);
	if (end.moved_ms > 0)
		buf_printf(&in->alerts,
		    "The recorder's clock was moved by %lld min during the "
		    "meeting; the seven days count from the earliest end.\n",
		    (long long)((end.moved_ms + 30000) / 60000));
	if (end.future_ms > 0)
		buf_printf(&in->alerts,
		    "By the recorder's clock the meeting ended %lld min after "
		    "now; the seven days count from now.\n",
		    (long long)((end.future_ms + 59999) / 60000));
	return recordings_set_times(f->store, in->meeting,
	    in->announced != NULL ? in->announced->wall_ms : 0,
	    in->started->wall_ms, end.at_ms, due_at(end.at_ms), err);
}

static enum rc
file_all(struct filing *f, const char *folder, struct error *err)
{
	struct intake *in = f->in;
	char which[48];
	enum rc rc;

	if ((rc = file_recording(f, folder, err)) != RC_OK)
		return rc;
	for (size_t i = 0; i < in->nentries && rc == RC_OK; i++)
		rc = file_mark(f, &in->entries[i], err);
	if (rc != RC_OK || (rc = file_passages(f, err)) != RC_OK ||
	    (rc = file_times(f, err)) != RC_OK ||
	    (rc = file_notes(f, err)) != RC_OK ||
	    (rc = file_alerts(f, err)) != RC_OK)
		return rc;
	(void)snprintf(
	    which, sizeof(which), "meeting:%lld", (long long)in->meeting.v);
	return audit_add(f->store, "program:distributor", "recording.attached",
	    which, "", err);
}

enum rc
filing_write(struct store *store, struct intake *in, const char *folder,
    struct error *err)
{
	struct filing f = {
	    .store = store,
	    .in = in,
	    .now_ms = clock_wall_ms(),
	};
	enum rc rc;

	if ((rc = timeline_read(in->entries, in->nentries, NULL, 0, &f.timeline,
		 &in->alerts, err)) != RC_OK ||
	    (rc = store_begin(store, err)) != RC_OK)
		goto done;
	if ((rc = file_all(&f, folder, err)) == RC_OK)
		rc = store_commit(store, err);
done:
	store_rollback(store);
	timeline_clear(&f.timeline);
	return rc;
}
