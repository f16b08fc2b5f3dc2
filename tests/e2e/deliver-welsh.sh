#!/usr/bin/env bash
# Goal: who reads Welsh is written to in Welsh: mail (subject, body, day, and a
# link to the page in Welsh, whole on its line); who does not, in English.  And
# rule 7 of the Welsh mail: the check that every test of sending ends with passes
# it, and finds a telling word of Welsh.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"

outgoing_store
outgoing_relay
"$BIN/marac-store" user language olive cy --store "$STORE" >>"$LOG"
same 'evidence' 'cy' "$(sql "SELECT why FROM audit_event
	WHERE what = 'person.language'")"
distributor copies M-1 >/dev/null 2>>"$LOG"
deliver
outgoing_mail box1
cp "$GOT" "$T/cy"
outgoing_mail box2
tr -d '\r' <"$T/cy" >"$T/letter"
has "$(cat "$T/letter")" '^Subject: Mae dogfen yn barod i chi$'
has "$(cat "$T/letter")" "^Mae dogfen yn barod i chi. Agorwch y dudalen hon i'w"
has "$(cat "$T/letter")" \
	'^https://documents.service.example/d/[A-Za-z0-9_-]*?l=cy$'
MONTHS=(Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref
	Tachwedd Rhagfyr)
OVER=$(($(sql 'SELECT expires_at FROM parcel p JOIN person n
	ON n.id = p.person_id WHERE n.ref = '"'olive'") / 1000))
over() {
	TZ=Europe/London date -d "@$OVER" "$1"
}
has "$(cat "$T/letter")" "^Gallwch chi agor y dudalen tan $(over +%-d) \
${MONTHS[$(over +%-m) - 1]} $(over +%Y), $(over +%H:%M)\.$"
sed '1,/^$/d' "$T/letter" >"$T/body"
lacks "$(grep -v '^Test\.\|^Document service' "$T/body")" \
	'\b\(the\|you\|page\|code\|Please\|document\)\b'
lacks "$(cat "$T/letter")" '=C[0-9]' # nothing was encoded
has "$(cat "$GOT")" '^Subject: A document is ready for you'
lacks "$(cat "$GOT")" '?l='

mkdir "$T/one"
cp "$T/cy" "$T/one/mail"
neutral_mails "$STORE" "$T/one" || fail 'the Welsh mail was refused'
for word in 'Diogelu' 'cam-drin' 'am y plentyn' 'trais' 'lloches'; do
	sed "s/^Mae dogfen yn barod/Mae dogfen $word yn barod/" "$T/cy" \
		>"$T/one/mail"
	if neutral_mails "$STORE" "$T/one" 2>>"$LOG"; then
		fail "$word was not found"
	fi
done
# Nor would ours write one.
sed -i 's/^text = .*/text = Gwasanaeth diogelu/' "$STORE/marac.conf"
refuses 1 distributor due M-1
has "$SAID" 'word for abuse'
