#!/usr/bin/env bash
# Goal: TLS from the first byte (smtps://) and after STARTTLS, each with the
# certificate checked; a password, and an OAuth token that is fetched, kept, and
# fetched anew once when it is refused; whatever of it fails sends nothing and
# says so once; no secret is in a log or the store.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"
# shellcheck source=tests/e2e/scripting.sh
. "$ROOT/tests/e2e/scripting.sh"

# sent WHAT MODE STATE [CAUSE]
sent() {
	scripted "$2"
	scripted_again
	outgoing_conf
	deliver
	same "$1" "$3" "$(sql "SELECT state, attempts FROM message WHERE id = $ID")"
	[ $# -lt 4 ] || has "$(distributor due M-1)" "Olive Sample  *$4"
}

# asks COUNT: how often the token server was asked since the last time
ASKED=0
asks() {
	now=$(grep -c '^token ' "$SCRIPT/log" || true)
	same "$1: tokens asked for" "$2" $((now - ASKED))
	ASKED=$now
}

outgoing_store
scripted_only
scripted_start "$T/script"

# Both ways to TLS; a relay that speaks it only after STARTTLS is no smtps.
sent 'STARTTLS' ok 'accepted|1'
RELAY=smtps://localhost:$SMTPS_PORT
sent 'smtps' ok 'accepted|1'
has "$(cat "$SCRIPT/log")" '^[0-9]* tls EHLO client.service.example'
RELAY=smtps://localhost:$SMTP_PORT
sent 'smtps to a server without it' ok 'held|1' \
	"The mail server's certificate is not valid here"

# Another authority, both ways.
postfix_certificate "$T/other"
for relay in "smtp://localhost:$SMTP_PORT" "smtps://localhost:$SMTPS_PORT"; do
	RELAY=$relay
	CA_FILE=$T/other/ca.pem
	sent "$relay, another authority" ok 'held|1' \
		"The mail server's certificate is not valid here"
done

# The right authority, for another name.
cp -r "$SCRIPT" "$T/misnamed"
rm -rf "$T/misnamed/ports" "$T/misnamed/mails"
(
	cd "$T/misnamed"
	printf 'subjectAltName=DNS:other.example\n' >ext
	openssl x509 -req -days 1 -in server.csr -CA ca.pem -CAkey ca.key \
		-CAcreateserial -extfile ext -out server.crt 2>/dev/null
	cat server.key server.crt >server.pem
)
GOOD=$SCRIPT
scripted_start "$T/misnamed"
RELAY=smtps://localhost:$SMTPS_PORT
sent 'another name, smtps' ok 'held|1' \
	"The mail server's certificate is not valid here"
RELAY=smtp://localhost:$SMTP_PORT
sent 'another name, STARTTLS' ok 'held|1' \
	"The mail server's certificate is not valid here"
same 'mails at the misnamed server' 0 "$(scripted_mails)"
BAD_TOKEN_PORT=$TOKEN_PORT
SCRIPT=$GOOD
read -r SMTP_PORT SMTPS_PORT TOKEN_PORT <"$SCRIPT/ports"
# shellcheck disable=SC2034 # for outgoing_conf
CA_FILE=$SCRIPT/ca.pem
# shellcheck disable=SC2034 # for outgoing_conf
RELAY=

# A password.
printf 'secret\n' >"$T/password"
MAIL_LINES=$(printf 'user = sender\npassword_file = %s' "$T/password")
sent 'password' auth-plain 'accepted|1'
printf 'sicret\n' >"$T/password"
before=$(scripted_mails)
sent 'wrong password' auth-plain 'held|1' \
	'The mail server refused our user name or password. (535)'
row 'told' 1 "SELECT count(*) FROM alert WHERE text LIKE '%user name or password%'"
sent 'cannot look it up' auth-454 'queued|1' \
	'The mail server could not take the mail now. (454)'
MAIL_LINES=
sent 'no sign-in set' auth-none 'held|1' \
	'The mail server refused our user name or password. (530)'
same 'mails without a sign-in' "$before" "$(scripted_mails)"

# A token, kept for the next mails of one sender, fetched anew once when it is
# refused.
printf 'client/secret+1\n' >"$T/client"
oauth_lines() {
	# shellcheck disable=SC2034 # for outgoing_conf
	MAIL_LINES=$(printf '%s\n' 'user = sender' \
		"oauth_url = https://localhost:$1/token" \
		'oauth_client = client-1' "oauth_secret_file = $T/client" \
		'oauth_scope = https://scope.example/.default' \
		"oauth_ca_file = $2")
}
oauth_lines "$TOKEN_PORT" "$SCRIPT/ca.pem"
echo 'token.one' >"$SCRIPT/token"
echo 'token.one' >"$SCRIPT/good"
asks 'none yet' 0
sent 'token' auth-xoauth2 'accepted|1'
asks 'token' 1
has "$(grep '^token ' "$SCRIPT/log")" '^token grant_type=client_credentials&client_id=client-1&client_secret=client%2Fsecret%2B1&scope=https%3A%2F%2Fscope.example%2F.default$'
echo 'token.two' >"$SCRIPT/good"
sent 'a token that is refused' auth-xoauth2 'held|1' \
	'The mail server refused our user name or password'
asks 'anew once' 2

# `serve` keeps it: the second mail needs no other, until it is refused.
echo 'token.two' >"$SCRIPT/token"
scripted_again
background "$BIN/marac-distributor" serve --store "$STORE" 2>>"$LOG"
SERVE=$LAST
gone() {
	[ "$(sql "SELECT state FROM message WHERE id = $ID")" = accepted ]
}
until_true 60 gone
scripted_again
until_true 60 gone
asks 'kept' 1
echo 'token.three' | tee "$SCRIPT/token" >"$SCRIPT/good"
scripted_again
until_true 60 gone
asks 'renewed' 1
kill -TERM "$SERVE"
wait "$SERVE"

# No token: nothing is sent, and why is said.
before=$(scripted_mails)
echo 401 >"$SCRIPT/token-status"
sent 'refused' auth-xoauth2 'held|1' 'The sign-in server refused us'
echo 503 >"$SCRIPT/token-status"
sent 'in trouble' auth-xoauth2 'queued|1' 'The sign-in server could not be reached'
echo 200 >"$SCRIPT/token-status"
printf 'two\nlines\n' >"$SCRIPT/token"
sent 'no token' auth-xoauth2 'held|1' 'The sign-in server refused us'
asks 'each' 3
oauth_lines "$TOKEN_PORT" "$T/other/ca.pem"
sent 'another authority' auth-xoauth2 'queued|1' 'The sign-in server could not be reached'
oauth_lines "$BAD_TOKEN_PORT" "$T/misnamed/ca.pem"
sent 'another name' auth-xoauth2 'queued|1' 'The sign-in server could not be reached'
if grep -q '^token ' "$T/misnamed/log"; then
	fail 'the secret went to a server with another name'
fi
same 'mails without a token' "$before" "$(scripted_mails)"

same 'said in the clear' '' "$(scripted_clear)"
for secret in token.one token.two token.three client/secret client%2Fsecret \
	sicret; do
	if grep -rqaF -- "$secret" "$LOG" "$STORE"; then
		fail "$secret is in the log or the store"
	fi
done
