-- The pages of chairs and coordinators: what they ask for by a job, in whose
-- name; what they listened to before they approved; the drawn outline.

ALTER TABLE job ADD COLUMN account_id INTEGER REFERENCES account (id);
ALTER TABLE job ADD COLUMN session_hash BLOB;      -- NULL once it is done
ALTER TABLE job ADD COLUMN once TEXT;              -- made with the page's form
ALTER TABLE job ADD COLUMN words TEXT NOT NULL DEFAULT ''; -- a reason; likewise
ALTER TABLE job ADD COLUMN kept INTEGER NOT NULL DEFAULT 0
    CHECK (kept IN (0, 1)); -- its rows are there, what follows may be missing

CREATE UNIQUE INDEX job_once ON job (once);

CREATE TABLE rendition_outline (     -- 8 peaks a second, for the page
	rendition_id INTEGER PRIMARY KEY
	    REFERENCES rendition_key (rendition_id) ON DELETE CASCADE,
	peaks BLOB NOT NULL
) STRICT;

CREATE TABLE listening (             -- made for one account to hear
	id INTEGER PRIMARY KEY,
	account_id INTEGER NOT NULL REFERENCES account (id),
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	person_id INTEGER REFERENCES person (id), -- as whom; NULL: everybody
	edges INTEGER NOT NULL CHECK (edges IN (0, 1)), -- 0: all of it
	rendition_id INTEGER NOT NULL
	    REFERENCES rendition (id) ON DELETE CASCADE,
	made_at INTEGER NOT NULL,
	heard_at INTEGER                   -- all of it; then edge_heard says so
) STRICT;

CREATE INDEX listening_of ON listening (account_id, meeting_id, case_id);
CREATE INDEX listening_rendition ON listening (rendition_id);
CREATE INDEX listening_made ON listening (made_at);

CREATE TABLE listening_coverage (    -- like copy_coverage
	listening_id INTEGER NOT NULL
	    REFERENCES listening (id) ON DELETE CASCADE,
	from_byte INTEGER NOT NULL,
	to_byte INTEGER NOT NULL,
	PRIMARY KEY (listening_id, from_byte)
) STRICT, WITHOUT ROWID;
