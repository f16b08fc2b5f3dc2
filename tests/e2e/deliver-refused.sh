#!/usr/bin/env bash
# Goal: a 4xx is tried again after 60 n² seconds, an unreachable relay too; a
# 5xx to the address or to the mail fails for good, tells the coordinator, and
# does not keep the other mails.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"

# waits LOW HIGH: how many seconds after the last round it is tried again, which
# itself may have taken a while
waits() {
	left=$(($(sql 'SELECT next_at / 1000 FROM message WHERE id = 1') - BEFORE))
	if [ $left -lt "$1" ] ||
		[ $left -gt $(($2 + $(date +%s) - BEFORE)) ]; then
		fail "it waits $left s, not $1 to $2"
	fi
}

again() {
	sql 'UPDATE message SET next_at = 0'
	deliver
}

begin() { # with a relay that answers so
	rm -rf "$STORE"
	outgoing_store
	outgoing_sink "$@"
	distributor copies M-1 >/dev/null
	deliver
}

# Nobody listens.
outgoing_store
distributor copies M-1 >/dev/null
deliver
has "$SAID" '^0 accepted, 0 held, 3 to be tried again, 0 failed'
same 'deliver' 0 "$DELIVERED"
row 'queued' 'queued|1' 'SELECT state, attempts FROM message WHERE id = 1'
waits 45 60
again
waits 180 240
deliver # before its time: nothing is tried
row 'tries' 2 'SELECT attempts FROM message WHERE id = 1'
sql 'UPDATE message SET attempts = 40'
again
waits 2870 3600

# RCPT 4xx.
begin -r RCPT
has "$SAID" '^0 accepted, 0 held, 3 to be tried again, 0 failed'
row 'queued' 'queued|1|0' \
	'SELECT state, attempts, ambiguous FROM message WHERE id = 1'
has "$(distributor due M-1)" 'queued .*Olive Sample  *The mail server could not take the mail now. (4[0-9][0-9])'
waits 45 60

# On a terminal a bar says how far it is, and the lines beside it stay whole;
# anywhere else there is none.
lacks "$(cat "$LOG")" 'Sending'
MAIL_LINES='connections = 1'
outgoing_conf
sql 'UPDATE message SET next_at = 0'
script -qec "'$BIN/marac-distributor' deliver --store '$STORE'" /dev/null |
	tr '\r' '\n' >"$T/screen"
for percent in 0 33 66; do
	has "$(cat "$T/screen")" "^Sending \[[#.]\{24\}\]  *$percent%"
done
same 'whole lines' 3 "$(sed 's/^.\[K//' "$T/screen" | grep -c '^message [0-9]*: ')"
# shellcheck disable=SC2034 # for outgoing_conf
MAIL_LINES=
outgoing_end

# 421 to DATA.
begin -Q DATA
has "$SAID" '^0 accepted, 0 held, 3 to be tried again, 0 failed'
outgoing_end

# RCPT 5xx.
begin -f RCPT
has "$SAID" '^0 accepted, 0 held, 0 to be tried again, 3 failed'
same 'deliver' 1 "$DELIVERED"
row 'failed' 'failed|3' 'SELECT state, count(*) FROM message GROUP BY state'
has "$(distributor due M-1)" 'failed .*Olive Sample  *The mail server refused the address. (5[0-9][0-9])'
row 'told' 3 "SELECT count(*) FROM alert WHERE text LIKE '%for good%'"
again
row 'no other try' 1 'SELECT attempts FROM message WHERE id = 1'
outgoing_end

# 5xx after the dot: known to be refused, so not ambiguous.
begin -f .
has "$SAID" '^0 accepted, 0 held, 0 to be tried again, 3 failed'
row 'failed' 'failed|0' 'SELECT state, ambiguous FROM message WHERE id = 1'
has "$(distributor due M-1)" 'failed .*Olive Sample  *The mail server refused the mail. (5[0-9][0-9])'
