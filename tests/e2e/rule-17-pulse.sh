#!/usr/bin/env bash
# Goal (rule 17): the monitor of a PulseAudio server's output, recorded: its
# sink is suspended (the stream stays active and says nothing), then the
# server is killed.  The alarm within 2 s, recording again within 5 s of the
# return, the gap in the journal, and "end" never hangs.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"
. "$(dirname "$0")/pulse.sh"

: >"$ALSA_CONFIG_PATH"
pulse_microphone
echo "pcm.default { type null }" >>"$ALSA_CONFIG_PATH"
pulse_begins
sox -n -r 48000 -b 16 -c 1 -e signed "$T/tone.raw" synth 300 sine 700 vol 0.3
pulse_plays "$T/tone.raw"
papers_for 1 0 1
background "$BIN/marac-recorder" run --home "$H" \
	--papers "$T/papers.json" --call call 2>>"$T/log"
export RECORDER=$LAST
until_true 60 say status
until_true 60 calm
begin_meeting 1
until_true 60 written 96000

segments_more() { [ "$(journal | grep -c segment-begun)" -gt "$1" ]; }

# trouble WHAT BEGIN SECONDS END
trouble() {
	before=$(journal | grep -c segment-begun)
	gaps=$(journal | grep -c ' gap ' || true)
	"$2"
	began=$(now_ms)
	until_true 60 alarmed
	alarm=$(($(now_ms) - began))
	[ $alarm -le 2000 ] || fail "$1: the alarm came after $alarm ms"
	sleep "$3"
	"$4"
	back=$(now_ms)
	until_true 60 segments_more "$before"
	again=$(($(now_ms) - back))
	[ $again -le 5000 ] || fail "$1: it records again after $again ms"
	until_true 60 calm
	[ "$(journal | grep -c ' gap ')" -gt "$gaps" ] ||
		fail "$1: no gap in the journal"
	gap=$(journal | grep ' gap ' | tail -n 1)
	has "$gap" "note=2 "
	gap=${gap#*value=}
	gap=${gap%% *}
	away=$(($(now_ms) - began))
	if [ "$gap" -lt $(($3 * 1000)) ] || [ "$gap" -gt $away ]; then
		fail "$1: a gap of $gap ms in $away"
	fi
	until_true 60 written $(($(field sample) + 96000))
	echo "$1: alarm after $alarm ms, again after $again ms, gap $gap ms"
}

# a monitor is suspended with its sink
suspend() { pactl suspend-sink call 1; }
resume() { pactl suspend-sink call 0; }
dies() { pulse_ends; }
returns() {
	pulse_begins
	pulse_plays "$T/tone.raw"
}

trouble "suspended" suspend 1 resume
trouble "suspended for long" suspend 6 resume
trouble "killed" dies 2 returns

suspend
until_true 60 alarmed
began=$(now_ms)
say end
took=$(($(now_ms) - began))
[ $took -le 2000 ] || fail "end took $took ms"
daemon_ended
lacks "$(segments)" "recovered\|broken"
# the tone is what was recorded, before and after
for n in 1 4; do
	power=$("$KIT" tones "$M" "$SECRETS" $n 700 | cut -d' ' -f2)
	[ "${power%.*}" -gt -15 ] || fail "segment $n lacks the tone: $power dB"
done
echo "end while suspended: $took ms"
