#!/usr/bin/env bash
# Goal: every page and command of the meeting's console, called in every way
# (without its cookie, without or with another's form, from another page, by
# another name of this machine), gets what tests/data/access/console.txt says;
# no answer lacks a header, nor has HSTS, which is not for plain HTTP.  A route
# of the program that is not in the table fails it.  What is refused writes
# nothing into the journal.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"
. "$(dirname "$0")/consoling.sh"

"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on
papers_for 2 1 2
record
console
until_true 60 page_has "Before the meeting"
has "$(cat "$T/page")" "Erin"
"$BIN/routelist" >"$T/routes"

before=$(journal)
node "$ROOT/tests/e2e/callers.mjs" refused "$URL" >"$T/said" 2>&1 ||
	fail "what may not be is, or otherwise ($(cat "$T/said"))"
same "what was written" "$before" "$(journal)"
node "$ROOT/tests/e2e/callers.mjs" granted "$URL" >"$T/said" 2>&1 ||
	fail "what may be done is not ($(cat "$T/said"))"
same "announced" 1 "$(entries announced)"
lacks "$(cat "$WEBLOG")" "Erin\|Wyn\|evil"
kill "$CONSOLE"
ended=0
wait "$CONSOLE" || ended=$?
same "the console's end" 0 "$ended"
lacks "$(cat "$WEBLOG")" "Sanitizer"
