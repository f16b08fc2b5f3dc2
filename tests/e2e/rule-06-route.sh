#!/usr/bin/env bash
# Goal: rules 6 and 9. A message is held, and says why, while its route is not
# recorded as safe (no, unknown), is unverified, expired, outside its safe times,
# on a shared device or changed; it goes by itself once the route may be used; no other route of
# the person is ever tried instead.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"

# A minute of the London day, some minutes from now.
minute() {
	now=$(TZ=Europe/London date -d "+$1 minutes" '+%-H * 60 + %-M')
	echo $((now))
}

reset="safe = 'yes', verified_by = 'A. Sample', verified_at = 1, expires_at =
	NULL, changed_at = NULL, shared_device = 0, safe_from_minute = -1, safe_to_minute = -1"

# bad NAME SET CAUSE: with that route the copy is made, held, and not sent
bad() {
	rm -rf "$STORE"
	outgoing_store
	sql "UPDATE contact_route SET $2 WHERE person_id = 1"
	distributor copies M-1 >/dev/null
	row "$1: state after copies" held 'SELECT m.state FROM message m JOIN
		parcel p ON p.id = m.parcel_id WHERE p.person_id = 1'
	has "$(distributor due M-1)" "held  *copy [0-9]*  *NS-0001  *Olive Sample  *$3"
	deliver
	has "$SAID" '^2 accepted, 1 held'
	row "$1: state after deliver" held 'SELECT m.state FROM message m JOIN
		parcel p ON p.id = m.parcel_id WHERE p.person_id = 1'
	has "$(distributor due M-1)" "Olive Sample  *$3"
	[ ! -e "$MAIL/box1" ] || fail "$1: a mail went out"
}

outgoing_store
outgoing_relay
bad unsafe "safe = 'no'" 'This route is not recorded as safe'
bad blank "safe = 'unknown'" 'This route is not recorded as safe'
bad unverified "verified_by = '', verified_at = NULL" 'Nobody has verified'
bad expired "expires_at = 1000" 'This route has expired'
bad shared "shared_device = 1" 'The device is shared'
bad changed "changed_at = 1000" 'This route was changed'
bad outside "safe_from_minute = $(minute 120), safe_to_minute = $(minute 180)" \
	'This route is safe, but not at this time'
row 'it is looked at when the route opens' 1 "SELECT count(*) FROM message m
	JOIN parcel p ON p.id = m.parcel_id WHERE p.person_id = 1 AND
	abs(m.next_at / 60000 - $(($(date +%s) / 60 + 120))) <= 3"

# Put right, it goes; the others of the same round went all along.
sql "UPDATE contact_route SET $reset WHERE person_id = 1"
deliver
outgoing_mail box1

# Safe when the copy was made and unsafe when the mail should go.
rm -rf "$STORE" && rm -rf "$MAIL"/box*
outgoing_store
distributor copies M-1 >/dev/null
row 'queued' queued 'SELECT m.state FROM message m JOIN parcel p ON
	p.id = m.parcel_id WHERE p.person_id = 1'
sql "UPDATE contact_route SET safe = 'no' WHERE person_id = 1"
deliver
outgoing_mail box2
[ ! -e "$MAIL/box1" ] || fail 'a mail went to a route that had become unsafe'

# Rule 9: a changed postal address holds the mail as well.
rm -rf "$STORE" && rm -rf "$MAIL"/box*
outgoing_store
distributor copies M-1 >/dev/null
sql "INSERT INTO contact_route (person_id, channel, value_sealed, value_mac,
	changed_at) VALUES (1, 'letter', x'', x'07', 1000)"
deliver
outgoing_mail box2
[ ! -e "$MAIL/box1" ] || fail 'a mail went out while an address had changed'
has "$(distributor due M-1)" 'Olive Sample  *This route was changed'

# Nora has no route at all: her copies are made, and wait.
has "$(distributor due M-1)" 'held  *copy [0-9]*  *NS-0001  *Nora Sample  *This person has no e-mail route'

# Once she has one (here: Hugo's), they go without being made again.
sql 'UPDATE contact_route SET person_id = 4 WHERE person_id = 3'
deliver
two_mails() {
	[ "$(find -L "$MAIL/box3/new" -type f | wc -l)" = 2 ]
}
until_true 60 two_mails
row "Nora's" 'accepted|2' 'SELECT m.state, count(*) FROM message m JOIN parcel p
	ON p.id = m.parcel_id JOIN copy c ON c.parcel_id = p.id JOIN delivery d
	ON d.copy_id = c.id WHERE p.person_id = 4 AND d.met_at IS NOT NULL
	GROUP BY m.state'
