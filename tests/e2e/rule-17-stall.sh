#!/usr/bin/env bash
# Goal (rule 17): a microphone that stalls, overruns, is unplugged or mutes:
# the alarm comes within 2 s, it records again within 5 s of the return in a
# new segment, the gap is in the journal with its length, and "end" never
# hangs.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on
papers_for 2 0 1
record
begin_meeting 1
until_true 60 written 60000

count() { segments | wc -l; }
more_than() { [ "$(journal | grep -c segment-begun)" -gt "$1" ]; }

# trouble WORD SECONDS: so long the microphone does that
trouble() {
	before=$(journal | grep -c segment-begun)
	echo "$1" >"$CONTROL"
	began=$(now_ms)
	until_true 60 alarmed
	alarm=$(($(now_ms) - began))
	[ $alarm -le 2000 ] || fail "$1: the alarm came after $alarm ms"
	sleep "$2"
	: >"$CONTROL"
	back=$(now_ms)
	until_true 60 more_than "$before"
	again=$(($(now_ms) - back))
	[ $again -le 5000 ] || fail "$1: it records again after $again ms"
	until_true 60 calm
	gap=$(journal | grep ' gap ' | tail -n 1)
	has "$gap" "note=2 "
	gap=${gap#*value=}
	gap=${gap%% *}
	# what is missing in the journal is what is missing in the sound
	until_true 60 written $(($(field sample) + 48000))
	last=$(segments | tail -n 1 | cut -d' ' -f1)
	heard $((last - 1))
	end=$TO
	heard "$last"
	missing=$(later "$end" "$FROM")
	# code times go round every ten seconds, and so does the difference
	off=$(later "$gap" "$missing")
	[ "${off#-}" -le 150 ] ||
		fail "$1: the journal misses $gap ms, the sound $missing ms"
	echo "$1: alarm after $alarm ms, again after $again ms, gap $gap ms"
}

trouble stall 1
trouble unplug 1
trouble stall 4

# one overrun is a gap of its own, not an alarm
gaps=$(journal | grep -c ' gap ')
more_gaps() { [ "$(journal | grep -c ' gap ')" -gt "$gaps" ]; }
echo xrun >"$CONTROL"
until_true 60 more_gaps
has "$(journal | grep " gap " | tail -n 1)" "note=3 "
: >"$CONTROL"
until_true 60 calm

# exact zeros are a muted microphone, and are recorded
echo mute >"$CONTROL"
until_true 60 alarmed
has "$(field alarm)" "muted"
: >"$CONTROL"
until_true 60 calm

# it can be left, marked and ended while nothing comes
echo stall >"$CONTROL"
until_true 60 alarmed
refuses 1 "$BIN/marac-recorder" mark note --words "lost" --home "$H"
has "$SAID" "nothing is recorded at this moment"
say next
say late 1 || true
began=$(now_ms)
say end
took=$(($(now_ms) - began))
[ $took -le 2000 ] || fail "end took $took ms"
daemon_ended
has "$(journal | tail -n 1)" " ended "
has "$(journal | tail -n 2)" " gap "
lacks "$(segments)" "recovered\|broken"
echo "end while stalled: $took ms"
