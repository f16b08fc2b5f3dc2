#!/usr/bin/env bash
# Goal: reminders and escalations go by mail like a parcel's, through a real
# Postfix, and each kind scores clean in SpamAssassin.  A reminder has the link of
# its parcel, and does not go when there is nothing left to collect (rules 3, 20,
# 22); neither goes by a route that is not safe now (rules 6, 9), and no words
# that tell are taken (rule 7).

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"

remind() {
	"$BIN/noticeseed" "$STORE" reminder 'A document is still waiting for you' \
		'You have not opened all of it yet. This page still has it:
'
}
escalate() {
	"$BIN/noticeseed" "$STORE" escalation 'Please look at what is due' \
		'Something that is due has not gone yet. The list of what is due
says what it is, why, and what to do.
'
}
state() { # of message ID
	sql "SELECT state, attempts, cause FROM message WHERE id = $1"
}
mails() { # COUNT: that many in all are in Olive's box
	[ "$(find -L "$MAIL/box1/new" -type f | wc -l)" = "$1" ]
}
with() { # SUBJECT: the mail that has it
	grep -l "^Subject: $1" "$MAIL"/box1/new/*
}

outgoing_store
outgoing_relay
sql "UPDATE contact_route SET safe = 'no' WHERE person_id <> 1"
distributor copies M-1 >/dev/null 2>>"$LOG"
deliver
until_true 60 mails 1

first=$(remind)
second=$(escalate)
row 'queued' "$first|reminder|queued
$second|escalation|queued" "SELECT id, kind, state FROM message
	WHERE kind <> 'parcel' ORDER BY id"
deliver
has "$SAID" '^2 accepted'
until_true 60 mails 3
same 'reminder' 'accepted|1|' "$(state "$first")"
same 'escalation' 'accepted|1|' "$(state "$second")"
link=$(grep -h '^https:' "$(with 'A document is ready for you')")
same "the reminder's link" "$link" \
	"$(grep -h '^https:' "$(with 'A document is still')")"
lacks "$(cat "$(with 'Please look')")" 'https:'

# Clean by somebody else's measure, without asking the network; and one that it
# would not call clean, so that this can fail.
mkdir "$T/scored"
cp "$MAIL"/box1/new/* "$T/scored"
sed 's/^Subject: .*/Subject: FREE MONEY!!! VIAGRA 100% GUARANTEED/
	s/^From: .*/From: x <winner@casino.invalid>/' \
	"$(with 'A document is ready for you')" >"$T/scored/spam"
SCORERS=
for mail in "$T"/scored/*; do
	background spamassassin -L -t "$mail" >"$mail.scored" 2>"$mail.said"
	SCORERS="$SCORERS $LAST"
done
for pid in $SCORERS; do
	wait "$pid" || fail "spamassassin: $(cat "$T"/scored/*.said)"
done
score() {
	sed -n 's/^X-Spam-Status: [A-Z][a-z]*, score=\([-0-9.]*\) .*/\1/p' "$1" |
		head -n 1
}
same 'mails and one that is spam' 4 "$(find "$T/scored" -name '*.scored' | wc -l)"
for scored in "$T"/scored/*.scored; do
	clean=$(awk -v score="$(score "$scored")" \
		'BEGIN { print score == "" ? "unread" : score < 2 ? "yes" : "no" }')
	case $scored in
	*/spam.scored) same 'spam is clean' no "$clean" ;;
	*) same "$(sed -n '/^Content analysis/,$p' "$scored")" yes "$clean" ;;
	esac
done

# Nothing is left to remind of.
sql 'UPDATE copy SET collected_at = 1 WHERE person_id = 1'
third=$(remind)
deliver
same 'all collected' 'held|0|Nothing is left to remind of.' "$(state "$third")"
sql 'UPDATE copy SET collected_at = NULL WHERE person_id = 1 AND case_id = 2'
deliver
same 'one is not' 'accepted|1|' "$(state "$third")"
until_true 60 mails 4

# The rules are asked again: all of it may go no more (rule 4), and so no notice.
fourth=$(remind)
sql "INSERT INTO relationship (person_id, child_id, kind,
	parental_responsibility, source_of_harm) SELECT 1, id, 'other', 0, 'disputed'
	FROM child"
deliver
same 'not entitled' 'held|0|Nothing is left to remind of.' "$(state "$fourth")"
sql 'DELETE FROM relationship WHERE person_id = 1'

# An expired link reminds nobody.
sql 'UPDATE parcel SET expires_at = 1 WHERE person_id = 1'
deliver
same 'expired' 'held|0|Nothing is left to remind of.' "$(state "$fourth")"

# The route, at the moment of sending: for escalations as for everything.
fifth=$(escalate)
sql "UPDATE contact_route SET safe = 'no' WHERE person_id = 1"
deliver
same 'unsafe' 'held|0|This route is not recorded as safe.' "$(state "$fifth")"
row 'told' 1 "SELECT count(*) FROM alert WHERE text LIKE 'A notice is held%'"
sql "UPDATE contact_route SET safe = 'yes', changed_at = 1 WHERE person_id = 1"
deliver
has "$(state "$fifth")" '^held|0|This route was changed'

# It goes to the new address, once that is confirmed, in the same words.
sql "UPDATE contact_route SET changed_at = NULL, safe = 'no'
	WHERE person_id = 1;
	UPDATE contact_route SET person_id = 1, safe = 'yes' WHERE person_id = 2"
deliver
same 'another address' 'accepted|1|' "$(state "$fifth")"
outgoing_mail box2
has "$(cat "$GOT")" '^To: box2@sample.example'
has "$(cat "$GOT")" '^Something that is due has not gone yet'
until_true 60 mails 4

# Words that tell are not taken; nothing is left of them.
before=$(sql 'SELECT count(*) FROM message')
for words in 'MARAC overdue' 'Safeguarding'; do
	refuses 3 "$BIN/noticeseed" "$STORE" escalation "$words" 'Look.
'
	refuses 3 "$BIN/noticeseed" "$STORE" reminder 'Please look' "$words.
"
done
row 'refused' "$before" 'SELECT count(*) FROM message'

# Without a route: nothing else is tried.
sql "UPDATE contact_route SET channel = 'letter' WHERE person_id = 1"
same 'no route' 0 "$(escalate)"
row 'no message' "$before" 'SELECT count(*) FROM message'
