#!/bin/bash
# Goal: whatever is wrong with a link or a code, the answer is the same bytes
# and the same headers (rules 3, 20, 21): unknown link, wrong code, another
# recipient's code, a flagged parent, a withdrawn copy, an expired or void link,
# a link from before a restore.  And the link's page is one page for all.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sharing.sh"
sharing
NEVER=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
WRONG=2222-2222-2222

# answer NAME TOKEN CODE: what came, without its date.
answer() {
	web -i -w '\n%{time_total}' --data-urlencode "code=$3" "$URL/d/$2" |
		grep -v '^Date: ' >"$T/$1"
	# Each takes its 0.4 s, however early it was known.
	has "$(tail -n 1 "$T/$1")" '^\(0\.[4-9]\|[1-9]\)'
	sed -i '$d' "$T/$1"
	has "$(cat "$T/$1")" '^HTTP/1.1 403 '
}

# alike NAME TOKEN CODE: the same as for a link that never was.
alike() {
	answer "$@"
	cmp "$T/never" "$T/$1" || fail "$1 can be told from a link that never was"
}

# page TOKEN: what a GET of the link shows.
page() {
	web -i "$URL/d/$1" | grep -v '^Date: '
}

same "a real link's page" "$(page $NEVER)" "$(page "$TOKEN_FRANK")"
same "a broken link's page" "$(page $NEVER)" "$(page x)"
lacks "$(page "$TOKEN_FRANK")" "$TOKEN_FRANK"

answer never $NEVER $WRONG
alike malformed not-a-token "$CODE_FRANK"
alike long "$TOKEN_FRANK$TOKEN_FRANK" "$CODE_FRANK"
alike wrong "$TOKEN_FRANK" $WRONG
alike empty "$TOKEN_FRANK" ''
alike others_code "$TOKEN_FRANK" "$CODE_IAN"
alike others_link "$TOKEN_IAN" "$CODE_FRANK"
# Another secret behind a real selector.
alike forged "$(printf %.22s "$TOKEN_FRANK")$(printf %s "$NEVER" |
	tail -c 21)" "$CODE_FRANK"

# It would work now ...
come_in "$TOKEN_FRANK" "$CODE_FRANK" "$T/frank"
HIS=$(copy "$T/frank")
same "his copy" 200 "$(status -b "$T/frank" "$URL$HIS")"
web -i "$URL/copy/9" | grep -v '^Date: ' >"$T/gone"

# ... and not after he is flagged, not even in the session that he has.
rows "UPDATE relationship SET source_of_harm = 'unknown' WHERE kind = 'father'"
alike flagged "$TOKEN_FRANK" "$CODE_FRANK"
for path in /copies "$HIS" "$HIS/document.opus" "$HIS/save/document.opus"; do
	web -i -b "$T/frank" "$URL$path" | grep -v '^Date: ' >"$T/now"
	cmp "$T/gone" "$T/now" || fail "$path tells that there was a copy"
done
rows "UPDATE relationship SET source_of_harm = 'no' WHERE kind = 'father'"
come_in "$TOKEN_FRANK" "$CODE_FRANK" "$T/frank"

# The others, each undone again: the copy, the parcel, the link key, the code.
without() {
	rows "$2"
	alike "$1" "$TOKEN_FRANK" "$CODE_FRANK"
	rows "$3"
	come_in "$TOKEN_FRANK" "$CODE_FRANK" "$T/frank"
}
without withdrawn "UPDATE copy SET withdrawn_at = 1 WHERE id = 4" \
	"UPDATE copy SET withdrawn_at = NULL WHERE id = 4"
without void "UPDATE parcel SET void_at = 1 WHERE id = 3" \
	"UPDATE parcel SET void_at = NULL WHERE id = 3"
without expired "UPDATE parcel SET expires_at = 1000 WHERE id = 3" \
	"UPDATE parcel SET expires_at = 9999999999999 WHERE id = 3"
without restored "UPDATE link_key SET void_at = 1" \
	"UPDATE link_key SET void_at = NULL"
without stopped "UPDATE access_code SET stopped_at = 1" \
	"UPDATE access_code SET stopped_at = NULL"

# Somebody else's copy, and somebody else's file.
come_in "$TOKEN_IAN" "$CODE_IAN" "$T/ian"
same "somebody else's copy" 404 \
	"$(status -b "$T/frank" "$URL$(copy "$T/ian")")"
same "a child's file" 303 "$(status -b "$T/frank" "$URL/child/20")"
same "its audio" 404 \
	"$(status -b "$T/frank" "$URL/child/20/audio/1/document.opus")"
finish
