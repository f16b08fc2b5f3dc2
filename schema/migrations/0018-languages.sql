-- The language somebody reads, and the statement that participants accept.

ALTER TABLE person ADD COLUMN language TEXT NOT NULL DEFAULT ''
    CHECK (language IN ('', 'en', 'cy')); -- '': not known

-- A version each; never changed, never deleted.  The newest is in use.
CREATE TABLE statement (
	id INTEGER PRIMARY KEY,            -- its version: 1, 2, 3 ...
	english TEXT NOT NULL,
	welsh TEXT NOT NULL,
	set_by INTEGER NOT NULL REFERENCES account (id),
	set_at INTEGER NOT NULL
) STRICT;

CREATE TABLE statement_accepted (
	statement_id INTEGER NOT NULL REFERENCES statement (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	language TEXT NOT NULL CHECK (language IN ('en', 'cy')), -- it was read in
	accepted_at INTEGER NOT NULL,
	PRIMARY KEY (statement_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX statement_accepted_person ON statement_accepted (person_id);
