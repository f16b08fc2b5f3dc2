-- Whoever a page must be asked as, on top of what `seed make` wrote; and every
-- kind of record that must not be told from one that never was.  NOW is put in
-- by the test.  The matrix beside this file says who is who.

-- The two cases of the seed have no victim in common here.
INSERT INTO person (id, ref, name, name_folded, agency_id) VALUES
	(11, 'wilma', 'Wilma Otherwise', 'wilma otherwise', NULL),
	(12, 'coord', 'Coleen Sample', 'coleen sample', 3),
	(13, 'far', 'Faraday Sample', 'faraday sample', 1),
	(14, 'stan', 'Stan Sample', 'stan sample', 3),
	(15, 'carl', 'Carl Sample', 'carl sample', 1),
	(16, 'harry', 'Harry Sample', 'harry sample', 1),
	(17, 'fay', 'Fay Sample', 'fay sample', 3),
	(18, 'hugh', 'Hugh Sample', 'hugh sample', 3),
	(19, 'connie', 'Connie Sample', 'connie sample', 3),
	(20, 'ed', 'Ed Sample', 'ed sample', 1),
	(21, 'ada', 'Ada Sample', 'ada sample', 3),
	(22, 'seat', 'Seth Sample', 'seth sample', 1),
	(23, 'disp', 'Denis Invented', 'denis invented', NULL),
	(24, 'wendy', 'Wendy Sample', 'wendy sample', 2),
	(25, 'ephraim', 'Ephraim Sample', 'ephraim sample', 2),
	(26, 'holly', 'Holly Sample', 'holly sample', 2),
	(27, 'nora', 'Nora Sample', 'nora sample', 2),
	(28, 'vic', 'Vic Sample', 'vic sample', 2),
	(29, 'mona', 'Mona Elsewhere', 'mona elsewhere', NULL),
	(30, 'pete', 'Pete Sample', 'pete sample', 3),
	(31, 'lou', 'Lou Thirdcase', 'lou thirdcase', NULL),
	(32, 'bea', 'Bea Example', 'bea example', NULL),
	(33, 'fern', 'Fern Fifthcase', 'fern fifthcase', NULL),
	(34, 'max', 'Max Elsewhere', 'max elsewhere', NULL),
	(35, 'sid', 'Sid Sample', 'sid sample', 2),
	(36, 'absent', 'Abel Sample', 'abel sample', 1),
	(37, 'looker', 'Lara Sample', 'lara sample', 1),
	(38, 'sue', 'Sue Sample', 'sue sample', 1);
INSERT INTO child (id, person_id, born_on) VALUES
	(50, 31, '2015-05-05'), (60, 34, '2016-06-06'), (70, 32, '2017-07-07');
UPDATE marac_case SET victim_id = 11 WHERE id = 2;
INSERT INTO marac_case (id, reference, victim_id) VALUES
	(3, 'NS-2026-0149', 31), (4, 'NS-2026-0150', 29),
	(5, 'NS-2026-0151', 33);
INSERT INTO case_child VALUES (1, 70), (3, 50), (4, 60), (5, 70);

-- Meeting 1 has a third case, which nobody has released; meeting 2 is another
-- coordinator's.
UPDATE meeting SET chair_id = 9, coordinator_id = 12;
INSERT INTO agenda_item (id, public_id, meeting_id, number, kind, case_id,
	status) VALUES (3, 'i3', 1, 3, 'discussion', 3, 'heard');
INSERT INTO passage (meeting_id, item_id, from_sample, to_sample) VALUES
	(1, 3, 5760000, 8640000);
UPDATE mark SET seq = 90, sample = 8640000 WHERE kind = 'ended';
INSERT INTO meeting (id, public_id, ref, type, area, planned_at, chair_id,
	coordinator_id, announced_at, started_at, ended_at, due_at)
	SELECT 2, 'fedcba9876543210fedcba9876543210', 'NS-2', 'marac',
	'Southshire', planned_at, 13, 13, announced_at, started_at, ended_at,
	due_at FROM meeting WHERE id = 1;
INSERT INTO agenda_item (id, public_id, meeting_id, number, kind, case_id,
	status) VALUES (4, 'i4', 2, 1, 'discussion', 4, 'heard'),
	(5, 'i5', 2, 2, 'discussion', 5, 'heard');

-- They sat through all of meeting 1, but for seat, who left when case 2 began;
-- looker only observed it.
INSERT INTO attendance (id, meeting_id, person_id, ref, capacity)
	SELECT id, 1, id, id, 'core' FROM person
	WHERE ref IN ('coord', 'chair', 'carl', 'harry', 'ed', 'seat', 'wendy',
	'ephraim', 'holly', 'nora', 'vic', 'sid', 'sue');
INSERT INTO attendance (id, meeting_id, person_id, ref, capacity) VALUES
	(37, 1, 37, 37, 'observer');
INSERT INTO mark (recording_id, seq, kind, attendance_id, sample, at)
	SELECT 1, -id, 'join', id, -1, 0 FROM attendance WHERE id > 2;
INSERT INTO mark (recording_id, seq, kind, attendance_id, sample, at) VALUES
	(1, 80, 'leave', 22, 2880000, 0);
-- absent was expected at it, too, and never came.
INSERT INTO attendance (id, meeting_id, person_id, ref, capacity) VALUES
	(36, 1, 36, 36, 'core');

-- Of case 1: conflicts of interest, sources of harm, and family.  pete is named
-- in case 5, which shares a child with case 1.
INSERT INTO conflict VALUES (1, 1, 15, 0), (1, 1, 19, 0);
INSERT INTO case_perpetrator VALUES (1, 16), (1, 18), (5, 30);
INSERT INTO relationship (person_id, child_id, kind, parental_responsibility,
	source_of_harm) VALUES (17, 20, 'aunt', 0, 'no'),
	(3, 70, 'father', 1, 'no'), (4, 70, 'mother', 1, 'no'),
	(23, 40, 'father', 1, 'disputed');

INSERT INTO account (id, login, person_id, role, password_hash, totp_sealed,
	disabled_at) VALUES
	(12, 'coord', 12, 'coordinator', '', x'', NULL),
	(13, 'far', 13, 'coordinator', '', x'', NULL),
	(14, 'stan', 14, 'caseworker', '', x'', NULL),
	(15, 'carl', 15, 'coordinator', '', x'', NULL),
	(16, 'harry', 16, 'chair', '', x'', NULL),
	(17, 'fay', 17, 'caseworker', '', x'', NULL),
	(18, 'hugh', 18, 'caseworker', '', x'', NULL),
	(19, 'connie', 19, 'caseworker', '', x'', NULL),
	(20, 'ed', 20, 'coordinator', '', x'', 1),
	(21, 'ada', 21, 'administrator', '', x'', NULL),
	(22, 'seat', 22, 'coordinator', '', x'', NULL),
	(30, 'pete', 30, 'caseworker', '', x'', NULL),
	(36, 'absent', 36, 'coordinator', '', x'', NULL),
	(37, 'looker', 37, 'coordinator', '', x'', NULL),
	(38, 'sue', 38, 'coordinator', 'x', x'00', NULL),
	(40, 'wendy', 24, 'caseworker', '', x'', NULL);
INSERT INTO child_assignment VALUES (17, 20), (17, 40), (18, 20), (18, 40),
	(19, 20), (30, 20), (20, 20), (38, 20);

-- Copies: of case 1 (rendition 1), case 2 (3) and, made too early, case 3 (4).
INSERT INTO rendition (id, meeting_id, case_id, plan_hash, object, samples,
	bytes, plain_hash, made_at) SELECT 4, 1, 3, x'04', '4.sealed', samples,
	bytes, plain_hash, made_at FROM rendition WHERE id = 3;
INSERT INTO rendition_key SELECT 4, sealed FROM rendition_key
	WHERE rendition_id = 3;
INSERT INTO rendition_part (rendition_id, number, from_sample, to_sample,
	plays_at) VALUES (4, 1, 5760000, 7920000, 0);
DELETE FROM rendition_mp3; -- the seed's own
INSERT INTO rendition_mp3 SELECT 1, '1m.sealed', bytes, plain_hash, sealed
	FROM rendition JOIN rendition_key ON rendition_id = id WHERE id = 1;
INSERT INTO parcel (id, meeting_id, person_id, selector, generation, link_key,
	secret_hash, made_at, expires_at)
	SELECT id, 1, id, randomblob(16), 1, 1, randomblob(32), NOW,
	NOW + 2000000000 FROM person WHERE ref IN ('carl', 'harry', 'disp',
	'wendy', 'ephraim', 'holly', 'nora', 'vic', 'sid');
INSERT INTO copy (id, rendition_id, parcel_id, meeting_id, case_id, person_id,
	basis, made_at) VALUES
	(151, 1, 15, 1, 1, 15, 'present_throughout', NOW),
	(152, 3, 15, 1, 2, 15, 'present_throughout', NOW),
	(161, 1, 16, 1, 1, 16, 'present_throughout', NOW),
	(162, 3, 16, 1, 2, 16, 'present_throughout', NOW),
	(232, 3, 23, 1, 2, 23, 'present_throughout', NOW),
	(241, 1, 24, 1, 1, 24, 'present_throughout', NOW),
	(251, 1, 25, 1, 1, 25, 'present_throughout', NOW),
	(261, 1, 26, 1, 1, 26, 'present_throughout', NOW),
	(273, 4, 27, 1, 3, 27, 'present_throughout', NOW),
	(281, 1, 28, 1, 1, 28, 'present_throughout', NOW),
	(351, 1, 35, 1, 1, 35, 'present_throughout', NOW);
INSERT INTO decision (meeting_id, case_id, person_id, verdict, reason,
	proposed_by, proposed_at, approved_by, approved_at) VALUES
	(1, 2, 23, 'send', 'safe', 1, NOW, 2, NOW);

-- The statement, which sid alone has not accepted.
INSERT INTO statement (id, english, welsh, set_by, set_at) VALUES
	(1, 'I keep this to myself.', 'Cadwaf hyn i mi fy hun.', 2, NOW);
INSERT INTO statement_accepted (statement_id, person_id, language, accepted_at)
	SELECT 1, id, 'en', NOW FROM person WHERE ref <> 'sid';

-- What a chair asked for and listens to; what coordinators are told.
INSERT INTO job (id, kind, args, state, asked_at, account_id) VALUES
	(1, 'release', '1 1 0 0 0 0', 'waiting', NOW, 2);
INSERT INTO listening (id, account_id, meeting_id, case_id, person_id, edges,
	rendition_id, made_at) VALUES (1, 2, 1, 1, 1, 0, 1, NOW);
INSERT INTO alert (id, at, meeting_id, text) VALUES
	(1, NOW, 1, 'Copy 1 was stopped.');

-- What happened to copies after they were made.
UPDATE copy SET withdrawn_at = NOW WHERE person_id = 24;
UPDATE parcel SET expires_at = NOW - 1 WHERE person_id = 25;
INSERT INTO safety_hold (meeting_id, person_id, reason, placed_by, placed_at)
	VALUES (1, 26, 'Somebody rang', 2, NOW);
UPDATE parcel SET void_at = NOW WHERE person_id = 28;

-- Two meetings that are being prepared; in each, one who prepares it may know
-- nothing of case 1.
INSERT INTO meeting (id, public_id, ref, type, area, planned_at, chair_id,
	coordinator_id) VALUES
	(6, '66666666666666666666666666666666', 'NS-6', 'marac', 'Northshire',
	NOW + 900000000, 16, 12),
	(7, '77777777777777777777777777777777', 'NS-7', 'marac', 'Northshire',
	NOW + 900000000, 9, 15);
INSERT INTO agenda_item (id, public_id, meeting_id, number, kind, case_id,
	status) VALUES (61, 'i61', 6, 1, 'discussion', 1, 'planned'),
	(62, 'i62', 6, 2, 'discussion', 2, 'planned'),
	(71, 'i71', 7, 1, 'discussion', 1, 'planned'),
	(72, 'i72', 7, 2, 'discussion', 2, 'planned');
INSERT INTO attendance (id, meeting_id, person_id, ref, capacity) VALUES
	(624, 6, 24, 1, 'core'), (625, 6, 25, 2, 'core'),
	(636, 6, 36, 3, 'deputy'), (637, 6, 37, 4, 'observer'),
	(724, 7, 24, 1, 'core'), (725, 7, 25, 2, 'core');
