-- The outbox holds more than the one mail of a parcel: reminders about one,
-- and escalations, which may be about none.
CREATE TABLE outbox (                -- what goes by mail
	id INTEGER PRIMARY KEY,
	kind TEXT NOT NULL CHECK (kind IN ('parcel', 'reminder',
	    'escalation')),
	parcel_id INTEGER REFERENCES parcel (id),
	meeting_id INTEGER REFERENCES meeting (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	route_id INTEGER NOT NULL REFERENCES contact_route (id),
	message_id TEXT NOT NULL UNIQUE,   -- RFC 5322, without brackets
	body_sealed BLOB NOT NULL,         -- box_value, "message.body:ID"
	state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'accepted',
	    'bounced', 'failed', 'held')),
	cause TEXT NOT NULL DEFAULT '',    -- why held, failed or retried
	attempts INTEGER NOT NULL DEFAULT 0,
	ambiguous INTEGER NOT NULL DEFAULT 0, -- drops after the dot
	next_at INTEGER NOT NULL,
	leased_until INTEGER NOT NULL DEFAULT 0,
	made_at INTEGER NOT NULL,
	accepted_at INTEGER,
	CHECK (kind = 'escalation' OR parcel_id IS NOT NULL)
) STRICT;
INSERT INTO outbox (id, kind, parcel_id, meeting_id, person_id, route_id,
    message_id, body_sealed, state, cause, attempts, ambiguous, next_at,
    leased_until, made_at, accepted_at)
    SELECT m.id, 'parcel', m.parcel_id, p.meeting_id, p.person_id, m.route_id,
    m.message_id, m.body_sealed, m.state, m.cause, m.attempts, m.ambiguous,
    m.next_at, m.leased_until, m.made_at, m.accepted_at
    FROM message m JOIN parcel p ON p.id = m.parcel_id;
DROP TABLE message;
ALTER TABLE outbox RENAME TO message;
CREATE INDEX message_next ON message (state, next_at);
-- one mail a parcel
CREATE UNIQUE INDEX message_parcel ON message (parcel_id)
    WHERE kind = 'parcel';
