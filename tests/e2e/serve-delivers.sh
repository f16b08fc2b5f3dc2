#!/usr/bin/env bash
# Goal: `serve` sends what is due without being asked, does the jobs of share,
# goes on after a fault, says when it is ready, and ends cleanly on SIGTERM.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"

outgoing_store
outgoing_relay
# Somebody listened to the audio that is there, or it would be swept.
sql "INSERT INTO listening (account_id, meeting_id, case_id, edges,
	rendition_id, made_at) SELECT a.id, r.meeting_id, r.case_id, 0, r.id,
	$(date +%s%3N) FROM rendition r, account a WHERE a.login = 'olive'"
background "$BIN/marac-distributor" serve --store "$STORE" 2>"$LOG"
SERVE=$LAST

# A job that share would ask for.
sql "INSERT INTO job (kind, args, asked_at) VALUES ('copies', 'M-1', 0),
	('dance', '', 0)"
outgoing_mail box1
outgoing_mail box2
outgoing_mail box3
jobs_over() {
	[ "$(sql 'SELECT state FROM job WHERE id = 2')" = failed ]
}
until_true 60 jobs_over
row 'the first job' 'done|6 made, 0 there already' \
	'SELECT state, result FROM job WHERE id = 1'
row 'the second' "no job is called 'dance'" \
	'SELECT result FROM job WHERE id = 2'

kill -TERM "$SERVE"
status=0
wait "$SERVE" || status=$?
same 'its end' 0 "$status"
has "$(cat "$LOG")" 'ended'
lacks "$(cat "$LOG")" 'sample.example'
