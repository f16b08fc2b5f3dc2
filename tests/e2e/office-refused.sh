#!/usr/bin/env bash
# Goal: to whoever is neither chair nor coordinator their pages do not exist:
# a caseworker, a recipient and a stranger get, for every page, method and form,
# the bytes of an address that is none.  A chair with a conflict of interest, or
# who may be a source of harm, sees nothing that shows that the case exists: no
# row, no gap in the numbers, no sound, no copy, no alert (rules 3, 4 and 14).
# A form without its token, or from elsewhere, does nothing; a GET changes
# nothing; what is asked for is done once, by nobody who has left meanwhile.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"
# shellcheck source=tests/e2e/office.sh
. "$ROOT/tests/e2e/office.sh"

sox -r 48000 -n -b 16 -c 1 "$T/meeting.wav" synth 30 sine 700 vol 0.2
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,join,,2,,,
	0:00:00,join,,3,,,
	0:00:02,item,2,,,,
	0:00:12,item,3,,,,
	0:00:22,item,4,,,,
	0:00:25,leave,,3,,,
	0:00:30,end,,,,,
END
accept_store
printf '%s\n' "$PASSWORD" | store user add other --person P3 \
	--role coordinator >"$T/other.totp"
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
accept_attach
accept_send M-1
sqlite3 "$S/marac.db" "INSERT INTO alert (at, meeting_id, text)
	SELECT 0, id, 'Copy 1 was stopped.' FROM meeting"
accept_serve
office_in chair
office_in cora
office_ids NS-0103
VERA=$(person P30)
alert=$(word 'SELECT max(id) FROM alert')

# Something to listen to, which is the chair's.
office_works
hears chair listen -d person="$(person P1)"
job=${WHERE#/errand/}
kill "$WORKER"
wait "$WORKER" || fail "the distributor ended with $?"

pages="/meetings /meetings/new /meeting/$MEETING $PAGE $PAGE/document.opus
	/meeting/$MEETING/prepare /meeting/$MEETING/details
	/meeting/$MEETING/agenda /meeting/$MEETING/agenda/check
	/meeting/$MEETING/people /meeting/$MEETING/papers
	$PAGE/route?person=$VERA
	$PAGE/act?what=release $PAGE/act /listen/$LISTENING
	/listen/$LISTENING/document.opus /errand/$job /deadlines
	/deadlines/seen/$alert /files"
same "the chair's listening" 200 "$(web_status -b "$T/chair.jar" \
	"$WEB/listen/$LISTENING/document.opus")"

# asked HOW JAR PATH: the answer, without its date
asked() {
	case $1 in
	HEAD) set -- "$@" -I ;;
	POST) set -- "$@" -d form=x -d what=release ;;
	DELETE) set -- "$@" -X DELETE ;;
	big) set -- "$@" --data-binary "@$T/big" ;;
	esac
	jar=$2 url=$WEB$3
	shift 3
	web -i -b "$jar" -H "Origin: $WEB" "$@" "$url" | grep -v '^Date: '
}

# told JAR PAGES WHY: each answers as /no-such-page does, whatever is asked
told() {
	for how in GET HEAD POST DELETE big; do
		asked $how "$1" /no-such-page >"$T/told.none"
		for path in $2; do
			asked $how "$1" "$path" >"$T/told.page"
			cmp -s "$T/told.page" "$T/told.none" ||
				fail "$3 can tell that $path is there ($how)"
		done
	done
}
head -c 20000 /dev/zero | tr '\0' x >"$T/big"
accept_staff "$T/worker.jar"
told "$T/worker.jar" "$pages" "a caseworker"
told "$T/nobody.jar" "$pages" "a stranger"
accept_link cora
accept_code P1
accept_in "$LINK" "$CODE" "$T/recipient.jar"
told "$T/recipient.jar" "$pages" "a recipient"

# Another coordinator: what is the chair's own is nobody else's, and of a meeting
# that they took part in they have what they sat through (rule 15).
office_in other
same "the same meeting" 200 "$(web_status -b "$T/other.jar" "$WEB$PAGE")"
LEFT=$(word "SELECT id FROM marac_case WHERE reference = 'NS-0104'")
told "$T/other.jar" "/meeting/$MEETING/case/$LEFT
	/meeting/$MEETING/case/$LEFT/document.opus" "who left in between"
told "$T/other.jar" "/listen/$LISTENING /listen/$LISTENING/document.opus
	/errand/$job" "another coordinator"
sqlite3 "$S/marac.db" "DELETE FROM attendance WHERE person_id =
	(SELECT id FROM person WHERE ref = 'P3')"
told "$T/other.jar" "/meeting/$MEETING $PAGE" "a coordinator of elsewhere"
lacks "$(words other /meetings)" 'Northshire'
lacks "$(words other /deadlines)" 'NS-0'

# Nothing without the token, from elsewhere, or by a GET.
before=$(sqlite3 -readonly "$S/marac.db" "SELECT (SELECT count(*) FROM job),
	(SELECT count(*) FROM audit_event), (SELECT count(*) FROM alert
	WHERE seen_at IS NULL)")
form=$(accept_form "$T/cora.jar" "$PAGE")
post() {
	web_status -b "$T/cora.jar" -d what=send -d verdict=send -d reason=why \
		-d person="$VERA" -d once="$(once)" "$@" "$WEB$PAGE/act"
}
same "without a token" 403 "$(post -H "Origin: $WEB")"
same "with another's" 403 "$(post -H "Origin: $WEB" \
	-d form="$(accept_form "$T/chair.jar" "$PAGE")")"
same "from elsewhere" 403 "$(post -H 'Origin: https://elsewhere.example' \
	-d form="$form")"
same "from elsewhere, the browser says" 403 "$(post -H "Origin: $WEB" \
	-H 'Sec-Fetch-Site: cross-site' -d form="$form")"
same "from nowhere" 403 "$(post -d form="$form")"
same "an alert without a token" 403 "$(web_status -b "$T/cora.jar" \
	-H "Origin: $WEB" -d form=x "$WEB/deadlines/seen/$alert")"
for path in /meetings "/meeting/$MEETING" "$PAGE" /deadlines \
	"$PAGE/act?what=send&verdict=send&reason=why&person=$VERA" \
	"$PAGE/act?what=release&step=2"; do
	same "GET $path" 200 "$(web_status -b "$T/cora.jar" "$WEB$path")"
done
same "what changed" "$before" "$(sqlite3 -readonly "$S/marac.db" "SELECT
	(SELECT count(*) FROM job), (SELECT count(*) FROM audit_event),
	(SELECT count(*) FROM alert WHERE seen_at IS NULL)")"
# A once that is no once, or another account's, is refused.
# shellcheck disable=SC2034 # office.sh reads it
ONCE=short
ask cora send -d verdict=send -d reason=why -d person="$VERA"
same "a form of no page's" 400 "$CAME"
unset ONCE

# Whoever has signed out has asked for nothing.
ask cora send -d verdict=send -d reason=why -d person="$VERA"
same "asked" 303 "$CAME"
same "signing out" 303 "$(web_status -b "$T/cora.jar" -H "Origin: $WEB" \
	-d form="$form" "$WEB/sign-out")"
gone=$WHERE
# Nor whoever lost the role, nor what is kept already: that is done once.
ask chair send -d verdict=send -d reason=why -d person="$VERA"
demoted=$WHERE
ask chair send -d verdict=keep -d reason=why -d person="$VERA"
sqlite3 "$S/marac.db" "UPDATE account SET role = 'caseworker'
	WHERE login = 'chair';
	UPDATE job SET kept = 1, state = 'running' WHERE id = ${WHERE#/errand/}"
kept=$WHERE
office_works
for WHERE in $gone $demoted $kept; do
	until_true 60 over
done
result() {
	word "SELECT state || ' ' || result FROM job WHERE id = ${1#/errand/}"
}
has "$(result "$gone")" '^failed denied: .*not signed in'
has "$(result "$demoted")" '^failed denied: only a chair or a coordinator'
has "$(result "$kept")" '^done'
row "decisions" 0 'SELECT count(*) FROM decision'
row "the words are gone" 0 "SELECT count(*) FROM job
	WHERE words <> '' OR session_hash IS NOT NULL"
sqlite3 "$S/marac.db" "UPDATE account SET role = 'chair' WHERE login = 'chair'"

# hidden WHY: of case 3 nothing shows to the chair
hidden() {
	for path in /meetings "/meeting/$MEETING" /deadlines; do
		said=$(words chair "$path")
		lacks "$said" 'NS-0103'
		lacks "$said" 'Vera'
		lacks "$said" 'Copy 1 was stopped'
	done
	said=$(words chair "/meeting/$MEETING")
	has "$said" '2\. NS-0102 .*3\. NS-0104'
	lacks "$said" '4\. '
	told "$T/chair.jar" "$PAGE $PAGE/document.opus $PAGE/act?what=release
		$PAGE/act /listen/$LISTENING /listen/$LISTENING/document.opus
		/errand/$job" "a chair with $1"
	[ "$(web -b "$T/chair.jar" -H "Origin: $WEB" -d \
		form="$(accept_form "$T/chair.jar" /deadlines)" \
		-o /dev/null -w '%{http_code}' "$WEB/deadlines/seen/$alert")" \
		= 303 ] || fail "an alert that is not theirs answers otherwise"
	row "and is not seen" 1 "SELECT seen_at IS NULL FROM alert
		WHERE id = $alert"
}
has "$(words chair /deadlines)" 'Copy 1 was stopped'
has "$(words chair /deadlines)" 'NS-0103'
# Asked for while there was no conflict, done after one was declared.
kill "$WORKER"
wait "$WORKER" || fail "the distributor ended with $?"
ask chair send -d verdict=send -d reason=why -d person="$VERA"
distributor conflict M-1 NS-0103 P2 --by cora >>"$LOGS/conflict"
office_works
until_true 60 over
has "$(result "$WHERE")" '^failed not found: '
hidden "a conflict"

# The next case ends where the hidden one begins: the chair cannot move that.
hiddenpage=$PAGE
office_ids NS-0102
fails denied chair boundary -d from=$((12 * 48000)) -d at=0:00:20 -d reason=why
row "the passage" $((12 * 48000)) "SELECT max(to_sample) FROM passage p
	JOIN agenda_item i ON i.id = p.item_id WHERE i.case_id = $CASEID"
has "$(words chair "$WHERE")" 'It was not done A rule does not allow it'
lacks "$(words chair "$WHERE")" 'item'
PAGE=$hiddenpage

# The same for an alleged source of harm.
sqlite3 "$S/marac.db" "DELETE FROM conflict"
office_ids NS-0103
sqlite3 "$S/marac.db" "INSERT INTO case_perpetrator
	SELECT $CASEID, id FROM person WHERE ref = 'P2'"
hidden "an allegation"
kill "$WORKER"
wait "$WORKER" || fail "the distributor ended with $?"
accept_finish
