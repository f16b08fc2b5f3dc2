#!/usr/bin/env bash
# check: sound when nothing was touched; one flipped byte names the segment, one
# deleted or edited audit row the event, a missing, cut or strange file itself.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/storing.sh
. "$ROOT/tests/e2e/storing.sh"

M=NS-2026-11-23

store init >/dev/null
template_all "$T/csv"
echo "$M,3,discussion,NS-0042,," >>"$T/csv/agenda.csv"
import_all "$T/csv"
store papers "$M" --out "$T/papers.json" >/dev/null
KEY=$("$BIN/folderseed" "$T/papers.json" "$T/meeting")
refuses 1 "$BIN/marac-distributor" attach "$T/meeting" --store "$S"
store key trust "Sample recorder" "$KEY" >/dev/null
"$BIN/marac-distributor" attach "$T/meeting" --store "$S" >/dev/null
has "$(store key list)" "^device  $KEY  trusted .*  Sample recorder\$"
has "$(store check)" '^Sound: .* 1 recording, [1-9][0-9]* renditions\{0,1\}\.$'

FOLDER=$(find "$S/meetings" -mindepth 1 -maxdepth 1 -type d)
OBJECT=$(find "$S/objects" -type f ! -name '.*' | head -n 1)
cp -a "$S" "$T/good"

again() {
	rm -rf "$S"
	cp -a "$T/good" "$S"
}

# flip FILE BYTE: its lowest bit
flip() {
	byte=$(xxd -s "$2" -l 1 -p "$1")
	printf '%02x' $((0x$byte ^ 1)) | xxd -r -p |
		dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# broken PATTERN: check says it on standard output and ends with 1
broken() {
	got=0
	SAID=$(store check 2>"$T/err") || got=$?
	same "the exit status for $1" 1 "$got"
	has "$SAID" "$1"
	has "$(cat "$T/err")" 'fault'
	lacks "$SAID" '^Sound'
	again
}

for byte in 20 600 1500 4000; do
	flip "$FOLDER/0002.seg" $byte
	broken "meeting $M: segment 0002.seg: "
done
flip "$OBJECT" 3000
broken "^objects/${OBJECT##*/}: "

truncate -s -600 "$FOLDER/0001.seg"
broken 'segment 0001.seg: it was sealed and its end is gone'
rm "$FOLDER/0001.seg"
broken 'segment 0001.seg: the file is missing'
cp "$FOLDER/0001.seg" "$FOLDER/0002.seg"
broken 'segment 0002.seg: not the bytes that were attached'
flip "$FOLDER/journal" 100
broken 'journal: not the one that was attached'
rm "$OBJECT"
broken "^objects/${OBJECT##*/}: the file is missing"
echo stray >"$S/objects/stray"
broken '^objects/stray: belongs to no rendition'

sqlite3 "$S/marac.db" 'DELETE FROM segment WHERE number = 2'
broken '0002.seg was sealed; the database does not know it'
sqlite3 "$S/marac.db" "UPDATE device SET public_key = zeroblob(32)"
broken 'segment 0001.seg: signed by another device'
sqlite3 "$S/marac.db" 'DELETE FROM audit_event WHERE seq = 5'
broken '^audit: .*5'
sqlite3 "$S/marac.db" "UPDATE audit_event SET why = 'x' WHERE seq = 4"
broken '^audit: .*4'
sqlite3 "$S/marac.db" \
	'DELETE FROM audit_event WHERE seq = (SELECT max(seq) FROM audit_event)'
broken '^audit: '
sqlite3 "$S/marac.db" 'PRAGMA foreign_keys = OFF; DELETE FROM person WHERE id = 3'
broken '^database: '

has "$(store check)" '^Sound:' # and the copy is sound again
