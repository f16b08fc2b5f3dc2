CREATE TABLE access_code (
	person_id INTEGER PRIMARY KEY REFERENCES person (id),
	code_hash TEXT NOT NULL,           -- Argon2id over a peppered HMAC
	issued_by INTEGER NOT NULL REFERENCES account (id),
	issued_at INTEGER NOT NULL,
	failures INTEGER NOT NULL DEFAULT 0,
	stopped_at INTEGER                 -- five wrong tries
) STRICT;

CREATE TABLE account (               -- staff who sign in, or act by verb
	id INTEGER PRIMARY KEY,
	login TEXT NOT NULL UNIQUE,
	person_id INTEGER NOT NULL REFERENCES person (id),
	role TEXT NOT NULL CHECK (role IN
	    ('coordinator', 'chair', 'caseworker', 'administrator')),
	password_hash TEXT NOT NULL,       -- Argon2id
	totp_sealed BLOB NOT NULL,         -- box_value, "account.totp:ID"
	totp_step INTEGER NOT NULL DEFAULT 0, -- last one used
	failures INTEGER NOT NULL DEFAULT 0,
	locked_until INTEGER NOT NULL DEFAULT 0,
	disabled_at INTEGER
) STRICT;

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

CREATE TABLE action (
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	child_id INTEGER REFERENCES child (id),
	mark_id INTEGER UNIQUE REFERENCES mark (id),
	risk TEXT NOT NULL DEFAULT '',
	text TEXT NOT NULL,
	owner_agency_id INTEGER NOT NULL REFERENCES agency (id), -- rule 24
	owner_person_id INTEGER REFERENCES person (id),
	due_on TEXT NOT NULL,                                    -- rule 24
	outcome TEXT NOT NULL DEFAULT '' CHECK
	    (outcome IN ('', 'complete', 'not possible', 'not undertaken')),
	outcome_note TEXT NOT NULL DEFAULT '',
	basis TEXT NOT NULL DEFAULT '' CHECK
	    (basis IN ('', 'observed', 'reported'))
) STRICT;

CREATE INDEX action_agency ON action (owner_agency_id);

CREATE INDEX action_case ON action (case_id);

CREATE INDEX action_meeting ON action (meeting_id);

CREATE INDEX action_open ON action (due_on) WHERE outcome = '';

CREATE INDEX action_owner ON action (owner_person_id);

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

CREATE INDEX addressee_case ON addressee (case_id, meeting_id);

CREATE UNIQUE INDEX addressee_once
    ON addressee (meeting_id, case_id, person_id) WHERE void_at IS NULL;

CREATE INDEX addressee_person ON addressee (person_id);

CREATE TABLE agency (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE
, contact_id INTEGER REFERENCES person (id)) STRICT;

CREATE TABLE agency_drop (
	agency_id INTEGER PRIMARY KEY REFERENCES agency (id),
	url TEXT NOT NULL,                 -- sftp:// or https://, a folder
	host_key TEXT NOT NULL DEFAULT '', -- sftp: SHA-256, base64
	token_file TEXT NOT NULL DEFAULT '', -- https: the bearer's token is there
	set_at INTEGER NOT NULL
) STRICT;

CREATE TABLE agenda_item (
	id INTEGER PRIMARY KEY,
	public_id TEXT NOT NULL UNIQUE,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	number INTEGER NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN
	    ('discussion', 'alert_only', 'transfer_in', 'actions_review',
	    'spare')),
	case_id INTEGER REFERENCES marac_case (id), -- NULL: review, spare
	referrer TEXT NOT NULL DEFAULT '',
	status TEXT NOT NULL DEFAULT 'planned'
	    CHECK (status IN ('planned', 'heard', 'deferred')),
	status_reason TEXT NOT NULL DEFAULT '',
	public_key BLOB,                   -- X25519; made with the papers
	UNIQUE (meeting_id, number)
) STRICT;

CREATE INDEX agenda_item_case ON agenda_item (case_id);

CREATE TABLE alert (                 -- what a coordinator must see
	id INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	meeting_id INTEGER REFERENCES meeting (id),
	text TEXT NOT NULL,
	seen_at INTEGER
) STRICT;

CREATE TABLE attendance (
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	ref INTEGER NOT NULL,              -- their number in papers and journal
	capacity TEXT NOT NULL CHECK
	    (capacity IN ('core', 'deputy', 'observer', 'family', 'advocate')),
	statement_signed_at INTEGER,
	UNIQUE (meeting_id, person_id),
	UNIQUE (meeting_id, ref)
) STRICT;

CREATE INDEX attendance_person ON attendance (person_id);

CREATE TABLE audit_event (
	seq INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	who TEXT NOT NULL,
	what TEXT NOT NULL,
	which TEXT NOT NULL,
	why TEXT NOT NULL,
	hash BLOB NOT NULL
) STRICT;

CREATE TABLE audit_head (
	one INTEGER PRIMARY KEY CHECK (one = 1),
	count INTEGER NOT NULL,
	hash BLOB NOT NULL
) STRICT;

CREATE TABLE bounce (                -- what a report said of one message
	id INTEGER PRIMARY KEY,
	message_id INTEGER NOT NULL REFERENCES message (id),
	digest BLOB NOT NULL,              -- SHA-256 of the report
	kind TEXT NOT NULL CHECK (kind IN ('failed', 'delayed')),
	status TEXT NOT NULL,              -- RFC 3463, "" unknown
	read_at INTEGER NOT NULL,
	UNIQUE (message_id, digest)        -- the same report again is nothing
) STRICT;

CREATE TABLE boundary (
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	mark_id INTEGER NOT NULL REFERENCES mark (id), -- of kind item
	to_sample INTEGER NOT NULL,
	reason TEXT NOT NULL,
	moved_by INTEGER NOT NULL REFERENCES account (id),
	moved_at INTEGER NOT NULL,
	void_at INTEGER,
	CHECK (to_sample >= 0)
) STRICT;

CREATE INDEX boundary_mark ON boundary (mark_id);

CREATE INDEX boundary_meeting ON boundary (meeting_id);

CREATE TABLE case_child (
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	child_id INTEGER NOT NULL REFERENCES child (id),
	PRIMARY KEY (case_id, child_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX case_child_child ON case_child (child_id);

CREATE TABLE case_perpetrator (
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	PRIMARY KEY (case_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX case_perpetrator_person ON case_perpetrator (person_id);

CREATE TABLE case_recording (        -- what the children's files play
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	rendition_id INTEGER NOT NULL REFERENCES rendition (id),
	PRIMARY KEY (meeting_id, case_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX case_recording_case ON case_recording (case_id);

CREATE INDEX case_recording_rendition ON case_recording (rendition_id);

CREATE TABLE case_release (          -- the chair's, per meeting and case
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	released_by INTEGER NOT NULL REFERENCES account (id),
	released_at INTEGER NOT NULL,
	void_at INTEGER
) STRICT;

CREATE INDEX case_release_case ON case_release (meeting_id, case_id);

CREATE TABLE child (
	id INTEGER PRIMARY KEY,
	person_id INTEGER NOT NULL UNIQUE REFERENCES person (id),
	born_on TEXT,                      -- YYYY-MM-DD; NULL: unborn
	expected_on TEXT,
	school TEXT NOT NULL DEFAULT '',
	interpreter TEXT NOT NULL DEFAULT '',
	flags TEXT NOT NULL DEFAULT '',
	understands INTEGER NOT NULL DEFAULT 0 CHECK (understands IN (0, 1)),
	understanding_by TEXT NOT NULL DEFAULT '',
	understanding_at INTEGER,
	supporter TEXT NOT NULL DEFAULT '',
	CHECK (born_on IS NOT NULL OR expected_on IS NOT NULL)
) STRICT;

CREATE TABLE child_assignment (
	account_id INTEGER NOT NULL REFERENCES account (id),
	child_id INTEGER NOT NULL REFERENCES child (id),
	PRIMARY KEY (account_id, child_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE conflict (
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	declared_at INTEGER NOT NULL,
	PRIMARY KEY (meeting_id, case_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact_route (
	id INTEGER PRIMARY KEY,
	person_id INTEGER NOT NULL REFERENCES person (id),
	channel TEXT NOT NULL
	    CHECK (channel IN ('email', 'phone', 'letter', 'in person')),
	value_sealed BLOB NOT NULL,        -- box_value, "contact_route.value:ID"
	value_mac BLOB NOT NULL,           -- box_mac of the normalised value
	safe TEXT NOT NULL DEFAULT 'unknown'
	    CHECK (safe IN ('yes', 'no', 'unknown')),
	safe_from_minute INTEGER NOT NULL DEFAULT -1,
	safe_to_minute INTEGER NOT NULL DEFAULT -1,
	voicemail INTEGER NOT NULL DEFAULT 0 CHECK (voicemail IN (0, 1)),
	shared_device INTEGER NOT NULL DEFAULT 0 CHECK (shared_device IN (0, 1)),
	verified_by TEXT NOT NULL DEFAULT '',
	verified_at INTEGER,
	changed_at INTEGER,                -- not NULL: rule 9, until confirmed
	expires_at INTEGER,
	UNIQUE (person_id, channel, value_mac)
) STRICT;

CREATE TABLE copy (
	id INTEGER PRIMARY KEY,
	rendition_id INTEGER REFERENCES rendition (id) ON DELETE SET NULL,
	parcel_id INTEGER NOT NULL REFERENCES parcel (id),
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	basis TEXT NOT NULL,               -- entitle_reason_name when made
	made_at INTEGER NOT NULL,
	opened_at INTEGER,
	collected_at INTEGER,
	withdrawn_at INTEGER,
	withdrawn_why TEXT NOT NULL DEFAULT '',
	UNIQUE (parcel_id, case_id)
) STRICT;

CREATE INDEX copy_case ON copy (case_id);

CREATE INDEX copy_person ON copy (person_id);

CREATE INDEX copy_rendition ON copy (rendition_id);

CREATE TABLE "copy_coverage" (
	copy_id INTEGER NOT NULL REFERENCES copy (id),
	format TEXT NOT NULL CHECK (format IN ('opus', 'mp3')),
	from_byte INTEGER NOT NULL,
	to_byte INTEGER NOT NULL,
	PRIMARY KEY (copy_id, format, from_byte)
) STRICT, WITHOUT ROWID;

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

CREATE INDEX debrief_case ON debrief (case_id, meeting_id);

CREATE INDEX debrief_due ON debrief (due_at);

CREATE INDEX debrief_parcel ON debrief (parcel_id);

CREATE INDEX debrief_person ON debrief (person_id, meeting_id);

CREATE TABLE decision (              -- about a family member's copy
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	verdict TEXT NOT NULL CHECK (verdict IN ('send', 'withhold')),
	reason TEXT NOT NULL,
	proposed_by INTEGER NOT NULL REFERENCES account (id),
	proposed_at INTEGER NOT NULL,
	approved_by INTEGER REFERENCES account (id),
	approved_at INTEGER,
	void_at INTEGER,
	CHECK (approved_by IS NULL OR approved_by <> proposed_by) -- rule 12
) STRICT;

CREATE INDEX decision_case ON decision (case_id);

CREATE INDEX decision_of_person ON decision (person_id, case_id);

CREATE INDEX decision_person ON decision (meeting_id, case_id, person_id);

CREATE TABLE delivery (              -- one a copy: its clock
	id INTEGER PRIMARY KEY,
	copy_id INTEGER NOT NULL UNIQUE REFERENCES copy (id),
	channel TEXT NOT NULL DEFAULT 'email',
	due_at INTEGER NOT NULL,
	met_at INTEGER                     -- accepted, posted or handed over
) STRICT;

CREATE INDEX delivery_due ON delivery (due_at);

CREATE INDEX delivery_open ON delivery (due_at) WHERE met_at IS NULL;

CREATE TABLE device (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	public_key BLOB NOT NULL UNIQUE,   -- Ed25519
	trusted_at INTEGER NOT NULL
) STRICT;

CREATE TABLE device_ended (          -- trusted no more
	device_id INTEGER PRIMARY KEY REFERENCES device (id),
	ended_at INTEGER NOT NULL
) STRICT;

CREATE TABLE edge_heard (
	account_id INTEGER NOT NULL REFERENCES account (id),
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	sample INTEGER NOT NULL,           -- of the meeting
	begins INTEGER NOT NULL CHECK (begins IN (0, 1)), -- 0: sound ends here
	heard_at INTEGER NOT NULL,
	PRIMARY KEY (account_id, meeting_id, case_id, sample, begins)
) STRICT, WITHOUT ROWID;

CREATE INDEX edge_heard_case ON edge_heard (meeting_id, case_id);

CREATE TABLE emergency (
	id INTEGER PRIMARY KEY,
	account_id INTEGER NOT NULL REFERENCES account (id),
	child_id INTEGER REFERENCES child (id),
	reason TEXT NOT NULL CHECK (reason <> ''),
	at INTEGER NOT NULL,
	ends_at INTEGER,
	CHECK ((child_id IS NULL) = (ends_at IS NULL))
) STRICT;

CREATE INDEX emergency_account ON emergency (account_id, at);

CREATE INDEX emergency_at ON emergency (at);

CREATE INDEX emergency_child ON emergency (child_id);

CREATE TABLE "escalation" (                  -- a step told once for each cause
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	kind TEXT NOT NULL CHECK (kind IN ('copy', 'debrief', 'action')),
	number INTEGER NOT NULL DEFAULT 0, -- an action's id; 0: no action
	copy_id INTEGER REFERENCES copy (id), -- NULL: none is made
	step TEXT NOT NULL,                -- escalate_step_name
	cause TEXT NOT NULL,               -- escalate_cause_name
	advice TEXT NOT NULL,              -- what to type; "": only time helps
	told_at INTEGER NOT NULL,
	coordinator_notice INTEGER REFERENCES escalation_notice (id),
	chair_notice INTEGER REFERENCES escalation_notice (id),
	CHECK ((kind = 'action') = (number <> 0)),
	UNIQUE (meeting_id, case_id, person_id, kind, number, step, cause)
) STRICT;

CREATE INDEX escalation_told ON escalation (told_at);

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

CREATE TABLE exception (
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	reason TEXT NOT NULL,
	proposed_by INTEGER NOT NULL REFERENCES account (id),
	proposed_at INTEGER NOT NULL,
	first_by INTEGER REFERENCES account (id),
	first_at INTEGER,
	second_by INTEGER REFERENCES account (id),
	second_at INTEGER,
	void_at INTEGER,
	CHECK ((first_by IS NULL) = (first_at IS NULL)),
	CHECK ((second_by IS NULL) = (second_at IS NULL)),
	CHECK (first_by IS NULL OR first_by <> proposed_by),
	CHECK (second_by IS NULL OR (first_by IS NOT NULL
	    AND second_by <> proposed_by AND second_by <> first_by))
) STRICT;

CREATE INDEX exception_case ON exception (case_id, meeting_id);

CREATE INDEX exception_person ON exception (person_id, case_id);

CREATE TABLE exclusion (             -- of one person, from a part
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	from_sample INTEGER NOT NULL,
	to_sample INTEGER NOT NULL,
	reason TEXT NOT NULL,
	CHECK (from_sample < to_sample)
) STRICT;

CREATE INDEX exclusion_person ON exclusion (meeting_id, person_id);

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

CREATE VIEW file_barred AS
    SELECT c.person_id AS person_id, c.id AS child_id FROM child c
    UNION ALL SELECT r.person_id, r.child_id FROM relationship r
    UNION ALL SELECT r.person_id, h.child_id FROM case_child h
     JOIN case_child k ON k.case_id = h.case_id
     JOIN relationship r ON r.child_id = k.child_id
    UNION ALL SELECT c.person_id, h.child_id FROM case_child h
     JOIN case_child k ON k.case_id = h.case_id
     JOIN child c ON c.id = k.child_id
    UNION ALL SELECT v.victim_id, h.child_id FROM case_child h
     JOIN marac_case v ON v.id = h.case_id
    UNION ALL SELECT r.person_id, h.child_id FROM case_child h
     JOIN marac_case v ON v.id = h.case_id
     JOIN child c ON c.person_id = v.victim_id
     JOIN relationship r ON r.child_id = c.id
    UNION ALL SELECT p.person_id, h.child_id FROM case_child h
     JOIN marac_case v ON v.id = h.case_id
     JOIN marac_case o ON o.victim_id = v.victim_id
     JOIN case_perpetrator p ON p.case_id = o.id
    UNION ALL SELECT p.person_id, h.child_id FROM case_child h
     JOIN case_child k ON k.case_id = h.case_id
     JOIN case_child o ON o.child_id = k.child_id
     JOIN case_perpetrator p ON p.case_id = o.case_id
    UNION ALL SELECT p.person_id, h.child_id FROM case_child h
     JOIN case_child k ON k.case_id = h.case_id
     JOIN child c ON c.id = k.child_id
     JOIN marac_case o ON o.victim_id = c.person_id
     JOIN case_perpetrator p ON p.case_id = o.id
    UNION ALL SELECT p.person_id, h.child_id FROM case_child h
     JOIN marac_case v ON v.id = h.case_id
     JOIN child c ON c.person_id = v.victim_id
     JOIN case_child o ON o.child_id = c.id
     JOIN case_perpetrator p ON p.case_id = o.case_id
    UNION ALL SELECT p.person_id, h.child_id FROM case_child h
     JOIN case_perpetrator m ON m.case_id = h.case_id
     JOIN marac_case o ON o.victim_id = m.person_id
     JOIN case_perpetrator p ON p.case_id = o.id;

CREATE VIEW file_conflict AS
    SELECT f.person_id AS person_id, h.child_id AS child_id
    FROM case_child h JOIN agenda_item i ON i.case_id = h.case_id
    JOIN conflict f ON f.case_id = h.case_id AND f.meeting_id = i.meeting_id;

CREATE TABLE file_look (             -- who had the file in front of them
	id INTEGER PRIMARY KEY,
	child_id INTEGER NOT NULL REFERENCES child (id),
	account_id INTEGER NOT NULL REFERENCES account (id),
	kind TEXT NOT NULL CHECK (kind IN ('opened', 'emergency', 'heard')),
	case_id INTEGER REFERENCES marac_case (id), -- whose recording was heard
	why TEXT NOT NULL DEFAULT '',
	at INTEGER NOT NULL
) STRICT;

CREATE INDEX file_look_child ON file_look (child_id, at);

CREATE TABLE file_note (             -- in the child's file
	id INTEGER PRIMARY KEY,
	child_id INTEGER NOT NULL REFERENCES child (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	copy_id INTEGER REFERENCES copy (id),
	kind TEXT NOT NULL,
	at INTEGER NOT NULL,
	text TEXT NOT NULL
, debrief_id INTEGER REFERENCES debrief (id)) STRICT;

CREATE INDEX file_note_child ON file_note (child_id, at);

CREATE INDEX file_note_copy ON file_note (copy_id);

CREATE INDEX file_note_debrief ON file_note (debrief_id);

CREATE TABLE file_opening (          -- a caseworker's reason, per session
	session_hash BLOB NOT NULL
	    REFERENCES session (id_hash) ON DELETE CASCADE,
	child_id INTEGER NOT NULL REFERENCES child (id),
	reason TEXT NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (session_hash, child_id)
) STRICT, WITHOUT ROWID;

CREATE VIEW file_overseer AS
    SELECT u.id AS account_id, u.person_id AS person_id, u.role AS role,
     c.id AS child_id
    FROM account u CROSS JOIN child c
    WHERE u.disabled_at IS NULL AND u.role IN ('coordinator', 'chair')
    AND (EXISTS (SELECT 1 FROM case_child h
      JOIN agenda_item i ON i.case_id = h.case_id
      JOIN meeting m ON m.id = i.meeting_id WHERE h.child_id = c.id
      AND (m.coordinator_id = u.person_id OR m.chair_id = u.person_id))
     OR (u.role = 'coordinator' AND NOT EXISTS (SELECT 1 FROM case_child h
      JOIN agenda_item i ON i.case_id = h.case_id
      JOIN meeting m ON m.id = i.meeting_id WHERE h.child_id = c.id
      AND m.coordinator_id IS NOT NULL)))
    AND NOT EXISTS (SELECT 1 FROM file_barred b
     WHERE b.person_id = u.person_id AND b.child_id = c.id)
    AND NOT EXISTS (SELECT 1 FROM file_conflict f
     WHERE f.person_id = u.person_id AND f.child_id = c.id);

CREATE TABLE file_reader (           -- whom a restriction names
	restriction_id INTEGER NOT NULL REFERENCES file_restriction (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	PRIMARY KEY (restriction_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE file_restriction (
	id INTEGER PRIMARY KEY,
	child_id INTEGER NOT NULL REFERENCES child (id),
	reason TEXT NOT NULL CHECK (reason <> ''),
	set_by INTEGER NOT NULL REFERENCES account (id),
	set_at INTEGER NOT NULL,
	review_on TEXT NOT NULL,           -- YYYY-MM-DD
	reviewed_by INTEGER REFERENCES account (id),
	reviewed_at INTEGER,
	lifted_by INTEGER REFERENCES account (id),
	lifted_at INTEGER,
	lifted_why TEXT NOT NULL DEFAULT '',
	CHECK ((reviewed_by IS NULL) = (reviewed_at IS NULL)),
	CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
) STRICT;

CREATE INDEX file_restriction_child ON file_restriction (child_id);

CREATE UNIQUE INDEX file_restriction_open ON file_restriction (child_id)
    WHERE lifted_at IS NULL;

CREATE TABLE job (                   -- share asks, the distributor does
	id INTEGER PRIMARY KEY,
	kind TEXT NOT NULL,
	args TEXT NOT NULL DEFAULT '',
	state TEXT NOT NULL DEFAULT 'waiting'
	    CHECK (state IN ('waiting', 'running', 'done', 'failed')),
	result TEXT NOT NULL DEFAULT '',
	asked_at INTEGER NOT NULL,
	done_at INTEGER
, account_id INTEGER REFERENCES account (id), session_hash BLOB, once TEXT, words TEXT NOT NULL DEFAULT '', kept INTEGER NOT NULL DEFAULT 0
    CHECK (kept IN (0, 1))) STRICT;

CREATE INDEX job_asked ON job (kind, args, id);

CREATE UNIQUE INDEX job_once ON job (once);

CREATE INDEX job_state ON job (state, id);

CREATE TABLE last_run (
	name TEXT PRIMARY KEY,
	at INTEGER NOT NULL,
	well_at INTEGER,                   -- the last time that it went well
	words TEXT NOT NULL                -- what was wrong at AT; "": nothing
) STRICT;

CREATE TABLE link_key (
	number INTEGER PRIMARY KEY,
	made_at INTEGER NOT NULL,
	void_at INTEGER                    -- a restore voids all before it
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

CREATE INDEX listening_made ON listening (made_at);

CREATE INDEX listening_of ON listening (account_id, meeting_id, case_id);

CREATE INDEX listening_rendition ON listening (rendition_id);

CREATE TABLE listening_coverage (    -- like copy_coverage
	listening_id INTEGER NOT NULL
	    REFERENCES listening (id) ON DELETE CASCADE,
	from_byte INTEGER NOT NULL,
	to_byte INTEGER NOT NULL,
	PRIMARY KEY (listening_id, from_byte)
) STRICT, WITHOUT ROWID;

CREATE TABLE mailbox (
	name TEXT PRIMARY KEY,             -- bounce.user at bounce.imap
	uid_validity INTEGER NOT NULL DEFAULT 0,
	uid_next INTEGER NOT NULL DEFAULT 1, -- the first mail not read yet
	unmatched INTEGER NOT NULL DEFAULT 0, -- reports that belong to nothing
	fault TEXT NOT NULL DEFAULT ''     -- why it cannot be read, when told
) STRICT;

CREATE TABLE marac_case (
	id INTEGER PRIMARY KEY,
	reference TEXT NOT NULL UNIQUE,
	victim_id INTEGER NOT NULL REFERENCES person (id),
	criteria TEXT NOT NULL DEFAULT '',
	dash_score INTEGER,
	last_referral_on TEXT
) STRICT;

CREATE INDEX marac_case_victim ON marac_case (victim_id);

CREATE TABLE mark (                  -- the journal, entry by entry
	id INTEGER PRIMARY KEY,
	recording_id INTEGER NOT NULL REFERENCES recording (id),
	seq INTEGER NOT NULL,
	kind TEXT NOT NULL,                -- journal_kind_name
	item_id INTEGER REFERENCES agenda_item (id),
	attendance_id INTEGER REFERENCES attendance (id),
	sample INTEGER NOT NULL,           -- -1: before the recording
	at INTEGER NOT NULL,
	value INTEGER NOT NULL DEFAULT 0,
	supersedes INTEGER NOT NULL DEFAULT 0,
	words TEXT NOT NULL DEFAULT '',    -- unsealed at attach
	UNIQUE (recording_id, seq)
) STRICT;

CREATE INDEX mark_attendance ON mark (attendance_id);

CREATE INDEX mark_item ON mark (item_id, sample);

CREATE INDEX mark_undone ON mark (recording_id, supersedes)
    WHERE kind = 'undone';

CREATE TABLE meeting (
	id INTEGER PRIMARY KEY,
	public_id TEXT NOT NULL UNIQUE,
	ref TEXT NOT NULL UNIQUE,          -- what people type: "NS-2026-11-23"
	type TEXT NOT NULL CHECK
	    (type IN ('marac', 'emergency_marac', 'icpc', 'rcpc', 'review')),
	area TEXT NOT NULL,
	venue TEXT NOT NULL DEFAULT '',
	planned_at INTEGER NOT NULL,
	chair_id INTEGER REFERENCES person (id),
	coordinator_id INTEGER REFERENCES person (id),
	announced_at INTEGER,
	started_at INTEGER,
	ended_at INTEGER,
	due_at INTEGER                     -- rules/due, set with ended_at
) STRICT;

CREATE TABLE meeting_papers (
	meeting_id INTEGER PRIMARY KEY REFERENCES meeting (id),
	body BLOB NOT NULL,
	made_at INTEGER NOT NULL
, fetched_at INTEGER, fetched_by INTEGER REFERENCES device (id)) STRICT;

CREATE TABLE "message" (                -- what goes by mail
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

CREATE INDEX message_next ON message (state, next_at);

CREATE UNIQUE INDEX message_parcel ON message (parcel_id)
    WHERE kind = 'parcel';

CREATE INDEX message_parcel_kind ON message (parcel_id, kind);

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
	void_at INTEGER, told_at INTEGER,
	CHECK ((done_at IS NULL) = (done_by IS NULL)),
	CHECK (returned_at IS NULL OR done_at IS NOT NULL),
	CHECK (returned_at IS NULL OR void_at IS NOT NULL),
	CHECK (channel = 'letter' OR worker <> '')
) STRICT;

CREATE UNIQUE INDEX paper_live ON paper (parcel_id) WHERE void_at IS NULL;

CREATE INDEX paper_parcel ON paper (parcel_id);

CREATE TABLE parcel (                -- one mail, one link, one sign-in
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	selector BLOB NOT NULL UNIQUE,
	generation INTEGER NOT NULL DEFAULT 1,
	link_key INTEGER NOT NULL REFERENCES link_key (number),
	secret_hash BLOB NOT NULL,
	made_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	void_at INTEGER
) STRICT;

CREATE INDEX parcel_expires ON parcel (expires_at);

CREATE INDEX parcel_person ON parcel (person_id);

CREATE TABLE passage (
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	item_id INTEGER NOT NULL REFERENCES agenda_item (id),
	from_sample INTEGER NOT NULL,
	to_sample INTEGER NOT NULL,
	CHECK (from_sample < to_sample)
) STRICT;

CREATE INDEX passage_item ON passage (item_id);

CREATE INDEX passage_meeting ON passage (meeting_id);

CREATE TABLE person (
	id INTEGER PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,          -- what imports call them
	name TEXT NOT NULL,
	name_folded TEXT NOT NULL,         -- text_fold(name)
	agency_id INTEGER REFERENCES agency (id), -- NULL: not a professional
	title TEXT NOT NULL DEFAULT ''
, language TEXT NOT NULL DEFAULT ''
    CHECK (language IN ('', 'en', 'cy'))) STRICT;

CREATE INDEX person_name ON person (name_folded);

CREATE TABLE person_alias (
	id INTEGER PRIMARY KEY,
	person_id INTEGER NOT NULL REFERENCES person (id),
	alias TEXT NOT NULL,
	alias_folded TEXT NOT NULL,
	UNIQUE (person_id, alias_folded)
) STRICT;

CREATE INDEX person_alias_name ON person_alias (alias_folded);

CREATE TABLE recording (
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL UNIQUE REFERENCES meeting (id),
	device_id INTEGER NOT NULL REFERENCES device (id),
	folder TEXT NOT NULL,              -- below meetings/
	journal_hash BLOB NOT NULL,        -- SHA-256 of the journal file
	attached_at INTEGER NOT NULL
) STRICT;

CREATE TABLE relationship (
	id INTEGER PRIMARY KEY,
	person_id INTEGER NOT NULL REFERENCES person (id),
	child_id INTEGER NOT NULL REFERENCES child (id),
	kind TEXT NOT NULL,                -- mother, father, step-parent ...
	parental_responsibility INTEGER NOT NULL
	    CHECK (parental_responsibility IN (0, 1)),
	source_of_harm TEXT NOT NULL DEFAULT 'unknown'
	    CHECK (source_of_harm IN ('yes', 'no', 'unknown', 'disputed')),
	valid_from TEXT,
	valid_to TEXT,
	UNIQUE (person_id, child_id, kind)
) STRICT;

CREATE INDEX relationship_child ON relationship (child_id);

CREATE TABLE rendition (
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	plan_hash BLOB NOT NULL UNIQUE,    -- of meeting, case and spans
	object TEXT NOT NULL UNIQUE,       -- below objects/
	samples INTEGER NOT NULL,          -- playable
	bytes INTEGER NOT NULL,            -- of plaintext
	plain_hash BLOB NOT NULL,
	made_at INTEGER NOT NULL
) STRICT;

CREATE TABLE rendition_key (         -- a row of its own: destroyed alone
	rendition_id INTEGER PRIMARY KEY
	    REFERENCES rendition (id) ON DELETE CASCADE,
	sealed BLOB NOT NULL               -- crypto_box_seal to share's key
) STRICT;

CREATE TABLE rendition_mp3 (
	rendition_id INTEGER PRIMARY KEY
	    REFERENCES rendition_key (rendition_id) ON DELETE CASCADE,
	object TEXT NOT NULL UNIQUE,       -- below objects/
	bytes INTEGER NOT NULL,            -- of plaintext
	plain_hash BLOB NOT NULL,
	sealed BLOB NOT NULL               -- crypto_box_seal to share's key
) STRICT;

CREATE TABLE rendition_outline (     -- 8 peaks a second, for the page
	rendition_id INTEGER PRIMARY KEY
	    REFERENCES rendition_key (rendition_id) ON DELETE CASCADE,
	peaks BLOB NOT NULL
) STRICT;

CREATE TABLE rendition_part (        -- the spans, and where they play
	rendition_id INTEGER NOT NULL
	    REFERENCES rendition (id) ON DELETE CASCADE,
	number INTEGER NOT NULL,
	from_sample INTEGER NOT NULL,      -- of the meeting
	to_sample INTEGER NOT NULL,
	plays_at INTEGER NOT NULL, silent INTEGER NOT NULL DEFAULT 0
    CHECK (silent IN (0, 1)),         -- samples into the rendition
	PRIMARY KEY (rendition_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE rendition_serial (
	rendition_id INTEGER PRIMARY KEY
	    REFERENCES rendition (id) ON DELETE CASCADE,
	serial INTEGER NOT NULL
) STRICT;

CREATE TABLE safety_confirmation (   -- rule 5
	id INTEGER PRIMARY KEY,
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	by_name TEXT NOT NULL,
	capacity TEXT NOT NULL CHECK (capacity IN ('idva', 'social worker')),
	confirmed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX safety_confirmation_case
    ON safety_confirmation (case_id, confirmed_at);

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

CREATE TABLE segment (
	id INTEGER PRIMARY KEY,
	recording_id INTEGER NOT NULL REFERENCES recording (id),
	number INTEGER NOT NULL,           -- of the file
	item_id INTEGER NOT NULL REFERENCES agenda_item (id),
	start_sample INTEGER NOT NULL,
	samples INTEGER NOT NULL,
	status TEXT NOT NULL CHECK (status IN ('complete', 'recovered')),
	plain_hash BLOB NOT NULL,
	cipher_hash BLOB NOT NULL,
	UNIQUE (recording_id, number)
) STRICT;

CREATE INDEX segment_item ON segment (item_id);

CREATE TABLE session (
	id_hash BLOB PRIMARY KEY,          -- SHA-256 of the cookie's value
	csrf BLOB NOT NULL,                -- SHA-256 of the form token
	account_id INTEGER REFERENCES account (id), -- staff, or
	parcel_id INTEGER REFERENCES parcel (id),   -- a recipient
	made_at INTEGER NOT NULL,
	seen_at INTEGER NOT NULL,
	ends_at INTEGER NOT NULL,
	CHECK ((account_id IS NULL) <> (parcel_id IS NULL))
) STRICT;

CREATE TABLE setting (               -- share's public key, and the like
	name TEXT PRIMARY KEY,
	value BLOB NOT NULL
) STRICT;

CREATE TABLE statement (
	id INTEGER PRIMARY KEY,            -- its version: 1, 2, 3 ...
	english TEXT NOT NULL,
	welsh TEXT NOT NULL,
	set_by INTEGER NOT NULL REFERENCES account (id),
	set_at INTEGER NOT NULL
) STRICT;

CREATE TABLE statement_accepted (
	statement_id INTEGER NOT NULL REFERENCES statement (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	language TEXT NOT NULL CHECK (language IN ('en', 'cy')), -- it was read in
	accepted_at INTEGER NOT NULL,
	PRIMARY KEY (statement_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX statement_accepted_person ON statement_accepted (person_id);

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

CREATE TABLE task_reminder (
	task_id INTEGER NOT NULL REFERENCES task (id),
	stage TEXT NOT NULL
	    CHECK (stage IN ('week before', 'day before', 'day after')),
	at INTEGER NOT NULL,
	message_id INTEGER REFERENCES message (id), -- NULL: a new parcel's
	PRIMARY KEY (task_id, stage)
) STRICT, WITHOUT ROWID;

CREATE INDEX task_reminder_message ON task_reminder (message_id);

CREATE TABLE text_cue (
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	number INTEGER NOT NULL,           -- its place in the text
	from_sample INTEGER,               -- of the meeting; NULL: minutes,
	to_sample INTEGER,                 -- which are about all of the case
	text TEXT NOT NULL,
	added_by INTEGER NOT NULL REFERENCES account (id),
	added_at INTEGER NOT NULL,
	void_at INTEGER,
	CHECK ((from_sample IS NULL) = (to_sample IS NULL)),
	CHECK (from_sample < to_sample)
) STRICT;

CREATE INDEX text_cue_case ON text_cue (meeting_id, case_id);

CREATE TABLE withheld_passage (
	id INTEGER PRIMARY KEY,
	meeting_id INTEGER NOT NULL REFERENCES meeting (id),
	case_id INTEGER NOT NULL REFERENCES marac_case (id),
	person_id INTEGER REFERENCES person (id), -- NULL: everybody
	from_sample INTEGER NOT NULL,
	to_sample INTEGER NOT NULL,
	reason TEXT NOT NULL,
	proposed_by INTEGER NOT NULL REFERENCES account (id),
	proposed_at INTEGER NOT NULL,
	approved_by INTEGER REFERENCES account (id),
	approved_at INTEGER,
	void_at INTEGER,                   -- lifted, or proposed anew
	CHECK (from_sample >= 0 AND from_sample < to_sample),
	CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
	CHECK (approved_by IS NULL OR approved_by <> proposed_by) -- rule 12
) STRICT;

CREATE INDEX withheld_passage_case ON withheld_passage (case_id, meeting_id);

CREATE INDEX withheld_passage_meeting ON withheld_passage (meeting_id);

CREATE INDEX withheld_passage_person ON withheld_passage (person_id);

