#!/bin/bash
# Goal: a withdrawal disables a copy within 60 s, in the middle of a transfer
# too, whoever reads it however slowly; the child's file still shows that it was
# collected before.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sharing.sh"
# 15 MB: more than the network between the two can hold.
export AUDIO_SECONDS=3600
sharing
collected() {
	[ "$(rows "SELECT collected_at > 0 FROM copy WHERE id = 1")" = 1 ]
}
both_broken() {
	[ "$(grep -c 'copy audio 200 .*broken off' "$LOG")" = 2 ]
}
come_in "$TOKEN_OLIVE" "$CODE_OLIVE" "$T/jar"
web -b "$T/jar" -o "$T/whole" "$URL/copy/1/document.opus"
cmp "$S/plain/1.opus" "$T/whole" || fail "the copy differs"
until_true 5 collected

# A listener at 60 kB/s, who needs 4 minutes; one who has stopped reading.
background curl -sS --limit-rate 60k -b "$T/jar" -o "$T/slow" \
	"$URL/copy/1/document.opus" 2>"$T/said"
slow=$LAST
mkfifo "$T/pipe"
background curl -sS -b "$T/jar" -o "$T/pipe" "$URL/copy/1/document.opus" \
	2>/dev/null
stuck=$LAST
exec 9<>"$T/pipe"
until_true 10 test -s "$T/slow"
from=$(date +%s)
rows "UPDATE copy SET withdrawn_at = 1, withdrawn_why = 'sent by mistake'
	WHERE id = 1"
same "its page" 404 "$(status -b "$T/jar" "$URL/copy/1")"
same "its audio" 404 "$(status -b "$T/jar" "$URL/copy/1/document.opus")"
same "the other copy" 200 "$(status -b "$T/jar" "$URL/copy/2")"
until_true 15 both_broken
got=0
wait "$slow" || got=$?
took=$(($(date +%s) - from))
[ $got -ne 0 ] || fail "a transfer went on to its end after the withdrawal"
[ $took -le 20 ] || fail "the transfer ended only $took s after"
kill "$stuck" 2>/dev/null || true
exec 9>&-

# The file: the collection stays.
staff "$T/cora"
open_file "$T/cora" 20
file=$(web -b "$T/cora" "$URL/child/20")
has "$file" 'Collected'
has "$file" 'A copy for Olive Sample was collected in full'
finish
