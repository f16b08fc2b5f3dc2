#!/usr/bin/env bash
# Goal: an archive on a stick meets the clock when a named worker has handed it
# over, and not when it is made: channel, time, worker, a note in every child's
# file (rule 23) and the audit.  Rules 3 and 22: what was taken back, or whoever
# has become a source of harm, between the making and the handing over is
# refused, all of it, and nothing is met; nothing at all is made for one who is.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/handing.sh
. "$ROOT/tests/e2e/handing.sh"

exported() {
	distributor exported M-1 "$1" --by cora --worker 'Wanda Worker'
}
# met PERSON: how many of their copies are, by which channel
met() {
	echo "SELECT count(d.met_at), group_concat(DISTINCT d.channel)
		FROM delivery d JOIN copy c ON c.id = d.copy_id
		JOIN person p ON p.id = c.person_id
		WHERE p.ref = '$1' AND c.withdrawn_at IS NULL"
}
copy_of() { # PERSON CASE
	sqlite3 -readonly "$S/marac.db" "SELECT c.id FROM copy c
		JOIN person p ON p.id = c.person_id
		JOIN marac_case k ON k.id = c.case_id
		WHERE p.ref = '$1' AND k.reference = '$2'
		ORDER BY c.id DESC LIMIT 1"
}

handing_meeting \
	"P6,in person,Sample House,yes,,,no,no,P1,2026-11-01," \
	"P10,in person,Sample House,yes,,,no,no,P1,2026-11-01," \
	"P4,in person,Sample House,yes,,,no,no,P1,2026-11-01,"
store confirm-safety NS-0101 --by-name "Iris Invented" --capacity idva \
	>>"$LOGS/safety"
accept_decide M-1 NS-0101 P10
distributor copies M-1 >"$T/table-M-1"

# Sam, who has no mailbox: two documents.
accept_refused exported M-1 P6 --by cora --worker 'Wanda Worker'
has "$SAID" 'no archive waits'
handing_make P6 "$T/sam.zip"
row "met when it is made" '0|email' "$(met P6)"
row "noted when it is made" 0 \
	"SELECT count(*) FROM file_note WHERE kind = 'copy sent'"
accept_refused exported M-1 P6 --by cora
has "$SAID" '\-\-worker'
accept_refused exported M-1 P6 --by worker --worker 'Wanda Worker'

# Rule 22: one of them is taken back: then none of the archive may go.
distributor withdraw "$(copy_of P6 NS-0102)" --reason Mistaken --by chair \
	>>"$LOGS/distributor"
accept_refused exported M-1 P6 --by cora --worker 'Wanda Worker'
has "$SAID" 'destroy it'
row "met by what was refused" '0|email' "$(met P6)"
row "notes of what was refused" 0 \
	"SELECT count(*) FROM file_note WHERE kind = 'copy sent'"

# What is left goes, once.
handing_make P6 "$T/rest.zip"
7zz x -p"$PASSPHRASE" -o"$T/rest" "$T/rest.zip" >"$T/extracted"
same "documents that are left" document-1.mp3 \
	"$(find "$T/rest" -name '*.mp3' -printf '%f\n')"
before=$(date +%s)
exported P6 >"$T/said"
after=$(date +%s)
row "met by handing over" '1|export' "$(met P6)"
row "when" 1 "SELECT count(*) FROM delivery WHERE channel = 'export' AND
	met_at BETWEEN ${before}000 AND ${after}999"
row "who handed it over" 'Wanda Worker' \
	'SELECT worker FROM export WHERE handed_at IS NOT NULL'
row "the note" \
	'P12|A copy for Sam Mockup was handed over in a locked archive: by Wanda Worker' \
	"SELECT p.ref, n.text FROM file_note n JOIN child c ON c.id = n.child_id
	JOIN person p ON p.id = c.person_id WHERE n.kind = 'copy sent'"
row "the audit" 1 "SELECT count(*) FROM audit_event JOIN account
	ON who = 'account:' || account.id AND login = 'cora'
	WHERE what = 'export.handed'"
accept_refused exported M-1 P6 --by cora --worker 'Wanda Worker'
has "$SAID" 'no archive waits'

# Rule 3: Mary's is made, then somebody says that she is a source of harm.
handing_make P10 "$T/mary.zip"
sqlite3 "$S/marac.db" "UPDATE relationship SET source_of_harm = 'disputed'
	WHERE person_id = (SELECT id FROM person WHERE ref = 'P10')"
accept_refused exported M-1 P10 --by cora --worker 'Wanda Worker'
has "$SAID" 'destroy it'
lacks "$SAID" 'harm'
row "met for her" '0|email' "$(met P10)"
accept_refused export M-1 P10 --by cora --out "$T/again.zip"
has "$SAID" 'no copy that this person may hear'
[ ! -e "$T/again.zip" ] || fail "an archive for a source of harm"
# Ned is one from the beginning.
accept_refused export M-1 P21 --by cora --out "$T/ned.zip"
[ ! -e "$T/ned.zip" ] || fail "an archive for a source of harm"
row "archives for Ned" 0 "SELECT count(*) FROM export WHERE person_id =
	(SELECT id FROM person WHERE ref = 'P21')"

# What is written must be what the copy is: otherwise nothing is.
stale() { # WHY SQL PATTERN
	cp "$S/marac.db" "$T/kept.db"
	sqlite3 "$S/marac.db" "$2"
	accept_refused export M-1 P4 --by cora --out "$T/stale.zip"
	has "$SAID" "$3"
	[ ! -e "$T/stale.zip" ] || fail "$1: an archive was written"
	cp "$T/kept.db" "$S/marac.db"
}
stale 'another serial' 'UPDATE rendition_serial SET serial = serial + 1' \
	'cannot be made again as it was'
stale 'no serial' 'DELETE FROM rendition_serial' \
	'cannot be made again as it was'
stale 'another MP3' 'UPDATE rendition_mp3 SET plain_hash = zeroblob(32)' \
	'cannot be made again as it was'
stale 'more than the copy has' 'UPDATE rendition SET plan_hash =
	CAST(id || plan_hash AS BLOB)' 'run .copies. first'

# A clock that a mail has met already keeps its time; the mail coming back would
# undo it no more.
distributor deliver >>"$LOGS/distributor"
handing_make P4 "$T/hari.zip"
row "met by mail" '2|email' "$(met P4)"
times="SELECT group_concat(d.met_at) FROM delivery d JOIN copy c
	ON c.id = d.copy_id JOIN person p ON p.id = c.person_id
	WHERE p.ref = 'P4'"
before=$(sqlite3 -readonly "$S/marac.db" "$times")
exported P4 >"$T/said"
row "handed over besides" '2|export' "$(met P4)"
row "when it was met" "$before" "$times"
has "$(store check)" '^Sound:'
