-- Mails that came back, and how far the mailbox they come back to was read.
CREATE TABLE bounce (                -- what a report said of one message
	id INTEGER PRIMARY KEY,
	message_id INTEGER NOT NULL REFERENCES message (id),
	digest BLOB NOT NULL,              -- SHA-256 of the report
	kind TEXT NOT NULL CHECK (kind IN ('failed', 'delayed')),
	status TEXT NOT NULL,              -- RFC 3463, "" unknown
	read_at INTEGER NOT NULL,
	UNIQUE (message_id, digest)        -- the same report again is nothing
) STRICT;
CREATE TABLE mailbox (
	name TEXT PRIMARY KEY,             -- bounce.user at bounce.imap
	uid_validity INTEGER NOT NULL DEFAULT 0,
	uid_next INTEGER NOT NULL DEFAULT 1, -- the first mail not read yet
	unmatched INTEGER NOT NULL DEFAULT 0, -- reports that belong to nothing
	fault TEXT NOT NULL DEFAULT ''     -- why it cannot be read, when told
) STRICT;
