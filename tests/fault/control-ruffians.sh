#!/usr/bin/env bash
# Goal: two hundred clients that send rubbish, half lines and commands without
# end and read nothing cost the recording not one sample, change nothing of the
# meeting, and make the recorder neither grow nor fall; a client that behaves is
# answered again when they are gone.
. "$(dirname "$0")/../e2e/lib.sh"
. "$(dirname "$0")/../e2e/recording.sh"

# what AddressSanitizer keeps of freed memory is not the recorder's
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=1:thread_local_quarantine_size_kb=64"
SECONDS_LONG=8
if [ "${MARAC_LONG:-0}" = 1 ]; then
	SECONDS_LONG=60
fi
"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on
papers_for 3 0 3
record
begin_meeting 2
until_true 60 written 40000
size() { sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$RECORDER/status"; }
BEFORE=$(size)
entries=$(journal | wc -l)
# They come in last where there is little of the machine: what is seen here is
# what they say, not how busy they are.
background nice -n 19 "$BIN/ruffian" "$H/control.sock" 7 600 >"$T/done"
RUFFIANS=$LAST
# Meanwhile what is on the disk grows as ever: whoever waited for one of them
# would wait until they are gone.
kept() { cat "$M"/*.seg | wc -c; }
grown_from() { [ "$(kept)" -gt "$1" ]; }
until=$(($(now_ms) + SECONDS_LONG * 1000))
while [ "$(now_ms)" -lt $until ]; do
	at=$(kept)
	until_true 60 grown_from "$at"
done
kill "$RUFFIANS"
wait "$RUFFIANS" || fail "they did not get in: $(cat "$T/done")"
AFTER=$(size)
until_true 60 say status
until_true 60 written $(($(field sample) + 24000))
same "entries in the journal" "$entries" "$(journal | wc -l)"
same "people in the room" "1,2" \
	"$("$BIN/marac-recorder" status --json --home "$H" |
		sed 's/.*"present":\[\([^]]*\)\].*/\1/')"
say end
daemon_ended

# one segment, to the last sample, and as long as it took
lacks "$(journal)" " gap "
same "segments" 1 "$(segments | wc -l)"
has "$(segments)" "complete"
got=$(segments | sed 's/.*samples=\([0-9]*\).*/\1/')
ended=$(journal | sed -n 's/.* ended .*sample=\([0-9]*\).*/\1/p')
[ $((ended - got)) -le 960 ] || fail "$((ended - got)) samples are missing"
heard 1
off=$(later $(((TO - FROM + 10000) % 10000)) $((got / 48 % 10000)))
[ "${off#-}" -le 20 ] || fail "the sound is $off ms off"
lacks "$(cat "$T/log")" "lost"
# five megabytes of answers that nobody fetches are not kept
grown=$((AFTER - BEFORE))
[ $grown -le 16384 ] || fail "it grew by $grown kB"
echo "$(cat "$T/done") samples=$got missing=0 grown=${grown}kB"
