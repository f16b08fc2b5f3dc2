#!/usr/bin/env bash
# Goal: a meeting is released by pages alone.  The coordinator leaves a passage
# out and proposes a mother's copy, the chair plays every cut edge, approves both
# and releases; the copies are made and delivered, and what the chair listened
# to is the very file that the mother gets.  Rule 12 holds on the way: nobody
# approves what they proposed, nor what they have not heard; a form pressed
# twice decides once; an edit voids the approval.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"
# shellcheck source=tests/e2e/office.sh
. "$ROOT/tests/e2e/office.sh"

A=3000 NAME=4600 B=6200
# shellcheck disable=SC2034 # toned.sh reads it
ALL="$A $NAME $B"
# shellcheck source=tests/e2e/toned.sh
. "$ROOT/tests/e2e/toned.sh"

quiet 96000
plays 576000 $A   # 2 s to 14 s: case 3
plays 96000 $NAME # to 16 s: a refuge is named
plays 384000 $A   # to 24 s
plays 384000 $B   # to 32 s: case 4
toned_wav
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,join,,2,,,
	0:00:00,join,,4,,,
	0:00:02,item,3,,,,
	0:00:24,item,4,,,,
	0:00:32,end,,,,,
END
accept_store
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
accept_attach
store confirm-safety NS-0103 --by-name "Iris Invented" --capacity idva \
	>>"$LOGS/safety"
accept_serve
office_works
office_in cora
same "where a coordinator lands" /meetings "$LANDED"
office_in chair
same "where a chair lands" /meetings "$LANDED"
office_ids NS-0103
VERA=$(person P30)

# forge KIND ARGS: a job of the chair's that no page asked for; what came of it
# is FORGED
forge() {
	forged=$(once)
	sqlite3 "$S/marac.db" "INSERT INTO job (kind, args, once, account_id,
		session_hash, asked_at) SELECT '$1', '$2', '$forged',
		s.account_id, s.id_hash, 0 FROM session s
		JOIN account a ON a.id = s.account_id WHERE a.login = 'chair'"
	WHERE=/errand/$(word "SELECT id FROM job WHERE once = '$forged'")
	until_true 60 over
	FORGED=$(word "SELECT result FROM job WHERE once = '$forged'")
}

# Meetings, the meeting, the case: who gets what is what `explain` says.
has "$(words cora /meetings)" '23 November 2026: MARAC, Northshire'
has "$(words cora "/meeting/$MEETING")" '3\. NS-0103 0:22 Not released'
said=$(words cora "$PAGE")
has "$said" 'Hari Placeholder Health visitor, Northshire Health Waiting'
has "$said" 'Vera Fictional Needs a decision'
has "$said" 'Wes Fictional Blocked'
"$BIN/marac-distributor" --store "$S" explain M-1 --json >"$T/explain"
for ref in P1 P2 P3 P4 P6 P30 P31; do
	text=$(jq -r ".[] | select(.case == \"NS-0103\" and .person == \"$ref\")
		| .text" "$T/explain")
	has "$said" "$(word "SELECT name FROM person WHERE ref = '$ref'").*$text"
done
has "$(page cora "$PAGE")" 'data-outline="[0-9a-f]\{100,\}"'

# Only a chair releases.
ask cora release
same "a coordinator releases" 403 "$CAME"
same "releases" 0 "$(word 'SELECT count(*) FROM case_release')"

# A part to leave out; the times are the player's.
does cora withhold -d begin=0:12 -d end=0:14 -d reason="A refuge" -d person=0
row "the passage" "672000|768000|A refuge|0" "SELECT from_sample, to_sample,
	reason, approved_by IS NOT NULL FROM withheld_passage"
row "the reason stays in no job" 0 "SELECT count(*) FROM job
	WHERE words <> '' OR session_hash IS NOT NULL"
has "$(words cora "$PAGE")" '0:12 to 0:14.* Needs approval'

# Vera's copy: proposed; nobody approves it yet.
ask cora send -d person="$VERA" -d verdict=send
same "without a reason" 400 "$CAME"
# shellcheck disable=SC2034 # office.sh reads it
ONCE=$(once)
does cora send -d person="$VERA" -d verdict=send -d reason="Her wish"
first=$WHERE
does cora send -d person="$VERA" -d verdict=send -d reason="Her wish"
same "the form pressed twice" "$first" "$WHERE"
row "decides once" 1 "SELECT count(*) FROM decision"
unset ONCE
ask cora approve -d person="$VERA"
same "the same person" 403 "$CAME"
has "$(words chair "$PAGE/act?what=approve&person=$VERA")" \
	'You cannot call a copy back'
has "$(words chair "$PAGE/act?what=approve&person=$VERA&step=2")" \
	'Reason Her wish Proposed by Cora Sample Cut edges'
ask chair approve -d person="$VERA"
same "not heard" 403 "$CAME"
# The distributor asks again, whatever the page let through.
DECISION=$(word "SELECT id FROM decision")
forge approve "$MEETING $CASEID $VERA $DECISION 0 0"
has "$FORGED" '^denied: .*cut edges were not heard'
# Both heard, then approved by another.
has "$(words chair "$PAGE/act?what=approve-passage&number=1")" \
	'Cut edges 0 of 2 heard by you .*ends at 0:00:14 .*begins at 0:00:16'
ask chair approve-passage -d number=1
same "approving what was not heard" 403 "$CAME"
# Half of it played is not heard, whoever says so.
does chair edges -d person=0
LISTENING=$(word "SELECT result FROM job WHERE id = ${WHERE#/errand/}")
web -f -b "$T/chair.jar" -r 0-999 -o "$T/half.opus" \
	"$WEB/listen/$LISTENING/document.opus"
forge heard "$MEETING $CASEID 0 $LISTENING 0 0"
has "$FORGED" '^conflict: not all of it was played'
hears chair edges -d person=0
ask cora approve-passage -d number=1
same "approving one's own" 403 "$CAME"
does chair approve-passage -d number=1
row "approved" 1 "SELECT approved_by IS NOT NULL FROM withheld_passage"
hears chair listen -d person="$VERA"
cp "$T/heard.opus" "$T/as-vera.opus"
has "$(words chair "/listen/$LISTENING")" 'Listen as Vera Fictional .*Heard'
# What is approved is what was shown.
has "$(page chair "$PAGE/act?what=approve&person=$VERA&step=2")" \
	"name=\"number\" value=\"$DECISION\""
does cora send -d person="$VERA" -d verdict=keep -d reason="Not now"
ask chair approve -d person="$VERA" -d number="$DECISION"
same "another than the one that was shown" 403 "$CAME"
forge approve "$MEETING $CASEID $VERA $DECISION 0 0"
has "$FORGED" '^conflict: .*proposed anew'
does cora send -d person="$VERA" -d verdict=send -d reason="Her wish"
does chair approve -d person="$VERA"
has "$(words chair "$WHERE")" 'Approved What happens next'

# Released: the copies are made and go.
ask chair release
until_true 60 over
delivered() {
	[ "$(word "SELECT count(*) FROM delivery WHERE met_at IS NOT NULL")" = 4 ]
}
until_true 60 delivered
accept_fetch vera P30
cmp "$T/as-vera.opus" "$T/got/vera-1.opus" ||
	fail "what was listened to is not what Vera gets"
accept_decode "$T/got/vera-1.opus"
same "as long as the case" $((22 * 48000)) \
	"$(accept_samples "$T/got/vera-1.opus")"
has "$(words chair "$PAGE")" 'Released .*Vera Fictional Part only'

# Deadlines, and a copy is stopped there.
has "$(words cora /deadlines)" 'Vera Fictional NS-0103 Copy [0-9]* Collected'
copy=$(word "SELECT id FROM copy WHERE person_id = $VERA")
does cora withdraw -d number="$copy" -d reason="A new partner"
row "stopped" "A new partner" "SELECT withdrawn_why FROM copy WHERE id = $copy"
has "$(words cora /deadlines)" 'Stopped'

# Moved: what stood on it is void, and what was heard is no more.
does cora boundary -d from=$((24 * 48000)) -d at=0:00:23 -d reason="Late"
row "the passage ends" $((23 * 48000)) "SELECT max(to_sample) FROM passage p
	JOIN agenda_item i ON i.id = p.item_id WHERE i.case_id = $CASEID"
row "releases that stand" 0 "SELECT count(*) FROM case_release
	WHERE case_id = $CASEID AND void_at IS NULL"
same "the old listening" 404 "$(web_status -b "$T/chair.jar" \
	"$WEB/listen/$LISTENING/document.opus")"

# Who did what is in the audit, by account.
for what in passage.proposed passage.approved decision.proposed.send \
	decision.approved case.released boundary.moved edges.heard \
	listening.made recording.heard copy.withdrawn; do
	[ "$(word "SELECT count(*) FROM audit_event WHERE what = '$what'
		AND who LIKE 'account:%'")" -gt 0 ] || fail "no audit of $what"
done
store check >>"$LOGS/check" || fail "the store does not check"
kill "$WORKER"
wait "$WORKER" || fail "the distributor ended with $?"
accept_finish

# What was made to be heard goes after its hours, though nobody listens to
# anything else: the next distributor that begins finds it.
[ "$(word 'SELECT count(*) FROM listening')" -gt 0 ] ||
	fail "nothing is there to go"
sqlite3 "$S/marac.db" "UPDATE listening SET made_at = 1"
office_works
gone() { [ "$(word 'SELECT count(*) FROM listening')" = 0 ]; }
until_true 30 gone
