#!/usr/bin/env bash
# Goal: the faults that smtp-sink can make, behind a TLS of stunnel's that the
# sender speaks to from the first byte: each has its one outcome, with its cause.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"
# shellcheck source=tests/e2e/scripting.sh
. "$ROOT/tests/e2e/scripting.sh"

outgoing_store
scripted_only
SCRIPT=$T/sink
postfix_certificate "$SCRIPT"
mkdir "$SCRIPT/mails"
# shellcheck disable=SC2034 # for outgoing_conf
CA_FILE=$SCRIPT/ca.pem

sunk() { # OPTIONS STATE CAUSE
	plain=$(postfix_free_port)
	# shellcheck disable=SC2086 # one word an option
	background smtp-sink -u nobody $1 "127.0.0.1:$plain" 100
	safe=$(postfix_free_port)
	printf '%s\n' 'foreground = yes' 'pid =' 'debug = warning' '[smtps]' \
		"accept = 127.0.0.1:$safe" "connect = 127.0.0.1:$plain" \
		"cert = $SCRIPT/server.pem" >"$T/stunnel-$safe"
	until_true 60 listening "$plain"
	background stunnel "$T/stunnel-$safe" 2>>"$T/stunnel.log"
	until_true 60 listening "$safe"
	# shellcheck disable=SC2034 # for outgoing_conf
	RELAY=smtps://localhost:$safe
	outgoing_conf
	after ok "$2" 0 "$3"
}
sunk '-r RCPT' 'queued|1|0' 'The mail server could not take the mail now. (450)'
sunk '-f .' 'failed|1|0' 'The mail server refused the mail. (500)'
sunk '-q .' 'queued|1|1' 'The connection was lost after the mail was handed over'
sunk '-Q DATA' 'queued|1|0' 'The mail server could not take the mail now. (421)'
sunk '-Q .' 'queued|1|0' 'The mail server could not take the mail now. (421)'
sunk '-W .:5' 'accepted|1|0' ''
