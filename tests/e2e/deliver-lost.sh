#!/usr/bin/env bash
# Goal: when nobody can know whether a mail arrived -- the connection lost after
# the closing dot, or the sender killed -- the very same mail goes again after an
# hour, at most twice, and then a person is asked, who may let it go once more.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"

# One mail only: Olive's. The sink answers the dot after five seconds, and keeps
# what came in one file a mail.
outgoing_store
sql "UPDATE contact_route SET safe = 'no' WHERE person_id <> 1"
mkdir -m 777 "$T/dump"
chmod 711 "$T"
outgoing_sink -W .:5 -d "$T/dump/%H%M%S.%%"
distributor copies M-1 >/dev/null
ID=$(sql "SELECT id FROM message WHERE state = 'queued'")
MESSAGE=$(sql "SELECT message_id FROM message WHERE id = $ID")

state() {
	sql "SELECT state, attempts, ambiguous FROM message WHERE id = $ID"
}

# N mails have come whole, and their dots are not answered
came() {
	[ "$(cat "$T"/dump/* 2>/dev/null | grep -c '^Document service')" = "$1" ]
}

# Killed while it waits for the answer.
distributor deliver 2>>"$LOG" &
SENDER=$!
until_true 60 came 1
row 'committed before it connected' sending \
	"SELECT state FROM message WHERE id = $ID"
kill -9 "$(pgrep -P $SENDER || echo $SENDER)"
wait $SENDER 2>/dev/null || true
same 'killed' 'sending|1|0' "$(state)"

# As long as the lease runs nobody else touches it; then it waits an hour.
deliver
same 'leased' 'sending|1|0' "$(state)"
sql "UPDATE message SET leased_until = 1 WHERE id = $ID"
deliver
same 'open' 'queued|1|1' "$(state)"
row 'an hour' 1 "SELECT count(*) FROM message WHERE id = $ID AND
	abs(next_at / 1000 - $(date +%s) - 3600) < 120"
deliver
same 'not before' 'queued|1|1' "$(state)"

# The connection is lost after the dot.
sql "UPDATE message SET next_at = 0 WHERE id = $ID"
distributor deliver >"$T/said" 2>>"$LOG" &
SENDER=$!
until_true 60 came 2
for pid in $(pgrep -x smtpd -P "$(tr -d ' ' <"$T/postfix/queue/pid/master.pid")")
do
	kill -9 "$pid"
done
wait $SENDER
same 'lost' 'queued|2|2' "$(state)"
has "$(distributor due M-1)" 'queued .*Olive Sample  *The connection was lost after the mail was handed over'

# The third time too: now a person must look, and it never goes by itself.
sql "UPDATE message SET next_at = 0 WHERE id = $ID"
distributor deliver >"$T/said" 2>>"$LOG" &
SENDER=$!
until_true 120 came 3
for pid in $(pgrep -x smtpd -P "$(tr -d ' ' <"$T/postfix/queue/pid/master.pid")")
do
	kill -9 "$pid"
done
wait $SENDER || true
same 'stuck' 'held|3|3' "$(state)"
row 'told' 1 "SELECT count(*) FROM alert WHERE text LIKE 'Nobody knows%'"
sql "UPDATE message SET next_at = 0 WHERE id = $ID"
deliver
same 'left alone' 'held|3|3' "$(state)"

# A person has asked, and says that it goes again: the very same mail, once.
COPY=$(sql "SELECT c.id FROM copy c JOIN message m ON m.parcel_id = c.parcel_id
	WHERE m.id = $ID LIMIT 1")
refuses 1 distributor resend "$COPY" --by olive
has "$(distributor resend "$COPY" --reason 'It did not come' --by olive)" \
	'goes again, as the same mail$'
deliver
same 'again' 'accepted|4|2' "$(state)"
refuses 1 distributor resend "$COPY" --reason again --by olive
has "$SAID" 'has taken it'

# All four were the same mail, byte for byte.
for file in "$T"/dump/*; do
	sed -n '/^From: /,$p' "$file" | sha256sum
done >"$T/sums"
same 'mails' 4 "$(wc -l <"$T/sums")"
same 'different mails' 1 "$(sort -u "$T/sums" | wc -l)"
grep -qi "^Message-Id: <$MESSAGE>" "$T"/dump/* || fail 'another Message-ID'
