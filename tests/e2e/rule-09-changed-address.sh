#!/usr/bin/env bash
# Goal: rule 9. A changed address holds every delivery to that person that is
# not sent yet, those that lie in the outbox for the old address too; nothing
# about it goes to the old one, then or later; confirmed, all goes to the new.
# A family member's copy needs its decision anew as well (rule 12).

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"

sox -R -r 48000 -n -b 16 "$T/meeting.wav" synth 22 pinknoise vol 0.5
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,join,,4,,,
	0:00:01,item,1,,,,
	0:00:21,end,,,,,
END
accept_store
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
accept_attach
store confirm-safety NS-0101 --by-name "Iris Invented" --capacity idva \
	>>"$LOGS/safety"
accept_decide M-1 NS-0101 P10
distributor release M-1 --by chair >>"$LOGS/decide"
distributor copies M-1 >"$T/table"
row "queued" "P1|queued
P10|queued
P4|queued" "SELECT p.ref, m.state FROM message m JOIN parcel x ON
	x.id = m.parcel_id JOIN person p ON p.id = x.person_id ORDER BY 1"

# Hari's and Mary's addresses change while their mails wait.
moved() {
	sed -e 's/^P4,email,hari@health.invalid,yes,,,no,no,P1,2026-11-01/P4,email,moved@health.invalid,yes,,,no,no,P1,'"$1"'/' \
		-e 's/^P10,email,mary@home.invalid,yes,,,no,no,P3,2026-11-10/P10,email,fresh@home.invalid,yes,,,no,no,P3,'"$1"'/' \
		"$T/csv/routes.csv" >"$T/moved.csv"
	store import routes "$T/moved.csv" >>"$LOGS/import"
}
moved "$(date -u -d yesterday +%F)"
distributor deliver >>"$LOGS/deliver"
until_true 60 test -d "$MAIL/cora/new"
nobody() {
	for box in hari moved mary fresh; do
		[ ! -e "$MAIL/$box" ] || fail "a mail went to $box $1"
	done
}
nobody "after the change"
row "held" "P1|accepted
P10|held
P4|held" "SELECT p.ref, m.state FROM message m JOIN parcel x ON
	x.id = m.parcel_id JOIN person p ON p.id = x.person_id ORDER BY 1"
has "$(distributor due M-1)" 'Hari Placeholder  *This route was changed'
distributor copies M-1 >"$T/table"
has "$(cat "$T/table")" 'decide  *Mary Testfield .*changed after the decision'
distributor deliver >>"$LOGS/deliver"
nobody "after the copies were asked for again"

# Whoever verified it since: it goes, and to the new one alone.
moved "$(date -u +%F)"
distributor deliver >>"$LOGS/deliver"
until_true 60 test -d "$MAIL/moved/new"
[ ! -e "$MAIL/fresh" ] || fail "Mary was sent a copy on a void decision"
accept_decide M-1 NS-0101 P10
distributor release M-1 --by chair >>"$LOGS/decide"
distributor copies M-1 >"$T/table"
distributor deliver >>"$LOGS/deliver"
until_true 60 test -d "$MAIL/fresh/new"
for box in hari mary; do
	[ ! -e "$MAIL/$box" ] || fail "a mail went to the old address, $box"
done
! grep -l 'Sanitizer\|runtime error' "$LOGS"/* || fail "a sanitizer spoke"
