-- What people correct after a meeting, and who stands for it.

-- An interval left out of copies, for everybody or for one person; it keeps
-- its length, as silence.  Counts when it is approved; while it is only
-- proposed, copies that would hold it wait.
CREATE TABLE withheld_passage (
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	person_id INTEGER REFERENCES person (id), -- NULL: everybody
	from_sample INTEGER NOT NULL,
	to_sample INTEGER NOT NULL,
	reason TEXT NOT NULL,
	proposed_by INTEGER NOT NULL REFERENCES account (id),
	proposed_at INTEGER NOT NULL,
	approved_by INTEGER REFERENCES account (id),
	approved_at INTEGER,
	void_at INTEGER,                   -- lifted, or proposed anew
	CHECK (from_sample >= 0 AND from_sample < to_sample),
	CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
	CHECK (approved_by IS NULL OR approved_by <> proposed_by) -- rule 12
) STRICT;
CREATE INDEX withheld_passage_meeting ON withheld_passage (meeting_id);
CREATE INDEX withheld_passage_case ON withheld_passage (case_id, meeting_id);
CREATE INDEX withheld_passage_person ON withheld_passage (person_id);

-- Where an item begins after all.  The newest that is not void counts; the
-- mark itself is never changed.
CREATE TABLE boundary (
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	mark_id INTEGER NOT NULL REFERENCES mark (id), -- of kind item
	to_sample INTEGER NOT NULL,
	reason TEXT NOT NULL,
	moved_by INTEGER NOT NULL REFERENCES account (id),
	moved_at INTEGER NOT NULL,
	void_at INTEGER,
	CHECK (to_sample >= 0)
) STRICT;
CREATE INDEX boundary_meeting ON boundary (meeting_id);
CREATE INDEX boundary_mark ON boundary (mark_id);

-- Rule 3's only way round: a reason, one who proposes, two who approve.
CREATE TABLE exception (
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	reason TEXT NOT NULL,
	proposed_by INTEGER NOT NULL REFERENCES account (id),
	proposed_at INTEGER NOT NULL,
	first_by INTEGER REFERENCES account (id),
	first_at INTEGER,
	second_by INTEGER REFERENCES account (id),
	second_at INTEGER,
	void_at INTEGER,
	CHECK ((first_by IS NULL) = (first_at IS NULL)),
	CHECK ((second_by IS NULL) = (second_at IS NULL)),
	CHECK (first_by IS NULL OR first_by <> proposed_by),
	CHECK (second_by IS NULL OR (first_by IS NOT NULL
	    AND second_by <> proposed_by AND second_by <> first_by))
) STRICT;
CREATE INDEX exception_person ON exception (person_id, case_id);
CREATE INDEX exception_case ON exception (case_id, meeting_id);

-- Rule 12: which edges of a case's sound an approver has heard.  What one
-- copy ends at another may begin at: these are two edges.
CREATE TABLE edge_heard (
	account_id INTEGER NOT NULL REFERENCES account (id),
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	sample INTEGER NOT NULL,           -- of the meeting
	begins INTEGER NOT NULL CHECK (begins IN (0, 1)), -- 0: sound ends here
	heard_at INTEGER NOT NULL,
	PRIMARY KEY (account_id, meeting_id, case_id, sample, begins)
) STRICT, WITHOUT ROWID;
CREATE INDEX edge_heard_case ON edge_heard (meeting_id, case_id);

-- A part that is there as silence.
ALTER TABLE rendition_part ADD COLUMN silent INTEGER NOT NULL DEFAULT 0
    CHECK (silent IN (0, 1));
