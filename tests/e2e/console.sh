#!/usr/bin/env bash
# Goal: a meeting is run from the console with the keyboard alone, in a real
# terminal of 80 by 24 and of 40 by 15, without colour; two consoles see the
# same; a recorder that stalls, is killed and comes back is said so; names and
# words stay on the screen.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on
papers_for 6 2 5
# a name that is not ASCII
sed -i 's/Erin Example 3/Ŵyn Exämple 3/' "$T/papers.json"

TMUX_AT=$T/tmux
terminal() { tmux -u -f /dev/null -S "$TMUX_AT" "$@"; }
end_terminals() { terminal kill-server 2>/dev/null; }
at_last end_terminals
# open NAME COLUMNS ROWS.  Looking for leaks when its terminal is gone never
# ends; the units of the console look for them.
open() {
	terminal new-session -d -s "$1" -x "$2" -y "$3" \
		"env ASAN_OPTIONS=detect_leaks=0 TERM=${4:-screen-256color} $BIN/marac-recorder console --home $H 2>>$T/console.log"
}
press() { # NAME KEY...
	name=$1
	shift
	for key in "$@"; do
		terminal send-keys -t "$name" "$key"
	done
}
pane() { terminal capture-pane -p -t "$1"; }
pane_has() { pane "$1" | grep -q -- "$2"; }
# sees NAME PATTERN: soon
sees() {
	until_true 60 pane_has "$1" "$2" || true
	has "$(pane "$1")" "$2"
}
no_session() { ! terminal has-session -t "$1"; }
misses() { lacks "$(pane "$1")" "$2"; }

# nothing runs: it says so, and goes on by itself once something does
open one 80 24
sees one "NO RECORDER RUNS HERE"
sees one "marac-recorder run --papers"
press one d
sees one "Not done: there is no recorder"
record

# before the meeting
sees one "NOT STARTED: nothing is recorded"
sees one "\[ \] A  The notice was read aloud"
press one s
sees one "Not done: cannot start"
press one A
sees one "\[x\] A  The notice was read aloud"
press one j 3 Enter
sees one "3 \[x\] Ŵyn Exämple 3"
press one j 1 Enter
sees one "In the room: 2"
press one s
sees one "^ RECORDING"
until_true 60 segment_open

# a second console sees what the first did, and the other way round; the
# terminal of this one has no colours
open two 80 24 vt100
sees two "1 NOW   Case 1"
press one d
sees one "decision, item 1"
sees two "decision, item 1"
press two N
sees two "2 NOW   Case 2"
sees one "2 NOW   Case 2"
lacks "$(terminal capture-pane -e -p -t two)" "$(printf '\033\[[0-9;]*4[0-7]m')"
has "$(terminal capture-pane -e -p -t one | head -n 1)" "$(printf '\033\[[0-9;]*42m')"

# taken back: a mark at once, a next after asking
press one r
sees one "risk, item 2"
press one u
sees one "risk, item 2 - taken back"
press one u
sees one "Take back: item 2 began, Case 2 (0:.*y or n"
press one n
sees one "Nothing was done"
sees two "risk, item 2 - taken back"
press two u
sees two "Take back: item 2 began, Case 2 (0:.*y or n"
press two y
sees one "1 NOW   Case 1"
# so that item 2 can begin a second earlier, below
until_true 60 written 96000
press one N
sees two "2 NOW   Case 2"

# words; keys are letters then
press one n
sees one "Note:"
terminal send-keys -t one -l "Qeo Ŵords"
sees one "Note: Qeo Ŵords"
press one Enter
sees two "note, item 2"
press one w
terminal send-keys -t one -l "Call the school"
press one Enter
sees one "Which agency"
terminal send-keys -t one -l "Housing"
press one Enter
sees one "Due by"
terminal send-keys -t one -l "2026-12-01"
press one Enter
sees two "action, item 2"

# a small window, and back
terminal resize-window -t one -x 40 -y 15
sees one "^Item 2  Case 2 .*in the item 0:"
sees one "? help"
same "rows" 15 "$(pane one | wc -l)"
press one "?"
sees one "Part 1 of 2"
press one Space
sees one "Part 2 of 2"
press one x
sees one "^ RECORDING"

# closed, and off the record, and again
press one c
sees two "RECORDING A CLOSED SESSION"
press two c
sees one "^ RECORDING   "
press one o
sees one "OFF THE RECORD: nothing is"
sees two "OFF THE RECORD: nothing is"
press two s
sees one "^ RECORDING"
terminal resize-window -t one -x 80 -y 24

# late
press two l
sees two "(Enter: 15)"
press two 1 Enter
sees two "item 2 began earlier, here"

# a microphone that says nothing, and one that does again
until_true 60 calm
echo stall >"$CONTROL"
sees one "ALARM: "
sees two "ALARM: "
: >"$CONTROL"
sees one "The alarm is over"
misses one "ALARM"

# one that hangs is not one that is gone
kill -STOP "$RECORDER"
sees one "THE RECORDER DOES NOT ANSWER"
misses one "GONE"
kill -CONT "$RECORDER"
sees one "^ RECORDING"
misses one "ANSWER"

# killed, and it says so; pressed meanwhile, and it says so; back by itself
"$KIT" kill "$RECORDER" >"$T/killed"
{ wait "$RECORDER"; } 2>/dev/null || true
sees one "THE RECORDER IS GONE: NOTHING IS RECORDED"
press one d
sees one "Not done: no answer to \"mark\""
record
sees one "^ RECORDING"
sees two "^ RECORDING"
misses one "IS GONE"
press one d
sees two "decision, item 2"

# one is closed, one is lost: nothing happens to the recording
press two q
until_true 60 no_session two
terminal kill-session -t one
field_is state recording || fail "a console took the recording with it"
open three 80 24
sees three "2 NOW   Case 2"
press three e
sees three "End the meeting and seal it"
press three n
sees three "Nothing was done"
press three e y
sees three "ENDED: everything is sealed"
daemon_ended
sees three "marac-distributor"
misses three "GONE"
press three q

same "the journal: marks that stand and do not" 7 \
	"$(journal | grep -c ' \(decision\|risk\|note\|action\) \| undone ')"
has "$("$KIT" events "$M" "$SECRETS")" "Qeo Ŵords"
lacks "$(segments)" "recovered.*broken\|broken"
# nothing of it in any log
cat "$T/log" "$T/console.log" >"$T/logs"
lacks "$(cat "$T/logs")" "Exam\|Exäm\|Ŵords\|school"

# no terminal: said, and nothing drawn
refuses 1 "$BIN/marac-recorder" console --home "$H" </dev/null
has "$SAID" "needs a terminal"
