#!/usr/bin/env bash
# Goal: a text message goes to a gateway over TLS with a checked certificate
# and no other way, as JSON with our token, once a call; what the gateway
# answers is told apart: taken, later (429, 500, hung up, silent), refused (400,
# 401), not proved to be the gateway.  No redirect is followed.  An access code
# that came by text opens the page; the code before it is over.  A passphrase
# goes by text instead of the screen.  Neither is in the store, in what the
# programs said or on a command line; nor is the number.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/handing.sh
. "$ROOT/tests/e2e/handing.sh"

NUMBER='07700 900123'
text_code() {
	distributor text-code P4 --by cora
}
# the text of request N
body() {
	sed -n "${1}p" "$TAKES/requests" | jq -r .body
}
code_of() {
	body "$1" | jq -r .text |
		grep -o '[2-9A-Z]\{4\}-[2-9A-Z]\{4\}-[2-9A-Z]\{4\}'
}

handing_meeting "P4,phone,$NUMBER,yes,,,no,no,P1,2026-11-01," \
	'P4,in person,Sample House,yes,,,no,no,P1,2026-11-01,'
accept_refused text-code P4 --by cora
has "$SAID" '\[sms\] of marac.conf'
handing_takes
printf 'gateway-token-4471\n' >"$T/token"
handing_conf '[sms]' "url = https://localhost:$TAKES_PORT/messages" \
	'from = Records' "token_file = $T/token" "ca_file = $T/ca/ca.pem"
distributor deliver >>"$LOGS/distributor"
accept_serve
accept_link hari
accept_code P4
accept_in "$LINK" "$CODE" "$T/old.jar"
OLD=$CODE

# Command lines, while the texts go.
watch() {
	while [ ! -e "$T/done" ]; do ps axww -o args; sleep 0.02; done >"$T/ps"
}
background watch
WATCH=$LAST
# Share's keys are not the distributor's, so it does without.
mkdir "$T/hidden"
mv "$S"/keys/share.* "$T/hidden/"
text_code >"$T/said"
mv "$T"/hidden/* "$S/keys/"
: >"$T/done"
wait "$WATCH"
same "what is said" 'a new code went to P4' "$(cat "$T/said")"
handing_asked 1 || fail "requests: $(cat "$TAKES/requests")"
request=$(cat "$TAKES/requests")
same "method and path" 'POST /messages' \
	"$(echo "$request" | jq -r '"\(.method) \(.path)"')"
same "the token" 'Bearer gateway-token-4471' \
	"$(echo "$request" | jq -r .headers.authorization)"
same "its form" application/json \
	"$(echo "$request" | jq -r '.headers."content-type"')"
same "what is in it" 'from,id,text,to' \
	"$(body 1 | jq -r 'keys | join(",")')"
same "to whom" +447700900123 "$(body 1 | jq -r .to)"
same "from whom" Records "$(body 1 | jq -r .from)"
has "$(body 1 | jq -r .id)" '^[0-9a-f]\{32\}$'
CODE=$(code_of 1)
for word in marac abus violen domestic victim perpetrat safeguard NS-0 child \
	Hari school meeting; do
	! body 1 | grep -qi -- "$word" || fail "rule 7: the text says '$word'"
done

# It opens the page; the one before does not, and its session is over.
accept_in "$LINK" "$CODE" "$T/new.jar"
accept_copies "$T/new.jar"
same "the old session" 404 "$(web_status -b "$T/old.jar" "$WEB/copies")"
same "the old code" 403 "$(printf 'code=%s' "$OLD" |
	web_status -H "Origin: $WEB" --data-binary @- "$LINK")"
row "who issued it" cora "SELECT login FROM access_code JOIN account
	ON account.id = issued_by JOIN person ON person.id = access_code.person_id
	WHERE ref = 'P4'"

# The passphrase of an archive goes the same way, and is not shown.
distributor export M-1 P4 --by cora --out "$T/it.zip" --text >"$T/said"
same "what is shown" '' "$(cat "$T/said")"
handing_asked 2 || fail "the passphrase was not sent"
PASSPHRASE=$(body 2 | jq -r .text | grep -o '[2-9A-Z-]\{29\}')
7zz t -p"$PASSPHRASE" "$T/it.zip" >"$T/tested"

for place in "$S" "$LOGS" "$T/ps"; do
	for what in "$CODE" "$(printf %s "$CODE" | tr -d -)" "$PASSPHRASE" \
		"$(printf %s "$PASSPHRASE" | tr -d -)" gateway-token-4471 \
		"$NUMBER" 447700900123; do
		! grep -rqaF -- "$what" "$place" || fail "'$what' is in $place"
	done
done
grep -qF "marac-distributor" "$T/ps" || fail "no command line was seen"

# What the gateway may answer instead.
n=2
answers() { # ANSWER PATTERN
	handing_answer "$1"
	accept_refused text-code P4 --by cora
	n=$((n + 1))
	handing_asked $n || fail "$1: it was asked $(wc -l <"$TAKES/requests") times"
	has "$SAID" "$2"
	has "$SAID" 'the code before is over'
}
answers 429 'could not take it now. (429)'
answers 503 'could not take it now. (503)'
answers 'hang-up 1' 'gave no answer'
answers 401 'refused our token. (401)'
answers 302 'refused the message. (302)'
if [ "${MARAC_LONG:-0}" = 1 ]; then
	answers 400 'refused the message. (400)'
	before=$(date +%s)
	answers mute 'gave no answer'
	[ $(($(date +%s) - before)) -lt 60 ] || fail "it waits too long"
fi
# An archive whose passphrase did not go is none.
handing_answer 500
accept_refused export M-1 P4 --by cora --out "$T/none.zip" --text
[ ! -e "$T/none.zip" ] || fail "an archive that nobody can open"
n=$((n + 1))
handing_answer 201
text_code >"$T/said"
n=$((n + 1))
accept_in "$LINK" "$(code_of $n)" "$T/last.jar"

# Another authority, another name: nothing is sent at all.
insecure() {
	accept_refused text-code P4 --by cora
	has "$SAID" 'certificate is not valid'
	handing_asked $n || fail "$1: a request came through"
}
postfix_certificate "$T/other"
sed -i "s|^ca_file = $T/ca/|ca_file = $T/other/|" "$S/marac.conf"
insecure "another authority"
sed -i "s|^ca_file = $T/other/|ca_file = $T/ca/|" "$S/marac.conf"
sed -i "s|^url = https://localhost:|url = https://127.0.0.1:|" "$S/marac.conf"
text_code >"$T/said" # the certificate holds this name too
n=$((n + 1))
printf 'subjectAltName=DNS:elsewhere.invalid\n' >"$T/ca/server.ext"
openssl x509 -req -days 30 -in "$T/ca/server.csr" -CA "$T/ca/ca.pem" \
	-CAkey "$T/ca/ca.key" -CAcreateserial -extfile "$T/ca/server.ext" \
	-out "$T/ca/elsewhere.crt" 2>>"$LOGS/tools"
kept=$(cat "$TAKES/requests")
handing_takes "$T/ca/elsewhere.crt"
printf '%s\n' "$kept" >"$TAKES/requests"
sed -i "s|^url = https://.*|url = https://localhost:$TAKES_PORT/|" \
	"$S/marac.conf"
insecure "another name"
accept_finish
