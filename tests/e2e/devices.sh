#!/usr/bin/env bash
# Goal: the microphones by name, each with its level or with why it cannot be
# opened; one that never delivers costs two seconds, and the others still show.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

sox -n -r 48000 -b 16 -c 1 -e signed "$T/half.raw" synth 10 sine 500 vol 0.5
sox -n -r 48000 -b 16 -c 1 -e signed "$T/tenth.raw" synth 10 sine 500 vol 0.1
microphone "$T/half.raw" on
another desk "$T/tenth.raw" on
another broken "$T/tenth.raw" on
another muted "$T/tenth.raw" on
another gone "$T/tenth.raw" on
echo stall >"$CONTROL.broken"
echo mute >"$CONTROL.muted"
echo unplug >"$CONTROL.gone"

began=$(now_ms)
"$BIN/marac-recorder" devices >"$T/list"
took=$(($(now_ms) - began))
[ $took -le 10000 ] || fail "it took $took ms"
line() { grep "^$1  *" "$T/list" || fail "no $1 in: $(cat "$T/list")"; }
# a sine of a half is -9.03 dBFS, of a tenth -23.01
has "$(line room)" "^room  *-9\.[01] dBFS$"
has "$(line desk)" "^desk  *-23\.[01] dBFS$"
has "$(line broken)" "it gives no sound"
has "$(line muted)" "digital silence: muted?"
lacks "$(cat "$T/list")" "^gone"

"$BIN/marac-recorder" devices --json >"$T/json"
same "the room's level" -90 \
	"$(jq '.[] | select(.name == "room") | .level_cb' "$T/json")"
same "the room's peak" -60 \
	"$(jq '.[] | select(.name == "room") | .peak_cb' "$T/json")"
same "the broken one" "it gives no sound" \
	"$(jq -r '.[] | select(.name == "broken") | .why' "$T/json")"

echo "listed after $took ms"
