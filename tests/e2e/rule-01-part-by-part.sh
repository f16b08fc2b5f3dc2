#!/usr/bin/env bash
# Goal: whoever takes a copy part by part over one connection is asked about anew for
# each: what somebody enters between two parts, in another program, holds from the
# next one on, and no longer than it stands. (What the rules ask of the store is kept
# while nothing changes: store/dossier.)

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/sharing.sh
. "$ROOT/tests/e2e/sharing.sh"
sharing
come_in "$TOKEN_OLIVE" "$CODE_OLIVE" "$T/jar"
ONE=$(copy "$T/jar")
# Whoever has all of it gets no receipts any more: those are commits, too.
web -b "$T/jar" -o "$T/whole" "$URL$ONE/document.opus"
collected() {
	[ "$(rows "SELECT collected_at > 0 FROM copy WHERE id = 1")" = 1 ]
}
until_true 60 collected
SESSION=$(awk '/__Host-session/ { print $7 }' "$T/jar")
exec 3<>"/dev/tcp/localhost/${URL##*:}"

# part: the next 64 KiB over the connection; STATUS
AT=0
part() {
	local line length=0
	printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nRange: bytes=%d-%d\r\nCookie: __Host-session=%s\r\n\r\n' \
		"$ONE/document.opus" "$AT" $((AT + 65535)) "$SESSION" >&3
	IFS=' ' read -r -t 60 _ STATUS _ <&3
	while IFS= read -r -t 60 line <&3 && [ "$line" != $'\r' ]; do
		case $line in
		Content-Length:*) length=${line//[!0-9]/} ;;
		esac
	done
	head -c "$length" <&3 >"$T/part"
	[ "$STATUS" = 206 ] || return 0
	tail -c +$((AT + 1)) "$S/plain/1.opus" | head -c 65536 |
		cmp - "$T/part" || fail "the part at $AT differs"
	AT=$((AT + 65536))
}

# entered WHAT SQL UNDO: somebody enters it between two parts, and takes it back
entered() {
	part
	same "before: $1" 206 "$STATUS"
	part
	same "again: $1" 206 "$STATUS"
	rows "$2"
	part
	same "after: $1" 404 "$STATUS"
	part
	same "still: $1" 404 "$STATUS"
	rows "$3"
	part
	same "undone: $1" 206 "$STATUS"
}

entered 'a hold' \
	"INSERT INTO safety_hold (meeting_id, person_id, reason, placed_by, placed_at)
		SELECT meeting_id, person_id, 'why', 1, 1 FROM copy WHERE id = 1" \
	"DELETE FROM safety_hold"
entered 'an exclusion' \
	"INSERT INTO exclusion (meeting_id, person_id, from_sample, to_sample, reason)
		SELECT meeting_id, person_id, 0, 48000000, 'why' FROM copy WHERE id = 1" \
	"DELETE FROM exclusion"
entered 'a conflict' \
	"INSERT INTO conflict (meeting_id, case_id, person_id, declared_at)
		SELECT meeting_id, case_id, person_id, 1 FROM copy WHERE id = 1" \
	"DELETE FROM conflict"
entered 'a perpetrator' \
	"INSERT INTO case_perpetrator (case_id, person_id)
		SELECT case_id, person_id FROM copy WHERE id = 1" \
	"DELETE FROM case_perpetrator WHERE person_id =
		(SELECT person_id FROM copy WHERE id = 1)"
entered 'a withdrawal' \
	"UPDATE copy SET withdrawn_at = 1, withdrawn_why = 'why' WHERE id = 1" \
	"UPDATE copy SET withdrawn_at = NULL, withdrawn_why = '' WHERE id = 1"
exec 3>&-
finish
