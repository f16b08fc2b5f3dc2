-- What was undone is asked of every mark that is shown, and a day has hundreds
-- of marks: without this, each of them read all of its day.

CREATE INDEX mark_undone ON mark (recording_id, supersedes)
    WHERE kind = 'undone';
