-- A named person stops copies, and later lets them go again.  The clock runs
-- (rule 19).
CREATE TABLE safety_hold (
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER REFERENCES meeting (id), -- NULL: of any
	case_id INTEGER REFERENCES marac_case (id), -- NULL: of any
	person_id INTEGER REFERENCES person (id),   -- NULL: to anybody
	reason TEXT NOT NULL,
	placed_by INTEGER NOT NULL REFERENCES account (id),
	placed_at INTEGER NOT NULL,
	released_why TEXT NOT NULL DEFAULT '',
	released_by INTEGER REFERENCES account (id),
	released_at INTEGER,
	CHECK (meeting_id IS NOT NULL OR person_id IS NOT NULL),
	CHECK ((released_by IS NULL) = (released_at IS NULL))
) STRICT;
CREATE INDEX safety_hold_open ON safety_hold (released_at, meeting_id);

-- What one person was told at once about one meeting.
CREATE TABLE escalation_notice (
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	message_id INTEGER REFERENCES message (id), -- NULL: no e-mail route
	made_at INTEGER NOT NULL,
	text_tries INTEGER NOT NULL DEFAULT 0,
	text_next_at INTEGER,              -- NULL: no text message is wanted
	texted_at INTEGER                  -- the gateway has one
) STRICT;
CREATE INDEX escalation_notice_text ON escalation_notice (text_next_at);

-- That something owed has not gone: a step told once for each cause.  Owed is
-- a case's copy, or debrief, to a person, made or not.
CREATE TABLE escalation (
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	kind TEXT NOT NULL CHECK (kind IN ('copy', 'debrief')),
	copy_id INTEGER REFERENCES copy (id), -- NULL: none is made
	step TEXT NOT NULL,                -- escalate_step_name
	cause TEXT NOT NULL,               -- escalate_cause_name
	advice TEXT NOT NULL,              -- what to type; "": only time helps
	told_at INTEGER NOT NULL,
	coordinator_notice INTEGER REFERENCES escalation_notice (id),
	chair_notice INTEGER REFERENCES escalation_notice (id),
	UNIQUE (meeting_id, case_id, person_id, kind, step, cause)
) STRICT;

-- Links that are over soon: a reminder goes before.
CREATE INDEX parcel_expires ON parcel (expires_at);
CREATE INDEX message_parcel_kind ON message (parcel_id, kind);
