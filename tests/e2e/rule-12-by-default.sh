#!/usr/bin/env bash
# Goal: at a conference the release proposes the family's copies by itself, and
# whoever released cannot approve them; at a MARAC it proposes nothing.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"

"$BIN/postseed" "$STORE"
outgoing_conf

# answers: outcome and reason of each of the family of NS-0001
answers() {
	distributor explain M-1 --json | jq -r '.[] | select(.case == "NS-0001")
		| "\(.person) \(.outcome) \(.reason)"' |
		grep -E '^(vera|ann|bob|frank|gus) '
}

sql "UPDATE meeting SET chair_id =
	(SELECT person_id FROM account WHERE login = 'ian')"

# Rule 5: Olive, a coordinator, cannot.
if distributor release M-1 --by olive 2>"$T/refused"; then
	fail 'a coordinator released'
fi
has "$(cat "$T/refused")" 'only the chair of this very meeting releases its cases'
row 'nothing is released' 0 "SELECT count(*) FROM case_release"

same 'a MARAC' '2 cases released' "$(distributor release M-1 --by ian)"
row 'what is proposed' 0 "SELECT count(*) FROM decision"

sql "UPDATE meeting SET type = 'rcpc' WHERE ref = 'M-1'"
sql "UPDATE child SET understands = 1, understanding_by = 'A. Sample',
	understanding_at = 1, supporter = 'B. Sample' WHERE person_id = 6"
same 'before the release' 'vera decide by_profile
ann decide by_profile
bob decide needs_decision
frank blocked harm_yes
gus blocked harm_unknown' "$(answers)"

# Vera and Ann, who is assessed; not Bob; Wanda of the other case, not her
# child; nobody who is a source of harm.
SAID=$(distributor release M-1 --by ian)
has "$SAID" '^2 cases released$'
has "$SAID" '^3 copies to family proposed by default; somebody else must approve'
same 'after it' 'vera decide needs_approval
ann decide needs_approval
bob decide needs_decision
frank blocked harm_yes
gus blocked harm_unknown' "$(answers)"
row 'in whose name' ian "SELECT DISTINCT a.login FROM decision d
	JOIN account a ON a.id = d.proposed_by"

outgoing_heard ian
outgoing_heard olive
refuses 1 distributor approve M-1 NS-0001 vera --by ian
has "$SAID" 'somebody else must'
distributor approve M-1 NS-0001 vera --by olive >/dev/null
has "$(distributor copies M-1)" '^  sent *Vera Example *copy made'
same 'once approved' 'vera sent family_approved' "$(answers | head -n 1)"

# Released again: what is decided stays decided.
same 'again' '2 cases released' "$(distributor release M-1 --by ian)"
same 'still' 'vera sent family_approved' "$(answers | head -n 1)"
