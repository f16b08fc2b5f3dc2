#!/usr/bin/env bash
# Goal: rules 3, 21, 22, with real links out of real mails.  A link after its
# parent was flagged by an import, after a restore (`key links`), with a wrong
# code, with another recipient's code, after a withdrawal: the answer is that of
# a link that never was, in status, headers and body.  In a session that is open
# the sound answers like a copy that never was, and a download that is running
# is reset within 60 s.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"
# shellcheck source=tests/e2e/sipping.sh
. "$ROOT/tests/e2e/sipping.sh"

NEVER=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
WRONG=2222-2222-2222

# Noise for 300 s: a copy of 1.1 MB.
sox -R -r 48000 -n -b 16 "$T/meeting.wav" synth 302 pinknoise vol 0.5
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,join,,5,,,
	0:00:01,item,1,,,,
	0:05:01,end,,,,,
END
accept_store
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
store confirm-safety NS-0101 --by-name "Iris Invented" --capacity idva \
	>>"$LOGS/safety"
accept_attach
accept_decide M-1 NS-0101 P10 P11
accept_send M-1
accept_serve
declare -A LINKS CODES
for one in mary:P10 frank:P11 sam:P6; do
	accept_link "${one%:*}"
	accept_code "${one#*:}"
	LINKS[${one%:*}]=$LINK
	CODES[${one%:*}]=$CODE
done

# answer NAME LINK CODE: all that comes, but the date
answer() {
	printf 'code=%s' "$3" | web -i -H "Origin: $WEB" --data-binary @- "$2" |
		grep -av '^Date: ' >"$T/$1.answer"
	has "$(head -n 1 "$T/$1.answer")" '^HTTP/1.1 403 '
	cmp "$T/never.answer" "$T/$1.answer" ||
		fail "$1 can be told from a link that never was"
}
printf 'code=%s' $WRONG | web -i -H "Origin: $WEB" --data-binary @- \
	"$WEB/d/$NEVER" | grep -av '^Date: ' >"$T/never.answer"
has "$(head -n 1 "$T/never.answer")" '^HTTP/1.1 403 '
answer wrong "${LINKS[frank]}" $WRONG
answer others_code "${LINKS[frank]}" "${CODES[mary]}"
answer others_link "${LINKS[mary]}" "${CODES[frank]}"
# The pages that a GET shows are one page as well.
shown() {
	web -i "$1" | grep -av '^Date: '
}
same "a real link's page" "$(shown "$WEB/d/$NEVER")" "$(shown "${LINKS[frank]}")"

# Whoever has a link can use up its code: the coordinator is told where the work
# is listed, and a new one, issued in person, opens again.
for try in 3 4 5; do
	answer "try_$try" "${LINKS[frank]}" $WRONG
done
answer stopped "${LINKS[frank]}" "${CODES[frank]}"
has "$(distributor due)" 'An access code was stopped after 5 wrong tries'
accept_code P11
CODES[frank]=$CODE

# All of them work now.
accept_in "${LINKS[frank]}" "${CODES[frank]}" "$T/frank.jar"
accept_in "${LINKS[mary]}" "${CODES[mary]}" "$T/mary.jar"
accept_in "${LINKS[sam]}" "${CODES[sam]}" "$T/sam.jar"
declare -A AT
for one in mary frank sam; do
	accept_copies "$T/$one.jar"
	AT[$one]=$COPIES
done
LONG=$(web -f -b "$T/frank.jar" -o "$T/whole" -w '%{size_download}' \
	"$WEB${AT[frank]}/document.opus")
[ "$LONG" -ge 1000000 ] || fail "a copy of only $LONG bytes"

# media NAME: in an open session, what its sound says now, but the date
media() {
	for path in /document.opus /save/document.opus ""; do
		web -i -b "$T/$1.jar" "$WEB${AT[$1]}$path" |
			grep -av '^Date: '
	done >"$T/$1.media"
}
web -b "$T/mary.jar" -c "$T/mary.jar" -o "$T/page" "$WEB/copies"
for path in /copy/9/document.opus /copy/9/save/document.opus /copy/9; do
	web -i -b "$T/mary.jar" "$WEB$path" | grep -av '^Date: '
done >"$T/gone.media"
same "of a copy that never was" 3 \
	"$(grep -ac '^HTTP/1.1 404 ' "$T/gone.media")"

# ended NAME SINCE: its download broke off, and nothing came later than the 60 s
# that there are.
ended() {
	sip_ended "$1"
	same "how the download of $1 ended" 1 "$SIP_STATUS"
	took=$(($(stat -c %Y "$T/$1.sip") - $2))
	[ $took -le 60 ] || fail "$1 was sent something $took s after"
	[ "$(stat -c %s "$T/$1.sip")" -lt "$LONG" ] ||
		fail "$1 has the whole copy"
	media "$1"
	cmp "$T/gone.media" "$T/$1.media" ||
		fail "the open session of $1 tells that there was a copy"
}

# The father is flagged; sam's copy is withdrawn.  Mary's goes on.
# Each of theirs would take three minutes, hers takes some checks.
sip frank "$WEB${AT[frank]}/document.opus" "$T/frank.jar" 6000
sip sam "$WEB${AT[sam]}/document.opus" "$T/sam.jar" 6000
sip mary "$WEB${AT[mary]}/document.opus" "$T/mary.jar" 120000
sed -i '/^P11,P12/s/no,,$/unknown,,/' "$T/csv/relationships.csv"
store import relationships "$T/csv/relationships.csv" >>"$LOGS/import"
FLAGGED=$(date +%s)
COPY=$(sqlite3 -readonly "$S/marac.db" "SELECT c.id FROM copy c
	JOIN person p ON p.id = person_id WHERE ref = 'P6'")
distributor withdraw "$COPY" --reason "Sent by mistake" --by chair \
	>>"$LOGS/distributor"
WITHDRAWN=$(date +%s)
answer flagged "${LINKS[frank]}" "${CODES[frank]}"
answer withdrawn "${LINKS[sam]}" "${CODES[sam]}"
ended frank "$FLAGGED"
ended sam "$WITHDRAWN"
sip_ended mary
same "how the mother's ended" 0 "$SIP_STATUS"
tail -c "$LONG" "$T/mary.sip" | cmp - "$T/whole" || fail "hers differs"

# A restore: every link sent before it is dead.
accept_code P10
accept_in "${LINKS[mary]}" "$CODE" "$T/again.jar"
store key links >>"$LOGS/keys"
answer restored "${LINKS[mary]}" "$CODE"
accept_finish
