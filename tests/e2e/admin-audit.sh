#!/usr/bin/env bash
# Goal: the audit leaves as a file that is signed whole: by the page and by the
# verb, verified by somebody else's program, and not one byte of it can be changed,
# cut or added.  Nothing in it is a formula, and by the page no word that a person
# typed.  The chain is checked from the page, and says what was done to it (rule
# 18).

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/administering.sh
. "$ROOT/tests/e2e/administering.sh"

admin_store
# Words that people type, one of each kind that a spreadsheet calculates.
for why in '=HYPERLINK("https://elsewhere.example")' '+1' '-1' '@SUM(A1)' \
	'Mary Testfield, "at home"' 'plain'; do
	printf '%s\n' "$why" >>"$T/whys"
done
admin_serve
admin_in ada
# Written as the pages of others write: by the store itself, into its chain.
"$BIN/seed" audit "$S" <"$T/whys"

admin_post ada /audit/export /audit
same "the page gives it" 200 "$CAME"
cp "$T/answer" "$T/page.csv"
KEY=$(store key list | sed -n 's/^exports *\([0-9a-f]*\) .*/\1/p')
has "$KEY" '^[0-9a-f]\{64\}$'
has "$(admin_page ada /audit)" "$KEY"
store audit export --words >"$T/words.csv"
store audit export >"$T/verb.csv"

# verifies FILE: by openssl, from what auditcsv.h says alone
verifies() {
	size=$(stat -c %s "$1")
	head -c $((size - 130)) "$1" >"$T/signed"
	tail -c 130 "$1" | head -c 128 | xxd -r -p >"$T/signature"
	{
		printf 'marac-audit 1\n'
		sha256sum <"$T/signed" | cut -c1-64
	} >"$T/statement"
	# SubjectPublicKeyInfo of Ed25519: RFC 8410, section 4
	printf '302a300506032b6570032100%s' "$KEY" | xxd -r -p >"$T/key.der"
	openssl pkeyutl -verify -pubin -inkey "$T/key.der" -keyform DER -rawin \
		-in "$T/statement" -sigfile "$T/signature" >"$T/openssl" 2>&1
}
for name in page words verb; do
	verifies "$T/$name.csv" || fail "openssl: $name: $(cat "$T/openssl")"
	has "$(cd "$T" && "$BIN/marac-store" audit verify $name.csv --key "$KEY")" \
		'^Whole and signed: [0-9]* events\.$'
	has "$(store audit verify "$T/$name.csv")" '^Whole'
done
same "events" "$(($(wc -l <"$T/words.csv") - 2))" \
	"$(store audit verify "$T/words.csv" | tr -dc 0-9)"

# Somebody else's reader of CSV finds the store's own rows.
/usr/bin/python3 - "$T/words.csv" >"$T/rows" <<-'END'
	import csv, sys
	for row in csv.reader(open(sys.argv[1], newline='')):
	    assert len(row) == 7, row
	    for cell in row:
	        assert cell[:1] not in ('=', '+', '-', '@', '\t', '\r'), row
	    print('|'.join([row[0], row[2], row[3], row[4], row[5], row[6]]))
END
sqlite3 -readonly "$S/marac.db" "SELECT seq || '|' || who || '|' || what || '|' ||
	which || '|' || CASE WHEN substr(why, 1, 1) IN ('=', '+', '-', '@')
	THEN '''' ELSE '' END || why || '|' || lower(hex(hash)) FROM audit_event
	WHERE seq <= (SELECT seq FROM audit_event WHERE why = 'with words')
	ORDER BY seq" >"$T/want"
sed '1d;$d' "$T/rows" >"$T/got"
cmp "$T/want" "$T/got" || fail "the file and the store differ"
lacks "$(cat "$T/page.csv" "$T/verb.csv")" 'Mary\|HYPERLINK\|plain'
has "$(cat "$T/page.csv")" 'account.made,account:1,administrator,'
row "each export is in the audit" "account:1|program:store|program:store" \
	"SELECT group_concat(who, '|') FROM audit_event
	WHERE what = 'audit.exported'"

# One byte: anywhere.
broken() {
	refuses 1 "$BIN/marac-store" audit verify "$1" --key "$KEY"
	has "$SAID" "$2"
}
size=$(stat -c %s "$T/words.csv")
for at in 0 40 $((size / 2)) $((size - 140)) $((size - 131)) $((size - 130)) \
	$((size - 3)); do
	cp "$T/words.csv" "$T/bad.csv"
	byte=$(xxd -s "$at" -l 1 -p "$T/bad.csv")
	printf '%02x' $((0x$byte ^ 1)) | xxd -r -p |
		dd of="$T/bad.csv" bs=1 seek="$at" conv=notrunc status=none
	broken "$T/bad.csv" 'changed\|does not end'
done
head -n -1 "$T/words.csv" >"$T/bad.csv"
broken "$T/bad.csv" 'does not end'
sed 5d "$T/words.csv" >"$T/bad.csv"
broken "$T/bad.csv" 'changed'
echo >>"$T/bad.csv"
broken "$T/bad.csv" 'does not end'
: >"$T/bad.csv"
broken "$T/bad.csv" 'no audit of ours'
store key sign >/dev/null
refuses 1 store audit verify "$T/words.csv"
has "$SAID" 'another key signed'
"$BIN/marac-store" audit verify "$T/words.csv" --key "$KEY" >/dev/null

# Signed out in the middle of it: it ends without a signature.
"$BIN/seed" audit "$S" < <(seq 4000)
form=$(admin_form ada /audit)
web --limit-rate 20K -b "$T/ada.jar" -H "Origin: $WEB" -d form="$form" \
	-o "$T/cut.csv" "$WEB/audit/export" 2>/dev/null &
CUT=$!
until_true 30 test -s "$T/cut.csv"
sqlite3 "$S/marac.db" "DELETE FROM session"
status=0
wait $CUT || status=$?
[ $status -ne 0 ] || fail "it went on after the session's end"
refuses 1 "$BIN/marac-store" audit verify "$T/cut.csv" --key "$KEY"

# The chain, from the page.
admin_in ada 1
has "$(admin_words ada /well)" 'Audit chain Act soon'
admin_post ada /well/check /well
same "checked" "303 /well" "$CAME $WHERE"
has "$(admin_words ada /well)" 'Audit chain All well'
row "noted" "account:1|whole" "SELECT who, why FROM audit_event
	WHERE what = 'audit.checked'"
sqlite3 "$S/marac.db" "UPDATE audit_event SET why = 'x' WHERE seq = 3"
admin_post ada /well/check /well
same "checked again" "303 /well" "$CAME $WHERE"
said=$(admin_words ada /well)
has "$said" 'Something needs you now'
has "$said" 'Audit chain Act now'
has "$said" 'Change nothing'
admin_finish
