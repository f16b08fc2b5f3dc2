-- Letters and hand-overs in person: how a parcel goes on paper.
--
-- A row is one printing.  Printing again voids the one before; once it was
-- posted or handed over it stays until it comes back.  Whatever has a row here
-- goes by e-mail no more.

CREATE TABLE paper (
	id INTEGER PRIMARY KEY,
	parcel_id INTEGER NOT NULL REFERENCES parcel (id),
	channel TEXT NOT NULL CHECK (channel IN ('letter', 'in person')),
	route_id INTEGER NOT NULL REFERENCES contact_route (id),
	link_key INTEGER NOT NULL REFERENCES link_key (number),
	selector BLOB NOT NULL UNIQUE,     -- 16 random bytes, never reused
	code_hash BLOB UNIQUE,             -- SHA-256; NULL: it bears no code
	worker TEXT NOT NULL DEFAULT '',   -- who hands it over
	printed_by INTEGER NOT NULL REFERENCES account (id),
	printed_at INTEGER NOT NULL,
	done_by INTEGER REFERENCES account (id),
	done_at INTEGER,                   -- posted, or handed over
	returned_at INTEGER,
	returned_why TEXT NOT NULL DEFAULT '',
	void_at INTEGER,
	CHECK ((done_at IS NULL) = (done_by IS NULL)),
	CHECK (returned_at IS NULL OR done_at IS NOT NULL),
	CHECK (returned_at IS NULL OR void_at IS NOT NULL),
	CHECK (channel = 'letter' OR worker <> '')
) STRICT;
CREATE INDEX paper_parcel ON paper (parcel_id);
CREATE UNIQUE INDEX paper_live ON paper (parcel_id) WHERE void_at IS NULL;
