/*
 * delivery -- a store with one meeting, two cases and a copy or two, for the
 * tests of everything that sends.
 *
 * Meeting 1 ("M-1") ended and is due at DELIVERY_DUE.  Case 1 (NS-1) has the
 * children Ann (20) and Bob (30) and the victim Vera; case 2 (NS-2) has no
 * child.  Olive sat through both, Ian through case 1.  Account 1 (coordinator)
 * and 3 (chair) are Olive's, 2 (chair) is Ian's, 4 a caseworker's, 5 disabled.
 */
#ifndef UNIT_DELIVERY_H
#define UNIT_DELIVERY_H

#include <stdlib.h>

#include "unit/rows.h"

#define DELIVERY_NOW ((int64_t)1795000000 * 1000)
#define DELIVERY_DUE (DELIVERY_NOW + (int64_t)100 * 3600 * 1000)

enum { VERA = 1, ANN, BOB, OLIVE = 7, IAN };

static inline void
delivery_fill(struct store *store)
{
	rows_run(store,
	    "INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (1, 'vera', 'Vera Example', 'vera example'),"
	    " (2, 'ann', 'Ann Example', 'ann example'),"
	    " (3, 'bob', 'Bob Example', 'bob example'),"
	    " (7, 'olive', 'Olive Sample', 'olive sample'),"
	    " (8, 'ian', 'Ian Sample', 'ian sample');"
	    "INSERT INTO child (id, person_id, born_on) VALUES"
	    " (20, 2, '2012-01-01'), (30, 3, '2017-01-01');"
	    "INSERT INTO relationship (person_id, child_id, kind,"
	    " parental_responsibility, source_of_harm) VALUES"
	    " (1, 20, 'mother', 1, 'no'), (1, 30, 'mother', 1, 'no');"
	    "INSERT INTO marac_case (id, reference, victim_id) VALUES"
	    " (1, 'NS-1', 1), (2, 'NS-2', 1);"
	    "INSERT INTO case_child VALUES (1, 20), (1, 30);"
	    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at,"
	    " ended_at, due_at) VALUES (1, 'm1', 'M-1', 'marac', 'Northshire',"
	    " 0, 1794755200000, 1795360000000);"
	    "INSERT INTO attendance (id, meeting_id, person_id, ref, capacity)"
	    " VALUES (70, 1, 7, 1, 'core'), (80, 1, 8, 2, 'advocate');"
	    "INSERT INTO agenda_item (id, public_id, meeting_id, number, kind,"
	    " case_id, status) VALUES"
	    " (1, 'i1', 1, 1, 'discussion', 1, 'heard'),"
	    " (2, 'i2', 1, 2, 'discussion', 2, 'heard');"
	    "INSERT INTO passage (meeting_id, item_id, from_sample, to_sample)"
	    " VALUES (1, 1, 1000, 2000), (1, 2, 2000, 3000);"
	    "INSERT INTO device VALUES (1, 'Sample device', x'01', 0);"
	    "INSERT INTO recording (id, meeting_id, device_id, folder,"
	    " journal_hash, attached_at) VALUES (1, 1, 1, 'm1', x'00', 0);"
	    "INSERT INTO mark (recording_id, seq, kind, attendance_id, sample,"
	    " at) VALUES (1, 1, 'join', 70, -1, 0), (1, 2, 'join', 80, -1, 0),"
	    " (1, 3, 'started', NULL, 0, 0), (1, 4, 'leave', 80, 2000, 0),"
	    " (1, 5, 'ended', NULL, 3000, 0);"
	    "INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed, disabled_at) VALUES"
	    " (1, 'olive', 7, 'coordinator', '', x'', NULL),"
	    " (2, 'ian', 8, 'chair', '', x'', NULL),"
	    " (3, 'olive2', 7, 'chair', '', x'', NULL),"
	    " (4, 'cass', 8, 'caseworker', '', x'', NULL),"
	    " (5, 'gone', 8, 'chair', '', x'', 1);"
	    "INSERT INTO link_key VALUES (1, 0, NULL);");
}

/* Rendition 1 is case 1's, 2 is case 2's; each with a key. */
static inline void
delivery_render(struct store *store)
{
	rows_run(store,
	    "INSERT INTO rendition VALUES"
	    " (1, 1, 1, x'a1', 'one.sealed', 1000, 10, x'00', 0),"
	    " (2, 1, 2, x'a2', 'two.sealed', 1000, 10, x'00', 0);"
	    "INSERT INTO rendition_part (rendition_id, number,"
	    " from_sample, to_sample, plays_at) VALUES (1, 1, 1000, 2000, 0),"
	    " (2, 1, 2000, 3000, 0);"
	    "INSERT INTO rendition_key VALUES (1, x'01'), (2, x'02');"
	    "INSERT INTO contact_route (id, person_id, channel, value_sealed,"
	    " value_mac, safe, verified_by, verified_at) VALUES"
	    " (1, 7, 'email', x'', x'01', 'yes', 'A. Sample', 1),"
	    " (2, 8, 'email', x'', x'02', 'yes', 'A. Sample', 1);");
}

#endif
