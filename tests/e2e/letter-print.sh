#!/usr/bin/env bash
# Goal: a letter is an A4 PDF for a window envelope, plain or large, English or
# Welsh, with a QR code only if asked; its fonts are in it; it names nobody but
# the address, and says nothing of itself (rules 7, 8); it is there whole, for
# its owner alone, or not at all.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/papering.sh
. "$ROOT/tests/e2e/papering.sh"
papering_store
ADDRESS='https://documents.service.example/letter'

letter nora
same 'who may read it' 600 "$(stat -c %a "$T/letter.pdf")"
TEXT=$(cat "$T/letter.txt")
for line in 'Nora Sample' 'Flat 12, 34 Whimbrel Street' 'Invented Village' \
	'Northtown, Northshire' 'NT1 1AA' 'A document is ready for you\.' \
	"$ADDRESS" 'Test\. Every person here is invented\.' \
	"You can open it until $(TZ=Europe/London date -d '+28 days' \
		'+%-d %B %Y')\."; do
	has "$TEXT" "^ *$line$"
done
CODE=$(code_of "$T/letter.txt")
same 'characters of the code' 19 "${#CODE}"
lacks "$CODE" '[ILOU]'
row 'what is stored of the code' '1|32|0' "SELECT count(*),
	max(length(code_hash)), max(instr(hex(code_hash), hex('$CODE')))
	FROM paper WHERE void_at IS NULL"

# Rule 7, in the words, and in the bytes of the file.
{
	sql "SELECT name FROM person WHERE id IN (6, 7, 11)"
	sql "SELECT reference FROM marac_case"
	printf '%s\n' MARAC meeting recording case abuse child M-1
} >"$T/secret"
! grep -iFf "$T/secret" "$T/letter.txt" || fail 'the letter says too much'
# What is compressed in the file holds any three letters by chance.
grep '.....' "$T/secret" >"$T/secret.long"
! grep -aiFf "$T/secret.long" "$T/letter.pdf" || fail 'the file says too much'
INFO=$(pdfinfo "$T/letter.pdf")
has "$INFO" '^Title: *Document$'
has "$INFO" '^Page size: .*A4'
lacks "$INFO" '^\(Producer\|Creator\|Author\|CreationDate\|ModDate\|Subject\|Keywords\)'
! grep -aiq 'cairo\|pango\|20[0-9][0-9]-\|D:20' "$T/letter.pdf" ||
	fail 'the file names a program or a time'

embedded() {
	pdffonts "$1" | tail -n +3 >"$T/fonts"
	[ -s "$T/fonts" ] || fail 'no fonts at all'
	[ -z "$(awk '$(NF - 4) != "yes"' "$T/fonts")" ] ||
		fail "a font is not embedded: $(cat "$T/fonts")"
}
embedded "$T/letter.pdf"

# The window of a DL envelope shows the address wherever the sheet has slipped
# to, and nothing else.  Words as "LEFT TOP RIGHT BOTTOM WORD", in mm.
words() {
	pdftotext -bbox -l 1 "$T/letter.pdf" - |
		sed -n 's/.*xMin="\([^"]*\)" yMin="\([^"]*\)" xMax="\([^"]*\)" yMax="\([^"]*\)">\([^<]*\)<.*/\1 \2 \3 \4 \5/p' |
		awk '{ for (i = 1; i < 5; i++) $i *= 25.4 / 72; print }'
}
window() {
	words >"$T/words"
	same 'words in the window' "Nora Sample Flat 12, 34 Whimbrel Street \
Invented Village Northtown, Northshire NT1 1AA" "$(awk '$3 > 10 && $1 < 110 &&
		$4 > 46 && $2 < 92 { print $5 }' "$T/words" | xargs)"
	same 'of them not always seen' '' "$(awk '$3 > 10 && $1 < 110 &&
		$4 > 46 && $2 < 92 && ($1 < 19.9 || $3 > 100 || $2 < 56.5 ||
		$4 > 81.5)' "$T/words")"
}
window

# sizes: the sizes of all words but the address's
sizes() {
	pdftohtml -xml -zoom 1 -i -stdout "$T/letter.pdf" | awk -F'"' '
		/<fontspec/ { size[$2] = $4 }
		/<text/ { if ($2 < 46 * 72 / 25.4 || $2 > 92 * 72 / 25.4 ||
			page > 1) print size[$10] }
		/<page/ { page = $2 }' | sort -n
}
same 'the smallest' 12 "$(sizes | head -n 1)"
same 'the largest, which is the code' 22 "$(sizes | tail -n 1)"

letter nora --large
window
embedded "$T/letter.pdf"
same 'the smallest of large print' 18 "$(sizes | head -n 1)"
SECOND=$(code_of "$T/letter.txt")
[ "$SECOND" != "$CODE" ] || fail 'printed again with the same code'
row 'printings, and those that live' '2|1' 'SELECT count(*),
	sum(void_at IS NULL) FROM paper'

letter nora --welsh
TEXT=$(cat "$T/letter.txt")
for line in 'Mae dogfen yn barod i chi\.' "Ewch i'r cyfeiriad gwe hwn:" \
	'2\. Teipiwch y cod hwn:' 'Gallwch ei hagor tan [0-9]* [A-Z][a-z]* 20'
do
	has "$TEXT" "$line"
done
lacks "$TEXT" 'document is\|Type\|code\|worker'
# Who reads Welsh need not be named again.
sql "UPDATE person SET language = 'cy' WHERE ref = 'nora'"
letter nora
has "$(cat "$T/letter.txt")" 'Mae dogfen yn barod i chi\.'
sql "UPDATE person SET language = 'en' WHERE ref = 'nora'"
letter nora
has "$(cat "$T/letter.txt")" 'A document is ready for you\.'

scanned() {
	pdftoppm -r 120 -gray -png "$T/letter.pdf" "$T/page"
	zbarimg -q --raw "$T"/page-*.png 2>>"$LOG" || true
	rm "$T"/page-*.png
}
same 'a square that nobody asked for' '' "$(scanned)"
for how in --qr '--qr --large --welsh'; do
	# shellcheck disable=SC2086 # one word an option
	letter nora $how
	same "the square of $how" "$ADDRESS" "$(scanned)"
	window
	embedded "$T/letter.pdf"
done

# Whole or not at all, and nothing is stored of what was not printed.
rows_before=$(sql 'SELECT count(*) FROM paper')
cp "$T/letter.pdf" "$T/kept.pdf"
refused_with 'a file of that name already' letter M-1 nora --by olive \
	--out "$T/letter.pdf"
cmp "$T/letter.pdf" "$T/kept.pdf" || fail 'it wrote over another file'
refused_with 'cannot create' letter M-1 nora --by olive --out "$T/no/letter.pdf"
# Rule 7: nor does the file's name say anything.
for name in 'Ann Example' 'letter for bob_example' NS-0001 marac; do
	refused_with "file's name tells" letter M-1 nora --by olive \
		--out "$T/$name.pdf"
	[ ! -e "$T/$name.pdf" ] || fail "there is $name.pdf"
done

# What the window must not show, or cannot.
address() {
	printf '%s\n%s\n' "$(head -n 1 "$T/routes.csv")" \
		"nora,letter,\"$1\",yes,,,no,no,olive,$(date -u +%F)," \
		>"$T/other.csv"
	for _ in 1 2; do # changed, and confirmed
		"$BIN/marac-store" import routes "$T/other.csv" \
			--store "$STORE" >>"$LOG"
	done
	rm -f "$T/letter.pdf"
	refused_with "$2" letter M-1 nora --by olive --out "$T/letter.pdf"
	lacks "$SAID" "$3"
	[ ! -e "$T/letter.pdf" ] || fail "a letter to $1"
}
address 'Ann Example, 1 High Street, NT1 1AA' 'name of a child' 'Ann\|High'
address 'Northtown Refuge, 1 High Street, NT1 1AA' 'the envelope would show' \
	'Refuge\|High'
address 'The House of Many Invented Gables, NT1 1AA' 'does not fit' Gables
row 'nothing was stored of these' "$rows_before" 'SELECT count(*) FROM paper'

# The address is in no text of the store and in no word that was said.
! grep -raiF whimbrel "$STORE" "$LOG" "$T/said" || fail 'the address is there'
lacks "$(cat "$LOG")" Sanitizer
