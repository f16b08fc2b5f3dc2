-- An action is owed to its owner like a copy, and told like one when it has not
-- gone; and what went on paper and was not collected is told before its code is
-- over.

CREATE TABLE told (                  -- a step told once for each cause
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
INSERT INTO told (id, meeting_id, case_id, person_id, kind, copy_id, step,
    cause, advice, told_at, coordinator_notice, chair_notice)
    SELECT id, meeting_id, case_id, person_id, kind, copy_id, step, cause,
    advice, told_at, coordinator_notice, chair_notice FROM escalation;
DROP TABLE escalation;
ALTER TABLE told RENAME TO escalation;

-- When the coordinator was told that it was not collected.
ALTER TABLE paper ADD COLUMN told_at INTEGER;
