/*
 * siblings -- a store with a family of the traps that real meetings set, and
 * questions to it.
 *
 * Meeting 1 discussed case 1 from sample 1000 to 2000 and, when the chair came
 * back to it, from 4000 to 5000; case 2 from 2000 to 3000.  Vera Example (1) is
 * the victim of case 1, Ann (2) and Bob (3) its children, Frank (4) Ann's
 * father and Greg (5) Bob's, Paul (6) the perpetrator; Olive (7) and Ian (8)
 * sat there, Nora (9) is nobody in it.
 */
#ifndef UNIT_SIBLINGS_H
#define UNIT_SIBLINGS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/standing.h"
#include "unit/rows.h"

enum { VERA = 1, ANN, BOB, FRANK, GREG, PAUL, OLIVE, IAN, NORA };

static const int64_t now = (int64_t)1795000000 * 1000;
static struct store *store;

static inline void
sql(const char *text)
{
	rows_run(store, text);
}

static inline int
open_store(void **state)
{
	*state = store = rows_store();
	sql("INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (1, 'vera', 'Vera Example', 'vera example'),"
	    " (2, 'ann', 'Ann Example', 'ann example'),"
	    " (3, 'bob', 'Bob Example', 'bob example'),"
	    " (4, 'frank', 'Frank Sample', 'frank sample'),"
	    " (5, 'greg', 'Greg Invented', 'greg invented'),"
	    " (6, 'paul', 'Paul Sample', 'paul sample'),"
	    " (7, 'olive', 'Olive Sample', 'olive sample'),"
	    " (8, 'ian', 'Ian Sample', 'ian sample'),"
	    " (9, 'nora', 'Nora Sample', 'nora sample')");
	sql("INSERT INTO child (id, person_id, born_on, understands,"
	    " understanding_by, understanding_at, supporter) VALUES"
	    " (20, 2, '2012-01-01', 1, 'A. Sample', 1, 'B. Sample'),"
	    " (30, 3, '2017-01-01', 0, '', NULL, '')");
	sql("INSERT INTO relationship (id, person_id, child_id, kind,"
	    " parental_responsibility, source_of_harm) VALUES"
	    " (1, 1, 20, 'mother', 1, 'no'), (2, 1, 30, 'mother', 1, 'no'),"
	    " (3, 4, 20, 'father', 1, 'no'), (4, 5, 30, 'father', 1, 'no')");
	sql("INSERT INTO marac_case (id, reference, victim_id) VALUES"
	    " (1, 'NS-1', 1), (2, 'NS-2', 9)");
	sql("INSERT INTO case_child VALUES (1, 20), (1, 30)");
	sql("INSERT INTO case_perpetrator VALUES (1, 6)");
	sql("INSERT INTO meeting (id, public_id, ref, type, area, planned_at)"
	    " VALUES (1, 'm1', 'M-1', 'marac', 'Northshire', 0),"
	    " (2, 'm2', 'M-2', 'marac', 'Northshire', 0)");
	sql("INSERT INTO attendance (id, meeting_id, person_id, ref, capacity)"
	    " VALUES (70, 1, 7, 1, 'core'), (80, 1, 8, 2, 'advocate')");
	sql("INSERT INTO agenda_item (id, public_id, meeting_id, number, kind,"
	    " case_id, status) VALUES"
	    " (1, 'i1', 1, 1, 'discussion', 1, 'heard'),"
	    " (2, 'i2', 1, 2, 'discussion', 2, 'heard'),"
	    " (3, 'i3', 1, 3, 'spare', 1, 'heard')");
	sql("INSERT INTO passage (meeting_id, item_id, from_sample, to_sample)"
	    " VALUES (1, 1, 1000, 2000), (1, 2, 2000, 3000),"
	    " (1, 3, 4000, 5000)");
	sql("INSERT INTO device VALUES (1, 'Sample device', x'01', 0)");
	sql("INSERT INTO recording (id, meeting_id, device_id, folder,"
	    " journal_hash, attached_at) VALUES (1, 1, 1, 'm1', x'00', 0)");
	/* Olive from before it began to the end; Ian from 1500 to 4500. */
	sql("INSERT INTO mark (recording_id, seq, kind, attendance_id, sample,"
	    " at) VALUES (1, 1, 'join', 70, -1, 0),"
	    " (1, 2, 'started', NULL, 0, 0), (1, 3, 'join', 80, 1500, 0),"
	    " (1, 9, 'leave', 80, 4500, 0), (1, 10, 'ended', NULL, 5000, 0)");
	sql("INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (1, 'a', 7, 'coordinator', '', x''),"
	    " (2, 'b', 8, 'chair', '', x''), (3, 'c', 7, 'chair', '', x'')");
	sql("INSERT INTO case_release (id, meeting_id, case_id, released_by,"
	    " released_at) VALUES (1, 1, 1, 2, 0), (2, 1, 2, 2, 0)");
	sql("INSERT INTO safety_confirmation (case_id, by_name, capacity,"
	    " confirmed_at) VALUES (1, 'C. Sample', 'idva', 1794999000000)");
	return 0;
}

/* What PERSON may hear of CASE_ID at meeting 1: "reason 100-200 ...", and
 * silence in brackets. */
static inline void
hears_(int person, int case_id, const char *want, int line)
{
	struct entitlement e = {0};
	struct error err = {0};
	char got[256];
	size_t at;

	if (standing_ask(store, (struct meeting_id){1},
		(struct case_id){case_id}, (struct person_id){person}, now, &e,
		&err) != RC_OK)
		fail_msg("line %d: %s", line, err.text);
	at = (size_t)snprintf(
	    got, sizeof(got), "%s", entitle_reason_name(e.reason));
	for (size_t i = 0; i < e.spans.count; i++)
		at += (size_t)snprintf(got + at, sizeof(got) - at, " %lld-%lld",
		    (long long)e.spans.v[i].from, (long long)e.spans.v[i].to);
	for (size_t i = 0; i < e.silent.count; i++)
		at += (size_t)snprintf(got + at, sizeof(got) - at,
		    " (%lld-%lld)", (long long)e.silent.v[i].from,
		    (long long)e.silent.v[i].to);
	if (strcmp(got, want) != 0)
		fail_msg("line %d: \"%s\", not \"%s\"", line, got, want);
	entitle_clear(&e);
}
#define hears(person, case_id, want) hears_(person, case_id, want, __LINE__)

/* Two people decide to send PERSON the case. */
static inline void
approve(int person)
{
	char text[256];

	(void)snprintf(text, sizeof(text),
	    "INSERT INTO decision (meeting_id, case_id, person_id, verdict,"
	    " reason, proposed_by, proposed_at, approved_by, approved_at)"
	    " VALUES (1, 1, %d, 'send', 'why', 1, 0, 2, 0)",
	    person);
	sql(text);
}

#endif
