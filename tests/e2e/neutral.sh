# shellcheck shell=bash
# neutral -- rule 7 over every mail that a test has sent (neutral.mjs), asked
# when the test is through by whatever starts its relay.  Sourced after lib.sh.
#
#	neutral_mails STORE FOLDER...	of every mail below the FOLDERs, but for the
#				box "bounces": what comes back is others' words
#	neutral_corpus		of all that is in $MAIL, or that a scripted server
#				or a sink took

neutral_mails() {
	sqlite3 "$1/marac.db" "SELECT p.name FROM person p JOIN child c
		ON c.person_id = p.id
		UNION SELECT substr(p.name, 1, instr(p.name || ' ', ' ') - 1)
		FROM person p JOIN child c ON c.person_id = p.id
		UNION SELECT a.alias FROM person_alias a JOIN child c
		ON c.person_id = a.person_id
		UNION SELECT reference FROM marac_case
		UNION SELECT ref FROM meeting" >"$T/neutral-names" || return 1
	shift
	find -L "$@" -type f ! -name '*.part' ! -name '*.says' \
		! -path '*/bounces/*' | sort >"$T/neutral-list"
	node "$ROOT/tests/e2e/neutral.mjs" "$T/neutral-names" \
		<"$T/neutral-list" >&2
}

neutral_corpus() {
	local store=${S:-${STORE:-}} folder
	set --
	for folder in "${MAIL:-}" "$T"/*/mails "$T/dump"; do
		[ -d "$folder" ] && set -- "$@" "$folder"
	done
	if [ $# -gt 0 ] && [ -f "$store/marac.db" ]; then
		neutral_mails "$store" "$@" || fail 'a mail tells (rule 7)'
	fi
}
at_success neutral_corpus
