-- A store that has been in use for years, on top of what `seed make` wrote: a
-- million children, a million marks of two thousand meetings; and the file of
-- child 20, who was discussed at twelve of them.  It is one transaction; before
-- each of its five steps it says on standard error which one begins.

PRAGMA synchronous = OFF;
PRAGMA cache_size = -200000;
.output stderr
BEGIN;
.print 1
CREATE TEMP TABLE n AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL
	SELECT i + 1 FROM c WHERE i < 1000000) SELECT i FROM c;
CREATE TEMP TABLE given (i INTEGER PRIMARY KEY, name TEXT);
INSERT INTO given SELECT i - 1, substr('BaCeDiFoGuHaJeKiLoMuNaPeRiSoTuVaWeYiZo',
	1 + 2 * (i % 19), 2) || substr('lanamirosetanilovaretiso', 1 + 2 * (i % 12),
	2) || substr('andaelenirosulia', 1 + 2 * (i / 8 % 8), 2) FROM n
	WHERE i <= 2000;
INSERT INTO person (id, ref, name, name_folded)
	SELECT 1000000 + n.i, 'm' || n.i, a.name || ' ' || b.name || 'son',
	lower(a.name || ' ' || b.name || 'son')
	FROM n JOIN given a ON a.i = n.i % 1999 JOIN given b ON b.i = n.i / 500;
INSERT INTO child (id, person_id, born_on)
	SELECT id, id, printf('20%02d-%02d-%02d', 8 + id % 17, 1 + id % 12,
	1 + id % 28) FROM person WHERE id > 1000000;
-- every twentieth is known by another name
INSERT INTO person_alias (person_id, alias, alias_folded)
	SELECT 1000000 + n.i, a.name, lower(a.name) FROM n
	JOIN given a ON a.i = n.i % 1997 WHERE n.i % 20 = 0;

.print 2
INSERT INTO marac_case (id, reference, victim_id)
	SELECT 1000000 + i, 'M-' || i, 1000000 + i FROM n WHERE i <= 40000;
INSERT INTO case_child SELECT 1000000 + i, 1000000 + i FROM n WHERE i <= 40000;
INSERT INTO meeting (id, public_id, ref, type, area, planned_at, started_at,
	ended_at, due_at) SELECT 1000000 + i, 'm' || i, 'M-' || i, 'marac',
	'Northshire', i * 1000000, i * 1000000, i * 1000000 + 9000000,
	i * 1000000 + 604800000 FROM n WHERE i <= 2000;
INSERT INTO recording (id, meeting_id, device_id, folder, journal_hash,
	attached_at) SELECT id, id, 1, 'm' || id, x'00', 0 FROM meeting
	WHERE id > 1000000;
INSERT INTO agenda_item (id, public_id, meeting_id, number, kind, case_id,
	status) SELECT 1000000 + i, 'm' || i, 1000001 + (i - 1) / 20,
	1 + (i - 1) % 20, 'discussion', 1000000 + i, 'heard' FROM n
	WHERE i <= 40000;
-- 12 of them were about child 20
UPDATE agenda_item SET case_id = 1 WHERE id > 1000000 AND number = 1
	AND meeting_id <= 1000012;
.print 3
INSERT INTO mark (recording_id, seq, kind, item_id, sample, at, words)
	SELECT 1000001 + i / 501, i, CASE i % 3 WHEN 0 THEN 'risk'
	WHEN 1 THEN 'decision' ELSE 'note' END, 1000001 + i / 25, i * 48000, 0,
	'Said about something at ' || i FROM n WHERE i < 1000000;
.print 4
INSERT INTO action (meeting_id, case_id, text, owner_agency_id, due_on)
	SELECT m.id, 1, 'Visit on day ' || n.i, 3, '2026-12-01'
	FROM meeting m JOIN n ON n.i <= 4 WHERE m.id BETWEEN 1000001 AND 1000012;

-- Two who hold a thousand files, one after the other in the alphabet and anyhow;
-- two hundred who hold none, and ask in an emergency.
.print 5
INSERT INTO account (id, login, person_id, role, password_hash, totp_sealed)
	SELECT 1000 + i, 'w' || i, 1999000 + i, 'caseworker', '', x'' FROM n
	WHERE i <= 202;
INSERT INTO child_assignment SELECT 1001, id FROM (SELECT c.id FROM child c
	JOIN person p ON p.id = c.person_id WHERE p.id > 1000000
	ORDER BY p.name_folded LIMIT 1000);
INSERT INTO child_assignment SELECT 1002, 1000000 + i * 997 FROM n
	WHERE i <= 1000;
ANALYZE;
COMMIT;
