#!/usr/bin/env bash
# Goal: handing over in person. A sheet to sign that names the worker and not a
# child, with a page to keep if asked; everything is asked again when it was
# done, by that worker, on a day that can be; then the clock is met, and note and
# audit name the worker.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/papering.sh
. "$ROOT/tests/e2e/papering.sh"
papering_store
TODAY=$(TZ=Europe/London date +%F)
TOMORROW=$(TZ=Europe/London date -d tomorrow +%F)
YESTERDAY=$(TZ=Europe/London date -d yesterday +%F)

# sheet PERSON [OPTION...]: the words of its pages in $T/sheet.txt
sheet() {
	rm -f "$T/sheet.pdf"
	distributor hand-over M-1 "$@" --by olive --worker 'Wendy Worker' \
		--sheet "$T/sheet.pdf" >"$T/said"
	same 'who may read it' 600 "$(stat -c %a "$T/sheet.pdf")"
	pdftotext -layout "$T/sheet.pdf" "$T/sheet.txt"
}
pages() {
	pdfinfo "$1" | sed -n 's/^Pages: *//p'
}
handed() {
	distributor handed-over M-1 "$@" --by ian
}

sheet nora
same 'pages' 1 "$(pages "$T/sheet.pdf")"
for words in Receipt 'One document\.' '^ *Nora Sample$' '^ *Wendy Worker$' \
	'Date:' 'Signed by the person it was given to:' \
	'Signed by the worker who gave it:'; do
	has "$(cat "$T/sheet.txt")" "$words"
done
lacks "$(cat "$T/sheet.txt")" '[0-9A-Z]\{4\}-[0-9A-Z]\{4\}\|https\|Whimbrel'
row 'a sheet alone has no code' '1' 'SELECT count(*) FROM paper
	WHERE code_hash IS NULL AND void_at IS NULL'

# With a code, on a page of its own: the worker keeps the first.
sheet nora --code --qr
same 'pages' 2 "$(pages "$T/sheet.pdf")"
pdftotext -l 1 "$T/sheet.pdf" "$T/first.txt"
pdftotext -f 2 "$T/sheet.pdf" "$T/second.txt"
has "$(cat "$T/first.txt")" 'One page with a web address and a code'
lacks "$(cat "$T/first.txt")" '[0-9A-Z]\{4\}-[0-9A-Z]\{4\}'
[ -n "$(code_of "$T/second.txt")" ] || fail 'no code on the page to keep'
lacks "$(cat "$T/second.txt")" 'Nora\|Wendy'
pdftoppm -r 120 -gray -f 2 -png "$T/sheet.pdf" "$T/page"
same 'the square' https://documents.service.example/letter \
	"$(zbarimg -q --raw "$T"/page-*.png 2>>"$LOG")"
[ -z "$(pdffonts "$T/sheet.pdf" | tail -n +3 | awk '$(NF - 4) != "yes"')" ] ||
	fail 'a font is not embedded'
row 'codes that live' 1 'SELECT count(*) FROM paper
	WHERE code_hash IS NOT NULL AND void_at IS NULL'
{
	sql "SELECT name FROM person WHERE id IN (6, 7, 11)"
	sql "SELECT reference FROM marac_case"
	printf '%s\n' MARAC meeting recording case abuse child M-1
} >"$T/secret"
! grep -iFf "$T/secret" "$T/sheet.txt" || fail 'the sheet says too much'

refused_with 'needs --sheet' hand-over M-1 nora --by olive --worker W --code
refused_with 'worker NAME is missing' hand-over M-1 nora --by olive
refused_with 'that has not come yet' handed-over M-1 nora --by ian \
	--worker 'Wendy Worker' --on "$TOMORROW"
refused_with 'before it was printed' handed-over M-1 nora --by ian \
	--worker 'Wendy Worker' --on "$YESTERDAY"
refused_with 'asked for another worker' handed-over M-1 nora --by ian \
	--worker 'Wanda Worker' --on "$TODAY"
refused_with 'on DATE' handed-over M-1 nora --by ian --worker 'Wendy Worker' \
	--on 'last week'
refused_with 'nothing waits to be handed' handed-over M-1 olive --by ian \
	--worker 'Wendy Worker' --on "$TODAY"

# Rule 22: withdrawn meanwhile.
row 'her copies' 2 'SELECT count(*) FROM copy WHERE person_id = 4'
first=$(sql 'SELECT min(id) FROM copy WHERE person_id = 4')
sql "UPDATE case_release SET void_at = 1"
refused_with 'chair' handed-over M-1 nora --by ian --worker 'Wendy Worker' \
	--on "$TODAY"
row 'nothing is met' 0 'SELECT count(*) FROM delivery WHERE met_at IS NOT NULL'
sql "UPDATE case_release SET void_at = NULL"
distributor withdraw "$first" --reason 'Not hers' --by ian >"$T/said"
has "$(distributor due M-1)" 'Nora Sample  *It waits to be handed over'
has "$(handed nora --worker 'wendy  WORKER' --on "$TODAY")" \
	'^handed over: 1 copy$'
row 'met' 'in person|1' "SELECT channel, copy_id <> $first FROM delivery
	WHERE met_at IS NOT NULL"
row 'note' 'A copy for Nora Sample was handed over by Wendy Worker.' \
	"SELECT DISTINCT text FROM file_note WHERE kind = 'copy handed over'"
row 'audit' 'copy.handed-over|Wendy Worker|account:2
hand-over.printed|Wendy Worker|account:1' "SELECT DISTINCT what, why, who
	FROM audit_event WHERE what LIKE '%hand%' ORDER BY 1"
has "$(distributor due M-1)" 'handed over  *copy'
refused_with 'nothing waits to go' hand-over M-1 nora --by olive --worker W

# No mail goes besides.
distributor hand-over M-1 olive --by olive --worker 'Wendy Worker' >"$T/said"
row 'her mail' 'held|It is handed over in person.' 'SELECT m.state, m.cause
	FROM message m JOIN parcel p ON p.id = m.parcel_id WHERE p.person_id = 1'

# A child's own sheet leaves the name to be written by hand (rules 7, 13).
sql "UPDATE child SET understands = 1, understanding_by = 'W. Worker',
	understanding_at = 1, supporter = 'Iris Sample' WHERE id = 20"
sql "INSERT INTO decision (meeting_id, case_id, person_id, verdict, reason,
	proposed_by, proposed_at, approved_by, approved_at)
	VALUES (1, 1, 6, 'send', 'why', 1, 1, 2, 2)"
distributor copies M-1 >"$T/table" 2>>"$LOG"
row 'her copy' 1 'SELECT count(*) FROM copy WHERE person_id = 6'
sql "INSERT INTO contact_route (person_id, channel, value_sealed, value_mac,
	safe, verified_by, verified_at) VALUES (6, 'in person', x'', x'77',
	'yes', 'A. Sample', 1)"
sheet ann --code --large --welsh
has "$(cat "$T/sheet.txt")" 'Derbynneb'
has "$(cat "$T/sheet.txt")" 'Rhoddwyd i:'
lacks "$(cat "$T/sheet.txt")" '[Aa]nn\|Example'
lacks "$(cat "$LOG")" Sanitizer
