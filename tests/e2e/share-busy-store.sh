#!/bin/bash
# Goal: while the store cannot be written, a wrong code at a real link and any
# code at a link that never was get the same answer; and come in again after.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sharing.sh"
sharing
NEVER=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA

# Somebody else holds the lock until told to let go.
mkfifo "$T/sql"
exec 8<>"$T/sql" # both ways, so that neither end waits for the other
background env sqlite3 -cmd '.timeout 20000' -bail "$S/marac.db" ".read $T/sql"
printf 'BEGIN IMMEDIATE;\n.system touch "%s"\n' "$T/held" >&8
until_true 60 test -e "$T/held"

whole() { # everything of the answer but its date
	web -i --data-urlencode "code=2222-2222-2222" "$URL/d/$1" |
		grep -v '^Date: '
}
whole "$TOKEN_IAN" >"$T/real" &
first=$!
whole $NEVER >"$T/never"
wait $first
has "$(cat "$T/real")" '^HTTP/1.1 503 '
cmp "$T/real" "$T/never" || fail "a store that is busy tells a real link"

printf 'ROLLBACK;\n.system rm "%s"\n' "$T/held" >&8
until_true 60 test ! -e "$T/held"
come_in "$TOKEN_IAN" "$CODE_IAN" "$T/ian"
finish
