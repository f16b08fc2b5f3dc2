#!/usr/bin/env bash
# Goal: whoever took an action on, or their agency's contact, gets it in their
# parcel with a file for their calendar, is reminded of it, and says what became
# of it and how that is known, which the child's file keeps; the owner alone,
# and nothing of what was said in a closed session (rules 7, 10, 14, 21).

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"

day() {
	TZ=Europe/London date -d "$1" +%F
}

sox -R -r 48000 -n -b 16 "$T/meeting.wav" synth 40 pinknoise vol 0.5
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,join,,6,,,
	0:00:01,item,1,,,,
	0:00:08,action,,,Visit the school,Northshire Care,$(day '90 days')
	0:00:12,closed,,,,,
	0:00:16,action,,,Words behind a door,Northshire Care,$(day '91 days')
	0:00:20,open,,,,,
	0:00:24,action,,,Nobody to send it to,Northshire Health,$(day '92 days')
	0:00:39,end,,,,,
END
accept_people
cat >>"$T/csv/people.csv" <<-END
	P51,Cleo Carer,,Northshire Care,Care coordinator
	P54,Connor Carer,,Northshire Care,Support worker
END
cat >>"$T/csv/routes.csv" <<-END
	P51,email,cleo@sample.invalid,yes,,,no,no,P1,2026-11-01,
	P54,email,connor@sample.invalid,yes,,,no,no,P1,2026-11-01,
END
# She was in the room, too: her parcel has a copy that she does not listen to.
echo M-1,P51,core,2026-11-23 >>"$T/csv/attendance.csv"
accept_store
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
accept_attach
store agency contact "Northshire Care" P51 >/dev/null
list=$(distributor actions M-1)
has "$list" 'open .*Northshire Care (Cleo Carer): Visit the school'
has "$list" 'open .*Northshire Health (no contact'
same "Cleo's" 2 "$(distributor actions P51 | wc -l)"
accept_send M-1
accept_serve
row 'two went to one' '2|1|2' "SELECT count(*), count(DISTINCT parcel_id),
	count(sent_at) FROM task"
has "$(distributor actions M-1)" 'open, sent .*Visit the school'
accept_refused resend M-1 P51 --reason "They have it" --by cora

# On her page, with the words that may be read.
accept_link cleo
accept_code P51
accept_in "$LINK" "$CODE" "$T/cleo.jar"
TASKS=$(web -f -b "$T/cleo.jar" "$WEB/copies" | grep -o '/task/[1-9][0-9]*')
same 'tasks on her page' 2 "$(printf '%s\n' "$TASKS" | wc -l)"
FIRST=$(printf '%s\n' "$TASKS" | head -n 1)
SECOND=$(printf '%s\n' "$TASKS" | tail -n 1)
page=$(web -f -b "$T/cleo.jar" "$WEB$FIRST")
has "$page" 'Visit the school'
has "$page" "Do it by $(TZ=Europe/London date -d '90 days' '+%-d %B %Y')"
page=$(web -f -b "$T/cleo.jar" "$WEB$SECOND")
lacks "$page" 'behind a door' # rule 10
has "$page" 'We cannot show the words here'
for words in 'Words behind' 'Visit the school'; do
	lacks "$(cat "$MAIL"/cleo/new/*)" "$words"
done

# The day in her calendar: its name, type and words are neutral (rule 7).
web -f -b "$T/cleo.jar" -D "$T/heads" -o "$T/task.ics" "$WEB$FIRST/task.ics"
has "$(cat "$T/heads")" '^Content-Type: text/calendar'
has "$(cat "$T/heads")" 'filename="task.ics"'
ics=$(tr -d '\r' <"$T/task.ics") # unit.calendar asks libical about all of it
has "$ics" "^DTSTART;VALUE=DATE:$(day '90 days' | tr -d -)\$"
same 'what it says' 'SUMMARY:Task due' "$(printf '%s\n' "$ics" | grep '^SUMM')"
for word in school visit cleo ns-0101 marac testfield; do
	if grep -qi -- "$word" "$T/task.ics"; then
		fail "'$word' is in the calendar file"
	fi
done

# say JAR PLACE FIELD...: what the form answers
say() {
	jar=$1
	place=$2
	shift 2
	web_status -b "$jar" -H "Origin: $WEB" "$@" "$WEB$place"
}
TOKEN="form=$(accept_form "$T/cleo.jar" "$FIRST")"
same 'without its token' 403 "$(say "$T/cleo.jar" "$FIRST" \
	-d outcome=complete -d basis=observed)"
same 'without a basis' 400 "$(say "$T/cleo.jar" "$FIRST" -d "$TOKEN" \
	-d outcome=complete)"
same 'with a word that is none' 400 "$(say "$T/cleo.jar" "$FIRST" -d "$TOKEN" \
	-d outcome=finished -d basis=observed)"
row 'nothing is said' 0 "SELECT count(*) FROM action WHERE outcome <> ''"
accept_link cora
accept_code P1
accept_in "$LINK" "$CODE" "$T/cora.jar"
same "another's" 404 "$(say "$T/cora.jar" "$FIRST" \
	-d "form=$(accept_form "$T/cora.jar" "$(web -b "$T/cora.jar" \
		-o /dev/null -w '%{redirect_url}' "$WEB/copies" |
		sed "s|$WEB||")")" -d outcome=complete -d basis=observed)"
row 'nothing is said by another' 0 \
	"SELECT count(*) FROM action WHERE outcome <> ''"
same 'said' 303 "$(say "$T/cleo.jar" "$FIRST" -d "$TOKEN" \
	-d outcome=complete -d basis=observed \
	--data-urlencode 'note=The head was there')"
same 'said twice' 303 "$(say "$T/cleo.jar" "$FIRST" -d "$TOKEN" \
	-d outcome=complete -d basis=observed \
	--data-urlencode 'note=The head was there')"
row 'in the store' 'complete|observed|The head was there' \
	"SELECT outcome, basis, outcome_note FROM action WHERE outcome <> ''"
row 'once in the audit, by her' "1|recipient:$(sqlite3 -readonly "$S/marac.db" \
	"SELECT id FROM person WHERE ref = 'P51'")" "SELECT count(*), max(who)
	FROM audit_event WHERE what = 'action.concluded'"
accept_staff "$T/staff.jar"
accept_file "$T/staff.jar" P12
# shellcheck disable=SC2154 # accept_file sets child
page=$(web -b "$T/staff.jar" "$WEB/child/$child")
has "$page" 'is complete (observed): The head was there'
has "$page" '>complete (observed)<'
has "$page" 'was sent to Cleo Carer'

# What nobody can be sent, because its agency names nobody, is not forgotten
# either: it is due, and who coordinates the meeting is told as its week passes.
ID=$(sqlite3 -readonly "$S/marac.db" \
	"SELECT id FROM action WHERE text LIKE 'Nobody%'")
due=$(distributor due M-1)
has "$due" "held  *action $ID  *NS-0101  *Northshire Health  *This agency has no contact"
has "$due" 'marac-store agency contact "Northshire Health" PERSON'
WAS=$(sqlite3 -readonly "$S/marac.db" 'SELECT due_at FROM meeting')
"$BIN/seed" sql "$S" "UPDATE meeting SET due_at = $(date +%s)000 + 43000000"
has "$(distributor escalate)" '^4 told, ' # three decisions, too
row 'who is told, and why' 'nobody|P1' "SELECT e.cause, p.ref FROM escalation e
	JOIN escalation_notice n ON n.id = e.coordinator_notice
	JOIN person p ON p.id = n.person_id WHERE e.kind = 'action'"
has "$(distributor escalate)" '^0 told, '
"$BIN/seed" sql "$S" "UPDATE meeting SET due_at = $WAS"

# The coordinator can say it, too; and what is no outcome is none.
accept_refused action "$ID" --outcome 'done' --basis reported --by cora
has "$SAID" 'is no outcome'
accept_refused action "$ID" --outcome complete --basis stated --by cora
has "$SAID" 'observed or reported'
distributor action "$ID" --outcome "not possible" --basis reported \
	--note "They moved" --by cora >/dev/null
has "$(distributor actions M-1)" 'not possible .*reported: They moved'

# Reminders: none long before; a week before, and a day before, one each.
new_mails() {
	find -L "$MAIL/cleo/new" -type f 2>/dev/null | wc -l
}
remind() {
	"$BIN/seed" sql "$S" "UPDATE action SET due_on = '$(day "$1")'
		WHERE text LIKE 'Words%'"
	distributor deliver >/dev/null
	distributor deliver >/dev/null
}
reminded() {
	[ "$(new_mails)" = "$1" ]
}
"$BIN/seed" sql "$S" 'UPDATE task SET sent_at = sent_at - 30 * 86400000'
remind '8 days'
row 'eight days before' 0 'SELECT count(*) FROM task_reminder'
remind '7 days'
until_true 60 reminded 2
remind '2 days'
row 'one for the week' 'week before' 'SELECT stage FROM task_reminder'
# Who reads Welsh is reminded in Welsh.
"$BIN/seed" sql "$S" "UPDATE person SET language = 'cy' WHERE ref = 'P51'"
remind '1 day'
until_true 60 reminded 3
"$BIN/seed" sql "$S" "UPDATE person SET language = '' WHERE ref = 'P51'"
remind '0 days'
row 'none on the day' 2 'SELECT count(*) FROM task_reminder'
# One that waits when somebody says what became of it goes no more, whatever
# else of the parcel is open; when it is open again it does.
sed -i.was 's|^relay = .*|relay = smtp://localhost:1|' "$S/marac.conf"
remind '1 day ago'
mv "$S/marac.conf.was" "$S/marac.conf"
LAST_ONE="id = (SELECT max(message_id) FROM task_reminder)"
row 'it waits' queued "SELECT state FROM message WHERE $LAST_ONE"
WORDS=$(sqlite3 -readonly "$S/marac.db" \
	"SELECT id FROM action WHERE text LIKE 'Words%'")
"$BIN/seed" sql "$S" "UPDATE action SET outcome = '' WHERE id <> $WORDS"
distributor action "$WORDS" --outcome complete --basis reported --by cora \
	>/dev/null
"$BIN/seed" sql "$S" "UPDATE message SET next_at = 0 WHERE $LAST_ONE"
distributor deliver >/dev/null
row 'and is held' 'held|Nothing is left to remind of.' \
	"SELECT state, cause FROM message WHERE $LAST_ONE"
"$BIN/seed" sql "$S" "UPDATE action SET outcome = '' WHERE id = $WORDS"
distributor deliver >/dev/null
until_true 60 reminded 4
remind '9 days ago'
row 'and no more' '3|3' "SELECT count(*), count(DISTINCT stage)
	FROM task_reminder"
for mail in "$MAIL"/cleo/new/*; do
	if grep -q '^Subject: Tasg i chi' "$mail"; then
		has "$(cat "$mail")" "^Mae tasg gennych chi i'w gwneud erbyn "
		has "$(tr -d '\r' <"$mail")" "^$WEB/d/.*?l=cy\$"
	fi
	if grep -q '^Subject: \(A task for you\|Tasg i chi\)' "$mail"; then
		has "$(cat "$mail")" "^$WEB/d/"
		for word in door marac NS-0101 Testfield; do
			lacks "$(cat "$mail")" "$word"
		done
	fi
done
same 'mails about tasks' 2 "$(grep -l '^Subject: A task for you' \
	"$MAIL"/cleo/new/* | wc -l)"
same 'of them in Welsh' 1 "$(grep -l '^Subject: Tasg i chi' \
	"$MAIL"/cleo/new/* | wc -l)"

# With a conflict it is hers no longer (rule 14), nor when another is named.
distributor conflict M-1 NS-0101 P51 --by cora >/dev/null
never=$(web -b "$T/cleo.jar" "$WEB/task/123456789012")
same 'a conflict' "$never" "$(web -b "$T/cleo.jar" "$WEB$FIRST")"
same 'and its calendar' "$never" "$(web -b "$T/cleo.jar" "$WEB$FIRST/task.ics")"
"$BIN/seed" sql "$S" 'DELETE FROM conflict'
has "$(web -b "$T/cleo.jar" "$WEB$FIRST")" 'Visit the school'
store agency contact "Northshire Care" P54 >/dev/null
same "another's now" "$never" "$(web -b "$T/cleo.jar" "$WEB$FIRST")"
distributor copies M-1 >/dev/null
distributor deliver >/dev/null
accept_link connor
row "the open one is Connor's, too" 'P51,P54' "SELECT group_concat(ref, ',')
	FROM (SELECT p.ref FROM task t JOIN action a ON a.id = t.action_id
	JOIN person p ON p.id = t.person_id WHERE a.text LIKE 'Words%'
	ORDER BY p.ref)"

accept_finish
