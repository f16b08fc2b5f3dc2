-- Words that stand beside the sound of a case; those typed with a mark are the
-- mark's.  In force until void_at, which a newer text of the same kind sets.
CREATE TABLE text_cue (
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	number INTEGER NOT NULL,           -- its place in the text
	from_sample INTEGER,               -- of the meeting; NULL: minutes,
	to_sample INTEGER,                 -- which are about all of the case
	text TEXT NOT NULL,
	added_by INTEGER NOT NULL REFERENCES account (id),
	added_at INTEGER NOT NULL,
	void_at INTEGER,
	CHECK ((from_sample IS NULL) = (to_sample IS NULL)),
	CHECK (from_sample < to_sample)
) STRICT;
CREATE INDEX text_cue_case ON text_cue (meeting_id, case_id);
