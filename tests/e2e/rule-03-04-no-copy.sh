#!/usr/bin/env bash
# Goal: rules 3 and 4. A named, an unknown and a disputed source of harm get no
# copy, no parcel and no mail, whatever two people decide; and somebody who
# becomes one between the making and the sending gets no mail.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"

outgoing_store
outgoing_relay

outgoing_heard ian
for who in frank gus vera; do
	distributor decide M-1 NS-0001 $who send --reason 'They asked' \
		--by olive >/dev/null
	distributor approve M-1 NS-0001 $who --by ian >"$T/$who"
done
has "$(cat "$T/frank")" 'today nothing goes: .*source of harm'
has "$(cat "$T/gus")" 'today nothing goes: .*source of harm'
same 'Vera' 'approved: send' "$(cat "$T/vera")"
TABLE=$(distributor copies M-1)
has "$TABLE" 'blocked  *Frank Invented  *no copy'
has "$TABLE" 'blocked  *Gus Invented  *no copy'
has "$TABLE" 'sent  *Vera Example  *copy made'
row 'copies for a source of harm' 0 "SELECT count(*) FROM copy c JOIN
	person p ON p.id = c.person_id WHERE p.ref IN ('frank', 'gus')"
row 'parcels for a source of harm' 0 "SELECT count(*) FROM parcel c JOIN
	person p ON p.id = c.person_id WHERE p.ref IN ('frank', 'gus')"

# Vera's copy lies in the outbox when somebody disputes what she said.
row "Vera's message" queued 'SELECT m.state FROM message m JOIN parcel p ON
	p.id = m.parcel_id WHERE p.person_id = 5'
sql "UPDATE relationship SET source_of_harm = 'disputed' WHERE person_id = 5"
deliver
outgoing_mail box1
row "Vera's message" held 'SELECT m.state FROM message m JOIN parcel p ON
	p.id = m.parcel_id WHERE p.person_id = 5'
[ ! -e "$MAIL/box5" ] || fail 'a mail went to a disputed source of harm'
[ ! -e "$MAIL/box8" ] || fail 'a mail went to a source of harm'
[ ! -e "$MAIL/box9" ] || fail 'a mail went to an unknown source of harm'
row 'what the coordinator is told' 1 \
	"SELECT count(*) FROM alert WHERE text LIKE 'A copy is held by a rule%'"

# The clock's report goes on, with the cause; and it is told once.
has "$(distributor due M-1)" 'held  *copy [0-9]*  *NS-0001  *Vera Example'
deliver
row 'told once' 1 \
	"SELECT count(*) FROM alert WHERE text LIKE 'A copy is held by a rule%'"

# Withdrawn, the doubt about her no longer keeps the mail.
sql "UPDATE relationship SET source_of_harm = 'no' WHERE person_id = 5"
deliver
outgoing_mail box5
