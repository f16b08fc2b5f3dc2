#!/usr/bin/env bash
# Goal: a named person puts copies on hold, by the copy, the person or the meeting:
# nothing of them is sent or made, and what was sent answers like a copy that
# never existed; their clock runs on, `due` and `escalate` name the hold; and when
# it ends they go.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"

outgoing_store
sql "UPDATE person SET ref = 'M-1' WHERE ref = 'hugo'"
outgoing_relay
distributor copies M-1 >/dev/null
OLIVE=$(sql "SELECT min(c.id) FROM copy c JOIN person p ON p.id = c.person_id
	WHERE p.ref = 'olive'")

# Who and why must be said, and which it is when it could be two.
refuses 1 distributor hold "$OLIVE" --by olive
refuses 1 distributor hold "$OLIVE" --reason why
refuses 1 distributor hold nobody --reason why --by olive
refuses 1 distributor hold M-1 --reason why --by olive
has "$SAID" 'say --as meeting or --as person'

# One copy: it alone is set apart, and the rest of that parcel goes.
has "$(distributor hold "$OLIVE" --reason 'A call came in' --by olive)" \
	'^hold 1: the copy is on hold; its clock runs$'
refuses 1 distributor hold "$OLIVE" --reason again --by ian
deliver
row 'what is on hold' 0 "SELECT count(*) FROM delivery
	WHERE met_at IS NOT NULL AND copy_id = $OLIVE"
row 'what is not' 1 "SELECT count(*) FROM delivery d JOIN copy c
	ON c.id = d.copy_id JOIN person p ON p.id = c.person_id
	WHERE p.ref = 'olive' AND d.met_at IS NOT NULL"
LIST=$(distributor due M-1)
has "$LIST" "^[0-9].* held  *copy $OLIVE  *NS-0001  *Olive Sample  *On hold by olive: A call came in"
has "$LIST" '^  marac-distributor release-hold 1 --reason TEXT --by LOGIN$'

# It is overdue like any other, and that is said with its cause.
sql "UPDATE delivery SET due_at = ($(date +%s) - 60) * 1000 WHERE copy_id = $OLIVE"
distributor escalate >/dev/null
row 'told' 'due|hold' "SELECT step, cause FROM escalation
	WHERE copy_id = $OLIVE"
has "$(distributor due M-1)" "Not gone, overdue by .*: copy $OLIVE. A named person has put it on hold"

# It ends with a reason, once, and the copy goes.
refuses 1 distributor release-hold 1 --by ian
has "$(distributor release-hold 1 --reason 'All is well' --by ian)" \
	'^hold 1 has ended$'
refuses 1 distributor release-hold 1 --reason again --by ian
deliver
row 'it went' 1 "SELECT met_at IS NOT NULL FROM delivery
	WHERE copy_id = $OLIVE"

# A person: what is made of theirs waits; a meeting: everything.
distributor hold nora --reason why --by ian >/dev/null
has "$(distributor due M-1)" 'held .* Nora Sample  *On hold by ian: why'
distributor hold M-1 --as meeting --reason why --by ian >/dev/null
has "$(distributor explain M-1 olive)" 'A named person has put it on hold'
row 'kept' 'hold.placed|3' "SELECT what, count(*) FROM audit_event
	WHERE what = 'hold.placed'"
