#!/usr/bin/env bash
# Goal: a letter's way. Printed, its mail is held and never goes besides; posted,
# it meets the clock, with note and audit; returned, it does not any more, its
# code is void and an alert says so. What may not be heard when it should be
# posted is not recorded as posted (rules 3, 14, 22), nor is what went before.
# `due` says what to type.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/papering.sh
. "$ROOT/tests/e2e/papering.sh"
papering_store
outgoing_relay

due() {
	distributor due M-1 >"$T/due"
}
# met PERSON: how many of their copies are met, and by which channel
met() {
	sql "SELECT count(d.met_at) || ' ' || max(d.channel) FROM delivery d
		JOIN copy c ON c.id = d.copy_id JOIN person p
		ON p.id = c.person_id WHERE p.ref = '$1'
		AND c.withdrawn_at IS NULL"
}

# Nora has no e-mail: `due` says what there is.
due
has "$(cat "$T/due")" 'held  *copy [0-9]*  *NS-0001  *Nora Sample  *This person has no e-mail route'
same 'how often it is said' 1 "$(grep -c \
	'^  marac-distributor letter M-1 nora --by LOGIN --out FILE.pdf$' "$T/due")"
lacks "$(cat "$T/due")" 'letter M-1 olive'
sql "UPDATE contact_route SET safe = 'no' WHERE person_id = 4
	AND channel = 'letter'"
due
has "$(cat "$T/due")" '^  marac-distributor hand-over M-1 nora --by LOGIN'
sql "UPDATE contact_route SET safe = 'yes' WHERE person_id = 4
	AND channel = 'letter'"
refused_with 'no letter to them waits' posted M-1 nora --by olive
refused_with 'no letter to them was recorded' returned M-1 nora --by olive \
	--reason 'Not known'
letter nora
due
has "$(cat "$T/due")" 'Nora Sample  *The letter is printed and not posted yet'
has "$(cat "$T/due")" '^  marac-distributor posted M-1 nora --by LOGIN$'
row 'printed: no note yet' 0 "SELECT count(*) FROM file_note n JOIN copy c ON
	c.id = n.copy_id WHERE c.person_id = 4 AND n.kind <> 'copy made'"
refused_with 'chair or a coordinator' posted M-1 nora
# Whoever says so later says when it was: not before it was printed, nor
# tomorrow; the clock is met at the end of that day in London.
day() {
	TZ=Europe/London date -d "$1 days" +%F
}
sql 'UPDATE paper SET printed_at = printed_at - 172800000'
refused_with 'day before it was printed' posted M-1 nora --by ian --on "$(day -3)"
refused_with 'has not come yet' posted M-1 nora --by ian --on "$(day +1)"
refused_with 'like 2026-11-26' posted M-1 nora --by ian --on yesterday
distributor posted M-1 nora --by ian --on "$(day -1)" >"$T/said"
same 'met' '2 letter' "$(met nora)"
row 'met when it was posted' "$(TZ=Europe/London date -d "$(day 0)" +%s)" \
	"SELECT DISTINCT (d.met_at + 1) / 1000 FROM delivery d JOIN copy c
	ON c.id = d.copy_id WHERE c.person_id = 4 AND c.withdrawn_at IS NULL"
row 'notes: two children in one case, one in the other' 3 "SELECT count(*)
	FROM file_note WHERE kind = 'copy posted'
	AND text = 'A copy for Nora Sample was posted.'"
row 'audit' 'letter.printed|account:1
copy.posted|account:2
copy.posted|account:2' "SELECT what, who FROM audit_event
	WHERE what LIKE '%.p%ed' ORDER BY seq"
due
has "$(cat "$T/due")" '^met .* early  *posted  *copy [0-9]*  *NS-0001  *Nora Sample'
lacks "$(cat "$T/due")" 'M-1 nora'
refused_with 'no letter to them waits' posted M-1 nora --by olive
refused_with 'nothing waits to go' letter M-1 nora --by olive --out "$T/x.pdf"

# Olive has a safe mailbox; somebody chooses the letter all the same.
letter olive
has "$(cat "$T/letter.txt")" '1 Sample Road'
row 'her mail' 'held|It goes by letter.' 'SELECT m.state, m.cause FROM message m
	JOIN parcel p ON p.id = m.parcel_id WHERE p.person_id = 1'
deliver
outgoing_mail box2
[ ! -e "$MAIL/box1" ] || fail 'a mail went besides the letter'
distributor posted M-1 olive --by olive >"$T/said"
same 'met by letter' '2 letter' "$(met olive)"
distributor returned M-1 olive --by olive --reason 'Not known here' >"$T/said"
same 'not any more' '0 letter' "$(met olive)"
row 'codes of hers that live' 0 'SELECT count(*) FROM paper x JOIN parcel p
	ON p.id = x.parcel_id WHERE p.person_id = 1 AND x.void_at IS NULL'
due
has "$(cat "$T/due")" 'Olive Sample  *The letter came back'
has "$(cat "$T/due")" 'M-1: A letter came back, and its code is void'
has "$(cat "$T/due")" '^  marac-distributor letter M-1 olive '
row 'notes of it' 3 "SELECT count(*) FROM file_note WHERE kind = 'copy returned'
	AND text = 'A copy for Olive Sample came back: Not known here'"
deliver # and still no mail, for somebody chose
sql 'UPDATE message SET next_at = 0'
deliver
[ ! -e "$MAIL/box1" ] || fail 'a mail went after the letter came back'
# Nor a reminder: somebody had a reason not to write to that mailbox.
sql "INSERT INTO message (kind, parcel_id, meeting_id, person_id, route_id,
	message_id, body_sealed, state, next_at, made_at) SELECT 'reminder',
	parcel_id, meeting_id, person_id, route_id, 'r@service.example', x'',
	'queued', 0, 0 FROM message WHERE person_id = 1 AND kind = 'parcel'"
deliver
row 'the reminder' 'held|It goes by letter.' "SELECT state, cause FROM message
	WHERE kind = 'reminder'"

# Withdrawn between printing and posting: what is left is met alone (rule 22).
letter olive
row 'her copies' '1|2' 'SELECT min(id), max(id) FROM copy WHERE person_id = 1'
distributor withdraw 1 --reason 'Not hers' --by ian >"$T/said"
distributor posted M-1 olive --by olive >"$T/said"
has "$(cat "$T/said")" '^posted: 1 copy$'
row 'met' '2' 'SELECT group_concat(copy_id) FROM delivery d JOIN copy c ON
	c.id = copy_id WHERE person_id = 1 AND met_at IS NOT NULL'
distributor returned M-1 olive --by olive --reason 'Not known here' >"$T/said"

# Rule 3: named as family of a child whom nobody has spoken for.
letter olive
sql "INSERT INTO relationship (person_id, child_id, kind,
	parental_responsibility, source_of_harm) VALUES (1, 40, 'aunt', 0,
	'unknown')"
refused_with 'do not post it.*source of harm' posted M-1 olive --by olive
refused_with 'source of harm' letter M-1 olive --by olive --out "$T/x.pdf"
refused_with 'source of harm' hand-over M-1 olive --by olive --worker 'W. W.'
same 'not met' '0 letter' "$(met olive)"
sql "DELETE FROM relationship WHERE person_id = 1"

# Everything withdrawn.
letter olive
distributor withdraw 2 --reason 'Not hers' --by ian >"$T/said"
refused_with 'do not post it.*withdrawn' posted M-1 olive --by olive
lacks "$SAID" 'Olive'
[ ! -e "$T/x.pdf" ] || fail 'a letter that was refused'

# Rule 14: a conflict in one case, declared between printing and posting.
distributor returned M-1 nora --by olive --reason 'Lost in the post' >"$T/said"
letter nora
distributor conflict M-1 NS-0001 nora --by olive >"$T/said"
distributor posted M-1 nora --by olive >"$T/said"
has "$(cat "$T/said")" '^posted: 1 copy$'
row 'met is the other case' NS-0002 'SELECT k.reference FROM delivery d
	JOIN copy c ON c.id = d.copy_id JOIN marac_case k ON k.id = c.case_id
	WHERE c.person_id = 4 AND d.met_at IS NOT NULL'
row 'and they lie in two parcels now' 2 'SELECT count(DISTINCT parcel_id)
	FROM copy WHERE person_id = 4'

# A mail that is on its way, or was accepted, is no letter any more.
refused_with 'nothing waits to go' letter M-1 ian --by olive --out "$T/x.pdf"
sql "UPDATE message SET state = 'sending' WHERE route_id IN (SELECT id FROM
	contact_route WHERE person_id = 3)"
sql "UPDATE delivery SET met_at = NULL WHERE copy_id IN (SELECT id FROM copy
	WHERE person_id = 3)"
sql "INSERT INTO contact_route (person_id, channel, value_sealed, value_mac,
	safe, verified_by, verified_at) VALUES (3, 'letter', x'', x'09', 'yes',
	'A. Sample', 1)"
refused_with 'on its way just now' letter M-1 hugo --by olive --out "$T/x.pdf"
lacks "$(cat "$LOG")" Sanitizer
