-- Encrypted exports: what was put into an archive for somebody, and where an
-- agency takes such archives.

-- Of its Ogg stream, so that the same bytes can be cut again; none: made before
-- this was kept.
CREATE TABLE rendition_serial (
	rendition_id INTEGER PRIMARY KEY
	    REFERENCES rendition (id) ON DELETE CASCADE,
	serial INTEGER NOT NULL
) STRICT;

-- Where an agency lets us put archives for its people.
CREATE TABLE agency_drop (
	agency_id INTEGER PRIMARY KEY REFERENCES agency (id),
	url TEXT NOT NULL,                 -- sftp:// or https://, a folder
	host_key TEXT NOT NULL DEFAULT '', -- sftp: SHA-256, base64
	token_file TEXT NOT NULL DEFAULT '', -- https: the bearer's token is there
	set_at INTEGER NOT NULL
) STRICT;

-- An archive; its passphrase is nowhere.
CREATE TABLE export (
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	made_by INTEGER NOT NULL REFERENCES account (id),
	made_at INTEGER NOT NULL,
	bytes INTEGER NOT NULL,
	hash BLOB NOT NULL,                -- SHA-256 of the archive
	agency_id INTEGER REFERENCES agency (id), -- whose drop folder; NULL: a
	object TEXT UNIQUE,                -- file; its name there, and below exports/
	attempts INTEGER NOT NULL DEFAULT 0,
	handed_at INTEGER,                 -- put there, or handed over
	worker TEXT NOT NULL DEFAULT '',   -- by whom
	void_at INTEGER,                   -- another took its place
	CHECK ((agency_id IS NULL) = (object IS NULL))
) STRICT;
CREATE INDEX export_person ON export (meeting_id, person_id);

CREATE TABLE export_copy (
	export_id INTEGER NOT NULL REFERENCES export (id),
	copy_id INTEGER NOT NULL REFERENCES copy (id),
	PRIMARY KEY (export_id, copy_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX export_copy_copy ON export_copy (copy_id);
