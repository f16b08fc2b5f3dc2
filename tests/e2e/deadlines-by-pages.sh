#!/usr/bin/env bash
# Goal: what is late is chased at the page Deadlines alone.  A mail that came back
# goes again once the address is another, and not before; a letter that was
# printed is said to be in the post; a debrief and an action stand there as a
# copy does, with who was told and when; how else something can go is said
# without an address.  Each is asked for by POST with a reason, a token and in
# the account's name.  The office is told of what it must know: a code that was
# stopped, tries at a link that were too many, a job that failed.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"
# shellcheck source=tests/e2e/office.sh
. "$ROOT/tests/e2e/office.sh"

sox -r 48000 -n -b 16 -c 1 "$T/meeting.wav" synth 12 sine 700 vol 0.2
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,join,,2,,,
	0:00:00,join,,3,,,
	0:00:00,join,,4,,,
	0:00:02,item,3,,,,
	0:00:08,action,,,Visit the school,Northshire Health,2026-12-05
	0:00:12,end,,,,,
END
accept_store
cat >"$T/letters.csv" <<-END
	person,channel,value,safe,safe_from,safe_to,voicemail,shared_device,verified_by,verified_on,expires_on
	P3,letter,"1 Example Street, Sampleton AB1 2CD",yes,,,no,no,P1,2026-11-01,
END
store import routes "$T/letters.csv" >>"$LOGS/import"
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
accept_attach
accept_send M-1
accept_serve
office_works
office_in cora
office_in chair
office_ids NS-0103
HARI=$(person P4)
IRIS=$(person P3)
copy=$(word "SELECT id FROM copy WHERE person_id = $HARI")

# Before: nothing to send again.
lacks "$(page cora /deadlines)" 'what=resend'
ask cora resend -d number="$copy" -d reason="Ask again"
same "taken" 303 "$CAME"
until_true 60 over
has "$(words cora "$WHERE")" 'The mail server has taken it'

# It came back: it stands first, and goes again to another address alone.
sqlite3 "$S/marac.db" "UPDATE message SET state = 'bounced',
	cause = 'The address does not exist.' WHERE person_id = $HARI
	AND kind = 'parcel';
	UPDATE delivery SET met_at = NULL WHERE copy_id = $copy"
first() {
	page cora /deadlines | tr '\n' ' ' | sed 's/.*<tbody[^>]*>//; s/<\/tr>.*//' |
		sed 's/<[^>]*>/ /g' | tr -s ' '
}
has "$(first)" 'Hari Placeholder NS-0103 Copy .* Bounced .* Resend .* Change route .* Stop'
ask cora resend -d number="$copy"
same "without a reason" 400 "$CAME"
before=$(word 'SELECT count(*) FROM job')
same "without a token" 403 "$(web_status -b "$T/cora.jar" -H "Origin: $WEB" \
	-d what=resend -d number="$copy" -d reason=why -d once="$(once)" \
	"$WEB$PAGE/act")"
same "by a GET" 200 "$(web_status -b "$T/cora.jar" \
	"$WEB$PAGE/act?what=resend&number=$copy&reason=why")"
same "what was asked for" "$before" "$(word 'SELECT count(*) FROM job')"
ask cora resend -d number="$copy" -d reason="Same address"
until_true 60 over
has "$(words cora "$WHERE")" 'It came back from that very address'
said=$(words cora "$PAGE/route?person=$HARI")
has "$said" 'marac-distributor letter M-1 P4'
lacks "$said" 'hari@health'
same "of somebody else" 404 \
	"$(web_status -b "$T/cora.jar" "$WEB$PAGE/route?person=$(person P41)")"
# Another address, and then whoever verified it since (rule 9).
for day in 2026-11-01 "$(date -u +%F)"; do
	sed -n "1p; s/hari@health/hari.placeholder@health/; \
		/^P4,/s/2026-11-01/$day/p" "$T/csv/routes.csv" >"$T/hari.csv"
	store import routes "$T/hari.csv" >>"$LOGS/import"
done
does cora resend -d number="$copy" -d reason="She gave another address"
row "by whom, and why" "She gave another address" "SELECT why FROM audit_event
	WHERE what = 'copy.resent' AND who LIKE 'account:%'"
went() {
	[ "$(word "SELECT met_at IS NOT NULL FROM delivery
		WHERE copy_id = $copy")" = 1 ]
}
until_true 60 went

# A letter: printed by a worker, posted here.
sqlite3 "$S/marac.db" "UPDATE delivery SET met_at = NULL WHERE copy_id IN
	(SELECT id FROM copy WHERE person_id = $IRIS);
	UPDATE message SET state = 'failed', cause = 'Refused.'
	WHERE person_id = $IRIS AND kind = 'parcel'"
lacks "$(page cora /deadlines)" 'what=posted'
ask cora posted -d person="$IRIS"
until_true 60 over
has "$(words cora "$WHERE")" 'No letter to them waits'
distributor letter M-1 P3 --by cora --out "$T/iris.pdf" >>"$LOGS/letter"
has "$(words cora /deadlines)" 'Iris Invented NS-0103 .* Post '
does cora posted -d person="$IRIS"
row "met by letter" letter "SELECT channel FROM delivery JOIN copy c
	ON c.id = copy_id WHERE person_id = $IRIS AND met_at IS NOT NULL"

# Words: an action without a contact, a debrief that is not written.
has "$(words cora /deadlines)" \
	'Northshire Health NS-0103 Action 1 Held .*the agency has no contact'
distributor addressee M-1 NS-0103 P6 --reason "Holds the file" --by cora \
	>>"$LOGS/words"
has "$(words cora /deadlines)" 'Sam Mockup NS-0103 Debrief .* Needs a decision'
for text in issues plan safety; do
	echo "What was agreed for the child." >"$T/$text"
done
distributor debrief M-1 NS-0103 P6 --issues "$T/issues" --plan "$T/plan" \
	--safety "$T/safety" --authority "Working Together" \
	--reason "Holds the file" --by chair >>"$LOGS/words"
has "$(words cora /deadlines)" 'Sam Mockup NS-0103 Debrief 1 Held .* Stop Debrief 1'
does cora stop-debrief -d number=1 -d reason="Written about another"
row "stopped, by whom" 'Written about another' \
	'SELECT withdrawn_why FROM debrief WHERE id = 1'
ask cora stop-debrief -d number=1 -d reason="Twice"
same "stopped already" 403 "$CAME"
has "$(words cora /deadlines)" 'Sam Mockup NS-0103 Debrief .* Needs a decision'
# Who was told, and when.
sqlite3 "$S/marac.db" "INSERT INTO escalation_notice (id, meeting_id, person_id,
	made_at) VALUES (900, $MEETING, $(person P1), 1795000000000);
	INSERT INTO escalation (meeting_id, case_id, person_id, kind, step,
	cause, advice, told_at, coordinator_notice) VALUES ($MEETING, $CASEID,
	$(person P6), 'debrief', 'day 2', 'x', '', 1795000000000, 900)"
has "$(words cora /deadlines)" 'Cora Sample was told, [0-9]* November 2026, '

# What the office must know stands above its pages.
accept_link cora
accept_code P1
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
	web -o /dev/null -H "Origin: $WEB" -d code="AAAA-BBBB-CC$n" "$LINK"
done
stopped() { [ "$(word "SELECT count(*) FROM alert WHERE text LIKE
	'An access code was stopped%'")" = 1 ]; }
limited() { [ "$(word "SELECT count(*) FROM alert WHERE text LIKE
	'Somebody tried a link or a letter too often%'")" = 1 ]; }
until_true 30 stopped
until_true 30 limited
sqlite3 "$S/marac.db" "INSERT INTO job (kind, args, asked_at)
	VALUES ('copies', 'NO-SUCH', 0)"
failed() { [ "$(word "SELECT count(*) FROM alert WHERE text LIKE
	'Copies could not be made%'")" = 1 ]; }
until_true 30 failed
for path in /meetings "/meeting/$MEETING" /deadlines; do
	said=$(words chair "$path")
	has "$said" 'An access code was stopped after 5 wrong tries'
	has "$said" 'Somebody tried a link or a letter too often'
	has "$said" 'Copies could not be made'
done
kill "$WORKER"
wait "$WORKER" || fail "the distributor ended with $?"
accept_finish
