#!/usr/bin/env bash
# Goal: a letter from the meeting to the ear. Somebody without e-mail is printed
# a letter; its code, read from the paper and typed as people type, opens the
# copy together with the access code; it is heard, collected and noted. The
# postal address and the code are in no text of the store, in no log and on no
# command line (rule 8); the search first finds what is planted for it. A void
# code, and one from before a restore, open nothing.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"
STREET='Whimbrel Crescent'
POSTCODE='QX7 7ZQ'

# Our programs' command lines and environments, over and over.
: >"$T/seen"
watch() {
	while [ ! -e "$T/watched" ]; do
		for pid in $(pgrep -f "^$BIN/marac-"); do
			tr '\0' '\n' <"/proc/$pid/cmdline" || true
			tr '\0' '\n' <"/proc/$pid/environ" || true
		done 2>/dev/null # those that have ended meanwhile
		sleep 0.02
	done >>"$T/seen"
}
background watch
WATCH=$LAST

accept_people
sed -i "s/^P4,email,hari@health.invalid,/P4,letter,\"Hari Placeholder, 7 $STREET, $POSTCODE\",/" \
	"$T/csv/routes.csv"
accept_store
sox -R -r 48000 -n -b 16 "$T/meeting.wav" synth 22 pinknoise vol 0.5
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,4,,,
	0:00:01,item,1,,,,
	0:00:21,end,,,,,
END
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
accept_send M-1
has "$(distributor due M-1)" '^  marac-distributor letter M-1 P4 '

letter() {
	rm -f "$T/letter.pdf"
	distributor letter M-1 P4 --by cora --large \
		--out "$T/letter.pdf" >>"$LOGS/said"
	pdftotext -layout "$T/letter.pdf" "$T/letter.txt"
	LETTER=$(grep -o '[0-9A-Z]\{4\}\(-[0-9A-Z]\{4\}\)\{3\}' "$T/letter.txt")
}
letter
VOID=$LETTER
letter
has "$(cat "$T/letter.txt")" "7 $STREET"
ADDRESS=$(grep -o "http://[^ ]*" "$T/letter.txt")
same 'where it is typed' "$WEB/letter" "$ADDRESS"
distributor posted M-1 P4 --by cora >>"$LOGS/said"
row 'met by letter' 'letter|1' "SELECT channel, met_at IS NOT NULL
	FROM delivery d JOIN copy c ON c.id = d.copy_id JOIN person p
	ON p.id = c.person_id WHERE p.ref = 'P4'"

accept_serve
accept_code P4
# try LETTER: both codes by standard input, so that no command line holds them
try() {
	printf 'letter=%s&code=%s' "$(printf %s "$1" | tr '[:upper:]' \
		'[:lower:]' | sed 's/-/+/g; s/0/o/g; s/1/l/g')" "$CODE" |
		web_status -b "$T/hari.jar" -c "$T/hari.jar" \
			-H "Origin: $WEB" --data-binary @- "$ADDRESS"
}
same 'the first code, printed again' 403 "$(try "$VOID")"
same 'the code' 303 "$(try "$LETTER")"
accept_copies "$T/hari.jar"
web -f -b "$T/hari.jar" -o "$T/got/hari.opus" \
	"$WEB$COPIES/save/document.opus"
accept_decode "$T/got/hari.opus"
same 'samples that are heard' $((20 * 48000)) \
	"$(accept_samples "$T/got/hari.opus")"
collected() {
	[ "$(sqlite3 -readonly "$S/marac.db" "SELECT collected_at IS NOT NULL
		FROM copy c JOIN person p ON p.id = c.person_id
		WHERE p.ref = 'P4'")" = 1 ]
}
until_true 60 collected
row 'what the file says' 'copy made
copy posted
copy opened
copy collected' "SELECT n.kind FROM file_note n JOIN copy c ON c.id = n.copy_id
	JOIN person p ON p.id = c.person_id WHERE p.ref = 'P4' ORDER BY n.id"

# Nowhere but on the paper.
nowhere() { # WHAT
	! LC_ALL=C grep -rliaF -- "$1" "$S" "$LOGS" "$T/seen" "$HOME_" \
		>"$T/hits" || return 1
}
search() {
	for what in "$STREET" "$POSTCODE" "$LETTER" "$VOID" \
		"$(printf %s "$LETTER" | tr -d -)"; do
		nowhere "$what" || fail "it is in: $(cat "$T/hits")"
	done
}
search
[ -s "$T/seen" ] || fail 'no command line was seen'
has "$(cat "$T/seen")" letter
for place in "$S/marac.db" "$LOGS/share" "$T/seen"; do
	cp "$place" "$T/kept"
	printf 'x%sx' "$(printf %s "$POSTCODE" | tr '[:upper:]' '[:lower:]')" \
		>>"$place"
	if (search) >"$T/said" 2>&1; then
		fail "not found in $place: what was planted there"
	fi
	cat "$T/kept" >"$place"
done

# Returned: what is typed opens nothing any more, and nor does a code from before
# a restore.
distributor returned M-1 P4 --by cora --reason 'Unknown at this address' \
	>>"$LOGS/said"
same 'the code of a letter that came back' 403 "$(try "$LETTER")"
letter
same 'the next one' 303 "$(try "$LETTER")"
store key links >>"$LOGS/said"
same 'after a restore' 403 "$(try "$LETTER")"
refuses 1 "$BIN/marac-distributor" --store "$S" posted M-1 P4 --by cora
has "$SAID" 'expired or is void'
: >"$T/watched"
wait "$WATCH"
accept_finish
search
