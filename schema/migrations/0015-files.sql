-- Children's files: who may open one, who did, and why.

-- A file that being assigned does not open: only the readers it names, of those
-- who hold it.  What was lifted stays.
CREATE TABLE file_restriction (
	id INTEGER PRIMARY KEY,
	child_id INTEGER NOT NULL REFERENCES child (id),
	reason TEXT NOT NULL CHECK (reason <> ''),
	set_by INTEGER NOT NULL REFERENCES account (id),
	set_at INTEGER NOT NULL,
	review_on TEXT NOT NULL,           -- YYYY-MM-DD
	reviewed_by INTEGER REFERENCES account (id),
	reviewed_at INTEGER,
	lifted_by INTEGER REFERENCES account (id),
	lifted_at INTEGER,
	lifted_why TEXT NOT NULL DEFAULT '',
	CHECK ((reviewed_by IS NULL) = (reviewed_at IS NULL)),
	CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
) STRICT;

CREATE UNIQUE INDEX file_restriction_open ON file_restriction (child_id)
    WHERE lifted_at IS NULL;
CREATE INDEX file_restriction_child ON file_restriction (child_id);

CREATE TABLE file_reader (           -- whom a restriction names
	restriction_id INTEGER NOT NULL REFERENCES file_restriction (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	PRIMARY KEY (restriction_id, person_id)
) STRICT, WITHOUT ROWID;

-- "Break glass": a file opened by somebody who does not hold it, for a time.
-- One that was refused has no child: what was typed is kept nowhere.
CREATE TABLE emergency (
	id INTEGER PRIMARY KEY,
	account_id INTEGER NOT NULL REFERENCES account (id),
	child_id INTEGER REFERENCES child (id),
	reason TEXT NOT NULL CHECK (reason <> ''),
	at INTEGER NOT NULL,
	ends_at INTEGER,
	CHECK ((child_id IS NULL) = (ends_at IS NULL))
) STRICT;

CREATE INDEX emergency_account ON emergency (account_id, at);
CREATE INDEX emergency_child ON emergency (child_id);
CREATE INDEX emergency_at ON emergency (at);

CREATE TABLE file_look (             -- who had the file in front of them
	id INTEGER PRIMARY KEY,
	child_id INTEGER NOT NULL REFERENCES child (id),
	account_id INTEGER NOT NULL REFERENCES account (id),
	kind TEXT NOT NULL CHECK (kind IN ('opened', 'emergency', 'heard')),
	case_id INTEGER REFERENCES marac_case (id), -- whose recording was heard
	why TEXT NOT NULL DEFAULT '',
	at INTEGER NOT NULL
) STRICT;

CREATE INDEX file_look_child ON file_look (child_id, at);

-- What was opened and heard before this table, from the audit: of "child:20",
-- "rendition:1 of child:20" or "... of case:3" the number at the end.
INSERT INTO file_look (child_id, account_id, kind, case_id, why, at)
    SELECT c.id, u.id,
     CASE e.what WHEN 'file.opened' THEN 'opened' ELSE 'heard' END, NULL, e.why,
     e.at FROM audit_event e JOIN child c ON c.id
      = CAST(replace(e.which, rtrim(e.which, '0123456789'), '') AS INTEGER)
     JOIN account u
      ON u.id = CAST(replace(e.who, 'account:', '') AS INTEGER)
    WHERE e.what IN ('file.opened', 'recording.heard')
    AND e.which LIKE '%child:%';
INSERT INTO file_look (child_id, account_id, kind, case_id, why, at)
    SELECT k.child_id, u.id, 'heard', k.case_id, '', e.at FROM audit_event e
     JOIN case_child k ON k.case_id
      = CAST(replace(e.which, rtrim(e.which, '0123456789'), '') AS INTEGER)
     JOIN account u
      ON u.id = CAST(replace(e.who, 'account:', '') AS INTEGER)
    WHERE e.what = 'recording.heard' AND e.which LIKE '%case:%';

-- Who never opens a child's file, however they came by it (rules 3 and 4): the
-- child; whoever is related to a child of one of its cases, or to a victim who
-- is one; a victim of one; whoever is named as a source of harm in one, or in
-- another that shares its victim or a child, or by a counter-allegation.
-- As store/dossier has it for copies.
CREATE VIEW file_barred AS
    SELECT c.person_id AS person_id, c.id AS child_id FROM child c
    UNION ALL SELECT r.person_id, r.child_id FROM relationship r
    UNION ALL SELECT r.person_id, h.child_id FROM case_child h
     JOIN case_child k ON k.case_id = h.case_id
     JOIN relationship r ON r.child_id = k.child_id
    UNION ALL SELECT c.person_id, h.child_id FROM case_child h
     JOIN case_child k ON k.case_id = h.case_id
     JOIN child c ON c.id = k.child_id
    UNION ALL SELECT v.victim_id, h.child_id FROM case_child h
     JOIN marac_case v ON v.id = h.case_id
    UNION ALL SELECT r.person_id, h.child_id FROM case_child h
     JOIN marac_case v ON v.id = h.case_id
     JOIN child c ON c.person_id = v.victim_id
     JOIN relationship r ON r.child_id = c.id
    UNION ALL SELECT p.person_id, h.child_id FROM case_child h
     JOIN marac_case v ON v.id = h.case_id
     JOIN marac_case o ON o.victim_id = v.victim_id
     JOIN case_perpetrator p ON p.case_id = o.id
    UNION ALL SELECT p.person_id, h.child_id FROM case_child h
     JOIN case_child k ON k.case_id = h.case_id
     JOIN case_child o ON o.child_id = k.child_id
     JOIN case_perpetrator p ON p.case_id = o.case_id
    UNION ALL SELECT p.person_id, h.child_id FROM case_child h
     JOIN case_child k ON k.case_id = h.case_id
     JOIN child c ON c.id = k.child_id
     JOIN marac_case o ON o.victim_id = c.person_id
     JOIN case_perpetrator p ON p.case_id = o.id
    UNION ALL SELECT p.person_id, h.child_id FROM case_child h
     JOIN marac_case v ON v.id = h.case_id
     JOIN child c ON c.person_id = v.victim_id
     JOIN case_child o ON o.child_id = c.id
     JOIN case_perpetrator p ON p.case_id = o.case_id
    UNION ALL SELECT p.person_id, h.child_id FROM case_child h
     JOIN case_perpetrator m ON m.case_id = h.case_id
     JOIN marac_case o ON o.victim_id = m.person_id
     JOIN case_perpetrator p ON p.case_id = o.id;

-- Who declared a conflict about one of the child's cases, at any of its
-- meetings (rule 14).
CREATE VIEW file_conflict AS
    SELECT f.person_id AS person_id, h.child_id AS child_id
    FROM case_child h JOIN agenda_item i ON i.case_id = h.case_id
    JOIN conflict f ON f.case_id = h.case_id AND f.meeting_id = i.meeting_id;

-- Who is told of what happens to a child's file: the coordinators and chairs of
-- its meetings; where none of these has a coordinator, every coordinator.
CREATE VIEW file_overseer AS
    SELECT u.id AS account_id, u.person_id AS person_id, u.role AS role,
     c.id AS child_id
    FROM account u CROSS JOIN child c
    WHERE u.disabled_at IS NULL AND u.role IN ('coordinator', 'chair')
    AND (EXISTS (SELECT 1 FROM case_child h
      JOIN agenda_item i ON i.case_id = h.case_id
      JOIN meeting m ON m.id = i.meeting_id WHERE h.child_id = c.id
      AND (m.coordinator_id = u.person_id OR m.chair_id = u.person_id))
     OR (u.role = 'coordinator' AND NOT EXISTS (SELECT 1 FROM case_child h
      JOIN agenda_item i ON i.case_id = h.case_id
      JOIN meeting m ON m.id = i.meeting_id WHERE h.child_id = c.id
      AND m.coordinator_id IS NOT NULL)))
    AND NOT EXISTS (SELECT 1 FROM file_barred b
     WHERE b.person_id = u.person_id AND b.child_id = c.id)
    AND NOT EXISTS (SELECT 1 FROM file_conflict f
     WHERE f.person_id = u.person_id AND f.child_id = c.id);
