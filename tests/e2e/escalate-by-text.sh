#!/usr/bin/env bash
# Goal: while the mail server takes nothing, whoever must know that documents
# have not gone gets a text message through a real gateway, over TLS, at once;
# and once. It tells nothing (rule 7), and goes to a safe phone only (rule 6).

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/handing.sh
. "$ROOT/tests/e2e/handing.sh"

handing_meeting 'P1,phone,07700 900123,yes,,,no,no,P2,2026-11-01,' \
	'P2,phone,07700 900456,no,,,no,no,P1,2026-11-01,'
handing_takes
handing_conf '[sms]' "url = https://localhost:$TAKES_PORT/messages" \
	"ca_file = $T/ca/ca.pem"
postfix_stop "$T/postfix"
distributor deliver >"$T/said" || true
has "$(cat "$T/said")" '^0 accepted'
# Twelve hours are left, and the chair is to know too: his phone is not safe.
sqlite3 "$S/marac.db" ".timeout 10000" "UPDATE meeting SET due_at =
	($(date +%s) + 43000) * 1000; UPDATE delivery SET due_at =
	($(date +%s) + 43000) * 1000"
distributor escalate >"$T/told"
has "$(cat "$T/told")" ' told, 1 by text message, '
handing_asked 1 || fail "requests: $(cat "$TAKES/requests")"
same "to whom" +447700900123 "$(jq -r .body "$TAKES/requests" | jq -r .to)"
words=$(jq -r .body "$TAKES/requests" | jq -r .text)
same "its words" 'Documents that are due have not gone out, and mail may not reach you. Please look at what is due.' \
	"$words"
row "told, and by text" 1 "SELECT count(*) FROM escalation_notice n JOIN person p
	ON p.id = n.person_id WHERE p.ref = 'P1' AND n.texted_at IS NOT NULL"
row "the chair has a notice, and no text" 1 "SELECT count(*) FROM
	escalation_notice n JOIN person p ON p.id = n.person_id
	WHERE p.ref = 'P2' AND n.texted_at IS NULL"
row "why" relay "SELECT DISTINCT cause FROM escalation WHERE copy_id IN
	(SELECT c.id FROM copy c JOIN person p ON p.id = c.person_id
	WHERE p.ref = 'P4')"
distributor escalate >"$T/told"
has "$(cat "$T/told")" '^0 told, 0 by text message, '
handing_asked 1 || fail "it went twice"
