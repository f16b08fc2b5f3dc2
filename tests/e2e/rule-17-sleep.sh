#!/usr/bin/env bash
# Goal (rule 17): a computer that slept for an hour in the midst of a meeting: it
# records again by itself, and the hour is there as a gap, at its length; a mark
# after it stands where the meeting was.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on
papers_for 2 0 1
echo 0 >"$T/slept"
record_preloaded clockjump CLOCKJUMP="$T/slept" CLOCKJUMP_BOTH=1
begin_meeting 1
until_true 60 written 48000

printf '3600\n' >"$T/slept.new"
mv "$T/slept.new" "$T/slept"
again() { journal | grep -q 'segment-begun .*value=2'; }
until_true 60 again
gap=$(journal | sed -n 's/.* gap .*value=\([0-9]*\).*/\1/p')
if [ "$gap" -lt 3599000 ] || [ "$gap" -gt 3610000 ]; then
	fail "an hour asleep is a gap of $gap ms"
fi
until_true 60 calm
say next
at=$(journal | sed -n 's/^[0-9]* item item=2 .*sample=\([0-9]*\).*/\1/p')
[ "$at" -ge $((3600 * 48000)) ] || fail "the next item begins at $at"
until_true 60 written $((at + 48000))
say end
daemon_ended
same "segments" "complete complete complete" \
	"$(segments | cut -d' ' -f3 | tr '\n' ' ' | sed 's/ $//')"
