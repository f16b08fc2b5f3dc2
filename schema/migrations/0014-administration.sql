-- What an administrator looks after: accounts that wait for their user, devices
-- that are trusted no more, and when each thing that must run has run.

CREATE TABLE device_ended (          -- trusted no more
	device_id INTEGER PRIMARY KEY REFERENCES device (id),
	ended_at INTEGER NOT NULL
) STRICT;

-- What somebody must still say, once, before their account works.
CREATE TABLE account_setup (
	account_id INTEGER PRIMARY KEY REFERENCES account (id),
	asks TEXT NOT NULL CHECK (asks IN ('all', 'password', 'factor')),
	code_hash TEXT NOT NULL,           -- Argon2id over a peppered HMAC
	failures INTEGER NOT NULL DEFAULT 0,
	made_by INTEGER REFERENCES account (id), -- NULL: by a verb
	made_at INTEGER NOT NULL,
	ends_at INTEGER NOT NULL,
	cookie_hash BLOB,                  -- whoever has shown the code
	cookie_ends_at INTEGER,
	totp_sealed BLOB                   -- box_value, "account_setup.totp:ID"
) STRICT;

CREATE TABLE last_run (
	name TEXT PRIMARY KEY,
	at INTEGER NOT NULL,
	well_at INTEGER,                   -- the last time that it went well
	words TEXT NOT NULL                -- what was wrong at AT; "": nothing
) STRICT;

-- What is overdue, however much was ever delivered.
CREATE INDEX delivery_open ON delivery (due_at) WHERE met_at IS NULL;
CREATE INDEX escalation_told ON escalation (told_at);
