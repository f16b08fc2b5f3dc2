#!/bin/bash
# Goal: a withdrawal disables a copy within 60 s, in the middle of a transfer
# too, whoever reads it however slowly; the child's file still shows that it was
# collected before.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sharing.sh"
. "$(dirname "$0")/sipping.sh"
sharing
collected() {
	[ "$(rows "SELECT collected_at > 0 FROM copy WHERE id = 1")" = 1 ]
}
both_broken() {
	[ "$(grep -c 'copy audio 200 .*broken off' "$LOG")" = 2 ]
}
come_in "$TOKEN_OLIVE" "$CODE_OLIVE" "$T/jar"
ONE=$(copy "$T/jar")
TWO=$(copy "$T/jar" 2)
web -b "$T/jar" -o "$T/whole" "$URL$ONE/document.opus"
cmp "$S/plain/1.opus" "$T/whole" || fail "the copy differs"
until_true 60 collected

# A listener so slow that the server is not asked for more in a minute; one who
# has stopped reading.
sip slow "$URL$ONE/document.opus" "$T/jar" 850
sip stuck "$URL$ONE/document.opus" "$T/jar" 500000 200000
rows "UPDATE copy SET withdrawn_at = 1, withdrawn_why = 'sent by mistake'
	WHERE id = 1"
from=$(date +%s)
same "its page" 404 "$(status -b "$T/jar" "$URL$ONE")"
same "its audio" 404 "$(status -b "$T/jar" "$URL$ONE/document.opus")"
same "the other copy" 200 "$(status -b "$T/jar" "$URL$TWO")"
# Nothing says that there was more than one: no list, no number.
same "the list" "303 $URL$TWO" "$(web -b "$T/jar" -o /dev/null \
	-w '%{http_code} %{redirect_url}' "$URL/copies")"
has "${TWO#/copy/}" '^[1-9][0-9]\{11\}$'
lacks "$(web -b "$T/jar" "$URL$TWO")" 'Document 2\|ocuments'
until_true 60 both_broken
took=$(($(date +%s) - from))
# The 60 s, less what a server takes that does not ask by itself: 59.
[ $took -le 45 ] || fail "both were cut only $took s after"
sip_stop slow
sip_stop stuck
for one in slow stuck; do
	[ "$(stat -c %s "$T/$one.sip")" -lt $((BYTES_1 - 200000)) ] ||
		fail "$one was sent nearly all of it"
done

# The file: the collection stays.
staff "$T/cora"
open_file "$T/cora" 20
file=$(web -b "$T/cora" "$URL/child/20")
has "$file" 'Collected'
has "$file" 'A copy for Olive Sample was collected in full'
finish
