#!/usr/bin/env bash
# Goal: rules 22 and 23. Every copy made, sent and withdrawn has its note in
# every child's file of its case, and every such note its copy; a withdrawal
# destroys audio, key first, that nobody else plays.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"

# notes KIND CONDITION: each copy with CONDITION has exactly one note of KIND
# for each child of its case, and there is no other such note.
notes() {
	row "$1: a copy without a note" 0 "SELECT count(*) FROM copy c
		JOIN case_child k ON k.case_id = c.case_id
		LEFT JOIN delivery d ON d.copy_id = c.id
		WHERE $2 AND 1 <> (SELECT count(*) FROM file_note n
		WHERE n.copy_id = c.id AND n.child_id = k.child_id
		AND n.case_id = c.case_id AND n.kind = '$1')"
	row "$1: a note without a copy" 0 "SELECT count(*) FROM file_note n
		WHERE n.kind = '$1' AND NOT EXISTS (SELECT 1 FROM copy c
		LEFT JOIN delivery d ON d.copy_id = c.id
		WHERE c.id = n.copy_id AND ($2))"
	row "$1: as many events" "$(sql "SELECT count(*) FROM copy c LEFT JOIN
		delivery d ON d.copy_id = c.id WHERE $2")" \
		"SELECT count(*) FROM audit_event WHERE what = '$3'"
}

outgoing_store
outgoing_relay
distributor copies M-1 >/dev/null
row 'copies' 6 'SELECT count(*) FROM copy'
notes 'copy made' 1 copy.made
notes 'copy sent' 0 copy.sent
deliver
row 'met' 4 'SELECT count(*) FROM delivery WHERE met_at IS NOT NULL'
notes 'copy sent' 'd.met_at IS NOT NULL' copy.sent

# Ian alone plays the part of NS-0001; Olive, Nora and Hugo share NS-0002.
IAN=$(sql 'SELECT id FROM copy WHERE person_id = 2')
OLIVE=$(sql 'SELECT id FROM copy WHERE person_id = 1 AND case_id = 2')
row 'audio' 3 'SELECT count(*) FROM rendition_key'
same 'objects' 3 "$(find "$STORE/objects" -name '*.sealed' | wc -l)"
distributor withdraw "$IAN" --reason 'Wrong person' --by olive >/dev/null
row 'audio' 2 'SELECT count(*) FROM rendition_key'
row 'no key of it' 0 "SELECT count(*) FROM rendition r JOIN copy c ON
	c.rendition_id = r.id WHERE c.id = $IAN"
same 'objects' 2 "$(find "$STORE/objects" -name '*.sealed' | wc -l)"
distributor stop "$OLIVE" --reason 'Wrong person' --by olive >/dev/null
row 'audio that others play' 2 'SELECT count(*) FROM rendition_key'
same 'objects' 2 "$(find "$STORE/objects" -name '*.sealed' | wc -l)"
notes 'copy withdrawn' 'c.withdrawn_at IS NOT NULL' copy.withdrawn
notes 'copy sent' 'd.met_at IS NOT NULL' copy.sent
refuses 1 distributor withdraw "$OLIVE" --reason 'Again' --by olive
has "$SAID" 'withdrawn before'
refuses 1 distributor withdraw 999 --reason 'None' --by olive
refuses 1 distributor withdraw x --reason 'None' --by olive
refuses 1 distributor withdraw 1 --by olive

# What somebody withdrew is made again only after a newer release.
has "$(distributor copies M-1)" 'Olive Sample  *withdrawn'
row 'copies' 6 'SELECT count(*) FROM copy'
has "$(distributor due M-1)" 'withdrawn  *copy [0-9]*  *NS-0002  *Olive Sample  *Wrong person'
distributor release M-1 --case NS-0002 --by ian >/dev/null
has "$(distributor copies M-1 | sed -n '/NS-0002/,$p')" \
	'Olive Sample  *copy made'
notes 'copy made' 1 copy.made

# The chain of events holds.
row 'events' "$(sql 'SELECT count FROM audit_head')" \
	'SELECT count(*) FROM audit_event'
