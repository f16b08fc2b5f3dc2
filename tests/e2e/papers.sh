#!/usr/bin/env bash
# papers: an X25519 key for each item and three spares, the private halves only
# in the distributor's keystore; again, the same keys; no file is overwritten.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/storing.sh
. "$ROOT/tests/e2e/storing.sh"

M=NS-2026-11-23

store init >/dev/null
template_all "$T/csv"
import_all "$T/csv"
SAID=$(store papers "$M" --out "$T/a.json")
# The numbers that the recorder is told, with what they stand for.
has "$SAID" '^  item 2  *NS-0041$'
has "$SAID" '^  person 1  *Cora Sample, Northshire Council$'
same "its mode" 600 "$(stat -c %a "$T/a.json")"
same "agenda" "1 actions_review Actions review
2 discussion NS-0041
3 spare Spare 3
4 spare Spare 4
5 spare Spare 5" "$(jq -r '.items[] | "\(.number) \(.kind) \(.label)"' "$T/a.json")"
same "people" "1 Cora Sample, Northshire Council, core
2 Charlie Invented, Northshire Police, deputy" \
	"$(jq -r '.people[] | "\(.ref) \(.name), \(.agency), \(.capacity)"' \
		"$T/a.json")"
same "different keys" 5 \
	"$(jq -r '.items[].key' "$T/a.json" | sort -u | wc -l)"
same "public halves in the database" \
	"$(jq -r '.items[].key' "$T/a.json")" \
	"$(sqlite3 -readonly "$S/marac.db" \
		"SELECT lower(hex(public_key)) FROM agenda_item ORDER BY number")"
row "spares without a case" 3 "SELECT count(*) FROM agenda_item
	WHERE kind = 'spare' AND case_id IS NULL"

# Again: the same, and the file that exists stays.
store papers "$M" --out "$T/b.json" >/dev/null
cmp "$T/a.json" "$T/b.json" || fail "papers made again differ"
echo mine >"$T/c.json"
refuses 1 store papers "$M" --out "$T/c.json"
has "$SAID" 'exists already'
same "the file" mine "$(cat "$T/c.json")"

# An item added later gets a key; the others keep theirs.  A spare's number
# gives the spare its case, and there are three spares again.
sed -n 1p "$T/csv/agenda.csv" >"$T/agenda.csv"
echo "$M,3,discussion,NS-0042,," >>"$T/agenda.csv"
has "$(store import agenda "$T/agenda.csv")" '0 added, 1 changed'
store papers "$M" --out "$T/d.json" >/dev/null
same "the spare's key is the item's" \
	"$(jq -r '.items[] | select(.number == 3) | .key' "$T/a.json")" \
	"$(jq -r '.items[] | select(.label == "NS-0042") | .key' "$T/d.json")"
same "agenda" "1 2 3 4 5 6" "$(jq -r '.items[].number' "$T/d.json" | xargs)"

# The case of an item that has its key never changes to another.
sed -n 1p "$T/csv/agenda.csv" >"$T/agenda.csv"
echo "$M,2,discussion,NS-0042,," >>"$T/agenda.csv"
refuses 1 store import agenda "$T/agenda.csv"
has "$SAID" 'agenda.csv:2:15: the papers were made with another case'

# A keystore that cannot open an item's recording is said, not papered over.
rm "$S/keys/distributor.keystore" "$S/keys/distributor.kek"
mkdir "$T/o"
S=$T/o store init >/dev/null
cp "$T/o/keys/distributor.keystore" "$T/o/keys/distributor.kek" "$S/keys/"
refuses 1 store papers "$M" --out "$T/e.json"
has "$SAID" 'restore keys'
kept=$S
S=$T/o
import_all "$T/csv"
store papers "$M" --out "$T/o.json" >/dev/null
echo "$M,3,discussion,NS-0042,," >>"$T/csv/agenda.csv"
store import agenda "$T/csv/agenda.csv" >/dev/null
store papers "$M" --out "$T/o2.json" >/dev/null
S=$kept
cp "$T/o/keys/distributor.keystore" "$S/keys/" # same items, other keys
refuses 1 store papers "$M" --out "$T/e.json"
has "$SAID" 'restore keys'
[ ! -e "$T/e.json" ] || fail "papers were written"

refuses 1 store papers NS-NONE --out "$T/f.json"
has "$SAID" "no meeting is called 'NS-NONE'"
refuses 1 store papers NS-2026-12-07 --out "$T/f.json"
has "$SAID" 'no agenda'
row "spares of a meeting without an agenda" 0 "SELECT count(*) FROM agenda_item
	JOIN meeting ON meeting.id = meeting_id WHERE ref = 'NS-2026-12-07'"
refuses 1 store papers "$M"
has "$SAID" '\-\-out'
