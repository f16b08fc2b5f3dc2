#!/usr/bin/env bash
# Goal: what a recording machine brought is attached by the distributor, and
# nothing that is in its way goes unseen: a meeting that has not ended is told of
# once, however often it is asked for; one that is attached, and whose children's
# files could get no recording, is told of as that.  What is attached lies in
# incoming/ no more, also when the run before was killed; what is not, stays.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/storing.sh
. "$ROOT/tests/e2e/storing.sh"

M=NS-2026-11-23
store init >/dev/null
template_all "$T/csv"
import_all "$T/csv"
store papers "$M" --out "$T/papers.json" >/dev/null
KEY=$("$BIN/folderseed" "$T/papers.json" "$T/meeting")
store key trust "Sample recorder" "$KEY" >/dev/null
ID=$(sqlite3 -readonly "$S/marac.db" "SELECT public_id FROM meeting
	WHERE ref = '$M'")
IN=$S/incoming/$ID

cat >"$S/marac.conf" <<-END
	[mail]
	relay = smtp://localhost:1
	from = documents@service.example
	[share]
	base_url = https://documents.service.example
END
background "$BIN/marac-distributor" serve --store "$S" 2>"$T/log"
over() {
	[ "$(sqlite3 -readonly "$S/marac.db" "SELECT state IN ('done', 'failed')
		FROM job WHERE id = $JOB")" = 1 ]
}
# brought STATE RESULT: the job ends so
brought() {
	JOB=$(sqlite3 "$S/marac.db" "INSERT INTO job (kind, args, asked_at)
		VALUES ('attach', '$ID', 0) RETURNING id")
	until_true 60 over
	has "$(sqlite3 -readonly "$S/marac.db" "SELECT state || ' ' || result
		FROM job WHERE id = $JOB")" "^$1 .*$2"
}
# alerts WHAT EXPECTED: those that could not be attached, and those that were
alerts() {
	row "$1: alerts" "$2" "SELECT sum(text LIKE '%could not be attached%'),
		sum(text LIKE '%is attached, but%') FROM alert
		WHERE text LIKE '%recording machine%'"
}

mkdir -p "$S/incoming"
cp -r "$T/meeting" "$IN"
truncate -s -1 "$IN/journal" # its end, of all that it says
brought failed 'has not ended'
alerts "not ended" '1|0'
brought failed 'has not ended'
alerts "not ended, again" '1|0'
[ -e "$IN/0001.seg" ] || fail "it was taken away without being attached"

# No room for what the children's files are to play.
cp "$T/meeting/journal" "$IN/journal"
mount -t tmpfs -o size=4k none "$S/objects" ||
	fail "this test mounts a tmpfs: run it as root"
roomy() {
	umount "$S/objects" 2>/dev/null
}
at_last roomy
head -c 4096 /dev/zero >"$S/objects/.filler"
brought failed 'No space'
alerts "no room" '1|1'
row "attached" '1|0' 'SELECT (SELECT count(*) FROM recording),
	(SELECT count(*) FROM case_recording)'
[ ! -e "$IN" ] || fail "it lies there still, and is attached"
roomy
# As the alert says.
"$BIN/marac-distributor" attach "$S/meetings/$ID" --store "$S" >"$T/said"
has "$(cat "$T/said")" ' [1-9] recordings* for children'

# Killed before the folder went: the next run takes it away, but no other.
cp -r "$T/meeting" "$IN"
brought failed 'attached already'
[ ! -e "$IN" ] || fail "it lies there still after the next run"
alerts "attached already" '1|1'
cp -r "$T/meeting" "$IN"
truncate -s -1 "$IN/journal"
brought failed 'has not ended'
[ -e "$IN/0001.seg" ] || fail "what is not attached was taken away"
has "$(store check)" '^Sound'
lacks "$(cat "$T/log")" Sanitizer
