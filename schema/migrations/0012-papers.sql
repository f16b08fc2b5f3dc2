-- Papers that a recording machine may fetch over the network.

-- As `marac-store papers --publish` made them last; FORMAT.md, "Papers".
CREATE TABLE meeting_papers (
	meeting_id INTEGER PRIMARY KEY REFERENCES meeting (id),
	body BLOB NOT NULL,
	made_at INTEGER NOT NULL
) STRICT;

-- What became of what was asked.
CREATE INDEX job_asked ON job (kind, args, id);
