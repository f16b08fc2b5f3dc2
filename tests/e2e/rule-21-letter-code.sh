#!/bin/bash
# Goal: the code on paper opens what a link opens, together with the access
# code, however it is typed.  Whatever is wrong with it (never printed, printed
# again, returned, expired, void, from before a restore, nothing left to hear)
# the answer is the same bytes, headers and time as for one that never was; and
# before the access code there is one answer for all, the real one too.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/sharing.sh
. "$(dirname "$0")/sharing.sh"
sharing
NEVER=2222-3333-4444-5555
WRONG=2222-2222-2222

# typed LETTER: the page behind the first, with what was typed made alike
typed() {
	web -i --data-urlencode "letter=$1" "$URL/letter" |
		grep -v '^Date: ' | sed "s/${2:-$1}/LETTER/g"
}

# answer NAME LETTER CODE: what came, without its date and what was typed
answer() {
	web -i -w '\n%{time_total}' --data-urlencode "letter=$2" \
		--data-urlencode "code=$3" "$URL/letter" |
		grep -v '^Date: ' | sed "s/$2/LETTER/g" >"$T/$1"
	# Each takes its 0.4 s, however early it was known.
	has "$(tail -n 1 "$T/$1")" '^\(0\.[4-9]\|[1-9]\)'
	sed -i '$d' "$T/$1"
	has "$(cat "$T/$1")" '^HTTP/1.1 403 '
}

alike() {
	answer "$@"
	cmp "$T/never" "$T/$1" || fail "$1 can be told from one that never was"
}

# by_letter LETTER CODE JAR: the status
by_letter() {
	status -b "$3" -c "$3" --data-urlencode "letter=$1" \
		--data-urlencode "code=$2" "$URL/letter"
}

# The page where it is typed says nothing, and no page leads to it.
web "$URL/letter" >"$T/page"
has "$(cat "$T/page")" '<title>Open a document – '
lacks "$(cat "$T/page")" '[Mm][Aa][Rr][Aa][Cc]\|meeting\|recording'
for path in / /sign-in /d/x /nowhere; do
	lacks "$(web -L "$URL$path")" '/letter'
done

# Sixteen characters lead on, whatever they are; fewer, more, others do not.
typed $NEVER >"$T/next"
has "$(cat "$T/next")" '^HTTP/1.1 200 '
has "$(cat "$T/next")" 'Your access code'
lacks "$(cat "$T/next")" '^Set-Cookie'
typed "$LETTER_FRANK" | cmp - "$T/next" || fail "a real code can be told"
for bad in '' 2222-3333-4444-555 2222-3333-4444-55555 2222-3333-4444-555U \
	'2222-3333-4444-555é' "$LETTER_FRANK$LETTER_FRANK"; do
	same "'$bad'" 403 "$(status --data-urlencode "letter=$bad" \
		"$URL/letter")"
done

answer never $NEVER $WRONG
alike wrong "$LETTER_FRANK" $WRONG
alike empty "$LETTER_FRANK" ''
alike others_code "$LETTER_FRANK" "$CODE_IAN"
alike others_letter "$LETTER_IAN" "$CODE_FRANK"

# As people type it: small, spaced, another dash, O for 0, I or l for 1.
loosely() {
	printf %s "$1" | tr -d - | tr '[:upper:]' '[:lower:]' |
		sed 's/0/o/g; s/1/l/; s/1/I/g; s/...../& /g; s/ /–/; s/$/ /'
}
same "typed loosely" 303 \
	"$(by_letter "$(loosely "$LETTER_FRANK")" "$CODE_FRANK" "$T/frank")"
HIS=$(copy "$T/frank")
same "his copy" 200 "$(status -b "$T/frank" "$URL$HIS/document.opus")"
same "sign-ins" 1 "$(rows "SELECT count(*) FROM audit_event
	WHERE what = 'parcel.opened' AND which = 'parcel:3'")"

# Each undone again.
without() {
	rows "$2"
	alike "$1" "$LETTER_FRANK" "$CODE_FRANK"
	typed "$LETTER_FRANK" | cmp - "$T/next" ||
		fail "$1 can be told before the access code"
	rows "$3"
	same "after $1" 303 \
		"$(by_letter "$LETTER_FRANK" "$CODE_FRANK" "$T/frank")"
}
without printed_again "UPDATE paper SET void_at = 1 WHERE id = 3" \
	"UPDATE paper SET void_at = NULL WHERE id = 3"
without returned "UPDATE paper SET returned_at = 1, void_at = 1 WHERE id = 3" \
	"UPDATE paper SET returned_at = NULL, void_at = NULL WHERE id = 3"
without void "UPDATE parcel SET void_at = 1 WHERE id = 3" \
	"UPDATE parcel SET void_at = NULL WHERE id = 3"
without expired "UPDATE parcel SET expires_at = 1000 WHERE id = 3" \
	"UPDATE parcel SET expires_at = 9999999999999 WHERE id = 3"
without restored "UPDATE link_key SET void_at = 1" \
	"UPDATE link_key SET void_at = NULL"
without withdrawn "UPDATE copy SET withdrawn_at = 1 WHERE id = 4" \
	"UPDATE copy SET withdrawn_at = NULL WHERE id = 4"
# A code has ten wrong tries, so go on with another server.
finish
serve
# Printed under a key that a restore voided, its parcel under one that lives.
rows "INSERT INTO link_key VALUES (2, 0, 1)"
without older_key "UPDATE paper SET link_key = 2 WHERE id = 3" \
	"UPDATE paper SET link_key = 1 WHERE id = 3"

# Rule 3: named as a source of harm meanwhile.
rows "UPDATE relationship SET source_of_harm = 'unknown' WHERE kind = 'father'"
alike flagged "$LETTER_FRANK" "$CODE_FRANK"
rows "UPDATE relationship SET source_of_harm = 'no' WHERE kind = 'father'"

# One code that fails must wait after ten, another address after thirty.
OTHER=2222-3333-4444-6666
tries=0
until [ "$(status -H 'X-Forwarded-For: 192.0.2.9' \
	--data-urlencode "letter=$OTHER" -d code=$WRONG "$URL/letter")" = 429 ]
do
	tries=$((tries + 1))
	[ $tries -lt 14 ] || fail "$tries wrong tries of one code"
done
[ $tries -ge 10 ] || fail "only $tries tries of one code"
same "another code meanwhile" 303 \
	"$(by_letter "$LETTER_OLIVE" "$CODE_OLIVE" "$T/olive")"

# Five wrong access codes stop it, by this way as by the other.
rows "UPDATE access_code SET failures = 4 WHERE person_id = 2"
same "the fifth" 403 "$(by_letter "$LETTER_IAN" $WRONG "$T/ian")"
same "stopped" 1 "$(rows "SELECT stopped_at > 0 FROM access_code
	WHERE person_id = 2")"
alike stopped "$LETTER_IAN" "$CODE_IAN"
same "from another site" 403 "$(status -H 'Origin: https://else.invalid' \
	-H 'Sec-Fetch-Site: cross-site' \
	--data-urlencode "letter=$LETTER_OLIVE" \
	--data-urlencode "code=$CODE_OLIVE" "$URL/letter")"

lacks "$(cat "$LOG")" "$LETTER_FRANK\|$LETTER_OLIVE\|$LETTER_IAN"
has "$(cat "$LOG")" letter
finish
