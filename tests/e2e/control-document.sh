#!/usr/bin/env bash
# Goal: CONTROL.md says what is so: every field of an answer and every verb is
# in its tables, and nothing is in them that is not.
# shellcheck disable=SC2016 # the backticks are the document's
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

DOCUMENT=$ROOT/schema/CONTROL.md
# names HEADING: the first column of the tables below it
names() {
	sed -n "/^## $1/,/^## [^$(printf %.1s "$1")]/p" "$DOCUMENT" |
		sed -n 's/^| \(`[^|]*`\) |.*/\1/p' | tr -d '` ' | tr ',' '\n' |
		sort
}

"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on
papers_for 2 0 1
record
begin_meeting 1
"$BIN/marac-recorder" status --json --home "$H" >"$T/status"
same "the fields of an answer" "$(names Answer)" \
	"$(jq -r 'keys[]' "$T/status" | sort)"
same "those of a happening" "$(sed -n '/^In `recent`/,/^$/p' "$DOCUMENT" |
	tr ' ' '\n' | sed -n 's/^`\([a-z]*\)`[,.]*$/\1/p' | grep -vx recent |
	sort)" "$(jq -r '.recent[0] | keys[]' "$T/status" | sort)"

# a verb that is not in the table is not known, one that is in it is
fields=$(names Request)
for verb in $(printf '%s\n' "$fields" | grep -vx \
	'verb\|key\|person\|item\|seq\|seconds\|mark\|words\|owner\|due') mark; do
	"$KIT" tell "$H/control.sock" "{\"verb\":\"$verb\",\"key\":\"\"}" \
		>"$T/answer" 2>"$T/refused" || true
	lacks "$(cat "$T/refused")" '"verb" is not one I know'
	printf '%s\n' "$verb" >>"$T/verbs"
done
same "verbs" "announce break closed describe end join late leave mark next off-record open resume start statement status undo" \
	"$(sort "$T/verbs" | tr '\n' ' ' | sed 's/ $//')"
say end
daemon_ended
