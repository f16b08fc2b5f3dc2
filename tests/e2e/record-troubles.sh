#!/usr/bin/env bash
# Goal: a microphone that is dead, muted, too loud, in a quiet room, or loses
# samples: each in words of its own, in the status and once in the log when it
# begins and once when it is over; and a quiet room is no alarm.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

sox -n -r 48000 -b 16 -c 1 -e signed "$T/talk.raw" synth 10 sine 500 vol 0.3
microphone "$T/talk.raw" on
papers_for 1 0 1
record
begin_meeting 1

field_has() { field "$1" | grep -q -- "$2"; }
unnoticed() { [ -z "$(field notice)" ]; }
fine() { calm && unnoticed; }
logged() { [ "$(grep -c -- "$2" "$T/log")" = "$1" ]; }
fine || fail "at first: $(field alarm) $(field notice)"

twice() { logged 2 "$WORDS" || logged 1 "there is sound again"; }

# trouble WORD FIELD WORDS SECONDS: it says so in FIELD, and when it is over
trouble() {
	WORDS=$3
	: >"$T/log"
	echo "$1" >"$CONTROL"
	began=$(now_ms)
	until_true "$4" field_has "$2" "$3"
	took=$(($(now_ms) - began))
	other=alarm
	[ "$2" = alarm ] && other=notice
	same "$1: the $other" "" "$(field $other)"
	# once, however long it lasts
	sleep 1.5
	logged 1 "$3" || fail "$1: logged so often: $(cat "$T/log")"
	: >"$CONTROL"
	until_true 60 fine
	until_true 60 twice
	echo "$1: after $took ms"
}

trouble mute alarm '"room" is muted' 9
[ $took -ge 4900 ] || fail "it is muted after $took ms already"
trouble loud alarm '"room" is too loud' 5
trouble quiet notice '"room" hears next to nothing' 14
[ $took -ge 9900 ] || fail "a quiet room was told after $took ms"
trouble stall alarm 'no sound comes from the microphone' 3
trouble xrun notice '"room" lost [0-9]* ms of sound' 4

# half a second that a source skips without a word is missed all the same
gaps=$(journal | grep -c ' gap ')
more_gaps() { [ "$(journal | grep -c ' gap ')" -gt "$gaps" ]; }
sleep 1
echo stall >"$CONTROL"
sleep 0.6
: >"$CONTROL"
until_true 60 more_gaps
gap=$(journal | grep ' gap ' | tail -n 1)
has "$gap" "note=3 "
gap=${gap#*value=}
gap=${gap%% *}
if [ "$gap" -lt 400 ] || [ "$gap" -gt 900 ]; then
	fail "0.6 s were skipped, not $gap ms"
fi
say end
daemon_ended
