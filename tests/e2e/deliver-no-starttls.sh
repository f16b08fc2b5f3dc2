#!/usr/bin/env bash
# Goal: nothing is ever sent in the clear or to the wrong server: a relay
# without STARTTLS, with a certificate of another CA, and with a certificate for
# another name are refused, the message is held with its cause, the coordinator
# told once; put right, it goes.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"

# held CAUSE: a round sends nothing and says CAUSE
held() {
	sql 'UPDATE message SET next_at = 0'
	deliver
	has "$SAID" '^0 accepted'
	row 'all held' 'held|3' \
		'SELECT state, count(*) FROM message GROUP BY state'
	has "$(distributor due M-1)" "Olive Sample  *$1"
	row 'no delivery is met' 0 \
		'SELECT count(*) FROM delivery WHERE met_at IS NOT NULL'
}

outgoing_store
distributor copies M-1 >/dev/null

# smtp-sink knows no STARTTLS.
SMTP_PORT=$(postfix_free_port)
outgoing_conf
background smtp-sink -u nobody -v "127.0.0.1:$SMTP_PORT" 100 2>"$T/sink"
until_true 60 listening "$SMTP_PORT"
held 'The mail server offers no encryption (STARTTLS)'
grep -q EHLO "$T/sink" || fail "the sink was not asked: $(cat "$T/sink")"
for word in ': MAIL' ': RCPT' ': DATA' ': AUTH' sample.example; do
	if grep -qi "$word" "$T/sink"; then
		fail "the clear connection saw $word: $(cat "$T/sink")"
	fi
done
row 'told' 1 "SELECT count(*) FROM alert WHERE text LIKE '%no safe connection%'"
held 'The mail server offers no encryption (STARTTLS)'
row 'not told again' 1 \
	"SELECT count(*) FROM alert WHERE text LIKE '%no safe connection%'"

# A real server, whose certificate another authority signed.
postfix_certificate "$T/other"
outgoing_relay
REAL=$CA_FILE
CA_FILE=$T/other/ca.pem
outgoing_conf
held "The mail server's certificate is not valid here"
# The right authority, for another name.
mkdir -p "$T/postfix/tls"
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	-subj /CN=other -keyout "$T/k.pem" -out "$T/r.pem" 2>/dev/null
printf 'subjectAltName=DNS:other.example\n' >"$T/ext"
openssl x509 -req -days 1 -in "$T/r.pem" -CA "$T/postfix/tls/ca.pem" \
	-CAkey "$T/postfix/tls/ca.key" -CAcreateserial -extfile "$T/ext" \
	-out "$T/c.pem" 2>/dev/null
cp "$T/postfix/tls/server.pem" "$T/right.pem"
cat "$T/k.pem" "$T/c.pem" >"$T/postfix/tls/server.pem"
postfix -c "$T/postfix/conf" reload >/dev/null 2>&1
CA_FILE=$REAL
outgoing_conf
held "The mail server's certificate is not valid here"
[ -z "$(find -L "$MAIL" -type f)" ] || fail 'a mail arrived'

cp "$T/right.pem" "$T/postfix/tls/server.pem"
postfix -c "$T/postfix/conf" reload >/dev/null 2>&1
sql 'UPDATE message SET next_at = 0'
deliver
has "$SAID" '^3 accepted'
