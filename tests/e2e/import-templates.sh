#!/usr/bin/env bash
# What `template` prints, `import` takes, kind after kind; taken again it
# changes nothing.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/storing.sh
. "$ROOT/tests/e2e/storing.sh"

store init >/dev/null
template_all "$T/csv"
for kind in $KINDS; do
	lines=$(wc -l <"$T/csv/$kind.csv")
	[ "$lines" -ge 3 ] || fail "$kind: $lines lines, no two examples"
	has "$(store import "$kind" "$T/csv/$kind.csv")" \
		"^$kind: $((lines - 1)) added, 0 changed, 0 as they were\$"
done
row "people" 7 "SELECT count(*) FROM person"
row "aliases" "Rin Example
Erin Invented" "SELECT alias FROM person_alias ORDER BY id"
row "the case's children" 2 "SELECT count(*) FROM case_child"
row "the father" yes "SELECT source_of_harm FROM relationship
	JOIN person ON person.id = person_id WHERE ref = 'P5'"

sqlite3 -readonly "$S/marac.db" '.dump' |
	grep -v 'INSERT INTO audit_\|sqlite_sequence' >"$T/before"
for kind in $KINDS; do
	lines=$(wc -l <"$T/csv/$kind.csv")
	has "$(store import "$kind" "$T/csv/$kind.csv")" \
		"^$kind: 0 added, 0 changed, $((lines - 1)) as they were\$"
done
sqlite3 -readonly "$S/marac.db" '.dump' |
	grep -v 'INSERT INTO audit_\|sqlite_sequence' >"$T/after"
cmp "$T/before" "$T/after" || fail "importing again changed something"
row "imports in the audit" 20 \
	"SELECT count(*) FROM audit_event WHERE what LIKE 'import.%'"
# Counts only: no name in the audit.
same "names in the audit" "" "$(sqlite3 -readonly "$S/marac.db" \
	'SELECT who, what, which, why FROM audit_event' |
	grep -i 'example\|sample\|invented' || true)"

refuses 1 store template persons
has "$SAID" 'people, children, cases'
