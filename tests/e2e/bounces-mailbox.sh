#!/usr/bin/env bash
# Goal: a mailbox of bounces that is down, unsafe or refuses us is told once for
# each cause and read no further: not by a wrong certificate, not for another
# host, not without TLS, and nothing is said to one like that. Put right, all is
# read.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"
# shellcheck source=tests/e2e/returning.sh
. "$ROOT/tests/e2e/returning.sh"

outgoing_store
outgoing_relay 'recipient_delimiter = +'
refuses 1 distributor bounces
has "$SAID" 'no mailbox of bounces is set'
postfix_certificate "$T/dovecot/tls" DNS:localhost
returning_box

# told CAUSE: `bounces` fails for it, twice, and one alert says so
told() {
	for _ in 1 2; do
		bounces
		same "$1: status" 1 "$POLLED"
		has "$(cat "$T/poll")" "$1"
	done
	row "$1: alerts" 1 "SELECT count(*) FROM alert
		WHERE seen_at IS NULL AND text LIKE '$1%'"
	row "$1: kept" 1 \
		"SELECT count(*) FROM mailbox WHERE fault LIKE '$1%'
		AND name = 'bounces at $URL'"
	has "$(distributor due --seen)" "$1.*until that is put right"
}

# put_right N: it can be read, and N reports are in it
put_right() {
	bounces
	same 'put right' 0 "$POLLED"
	has "$SAID" "^0 bounced, 0 delayed, $1 unmatched, 0 other mails"
	row 'its fault' '' "SELECT fault FROM mailbox
		WHERE name = 'bounces at $URL'"
}

# What came before is there after each fault.
report bounces@service.example failed 5.1.1 x@y.example | drop

# Another authority's certificate; one for another name of the same host; no
# TLS where it should begin with it; a server that has none at all.
postfix_certificate "$T/other"
GOOD_CA=$IMAP_CA
IMAP_CA=$T/other/ca.pem
returning_conf
told 'The certificate of the mailbox of bounces is not valid here'
IMAP_CA=$GOOD_CA
returning_conf "imaps://127.0.0.1:$IMAPS_PORT/INBOX"
told 'The certificate of the mailbox of bounces is not valid here'
returning_conf "imaps://localhost:$IMAP_PORT/INBOX"
told 'The mailbox of bounces offers no encryption that is known here'
lacks "$(cat "$T/dovecot/log")" 'user=<bounces>'

PORTS="$IMAP_PORT $IMAPS_PORT"
GOOD=$DOVECOT
dovecot_start "$T/plain" "$BOX" 'ssl = no' 'disable_plaintext_auth = no'
IMAP_CA=$GOOD_CA
returning_conf "imap://localhost:$IMAP_PORT/INBOX"
told 'The mailbox of bounces offers no encryption (STARTTLS)'
lacks "$(cat "$T/plain/log")" 'user=<bounces>'
dovecot_stop
IMAP_PORT=${PORTS% *}
IMAPS_PORT=${PORTS#* }
DOVECOT=$GOOD

# Not its password, and not its folder.
echo wrong >"$T/wrong"
IMAP_PASSWORD=$T/wrong
returning_conf
told 'The mailbox of bounces refuses our user name or password'
IMAP_PASSWORD=$T/dovecot/password
returning_conf "imaps://localhost:$IMAPS_PORT/Nowhere"
told 'The mailbox of bounces has no such folder'

IMAP_PASSWORD=$T/nowhere
returning_conf
bounces
same 'no password file: status' 1 "$POLLED"
has "$(cat "$T/poll")" 'bounce.password_file'
# shellcheck disable=SC2034 # returning_conf's
IMAP_PASSWORD=$T/dovecot/password

# By TLS, and then by STARTTLS, which is another name of the mailbox.
returning_conf
put_right 1
returning_conf "imap://localhost:$IMAP_PORT/INBOX"
put_right 1
has "$(grep 'user=<bounces>' "$T/dovecot/log" | tail -n 1)" 'TLS'
returning_conf

# Down.
returning_conf imaps://localhost:1/INBOX
told 'The mailbox of bounces could not be reached'
lacks "$(cat "$LOG")" 'Sanitizer'
