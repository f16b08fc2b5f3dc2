#!/usr/bin/env bash
# Goal: whatever a mail server does, no mail is lost in silence, none goes in
# the clear, and none goes more often than three times, always as the same
# bytes: each behaviour of a scripted server has one outcome, with its cause.
#
# The thirteen of them, and the word of each below:
#	 1  RCPT refused for now		rcpt-450
#	 2  RCPT refused for good		rcpt-550
#	 3  DATA refused for now		data-421
#	 4  DATA refused for good		data-554
#	 5  refused for now after the dot	dot-452
#	 6  refused for good after the dot	dot-554
#	 7  lost before the dot			body-drop
#	 8  lost after the dot			dot-drop, and five ways besides
#	 9  slow after the dot			dot-slow
#	10  nobody there			(a port that nobody has)
#	11  mute				mute
#	12  no STARTTLS				tls-none, tls-454, tls-inject
#	13  a certificate that does not hold	(another authority's)

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"
# shellcheck source=tests/e2e/scripting.sh
. "$ROOT/tests/e2e/scripting.sh"

outgoing_store
scripted_only

# A server that is mute is waited for 20 seconds: beside all the others.
cp -r "$STORE" "$T/mute"
mute_ends() {
	# shellcheck disable=SC2034 # for outgoing_conf
	MAIL_LINES='' SMTP_PORT=$1 CA_FILE=$2 STORE=$T/mute
	outgoing_conf
	deliver
	sql "SELECT state, attempts, ambiguous, cause FROM message WHERE id = $ID" \
		>"$T/muted"
}
scripted_start "$T/script-mute"
scripted mute
mute_ends "$SMTP_PORT" "$CA_FILE" &
MUTE=$!

scripted_start "$T/script"
outgoing_conf

after ok 'accepted|1|0' 1 ''
after rcpt-450 'queued|1|0' 0 'The mail server could not take the mail now. (450)'
after rcpt-550 'failed|1|0' 0 'The mail server refused the address. (550)'
after data-421 'queued|1|0' 0 'The mail server could not take the mail now. (421)'
after data-554 'failed|1|0' 0 'The mail server refused the mail. (554)'
after body-drop 'queued|1|0' 0 'The mail server could not'
after dot-452 'queued|1|0' 1 'The mail server could not take the mail now. (452)'
after dot-554 'failed|1|0' 1 'The mail server refused the mail. (554)'
after greet-554 'queued|1|0' 0 'The mail server could not take the mail now. (554)'
after dot-slow 'accepted|1|0' 1 ''
for mode in dot-drop dot-yes-drop dot-partial dot-continued \
	dot-continued-554 dot-354; do
	after $mode 'queued|1|1' 1 'The connection was lost after the mail was handed over'
	row "$mode: an hour" 1 "SELECT count(*) FROM message WHERE id = $ID AND
		abs(next_at / 1000 - $(date +%s) - 3600) < 120"
done

# Never in the clear, never to the wrong one.
after tls-none 'held|1|0' 0 'The mail server offers no encryption (STARTTLS)'
after tls-454 'held|1|0' 0 'The mail server offers no encryption (STARTTLS)'
scripted tls-inject
scripted_again
before=$(scripted_mails)
deliver
same 'tls-inject' "$before" "$(scripted_mails)"
row 'tls-inject' 0 "SELECT count(*) FROM message WHERE state = 'accepted'"
postfix_certificate "$T/other"
right=$CA_FILE
CA_FILE=$T/other/ca.pem
outgoing_conf
after ok 'held|1|0' 0 "The mail server's certificate is not valid here"
CA_FILE=$right
outgoing_conf
same 'said in the clear' '' "$(scripted_clear)"

# Nobody is there.
port=$SMTP_PORT
SMTP_PORT=$(postfix_free_port)
outgoing_conf
after ok 'queued|1|0' 0 'The mail server could not be reached'
SMTP_PORT=$port
outgoing_conf

# At most two repeats by itself, as the same mail; then a person is told.
scripted dot-drop
scripted_again
rm -f "$SCRIPT"/mails/*
for try in 1 2 3 4 5; do
	sql "UPDATE message SET next_at = 0 WHERE id = $ID"
	deliver
	[ "$try" -lt 3 ] || same 'stuck' 'held|3|3' \
		"$(sql "SELECT state, attempts, ambiguous FROM message WHERE id = $ID")"
done
same 'three in all' 3 "$(scripted_mails)"
same 'one mail' 1 "$(sha256sum "$SCRIPT"/mails/* | cut -d' ' -f1 | sort -u |
	wc -l)"
same 'one Message-ID' 1 "$(grep -hi '^Message-Id:' "$SCRIPT"/mails/* |
	sort -u | wc -l)"
row 'told' 1 "SELECT count(*) FROM alert WHERE text LIKE 'Nobody knows%'"

# One recipient a transaction, in every session.
awk '$3 == "MAIL" { n[$1] = 0 } $3 == "RCPT" { if (++n[$1] > 1) bad = 1 }
	END { exit bad }' "$SCRIPT/log" || fail 'two recipients in a transaction'

wait "$MUTE"
same 'mute' 'queued|1|0|The mail server could not be reached.' "$(cat "$T/muted")"
