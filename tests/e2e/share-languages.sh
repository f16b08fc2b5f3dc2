#!/usr/bin/env bash
# Goal: a recipient reads English or Welsh, as they choose.  Before they are in,
# by the address or the browser alone, in the same bytes for every link: whose
# it is, and what they speak, no page tells.  Then as the store has it, or as
# they chose on the page, which is theirs alone to choose and kept only when
# they ask.  And rule 21 in Welsh: five wrong codes stop it, the sixth try is
# refused though it is right, the coordinator is told; by link and by letter.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/sharing.sh
. "$(dirname "$0")/sharing.sh"
# shellcheck disable=SC2034 # sharing reads it
AUDIO_SECONDS=30
sharing
NEVER=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
WRONG=2222-2222-2222

# Before: Welsh for who asks, and nothing of a person.
rows "UPDATE person SET language = 'cy' WHERE id = 1"
for how in '' '?l=cy' '?l=cy&p=large' '?l=xx' '?l=en'; do
	web -i "$URL/d/$TOKEN_OLIVE$how" | grep -v '^Date: ' >"$T/hers"
	web -i "$URL/d/$NEVER$how" | grep -v '^Date: ' >"$T/never"
	cmp "$T/hers" "$T/never" || fail "a link can be told by '$how'"
	lacks "$(cat "$T/hers")" '^Set-Cookie'
	case $how in
	*cy*) has "$(cat "$T/hers")" '<html lang="cy"' ;;
	*) has "$(cat "$T/hers")" '<html lang="en"' ;;
	esac
done
has "$(web "$URL/d/$NEVER?l=cy&p=large")" 'class="govuk-template doc-large"'
has "$(web "$URL/d/$NEVER?l=cy")" 'Mae dogfen yn barod i chi'
has "$(web -H 'Accept-Language: cy-GB,en;q=0.5' "$URL/letter")" 'Agor dogfen'
has "$(web -H 'Accept-Language: cy' "$URL/nowhere")" \
	'Heb ddod o hyd i.*r dudalen'
has "$(web -H 'Accept-Language: en,cy;q=0.9' "$URL/letter")" 'Open a document'
# Staff's stay English.
has "$(web -H 'Accept-Language: cy' "$URL/sign-in")" '<html lang="en"'

# In: as the store has it.
come_in "$TOKEN_OLIVE" "$CODE_OLIVE" "$T/olive"
ONE=$(copy "$T/olive")
web -b "$T/olive" "$URL$ONE" >"$T/page"
has "$(cat "$T/page")" '<html lang="cy"'
has "$(cat "$T/page")" "Mae&#39;n para 30 eiliad"
# The day is London's.
MONTHS=(Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref
	Tachwedd Rhagfyr)
BEGAN=$(($(rows 'SELECT started_at FROM meeting') / 1000))
DAY="$(TZ=Europe/London date -d "@$BEGAN" +%-d)"
DAY="$DAY ${MONTHS[$(TZ=Europe/London date -d "@$BEGAN" +%-m) - 1]}"
DAY="$DAY $(TZ=Europe/London date -d "@$BEGAN" +%Y)"
has "$(cat "$T/page")" "$DAY, eitem 1"
has "$(web -b "$T/olive" "$URL$ONE/document.txt")" 'Penderfyniad: Change'
has "$(web -b "$T/olive" "$URL$ONE/text")" 'Beth gafodd ei ysgrifennu'
has "$(web -b "$T/olive" "$URL/copy/5")" 'Heb ddod o hyd i'
# What there is no page for is in the cookie's language, which she has not.

# change JAR ARGUMENT...: press a button of the page; the status.
change() {
	local jar=$1
	shift
	status -b "$jar" -c "$jar" -d "form=$(form "$jar" "$ONE")" \
		--data-urlencode "back=$ONE" "$@" "$URL/display"
}
same "to English" 303 "$(change "$T/olive" -d language=en)"
has "$(web -b "$T/olive" "$URL$ONE")" '<html lang="en"'
has "$(web -b "$T/olive" "$URL/nowhere")" 'Page not found'
same "for this session only" cy "$(rows 'SELECT language FROM person
	WHERE id = 1')"
has "$(web -b "$T/olive" "$URL$ONE")" 'name="remember" value="en"'
same "and for good" 303 "$(change "$T/olive" -d remember=en)"
same "kept" en "$(rows 'SELECT language FROM person WHERE id = 1')"
same "evidence" en "$(rows "SELECT why FROM audit_event
	WHERE what = 'person.language'")"
lacks "$(web -b "$T/olive" "$URL$ONE")" 'name="remember"'
same "large" 303 "$(change "$T/olive" -d print=large)"
has "$(web -b "$T/olive" "$URL$ONE")" 'doc-large'
has "$(web -b "$T/olive" "$URL$ONE")" '<html lang="en"'

# Not for others, not by a GET, and not to lead elsewhere.
same "without a session" 404 "$(status -d language=cy "$URL/display")"
same "without the token" 403 "$(status -b "$T/olive" -d remember=cy \
	"$URL/display")"
same "from another site" 403 "$(change "$T/olive" -d remember=cy \
	-H 'Sec-Fetch-Site: cross-site')"
same "by a GET" 405 "$(status -b "$T/olive" "$URL/display?remember=cy")"
web -I -b "$T/olive" "$URL$ONE?l=cy&p=large" >/dev/null
web -b "$T/olive" "$URL$ONE?l=cy" >/dev/null
same "unchanged" en "$(rows 'SELECT language FROM person WHERE id = 1')"
has "$(web -b "$T/olive" "$URL$ONE")" '<html lang="en"'
for back in https://elsewhere.example //elsewhere.example /sign-in /exit \
	"/copy/1?x" '/copies%0d%0aX: y' ''; do
	web -i -b "$T/olive" -d "form=$(form "$T/olive" "$ONE")" -d print=usual \
		--data-urlencode "back=$back" "$URL/display" >"$T/went"
	same "back to '$back'" /copies "$(tr -d '\r' <"$T/went" |
		sed -n 's/^Location: //p')"
done

# The choice before is the choice in the session; large print alone is no choice
# of a language.
same "in, in Welsh" 303 "$(status -c "$T/ian" --data-urlencode \
	"code=$CODE_IAN" "$URL/d/$TOKEN_IAN?l=cy")"
has "$(web -b "$T/ian" -L "$URL/copies")" '<html lang="cy"'
rows "UPDATE person SET language = 'cy' WHERE ref = 'hedda'"
same "in, in large print" 303 "$(status -c "$T/hedda" --data-urlencode \
	"code=$CODE_HEDDA" "$URL/d/$TOKEN_HEDDA?p=large")"
has "$(web -b "$T/hedda" -L "$URL/copies")" '<html lang="cy" .*doc-large'

# Rule 21, by a link and by a letter, in Welsh.
refused() {
	web -i -o "$T/said" -w '%{http_code}' "$@"
}
same "failures so far" 0 "$(rows 'SELECT count(*) FROM alert')"
for try in 1 2 3 4 5; do
	same "try $try" 403 "$(refused -d code=$WRONG \
		"$URL/d/$TOKEN_FRANK?l=cy")"
	has "$(cat "$T/said")" "Doedd dim modd agor dogfen gyda.*r ddolen"
	has "$(cat "$T/said")" 'Ar ôl 5 cynnig anghywir'
done
same "the right one" 403 "$(refused --data-urlencode "code=$CODE_FRANK" \
	"$URL/d/$TOKEN_FRANK?l=cy")"
same "the right one by letter" 403 "$(refused --data-urlencode \
	"letter=$LETTER_FRANK" --data-urlencode "code=$CODE_FRANK" \
	"$URL/letter?l=cy")"
has "$(cat "$T/said")" "gyda.*r ddau god hyn"
same "told once" "An access code was stopped after 5 wrong tries (parcel 3). \
Issue a new one in person." "$(rows 'SELECT text FROM alert
	WHERE meeting_id = 1 AND seen_at IS NULL')"
same "evidence" '5|1' "$(rows "SELECT count(*), sum(why = 'stopped')
	FROM audit_event WHERE what = 'code.refused'")"
for try in 1 2 3 4 5; do
	same "letter, try $try" 403 "$(refused --data-urlencode \
		"letter=$LETTER_IAN" -d code=$WRONG "$URL/letter?l=cy")"
done
same "the right one by letter" 403 "$(refused --data-urlencode \
	"letter=$LETTER_IAN" --data-urlencode "code=$CODE_IAN" \
	"$URL/letter?l=cy")"
same "the right one by link" 403 "$(refused --data-urlencode \
	"code=$CODE_IAN" "$URL/d/$TOKEN_IAN")"
same "told" 2 "$(rows 'SELECT count(*) FROM alert')"
lacks "$(cat "$LOG")" "$CODE_IAN\|$TOKEN_OLIVE"
finish
