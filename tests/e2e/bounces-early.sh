#!/usr/bin/env bash
# Goal: a mail that comes back before its sender has written down that it went
# stays bounced, and is not met: what was known last does not win.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"
# shellcheck source=tests/e2e/returning.sh
. "$ROOT/tests/e2e/returning.sh"

outgoing_store
outgoing_sink
SINK=$LAST
wake() {
	kill -CONT "$SINK"
}
returning_box
distributor copies M-1 >/dev/null

# The relay waits for the sink, and the sender for the relay.
at_last wake
kill -STOP "$SINK"
background distributor deliver >"$T/said" 2>>"$LOG"
DELIVER=$LAST
on_its_way() {
	[ "$(sql "SELECT count(*) FROM message WHERE state = 'sending'")" = 3 ]
}
until_true 60 on_its_way
report bounces@service.example failed 5.1.1 \
	"$(sql 'SELECT message_id FROM message WHERE id = 1')" | drop
bounces
has "$SAID" '^1 bounced, 0 delayed, 0 unmatched, 0 other mails'
row 'bounced' bounced 'SELECT state FROM message WHERE id = 1'
wake
status=0
wait "$DELIVER" || status=$?
has "$(cat "$T/said")" '^2 accepted, 0 held, 0 to be tried again, 1 failed'
same 'deliver' 1 "$status"
row 'what it is' 'bounced|The mail came back: the address does not exist. (5.1.1)' \
	'SELECT state, cause FROM message WHERE id = 1'
row 'not met' 2 'SELECT count(*) FROM delivery d JOIN copy c ON c.id = d.copy_id
	JOIN message m ON m.parcel_id = c.parcel_id
	WHERE m.id = 1 AND d.met_at IS NULL'
row 'the others are' 2 'SELECT count(*) FROM delivery WHERE met_at IS NOT NULL'

# Nothing makes it go again by itself.
deliver
has "$SAID" '^0 accepted, 0 held, 0 to be tried again, 0 failed'
