#!/usr/bin/env bash
# Goal: a recorded meeting of two cases, not yet released, served by share with
# a distributor at work, for the browser tests of chairs and coordinators.  Says
# where on standard output, then READY; ends when its standard input does, and
# says SQL's answer to each line until then.

. "$(dirname "$0")/../e2e/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"
# shellcheck source=tests/e2e/office.sh
. "$ROOT/tests/e2e/office.sh"

# Something that rises and falls like speech.
sox -r 48000 -n -b 16 -c 1 "$T/meeting.wav" synth 100 pinknoise \
	tremolo 2.3 90 tremolo 0.13 70 vol 0.5
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,join,,2,,,
	0:00:02,item,3,,,,
	0:00:40,join,,4,,,
	0:01:20,item,4,,,,
	0:01:40,end,,,,,
END
accept_store
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
accept_attach
store confirm-safety NS-0103 --by-name "Iris Invented" --capacity idva \
	>>"$LOGS/safety"
accept_serve
office_works
office_ids NS-0103
cat <<END
URL=$WEB
PASSWORD=$PASSWORD
TOTP_CORA=$(grep -o '^[A-Z2-7]\{32\}' "$T/cora.totp")
TOTP_CHAIR=$(grep -o '^[A-Z2-7]\{32\}' "$T/chair.totp")
PAGE=$PAGE
STORE=$S
READY
END
while IFS= read -r line; do
	sqlite3 "$S/marac.db" "$line"
	echo DONE
done
kill "$WORKER"
wait "$WORKER" || fail "the distributor ended with $?"
accept_finish
