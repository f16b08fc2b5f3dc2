#!/usr/bin/env bash
# Goal (rule 16): before the start, off the record and on a break no sample is
# written anywhere; and none that was said before "start" or "resume" is
# written afterwards (no pre-roll).  The microphone plays a code that tells
# when each sample was said.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on
papers_for 2 0 1
record
begin_meeting 1
WORST=0

# away VERB: leave the record and come back; the sealed segment ends before
# the answer to VERB, the next begins after "resume" was sent
away() {
	until_true 60 written $(($(field sample) + 60000))
	number=$(segments | tail -n 1 | cut -d' ' -f1)
	say "$1"
	left=$(now_ms)
	ls -l --time-style=+ "$M"/*.seg >"$T/before"
	sleep 1.5
	ls -l --time-style=+ "$M"/*.seg >"$T/after"
	cmp -s "$T/before" "$T/after" || fail "a segment grew during $1"
	resumed=$(now_ms)
	say resume
	until_true 60 segment_open
	until_true 60 written $(($(field sample) + 60000))
	heard "$number"
	[ "$(later "$TO" "$left")" -ge 0 ] ||
		fail "$1: segment $number has sound from after it: $TO, $left"
	OPENED=$((number + 1))
	RESUMED=$resumed
}

check_begin() {
	heard "$OPENED"
	behind=$(later "$RESUMED" "$FROM")
	[ "$behind" -ge 0 ] ||
		fail "segment $OPENED begins $behind ms before it was allowed"
	[ "$behind" -le 600 ] || fail "it began $behind ms late"
	if [ "$behind" -gt "$WORST" ]; then
		WORST=$behind
	fi
}

away off-record
away break
check_begin
away off-record
say next
check_begin
say end
daemon_ended

# what was said off the record is in no file, in whatever form: the bare
# samples of a quarter of a second of the code are not there either
for slot in 0 11 22 33 44 55 66 77 88 99; do
	dd if="$T/code.raw" of="$T/canary" bs=2 count=16 2>/dev/null \
		skip=$((slot * 4800 + 1000))
	# shellcheck disable=SC2046
	same "files with bare samples" "" \
		"$("$KIT" holds "$T/canary" $(find "$H" -type f))"
	same "what the search finds" "$T/code.raw" \
		"$("$KIT" holds "$T/canary" "$T/code.raw")"
done
# every file of the folder is one we know
same "files" "" "$(find "$H" -type f | sed 's|.*/||' | grep -vE \
	'^(device\.keystore(\.lock)?|device\.kek|lock|papers\.json|journal|clock|[0-9]{4}\.seg)$' || true)"
echo "recording begins $WORST ms behind \"resume\" at most"
