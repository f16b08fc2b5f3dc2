#include "store/note.h"

#include <assert.h>

#include "store/stmt.h"

const char *
note_kind_name(enum note_kind kind)
{
	switch (kind) {
	case NOTE_RECORDING:
		return "recording";
	case NOTE_COPY_MADE:
		return "copy made";
	case NOTE_COPY_SENT:
		return "copy sent";
	case NOTE_COPY_OPENED:
		return "copy opened";
	case NOTE_COPY_COLLECTED:
		return "copy collected";
	case NOTE_COPY_WITHDRAWN:
		return "copy withdrawn";
	case NOTE_COPY_BOUNCED:
		return "copy bounced";
	case NOTE_COPY_POSTED:
		return "copy posted";
	case NOTE_COPY_HANDED:
		return "copy handed over";
	case NOTE_COPY_RETURNED:
		return "copy returned";
	case NOTE_DECISION:
		return "decision";
	case NOTE_DEBRIEF_MADE:
		return "debrief made";
	case NOTE_DEBRIEF_GIVEN:
		return "debrief given";
	case NOTE_DEBRIEF_OPENED:
		return "debrief opened";
	case NOTE_DEBRIEF_ACKNOWLEDGED:
		return "debrief acknowledged";
	case NOTE_DEBRIEF_BOUNCED:
		return "debrief bounced";
	case NOTE_DEBRIEF_WITHDRAWN:
		return "debrief withdrawn";
	case NOTE_ACTION:
		return "action";
	}
	return "";
}

static bool
about_a_copy(enum note_kind kind)
{
	return kind == NOTE_COPY_MADE || kind == NOTE_COPY_SENT ||
	    kind == NOTE_COPY_OPENED || kind == NOTE_COPY_COLLECTED ||
	    kind == NOTE_COPY_WITHDRAWN || kind == NOTE_COPY_BOUNCED ||
	    kind == NOTE_COPY_POSTED || kind == NOTE_COPY_HANDED ||
	    kind == NOTE_COPY_RETURNED;
}

static bool
about_a_debrief(enum note_kind kind)
{
	return kind == NOTE_DEBRIEF_MADE || kind == NOTE_DEBRIEF_GIVEN ||
	    kind == NOTE_DEBRIEF_OPENED || kind == NOTE_DEBRIEF_ACKNOWLEDGED ||
	    kind == NOTE_DEBRIEF_BOUNCED || kind == NOTE_DEBRIEF_WITHDRAWN;
}

static const char add_sql[] =
    "INSERT INTO file_note (child_id, case_id, meeting_id, copy_id,"
    " debrief_id, kind, at, text)"
    " SELECT child_id, case_id, $meeting, $copy, $debrief, $kind, $at, $text"
    " FROM case_child WHERE case_id = $case";

static enum rc
add(struct store *store, enum note_kind kind, struct case_id case_id,
    struct meeting_id meeting, struct copy_id copy, struct debrief_id debrief,
    int64_t at_ms, const char *text, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if (*note_kind_name(kind) == '\0' ||
	    about_a_copy(kind) != (copy.v != 0) ||
	    about_a_debrief(kind) != (debrief.v != 0))
		return error_set(err, RC_INVALID,
		    "a note in a child's file needs a kind, and a note about "
		    "a copy or a debrief that one");
	rc = stmt_open(&s, store, add_sql, err);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_ref(&s, "$copy", copy.v);
	stmt_bind_ref(&s, "$debrief", debrief.v);
	stmt_bind_text(&s, "$kind", note_kind_name(kind));
	stmt_bind_int(&s, "$at", at_ms);
	stmt_bind_text(&s, "$text", text);
	return stmt_finish(&s, rc, err);
}

enum rc
note_add(struct store *store, enum note_kind kind, struct case_id case_id,
    struct meeting_id meeting, struct copy_id copy, int64_t at_ms,
    const char *text, struct error *err)
{
	return add(store, kind, case_id, meeting, copy, (struct debrief_id){0},
	    at_ms, text, err);
}

enum rc
note_add_debrief(struct store *store, enum note_kind kind,
    struct case_id case_id, struct meeting_id meeting,
    struct debrief_id debrief, int64_t at_ms, const char *text,
    struct error *err)
{
	return add(store, kind, case_id, meeting, (struct copy_id){0}, debrief,
	    at_ms, text, err);
}
