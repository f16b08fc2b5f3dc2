#!/usr/bin/env bash
# Goal: two microphones are one recording: both are in it at their level and
# where they belong, though their clocks differ; when one is unplugged the
# other goes on in the same segment, without a gap, and an alarm says which is
# missing.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

tone() {
	sox -n -r 48000 -b 16 -c 1 -e signed "$T/$1.raw" \
		synth 10 sine "$2" vol 0.25
}
tone one 600
tone two 2000
microphone "$T/one.raw" on
another call "$T/two.raw" on 150
papers_for 2 0 1
refuses 1 "$BIN/marac-recorder" run --home "$H" --papers "$T/papers.json" \
	--device room --call nosuch
has "$SAID" "no microphone is called \"nosuch\""
refuses 1 "$BIN/marac-recorder" run --home "$H" --papers "$T/papers.json" \
	--device room --device room
has "$SAID" "asked for twice"

record --device call
same "what is recorded" "room + call" "$(field device)"
begin_meeting 1
until_true 60 written 240000
# two sines of a quarter: -12.04 dBFS together
level=$(field level_cb)
if [ "$level" -lt -123 ] || [ "$level" -gt -118 ]; then
	fail "the level is $level tenths of dBFS instead of -120"
fi

missing() { field alarm | grep -q "\"$1\" is missing: "; }
# unplugged: an alarm, and nothing else changes
echo unplug >"$CONTROL.call"
began=$(now_ms)
until_true 60 missing call
alarm=$(($(now_ms) - began))
[ $alarm -le 2000 ] || fail "the alarm came after $alarm ms"
has "$(field alarm)" 'room records'
same "what is recorded" "room" "$(field device)"
sample=$(field sample)
until_true 60 written $((sample + 96000))
: >"$CONTROL.call"
began=$(now_ms)
until_true 60 field_is device "room + call"
back=$(($(now_ms) - began))
[ $back -le 5000 ] || fail "it is mixed again after $back ms"
sample=$(field sample)
until_true 60 written $((sample + 96000))
same "segments" 1 "$(journal | grep -c segment-begun)"
lacks "$(journal)" " gap "

# now the first one is away
second() { [ "$(journal | grep -c segment-begun)" = 2 ]; }
say next
until_true 60 second
sleep 0.5
echo stall >"$CONTROL"
until_true 60 missing room
has "$(field alarm)" 'call records'
sample=$(field sample)
until_true 60 written $((sample + 48000))
began=$(now_ms)
say end
took=$(($(now_ms) - began))
[ $took -le 2000 ] || fail "end took $took ms with a stalled microphone"
daemon_ended
lacks "$(journal)" " gap "
same "segments" 2 "$(segments | wc -l)"
lacks "$(segments)" "recovered\|broken"

# db FILE FROM SECONDS HZ: the power of a tone, of all there is
db() {
	sox "$T/$1.wav" -n trim "$2" "$3" sinc "$(($4 - 400))-$(($4 + 400))" \
		stats 2>&1 | sed -n 's/^RMS lev dB *//p'
}
near() { # WHAT DB WANTED
	awk -v got="$2" -v want="$3" 'BEGIN {
		exit !(got > want - 1.5 && got < want + 1.5) }' ||
		fail "$1: $2 dBFS instead of $3"
}
for n in 1 2; do
	"$KIT" pcm "$M" "$SECRETS" $n >"$T/$n.raw"
	sox -r 48000 -b 16 -c 1 -e signed "$T/$n.raw" "$T/$n.wav"
done
# each of them is a sine of a quarter: -15.05 dBFS
near "the room at first" "$(db 1 1 3 600)" -15.05
near "the call at first" "$(db 1 1 3 2000)" -15.05
end=$(soxi -D "$T/1.wav")
late=$(awk -v e="$end" 'BEGIN { print e - 1.5 }')
near "the room after the return" "$(db 1 "$late" 1 600)" -15.05
near "the call after the return" "$(db 1 "$late" 1 2000)" -15.05
# the room was never away in the first, and is at the end of the second
all=$(db 1 0.2 "$(awk -v e="$end" "BEGIN { print e - 0.4 }")" 600)
awk -v got="$all" "BEGIN { exit !(got > -15.6) }" ||
	fail "the room was away for a while: $all dBFS"
end=$(soxi -D "$T/2.wav")
late=$(awk -v e="$end" 'BEGIN { print e - 0.8 }')
near "the call at the end" "$(db 2 "$late" 0.6 2000)" -15.05
away=$(db 2 "$late" 0.6 700)
[ "${away%.*}" -lt -45 ] || fail "the room that is away is heard: $away dB"
echo "alarm after $alarm ms, mixed again after $back ms"
