#!/usr/bin/env bash
# Goal: rules 6 and 9. No code and no passphrase goes to a phone that is unsafe,
# of which nobody said that it is safe, unverified, expired, changed, shared,
# outside its safe times, or a landline that would read it aloud; nor while any
# other way to the person has changed.  Each refusal leaves the code before it
# as it is.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/handing.sh
. "$ROOT/tests/e2e/handing.sh"

handing_meeting 'P4,in person,Sample House,yes,,,no,no,P1,2026-11-01,'
handing_takes
handing_conf '[sms]' "url = https://localhost:$TAKES_PORT/messages" \
	"ca_file = $T/ca/ca.pem"
accept_code P4
hash_of='SELECT code_hash FROM access_code'
HASH=$(sqlite3 -readonly "$S/marac.db" "$hash_of")

# a minute of the London day, so many minutes from now
minute() {
	TZ=Europe/London date -d "$1 minutes" +%H:%M
}
# route FIELDS: P4's phone
route() {
	head -n 1 "$T/csv/routes.csv" >"$T/route.csv"
	printf '%s\n' "$1" >>"$T/route.csv"
	store import routes "$T/route.csv" >>"$LOGS/import"
}
refused() { # WHY PATTERN
	accept_refused text-code P4 --by cora
	has "$SAID" "no text message: $2"
	accept_refused export M-1 P4 --by cora --out "$T/it.zip" --text
	has "$SAID" "no text message: $2"
	[ ! -e "$T/it.zip" ] || fail "$1: an archive was made"
	handing_asked 0 || fail "$1: a text was sent: $(cat "$TAKES/requests")"
	row "$1: the code before" "$HASH" "$hash_of"
}
N='P4,phone,07700 900123'
refused "no phone" 'this person has no phone route'
route "$N,no,,,no,no,P1,2026-11-01,"
refused "unsafe" 'This route is not recorded as safe'
route "$N,unknown,,,no,no,P1,2026-11-01,"
refused "unknown" 'This route is not recorded as safe'
route "$N,,,,no,no,P1,2026-11-01,"
refused "blank" 'This route is not recorded as safe'
route "$N,yes,,,no,no,,,"
refused "unverified" 'Nobody has verified this route'
route "$N,yes,,,no,no,P1,2026-11-01,2026-11-02"
refused "expired" 'This route has expired'
route "$N,yes,,,no,yes,P1,2026-11-01,"
refused "shared" 'The device is shared'
route "$N,yes,$(minute +90),$(minute +180),no,no,P1,2026-11-01,"
refused "outside its times" '.*not at this time of day'
route "$N,yes,$(minute -90),$(minute +90),no,no,P1,2026-11-01,"
distributor text-code P4 --by cora >"$T/said"
handing_asked 1 || fail "inside its times nothing went"
HASH=$(sqlite3 -readonly "$S/marac.db" "$hash_of")
: >"$TAKES/requests"
route "P4,phone,07700 900456,yes,,,no,no,P1,2026-11-01,"
refused "changed" 'This route was changed'
route "P4,phone,07700 900456,yes,,,no,no,P1,$(date +%F),"
distributor text-code P4 --by cora >"$T/said"
handing_asked 1 || fail "confirmed, nothing went"
HASH=$(sqlite3 -readonly "$S/marac.db" "$hash_of")
: >"$TAKES/requests"
route "P4,email,hari2@health.invalid,yes,,,no,no,P1,2026-11-01,"
refused "another way changed" 'This route was changed'
route "P4,email,hari2@health.invalid,yes,,,no,no,P1,$(date +%F),"
route "P4,phone,020 7946 0123,yes,,,no,no,P1,$(date +%F),"
route "P4,phone,020 7946 0123,yes,,,no,no,P1,$(date +%F),"
refused "a landline" "the number is not a mobile phone's"
