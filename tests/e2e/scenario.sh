#!/usr/bin/env bash
# Goal: a meeting of 25 cases that springs every trap real meetings set, and a
# conference that family attends, from their papers to the mail.  Who gets what,
# of which minutes, is what was written by hand from the rules
# (tests/data/scenario/README.md says which and why).  All audio that was made
# has the tones and the length that these tables give it and no other; the mails
# go to whom they should and to nobody else.  Needs root, for a full disk.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"
CASES=$DATA/scenario
# Before the first item, actions review, off the record, the break, the closed
# session, and while the power was off.
NOWHERE='500 690 2970 3730 5630 6010'
# Hundredths of dB of full scale.  Tones are planted at -1398; in a window of
# 0.1 s the codec alone makes -4668 at its neighbours' where one begins at once.
WINDOW=4800
LIMIT=-4000
PRESENT=-1700
export WINDOW

sql() {
	sqlite3 "$S/marac.db" "$1"
}

# each FILE COLUMNS COMMAND: COMMAND with the first columns of each row
each() {
	file=$1
	columns=$2
	shift 2
	while IFS=, read -r -a field <&3; do
		"$@" "${field[@]:0:columns}"
	done 3< <(tail -n +2 "$file")
}

unmount() {
	umount "$S/objects" || true
}

# take_in FOLDER: what is known before the meeting
take_in() {
	for kind in people children cases relationships routes meetings \
		attendance agenda; do
		store import $kind "$1/$kind.csv"
	done >>"$LOGS/import"
}

sounds() {
	sox -R -r 48000 -n -t raw -e signed -b 16 -c 1 - \
		synth "$1" sine "$2" vol 0.2
}

# record FOLDER MEETING BEGAN: the meeting's folder is FOLDER
record() {
	store papers "$2" --out "$T/papers-$2.json" >/dev/null
	each "$1/tape.csv" 2 sounds | sox -t raw -r 48000 -e signed -b 16 \
		-c 1 - "$T/meeting.wav"
	find "$HOME_" -mindepth 2 -maxdepth 2 -type d >"$T/folders"
	recorder import "$T/meeting.wav" --marks "$1/marks.csv" --began "$3" \
		--papers "$T/papers-$2.json" >>"$LOGS/recorder"
	FOLDER=$(find "$HOME_/meetings" -mindepth 1 -maxdepth 1 -type d |
		grep -vxFf "$T/folders")
	rm "$T/meeting.wav"
}

# attached MEETING ENDED DUE: UTC
attached() {
	distributor attach "$FOLDER" >>"$LOGS/attach"
	row "when $1 ended, and when it is due" "$2|$3" "SELECT
		datetime(ended_at / 1000, 'unixepoch'),
		datetime(due_at / 1000, 'unixepoch')
		FROM meeting WHERE ref = '$1'"
}

release() {
	[ "$1" = SC-16 ] || distributor release $M --case "$1" --by chair
}

confirm() {
	store confirm-safety "$1" --by-name "$2" --capacity "$3"
	sql "UPDATE safety_confirmation SET confirmed_at = confirmed_at -
		$4 * 86400000 WHERE case_id = (SELECT id FROM marac_case
		WHERE reference = '$1')"
}

# number COMMAND...: the one in what it says
number() {
	"$@" | sed -n 's/^proposed: [a-z ]* \([0-9]*\).*/\1/p'
}

# hear LOGIN CASE [PERSON]: rule 12
hear() {
	distributor audition $M "$2" ${3:+"$3"} --by "$1" >"$T/edges.opus"
}

withhold() {
	id=$(number distributor withhold $M "$1" "$2" "$3" \
		${4:+--from "$4"} --reason "$7" --by "$5")
	hear "$6" "$1" "$4"
	distributor approve-withheld "$id" --by "$6"
}

except() {
	id=$(number distributor exception $M "$1" "$2" --reason "$6" --by "$3")
	for login in $4 $5; do
		hear "$login" "$1" "$2"
		distributor approve-exception "$id" --by "$login"
	done
}

decide() {
	distributor decide $M "$1" "$2" "$3" --reason "$6" --by "$4"
	[ -n "$5" ] || return 0
	[ "$3" != send ] || hear "$5" "$1" "$2"
	distributor approve $M "$1" "$2" --by "$5"
}

# full_disk SPARE: copies with SPARE bytes free; no file without a row stays
full_disk() {
	free=$(df --output=avail -B1 "$S/objects" | tail -n 1)
	head -c $((free - $1)) /dev/zero >"$S/objects/filler"
	full=0
	distributor copies SCN-1 >"$T/table" || full=$?
	same "copies on a disk with $1 bytes" 1 "$full"
	has "$(tail -n 1 "$LOGS/distributor")" 'full\|No space'
	row "copies made on a full disk" 0 "SELECT count(*) FROM copy"
	row "mails written on a full disk" 0 "SELECT count(*) FROM message"
	rm "$S/objects/filler"
	find "$S/objects" -type f ! -name '.*' -printf '%f\n' |
		sort >"$T/objects"
	sql "SELECT object FROM rendition
		UNION ALL SELECT object FROM rendition_mp3" | sort |
		diff - "$T/objects" ||
		fail "a full disk left files without a row, or rows without a file"
	store check >"$T/said" || fail "after a full disk: $(cat "$T/said")"
}

# outcomes FOLDER MEETING: who gets what, and how much of it, against the table
outcomes() {
	distributor copies "$2" --json | jq -r '.[] |
		"\(.case),\(.person),\(.outcome)"' | sort >"$T/copied"
	distributor explain "$2" --json | jq -r '.[] |
		"\(.case),\(.person),\(.outcome),\(.hears)"' | sort >"$T/came"
	cut -d, -f 1-3 "$T/came" | diff "$T/copied" - ||
		fail "explain (>) is not what copies (<) does"
	awk -F, -f "$CASES/spans.awk" -f "$CASES/table.awk" \
		"$1/expected.csv" | sort >"$T/expected"
	sed "/^SC-22,/s/,[1-9][0-9]*$/,*/" "$T/came" |
		diff "$T/expected" - >"$T/differs" || fail \
		"of $2 the program (>) says another thing than the rules (<):
$(grep '^[<>]' "$T/differs" | sort -k 2)"
}

# decoded: every rendition as ID.opus.heard: its bytes of PCM, then its tones
decoded() {
	mkdir "$T/audio"
	"$BIN/unseal" "$S" "$T/audio"
	# shellcheck disable=SC2016 # for the shell that xargs starts
	find "$T/audio" -name '*.opus' -print0 | xargs -0 -n 1 -P 2 sh -c '
		opusdec --quiet --rate 48000 --no-dither "$0" "$0.wav" \
			2>"$0.said" &&
		sox "$0.wav" -t raw -e signed -b 16 -c 1 -r 48000 "$0.raw" &&
		stat -c "samples %s" "$0.raw" >"$0.heard" &&
		"$BIN/tones" -b "$WINDOW" $TONES <"$0.raw" >>"$0.heard" &&
		rm "$0.wav" "$0.raw"'
}

# heard FOLDER MEETING: each copy, and what each child's file plays
heard() {
	sql "WITH x AS (SELECT meeting_id, case_id, person_id, rendition_id
		FROM copy WHERE withdrawn_at IS NULL UNION ALL
		SELECT meeting_id, case_id, NULL, rendition_id
		FROM case_recording)
		SELECT c.reference, coalesce(p.ref, 'file'), x.rendition_id,
		(SELECT group_concat(from_sample || '-' || to_sample, ' ')
		FROM (SELECT * FROM rendition_part r WHERE silent = 0 AND
		r.rendition_id = x.rendition_id ORDER BY number)) FROM x
		JOIN marac_case c ON c.id = x.case_id
		LEFT JOIN person p ON p.id = x.person_id
		JOIN meeting m ON m.id = x.meeting_id WHERE m.ref = '$2'" |
		tr '|' , >"$T/made"
	{
		tail -n +2 "$1/expected.csv" | cut -d, -f 1,2,4,5 | grep -v ',,$'
		tail -n +2 "$1/expected-files.csv" | cut -d, -f 1-3 |
			sed 's/,/,file,/'
	} >"$T/audible"
	same "copies and recordings of files" "$(wc -l <"$T/audible")" \
		"$(wc -l <"$T/made")"
	awk -F, -v at="$T/audio" -v nowhere="$NOWHERE" -v limit=$LIMIT \
		-v present=$PRESENT -v tones="$(echo "$TONES" | wc -w)" \
		-f "$CASES/spans.awk" -f "$CASES/heard.awk" \
		"$1/tape.csv" "$T/audible" "$T/made" \
		>"$T/differs"
	[ ! -s "$T/differs" ] ||
		fail "what can be heard of $2: $(cat "$T/differs")"
}

all_there() {
	[ "$(find -L "$MAIL" -path '*/new/*' | wc -l)" = \
		"$(wc -l <"$T/expected")" ]
}

# boxes FOLDER: the mailboxes that the table fills
boxes() {
	tail -n +2 "$1/expected-mail.csv" | grep ',accepted,' | cut -d, -f 1 |
		while read -r who; do
			sed -n "s/^$who,email,\([a-z]*\)@.*/\1/p" \
				"$CASES/routes.csv" "$1/routes.csv" | head -n 1
		done
}

# --- what is known before ---------------------------------------------------
at_last accept_end
postfix_start "$T/postfix" "$MAIL"
store init >/dev/null
at_last unmount
mount -t tmpfs -o size=64m,mode=700 tmpfs "$S/objects"
cat >"$S/marac.conf" <<END
[mail]
relay = smtp://localhost:$SMTP_PORT
ca_file = $CA_FILE
from = documents@service.invalid
helo = service.invalid

[share]
base_url = http://localhost:1
END
take_in "$CASES"
store import conflicts "$CASES/conflicts.csv" >>"$LOGS/import"
take_in "$CASES/conference"
store import routes "$CASES/routes-yesterday.csv" >>"$LOGS/import"
sql "UPDATE contact_route SET changed_at = changed_at - 86400000"
for who in cora:P1:coordinator chair:P2:chair iris:P3:coordinator; do
	IFS=: read -r login person role <<<"$who"
	echo "invented-$login-2026" | store user add "$login" \
		--person "$person" --role "$role" >"$T/$login.totp"
done
store key trust "Test recorder" "$(recorder device-key)" >/dev/null

# --- the meetings -----------------------------------------------------------
record "$CASES" SCN-1 2026-10-22T09:44Z
# At 11:07 the power goes: the segment that a break ended there has no end.
CUT=$("$BIN/meetingkit" journal "$FOLDER" | sed -n \
	"s/.* segment-sealed .*sample=$((1380 * 48000)) value=\([0-9]*\).*/\1/p")
"$BIN/powercut" "$FOLDER" "$CUT" 5000
# 168 h; the same civil time would be an hour later: the clocks go back.
attached SCN-1 "2026-10-22 10:10:00" "2026-10-29 10:10:00"
row "segments that were cut short" 1 \
	"SELECT count(*) FROM segment WHERE status = 'recovered'"
row "an alert says so" 1 \
	"SELECT count(*) FROM alert WHERE text LIKE '%was cut short%'"
record "$CASES/conference" SCN-2 2026-03-26T10:00Z
# The same civil time; 168 h would be an hour later: the clocks go forward.
attached SCN-2 "2026-03-26 10:01:35" "2026-04-02 09:01:35"

# --- what people decide -----------------------------------------------------
M=SCN-1
{
	# SC-15 began five seconds before the button.
	distributor boundary $M 16 0:12:40 --reason "pressed late" --by cora \
		--yes
	distributor exclude $M P6 0:24:10 0:24:20 --reason "sent out" --by cora
	each "$CASES/withheld.csv" 7 withhold
	each "$CASES/exceptions.csv" 6 except
	each "$CASES/cases.csv" 1 release
	each "$CASES/safety.csv" 4 confirm
	each "$CASES/decisions.csv" 6 decide
	M=SCN-2
	each "$CASES/conference/cases.csv" 1 release
	each "$CASES/conference/decisions.csv" 6 decide
} >>"$LOGS/decide"

# --- the disk is full while copies are made ---------------------------------
# In the midst of a file, and before the first byte of one.
full_disk 300000
full_disk 0

# --- who gets what ----------------------------------------------------------
outcomes "$CASES" SCN-1
outcomes "$CASES/conference" SCN-2

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

TONES=$(tail -n +2 "$CASES/tape.csv" | cut -d, -f 2 | sort -nu | tr '\n' ' ')
export TONES
decoded
heard "$CASES" SCN-1
heard "$CASES/conference" SCN-2

# --- who gets mail ----------------------------------------------------------
distributor deliver >>"$LOGS/deliver"
sql "SELECT t.ref, p.ref, m.state FROM message m
	JOIN parcel k ON k.id = m.parcel_id
	JOIN meeting t ON t.id = k.meeting_id
	JOIN person p ON p.id = k.person_id WHERE k.void_at IS NULL" |
	tr '|' , | sort >"$T/came"
{
	tail -n +2 "$CASES/expected-mail.csv" | sed 's/^/SCN-1,/'
	tail -n +2 "$CASES/conference/expected-mail.csv" | sed 's/^/SCN-2,/'
} | cut -d, -f 1-3 | sort >"$T/expected"
diff "$T/expected" "$T/came" || fail "the mails are not those of the table"
{
	boxes "$CASES"
	boxes "$CASES/conference"
} | sort >"$T/expected"
until_true 60 all_there
find -L "$MAIL" -path '*/new/*' -printf '%h\n' |
	sed 's|.*/\([a-z]*\)/new|\1|' | sort | diff "$T/expected" - ||
	fail "mail lies in other boxes"
# Rules 7 and 8.
{
	cut -d, -f 1 "$CASES/children.csv" "$CASES/conference/children.csv" |
		grep -wFf - "$CASES/people.csv" "$CASES/conference/people.csv" |
		cut -d, -f 2
	printf '%s\n' MARAC SC- SCN- 'Invented Row' 'QX1 9ZZ' Passerby informant
} >"$T/secret"
# A link's 43 drawn letters may spell anything.
! find -L "$MAIL" -path '*/new/*' \
	-exec sed 's|/d/[A-Za-z0-9_-]\{43\}|/d/|' {} + |
	grep -iFf "$T/secret" || fail "a mail says what none may say"

store check >"$T/said" || fail "at the end: $(cat "$T/said")"
! grep -l 'Sanitizer\|runtime error' "$LOGS"/* || fail "a sanitizer spoke"
