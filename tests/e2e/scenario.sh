#!/usr/bin/env bash
# Goal: a meeting of 25 cases that springs every trap real meetings set, from
# its papers to its mail.  Who gets what, of which minutes, is what was written
# by hand from the rules (tests/data/scenario/README.md says which and why).  All
# audio that was made has the tones and the length that these tables give it and
# no other; the mails go to whom they should and to nobody else.  Needs root,
# for a full disk.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"
CASES=$DATA/scenario
M=SCN-1
# Before the first item, actions review, off the record, the break, the closed
# session, and while the power was off.
NOWHERE='500 690 2970 3730 5630 6010'
# Hundredths of dB of full scale.  Tones are planted at -1398; in a window of
# 0.1 s the codec alone makes -4668 at its neighbours' where one begins at once.
WINDOW=4800
LIMIT=-4000
PRESENT=-1700

sql() {
	sqlite3 "$S/marac.db" "$1"
}

# each FILE COLUMNS COMMAND: COMMAND with the first columns of each row
each() {
	file=$CASES/$1
	columns=$2
	shift 2
	while IFS=, read -r -a field <&3; do
		"$@" "${field[@]:0:columns}"
	done 3< <(tail -n +2 "$file")
}

unmount() {
	umount "$S/objects" || true
}

# --- what is known before the meeting ---------------------------------------
at_last accept_end
postfix_start "$T/postfix" "$MAIL"
store init >/dev/null
at_last unmount
mount -t tmpfs -o size=32m,mode=700 tmpfs "$S/objects"
cat >"$S/marac.conf" <<END
[mail]
relay = smtp://localhost:$SMTP_PORT
ca_file = $CA_FILE
from = documents@service.invalid
helo = service.invalid

[share]
base_url = http://localhost:1
END
for kind in people children cases relationships routes meetings attendance \
	agenda conflicts; do
	store import $kind "$CASES/$kind.csv" >>"$LOGS/import"
done
store import routes "$CASES/routes-yesterday.csv" >>"$LOGS/import"
sql "UPDATE contact_route SET changed_at = changed_at - 86400000"
for who in cora:P1:coordinator chair:P2:chair iris:P3:coordinator; do
	IFS=: read -r login person role <<<"$who"
	echo "invented-$login-2026" | store user add "$login" \
		--person "$person" --role "$role" >"$T/$login.totp"
done
store key trust "Test recorder" "$(recorder device-key)" >/dev/null
store papers $M --out "$T/papers.json" >/dev/null

# --- the meeting ------------------------------------------------------------
sounds() {
	sox -r 48000 -n -t raw -e signed -b 16 -c 1 - \
		synth "$1" sine "$2" vol 0.2
}
each tape.csv 2 sounds |
	sox -t raw -r 48000 -e signed -b 16 -c 1 - "$T/meeting.wav"
recorder import "$T/meeting.wav" --marks "$CASES/marks.csv" \
	--papers "$T/papers.json" --began 2026-10-22T09:44Z >>"$LOGS/recorder"
rm "$T/meeting.wav"
FOLDER=$(find "$HOME_/meetings" -mindepth 1 -maxdepth 1 -type d)

# At 11:07 the power goes: the segment that a break ended there has no end.
CUT=$("$BIN/meetingkit" journal "$FOLDER" | sed -n \
	"s/.* segment-sealed .*sample=$((1380 * 48000)) value=\([0-9]*\).*/\1/p")
"$BIN/powercut" "$FOLDER" "$CUT" 5000
distributor attach "$FOLDER" >>"$LOGS/attach"
row "segments that were cut short" 1 \
	"SELECT count(*) FROM segment WHERE status = 'recovered'"
row "an alert says so" 1 \
	"SELECT count(*) FROM alert WHERE text LIKE '%was cut short%'"

# 168 h after 10:10 UTC; the same civil time would be an hour later.
row "due_at" "2026-10-22 10:10:00|2026-10-29 10:10:00" "SELECT
	datetime(ended_at / 1000, 'unixepoch'),
	datetime(due_at / 1000, 'unixepoch') FROM meeting"

# --- what people decide -----------------------------------------------------
release() {
	[ "$1" = SC-16 ] || distributor release $M --case "$1" --by chair
}
confirm() {
	store confirm-safety "$1" --by-name "$2" --capacity "$3"
	sql "UPDATE safety_confirmation SET confirmed_at = confirmed_at -
		$4 * 86400000 WHERE case_id = (SELECT id FROM marac_case
		WHERE reference = '$1')"
}
decide() {
	distributor decide $M "$1" "$2" "$3" --reason "$6" --by "$4"
	[ -z "$5" ] || distributor approve $M "$1" "$2" --by "$5"
}
each cases.csv 1 release >>"$LOGS/decide"
each safety.csv 4 confirm >>"$LOGS/decide"
each decisions.csv 6 decide >>"$LOGS/decide"

# --- the disk is full while copies are made ---------------------------------
free=$(df --output=avail -B1 "$S/objects" | tail -n 1)
head -c $((free - 300000)) /dev/zero >"$S/objects/filler"
full=0
distributor copies $M >"$T/table" || full=$?
same "copies on a full disk" 1 "$full"
has "$(tail -n 1 "$LOGS/distributor")" 'full\|No space'
row "copies made on a full disk" 0 "SELECT count(*) FROM copy"
row "mails written on a full disk" 0 "SELECT count(*) FROM message"
rm "$S/objects/filler"
find "$S/objects" -type f ! -name '.*' -printf '%f\n' | sort >"$T/objects"
sql "SELECT object FROM rendition" | sort | diff - "$T/objects" ||
	fail "a full disk left files without a row, or rows without a file"
store check >"$T/said" || fail "after a full disk: $(cat "$T/said")"

# --- who gets what ----------------------------------------------------------
distributor copies $M --json >"$T/copies.json"
awk -F'"' '/"case":/ { c = $4 } /"person":/ { p = $4 }
	/"outcome":/ { print c "," p "," $4 }' "$T/copies.json" |
	sort >"$T/came"
tail -n +2 "$CASES/expected.csv" | cut -d, -f 1-3 | sort >"$T/expected"
diff "$T/expected" "$T/came" >"$T/differs" || fail \
	"the program (>) says another thing than the rules (<):
$(grep '^[<>]' "$T/differs" | sort -k 2)"

# Marks follow their boundary.
row "the action marked before the late button" SC-06 "SELECT reference FROM
	action JOIN marac_case c ON c.id = case_id WHERE text LIKE 'Visit Sia%'"
row "the action marked before the corrected button" SC-15 "SELECT reference
	FROM action JOIN marac_case c ON c.id = case_id
	WHERE text LIKE 'New nursery%'"

# Rule 23: no copy without its notes, nor for the unborn.
row "copies without a note in a child's file" 0 "SELECT count(*) FROM copy c
	JOIN case_child k ON k.case_id = c.case_id WHERE NOT EXISTS (SELECT 1
	FROM file_note n WHERE n.copy_id = c.id AND n.child_id = k.child_id)"

# --- what can be heard ------------------------------------------------------
mkdir "$T/audio"
"$BIN/unseal" "$S" "$T/audio"
export WINDOW
TONES=$(tail -n +2 "$CASES/tape.csv" | cut -d, -f 2 | sort -nu | tr '\n' ' ')
export TONES
# shellcheck disable=SC2016 # for the shell that xargs starts
find "$T/audio" -name '*.opus' -print0 | xargs -0 -n 1 -P 2 sh -c '
	opusdec --quiet --rate 48000 --no-dither "$0" "$0.wav" 2>"$0.said" &&
	sox "$0.wav" -t raw -e signed -b 16 -c 1 -r 48000 "$0.raw" &&
	stat -c "samples %s" "$0.raw" >"$0.heard" &&
	"$BIN/tones" "$WINDOW" $TONES <"$0.raw" >>"$0.heard" &&
	rm "$0.wav" "$0.raw"'

sql "SELECT c.reference, p.ref, x.rendition_id FROM copy x
	JOIN marac_case c ON c.id = x.case_id
	JOIN person p ON p.id = x.person_id WHERE x.withdrawn_at IS NULL
	UNION ALL SELECT c.reference, 'file', x.rendition_id
	FROM case_recording x JOIN marac_case c ON c.id = x.case_id" |
	tr '|' , >"$T/made"
{
	tail -n +2 "$CASES/expected.csv" | cut -d, -f 1,2,4,5 |
		grep -v ',,$'
	tail -n +2 "$CASES/expected-files.csv" | cut -d, -f 1-3 |
		sed 's/,/,file,/'
} >"$T/audible"
same "copies and recordings of files" "$(wc -l <"$T/audible")" \
	"$(wc -l <"$T/made")"
awk -F, -v at="$T/audio" -v nowhere="$NOWHERE" -v limit=$LIMIT \
	-v present=$PRESENT '
function seconds(text, part) {
	return split(text, part, ":") == 2 ? part[1] * 60 + part[2] : -1
}
# which tones sound in these spans
function allowed(hear, may, i, k, n, span, edge) {
	delete may
	n = split(hear, span, " ")
	for (i = 1; i <= n; i++) {
		split(span[i], edge, "-")
		for (k = 1; k <= pieces; k++)
			if (from[k] < seconds(edge[2]) &&
			    seconds(edge[1]) < to[k])
				may[hertz[k]] = 1
	}
	for (i in silent)
		delete may[i]
}
function wrong(text) {
	print made ": " text
}
BEGIN {
	split(nowhere, list, " ")
	for (i in list)
		silent[list[i]] = 1
}
FILENAME ~ /tape.csv$/ {
	if (FNR > 1) {
		from[++pieces] = clock
		clock += $1
		to[pieces] = clock
		hertz[pieces] = $2
	}
	next
}
FILENAME ~ /audible$/ {
	hear[$1 " " $2] = $3
	plays[$1 " " $2] = seconds($4) * 48000
	next
}
{
	made = $1 " " $2
	if (!(made in hear)) {
		wrong("must not have anything")
		next
	}
	allowed(hear[made], may)
	file = at "/" $3 ".opus.heard"
	while ((getline line <file) > 0) {
		split(line, x, " ")
		if (x[1] == "samples") {
			lost = plays[made] - x[2] / 2
			if (lost < 0 || lost > ($1 == "SC-22" ? 48000 : 0))
				wrong("plays " x[2] / 2 " samples, not " \
				    plays[made])
		} else if (x[1] in may && x[2] < present)
			wrong("lacks the tone " x[1] ": " x[2])
		else if (!(x[1] in may) && x[2] > limit)
			wrong("has the tone " x[1] ": " x[2] " at sample " x[3])
		lines++
	}
	close(file)
	judged++
}
END {
	if (lines != judged * (1 + tones))
		print "not everything was listened to: " lines " of " judged
}' tones="$(echo "$TONES" | wc -w)" "$CASES/tape.csv" "$T/audible" "$T/made" \
	>"$T/differs"
[ ! -s "$T/differs" ] || fail "what can be heard: $(cat "$T/differs")"

# --- who gets mail ----------------------------------------------------------
distributor deliver >>"$LOGS/deliver"
sql "SELECT ref, state FROM message m JOIN parcel k ON k.id = m.parcel_id
	JOIN person p ON p.id = k.person_id WHERE k.void_at IS NULL" |
	tr '|' , | sort >"$T/came"
tail -n +2 "$CASES/expected-mail.csv" | cut -d, -f 1,2 | sort >"$T/expected"
diff "$T/expected" "$T/came" || fail "the mails are not those of the table"
tail -n +2 "$CASES/expected-mail.csv" | grep ',accepted,' | cut -d, -f 1 |
	while read -r who; do
		sed -n "s/^$who,email,\([a-z]*\)@.*/\1/p" "$CASES/routes.csv"
	done | sort >"$T/expected"
all_there() {
	[ "$(find -L "$MAIL" -path '*/new/*' | wc -l)" = \
		"$(wc -l <"$T/expected")" ]
}
until_true 20 all_there
find -L "$MAIL" -path '*/new/*' -printf '%h\n' |
	sed 's|.*/\([a-z]*\)/new|\1|' | sort | diff "$T/expected" - ||
	fail "mail lies in other boxes"
# Rules 7 and 8.
tail -n +2 "$CASES/children.csv" | cut -d, -f 1 >"$T/children"
grep -wFf "$T/children" "$CASES/people.csv" | cut -d, -f 2 >"$T/secret"
printf '%s\n' MARAC SC- 'Invented Row' 'QX1 9ZZ' Passerby informant >>"$T/secret"
! find -L "$MAIL" -path '*/new/*' -exec grep -iHFf "$T/secret" {} + ||
	fail "a mail says what none may say"

store check >"$T/said" || fail "at the end: $(cat "$T/said")"
! grep -l 'Sanitizer\|runtime error' "$LOGS"/* || fail "a sanitizer spoke"
