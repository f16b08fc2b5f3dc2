#!/usr/bin/env bash
# Goal: rules 3, 4 and 14 hold for whoever decides.  Each verb that decides, run
# by somebody who may decide nothing about the case, is refused and leaves the
# database as it was; run by them about another case, or by somebody else, it is
# not.  Three reasons: a conflict, one's own family, a source of harm.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/papering.sh
. "$ROOT/tests/e2e/papering.sh"
papering_store
printf 'Text.\n' >"$T/text"

# what there is, but for the file's own counters
everything() {
	sqlite3 -readonly "$STORE/marac.db" .dump
}

barred() {
	everything >"$T/before"
	refused_with 'decides nothing about it: somebody else must' "$@"
	everything >"$T/after"
	cmp -s "$T/before" "$T/after" || fail "something was written by: $*"
}

sql "INSERT OR IGNORE INTO agency (name) VALUES ('Sample Agency')"
sql "UPDATE person SET agency_id = (SELECT min(id) FROM agency)
	WHERE ref IN ('olive', 'ian', 'nora')"
sql "UPDATE account SET role = 'chair' WHERE login = 'olive'"
sql "UPDATE meeting SET
	chair_id = (SELECT person_id FROM account WHERE login = 'ian'),
	coordinator_id = (SELECT person_id FROM account WHERE login = 'olive')"
# What the verbs below are about, by ian, who has no conflict.
distributor decide M-1 NS-0001 vera withhold --reason 'Why' --by ian >/dev/null
distributor withhold M-1 NS-0001 0:00:16 0:00:17 --from nora --reason 'Why' \
	--by ian >/dev/null
distributor exception M-1 NS-0001 frank --reason 'Why' --by ian >/dev/null
distributor hold nora --reason 'Why' --by ian >/dev/null
HOLD=$(sql 'SELECT max(id) FROM safety_hold')
distributor debrief M-1 NS-0001 nora --issues "$T/text" --plan "$T/text" \
	--safety "$T/text" --authority 'An agreement' --reason 'Why' --by ian \
	>/dev/null 2>"$T/debrief" || fail "$(cat "$T/debrief")"
COPY=$(sql "SELECT min(c.id) FROM copy c JOIN marac_case k ON k.id = c.case_id
	JOIN person p ON p.id = c.person_id
	WHERE k.reference = 'NS-0001' AND p.ref = 'nora'")

deciding() {
	barred release M-1 --case NS-0001 --by "$1"
	barred decide M-1 NS-0001 vera send --reason 'Why' --by "$1"
	barred approve M-1 NS-0001 vera --by "$1"
	barred withhold M-1 NS-0001 0:00:18 0:00:19 --reason 'Why' --by "$1"
	barred lift 1 --reason 'Why' --by "$1"
	barred exclude M-1 ian 0:00:16 0:00:17 --reason 'Why' --by "$1"
	barred conflict M-1 NS-0001 ian --by "$1"
	barred exception M-1 NS-0001 frank --reason 'Why' --by "$1"
	barred end-exception 1 --reason 'Why' --by "$1"
	barred hold "$COPY" --as copy --reason 'Why' --by "$1"
	barred hold vera --reason 'Why' --by "$1"
	barred release-hold "$HOLD" --reason 'Why' --by "$1"
	barred withdraw "$COPY" --reason 'Why' --by "$1"
	barred addressee M-1 NS-0001 ian --reason 'Why' --by "$1"
	barred debrief M-1 NS-0001 nora --by "$1"
	barred approve-debrief M-1 NS-0001 nora --by "$1"
	barred withdraw-debrief 1 --reason 'Why' --by "$1"
}

# Olive says so herself; the chair, ian, keeps what is another's.
distributor conflict M-1 NS-0001 olive --by olive >/dev/null
deciding olive
distributor decide M-1 NS-0002 wanda withhold --reason 'Why' --by olive \
	>/dev/null

# On paper and as a file: all that is in the parcel counts.
distributor release-hold "$HOLD" --reason 'Why' --by ian >/dev/null
barred letter M-1 nora --by olive --out "$T/no.pdf"
barred hand-over M-1 nora --by olive --worker 'Wendy Worker'
barred export M-1 nora --by olive --out "$T/no.zip"
[ -z "$(find "$T" -name 'no.*')" ] || fail "a file was made"
distributor letter M-1 nora --by ian --out "$T/letter.pdf" >/dev/null
barred posted M-1 nora --by olive
distributor posted M-1 nora --by ian >/dev/null
barred returned M-1 nora --reason 'Why' --by olive

# A release of all is one of what the chair may decide about.
distributor conflict M-1 NS-0002 ian --by ian >/dev/null
said=$(distributor release M-1 --by ian)
has "$said" '^1 case released$'
has "$said" '^1 case left: '
refused_with 'somebody else must' release M-1 --case NS-0002 --by ian

# One's own family; and a source of harm, whatever it is called.
sql "UPDATE conflict SET person_id = (SELECT id FROM person WHERE ref = 'hugo')
	WHERE case_id = 1 AND person_id = (SELECT id FROM person
	WHERE ref = 'olive') AND NOT EXISTS (SELECT 1 FROM conflict x WHERE
	x.case_id = 1 AND x.person_id = (SELECT id FROM person
	WHERE ref = 'hugo'))"
sql "DELETE FROM conflict WHERE person_id = (SELECT id FROM person
	WHERE ref = 'olive')"
distributor addressee M-1 NS-0001 ian --reason 'Why' --by olive >/dev/null
distributor hold nora --reason 'Why' --by ian >/dev/null
HOLD=$(sql 'SELECT max(id) FROM safety_hold')
for harm in no unknown disputed yes; do
	sql "DELETE FROM relationship WHERE kind = 'aunt'"
	sql "INSERT INTO relationship (person_id, child_id, kind,
		parental_responsibility, source_of_harm) SELECT p.id, c.id,
		'aunt', 0, '$harm' FROM person p, child c JOIN person q
		ON q.id = c.person_id WHERE p.ref = 'olive' AND q.ref = 'ann'"
	barred approve M-1 NS-0001 vera --by olive
	barred release-hold "$HOLD" --reason 'Why' --by olive
done
