/* kindmeeting -- meetings, who is expected, the agenda, conflicts. */
#include "prepare/kind.h"

#include <string.h>

#include "store/agenda.h"
#include "store/attendance.h"
#include "store/meeting.h"

static const char *const meetings_columns[] = {
    "ref", "type", "area", "venue", "planned", "chair", "coordinator", NULL};
static const char *const meetings_a[] = {"NS-2026-11-23", "marac", "Northshire",
    "Sample House", "2026-11-23 09:30", "P7", "P1"};
static const char *const meetings_b[] = {"NS-2026-12-07", "marac", "Northshire",
    "Sample House", "2026-12-07 09:30", "", "P1"};
static const char *const *const meetings_examples[] = {
    meetings_a, meetings_b, NULL};

static void
put_meetings(struct field_row *row, enum upsert *what)
{
	static const char *const types[] = {
	    "marac", "emergency_marac", "icpc", "rcpc", "review", NULL};
	struct meeting_row meeting = {
	    .ref = field_ref(row, 0),
	    .type = field_choice(row, 1, types, NULL),
	    .area = field_need(row, 2),
	    .venue = field_line(row, 3),
	    .planned_ms = field_moment_ms(row, 4),
	    .chair = field_person(row, 5, false),
	    .coordinator = field_person(row, 6, false),
	};
	struct meeting_id id;

	if (!row->bad)
		(void)field_answer(row, 1,
		    row->looks
			? meeting_would(row->store, &meeting, what, &row->err)
			: meeting_put(
			      row->store, &meeting, &id, what, &row->err));
}

const struct kind kindmeeting_meetings = {
    "meetings", meetings_columns, 1, meetings_examples, put_meetings};

static const char *const attendance_columns[] = {
    "meeting", "person", "capacity", "statement_signed", NULL};
static const char *const attendance_a[] = {
    "NS-2026-11-23", "P1", "core", "2026-11-23"};
static const char *const attendance_b[] = {"NS-2026-11-23", "P7", "deputy", ""};
static const char *const *const attendance_examples[] = {
    attendance_a, attendance_b, NULL};

static void
put_attendance(struct field_row *row, enum upsert *what)
{
	static const char *const capacities[] = {
	    "core", "deputy", "observer", "family", "advocate", NULL};
	struct attendance_row attendance = {
	    .meeting = field_meeting(row, 0),
	    .person = field_person(row, 1, true),
	    .capacity = field_choice(row, 2, capacities, NULL),
	    .signed_ms = field_day_ms(row, 3),
	};

	if (!row->bad)
		(void)field_answer(row, 1,
		    row->looks ? attendance_would(
				     row->store, &attendance, what, &row->err)
			       : attendance_put(
				     row->store, &attendance, what, &row->err));
}

const struct kind kindmeeting_attendance = {
    "attendance", attendance_columns, 2, attendance_examples, put_attendance};

static const char *const agenda_columns[] = {
    "meeting", "number", "kind", "case", "referrer", "deferred", NULL};
static const char *const agenda_a[] = {
    "NS-2026-11-23", "1", "actions_review", "", "", ""};
static const char *const agenda_b[] = {
    "NS-2026-11-23", "2", "discussion", "NS-0041", "Northshire Police", ""};
static const char *const *const agenda_examples[] = {agenda_a, agenda_b, NULL};

static void
put_agenda(struct field_row *row, enum upsert *what)
{
	static const char *const kinds[] = {
	    "discussion", "alert_only", "transfer_in", "actions_review", NULL};
	struct agenda_row item = {
	    .meeting = field_meeting(row, 0),
	    .number = field_number(row, 1, 1, 999, 0),
	    .kind = field_choice(row, 2, kinds, NULL),
	    .case_id = field_case(row, 3, false),
	    .referrer = field_line(row, 4),
	    .deferred = field_line(row, 5),
	};
	bool review = strcmp(item.kind, "actions_review") == 0;

	if (*row->v[1]->text == '\0')
		field_fault(row, 1, "must be the item's number, from 1 on");
	if (!review && *row->v[3]->text == '\0')
		field_fault(row, 3, "must be the case's reference");
	if (review && item.case_id.v != 0)
		field_fault(row, 3, "the actions review has no case");
	item.number = field_place(row, item.number);
	if (!row->bad)
		(void)field_answer(row, 1,
		    row->looks
			? agenda_would(row->store, &item, what, &row->err)
			: agenda_put(row->store, &item, what, &row->err));
}

const struct kind kindmeeting_agenda = {
    "agenda", agenda_columns, 2, agenda_examples, put_agenda};

static const char *const conflicts_columns[] = {
    "meeting", "case", "person", "declared", NULL};
static const char *const conflicts_a[] = {
    "NS-2026-11-23", "NS-0041", "P7", "2026-11-23"};
static const char *const conflicts_b[] = {
    "NS-2026-11-23", "NS-0042", "P1", "2026-11-20"};
static const char *const *const conflicts_examples[] = {
    conflicts_a, conflicts_b, NULL};

static void
put_conflicts(struct field_row *row, enum upsert *what)
{
	struct meeting_id meeting = field_meeting(row, 0);
	struct case_id case_id = field_case(row, 1, true);
	struct person_id person = field_person(row, 2, true);
	int64_t declared = field_day_ms(row, 3);

	if (*row->v[3]->text == '\0')
		field_fault(row, 3, "must be the day it was declared");
	*what = UPSERT_ADDED;
	if (!row->bad && !row->looks)
		(void)field_answer(row, 2,
		    attendance_conflict(row->store, meeting, case_id, person,
			declared, what, &row->err));
}

const struct kind kindmeeting_conflicts = {
    "conflicts", conflicts_columns, 3, conflicts_examples, put_conflicts};
