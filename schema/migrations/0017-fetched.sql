-- Whether a recording machine has fetched a meeting's papers, and which.
ALTER TABLE meeting_papers ADD COLUMN fetched_at INTEGER;
ALTER TABLE meeting_papers ADD COLUMN fetched_by INTEGER REFERENCES device (id);

-- What is taken off an agenda, or out of those who are expected, must not be in
-- a recording: asked at each such deletion.
CREATE INDEX segment_item ON segment (item_id);
CREATE INDEX mark_attendance ON mark (attendance_id);
