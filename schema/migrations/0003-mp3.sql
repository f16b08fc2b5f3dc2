-- The same audio as MP3, for phones that cannot play Ogg Opus.

-- A file and a data key of its own; it goes when the rendition's key goes.
CREATE TABLE rendition_mp3 (
	rendition_id INTEGER PRIMARY KEY
	    REFERENCES rendition_key (rendition_id) ON DELETE CASCADE,
	object TEXT NOT NULL UNIQUE,       -- below objects/
	bytes INTEGER NOT NULL,            -- of plaintext
	plain_hash BLOB NOT NULL,
	sealed BLOB NOT NULL               -- crypto_box_seal to share's key
) STRICT;

-- Bytes fetched, merged (rule 20): of either file, and never added together.
CREATE TABLE copy_fetched (
	copy_id INTEGER NOT NULL REFERENCES copy (id),
	format TEXT NOT NULL CHECK (format IN ('opus', 'mp3')),
	from_byte INTEGER NOT NULL,
	to_byte INTEGER NOT NULL,
	PRIMARY KEY (copy_id, format, from_byte)
) STRICT, WITHOUT ROWID;
INSERT INTO copy_fetched (copy_id, format, from_byte, to_byte)
    SELECT copy_id, 'opus', from_byte, to_byte FROM copy_coverage;
DROP TABLE copy_coverage;
ALTER TABLE copy_fetched RENAME TO copy_coverage;
