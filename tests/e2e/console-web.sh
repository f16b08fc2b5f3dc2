#!/usr/bin/env bash
# Goal: a whole meeting is run from the browser's console by forms alone; a form
# that is sent twice is one command, and of two pages neither undoes what the
# other did; rule 16 holds at its start button; words come after their mark.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"
. "$(dirname "$0")/consoling.sh"

"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on
papers_for 4 1 4
console --minutes 12
for n in 1 2 3; do
	background curl -sS -N "$URL/events" >"$T/live.$n" 2>"$T/live.said"
	until_true 60 test -s "$T/live.$n"
done

# no recorder: it says so, and finds one that comes
page
has "$(cat "$T/page")" "No recorder runs here"
record
until_true 60 page_has "Before the meeting"

# rule 16: not before the notice and the attendance, with the reason
page
same "start, with nothing done" 409 "$(post /tell/start)"
has "$(cat "$T/body")" "cannot start before the notice was read"
has "$(cat "$T/body")" 'href="#notice"'
press /tell/announce
same "announced" 1 "$(entries announced)"
page
same "start, with nobody there" 409 "$(post /tell/start)"
has "$(cat "$T/body")" "cannot start before it is known who is"
has "$(cat "$T/body")" 'href="#room"'
same "segments" "" "$(segments)"
same "nothing began" 0 "$(entries started)"

press /room was= p1=1 p2=1 p4=1
same "who is there" "[1,2,4]" "$("$BIN/marac-recorder" status --json --home "$H" | jq -c .present)"
press /tell/statement
press /tell/start
until_true 60 segment_open
until_true 60 page_has 'data-live="state">Recording<'
has "$(cat "$T/page")" "End case 1 and start case 2"
has "$(cat "$T/page")" "0:0[0-9] of 12:00"
has "$(cat "$T/page")" "Space for [0-9]* hours"
has "$(cat "$T/page")" "Microphone: <strong data-microphone>Good level"

# marks, and the words that come after
press /tell/mark mark=decision
has "$(said)" "Marked: decision in case 1"
press /tell/mark mark=action
SEQ=$(sed -n 's/.*name="seq" value="\([0-9]*\)".*/\1/p' "$T/page" | head -n 1)
page
same "an action without its owner" 400 \
	"$(post /tell/describe "seq=$SEQ" mark=action "words=Cxl the school")"
has "$(cat "$T/body")" "An action needs the agency"
has "$(cat "$T/body")" 'value="Cxl the school"'
has "$(cat "$T/body")" 'Words of the action, 0:0'
press /tell/describe "seq=$SEQ" mark=action "words=Cxl the school" \
	"owner=Agency 2" due=2026-12-01
has "$(said)" "The words of the action in item 1 are kept"
has "$("$KIT" events "$M" "$SECRETS")" "^$SEQ .*Cxl the school.*Agency 2.*2026-12-01"

# the same form twice is one mark; and again after the recorder was killed
page
same "once" 303 "$(post /tell/mark mark=risk)"
RISK=$KEY
same "twice" 303 "$(post /tell/mark mark=risk)"
same "risks" 1 "$(entries risk)"
"$KIT" kill "$RECORDER" >"$T/killed"
{ wait "$RECORDER"; } 2>/dev/null || true
until_true 60 page_has "The console has lost the recorder. The recording itself goes on"
has "$(state)" "Recorder lost"
record
until_true 60 page_has 'data-live="state">Recording<'
page
TOKEN=$FORM
KEY=$RISK
same "a third time" 303 "$(post /tell/mark mark=risk)"
same "risks" 1 "$(entries risk)"

# undo says what, and takes back that and nothing else
until_true 60 written $(($(field sample) + 24000))
page
UNDO=$(field undo)
same "undo" 303 "$(post /tell/undo "seq=$UNDO")"
same "undo, again" 303 "$(post /tell/undo "seq=$UNDO")"
same "taken back" 1 "$(entries undone)"

# next: of two pages that say "start case 2" only one begins it
page
OTHER=$KEY
page
same "next" 303 "$(post /tell/next item=2)"
KEY=$OTHER
same "next, from another page" 303 "$(post /tell/next item=2)"
page "$(sed -n 's/^Location: //p' "$T/head" | tr -d '\r')"
has "$(said)" "<strong>Not done.</strong> Item 2 is on already"
same "items begun" 2 "$(entries item)"
same "words behind the next case" 400 "$(post /tell/describe "seq=$SEQ" \
	mark=action words=x owner=y due=2026-12-01)"
has "$(cat "$T/body")" "is of before the next case"

# late, of the case that the page showed
until_true 60 written $(($(field item_since) + 72000))
page
same "late, for another case" 303 "$(post /tell/late item=1 seconds=1)"
same "no edge" 0 "$(entries edge)"
press /tell/late item=2 seconds=1
has "$(said)" "Case 2 begins 1 seconds\? earlier. That changes the copies"
same "edge" 1 "$(entries edge)"

# who comes and goes: only what this page changed
press /room was=1,2,4 p1=1 p2=1 p3=1
same "who is there" "[1,2,3]" "$("$BIN/marac-recorder" status --json --home "$H" | jq -c .present)"
press /room was=1,2,4 p1=1 p4=1
same "what another page did stays" "[1,3]" "$("$BIN/marac-recorder" status --json --home "$H" | jq -c .present)"
press /someone "name=Wyn Sxmple" "agency=Agency 9"
has "$("$KIT" events "$M" "$SECRETS")" "not in the papers joined: Wyn Sxmple, Agency 9"

# closed, off the record, a break, and again
press /tell/closed
has "$(state)" "Recording a closed session"
press /tell/open
press /tell/off-record
has "$(state)" "Off the record: nothing is written"
has "$(cat "$T/page")" ">Resume recording<"
lacks "$(cat "$T/page")" ">Start"
same "words off the record" 400 "$(post /tell/describe seq="$SEQ" mark=action \
	words=x owner=y due=2026-12-01)"
press /tell/resume
press /tell/break
has "$(state)" "Break: nothing is written"
press /tell/resume
has "$(state)" "Recording"

# a GET changes nothing
until_true 60 segment_open
before=$(journal | wc -l)
for path in / /cases /end /undo /someone /events; do
	web -m 1 "$URL$path" >"$T/seen" 2>/dev/null || true
	[ -s "$T/seen" ] || fail "GET $path: nothing"
done
same "GET of a command" 405 "$(status "$URL/tell/end")"
same "GET of the room" 405 "$(status "$URL/room")"
same "entries" "$before" "$(journal | wc -l)"

# the end asks first
page /end
has "$(cat "$T/page")" "2 cases on the agenda have not been heard"
same "end" 303 "$(post /tell/end)"
daemon_ended
until_true 60 page_has "The meeting has ended"
has "$(cat "$T/page")" "marac-distributor attach $H/meetings/"
lacks "$(cat "$T/page")" "lost the recorder\|Microphone"
same "ended" 1 "$(entries ended)"

# whoever listened has seen what lasted, in this order
saw_the_end() { grep -q '"state":"Ended' "$T/live.$1"; }
for n in 1 2 3; do
	until_true 60 saw_the_end $n
	same "states seen by $n" "No recorder runs here;Not started;Recorder lost;Ended: everything is sealed;" \
		"$(grep -o '"state":"\(No recorder\|Not started\|Recorder lost\|Ended\)[^"]*"' \
			"$T/live.$n" | cut -d'"' -f4 | uniq | tr '\n' ';')"
	grep -q '"state":"Recording"' "$T/live.$n" || fail "$n saw no recording"
done

# nothing of it in the log
lacks "$(cat "$WEBLOG")" "Exam\|Agency\|Cxl\|Sxmple\|Case [0-9]\|$TOKEN\|$RISK"
kill "$CONSOLE"
ended=0
wait "$CONSOLE" || ended=$?
same "the console's end" 0 "$ended"
lacks "$(cat "$WEBLOG")" "Sanitizer"
