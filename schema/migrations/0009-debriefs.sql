-- Words for those who were not in the room, and for whoever took something on.

-- Who an agency's actions go to when nobody is named.
ALTER TABLE agency ADD COLUMN contact_id INTEGER REFERENCES person (id);

-- Who is owed a debrief, and who decided so.  The chair of the next child
-- protection conference is one by rule and has no row.
CREATE TABLE addressee (
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	why TEXT NOT NULL CHECK (why <> ''),
	decided_by INTEGER NOT NULL REFERENCES account (id),
	decided_at INTEGER NOT NULL,
	void_at INTEGER
) STRICT;
CREATE UNIQUE INDEX addressee_once
    ON addressee (meeting_id, case_id, person_id) WHERE void_at IS NULL;
CREATE INDEX addressee_case ON addressee (case_id, meeting_id);
CREATE INDEX addressee_person ON addressee (person_id);

-- Never changed but for its approval, its parcel and its receipts.
CREATE TABLE debrief (
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	key_issues TEXT NOT NULL CHECK (key_issues <> ''),
	plan TEXT NOT NULL CHECK (plan <> ''),
	child_safety TEXT NOT NULL CHECK (child_safety <> ''), -- rule 24
	authority TEXT NOT NULL CHECK (authority <> ''), -- to share it
	proposed_by INTEGER NOT NULL REFERENCES account (id),
	proposed_at INTEGER NOT NULL,
	approved_by INTEGER REFERENCES account (id),
	approved_at INTEGER,
	parcel_id INTEGER REFERENCES parcel (id), -- NULL: in none yet
	made_at INTEGER,                   -- put into its first parcel
	due_at INTEGER NOT NULL,
	given_at INTEGER,                  -- accepted, posted or handed over
	opened_at INTEGER,
	acknowledged_at INTEGER,
	withdrawn_at INTEGER,
	withdrawn_why TEXT NOT NULL DEFAULT '',
	CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
	CHECK (approved_by IS NULL OR approved_by <> proposed_by), -- rule 12
	CHECK ((parcel_id IS NULL) = (made_at IS NULL)),
	CHECK (parcel_id IS NULL OR approved_by IS NOT NULL)
) STRICT;
CREATE INDEX debrief_person ON debrief (person_id, meeting_id);
CREATE INDEX debrief_case ON debrief (case_id, meeting_id);
CREATE INDEX debrief_parcel ON debrief (parcel_id);
CREATE INDEX debrief_due ON debrief (due_at);

-- An action in the parcel of its owner.  Another owner gets a row of their own.
CREATE TABLE task (
	id INTEGER PRIMARY KEY,
	action_id INTEGER NOT NULL REFERENCES action (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	parcel_id INTEGER NOT NULL REFERENCES parcel (id),
	made_at INTEGER NOT NULL,
	sent_at INTEGER,                   -- as debrief.given_at
	UNIQUE (action_id, person_id)
) STRICT;
CREATE INDEX task_parcel ON task (parcel_id);
CREATE INDEX task_person ON task (person_id);

-- Reminders that went, or that a later one took the place of.
CREATE TABLE task_reminder (
	task_id INTEGER NOT NULL REFERENCES task (id),
	stage TEXT NOT NULL
	    CHECK (stage IN ('week before', 'day before', 'day after')),
	at INTEGER NOT NULL,
	message_id INTEGER REFERENCES message (id), -- NULL: a new parcel's
	PRIMARY KEY (task_id, stage)
) STRICT, WITHOUT ROWID;

CREATE INDEX task_reminder_message ON task_reminder (message_id);

CREATE INDEX action_owner ON action (owner_person_id);
CREATE INDEX action_agency ON action (owner_agency_id);
CREATE INDEX action_meeting ON action (meeting_id);
CREATE INDEX action_open ON action (due_on) WHERE outcome = '';

-- A note about a debrief has its debrief, as one about a copy has its copy.
ALTER TABLE file_note ADD COLUMN debrief_id INTEGER REFERENCES debrief (id);
CREATE INDEX file_note_debrief ON file_note (debrief_id);
