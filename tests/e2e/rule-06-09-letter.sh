#!/usr/bin/env bash
# Goal: rules 6 and 9 on paper. No letter is printed, and none that was printed
# is recorded as posted, while its route is not recorded as safe, is unverified,
# expired, at a shared address, safe at some times only (a letter cannot keep to
# them) or changed, or while another route of the person has changed; nothing is
# handed over to somebody without a safe route in person. No other route is
# tried instead.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/papering.sh
. "$ROOT/tests/e2e/papering.sh"
papering_store

reset="safe = 'yes', verified_by = 'A. Sample', verified_at = 1, expires_at =
	NULL, changed_at = NULL, shared_device = 0, safe_from_minute = -1,
	safe_to_minute = -1"
of_nora="person_id = 4 AND channel"

# bad NAME SET CAUSE: neither printed nor posted
bad() {
	sql "UPDATE contact_route SET $2 WHERE $of_nora = 'letter'"
	rm -f "$T/letter.pdf"
	refused_with "$3" letter M-1 nora --by olive --out "$T/letter.pdf"
	[ ! -e "$T/letter.pdf" ] || fail "$1: a letter was printed"
	row "$1: printings" 0 'SELECT count(*) FROM paper'
	sql "UPDATE contact_route SET $reset WHERE $of_nora = 'letter'"

	# Safe at printing, and not when it should be posted.
	letter nora
	sql "UPDATE contact_route SET $2 WHERE $of_nora = 'letter'"
	refused_with "do not post it.*$3" posted M-1 nora --by olive
	row "$1: met" 0 'SELECT count(*) FROM delivery WHERE met_at IS NOT NULL'
	sql "UPDATE contact_route SET $reset WHERE $of_nora = 'letter'"
	sql 'DELETE FROM paper'
}

bad unsafe "safe = 'no'" 'not recorded as safe'
bad blank "safe = 'unknown'" 'not recorded as safe'
bad unverified "verified_by = '', verified_at = NULL" 'Nobody has verified'
bad expired 'expires_at = 1000' 'has expired'
bad shared 'shared_device = 1' 'shared'
bad changed 'changed_at = 1000' 'was changed'

# A minute of the London day, some minutes from now.
minute() {
	echo $(($(TZ=Europe/London date -d "+$1 minutes" '+%-H * 60 + %-M')))
}
bad hours "safe_from_minute = $(minute 120), safe_to_minute = $(minute 180)" \
	'a letter cannot keep to them'
# The hour that it is now is no better: the postman comes at another.
bad now "safe_from_minute = $(minute -60), safe_to_minute = $(minute 60)" \
	'a letter cannot keep to them'

# Another route of theirs changed.
letter nora
sql "INSERT INTO contact_route (id, person_id, channel, value_sealed, value_mac,
	changed_at) VALUES (90, 4, 'phone', x'', x'07', 1000)"
refused_with 'was changed' letter M-1 nora --by olive --out "$T/other.pdf"
refused_with 'do not post it.*was changed' posted M-1 nora --by olive
refused_with 'was changed' hand-over M-1 nora --by olive --worker 'W. Worker'
sql 'DELETE FROM contact_route WHERE id = 90'

# The route that it was printed for, and no other that came since.
sql "INSERT INTO contact_route (id, person_id, channel, value_sealed, value_mac,
	safe, verified_by, verified_at) SELECT 91, person_id, channel,
	value_sealed, x'08', 'yes', 'A. Sample', 1 FROM contact_route
	WHERE $of_nora = 'letter'"
sql "UPDATE contact_route SET safe = 'no' WHERE $of_nora = 'letter' AND id <> 91"
refused_with 'do not post it.*not recorded as safe' posted M-1 nora --by olive
sql "DELETE FROM contact_route WHERE id = 91"
sql "UPDATE contact_route SET $reset WHERE $of_nora = 'letter'"

# In person: the same rules, but a worker can keep to hours, and is told them.
in_person() {
	sql "UPDATE contact_route SET $1 WHERE $of_nora = 'in person'"
	refused_with "$2" hand-over M-1 nora --by olive --worker 'W. Worker'
	refused_with "$2" handed-over M-1 nora --by olive \
		--worker 'W. Worker' --on "$(TZ=Europe/London date +%F)"
	sql "UPDATE contact_route SET $reset WHERE $of_nora = 'in person'"
}
distributor hand-over M-1 nora --by olive --worker 'W. Worker' >"$T/said"
lacks "$(cat "$T/said")" 'Safe only'
in_person "safe = 'unknown'" 'not recorded as safe'
in_person 'expires_at = 1000' 'has expired'
in_person 'changed_at = 1000' 'was changed'
sql "UPDATE contact_route SET safe_from_minute = 600, safe_to_minute = 845
	WHERE $of_nora = 'in person'"
has "$(distributor hand-over M-1 nora --by olive --worker 'W. Worker')" \
	'^Safe only from 10:00 to 14:05\.$'

# Who has no such route has none, whatever others they have.
sql "DELETE FROM paper"
sql "DELETE FROM contact_route WHERE channel IN ('letter', 'in person')"
refused_with 'no letter route' letter M-1 olive --by olive --out "$T/other.pdf"
refused_with 'no route in person' hand-over M-1 olive --by olive \
	--worker 'W. Worker'
[ ! -e "$T/other.pdf" ] || fail 'a letter was printed all the same'
row 'met' 0 'SELECT count(*) FROM delivery WHERE met_at IS NOT NULL'
lacks "$(cat "$LOG")" Sanitizer
