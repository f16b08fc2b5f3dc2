# shellcheck shell=bash
# papering -- what the tests of letters and of handing over share.  Sourced
# after lib.sh; outgoing.sh is sourced here.
#
#	papering_store		outgoing_store with its copies made, and letter and
#				in-person routes: Nora (who has no e-mail) and Olive
#				have both
#	letter PERSON [OPTION...]	print one to $T/letter.pdf, which replaces an
#				earlier; its words are in $T/letter.txt
#	code_of FILE		the code in these words
#	refused_with WORDS VERB...	the distributor refuses it in these words

# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"

papering_store() {
	outgoing_store
	distributor copies M-1 >"$T/table" 2>>"$LOG"
	cat >"$T/routes.csv" <<-END
		person,channel,value,safe,safe_from,safe_to,voicemail,shared_device,verified_by,verified_on,expires_on
		nora,letter,"Nora Sample
		Flat 12
		34 Whimbrel Street
		Invented Village
		Northtown
		Northshire
		NT1 1AA",yes,,,no,no,olive,2026-11-20,
		nora,in person,,yes,,,no,no,olive,2026-11-20,
		olive,letter,"Olive Sample, 1 Sample Road, NT1 1AB",yes,,,no,no,ian,2026-11-20,
		olive,in person,,yes,,,no,no,ian,2026-11-20,
	END
	"$BIN/marac-store" import routes "$T/routes.csv" --store "$STORE" \
		>>"$LOG"
	# A second channel of a person is no change of the first.
	row 'routes that changed' 0 'SELECT count(*) FROM contact_route
		WHERE changed_at IS NOT NULL'
}

letter() {
	rm -f "$T/letter.pdf"
	distributor letter M-1 "$@" --by olive --out "$T/letter.pdf" >"$T/said"
	pdftotext -layout "$T/letter.pdf" "$T/letter.txt"
}

code_of() {
	grep -o '[0-9A-Z]\{4\}\(-[0-9A-Z]\{4\}\)\{3\}' "$1"
}

refused_with() {
	words=$1
	shift
	refuses 1 distributor "$@"
	has "$SAID" "$words"
}
