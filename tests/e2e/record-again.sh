#!/usr/bin/env bash
# Goal: a command that is sent again with its key does nothing and gets its
# answer, also from a recorder that was killed in between; a stop is no end of
# the meeting; a client that does not listen delays nobody.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on
papers_for 2 0 2
record
tell() { "$KIT" tell "$H/control.sock" "$1"; }

tell '{"verb":"announce","key":"a"}' >"$T/first"
has "$(cat "$T/first")" "^ok 1 "
tell '{"verb":"announce","key":"a"}' >"$T/again"
same "the same key" "$(cat "$T/first")" "$(cat "$T/again")"
has "$(tell '{"verb":"announce","key":"b"}')" "^conflict 0 "
# a refusal is an answer too, and stays one under its key
has "$(tell '{"verb":"start","key":"s1"}')" "^denied 0 "
has "$(tell '{"verb":"join","key":"j","person":1}')" "^ok 2 "
has "$(tell '{"verb":"start","key":"s1"}')" "^denied 0 "
has "$(tell '{"verb":"start","key":"s2"}')" "^ok 3 "
until_true 60 written 40000

# clients that connect and say nothing, or half a line
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	background "$KIT" silent "$H/control.sock"
done
until_true 60 written $(($(field sample) + 48000))
lacks "$(journal)" " gap "

# killed: its commands were done
"$KIT" kill "$RECORDER" >"$T/killed"
{ wait "$RECORDER"; } 2>/dev/null || true
record
has "$(tell '{"verb":"start","key":"s2"}')" "^ok 3 that was done already"
has "$(tell '{"verb":"join","key":"j","person":1}')" "^ok 2 that was done"
same "entries of kind started" 1 "$(journal | grep -c ' started ')"
until_true 60 segment_open
until_true 60 written $(($(field sample) + 48000))

# stopped: sealed, and the meeting goes on
kill "$RECORDER"
wait "$RECORDER" || fail "it was stopped and ended with $?"
lacks "$(segments | tail -n 1)" recovered
lacks "$(journal)" " ended "
record
until_true 60 segment_open
has "$(journal | tail -n 2)" " gap .*note=1 "
field_is state recording || fail "it records no more: $(field state)"
say end
daemon_ended
same "segments" 3 "$(segments | wc -l)"
