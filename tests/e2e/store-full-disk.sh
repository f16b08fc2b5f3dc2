#!/usr/bin/env bash
# On a full disk init and import say so, leave nothing half-done, and work
# once there is room.  Needs root, for a tmpfs.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/storing.sh
. "$ROOT/tests/e2e/storing.sh"

unmount() {
	umount "$T/small" || true
}
at_last unmount

mkdir "$T/small"
mount -t tmpfs -o size=160k tmpfs "$T/small"
S=$T/small/store

# Not enough for a database.
refuses 1 store init
has "$SAID" 'full\|No space'
same "what init left" "" "$(ls -A "$T/small")"

mount -o remount,size=1500k "$T/small"
store init >/dev/null
has "$(store check)" '^Sound:'

# An import that does not fit.
mkdir "$T/csv"
{
	echo ref,name,aliases,agency,title
	n=0
	while [ $n -lt 6000 ]; do
		n=$((n + 1))
		echo "Q$n,Person $n Invented,Other $n Example,Agency $n,Title"
	done
} >"$T/csv/people.csv"
rows=$(sqlite3 -readonly "$S/marac.db" 'SELECT count(*) FROM audit_event')
refuses 1 store import people "$T/csv/people.csv"
has "$SAID" 'full\|No space'
row "people" 0 "SELECT count(*) FROM person"
row "agencies" 0 "SELECT count(*) FROM agency"
row "audit events" "$rows" "SELECT count(*) FROM audit_event"
has "$(store check)" '^Sound:'

# Room again: the same file goes in.
mount -o remount,size=32m "$T/small"
has "$(store import people "$T/csv/people.csv")" '6000 added'
row "people" 6000 "SELECT count(*) FROM person"
has "$(store check)" '^Sound:'
