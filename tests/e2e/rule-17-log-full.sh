#!/usr/bin/env bash
# Goal (rule 17): a log that nobody reads, so that its pipe is full, does not
# stop what records: it answers, it records on, and an unplugged microphone costs
# what it costs always; then it says how many lines were dropped.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on
papers_for 2 0 1
mkfifo "$T/pipe"
exec 9<>"$T/pipe"
# more than there is room for
timeout 1 head -c 2000000 /dev/zero >&9 || true

background "$BIN/marac-recorder" run --home "$H" --papers "$T/papers.json" \
	--device room 2>"$T/pipe" 9>&-
export RECORDER=$LAST
answers() { timeout 5 "$BIN/marac-recorder" status --home "$H"; }
until_true 5 answers
begin_meeting 1
until_true 60 written 60000
echo unplug >"$CONTROL"
until_true 60 alarmed
: >"$CONTROL"
again() { [ "$(journal | grep -c segment-begun)" = 2 ]; }
until_true 60 again
until_true 60 calm
until_true 60 written $(($(field sample) + 48000))

# somebody reads again
cat <&9 >"$T/log" &
PIDS="$PIDS $!"
echo stall >"$CONTROL"
told() { grep -aq "lines were dropped: nobody read them" "$T/log"; }
until_true 60 told
: >"$CONTROL"
until_true 60 calm
say end
daemon_ended
