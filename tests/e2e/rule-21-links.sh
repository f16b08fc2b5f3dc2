#!/bin/bash
# Goal: links are rate-limited; a forwarded link without the code fails; five
# wrong tries stop a code and tell the coordinator; accounts lock likewise.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sharing.sh"
sharing

same "a link alone" 404 "$(status "$URL/copies")"
for try in 1 2 3 4; do
	same "wrong try $try" 403 "$(enter "$TOKEN_IAN" 2222-2222-2222 "$T/x")"
done
come_in "$TOKEN_IAN" "$CODE_IAN" "$T/ian"
same "failures after a right one" 0 \
	"$(rows "SELECT failures FROM access_code WHERE person_id = 2")"
for try in 1 2 3 4 5; do
	same "wrong try $try" 403 "$(enter "$TOKEN_IAN" 2222-2222-2222 "$T/x")"
done
same "the right code after five" 403 "$(enter "$TOKEN_IAN" "$CODE_IAN" "$T/y")"
same "stopped" 1 "$(rows "SELECT stopped_at > 0 FROM access_code
	WHERE person_id = 2")"
same "alerts" 1 "$(rows "SELECT count(*) FROM alert WHERE meeting_id = 1")"
lacks "$(rows "SELECT text FROM alert")" 'Ian\|Sample'
same "another's code" 0 "$(rows "SELECT count(*) FROM access_code
	WHERE person_id <> 2 AND stopped_at > 0")"

# One link, ten tries that fail: then it must wait, and so for no link at all.
NEVER=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
for try in 1 2 3 4 5 6 7 8 9 10; do
	same "try $try" 403 "$(enter $NEVER 2222-2222-2222 "$T/x")"
done
# A try comes back each half minute, which a slow machine may take.
tries=10
until [ "$(enter $NEVER 2222-2222-2222 "$T/x")" = 429 ]; do
	tries=$((tries + 1))
	[ $tries -lt 14 ] || fail "$tries wrong tries at one link"
done
same "another link meanwhile" 303 "$(enter "$TOKEN_OLIVE" "$CODE_OLIVE" "$T/o")"

# One address, whatever the links; another address may go on.  All at once, for
# a try comes back every two seconds.
for try in $(seq 60); do
	enter "A$try" 2222-2222-2222 "$T/x$try" >"$T/try.$try" &
	TRYING="${TRYING:-} $!"
done
for pid in $TRYING; do
	wait "$pid"
done
has "$(cat "$T"/try.*)" 429
same "another address" 403 "$(status -H 'X-Forwarded-For: 192.0.2.1' \
	-d code=2222-2222-2222 "$URL/d/B")"

# Staff: the right password after five wrong ones is locked out, in the words
# of an unknown name.
sign_in() {
	web -i -H 'X-Forwarded-For: 192.0.2.7' -H "Origin: $URL" \
		--data-urlencode "login=$1" --data-urlencode "password=$2" \
		-d "code=${3:-$("$SEED" totp "$TOTP_CORA")}" "$URL/sign-in" |
		grep -v '^Date: ' | sed "s/value=\"$1\"/value=\"\"/"
}
sign_in nora "$PASSWORD" >"$T/unknown"
has "$(cat "$T/unknown")" '^HTTP/1.1 403 '
for try in 1 2 3 4 5; do
	sign_in cora wrong >"$T/known"
	cmp "$T/unknown" "$T/known" || fail "try $try tells a login that exists"
done
sign_in cora "$PASSWORD" >"$T/known"
cmp "$T/unknown" "$T/known" || fail "a locked account can be told"
same "alerts of a stopped code and a locked account" 2 \
	"$(rows "SELECT count(*) FROM alert WHERE text LIKE '%after 5 wrong%'")"
same "sessions of staff" 0 \
	"$(rows "SELECT count(*) FROM session WHERE account_id > 0")"
rows "UPDATE account SET locked_until = 0"
# A code is good once, and then not again however long it would still be so.
digits=$("$SEED" totp "$TOTP_CORA")
has "$(sign_in cora "$PASSWORD" "$digits")" '^HTTP/1.1 303 '
has "$(sign_in cora "$PASSWORD" "$digits")" '^HTTP/1.1 403 '
finish
