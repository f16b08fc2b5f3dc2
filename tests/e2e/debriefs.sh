#!/usr/bin/env bash
# Goal: whoever was not in the room is told the key issues, the plan and their
# own actions, in words that a person wrote and a second one approved, by the
# rules, the route and the clock of copies; from a real mail to the page where
# they acknowledge it.  Nobody who may not have one gets one (rules 3, 4, 14,
# 24), and what may not be read answers like what never was (rules 21, 22).

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"

sox -R -r 48000 -n -b 16 "$T/meeting.wav" synth 40 pinknoise vol 0.5
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:01,item,1,,,,
	0:00:08,action,,,Visit the school,Northshire Care,2027-03-09
	0:00:12,closed,,,,,
	0:00:16,action,,,Words behind a door,Northshire Care,2027-03-16
	0:00:20,open,,,,,
	0:00:30,item,2,,,,
	0:00:39,end,,,,,
END
accept_people
# Not in the room: a care coordinator, a head of school, the chair of the next
# conference, one with a conflict, one who may be a source of harm.
cat >>"$T/csv/people.csv" <<-END
	P51,Cleo Carer,,Northshire Care,Care coordinator
	P52,Hedda Teacher,,Invented Academy,Head of school
	P53,Connie Convener,,Northshire Council,Conference chair
	P54,Connor Conflicted,,Northshire Care,Support worker
	P55,Una Unknown,,Northshire Housing,Housing officer
	P56,Lettie Letterbox,,Northshire Advice,Adviser
END
cat >>"$T/csv/routes.csv" <<-END
	P51,email,cleo@care.invalid,yes,,,no,no,P1,2026-11-01,
	P52,email,hedda@academy.invalid,yes,,,no,no,P1,2026-11-01,
	P53,email,connie@council.invalid,yes,,,no,no,P1,2026-11-01,
	P54,email,connor@care.invalid,yes,,,no,no,P1,2026-11-01,
	P55,email,una@housing.invalid,yes,,,no,no,P1,2026-11-01,
	P56,letter,"1 Sample Street, Northshire, AB1 2CD",yes,,,no,no,P1,2026-11-01,
END
echo P55,P12,aunt,no,,, >>"$T/csv/relationships.csv"
echo "C-2,rcpc,Northshire,Sample House,2027-01-15 10:00,P53,P1" \
	>>"$T/csv/meetings.csv"
echo C-2,1,discussion,NS-0101,Northshire Council, >>"$T/csv/agenda.csv"
# Connie's mail server does not know her, until somebody there puts that right.
# shellcheck disable=SC2034 # postfix.sh reads it
POSTFIX_LINES='smtpd_recipient_restrictions = check_recipient_access inline:{
	{ connie@council.invalid = 550 5.1.1 unknown } }, permit_mynetworks, reject'
accept_store
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
accept_attach
store agency contact "Northshire Care" P51 >/dev/null
refuses 1 "$BIN/marac-store" --store "$S" agency contact "Northshire Care" P52
has "$SAID" 'do not work for that agency'

printf 'The child is often tired.\n\nHer mother asked for help.\n' >"$T/issues"
printf 'The nurse visits on Thursday.\n' >"$T/plan"
printf 'The child is seen alone, at school, each week.\n' >"$T/safety"
: >"$T/empty"

# write CASE PERSON [OPTION...]
write() {
	case_=$1
	person=$2
	shift 2
	distributor debrief M-1 "$case_" "$person" --issues "$T/issues" \
		--plan "$T/plan" --safety "$T/safety" \
		--authority "Care Act 2014" --by cora "$@"
}

# Who is owed one without anybody saying so, and who cannot have one.
has "$(distributor debriefs M-1)" 'held .*Connie Convener.*No debrief is written'
accept_refused debrief M-1 NS-0101 P52 --issues "$T/issues" --plan "$T/plan" \
	--safety "$T/safety" --authority "Care Act 2014" --by cora
has "$SAID" 'nobody has decided'
accept_refused debrief M-1 NS-0101 P52 --issues "$T/issues" --plan "$T/plan" \
	--safety "$T/empty" --authority "Care Act 2014" --reason Head --by cora
has "$SAID" 'safety' # rule 24
accept_refused addressee M-1 NS-0101 P55 --reason Housing --by cora
has "$SAID" 'not known whether they are a source of harm' # rule 4
accept_refused addressee M-1 NS-0101 P11 --reason Father --by cora
has "$SAID" 'works for no agency\|Works for no agency'
distributor conflict M-1 NS-0101 P54 --by cora >/dev/null
accept_refused addressee M-1 NS-0101 P54 --reason Support --by cora
has "$SAID" 'conflict of interest' # rule 14
row 'refused: no row' 0 "SELECT (SELECT count(*) FROM debrief) +
	(SELECT count(*) FROM addressee)"

# Written by one, approved by another, let go by the chair (rule 12).
write NS-0101 P52 --reason "Head of school" >/dev/null
write NS-0101 P51 --reason "Care coordinator" >/dev/null
write NS-0101 P53 >/dev/null
has "$(distributor debrief M-1 NS-0101 P52 --by chair)" 'often tired'
accept_refused approve-debrief M-1 NS-0101 P52 --by cora
has "$SAID" 'somebody else must'
# Where no mail can be written it fails before it is approved, and not behind.
cp "$S/marac.conf" "$T/marac.conf"
sed -i '/^from = /d' "$S/marac.conf"
accept_refused approve-debrief M-1 NS-0101 P52 --by chair
has "$SAID" 'mail.from is not set'
row 'failed: none approved' 0 'SELECT count(*) FROM debrief
	WHERE approved_at IS NOT NULL'
cp "$T/marac.conf" "$S/marac.conf"
for person in P51 P52 P53; do
	has "$(distributor approve-debrief M-1 NS-0101 $person --by chair)" \
		'not released'
done
distributor copies M-1 >/dev/null
row 'before the release: in no parcel' 0 \
	'SELECT count(*) FROM debrief WHERE parcel_id IS NOT NULL'
row 'and no action' 0 'SELECT count(*) FROM task'
has "$(distributor due M-1)" 'held .*debrief .*NS-0101.*Hedda Teacher.*not released'
distributor release M-1 --by chair >/dev/null
has "$(distributor copies M-1)" 'with them 3 debriefs and 2 actions'
row 'made, with a note each in the one file (rule 23)' '3|3|3' \
	"SELECT count(*), count(n.id), count(DISTINCT d.parcel_id)
	FROM debrief d LEFT JOIN file_note n ON n.debrief_id = d.id
	AND n.kind = 'debrief made'"

# Its release is voided before the mails go: nothing of it may go, and it goes
# when the chair releases it again.
printf 'They talked about the week.\n' >"$T/minutes"
distributor text M-1 NS-0101 "$T/minutes" --by cora >/dev/null
distributor deliver >/dev/null
row 'held by the rules' '3|The chair has not released this case yet.' \
	"SELECT count(*), max(m.cause) FROM message m JOIN debrief d
	ON d.parcel_id = m.parcel_id WHERE m.state = 'held'"
row 'not given' 0 'SELECT count(*) FROM debrief WHERE given_at IS NOT NULL'
distributor release M-1 --by chair >/dev/null
distributor copies M-1 >/dev/null
refuses 1 "$BIN/marac-distributor" --store "$S" deliver
row 'two were given' 2 \
	'SELECT count(*) FROM debrief WHERE given_at IS NOT NULL'
due=$(distributor due M-1)
has "$due" 'failed .*debrief .*Connie Convener'
has "$due" 'resend M-1 P53 '
distributor copies M-1 >/dev/null
row 'nothing goes again by itself' 3 'SELECT count(*) FROM parcel p
	JOIN debrief d ON d.parcel_id = p.id'
sed -i '/^smtpd_recipient_restrictions = check/,/reject$/d' \
	"$T/postfix/conf/main.cf"
postfix -c "$T/postfix/conf" reload >/dev/null 2>&1
distributor resend M-1 P53 --reason "They know her now" --by cora >/dev/null
accept_refused resend M-1 P52 --reason "It was read" --by cora
given() {
	distributor deliver >/dev/null || true
	[ "$(sqlite3 -readonly "$S/marac.db" \
		'SELECT count(*) FROM debrief WHERE given_at IS NOT NULL')" = 3 ]
}
until_true 60 given
accept_serve

# The mails of both are alike, and say nothing (rule 7).
accept_link hedda
HEDDA=$LINK
accept_link connie
CONNIE=$LINK
accept_link cleo
CLEO=$LINK
for box in hedda cleo connie; do
	mail=$(cat "$MAIL/$box/new"/*)
	same "mails to $box" 1 "$(find -L "$MAIL/$box/new" -type f | wc -l)"
	has "$mail" '^Subject: A document is ready for you$'
	for word in debrief marac NS-0101 Tess Testfield school tired plan; do
		if printf '%s\n' "$mail" | grep -qi -- "$word"; then
			fail "'$word' is in the mail to $box"
		fi
	done
done
row 'given, in time, noted' '3|3|3' \
	"SELECT count(given_at), sum(given_at <= due_at), (SELECT count(*) FROM
	file_note WHERE kind = 'debrief given') FROM debrief"
row 'in the audit' 3 \
	"SELECT count(*) FROM audit_event WHERE what = 'debrief.given'"

# Who has no mailbox gets it by letter, which says no more; it counts as given
# once it is in the post, and no longer once it is back.
write NS-0101 P56 --reason "Adviser" >/dev/null
distributor approve-debrief M-1 NS-0101 P56 --by chair >/dev/null
has "$(distributor due M-1)" 'marac-distributor letter M-1 P56 '
distributor letter M-1 P56 --by cora --out "$T/letter.pdf" >/dev/null
pdftotext "$T/letter.pdf" "$T/letter.txt"
for word in debrief Tess NS-0101 tired nurse; do
	if grep -qi -- "$word" "$T/letter.txt"; then
		fail "'$word' is in the letter"
	fi
done
lettie() {
	sqlite3 -readonly "$S/marac.db" "SELECT d.given_at IS NOT NULL FROM
		debrief d JOIN person p ON p.id = d.person_id
		WHERE p.ref = 'P56'"
}
same 'printed' 0 "$(lettie)"
has "$(distributor due M-1)" 'marac-distributor posted M-1 P56 '
distributor posted M-1 P56 --by cora >/dev/null
same 'posted' 1 "$(lettie)"
distributor returned M-1 P56 --reason "Moved" --by cora >/dev/null
same 'returned' 0 "$(lettie)"
distributor text M-1 NS-0101 "$T/minutes" --by cora >/dev/null
accept_refused letter M-1 P56 --by cora --out "$T/again.pdf"
has "$SAID" 'not released'
[ ! -e "$T/again.pdf" ] || fail 'a letter was printed all the same'
distributor release M-1 --by chair >/dev/null

# Hedda reads it and says so; twice is once.
accept_code P52
accept_in "$HEDDA" "$CODE" "$T/hedda.jar"
PLACE=$(web -b "$T/hedda.jar" -o /dev/null -w '%{redirect_url}' "$WEB/copies")
PLACE=${PLACE#"$WEB"}
case $PLACE in /debrief/[1-9]*) ;; *) fail "the only thing is at '$PLACE'" ;; esac
page=$(web -f -b "$T/hedda.jar" "$WEB$PLACE")
for words in 'The child is often tired\.' 'Her mother asked for help\.' \
	'The nurse visits on Thursday\.' 'seen alone, at school' 'Care Act 2014'
do
	has "$page" "$words"
done
lacks "$page" 'Visit the school' # another's action
has "$page" '<title>Your document'
for word in marac NS-0101 debriefing meeting recording; do
	printf '%s\n' "$page" | grep -E '<(title|h[1-6])' >"$T/heads"
	if grep -qi -- "$word" "$T/heads"; then
		fail "'$word' is in a title or heading"
	fi
done
row 'a look is no acknowledgement' '1|' \
	"SELECT opened_at IS NOT NULL, acknowledged_at FROM debrief d
	JOIN person p ON p.id = d.person_id WHERE p.ref = 'P52'"
same 'without the form token' 403 "$(web_status -b "$T/hedda.jar" \
	-H "Origin: $WEB" -d x=y "$WEB$PLACE/read")"
row 'nothing said' 0 \
	'SELECT count(*) FROM debrief WHERE acknowledged_at IS NOT NULL'
acknowledge() {
	same 'acknowledged' 303 "$(web_status -b "$1" -H "Origin: $WEB" \
		--data-urlencode "form=$(accept_form "$1" "$2")" "$WEB$2/read")"
}
acknowledge "$T/hedda.jar" "$PLACE"
AT=$(sqlite3 -readonly "$S/marac.db" 'SELECT max(acknowledged_at) FROM debrief')
acknowledge "$T/hedda.jar" "$PLACE"
row 'once' "$AT|1|1" "SELECT max(acknowledged_at), (SELECT count(*) FROM
	file_note WHERE kind = 'debrief acknowledged'), (SELECT count(*) FROM
	audit_event WHERE what = 'debrief.acknowledged') FROM debrief"
has "$(web -b "$T/hedda.jar" "$WEB$PLACE")" 'You told us on .* that you read'
has "$(distributor debriefs M-1)" 'acknowledged .*Hedda Teacher'

# Somebody else's, one that never was, one that is withdrawn: the same bytes.
answer() {
	web -i -b "$1" "$WEB$2" | grep -av '^Date: '
}
accept_code P53
accept_in "$CONNIE" "$CODE" "$T/connie.jar"
never=$(answer "$T/connie.jar" /debrief/123456789012)
has "$never" '^HTTP/1.1 404'
same "another's" "$never" "$(answer "$T/connie.jar" "$PLACE")"
same "another's, by POST" 404 "$(web_status -b "$T/connie.jar" \
	-H "Origin: $WEB" -d form=x "$WEB$PLACE/read")"
OWN=$(web -b "$T/connie.jar" -o /dev/null -w '%{redirect_url}' "$WEB/copies")
OWN=${OWN#"$WEB"}
has "$(answer "$T/connie.jar" "$OWN")" 'often tired'
ID=$(sqlite3 -readonly "$S/marac.db" "SELECT d.id FROM debrief d JOIN person p
	ON p.id = d.person_id WHERE p.ref = 'P53'")
distributor withdraw-debrief "$ID" --reason "Wrong words" --by chair >/dev/null
same 'withdrawn' "$never" "$(answer "$T/connie.jar" "$OWN")"
accept_refused withdraw-debrief "$ID" --reason Again --by chair
row 'its note stays' 1 "SELECT count(*) FROM file_note WHERE
	kind = 'debrief withdrawn' AND text LIKE '%Wrong words'"

# Who is a source of harm, or has a conflict, from now on reads nothing.
has "$(answer "$T/hedda.jar" "$PLACE")" 'often tired'
distributor conflict M-1 NS-0101 P52 --by cora >/dev/null
same 'a conflict' "$never" "$(answer "$T/hedda.jar" "$PLACE")"
accept_code P51
accept_in "$CLEO" "$CODE" "$T/cleo.jar"
list=$(web -f -b "$T/cleo.jar" "$WEB/copies")
has "$list" 'Document 1'
same "Cleo's tasks" 2 "$(printf '%s\n' "$list" | grep -c 'href="/task/')"
echo "person,child,kind,parental_responsibility,source_of_harm,valid_from,valid_to
P51,P12,cousin,no,yes,," >"$T/harm.csv"
store import relationships "$T/harm.csv" >/dev/null
same 'a source of harm' "$never" "$(answer "$T/cleo.jar" /copies)"

accept_finish
