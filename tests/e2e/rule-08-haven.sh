#!/usr/bin/env bash
# Goal: rule 8, and the canaries of every other way out.  Where a mother hides is
# known to the store as the address of her letters, and to nobody else: a whole
# meeting goes by mail, letter, by hand and as an archive, is looked at on the
# pages of everybody, searched and backed up, and the address is on the front of
# her own letter and nowhere else.  So are the code of the letter, access codes,
# the archive's passphrase, cookies and the sound where each may be and nowhere
# else; a program that dies leaves no core.  The search finds what is planted.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/handing.sh
. "$ROOT/tests/e2e/handing.sh"
# shellcheck source=tests/e2e/office.sh
. "$ROOT/tests/e2e/office.sh"

mkdir "$T/tmp" "$T/pages" "$T/paper" "$T/stick" "$T/cores"
export TMPDIR=$T/tmp
handing_meeting \
	'P10,letter,"Hawthorn House, 77 Whimbrel Wharf, Northtown, NT7 7HH",yes,,,no,no,P3,2026-11-10,' \
	'P6,in person,Sample House,yes,,,no,no,P1,2026-11-01,'
store confirm-safety NS-0101 --by-name "Iris Invented" --capacity idva \
	>>"$LOGS/safety"
accept_decide M-1 NS-0101 P10

# Every list that people read, before and after.
lists() {
	{
		for verb in explain due copies boundaries withheld debriefs \
			actions; do
			distributor $verb M-1
		done
		distributor explain M-1 --json
		store check
	} >>"$LOGS/lists"
}
lists

# Out, by each way.
distributor letter M-1 P10 --by cora --out "$T/paper/one.pdf" >>"$LOGS/said"
pdftotext -layout "$T/paper/one.pdf" "$T/paper/one.txt"
LETTER=$(grep -o '[0-9A-Z]\{4\}\(-[0-9A-Z]\{4\}\)\{3\}' "$T/paper/one.txt")
distributor posted M-1 P10 --by cora >>"$LOGS/said"
handing_make P6 "$T/stick/it.zip"
distributor exported M-1 P6 --by cora --worker "Wanda Worker" >>"$LOGS/said"
7zz x -y -p"$PASSPHRASE" -o"$T/stick" "$T/stick/it.zip" >>"$LOGS/tools"
distributor hand-over M-1 P4 --by cora --worker "Wanda Worker" \
	>>"$LOGS/said" 2>&1 || true # has no such route; what it says counts
distributor deliver >>"$LOGS/distributor"

# Everybody's pages.
accept_serve
show() { # JAR PATH
	number=$((number + 1))
	web -L -b "$1" -o "$T/pages/$number" "$WEB$2"
}
number=0
web -o "$T/pages/landing" "$WEB/letter"
accept_code P10
MARY=$CODE
came=$(printf 'letter=%s&code=%s' "$LETTER" "$MARY" |
	web_status -b "$T/mary.jar" -c "$T/mary.jar" -H "Origin: $WEB" \
		--data-binary @- "$WEB/letter")
same "mary's letter" 303 "$came"
accept_copies "$T/mary.jar"
for path in /copies $COPIES; do
	show "$T/mary.jar" "$path"
done
web -f -b "$T/mary.jar" -o "$T/got/mary.opus" \
	"$WEB${COPIES%%[!/a-z0-9]*}/save/document.opus"
office_in chair
office_in cora
office_ids NS-0101
for who in chair cora; do
	for path in /meetings "/meeting/$MEETING" "$PAGE" /deadlines \
		"$PAGE/act?what=withhold" \
		"$PAGE/act?what=send&person=$(person P10)"; do
		show "$T/$who.jar" "$path"
	done
done
accept_staff "$T/staff.jar"
accept_file "$T/staff.jar" P12
CHILD=/child/$(word "SELECT child.id FROM child JOIN person
	ON person.id = person_id WHERE ref = 'P12'")
show "$T/staff.jar" /children
show "$T/staff.jar" "$CHILD"
for words in Whimbrel NT7 Hawthorn 77; do # a page shows what was asked
	show "$T/staff.jar" "$CHILD?q=$words"
	show "$T/staff.jar" "/children?q=$words"
done
COOKIE=$(awk '$6 ~ /./ && !/^# / { print $7 }' "$T/mary.jar" | tail -n 1)
[ ${#COOKIE} -ge 32 ] || fail "no cookie in the jar"
lists

# A backup of all that the store has, and the database as text.
cp -a "$S" "$T/backup"
sqlite3 "$T/backup/marac.db" .dump >"$T/backup/dump"

# A program that dies.
kill "$SERVER"
must_end "$SERVER" 60
(
	ulimit -c unlimited || true
	cd "$T/cores"
	exec "$BIN/marac-share" serve --store "$S" 2>>"$LOGS/dies"
) &
DIES=$!
PIDS="$PIDS $DIES"
limited() {
	grep -q '^Max core file size  *[01] ' "/proc/$DIES/limits"
}
until_true 60 limited
kill -ABRT "$DIES"
wait "$DIES" 2>/dev/null || true
PIDS=${PIDS% "$DIES"}
[ -z "$(ls -A "$T/cores")" ] || fail "a core: $(ls "$T/cores")"

hex() {
	od -An -v -tx1 | tr -d ' \n'
}
PLACES="$S $HOME_ $LOGS $T/tmp $T/pages $T/stick $T/backup $MAIL/"
# nowhere WHAT CANARY: text in any case, or \x.. bytes
nowhere() {
	# shellcheck disable=SC2086 # one word a place
	if [ "${2#\\x}" != "$2" ]; then
		LC_ALL=C grep -rlaP -- "$2" $PLACES >"$T/hits" || return 0
	else
		LC_ALL=C grep -rliaF -- "$2" $PLACES >"$T/hits" || return 0
	fi
	fail "$1 is in: $(sed "s|^$T/||" "$T/hits" | tr '\n' ' ')"
}
# A sound of the meeting as files and sound cards have it; no line end in it.
SOUND=
at=2
while [ -z "$SOUND" ] || printf %s "$SOUND" | grep -q '\\x0a'; do
	at=$((at + 1))
	SOUND=$(sox "$T/meeting.wav" -t raw -e signed -b 16 -L - trim $at 16s |
		hex | sed 's/../\\x&/g')
done
search() {
	nowhere "the street" 'Whimbrel Wharf'
	nowhere "the house" 'Hawthorn House'
	nowhere "the postcode" 'NT7 7HH'
	nowhere "the postcode" 'NT77HH'
	nowhere "the code of the letter" "$LETTER"
	nowhere "the code of the letter" "$(printf %s "$LETTER" | tr -d -)"
	nowhere "the access code" "$MARY"
	nowhere "the access code" "$(printf %s "$MARY" | tr -d -)"
	nowhere "the passphrase" "$PASSPHRASE"
	nowhere "the cookie" "$COOKIE"
	nowhere "the sound" "$SOUND"
}
search

# On the letter it is; and the search does find, in each kind of place.
has "$(cat "$T/paper/one.txt")" '77 Whimbrel Wharf'
lacks "$(cat "$T/paper/one.txt")" 'NS-0101\|Tess'
# shellcheck disable=SC2059 # the sound is escapes
for place in "$T/pages/landing" "$LOGS/lists" "$T/backup/dump" \
	"$(find "$S/objects" -name '*.sealed' | head -n 1)"; do
	cp "$place" "$T/kept"
	for canary in 'whimbrel WHARF' nt77hh "$LETTER" "$MARY" "$PASSPHRASE" \
		"$SOUND"; do
		printf "x${canary}x" >>"$place"
		if (search) >"$T/found" 2>&1; then
			fail "not found in $place: $canary"
		fi
		cat "$T/kept" >"$place"
	done
done
search
