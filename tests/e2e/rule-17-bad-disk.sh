#!/usr/bin/env bash
# Goal (rule 17): a disk that takes writes and fails or hangs when they are to be
# brought to it.  A journal that must be begun anew, on a disk that takes twenty
# seconds to refuse that, costs no sound; a disk that does not answer is told,
# and that it does again; files that come to nothing do not use up their numbers.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on
papers_for 2 0 1
BADDISK=$T/disk
: >"$BADDISK"
record_preloaded baddisk BADDISK="$BADDISK"
begin_meeting 1
until_true 60 written 48000

# disk WORDS: how it is from now on
disk() {
	printf '%s\n' "$1" >"$BADDISK.new"
	mv "$BADDISK.new" "$BADDISK"
}

# the journal, for a mark; the first try to begin it anew takes twenty seconds
refused() { grep -q 'cannot bring the journal' "$T/log"; }
disk "journal renewal"
background "$BIN/marac-recorder" mark note --home "$H" >>"$T/marks" 2>&1
MARK=$LAST
until_true 60 refused
disk ""
wait "$MARK" || true
until_true 60 calm
until_true 60 written $(($(field sample) + 96000))
say mark note
lacks "$(journal)" " gap "

# it hangs; how long somebody is busy with it is nobody's alarm
disk hang
silent() { field alarm | grep -q "does not answer"; }
began=$(now_ms)
until_true 60 silent
took=$(($(now_ms) - began))
[ $took -ge 8000 ] || fail "a busy disk was an alarm after $took ms"
disk ""
until_true 60 calm
lacks "$(journal)" " gap "

# nothing of a file gets to it: half a second, one, one and a half ...
begun() { journal | grep -c ' segment-begun '; }
files() { [ "$(begun)" -ge "$1" ]; }
disk segments
until_true 60 alarmed
first=$(begun)
until_true 60 files $((first + 1))
began=$(now_ms)
until_true 60 files $((first + 5))
took=$(($(now_ms) - began))
[ $took -ge 5000 ] || fail "four files in $took ms: 9,999 are not enough"
disk ""
until_true 60 calm
until_true 60 written $(($(field sample) + 48000))
say end
daemon_ended
has "$(journal | tail -n 1)" " ended "
lacks "$(segments)" broken
