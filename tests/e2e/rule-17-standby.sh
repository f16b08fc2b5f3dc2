#!/usr/bin/env bash
# Goal (rule 17): a standby microphone takes over within 1 s when the one that
# records falls silent, in a new segment, the gap in the journal with its
# length; the words say which one records; the first one records again when it
# has delivered for a while.  Nothing of the standby is recorded until then
# (rule 16), and nothing of anybody off the record.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

# Both hear the same moment; only the standby hears a faint whistle besides.
"$KIT" timecode 10 >"$T/code.raw"
RAW="-r 48000 -b 16 -c 1 -e signed"
# shellcheck disable=SC2086 # its words
sox -n $RAW "$T/whistle.raw" synth 10 sine 9000 vol 0.02
# shellcheck disable=SC2086
sox -m -v 1 $RAW "$T/code.raw" -v 1 $RAW "$T/whistle.raw" \
	$RAW "$T/both.raw"
microphone "$T/code.raw" on
another desk "$T/both.raw" on
papers_for 2 0 1
record --standby desk
same "what is recorded" room "$(field device)"
begin_meeting 1
until_true 60 written 60000

segment_is() { [ "$(journal | grep -c segment-begun)" = "$1" ]; }
last_gap() {
	gap=$(journal | grep ' gap ' | tail -n 1)
	has "$gap" "note=2 "
	gap=${gap#*value=}
	gap=${gap%% *}
}

gone() { field alarm | grep -q '"room" is missing: '; }

# trouble WORD NUMBER: what it does until the standby has begun segment NUMBER
trouble() {
	echo "$1" >"$CONTROL"
	began=$(now_ms)
	until_true 60 gone
	alarm=$(($(now_ms) - began))
	[ $alarm -le 2000 ] || fail "$1: the alarm came after $alarm ms"
	until_true 60 field_is device desk
	has "$(field alarm)" 'desk records'
	until_true 60 segment_is "$2"
	last_gap
	[ "$gap" -le 1000 ] || fail "$1: $gap ms were not recorded"
	until_true 60 written $(($(field sample) + 48000))
	echo "$1: alarm after $alarm ms, $gap ms not recorded"
}

# back NUMBER: the first one is there again, and begins segment NUMBER
back() {
	: >"$CONTROL"
	began=$(now_ms)
	until_true 60 calm
	field_is device desk || fail "it went back at once"
	has "$(field notice)" '"room" is back; the standby records until'
	until_true 60 field_is device room
	took=$(($(now_ms) - began))
	[ $took -ge 9500 ] || fail "it went back after $took ms"
	[ $took -le 16000 ] || fail "it went back after $took ms only"
	until_true 60 segment_is "$1"
	last_gap
	[ "$gap" -le 100 ] || fail "$gap ms are missing at the way back"
	until_true 60 written $(($(field sample) + 48000))
	echo "back after $took ms, $gap ms not recorded"
}

trouble stall 2
back 3
trouble unplug 4

# off the record nobody is written, whoever takes over then
say off-record
until_true 60 eval '! journal | tail -n 1 | grep -q segment-begun'
lacks "$(journal | tail -n 1)" segment-begun
files=$(find "$M" -name '*.seg' -exec stat -c '%n %s' {} + | sort)
: >"$CONTROL"
until_true 60 field_is device room
echo stall >"$CONTROL"
until_true 60 field_is device desk
sleep 1
same "the files" "$files" \
	"$(find "$M" -name '*.seg' -exec stat -c '%n %s' {} + | sort)"
say resume
until_true 60 segment_is 5

# the standby fails too: it ends all the same
echo stall >"$CONTROL.desk"
until_true 60 field_is_not device desk
began=$(now_ms)
say end
took=$(($(now_ms) - began))
[ $took -le 2000 ] || fail "end took $took ms"
daemon_ended
lacks "$(segments)" "recovered\|broken"

# who was recorded when: the whistle is heard where the standby was
whistles() {
	"$KIT" pcm "$M" "$SECRETS" "$1" >"$T/pcm.raw"
	sox -r 48000 -b 16 -c 1 -e signed "$T/pcm.raw" -n sinc 8500-9500 \
		stats 2>&1 | sed -n 's/^RMS lev dB *//p'
}
for n in 1 2 3 4 5; do
	db=$(whistles $n)
	case $n in
	1 | 3) [ "${db%.*}" -le -55 ] || fail "segment $n has the standby: $db dB" ;;
	*) [ "${db%.*}" -ge -45 ] || fail "segment $n lacks the standby: $db dB" ;;
	esac
done
# and what the journal misses is what is missing in the sound
heard 1
end=$TO
heard 2
missing=$(later "$end" "$FROM")
gap=$(journal | grep ' gap ' | head -n 1)
gap=${gap#*value=}
gap=${gap%% *}
off=$(later "$gap" "$missing")
[ "${off#-}" -le 150 ] ||
	fail "the journal misses $gap ms, the sound $missing ms"
heard 2
end=$TO
heard 3
missing=$(later "$end" "$FROM")
[ "${missing#-}" -le 150 ] || fail "at the way back $missing ms are missing"
