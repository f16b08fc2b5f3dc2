#!/usr/bin/env bash
# Goal: rules 10 and 11, in words.  Words typed with marks and a transcript stand
# beside a copy where its sound is heard: those of a closed session, of the
# minute behind it, of an absence and of a withheld passage do not, on the page
# and in the file.  Minutes, which are about all of it, are for whoever heard all
# of it.  Fetching a transcript counts as collected (rule 20); a new text voids
# the release (rule 12).

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"

sox -R -r 48000 -n -b 16 "$T/meeting.wav" synth 240 pinknoise vol 0.3
# Closed from 1:30 to 1:40; hari is away from 2:50 to 3:20.
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,join,,2,,,
	0:00:00,join,,4,,,
	0:00:02,item,1,,,,
	0:01:20,note,,,early words,,
	0:01:30,closed,,,,,
	0:01:35,note,,,closed words,,
	0:01:40,open,,,,,
	0:02:00,note,,,words just behind,,
	0:02:50,leave,,4,,,
	0:03:00,risk,,,late words,,
	0:03:20,join,,4,,,
	0:04:00,end,,,,,
END
accept_store
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
accept_attach

# The case's recording begins at 0:02 of the meeting, and plays 88 s up to the
# closed session.
cat >"$T/words.vtt" <<-END
	WEBVTT

	NOTE invented, as all of this

	first
	00:00:10.000 --> 00:00:15.000
	<v Somebody>spoken &amp; early</v>

	02:45.000 --> 02:50.000 align:start
	spoken
	late
END
distributor text M-1 NS-0101 "$T/words.vtt" --by cora >"$T/said"
has "$(cat "$T/said")" '^2 lines of transcript'
printf 'Aims: to keep the child safe.\r\n\r\nThreshold: considered, not met.\r\n' \
	>"$T/minutes.txt"
distributor text M-1 NS-0101 "$T/minutes.txt" --by cora >"$T/said"
has "$(cat "$T/said")" '^2 lines of minutes'
distributor text M-1 NS-0101 --by cora >"$T/all"
same "lines of all the words" 8 "$(wc -l <"$T/all")"
has "$(cat "$T/all")" '^0:00:12  *transcript  *spoken & early$'

# What is no transcript of this case is refused, with a place.
printf 'WEBVTT\n\n00:10:00.000 --> 00:10:01.000\nbeyond\n' >"$T/bad.vtt"
accept_refused text M-1 NS-0101 "$T/bad.vtt" --by cora
has "$SAID" 'bad.vtt:3: the case'
printf 'WEBVTT\n\n00:01:20.000 --> 00:01:40.000\nacross\n' >"$T/bad.vtt"
accept_refused text M-1 NS-0101 "$T/bad.vtt" --by cora
has "$SAID" 'bad.vtt:3: something is left out'
same "lines after two refusals" 8 \
	"$(distributor text M-1 NS-0101 --by cora | wc -l)"

accept_serve
accept_send M-1

# words NAME PERSON: what NAME's page and file say, in $T/NAME.page and .txt
words() {
	accept_link "$1"
	accept_code "$2"
	accept_in "$LINK" "$CODE" "$T/$1.jar"
	accept_copies "$T/$1.jar"
	COPY=$(echo "$COPIES" | head -n 1)
	again "$1"
}
again() {
	web -f -b "$T/$1.jar" -o "$T/$1.page" "$WEB$COPY"
	web -f -b "$T/$1.jar" -o "$T/$1.txt" "$WEB$COPY/document.txt"
}
# says NAME TEXT... ; silent_about NAME TEXT...
says() {
	who=$1
	shift
	for text in "$@"; do
		grep -q "$text" "$T/$who.txt" || fail "$who's file lacks '$text'"
		grep -q "$text" "$T/$who.page" || fail "$who's page lacks '$text'"
	done
}
silent_about() {
	who=$1
	shift
	for text in "$@"; do
		! grep -q "$text" "$T/$who.txt" "$T/$who.page" ||
			fail "$who can read '$text'"
	done
}

words cora P1
says cora 'early words' 'late words' 'spoken late' ' early'
silent_about cora 'closed words' 'words just behind' 'Aims:' 'Somebody'
# the note plays 78 s into the copy
has "$(cat "$T/cora.txt")" '^1:18  *Note: early words'
CORAS=$COPY
words hari P4
says hari 'early words' ' early'
silent_about hari 'closed words' 'words just behind' 'late words' 'spoken late'

# collected: by its text, once
same "collected by reading" 2 "$(sqlite3 -readonly "$S/marac.db" \
	"SELECT count(*) FROM copy WHERE collected_at IS NOT NULL")"
same "notes of that" 2 "$(sqlite3 -readonly "$S/marac.db" \
	"SELECT count(*) FROM file_note WHERE text LIKE '%read as text%'")"

# A withheld passage takes its words along: at once, in every copy.
withheld=$(distributor withhold M-1 NS-0101 0:00:05 0:01:25 \
	--reason "Names somebody" --by cora |
	sed -n 's/^proposed: withheld passage //p')
distributor audition M-1 NS-0101 --by chair >"$T/edges.opus"
distributor approve-withheld "$withheld" --by chair >>"$LOGS/decide"
distributor release M-1 --by chair >>"$LOGS/distributor"
distributor copies M-1 >"$T/table-M-1"
distributor deliver >>"$LOGS/distributor"
same "cora's old copy" 404 \
	"$(web_status -b "$T/cora.jar" "$WEB$CORAS/document.txt")"
words cora P1
says cora 'late words' 'spoken late'
silent_about cora 'early' 'closed words'

# A new text is an edit: nothing goes until somebody releases again.
distributor text M-1 NS-0101 "$T/minutes.txt" --by cora >>"$LOGS/decide"
same "releases in force" 0 "$(sqlite3 -readonly "$S/marac.db" \
	"SELECT count(*) FROM case_release r JOIN marac_case c ON c.id = case_id
	WHERE c.reference = 'NS-0101' AND r.void_at IS NULL")"
accept_finish
